//! The Release Notes for users: made of the release and of what the Software Developer wrote in the Release Letter, by the
//! template `release-notes.md`; and what is wrong with notes that somebody edited. What must not live here: which notes go
//! out (`sop::notes`), and where the letter's text is kept. Called by `notes show`, `notes edit` and `deploy go`.

mod markdown;

use serde::Serialize;

use super::evidence::{EvidenceError, unsafe_lines, utf8};
use super::templates::{Markup, NOTES, Templates};
use crate::domain::{OcrId, Release, Time};
use crate::sop::world::World;

/// The most bytes of edited notes: 1 MiB.
pub const MAX: u64 = 1024 * 1024;

/// What the Software Developer wrote, by the sections of the Release Letter, as Markdown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Section 8.
    pub effects: String,
    /// Section 12.
    pub installation: String,
    /// Section 14.
    pub known_problems: String,
}

/// Which letter they are made of.
#[derive(Debug, Clone, Serialize)]
pub struct Of {
    /// 1 for the release's first letter.
    pub letter: usize,
    /// When it was submitted.
    pub submitted: String,
    /// The ledger's identity.
    pub ledger: String,
}

/// What the template is filled with.
#[derive(Serialize)]
struct With<'a> {
    number: &'a str,
    targets: String,
    windows: Vec<WindowRow<'a>>,
    ocrs: Vec<OcrRow<'a>>,
    effects: Markup,
    outage: Markup,
    known_problems: Markup,
    of: &'a Of,
}

#[derive(Serialize)]
struct WindowRow<'a> {
    target: &'a str,
    from: String,
    to: String,
}

#[derive(Serialize)]
struct OcrRow<'a> {
    id: &'a str,
    title: &'a str,
}

/// Makes the Release Notes of a release.
///
/// # Errors
/// [`EvidenceError::Broken`] where a template that replaces the built-in one asks for what there is not.
pub fn generate(
    templates: &Templates,
    world: &World,
    r: &Release,
    written: &Written,
    of: &Of,
) -> Result<String, EvidenceError> {
    let title = |ocr: &OcrId| world.ocrs.get(ocr).and_then(|o| o.package.as_ref()).map(|p| p.title.as_str());
    let part = |text: &str| Markup(markdown::below(text, 3));
    let with = With {
        number: r.number.as_str(),
        targets: listed(&r.targets().map(|t| t.as_str()).collect::<Vec<_>>()),
        windows: r
            .plan
            .windows
            .iter()
            .map(|w| WindowRow { target: w.target.as_str(), from: utc(w.not_before), to: utc(w.not_after) })
            .collect(),
        ocrs: r
            .scope
            .ocrs
            .iter()
            .map(|o| OcrRow { id: o.as_str(), title: title(o).unwrap_or_default() })
            .collect(),
        effects: part(&written.effects),
        outage: part(&markdown::outage(&written.installation)),
        known_problems: part(&written.known_problems),
        of,
    };
    templates.render(NOTES, with)
}

/// Refuses notes that say nothing, that are no text, or that would show a reader something else than the file does.
///
/// # Errors
/// [`EvidenceError::Empty`], [`EvidenceError::Broken`], or [`EvidenceError::Incomplete`] with everything that is wrong.
pub fn check(path: &str, bytes: &[u8]) -> Result<(), EvidenceError> {
    let text = utf8(path, bytes)?.replace("\r\n", "\n");
    if !text.contains(char::is_alphanumeric) {
        return Err(EvidenceError::Empty { path: path.to_owned() });
    }
    let mut problems = unsafe_lines(&text);
    problems.extend(markdown::active(&text));
    if problems.is_empty() {
        return Ok(());
    }
    let hint = "write plain Markdown; era-rm notes show --out FILE writes the notes to begin with";
    Err(EvidenceError::Incomplete { of: path.to_owned(), problems, hint })
}

/// A time as users read it.
pub fn utc(t: Time) -> String {
    let text = t.to_string().replace('T', " ");
    let text = text.trim_end_matches('Z');
    format!("{} UTC", text.strip_suffix(":00").unwrap_or(text))
}

/// Names as a sentence has them.
fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

#[cfg(test)]
mod tests;
