//! `letter complete`: the completed Release Letter (SOP step 11).

use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn};
use crate::cli::evidence;
use crate::cli::papers;
use crate::cli::ui::Answer;
use crate::service::letter::{self, Due};
use crate::workflow::Failure;

/// Complete the Release Letter after the deployment (SOP step 11)
///
/// FILE is Markdown with the headings that `era-rm letter template --completion` prints. The approved letter is not
/// edited: the completion is a part of its own, and the approved digest still verifies.
///
/// Example: era-rm letter complete 4.2.0 completion.md
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    /// The release's number, which may be left out where exactly one release is open; and the completion
    #[arg(value_name = "[RELEASE] FILE", required = true, num_args = 1..=2)]
    #[serde(skip)]
    words: Vec<PathBuf>,
    #[command(flatten)]
    #[serde(skip)]
    act: ActArgs,
}

/// Runs it.
///
/// # Errors
/// A refusal of the SOP, or a completion that lacks a section.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let (release, file) = evidence::release_and_file(&args.words)?;
    let read = evidence::document(&file)?;
    let sections = letter::check(&read.document.bytes, Due::Completion)?;
    let draft: &DraftFn<'_> = &|scene| papers::completed(scene, &read, &sections);
    ctx.record(
        &Act::of("letter complete", &release, &args.act, draft).on(&release).with(vec![read.document.digest]),
    )
}
