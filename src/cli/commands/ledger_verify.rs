//! `ledger verify`: every entry before the auditor, then the shelf's own checks; and whether the ledger extends what was
//! written down of it.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::checkpoint::{self, Asked, Held};
use crate::cli::context::Context;
use crate::cli::identity::handed_over;
use crate::cli::ui::{Answer, Progress};
use crate::domain::Digest;
use crate::ledger::{Breach, Checkpoint};
use crate::store::SqliteStore;
use crate::workflow::Failure;
use crate::workflow::audit::{self, Audit, Stage};
use crate::workflow::erase::Erased;

/// Check the whole ledger: links, digests, that every act was lawful, views, documents, the file itself
///
/// Ends with exit code 10 and the first entry that is not sound, or that you have seen and that is not there. Others may go on
/// acting meanwhile. A ledger cannot show by itself that its end was cut off, or that all of it was written anew: a
/// checkpoint that was kept elsewhere shows it.
///
/// Example: era-rm ledger verify
///
/// Example: era-rm ledger verify --checkpoint 2026-11-23.note
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// Have SQLite check its own pages however large the file is; who acts waits meanwhile
    #[arg(long)]
    pages: bool,
    /// Prove that the ledger extends this checkpoint, too; may be given more than once
    #[arg(long, value_name = "FILE")]
    checkpoint: Vec<PathBuf>,
    /// Judge only what came after this checkpoint, which the ledger must extend; the links are checked from the first entry
    #[arg(long, value_name = "FILE")]
    since: Option<PathBuf>,
    /// A public key of OpenSSH that must have signed the checkpoints; may be given more than once, and one of them suffices
    #[arg(long, value_name = "FILE")]
    checkpoint_key: Vec<PathBuf>,
    /// Certificates (PEM) of authorities, one of whom must vouch for the time stamp beside each checkpoint
    #[arg(long, value_name = "FILE")]
    tsa_ca: Option<PathBuf>,
}

/// The largest file whose pages are checked unasked, in bytes: that takes about a tenth of a second.
const SMALL: u64 = 64 * 1024 * 1024;
/// What is left out of the entries up to the checkpoint from which on a ledger is verified.
const LEFT_OUT: [&str; 6] = [
    "canonical form",
    "signatures",
    "whether the acts were lawful",
    "documents",
    "indexes",
    "views of subjects that no later act concerns",
];

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    /// The ledger's identity.
    ledger: String,
    /// How many entries it has.
    entries: u64,
    /// The digest of the last: whoever knows it knows them all.
    head: Digest,
    /// How many subjects began; with --since, after the checkpoint.
    subjects: u64,
    /// How often an entry names a document; with --since, after the checkpoint.
    documents: u64,
    /// Acts that were refused and recorded; with --since, after the checkpoint.
    refused: u64,
    /// Entries whose signature is good, by a key of the actor's; 0 in an unsigned ledger. With --since, after the checkpoint.
    signed: u64,
    /// The documents that were erased, whose bytes are not there to be checked; with --since, after the checkpoint.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    erased: Vec<Erased>,
    /// Whether SQLite checked its own pages too.
    pages: bool,
    /// The checkpoints that it extends.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    checkpoints: Vec<Held>,
    /// From which checkpoint on it was verified; absent if all of it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<Since>,
}

#[derive(Serialize, schemars::JsonSchema)]
struct Since {
    /// The last entry that was not judged anew.
    seq: u64,
    /// What was not checked of the entries up to it. That they are those of the checkpoint was.
    left_out: [&'static str; 6],
}

/// Runs it.
///
/// # Errors
/// [`Failure::Breach`] with the first entry that is not sound, or with what the file's own checks say, or where it does not
/// extend a checkpoint.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let asks = !args.checkpoint_key.is_empty() || args.tsa_ca.is_some();
    if asks && args.checkpoint.is_empty() && args.since.is_none() {
        let message = "--checkpoint-key and --tsa-ca are about a checkpoint, and none is given";
        return Err(Failure::usage(message, "add --checkpoint FILE"));
    }
    let store = ctx.open_to_read()?;
    let keys = args.checkpoint_key.iter().map(|f| handed_over(f)).collect::<Result<_, _>>()?;
    let asked = Asked { keys, trusted: checkpoint::trusted(args.tsa_ca.as_ref())? };
    let held = |path: &PathBuf| checkpoint::held(&store, path, &asked);
    let mut checkpoints = args.checkpoint.iter().map(held).collect::<Result<Vec<_>, _>>()?;
    let since = args.since.as_ref().map(held).transpose()?;
    let after = since.as_ref().map(|(checkpoint, held)| (*checkpoint, held.file.clone()));
    checkpoints.extend(since);
    let audit = audited(&store, after.as_ref())?;
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
        signed: audit.signed,
        erased: audit.erased,
        pages,
        checkpoints: checkpoints.into_iter().map(|(_, held)| held).collect(),
        since: after.map(|(c, _)| Since { seq: c.head.seq, left_out: LEFT_OUT }),
    };
    Ok(Answer::of(&report, human(&report)))
}

/// The audit comes before what the shelf says: it names the entry where the shelf can only name a page.
fn audited(store: &SqliteStore, after: Option<&(Checkpoint, String)>) -> Result<Audit, Failure> {
    let mut progress = Progress::new();
    let mut shown = |stage, done, of| {
        let what = match stage {
            Stage::Links => "links checked",
            Stage::Acts => "acts judged",
        };
        progress.at(what, done, of);
    };
    match after {
        Some((checkpoint, name)) => audit::audit_since(store, checkpoint, name, &mut shown),
        None => audit::audit(store, &mut shown),
    }
}

fn human(r: &Report) -> String {
    let signed = if r.signed > 0 { format!(", signatures {}", r.signed) } else { String::new() };
    let counts = format!(
        "subjects {}, documents named {}, refusals recorded {}{signed}",
        r.subjects, r.documents, r.refused
    );
    let erased: String = r.erased.iter().map(|e| format!("  {} (entry {})\n", e.said(), e.seq)).collect();
    let pages = if r.pages {
        "  the pages of the file are sound too\n"
    } else {
        "  the pages of so large a file were left to: era-rm ledger verify --pages\n"
    };
    let extends: String = r.checkpoints.iter().map(Held::line).collect();
    let (sound, left_out) = match &r.since {
        None => ("The ledger is sound".to_owned(), String::new()),
        Some(s) => (
            format!("The ledger is sound since entry {}", s.seq),
            format!(
                "  entries 1 to {} are those of the checkpoint; not checked of them: {}\n",
                s.seq,
                s.left_out.join(", ")
            ),
        ),
    };
    format!(
        "{sound}\n  id {}\n  head {} {}\n  {counts}\n{erased}{pages}{extends}{left_out}",
        r.ledger, r.entries, r.head
    )
}
