//! `deploy go`: go (SOP step 10).

use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn, ReleaseArg};
use crate::cli::evidence;
use crate::cli::ui::Answer;
use crate::domain::event::GoIssued;
use crate::domain::{TargetId, Text};
use crate::workflow::{Draft, Failure};

/// Issue the go deployment notification and forward the Release Notes to the Help Desk (SOP step 10)
///
/// A go is live until the window of its targets ends, until `era-rm deploy no-go`, or until a no spends it.
///
/// Example: era-rm deploy go 4.2.0 --notes release-notes.md
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
    /// The Release Notes for the Help Desk and the users
    #[arg(long, value_name = "FILE")]
    #[serde(skip)]
    notes: PathBuf,
    /// A target of the plan; may be repeated. All that are not yet deployed, if left out
    #[arg(long = "target", value_name = "TARGET")]
    targets: Vec<TargetId>,
    /// Why, where the release was stopped
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
    let notes = evidence::document(&args.notes)?;
    let draft: &DraftFn<'_> = &|scene| {
        let release = scene.release()?;
        let targets =
            if args.targets.is_empty() { evidence::undeployed(release) } else { args.targets.clone() };
        let wanted = evidence::taken_back(scene)?;
        let (worksheets, mut documents) = evidence::worksheets(scene, &wanted, None)?;
        documents.push(notes.document.clone());
        let (notes, reason) = (notes.named.clone(), args.reason.clone());
        Ok(Draft::with(GoIssued { targets, notes, reason, worksheets }, documents))
    };
    ctx.record(
        &Act::of("deploy go", args, &args.act, draft).on(&args.release).with(vec![notes.document.digest]),
    )
}
