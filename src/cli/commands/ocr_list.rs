//! `ocr list`: the OCRs, highest priority first.

use std::collections::BTreeMap;

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::page::{self, PageArgs};
use crate::cli::portrait::line;
use crate::cli::ui::{self, Answer};
use crate::domain::{ReleaseId, Subject};
use crate::ledger::view::OcrRow;
use crate::workflow::{Failure, Loaded};

/// Every place that an OCR can be in.
const PLACES: [&str; 6] = ["pool", "in-release", "returned", "withdrawn", "deferred", "done"];

/// The OCRs in the pool and in releases, highest priority first
///
/// Example: era-rm ocr list --pool
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// Only those that are in no release yet
    #[arg(long, conflicts_with_all = ["all", "place"])]
    pool: bool,
    /// All of them: returned, withdrawn, deferred and done ones too
    #[arg(long, conflicts_with = "place")]
    all: bool,
    /// Only those in this place
    #[arg(long, value_name = "WORD", value_parser = PLACES)]
    place: Option<String>,
    #[command(flatten)]
    page: PageArgs,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct OcrLine {
    #[serde(flatten)]
    row: OcrRow,
    /// The number of the release it is or was in.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
}

/// Runs it. Its report is a page of the view of OCRs.
///
/// # Errors
/// [`Failure::Store`].
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let store = ctx.open_to_read()?;
    let places: Vec<&str> = match &args.place {
        Some(place) => vec![place],
        None if args.pool => vec!["pool"],
        None if args.all => PLACES.to_vec(),
        None => vec!["pool", "in-release"],
    };
    let found = page::page::<OcrRow>(&store, "ocr", &places, &args.page)?;
    let numbers = numbers(&mut Loaded::begin(&store)?, &found.rows)?;
    let ocrs = found.map(|row| {
        let number = row.release.and_then(|id| numbers.get(&id).cloned());
        OcrLine { row, number }
    });
    let row = |o: &OcrLine| {
        let number = o.number.as_ref().map(|n| format!(" {n}")).unwrap_or_default();
        let title = o.row.title.as_deref().map(|t| line(t, 26)).unwrap_or_default();
        vec![o.row.ocr.to_string(), o.row.priority.to_string(), format!("{}{number}", o.row.place), title]
    };
    let mut text = ui::table(&["ocr", "priority", "place", "title"], ocrs.rows.iter().map(row).collect());
    if ocrs.rows.is_empty() {
        text.push_str("No OCR is there. era-rm ocr receive receives one (SOP step 1); --all lists all.\n");
    }
    text.push_str(&ocrs.more());
    Ok(Answer::of(&ocrs, text))
}

/// The numbers of the releases that are named.
fn numbers(loaded: &mut Loaded<'_>, rows: &[OcrRow]) -> Result<BTreeMap<ReleaseId, String>, Failure> {
    let subjects: Vec<Subject> = rows.iter().filter_map(|r| r.release).map(Subject::Release).collect();
    loaded.load(&subjects)?;
    Ok(loaded.world.releases.values().map(|r| (r.id, r.number.to_string())).collect())
}
