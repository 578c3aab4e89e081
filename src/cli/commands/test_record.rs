//! `test record`: the Test Team's verdict (SOP step 9), and step 8 as well where results come with it.

use std::path::PathBuf;

use clap::{ArgGroup, Args as ClapArgs};
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn, ReleaseArg};
use crate::cli::evidence;
use crate::cli::results::{self, PartArg, SuitesArg};
use crate::cli::ui::Answer;
use crate::domain::event::{TestRecorded2, TestsRun2};
use crate::domain::{BuildId, Text};
use crate::workflow::{Draft, Failure};

/// Record whether the Test Team passes the release (SOP step 9)
///
/// With --executed, --assessed or --observed and --results FILE it records step 8 too, in the same entry.
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
    #[command(flatten)]
    part: PartArg,
    /// JUnit XML results; once for each file of the run
    #[arg(long, value_name = "FILE", requires = "mode")]
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
    let none = args.results.is_empty();
    let read = if none { None } else { Some(results::read(&args.results, &args.suites)?) };
    let draft: &DraftFn<'_> = &|scene| {
        let release = scene.release()?;
        evidence::is_current(release, args.build.as_ref())?;
        let run = read.as_ref().map(|r| TestsRun2 { part: args.part.part(), results: r.results.clone() });
        let failed = evidence::failed_cases(release, run.as_ref());
        let waived = if args.pass { failed } else { Vec::new() };
        let event = TestRecorded2 { pass: args.pass, waived, run, reason: args.reason.clone() };
        Ok(Draft::with(event, read.iter().flat_map(|r| r.documents.clone()).collect()))
    };
    ctx.record(
        &Act::of("test record", args, &args.act, draft)
            .on(&args.release)
            .with(read.iter().flat_map(results::ReadRun::digests).collect()),
    )
}
