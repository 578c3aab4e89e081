//! `release add`: OCRs join a release.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn, ReleaseArg};
use crate::cli::evidence;
use crate::cli::ui::Answer;
use crate::domain::event::OcrsAdded;
use crate::domain::{OcrId, Subject, Text};
use crate::workflow::{Draft, Failure};

/// Add OCRs of the pool to a release
///
/// The scope is new: everything from step 2 on falls, the build too.
///
/// Example: era-rm release add 4.2.0 --ocr OCR-2026-0112 --reason "the fix is small"
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
    /// An OCR of the pool; may be repeated
    #[arg(long = "ocr", value_name = "ID", required = true)]
    ocrs: Vec<OcrId>,
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
        let ocrs = evidence::joined(scene, &args.ocrs)?;
        Ok(Draft::of(OcrsAdded { ocrs, reason: args.reason.clone() }))
    };
    ctx.record(
        &Act::of("release add", args, &args.act, draft)
            .on(&args.release)
            .loading(args.ocrs.iter().map(Subject::ocr).collect()),
    )
}
