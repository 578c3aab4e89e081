//! `ledger export`: every entry as one line of JSON, for others to verify.

use std::io::Write;
use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::documents;
use crate::cli::ui::{Answer, Progress};
use crate::domain::Digest;
use crate::ledger::Head;
use crate::store::{Inspect, Store};
use crate::workflow::{Failure, export};

/// Write every entry as one line of JSON, to stdout or to a new file
///
/// A line is {"seq","prev","body","signature","digest"}; the body is the stored text, byte by byte.
///
/// Example: era-rm ledger export --jsonl --out ledger.jsonl
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// One JSON document on each line: the only form there is
    #[arg(long, required = true)]
    jsonl: bool,
    /// A new file; nothing is overwritten
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    out: String,
    entries: u64,
    /// The digest of the last entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    head: Option<Digest>,
}
/// Runs it.
///
/// # Errors
/// [`Failure::Usage`] for `--json` without a file; [`Failure::Conflict`] if the file is there already.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let store = ctx.open_to_read()?;
    let head = store.head()?;
    let Some(path) = &args.out else {
        if ctx.global.json {
            let message = "an export to stdout is no JSON document but one on each line";
            return Err(Failure::usage(message, "give --out FILE, or leave --json out"));
        }
        let stream = move |out: &mut dyn Write| written(&store, head, out);
        return Ok(Answer { stream: Some(Box::new(stream)), ..Answer::of(&"", String::new()) });
    };
    documents::write_new(path, |out| written(&store, head, out))?;
    let out = path.display().to_string();
    let report = Report { out, entries: head.map_or(0, |h| h.seq), head: head.map(|h| h.digest) };
    let last = report.head.map(|d| format!("  head {d}\n")).unwrap_or_default();
    let text = format!("Wrote {} entries to {}\n{last}", report.entries, report.out);
    Ok(Answer::of(&report, text))
}

/// Every entry up to the head.
fn written(store: &dyn Inspect, head: Option<Head>, out: &mut dyn Write) -> Result<(), Failure> {
    let Some(head) = head else { return Ok(()) };
    let mut progress = Progress::new();
    export::jsonl(store, head, out, &mut |done, of| progress.at("entries written", done, of))
}
