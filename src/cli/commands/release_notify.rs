//! `release notify`: LMC is notified of approved OCRs (SOP step 4).

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn, ReleaseArg};
use crate::cli::ui::Answer;
use crate::domain::Text;
use crate::domain::event::LmcNotified;
use crate::workflow::{Draft, Failure};

/// Notify LMC of approved OCRs (SOP step 4)
///
/// Example: era-rm release notify 4.2.0
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
    let draft: &DraftFn<'_> = &|_| Ok(Draft::of(LmcNotified { note: args.note.clone() }));
    ctx.record(&Act::of("release notify", args, &args.act, draft).on(&args.release))
}
