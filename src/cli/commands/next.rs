//! `next`: the commands that are lawful now on a release, and who may run each.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::chance;
use crate::cli::context::{Context, ReleaseArg};
use crate::cli::portrait::steps::{self, NextReport};
use crate::cli::ui::Answer;
use crate::sop::moves;
use crate::workflow::Failure;

/// What can lawfully be done now on a release: the command, who may run it, since when it waits
///
/// Example: era-rm next 4.2.0
#[derive(Debug, ClapArgs)]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    /// The release's number.
    release: String,
    /// What the release is, in a few words: open, held, stopped and why, go live until when, closed.
    state: String,
    /// What can be done.
    next: Vec<NextReport>,
}

/// Runs it.
///
/// # Errors
/// [`Failure::NotFound`] for a release that there is not.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let store = ctx.open_to_read()?;
    let (loaded, release) = ctx.load_release(&store, &args.release)?;
    let now = chance::now();
    let report = Report {
        release: release.number.to_string(),
        state: moves::state(&release, now),
        next: steps::next(&loaded, &release, now)?,
    };
    let text = if report.next.is_empty() {
        format!("Release {} is {}: nothing is left to be done\n", report.release, report.state)
    } else {
        format!("Release {}, {}:\n{}", report.release, report.state, steps::next_text(&report.next))
    };
    Ok(Answer::of(&report, text))
}
