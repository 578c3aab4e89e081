//! `test dev`: developer testing (SOP step 6).

use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn, ReleaseArg};
use crate::cli::evidence;
use crate::cli::results::{self, SuitesArg};
use crate::cli::ui::Answer;
use crate::domain::event::DeveloperTested2;
use crate::domain::{BuildId, Text};
use crate::workflow::{Draft, Failure};

/// Record the Software Developer's testing activities (SOP step 6)
///
/// Failures are allowed and listed in the letter; zero test cases are refused. NARA test personnel may take part. Several
/// --results are one run: their totals add up, and a case that failed in any of them failed.
///
/// Example: era-rm test dev 4.2.0 --results developer-tests.xml --witness "T. Alvarez, NARA"
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
    /// JUnit XML results; once for each file of the run
    #[arg(long, value_name = "FILE", required = true)]
    #[serde(skip)]
    results: Vec<PathBuf>,
    #[command(flatten)]
    #[serde(skip)]
    suites: SuitesArg,
    /// NARA test personnel who took part; may be repeated
    #[arg(long = "witness", value_name = "NAME")]
    witnesses: Vec<Text>,
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
        let event = DeveloperTested2 { results: read.results.clone(), witnesses: args.witnesses.clone() };
        Ok(Draft::with(event, read.documents.clone()))
    };
    ctx.record(&Act::of("test dev", args, &args.act, draft).on(&args.release).with(read.digests()))
}
