//! `release cancel`: a release ends without a deployment.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn, ReleaseArg};
use crate::cli::ui::Answer;
use crate::domain::Text;
use crate::domain::event::ReleaseCancelled;
use crate::workflow::{Draft, Failure};

/// Cancel a release; its OCRs go back to the pool
///
/// Refused while a target carries the build.
///
/// Example: era-rm release cancel 4.2.0 --reason "the contract ended"
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
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
    let draft: &DraftFn<'_> = &|_| Ok(Draft::of(ReleaseCancelled { reason: args.reason.clone() }));
    ctx.record(&Act::of("release cancel", args, &args.act, draft).on(&args.release))
}
