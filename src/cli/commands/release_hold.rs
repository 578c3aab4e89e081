//! `release hold`: a release is held.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn, ReleaseArg};
use crate::cli::ui::Answer;
use crate::domain::Text;
use crate::domain::event::ReleaseHeld;
use crate::workflow::{Draft, Failure};

/// Hold a release: nothing falls, and nothing goes on until it is resumed
///
/// Example: era-rm release hold 4.2.0 --reason "audit this week"
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
    let draft: &DraftFn<'_> = &|_| Ok(Draft::of(ReleaseHeld { reason: args.reason.clone() }));
    ctx.record(&Act::of("release hold", args, &args.act, draft).on(&args.release))
}
