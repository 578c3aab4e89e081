//! `ocr withdraw`: the OCCB withdraws an OCR.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn};
use crate::cli::evidence;
use crate::cli::ui::Answer;
use crate::domain::event::OcrWithdrawn;
use crate::domain::{OcrId, Subject, Text};
use crate::workflow::{Draft, Failure};

/// Withdraw an OCR, as the OCCB has decided
///
/// Never refused before step 15. In a release it makes a new scope; once a target carries the build it stops the release.
///
/// Example: era-rm ocr withdraw OCR-2026-0119 --reference OCCB-2026-11-20 --reason "superseded"
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    /// The OCR
    #[arg(value_name = "ID")]
    ocr: OcrId,
    /// The OCCB's reference
    #[arg(long, value_name = "TEXT")]
    reference: Text,
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
        let (ocr, reference, reason) = (args.ocr.clone(), args.reference.clone(), args.reason.clone());
        Ok(Draft::of(OcrWithdrawn { ocr, reference, reason }))
    };
    ctx.record(&Act::of("ocr withdraw", args, &args.act, draft).loading(vec![Subject::ocr(&args.ocr)]))
}
