//! `release drop`: OCRs or a target leave a release.

use clap::{ArgGroup, Args as ClapArgs};
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn, ReleaseArg};
use crate::cli::ui::Answer;
use crate::domain::event::{OcrsDropped, TargetDropped};
use crate::domain::{OcrId, TargetId, Text};
use crate::workflow::{Draft, Failure};

/// Drop OCRs or a target from a release
///
/// An OCR goes back to the pool: the scope is new, and everything from step 2 on falls. A target that carries the build is
/// backed out first.
///
/// Example: era-rm release drop 4.2.0 --ocr OCR-2026-0119 --reason "not ready"
#[derive(Debug, ClapArgs, Serialize)]
#[command(group = ArgGroup::new("what").required(true).multiple(true))]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
    /// An OCR of the release; may be repeated
    #[arg(long = "ocr", value_name = "ID", group = "what")]
    ocrs: Vec<OcrId>,
    /// A target of the plan
    #[arg(long, value_name = "TARGET", group = "what", conflicts_with = "ocrs")]
    target: Option<TargetId>,
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
    let draft: &DraftFn<'_> = &|_| {
        let reason = args.reason.clone();
        Ok(match &args.target {
            Some(target) => Draft::of(TargetDropped { target: target.clone(), reason }),
            None => Draft::of(OcrsDropped { ocrs: args.ocrs.clone(), reason }),
        })
    };
    ctx.record(&Act::of("release drop", args, &args.act, draft).on(&args.release))
}
