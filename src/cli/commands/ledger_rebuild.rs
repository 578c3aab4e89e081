//! `ledger rebuild`: makes the views again from the entries.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::ui::{Answer, Progress};
use crate::workflow::{Failure, audit};

/// Make the views, which lists read, again from the entries; no entry is touched
///
/// Example: era-rm ledger rebuild
#[derive(Debug, ClapArgs)]
pub struct Args {}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    /// Subjects whose view was not what the entries say.
    rewritten: u64,
    /// Rows that were removed, for no entry is of their subject.
    removed: u64,
}

/// Runs it.
///
/// # Errors
/// [`Failure::Breach`] for an entry that cannot be read; [`Failure::Store`].
pub fn run(ctx: &Context, _args: &Args) -> Result<Answer, Failure> {
    let mut store = ctx.open()?;
    let mut progress = Progress::new();
    let done = audit::rebuild(&mut store, &mut |_, done, of| progress.at("entries read", done, of))?;
    drop(progress);
    let audit::Rebuilt { rewritten, removed } = done;
    let report = Report { rewritten, removed };
    let text = match report.rewritten + report.removed {
        0 => "Every view was what the entries say; nothing was rewritten\n".to_owned(),
        _ => format!(
            "The views of {} subjects were not what the entries say, and were rewritten; {} rows of subjects without a history were removed\n",
            report.rewritten, report.removed
        ),
    };
    Ok(Answer::of(&report, text))
}
