//! `ledger verify`: every entry before the auditor, then the shelf's own checks.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::ui::{Answer, Progress};
use crate::domain::Digest;
use crate::ledger::Breach;
use crate::workflow::Failure;
use crate::workflow::audit::{self, Stage};

/// Check the whole ledger: links, digests, that every act was lawful, views, documents, the file itself
///
/// Ends with exit code 10 and the first entry that is not sound, or that you have seen and that is not there. Others may go on acting meanwhile.
///
/// Example: era-rm ledger verify
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// Have SQLite check its own pages however large the file is; who acts waits meanwhile
    #[arg(long)]
    pages: bool,
}

/// The largest file whose pages are checked unasked, in bytes: that takes about a tenth of a second.
const SMALL: u64 = 64 * 1024 * 1024;

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    /// The ledger's identity.
    ledger: String,
    /// How many entries it has.
    entries: u64,
    /// The digest of the last: whoever knows it knows them all.
    head: Digest,
    subjects: u64,
    /// How often an entry names a document.
    documents: u64,
    /// Acts that were refused and recorded.
    refused: u64,
    /// Whether SQLite checked its own pages too.
    pages: bool,
}

/// Runs it.
///
/// # Errors
/// [`Failure::Breach`] with the first entry that is not sound, or with what the file's own checks say.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let store = ctx.open_to_read()?;
    let mut progress = Progress::new();
    // The audit first: it names the entry where the shelf can only name a page.
    let audit = audit::audit(&store, &mut |stage, done, of| {
        let what = match stage {
            Stage::Links => "links checked",
            Stage::Acts => "acts judged",
        };
        progress.at(what, done, of);
    })?;
    drop(progress);
    let pages = args.pages || store.size()? <= SMALL;
    let said = if pages { store.integrity()? } else { Vec::new() };
    if !said.is_empty() {
        return Err(Failure::Breach { seq: 0, breach: Breach::Index(said.join("; ")) });
    }
    // What is there is sound; whether all of it is there only those know who have seen more.
    ctx.seen().whole()?;
    let report = Report {
        ledger: audit.ledger.to_string(),
        entries: audit.head.seq,
        head: audit.head.digest,
        subjects: audit.subjects,
        documents: audit.documents,
        refused: audit.refused,
        pages,
    };
    Ok(Answer::of(&report, human(&report)))
}

fn human(r: &Report) -> String {
    let counts =
        format!("subjects {}, documents named {}, refusals recorded {}", r.subjects, r.documents, r.refused);
    let pages = if r.pages {
        "  the pages of the file are sound too\n"
    } else {
        "  the pages of so large a file were left to: era-rm ledger verify --pages\n"
    };
    format!("The ledger is sound\n  id {}\n  head {} {}\n  {counts}\n{pages}", r.ledger, r.entries, r.head)
}
