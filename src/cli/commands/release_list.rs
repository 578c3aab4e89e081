//! `release list`: the releases, oldest first.

use clap::Args as ClapArgs;

use crate::cli::context::Context;
use crate::cli::page::{self, PageArgs};
use crate::cli::portrait::line;
use crate::cli::ui::{self, Answer};
use crate::ledger::view::ReleaseRow;
use crate::workflow::Failure;

/// The open releases, oldest first
///
/// Example: era-rm release list --all
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// Closed and cancelled ones too
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    page: PageArgs,
}

/// Runs it. Its report is a page of the view of releases.
///
/// # Errors
/// [`Failure::Store`].
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let store = ctx.open_to_read()?;
    let buckets: &[&str] = if args.all { &["open", "closed", "cancelled"] } else { &["open"] };
    let releases = page::page::<ReleaseRow>(&store, "release", buckets, &args.page)?;
    let row = |r: &ReleaseRow| {
        let ocrs = r.ocrs.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        vec![r.number.clone(), r.state.clone(), ui::day(r.created), r.touched.to_string(), line(&ocrs, 30)]
    };
    let header = ["release", "state", "scheduled", "latest act", "ocrs"];
    let mut text = ui::table(&header, releases.rows.iter().map(row).collect());
    if releases.rows.is_empty() {
        text.push_str("No release is open; --all lists closed and cancelled ones too.\n");
    }
    text.push_str(&releases.more());
    Ok(Answer::of(&releases, text))
}
