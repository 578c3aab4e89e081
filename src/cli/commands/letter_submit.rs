//! `letter submit`: the Release Letter (SOP step 6).

use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn};
use crate::cli::evidence;
use crate::cli::papers;
use crate::cli::ui::Answer;
use crate::service::letter::{self, Due};
use crate::workflow::Failure;

/// Submit the Release Letter (SOP step 6)
///
/// FILE is Markdown with the headings that `era-rm letter template` prints; every section due is checked by name. era-rm adds
/// what the ledger knows: sections 1 to 15 together are the letter, and their digest is what the areas approve.
///
/// Example: era-rm letter submit 4.2.0 release-letter.md
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    /// The release's number, which may be left out where exactly one release is open; and the letter
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
/// A refusal of the SOP, or a letter that lacks a section.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let (release, file) = evidence::release_and_file(&args.words)?;
    let read = evidence::document(&file)?;
    let sections = letter::check(&read.document.bytes, Due::Submission)?;
    let templates = ctx.templates()?;
    let draft: &DraftFn<'_> = &|scene| papers::submitted(scene, &templates, &read, &sections);
    ctx.record(
        &Act::of("letter submit", &release, &args.act, draft).on(&release).with(vec![read.document.digest]),
    )
}
