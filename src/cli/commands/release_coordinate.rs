//! `release coordinate`: the proposed schedule goes to the functional areas (SOP step 3).

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn, ReleaseArg};
use crate::cli::ui::Answer;
use crate::domain::Text;
use crate::domain::event::CoordinationOpened;
use crate::workflow::{Draft, Failure};

/// Coordinate the proposed schedule with the functional areas (SOP step 3)
///
/// Each area then answers by `era-rm release concur`.
///
/// Example: era-rm release coordinate 4.2.0
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
    let draft: &DraftFn<'_> = &|_| Ok(Draft::of(CoordinationOpened { note: args.note.clone() }));
    ctx.record(&Act::of("release coordinate", args, &args.act, draft).on(&args.release))
}
