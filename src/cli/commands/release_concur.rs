//! `release concur`: one functional area's word on the schedule (SOP step 3).

use clap::{ArgGroup, Args as ClapArgs};
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn, ReleaseArg};
use crate::cli::ui::Answer;
use crate::domain::Text;
use crate::domain::event::Concurred;
use crate::workflow::{Draft, Failure};

/// Answer for your functional area whether it can support the release in its windows (SOP step 3)
///
/// For Quality Management, the Test Team, Configuration Management and Security, each once. A no condemns the plan.
///
/// Example: era-rm release concur 4.2.0 --yes
#[derive(Debug, ClapArgs, Serialize)]
#[command(group = ArgGroup::new("answer").required(true))]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
    /// The area can support the release
    #[arg(long, group = "answer")]
    yes: bool,
    /// It cannot: the Release Manager reschedules
    #[arg(long, group = "answer")]
    no: bool,
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
    let draft: &DraftFn<'_> = &|_| Ok(Draft::of(Concurred { yes: args.yes, reason: args.reason.clone() }));
    ctx.record(&Act::of("release concur", args, &args.act, draft).on(&args.release))
}
