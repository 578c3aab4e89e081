//! `deploy no-go`: no go (SOP step 10).

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn, ReleaseArg};
use crate::cli::ui::Answer;
use crate::domain::Text;
use crate::domain::event::NoGoIssued;
use crate::workflow::{Draft, Failure};

/// Issue the no-go deployment notification (SOP step 10): the release is stopped
///
/// Example: era-rm deploy no-go 4.2.0 --reason "storage migration overruns"
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
    let draft: &DraftFn<'_> = &|_| Ok(Draft::of(NoGoIssued { reason: args.reason.clone() }));
    ctx.record(&Act::of("deploy no-go", args, &args.act, draft).on(&args.release))
}
