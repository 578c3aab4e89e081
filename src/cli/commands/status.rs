//! `status`: the board of every open release, or of one.

use std::fmt::Write;

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::chance;
use crate::cli::context::{self, Context, ReleaseArg, env, open_releases, parse_number};
use crate::cli::portrait::board::{self, BoardReport};
use crate::cli::portrait::line;
use crate::cli::ui::Answer;
use crate::domain::ReleaseNumber;
use crate::ledger::view::OcrRow;
use crate::store::Store;
use crate::workflow::Failure;

/// How many OCRs of the pool, and how many boards, are shown at most.
const SHOWN: usize = 20;

/// The board: which steps stand, what is missing, whose move it is and since when, for every open release or for one
///
/// Example: era-rm status 4.2.0
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The release's number; every open release, if left out [env: ERA_RM_RELEASE]
    #[arg(value_name = "RELEASE")]
    release: Option<ReleaseNumber>,
}

#[derive(Serialize)]
struct Report {
    /// The releases, oldest first.
    releases: Vec<BoardReport>,
    /// Open releases that are not shown here.
    not_shown: Vec<String>,
    /// Received OCRs that are in no release, highest priority first, the first twenty.
    pool: Vec<OcrRow>,
    /// Whether there are more of them.
    pool_has_more: bool,
}

/// Runs it.
///
/// # Errors
/// [`Failure::NotFound`] for a release that there is not.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let store = ctx.open_to_read()?;
    let now = chance::now();
    let named = args.release.is_some() || env("ERA_RM_RELEASE").is_some();
    let (wanted, not_shown) = if named {
        let typed = ReleaseArg { release: args.release.clone() };
        (vec![ctx.release(&store, &typed)?], Vec::new())
    } else {
        open(&store)?
    };
    let mut releases = Vec::new();
    for number in wanted {
        let typed = ReleaseArg { release: Some(number) };
        let (loaded, release) = ctx.load_release(&store, &typed)?;
        releases.push(board::board(&loaded, &release, now)?);
    }
    let mut pool: Vec<OcrRow> =
        if named { Vec::new() } else { context::rows(&store, "ocr", "pool", SHOWN + 1)? };
    let pool_has_more = pool.len() > SHOWN;
    pool.truncate(SHOWN);
    let report = Report { releases, not_shown, pool, pool_has_more };
    let text = human(&report, named);
    Ok(Answer::of(&report, text))
}

/// The open releases that are shown, and those that are not.
fn open(store: &dyn Store) -> Result<(Vec<ReleaseNumber>, Vec<String>), Failure> {
    let mut all = open_releases(store)?;
    let rest = all.split_off(all.len().min(SHOWN));
    let shown = all.iter().map(|r| parse_number(&r.number)).collect::<Result<_, _>>()?;
    Ok((shown, rest.into_iter().map(|r| r.number).collect()))
}

fn human(r: &Report, named: bool) -> String {
    let mut out = r.releases.iter().map(board::text).collect::<Vec<_>>().join("\n");
    // Writing to a String does not fail.
    if !r.not_shown.is_empty() {
        let _ = writeln!(out, "\nOpen too, name one to see it: {}", r.not_shown.join(", "));
    }
    if named {
        return out;
    }
    if r.releases.is_empty() {
        out.push_str("No release is open.\n");
    }
    if r.pool.is_empty() {
        out.push_str("\nNo OCR is in the pool.\n");
        return out;
    }
    out.push_str("\nIn the pool, in no release yet:\n");
    for o in &r.pool {
        let title = o.title.as_deref().map(|t| line(t, 40)).unwrap_or_default();
        let _ = writeln!(out, "  {}  {:9}  {title}", o.ocr, o.priority);
    }
    if r.pool_has_more {
        out.push_str("  and more: era-rm ocr list --pool\n");
    }
    if r.releases.is_empty() {
        out.push_str("  era-rm release schedule opens a release (SOP step 2)\n");
    }
    out
}
