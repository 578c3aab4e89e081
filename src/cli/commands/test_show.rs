//! `test show`: a release's test runs, failed cases, verdicts and waivers.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Context, ReleaseArg};
use crate::cli::portrait::test::{self, TestReport};
use crate::cli::ui::Answer;
use crate::workflow::Failure;

/// The testing of a release: runs, failed cases, verdicts, waivers (SOP steps 6, 8, 9)
///
/// Example: era-rm test show 4.2.0
#[derive(Debug, ClapArgs)]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    release: String,
    /// The current build.
    #[serde(skip_serializing_if = "Option::is_none")]
    build: Option<String>,
    #[serde(flatten)]
    tests: TestReport,
}

/// Runs it.
///
/// # Errors
/// [`Failure::NotFound`] for a release that there is not.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let store = ctx.open_to_read()?;
    let (_, release) = ctx.load_release(&store, &args.release)?;
    let report = Report {
        release: release.number.to_string(),
        build: release.build().map(|b| b.id.to_string()),
        tests: test::tests(&release),
    };
    let build = report.build.as_ref().map_or("no build yet".into(), |b| format!("current build {b}"));
    let mut text = format!("Release {}, {build}\n{}", report.release, test::text(&report.tests));
    if report.tests.runs.is_empty() && report.tests.verdicts.is_empty() {
        text.push_str("Nothing was tested yet\n");
    }
    Ok(Answer::of(&report, text))
}
