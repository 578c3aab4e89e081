//! `release close`: the OCCB Secretariat is notified (SOP step 15).

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn, ReleaseArg};
use crate::cli::ui::Answer;
use crate::domain::event::ReleaseClosed;
use crate::sop::decide;
use crate::workflow::{Draft, Failure};

/// Notify the OCCB Secretariat of verification of deployment, and close the release (SOP step 15)
///
/// The release is closed when that notice is delivered or handed over by hand (`era-rm notice by-hand`).
///
/// Example: era-rm release close 4.2.0
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,

    #[command(flatten)]
    #[serde(skip)]
    act: ActArgs,
}

/// Runs it.
///
/// # Errors
/// A refusal of the SOP, or evidence that cannot be read.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let draft: &DraftFn<'_> = &|scene| {
        let results = decide::results(scene.release()?);
        Ok(Draft::of(ReleaseClosed { results }))
    };
    ctx.record(&Act::of("release close", args, &args.act, draft).on(&args.release))
}
