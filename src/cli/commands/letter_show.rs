//! `letter show`: a Release Letter as it is read and signed, in any of its forms.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};
use serde::Serialize;

use crate::cli::chance;
use crate::cli::context::{Context, ReleaseArg};
use crate::cli::documents::{said, write_new};
use crate::cli::papers;
use crate::cli::portrait::letter::{self, LetterReport};
use crate::cli::ui::{Answer, markdown, paper};
use crate::ledger::digest;
use crate::service::letter::forms;
use crate::store::Store;
use crate::workflow::Failure;
use crate::workflow::paper::foot_of_report;

/// The Release Letter of a release, with all that the ledger says of it by now (SOP steps 6, 7, 11)
///
/// The change-control sheet, the signature page, sections 1 to 15 as they were approved, what followed, and the head of the
/// ledger at the foot. In the form markdown the approved sections stand byte for byte, so that their digest can be taken.
///
/// Example: era-rm letter show 4.2.0 --revision 1
///
/// Example: era-rm letter show 4.2.0 --form html --out letter.html
#[derive(Debug, ClapArgs)]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
    /// Another than the current letter: 1 is the release's first
    #[arg(long, value_name = "N")]
    revision: Option<usize>,
    /// In which form
    #[arg(long, value_name = "FORM", default_value = "text")]
    form: Form,
    /// Write it to a new file
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// The forms of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For the terminal
    Text,
    /// Each part byte for byte
    Markdown,
    /// One page that can be printed, with nothing to load
    Html,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    release: String,
    /// What became of it, in a few words.
    status: String,
    #[serde(flatten)]
    letter: LetterReport,
    /// The letter in the form that was asked for; absent where it was written to a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// The file it was written to.
    #[serde(skip_serializing_if = "Option::is_none")]
    out: Option<String>,
    /// SHA-256 of the letter in this form.
    sha256: crate::domain::Digest,
}

/// Runs it.
///
/// # Errors
/// [`Failure::NotFound`] for a release or a letter that there is not; [`Failure::Breach`] if its bytes are not what was
/// recorded; [`Failure::Conflict`] for a file that is there already.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let store = ctx.open_to_read()?;
    let (mut loaded, release) = ctx.load_release(&store, &args.release)?;
    let mut all = letter::letters(&release);
    let count = all.len();
    let at = args.revision.unwrap_or(count);
    let found = (1..=count).contains(&at).then(|| all.swap_remove(at - 1));
    let found = found.ok_or_else(|| match count {
        0 => papers::no_letter(&release),
        _ => Failure::not_found(
            format!("release {} has letters 1 to {count}, no letter {at}", release.number),
            "leave --revision out to see the current one",
        ),
    })?;
    let foot = foot_of_report(&loaded, store.head()?.as_ref(), chance::now());
    let (whole, templates) = papers::shown(&mut loaded, &release, at, &foot)?;
    let text = match args.form {
        Form::Text => markdown::plain(&forms::markdown(&whole, &templates)?),
        Form::Markdown => forms::markdown(&whole, &templates)?,
        Form::Html => forms::html(&whole, &templates)?,
    };
    let sha256 = digest::of_bytes(text.as_bytes());
    let written = args.out.as_ref().map(|path| {
        write_new(path, |out| out.write_all(text.as_bytes()).map_err(said))
            .map(|()| path.display().to_string())
    });
    let out = written.transpose()?;
    let human = match &out {
        Some(path) => format!("Wrote {path}, {} bytes\n  {sha256}\n", text.len()),
        None => paper(&text),
    };
    let text = out.is_none().then_some(text);
    let report = Report {
        release: release.number.to_string(),
        status: whole.status,
        letter: found,
        text,
        out,
        sha256,
    };
    // A form for other programs goes out byte for byte.
    let raw = args.form != Form::Text && report.out.is_none();
    let human = if raw { report.text.clone().unwrap_or_default() } else { human };
    Ok(Answer { raw, ..Answer::of(&report, human) })
}
