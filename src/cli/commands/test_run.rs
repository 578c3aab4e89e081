//! `test run`: test cases executed, or developer results assessed (SOP step 8).

use std::path::PathBuf;

use clap::{ArgGroup, Args as ClapArgs};
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn, ReleaseArg};
use crate::cli::evidence;
use crate::cli::results::{self, PartArg, SuitesArg};
use crate::cli::ui::Answer;
use crate::domain::BuildId;
use crate::domain::event::TestsRun2;
use crate::workflow::{Draft, Failure};

/// Record that the Test Team executed test cases or assessed the Software Developer's results (SOP step 8)
///
/// Several --results are one run: their totals add up, and a case that failed in any of them failed. With --suites a run
/// in which a suite is missing is incomplete: it cannot be passed, and a later run on this build needs --suites as well.
///
/// Example: era-rm test run 4.2.0 --executed --results test-team.xml
#[derive(Debug, ClapArgs, Serialize)]
#[command(group = ArgGroup::new("mode").required(true))]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
    #[command(flatten)]
    part: PartArg,
    /// JUnit XML results; once for each file of the run
    #[arg(long, value_name = "FILE", required = true)]
    #[serde(skip)]
    results: Vec<PathBuf>,
    #[command(flatten)]
    #[serde(skip)]
    suites: SuitesArg,
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
    let read = results::read(&args.results, &args.suites)?;
    let draft: &DraftFn<'_> = &|scene| {
        evidence::is_current(scene.release()?, args.build.as_ref())?;
        let event = TestsRun2 { part: args.part.part(), results: read.results.clone() };
        Ok(Draft::with(event, read.documents.clone()))
    };
    ctx.record(&Act::of("test run", args, &args.act, draft).on(&args.release).with(read.digests()))
}
