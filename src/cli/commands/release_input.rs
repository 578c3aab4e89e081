//! `release input`: the Software Developer's input on the schedule (SOP step 2).

use clap::{ArgGroup, Args as ClapArgs};
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn, ReleaseArg};
use crate::cli::ui::Answer;
use crate::domain::Text;
use crate::domain::event::InputGiven;
use crate::workflow::{Draft, Failure};

/// Give the Software Developer's input on the schedule (SOP step 2)
///
/// Example: era-rm release input 4.2.0 --yes --text "two days of build time are enough"
#[derive(Debug, ClapArgs, Serialize)]
#[command(group = ArgGroup::new("answer").required(true))]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
    /// The schedule can be met
    #[arg(long, group = "answer")]
    yes: bool,
    /// It cannot be met: the plan is condemned, and the Release Manager reschedules
    #[arg(long, group = "answer")]
    no: bool,
    /// The input; the reason of a no
    #[arg(long, value_name = "TEXT")]
    text: Option<Text>,
    #[command(flatten)]
    #[serde(skip)]
    act: ActArgs,
}

/// Runs it.
///
/// # Errors
/// A refusal of the SOP, or evidence that cannot be read.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let draft: &DraftFn<'_> = &|_| Ok(Draft::of(InputGiven { feasible: args.yes, text: args.text.clone() }));
    ctx.record(&Act::of("release input", args, &args.act, draft).on(&args.release))
}
