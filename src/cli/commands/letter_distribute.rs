//! `letter distribute`: the letter goes to the functional areas (SOP step 7).

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn, ReleaseArg};
use crate::cli::ui::Answer;
use crate::domain::Text;
use crate::domain::event::LetterDistributed;
use crate::workflow::{Draft, Failure};

/// Distribute the Release Letter for functional area review and approval (SOP step 7)
///
/// Example: era-rm letter distribute 4.2.0
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
    let draft: &DraftFn<'_> = &|_| Ok(Draft::of(LetterDistributed { note: args.note.clone() }));
    ctx.record(&Act::of("letter distribute", args, &args.act, draft).on(&args.release))
}
