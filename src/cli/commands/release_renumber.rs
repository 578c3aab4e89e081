//! `release renumber`: a release gets another number.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn, ReleaseArg};
use crate::cli::ui::Answer;
use crate::domain::event::ReleaseRenumbered;
use crate::domain::{ReleaseNumber, Text};
use crate::workflow::{Draft, Failure};

/// Give a release another number
///
/// Nothing falls. A number once used belongs to its release for ever: the old one still finds it, and no other release takes
/// it. The number is probable until the go. Refused while a go is live, and once a target carries the build.
///
/// Example: era-rm release renumber 4.2.0 4.3.0 --reason "a patch release took the slot"
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The release's number, which may be left out where exactly one release is open; and the new one
    #[arg(value_name = "[RELEASE] NEW", required = true, num_args = 1..=2)]
    words: Vec<ReleaseNumber>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Text,
    #[command(flatten)]
    act: ActArgs,
}

/// What was typed, by its names.
#[derive(Serialize)]
struct Typed<'a> {
    release: ReleaseArg,
    number: &'a ReleaseNumber,
    reason: &'a Text,
}

/// Runs it.
///
/// # Errors
/// A refusal of the SOP.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let (release, number) = match args.words.as_slice() {
        [new] => (None, new),
        [old, new] => (Some(old.clone()), new),
        _ => return Err(Failure::usage("a new number is needed", "name the release, then its new number")),
    };
    let typed = Typed { release: ReleaseArg { release }, number, reason: &args.reason };
    let draft: &DraftFn<'_> =
        &|_| Ok(Draft::of(ReleaseRenumbered { number: number.clone(), reason: args.reason.clone() }));
    ctx.record(&Act::of("release renumber", &typed, &args.act, draft).on(&typed.release))
}
