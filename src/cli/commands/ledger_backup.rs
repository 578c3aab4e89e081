//! `ledger backup`: a copy of the ledger as it stands at one moment.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::documents::there_already;
use crate::cli::ui::{Answer, Progress};
use crate::domain::Digest;
use crate::store::StoreError;
use crate::workflow::Failure;

/// Copy the ledger, as it stands at one moment, to a new file; others may go on working
///
/// Example: era-rm ledger backup /srv/backup/ledger-2026-11-22.db
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The new file; nothing is overwritten
    #[arg(value_name = "FILE")]
    to: PathBuf,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    backup: String,
    entries: u64,
    /// The digest of the copy's last entry: write it down beside the copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    head: Option<Digest>,
}

/// Runs it.
///
/// # Errors
/// [`Failure::Conflict`] if the file is there already; [`Failure::Store`].
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let store = ctx.open_to_read()?;
    let mut progress = Progress::new();
    let copied = store.backup(&args.to, &mut |done, of| progress.at("pages copied", done, of));
    drop(progress);
    let head = copied.map_err(|e| match e {
        StoreError::Exists(path) => there_already(&path),
        other => Failure::Store(other),
    })?;
    let report = Report {
        backup: args.to.display().to_string(),
        entries: head.map_or(0, |h| h.seq),
        head: head.map(|h| h.digest),
    };
    let last = report.head.map(|d| format!("  head {d}\n")).unwrap_or_default();
    let text = format!("Copied {} entries to {}\n{last}", report.entries, report.backup);
    Ok(Answer::of(&report, text))
}
