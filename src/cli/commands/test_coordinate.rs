//! `test coordinate`: testing is coordinated with the PMO Test Team (SOP step 7).

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn, ReleaseArg};
use crate::cli::ui::Answer;
use crate::domain::event::TestsCoordinated;
use crate::domain::{Text, Time};
use crate::workflow::{Draft, Failure};

/// Coordinate testing activities with the PMO Test Team (SOP step 7)
///
/// Example: era-rm test coordinate 4.2.0 --place "test lab 2" --when 2026-11-25T14:00:00Z --who "T. Alvarez"
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
    /// Where
    #[arg(long, value_name = "TEXT")]
    place: Text,
    /// When testing begins
    #[arg(long, value_name = "TIME")]
    when: Time,
    /// Who tests
    #[arg(long, value_name = "TEXT")]
    who: Text,
    #[command(flatten)]
    #[serde(skip)]
    act: ActArgs,
}

/// Runs it.
///
/// # Errors
/// A refusal of the SOP, or evidence that cannot be read.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let draft: &DraftFn<'_> = &|_| {
        let (place, who) = (args.place.clone(), args.who.clone());
        Ok(Draft::of(TestsCoordinated { place, when: args.when, who }))
    };
    ctx.record(&Act::of("test coordinate", args, &args.act, draft).on(&args.release))
}
