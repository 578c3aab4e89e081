//! `build list`: the builds of a release.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Context, ReleaseArg};
use crate::cli::portrait::build::{self, BuildReport};
use crate::cli::ui::Answer;
use crate::workflow::Failure;

/// The builds of a release, oldest first (SOP step 5)
///
/// Example: era-rm build list 4.2.0
#[derive(Debug, ClapArgs)]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    release: String,
    builds: Vec<BuildReport>,
}

/// Runs it.
///
/// # Errors
/// [`Failure::NotFound`] for a release that there is not.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let store = ctx.open_to_read()?;
    let (_, release) = ctx.load_release(&store, &args.release)?;
    let report = Report { release: release.number.to_string(), builds: build::builds(&release) };
    let text = match report.builds.as_slice() {
        [] => format!("Release {} has no build yet\n", report.release),
        builds => format!("Release {}\n{}", report.release, build::table(builds)),
    };
    Ok(Answer::of(&report, text))
}
