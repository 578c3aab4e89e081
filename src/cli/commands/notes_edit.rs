//! `notes edit`: the Release Notes as the Release Manager edited them.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn, ReleaseArg};
use crate::cli::ui::Answer;
use crate::cli::{evidence, notes};
use crate::domain::Text;
use crate::domain::event::NotesEdited;
use crate::workflow::{Draft, Failure};

/// Edit the Release Notes that go out with the go (SOP step 10)
///
/// `era-rm notes show --out FILE` writes the notes to begin with. Edited notes hold for the Release Letter on which they were
/// edited: after a new letter they are edited again, or given up with --generated.
///
/// Example: era-rm notes edit 4.2.0 release-notes.md --reason "in the words of the reading rooms"
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The release's number, which may be left out where exactly one release is open; and the edited notes, as Markdown
    #[arg(value_name = "[RELEASE] FILE", required_unless_present = "generated", num_args = 1..=2)]
    words: Vec<PathBuf>,
    /// Give the edit up: what era-rm makes of the current letter goes out
    #[arg(long)]
    generated: bool,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<Text>,
    #[command(flatten)]
    act: ActArgs,
}

/// What was typed, for the intent.
#[derive(Serialize)]
struct Typed<'a> {
    #[serde(flatten)]
    release: &'a ReleaseArg,
    generated: bool,
    reason: &'a Option<Text>,
}

/// Runs it.
///
/// # Errors
/// A refusal of the SOP, or notes that cannot be read.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let (release, file) = match (args.generated, args.words.as_slice()) {
        (false, words) => evidence::release_and_file(words).map(|(release, file)| (release, Some(file)))?,
        (true, words) => (evidence::release_alone(words)?, None),
    };
    let edited = file.as_deref().map(notes::read).transpose()?;
    let templates = ctx.templates()?;
    let draft: &DraftFn<'_> = &|scene| {
        let made = notes::generated(scene.loaded, scene.release()?, &templates)?;
        let sent = edited.as_ref().unwrap_or(&made);
        let event = NotesEdited {
            generated: made.named.clone(),
            notes: sent.named.clone(),
            reason: args.reason.clone(),
        };
        let mut documents = vec![made.document.clone()];
        documents.extend(edited.as_ref().map(|e| e.document.clone()));
        Ok(Draft::with(event, documents))
    };
    let typed = Typed { release: &release, generated: args.generated, reason: &args.reason };
    let digests = edited.iter().map(|e| e.document.digest).collect();
    ctx.record(&Act::of("notes edit", &typed, &args.act, draft).on(&release).with(digests))
}
