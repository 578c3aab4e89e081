//! `verify notify`: QM notifies the RM (SOP step 14).

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, ReleaseArg};
use crate::cli::ui::Answer;
use crate::domain::Text;
use crate::domain::event::VerificationReported;
use crate::workflow::{Draft, Failure};

/// Notify the Release Manager that verification passed (SOP step 14)
///
/// Example: era-rm verify notify 4.2.0
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
    /// Anything to add
    #[arg(long, value_name = "TEXT")]
    note: Option<Text>,
    #[command(flatten)]
    #[serde(skip)]
    act: ActArgs,
}

/// Runs it.
///
/// # Errors
/// A refusal of the SOP, or evidence that cannot be read.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    ctx.record(&Act {
        command: "verify notify",
        args,
        evidence: Vec::new(),
        flags: &args.act,
        release: Some(&args.release),
        loads: Vec::new(),
        draft: &|_| Ok(Draft::of(VerificationReported { note: args.note.clone() })),
    })
}
