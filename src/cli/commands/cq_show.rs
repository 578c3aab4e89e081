//! `cq show`: what is known of a release's OCRs in ClearQuest.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Context, ReleaseArg};
use crate::cli::handoff;
use crate::cli::portrait::deploy::{self, CqReport};
use crate::cli::ui::Answer;
use crate::service::clearquest;
use crate::workflow::Failure;

/// The hand-off to ClearQuest: the latest worksheet of each OCR, and what ClearQuest was seen to say (SOP step 12)
///
/// With --out a new folder gets one folder for each OCR: the worksheet as text, as JSON and as a script for cqperl, and the
/// file to attach. The script shows what it would do, and does it with --do; its login comes from the environment.
///
/// Example: era-rm cq show 4.2.0 --out for-clearquest
#[derive(Debug, ClapArgs)]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
    /// A new folder for the worksheets, their scripts and what they attach
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    release: String,
    ocrs: Vec<CqReport>,
    /// The files that were written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    files: Vec<String>,
}

/// Runs it.
///
/// # Errors
/// [`Failure::NotFound`] for a release that there is not; [`Failure::Conflict`] for a folder that there is.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let store = ctx.open_to_read()?;
    let (_, release) = ctx.load_release(&store, &args.release)?;
    let files = match &args.out {
        Some(folder) => {
            let sheets: Vec<_> = release.cq.iter().filter_map(|c| clearquest::latest(&release, c)).collect();
            handoff::write(&store, folder, &sheets)?
        }
        None => Vec::new(),
    };
    let report = Report { release: release.number.to_string(), ocrs: deploy::cq(&release), files };
    let text = if report.ocrs.is_empty() {
        format!("Release {}: no worksheet for ClearQuest was written yet\n", report.release)
    } else {
        let wrote = handoff::wrote(&report.files);
        format!("Release {}\n{}{wrote}", report.release, deploy::cq_text(&report.ocrs))
    };
    Ok(Answer::of(&report, text))
}
