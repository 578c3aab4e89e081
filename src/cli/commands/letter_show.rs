//! `letter show`: a Release Letter: its text, its digest, its build, what the areas said of it, its completion.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Context, ReleaseArg};
use crate::cli::documents;
use crate::cli::portrait::letter::{self, LetterReport};
use crate::cli::ui::{Answer, paper};
use crate::workflow::Failure;

/// The Release Letter of a release: its text, its reviews, its completion (SOP steps 6, 7, 11)
///
/// Example: era-rm letter show 4.2.0 --revision 1
#[derive(Debug, ClapArgs)]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
    /// Another than the current letter: 1 is the release's first
    #[arg(long, value_name = "N")]
    revision: Option<usize>,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    release: String,
    #[serde(flatten)]
    letter: LetterReport,
    /// The letter, as Markdown.
    text: String,
    /// Its completion, as Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    completion_text: Option<String>,
}

/// Runs it.
///
/// # Errors
/// [`Failure::NotFound`] for a release or a letter that there is not; [`Failure::Breach`] if its bytes are not what was
/// recorded.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let store = ctx.open_to_read()?;
    let (_, release) = ctx.load_release(&store, &args.release)?;
    let number = &release.number;
    let mut all = letter::letters(&release);
    let count = all.len();
    let at = args.revision.unwrap_or(count);
    let found = (1..=count).contains(&at).then(|| all.swap_remove(at - 1));
    let found = found.ok_or_else(|| match count {
        0 => Failure::not_found(
            format!("release {number} has no Release Letter yet"),
            "era-rm letter template prints its headings (SOP step 6)",
        ),
        _ => Failure::not_found(
            format!("release {number} has letters 1 to {count}, no letter {at}"),
            "leave --revision out to see the current one",
        ),
    })?;
    let text = documents::text(&store, &found.document.digest)?;
    let completion = found.completion.as_ref().map(|c| documents::text(&store, &c.document.digest));
    let completion_text = completion.transpose()?;
    let report = Report { release: number.to_string(), letter: found, text, completion_text };
    let mut human = format!("Release {number}\n{}\n{}", report.letter.text(), paper(&report.text));
    if let Some(more) = &report.completion_text {
        human.push_str(&format!("\n{}", paper(more)));
    }
    Ok(Answer::of(&report, human))
}
