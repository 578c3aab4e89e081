//! `test run`: test cases executed, or developer results assessed (SOP step 8).

use std::path::PathBuf;

use clap::{ArgGroup, Args as ClapArgs};
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn, ReleaseArg};
use crate::cli::evidence;
use crate::cli::ui::Answer;
use crate::domain::BuildId;
use crate::domain::event::TestsRun;
use crate::workflow::{Draft, Failure};

/// Record that the Test Team executed test cases or assessed the Software Developer's results (SOP step 8)
///
/// Example: era-rm test run 4.2.0 --executed --results test-team.xml
#[derive(Debug, ClapArgs, Serialize)]
#[command(group = ArgGroup::new("mode").required(true))]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
    /// Test cases were executed
    #[arg(long, group = "mode")]
    executed: bool,
    /// The Software Developer's results were assessed
    #[arg(long, group = "mode")]
    assessed: bool,
    /// JUnit XML results
    #[arg(long, value_name = "FILE")]
    #[serde(skip)]
    results: PathBuf,
    /// Refuse if this is not the current build
    #[arg(long, value_name = "ID")]
    build: Option<BuildId>,
    #[command(flatten)]
    #[serde(skip)]
    act: ActArgs,
}

/// Runs it.
///
/// # Errors
/// A refusal of the SOP, or evidence that cannot be read.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let read = evidence::results(&args.results)?;
    let mode = evidence::mode(args.assessed);
    let draft: &DraftFn<'_> = &|scene| {
        evidence::is_current(scene.release()?, args.build.as_ref())?;
        Ok(Draft::with(TestsRun { mode, results: read.results.clone() }, vec![read.document.clone()]))
    };
    ctx.record(
        &Act::of("test run", args, &args.act, draft).on(&args.release).with(vec![read.document.digest]),
    )
}
