//! `status`: the board of every open release, or of one.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::chance;
use crate::cli::context::{self, Context, ReleaseArg, env, open_releases, parse_number};
use crate::cli::portrait::board::{self, BoardReport};
use crate::cli::portrait::overview;
use crate::cli::ui::{Answer, cut};
use crate::domain::{ReleaseNumber, Time};
use crate::ledger::view::OcrRow;
use crate::store::Store;
use crate::workflow::Failure;

/// How many OCRs of the pool, and how many boards, are shown at most.
const SHOWN: usize = 20;

/// The board: where every open release is, what is missing, whose move it is and since when; of one release, the whole
///
/// `era-rm` alone shows it too.
///
/// Example: era-rm status 4.2.0
#[derive(Debug, ClapArgs, Default)]
pub struct Args {
    /// The release's number; every open release, if left out [env: ERA_RM_RELEASE]
    #[arg(value_name = "RELEASE")]
    release: Option<ReleaseNumber>,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    /// The moment for which this is told.
    as_of: Time,
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
    let report = Report { as_of: now, releases, not_shown, pool, pool_has_more };
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
    if named {
        return r.releases.iter().map(board::text).collect();
    }
    let mut out = overview::text(&r.releases, r.as_of);
    if r.releases.is_empty() {
        out.push_str("No release is open.\n");
    }
    if !r.not_shown.is_empty() {
        let more = format!("Open too, name one to see it: {}", r.not_shown.join(", "));
        out.push_str(&format!("{}\n", cut(&more, 80)));
    }
    out.push_str(&pool(r));
    let hint = match (r.releases.is_empty(), r.pool.is_empty()) {
        (false, _) => "The whole of one: era-rm status RELEASE. What waits on you: era-rm inbox.",
        (true, false) => "To open a release (SOP step 2): era-rm release schedule",
        (true, true) => {
            "To receive an OCR (SOP step 1): era-rm ocr receive FOLDER\n\
             Who may: era-rm role list. The fifteen steps: era-rm sop show."
        }
    };
    out.push_str(&format!("{hint}\n"));
    out
}

/// The pool in a row: how many of each priority, and which.
fn pool(r: &Report) -> String {
    if r.pool.is_empty() {
        return "No OCR is in the pool.\n".into();
    }
    let mut counts: Vec<(String, usize)> = Vec::new();
    for o in &r.pool {
        let word = o.priority.to_string();
        match counts.last_mut().filter(|(w, _)| *w == word) {
            Some((_, n)) => *n += 1,
            None => counts.push((word, 1)),
        }
    }
    let counts = counts.iter().map(|(w, n)| format!("{n} {w}")).collect::<Vec<_>>().join(", ");
    let more = if r.pool_has_more { " and more (era-rm ocr list --pool)" } else { "" };
    let names = r.pool.iter().map(|o| o.ocr.as_str()).collect::<Vec<_>>().join(", ");
    format!("{}\n", cut(&format!("In the pool: {counts}{more}: {names}"), 80))
}
