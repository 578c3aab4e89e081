//! `test waive`: a failed case may be waived, by the Test Team and the Release Manager.

use clap::{ArgGroup, Args as ClapArgs};
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn, ReleaseArg};
use crate::cli::ui::Answer;
use crate::domain::Text;
use crate::domain::event::{WaiverAccepted, WaiverProposed};
use crate::workflow::{Draft, Failure};

/// Propose or accept the waiver of a failed test case
///
/// The Test Team proposes with a reason; the Release Manager accepts. It holds for the current build only.
///
/// Example: era-rm test waive 4.2.0 --case "search.facets" --reason "known limit of the test data"
#[derive(Debug, ClapArgs, Serialize)]
#[command(group = ArgGroup::new("what").required(true))]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
    /// The failed case, as `era-rm test show` names it
    #[arg(long, value_name = "NAME")]
    case: Text,
    /// Accept what the Test Team has proposed
    #[arg(long, group = "what")]
    accept: bool,
    /// Why it may be waived
    #[arg(long, value_name = "TEXT", group = "what")]
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
    let draft: &DraftFn<'_> = &|_| {
        let case = args.case.clone();
        Ok(match &args.reason {
            Some(reason) => Draft::of(WaiverProposed { case, reason: reason.clone() }),
            None => Draft::of(WaiverAccepted { case }),
        })
    };
    ctx.record(&Act::of("test waive", args, &args.act, draft).on(&args.release))
}
