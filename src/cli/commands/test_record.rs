//! `test record`: the Test Team's verdict (SOP step 9), and step 8 as well where results come with it.

use std::path::PathBuf;

use clap::{ArgGroup, Args as ClapArgs};
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn, ReleaseArg};
use crate::cli::evidence;
use crate::cli::ui::Answer;
use crate::domain::event::{TestRecorded, TestsRun};
use crate::domain::{BuildId, Text};
use crate::workflow::{Draft, Failure};

/// Record whether the Test Team passes the release (SOP step 9)
///
/// With --executed or --assessed and --results FILE it records step 8 too, in the same entry.
/// A pass with failed cases needs a waiver of each: proposed by the Test Team, accepted by the Release Manager.
///
/// Example: era-rm test record 4.2.0 --pass
#[derive(Debug, ClapArgs, Serialize)]
#[command(group = ArgGroup::new("verdict").required(true), group = ArgGroup::new("mode"))]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
    /// The Test Team passes the release
    #[arg(long, group = "verdict")]
    pass: bool,
    /// The Test Team does not pass it: back to step 5
    #[arg(long, group = "verdict")]
    fail: bool,
    /// Why, for a fail
    #[arg(long, value_name = "TEXT")]
    reason: Option<Text>,
    /// Test cases were executed
    #[arg(long, group = "mode", requires = "results")]
    executed: bool,
    /// The Software Developer's results were assessed
    #[arg(long, group = "mode", requires = "results")]
    assessed: bool,
    /// JUnit XML results
    #[arg(long, value_name = "FILE", requires = "mode")]
    #[serde(skip)]
    results: Option<PathBuf>,
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
    let results = args.results.as_deref().map(evidence::results).transpose()?;
    let mode = evidence::mode(args.assessed);
    let draft: &DraftFn<'_> = &|scene| {
        let release = scene.release()?;
        evidence::is_current(release, args.build.as_ref())?;
        let run = results.as_ref().map(|r| TestsRun { mode, results: r.results.clone() });
        let failed = evidence::failed_cases(release, run.as_ref());
        let waived = if args.pass { failed } else { Vec::new() };
        let event = TestRecorded { pass: args.pass, waived, run, reason: args.reason.clone() };
        Ok(Draft::with(event, results.iter().map(|r| r.document.clone()).collect()))
    };
    ctx.record(
        &Act::of("test record", args, &args.act, draft)
            .on(&args.release)
            .with(results.iter().map(|r| r.results.document.digest).collect()),
    )
}
