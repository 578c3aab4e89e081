//! `cq check`: ClearQuest's own export held against the ledger.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Context, ReleaseArg};
use crate::cli::evidence;
use crate::cli::failure::Exit;
use crate::cli::portrait::drift::{self, RecordReport};
use crate::cli::ui::Answer;
use crate::domain::Subject;
use crate::service::clearquest::export::{self, Columns};
use crate::sop::settings;
use crate::workflow::Failure;

/// Compare ClearQuest's own export (CSV) with what the ledger knows of a release's OCRs
///
/// Lists drift: a record that is missing, is in another state than was last seen, or names another deployed release than its
/// worksheet. Who is assigned binds nobody, and is noted only. The export is CSV in UTF-8, divided by commas, with a header.
/// Nothing is recorded: era-rm cq confirm does that.
///
/// Example: era-rm cq check export.csv 4.2.0
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The export
    #[arg(value_name = "FILE")]
    export: PathBuf,
    #[command(flatten)]
    release: ReleaseArg,
    /// The column of the record's id
    #[arg(long, value_name = "COLUMN", default_value = "id")]
    id: String,
    /// The column of its state
    #[arg(long, value_name = "COLUMN", default_value = "State")]
    state: String,
    /// The column that names the deployed release [default: the setting cq-deployed-release-field]
    #[arg(long, value_name = "COLUMN")]
    deployed_release: Option<String>,
    /// The column of who is assigned [default: the setting cq-assigned-field]
    #[arg(long, value_name = "COLUMN")]
    assigned: Option<String>,
    /// Exit with 9 if there is drift
    #[arg(long)]
    verdict_exit: bool,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    /// The release's number.
    release: String,
    /// The export.
    export: String,
    /// How many rows it has.
    rows: u64,
    /// How many differences there are.
    drift: usize,
    /// Each OCR of the release.
    records: Vec<RecordReport>,
}

/// Runs it.
///
/// # Errors
/// [`Failure::Evidence`] for an export that cannot be read, lacks a column, or has a record of the release twice.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let read = evidence::document(&args.export)?;
    let store = ctx.open_to_read()?;
    let (mut loaded, release) = ctx.load_release(&store, &args.release)?;
    let asked: Vec<Subject> = release.cq.iter().map(|c| Subject::ocr(&c.ocr)).collect();
    loaded.load(&asked)?;
    let world = &loaded.world;
    let column = |typed: &Option<String>, s| typed.clone().unwrap_or_else(|| world.setting(s));
    let columns = Columns {
        id: args.id.clone(),
        state: args.state.clone(),
        deployed_release: column(&args.deployed_release, &settings::CQ_DEPLOYED_RELEASE),
        assigned: column(&args.assigned, &settings::CQ_ASSIGNED),
    };
    let name = read.named.name.to_string();
    let export = export::read(&name, &read.document.bytes, &columns)?;
    let records = drift::records(&store, world, &release, &name, &export)?;
    let report = Report {
        release: release.number.to_string(),
        export: name,
        rows: export.rows,
        drift: records.iter().map(|r| r.drift.len()).sum(),
        records,
    };
    let found = match report.drift {
        0 => "no drift".to_owned(),
        1 => "1 difference".to_owned(),
        n => format!("{n} differences"),
    };
    let head = format!("Release {}: {} rows of {}, {found}\n", report.release, report.rows, report.export);
    let no = args.verdict_exit && report.drift > 0;
    let text = head + &drift::text(&report.records);
    Ok(Answer { exit: if no { Exit::AnsweredNo } else { Exit::Done }, ..Answer::of(&report, text) })
}
