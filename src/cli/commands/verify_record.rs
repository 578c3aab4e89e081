//! `verify record`: QM's verification of one OCR (SOP step 13).

use clap::{ArgGroup, Args as ClapArgs};
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn, ReleaseArg};
use crate::cli::evidence;
use crate::cli::ui::Answer;
use crate::domain::event::Verified;
use crate::domain::{OcrId, Text};
use crate::sop::decide;
use crate::workflow::{Draft, Failure};

/// Record QM's verification of one OCR (SOP step 13)
///
/// A fail writes a CQ Reject worksheet and stops the release.
///
/// Example: era-rm verify record 4.2.0 --ocr OCR-2026-0107 --pass --findings "checked on federal"
#[derive(Debug, ClapArgs, Serialize)]
#[command(group = ArgGroup::new("verdict").required(true))]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
    /// The OCR
    #[arg(long, value_name = "ID")]
    ocr: OcrId,
    /// Verified
    #[arg(long, group = "verdict")]
    pass: bool,
    /// Not verified
    #[arg(long, group = "verdict")]
    fail: bool,
    /// What was found
    #[arg(long, value_name = "TEXT")]
    findings: Text,
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
        evidence::are_in(scene.release()?, std::slice::from_ref(&args.ocr))?;
        let action = decide::cq_of_a_fail(scene.release()?, &args.ocr);
        let wanted = if args.pass { Vec::new() } else { vec![(args.ocr.clone(), action)] };
        let (worksheets, documents) = evidence::worksheets(scene, &wanted, None)?;
        let (ocr, findings) = (args.ocr.clone(), args.findings.clone());
        Ok(Draft::with(Verified { ocr, pass: args.pass, findings, worksheets }, documents))
    };
    ctx.record(&Act::of("verify record", args, &args.act, draft).on(&args.release))
}
