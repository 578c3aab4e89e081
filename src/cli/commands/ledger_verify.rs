//! `ledger verify`: every entry before the auditor, then the shelf's own checks.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::ui::Answer;
use crate::domain::Digest;
use crate::ledger::Breach;
use crate::workflow::{Failure, audit};

/// Check the whole ledger: links, digests, that every act was lawful, views, documents, the file itself
///
/// Ends with exit code 10 and the first entry that is not sound.
///
/// Example: era-rm ledger verify
#[derive(Debug, ClapArgs)]
pub struct Args {}

#[derive(Serialize)]
struct Report {
    /// The ledger's identity.
    ledger: String,
    /// How many entries it has.
    entries: u64,
    /// The digest of the last: whoever knows it knows them all.
    head: Digest,
    subjects: usize,
    documents: usize,
    /// Acts that were refused and recorded.
    refused: u64,
}

/// Runs it.
///
/// # Errors
/// [`Failure::Breach`] with the first entry that is not sound, or with what the file's own checks say.
pub fn run(ctx: &Context, _args: &Args) -> Result<Answer, Failure> {
    let mut store = ctx.open_to_read()?;
    // The audit first: it names the entry where the shelf can only name a page.
    let audit = audit::audit(&mut store)?;
    let mut said = store.integrity()?;
    said.extend(store.strays()?.into_iter().take(5));
    if !said.is_empty() {
        return Err(Failure::Breach { seq: 0, breach: Breach::Index(said.join("; ")) });
    }
    let report = Report {
        ledger: audit.ledger.to_string(),
        entries: audit.head.seq,
        head: audit.head.digest,
        subjects: audit.subjects,
        documents: audit.documents,
        refused: audit.refused,
    };
    let text = format!(
        "The ledger is sound\n  id {}\n  head {} {}\n  subjects {}, documents {}, refusals recorded {}\n",
        report.ledger, report.entries, report.head, report.subjects, report.documents, report.refused
    );
    Ok(Answer::of(&report, text))
}
