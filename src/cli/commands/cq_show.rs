//! `cq show`: what is known of a release's OCRs in ClearQuest.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Context, ReleaseArg};
use crate::cli::portrait::deploy::{self, CqReport};
use crate::cli::ui::Answer;
use crate::workflow::Failure;

/// The hand-off to ClearQuest: the latest worksheet of each OCR, and what ClearQuest was seen to say (SOP step 12)
///
/// era-rm document export DIGEST writes a worksheet to a file.
///
/// Example: era-rm cq show 4.2.0
#[derive(Debug, ClapArgs)]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    release: String,
    ocrs: Vec<CqReport>,
}

/// Runs it.
///
/// # Errors
/// [`Failure::NotFound`] for a release that there is not.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let store = ctx.open_to_read()?;
    let (_, release) = ctx.load_release(&store, &args.release)?;
    let report = Report { release: release.number.to_string(), ocrs: deploy::cq(&release) };
    let text = if report.ocrs.is_empty() {
        format!("Release {}: no worksheet for ClearQuest was written yet\n", report.release)
    } else {
        format!("Release {}\n{}", report.release, deploy::cq_text(&report.ocrs))
    };
    Ok(Answer::of(&report, text))
}
