//! `deploy record`: what happened on one target (SOP step 11).

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn, ReleaseArg};
use crate::cli::evidence;
use crate::cli::ui::Answer;
use crate::domain::event::{DeploymentRecorded2, Outcome};
use crate::domain::{Login, TargetId, Text, Time};
use crate::service::artifact;
use crate::sop::notes;
use crate::workflow::{Draft, Failure};

/// Record what happened on one target (SOP step 11)
///
/// deployed needs a go that was live at the start, inside the window, the build's digests and the reference of the backup taken
/// before. What does not meet that is recorded as irregular. A wrong record is corrected by --corrects REVISION. After a go,
/// what is not deployed as it should be asks the Help Desk to withdraw the Release Notes for the target.
///
/// Example: era-rm deploy record 4.2.0 --target federal --outcome deployed --start 2026-12-01T22:05:00Z --end 2026-12-01T23:10:00Z --artifact era-ingest.tar --backup snap-2211
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
    /// The target
    #[arg(long, value_name = "TARGET")]
    target: TargetId,
    /// deployed, failed, backed-out or irregular
    #[arg(long, value_name = "OUTCOME", value_parser = ["deployed", "failed", "backed-out", "irregular"])]
    outcome: String,
    /// When it began
    #[arg(long, value_name = "TIME")]
    start: Time,
    /// When it ended
    #[arg(long, value_name = "TIME")]
    end: Time,
    /// What was installed: a file, or NAME=sha256:HEX; may be repeated
    #[arg(long = "artifact", value_name = "FILE|NAME=DIGEST")]
    #[serde(skip)]
    artifacts: Vec<String>,
    /// The Software Developer who deployed; you, if left out
    #[arg(long, value_name = "LOGIN")]
    deployer: Option<Login>,
    /// Where the backup taken before is to be found
    #[arg(long, value_name = "TEXT")]
    backup: Option<Text>,
    /// The release's revision whose record this one corrects, as `era-rm release show` lists it
    #[arg(long, value_name = "REVISION")]
    corrects: Option<u64>,
    /// What went otherwise, or why a record is corrected
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
    let installed = artifact::parse_all(&args.artifacts)?;
    let outcome = match args.outcome.as_str() {
        "deployed" => Outcome::Deployed,
        "failed" => Outcome::Failed,
        "backed-out" => Outcome::BackedOut,
        _ => Outcome::Irregular,
    };
    let draft: &DraftFn<'_> = &|scene| {
        let withdraws = notes::withdraws(scene.release()?, &args.target, outcome, args.corrects);
        Ok(Draft::of(DeploymentRecorded2 {
            target: args.target.clone(),
            outcome,
            start: args.start,
            end: args.end,
            deployer: args.deployer.clone().unwrap_or_else(|| scene.actor.clone()),
            installed: installed.clone(),
            backup: args.backup.clone(),
            corrects: args.corrects,
            reason: args.reason.clone(),
            withdraws,
        }))
    };
    ctx.record(
        &Act::of("deploy record", args, &args.act, draft)
            .on(&args.release)
            .with(evidence::of_artifacts(&installed)),
    )
}
