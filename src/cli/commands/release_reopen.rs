//! `release reopen`: a stopped release goes on at an earlier step.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn, ReleaseArg};
use crate::cli::evidence;
use crate::cli::ui::Answer;
use crate::domain::event::ReleaseReopened;
use crate::domain::{OcrId, Text};
use crate::workflow::{Draft, Failure};

/// Reopen a stopped release at step 2, 5, 6 or 12
///
/// 2 condemns the plan, 5 the build, 6 the letter. 12 names an OCR that is resolved and verified again, where the cause was
/// neither build nor deployment. What ClearQuest shows as resolved gets a Reject worksheet.
///
/// Example: era-rm release reopen 4.2.0 --step 5 --reason "the build is wrong"
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
    /// 2, 5, 6 or 12
    #[arg(long = "step", value_name = "STEP", value_parser = step)]
    step: u64,
    /// The OCR to be resolved and verified again, at 12
    #[arg(long, value_name = "ID")]
    ocr: Option<OcrId>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Text,
    #[command(flatten)]
    #[serde(skip)]
    act: ActArgs,
}

fn step(typed: &str) -> Result<u64, String> {
    let step = typed.parse().ok().filter(|s| [2, 5, 6, 12].contains(s));
    step.ok_or_else(|| "a release is reopened at 2, 5, 6 or 12".to_owned())
}

/// Runs it.
///
/// # Errors
/// A refusal of the SOP, or evidence that cannot be read.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let draft: &DraftFn<'_> = &|scene| {
        let wanted = if args.step == 12 { Vec::new() } else { evidence::taken_back(scene)? };
        let (worksheets, documents) = evidence::worksheets(scene, &wanted, None)?;
        let (ocr, reason) = (args.ocr.clone(), args.reason.clone());
        Ok(Draft::with(ReleaseReopened { at: args.step, ocr, reason, worksheets }, documents))
    };
    ctx.record(&Act::of("release reopen", args, &args.act, draft).on(&args.release))
}
