//! `ocr defer`: an OCR that failed verification is taken out of what 14 and 15 wait for.

use clap::{ArgGroup, Args as ClapArgs};
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn};
use crate::cli::evidence;
use crate::cli::papers;
use crate::cli::ui::Answer;
use crate::domain::{OcrId, Subject, Text};
use crate::workflow::Failure;

/// Defer an OCR that failed verification (step 13)
///
/// Once its Reject is confirmed in ClearQuest it is taken out of what steps 14 and 15 wait for. The closing notice says so,
/// and a completed Release Letter gets an addendum.
///
/// Example: era-rm ocr defer OCR-2026-0119 --change-stays --reason "cosmetic; fixed in 4.3"
#[derive(Debug, ClapArgs, Serialize)]
#[command(group = ArgGroup::new("what").required(true))]
pub struct Args {
    /// The OCR
    #[arg(value_name = "ID")]
    ocr: OcrId,
    /// The change stays on the targets
    #[arg(long, group = "what")]
    change_stays: bool,
    /// The change was backed out
    #[arg(long, group = "what")]
    backed_out: bool,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Text,
    #[command(flatten)]
    #[serde(skip)]
    act: ActArgs,
}

/// Runs it.
///
/// # Errors
/// A refusal of the SOP, or evidence that cannot be read.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let draft: &DraftFn<'_> = &|scene| {
        evidence::load_release_of(scene, &args.ocr)?;
        papers::deferred(scene, &args.ocr, args.change_stays, &args.reason)
    };
    ctx.record(&Act::of("ocr defer", args, &args.act, draft).loading(vec![Subject::ocr(&args.ocr)]))
}
