//! `letter template`: the headings that the developer fills in.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::ui::Answer;
use crate::service::letter;
use crate::workflow::Failure;

/// The headings of the Release Letter, to be filled in and submitted (SOP step 6)
///
/// Example: era-rm letter template > letter.md
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The headings of its completion, after the deployment (SOP step 11)
    #[arg(long)]
    completion: bool,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    /// The headings, as Markdown.
    markdown: String,
}

/// Runs it. It needs no ledger.
///
/// # Errors
/// None.
pub fn run(_ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let markdown = if args.completion { letter::completion_template() } else { letter::template() };
    let report = Report { markdown };
    let text = report.markdown.clone();
    Ok(Answer { raw: true, ..Answer::of(&report, text) })
}
