//! `letter review`: one functional area's review (SOP step 7).

use clap::{ArgGroup, Args as ClapArgs};
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn, ReleaseArg};
use crate::cli::evidence;
use crate::cli::ui::Answer;
use crate::domain::event::{LetterReviewed, RejectClass};
use crate::domain::{Digest, Text};
use crate::workflow::{Draft, Failure};

/// Approve or reject the Release Letter for your functional area (SOP step 7)
///
/// A rejection has a class: document sends it back to 6b, build to 5, scope to 2.
///
/// Example: era-rm letter review 4.2.0 --reject --class document --reason "section 13 lacks the backup"
#[derive(Debug, ClapArgs, Serialize)]
#[command(group = ArgGroup::new("answer").required(true))]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
    /// The area approves
    #[arg(long, group = "answer")]
    approve: bool,
    /// The area rejects
    #[arg(long, group = "answer", requires = "class")]
    reject: bool,
    /// document, build or scope
    #[arg(long, value_name = "CLASS", value_parser = ["document", "build", "scope"], conflicts_with = "approve")]
    class: Option<String>,
    /// The reason of a rejection, or a comment
    #[arg(long, value_name = "TEXT")]
    reason: Option<Text>,
    /// Refuse if the current letter does not have this SHA-256
    #[arg(long, value_name = "DIGEST")]
    letter: Option<Digest>,
    #[command(flatten)]
    #[serde(skip)]
    act: ActArgs,
}

/// Runs it.
///
/// # Errors
/// A refusal of the SOP, or evidence that cannot be read.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let class = args.class.as_deref().map(|c| match c {
        "build" => RejectClass::Build,
        "scope" => RejectClass::Scope,
        _ => RejectClass::Document,
    });
    let draft: &DraftFn<'_> = &|scene| {
        evidence::is_current_letter(scene.release()?, args.letter)?;
        Ok(Draft::of(LetterReviewed { approved: args.approve, class, comment: args.reason.clone() }))
    };
    ctx.record(&Act::of("letter review", args, &args.act, draft).on(&args.release))
}
