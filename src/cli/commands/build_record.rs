//! `build record`: the Software Developer's build (SOP step 5).

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn, ReleaseArg};
use crate::cli::evidence;
use crate::cli::ui::Answer;
use crate::domain::event::BuildRecorded;
use crate::domain::{BuildId, Login, Role, Text};
use crate::service::artifact;
use crate::workflow::{Draft, Failure, Scene};

/// Record the build that the Software Developer created (SOP step 5)
///
/// The builder or the Release Manager may record it; the builder is named. Artifacts are hashed, not stored.
/// A further build needs a reason.
///
/// Example: era-rm build record 4.2.0 --build b-101 --source 9f3c1aa --artifact era-ingest.tar
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
    /// The build's id, new in this release
    #[arg(long, value_name = "ID")]
    build: BuildId,
    /// The source revision it was built from
    #[arg(long, value_name = "TEXT")]
    source: Text,
    /// A file, or NAME=sha256:HEX; may be repeated
    #[arg(long = "artifact", value_name = "FILE|NAME=DIGEST", required = true)]
    #[serde(skip)]
    artifacts: Vec<String>,
    /// The Software Developer who built it; you, if left out
    #[arg(long, value_name = "LOGIN")]
    builder: Option<Login>,
    /// Where it was built
    #[arg(long, value_name = "TEXT")]
    environment: Option<Text>,
    /// Why a further build
    #[arg(long, value_name = "TEXT")]
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
    let artifacts = artifact::parse_all(&args.artifacts)?;
    let draft: &DraftFn<'_> = &|scene| {
        built_by(scene, args)?;
        Ok(Draft::of(BuildRecorded {
            build: args.build.clone(),
            source: args.source.clone(),
            builder: args.builder.clone().unwrap_or_else(|| scene.actor.clone()),
            artifacts: artifacts.clone(),
            environment: args.environment.clone(),
            reason: args.reason.clone(),
        }))
    };
    ctx.record(
        &Act::of("build record", args, &args.act, draft)
            .on(&args.release)
            .with(evidence::of_artifacts(&artifacts)),
    )
}

/// A Release Manager who is no Software Developer did not build it: the builder is named then.
fn built_by(scene: &Scene<'_, '_>, args: &Args) -> Result<(), Failure> {
    let holds = |role| scene.loaded.world.persons.get(&scene.actor).is_some_and(|p| p.holds(role, scene.at));
    let manager = holds(Role::ReleaseManager) && !holds(Role::SoftwareDeveloper);
    if args.builder.is_none() && manager {
        let message = "the build is recorded by the Release Manager, and who built it is not named";
        return Err(Failure::usage(message, "--builder LOGIN names the Software Developer"));
    }
    Ok(())
}
