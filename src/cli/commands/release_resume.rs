//! `release resume`: a hold ends.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn, ReleaseArg};
use crate::cli::ui::Answer;
use crate::domain::Text;
use crate::domain::event::ReleaseResumed;
use crate::workflow::{Draft, Failure};

/// Resume a release that is held
///
/// Example: era-rm release resume 4.2.0
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
    /// Why
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
    let draft: &DraftFn<'_> = &|_| Ok(Draft::of(ReleaseResumed { reason: args.reason.clone() }));
    ctx.record(&Act::of("release resume", args, &args.act, draft).on(&args.release))
}
