//! `test dev`: developer testing (SOP step 6).

use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn, ReleaseArg};
use crate::cli::evidence;
use crate::cli::ui::Answer;
use crate::domain::event::DeveloperTested;
use crate::domain::{BuildId, Text};
use crate::workflow::{Draft, Failure};

/// Record the Software Developer's testing activities (SOP step 6)
///
/// Failures are allowed and listed in the letter; zero test cases are refused. NARA test personnel may take part.
///
/// Example: era-rm test dev 4.2.0 --results developer-tests.xml --witness "T. Alvarez, NARA"
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
    /// JUnit XML results
    #[arg(long, value_name = "FILE")]
    #[serde(skip)]
    results: PathBuf,
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
    let read = evidence::results(&args.results)?;
    let draft: &DraftFn<'_> = &|scene| {
        evidence::is_current(scene.release()?, args.build.as_ref())?;
        let event = DeveloperTested { results: read.results.clone(), witnesses: args.witnesses.clone() };
        Ok(Draft::with(event, vec![read.document.clone()]))
    };
    ctx.record(
        &Act::of("test dev", args, &args.act, draft).on(&args.release).with(vec![read.document.digest]),
    )
}
