//! `release schedule`: OCRs are scheduled for a release, with a probable number (SOP step 2).

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::chance;
use crate::cli::context::{Act, ActArgs, Context, DraftFn};
use crate::cli::evidence;
use crate::cli::ui::Answer;
use crate::domain::event::ReleaseScheduled;
use crate::domain::{OcrId, ReleaseNumber, Subject, Text};
use crate::service::windows;
use crate::sop::decide;
use crate::workflow::{Draft, Failure};

/// Schedule OCRs for a release and assign its probable number (SOP step 2)
///
/// The implementation priority set by the OCCB is kept: leaving an OCR of higher priority in the pool needs a reason.
/// Each target has its window.
///
/// Example: era-rm release schedule 4.2.0 --ocr OCR-2026-0107 --window federal=2026-12-01T22:00:00Z/2026-12-02T04:00:00Z
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    /// The probable release number
    #[arg(value_name = "NUMBER")]
    number: ReleaseNumber,
    /// An OCR of the pool; may be repeated
    #[arg(long = "ocr", value_name = "ID", required = true)]
    ocrs: Vec<OcrId>,
    /// A deployment target and its window; may be repeated
    #[arg(long = "window", value_name = "TARGET=START/END", required = true)]
    windows: Vec<String>,
    /// Why OCRs of higher priority stay in the pool
    #[arg(long, value_name = "TEXT")]
    reason: Option<Text>,
    #[command(flatten)]
    #[serde(skip)]
    act: ActArgs,
}

/// Runs it.
///
/// # Errors
/// A refusal of the SOP, or evidence that cannot be read.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let windows = windows::parse_all(&args.windows)?;
    let loads = args.ocrs.iter().map(Subject::ocr).chain([Subject::number(&args.number)]).collect();
    let draft: &DraftFn<'_> = &|scene| {
        evidence::load_pool(scene)?;
        let ocrs = evidence::joined(scene, &args.ocrs)?;
        let passed_over = decide::passed_over(&scene.loaded.world, args.ocrs.iter());
        let head = scene.head.map_or(0, |h| h.seq);
        Ok(Draft::of(ReleaseScheduled {
            release: chance::identity(|| format!("release {head}")),
            number: args.number.clone(),
            ocrs,
            windows: windows.clone(),
            passed_over,
            reason: args.reason.clone(),
        }))
    };
    ctx.record(&Act::of("release schedule", args, &args.act, draft).loading(loads))
}
