//! `release reschedule`: a release gets a new plan.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn, ReleaseArg};
use crate::cli::ui::Answer;
use crate::domain::Text;
use crate::domain::event::ReleaseRescheduled;
use crate::service::windows;
use crate::workflow::{Draft, Failure};

/// Give a release a new plan
///
/// New concurrences and a new go are needed; the build and its tests count again once they stand. Without --window the windows
/// stay as they are, for a new scope. Changed targets need a new letter revision.
///
/// Example: era-rm release reschedule 4.2.0 --window federal=2026-12-08T22:00:00Z/2026-12-09T04:00:00Z --reason "CM cannot"
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
    /// A deployment target and its window; may be repeated. Targets that are not named leave the plan
    #[arg(long = "window", value_name = "TARGET=START/END")]
    windows: Vec<String>,
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
    let typed = windows::parse_all(&args.windows)?;
    let draft: &DraftFn<'_> = &|scene| {
        let windows = if typed.is_empty() { scene.release()?.plan.windows.clone() } else { typed.clone() };
        Ok(Draft::of(ReleaseRescheduled { windows, reason: args.reason.clone() }))
    };
    ctx.record(&Act::of("release reschedule", args, &args.act, draft).on(&args.release))
}
