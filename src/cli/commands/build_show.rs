//! `build show`: one build of a release, with the digests of what was built.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Context, ReleaseArg};
use crate::cli::portrait::build::{self, BuildReport};
use crate::cli::ui::Answer;
use crate::domain::BuildId;
use crate::workflow::Failure;

/// The current build of a release, or another of its builds, with the digests of its artifacts (SOP step 5)
///
/// Example: era-rm build show 4.2.0 --build 4.2.0-b2
#[derive(Debug, ClapArgs)]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
    /// Another build than the current one
    #[arg(long, value_name = "ID")]
    build: Option<BuildId>,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    release: String,
    #[serde(flatten)]
    build: BuildReport,
}

/// Runs it.
///
/// # Errors
/// [`Failure::NotFound`] for a release or a build that there is not.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let store = ctx.open_to_read()?;
    let (_, release) = ctx.load_release(&store, &args.release)?;
    let number = &release.number;
    let wanted = args.build.as_ref().or(release.build().map(|b| &b.id));
    // Builds are named as they were first typed; two names that differ in case only are the same.
    let at = wanted.and_then(|id| release.builds.iter().position(|b| b.id == *id));
    let found = at.and_then(|i| build::builds(&release).into_iter().nth(i)).ok_or_else(|| match wanted {
        Some(id) => Failure::not_found(
            format!("release {number} has no build {id}"),
            format!("era-rm build list {number} shows its builds"),
        ),
        None => Failure::not_found(
            format!("release {number} has no build yet"),
            "era-rm build record records one (SOP step 5)",
        ),
    })?;
    let report = Report { release: number.to_string(), build: found };
    let text = format!("Release {number}\n{}", report.build.text());
    Ok(Answer::of(&report, text))
}
