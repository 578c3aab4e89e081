//! The parts of a Release Letter as Markdown, each with a digest of its own: the body that is approved, what the ledger
//! says of its review, the completion, the addenda. What must not live here: forms for readers (`paper`, `forms`).

use std::collections::BTreeMap;

use serde::Serialize;

use crate::domain::release::Letter;
use crate::domain::{Digest, DocumentRef, Login, OcrId, Text, Time};
use crate::service::evidence::EvidenceError;
use crate::service::templates::{self, Markup, Templates};

use super::content::{Held, written};
use super::outline::{self, Line};
use super::paper::Chapter;
use super::record::{OfDeployment, Review};
use super::sections::{Heading, SECTIONS};
use super::{Due, Section};

/// What stands below each heading of the second level, with what stands before the first.
pub fn chapters(markdown: &str) -> Vec<Chapter> {
    let chapter = |title: String| {
        let words = title.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).take(6);
        let anchor = format!("section-{}", words.collect::<Vec<_>>().join("-").to_ascii_lowercase());
        Chapter { title, anchor, markdown: String::new() }
    };
    let mut all = vec![chapter(String::new())];
    for (_, line) in outline::read(markdown).lines {
        let text = match line {
            Line::Heading(2, title) => {
                all.push(chapter(title));
                continue;
            }
            // The title of a text of old, which is its paper's now.
            Line::Heading(1, _) if all.len() == 1 => continue,
            Line::Heading(level, title) => format!("{} {title}", "#".repeat(level)),
            Line::Text(text) => text,
        };
        if let Some(last) = all.last_mut() {
            last.markdown.push_str(&text);
            last.markdown.push('\n');
        }
    }
    all.iter_mut().for_each(|c| c.markdown = c.markdown.trim().to_owned());
    all.retain(|c| !(c.title.is_empty() && c.markdown.is_empty()));
    all
}

/// The sections of a part, as the templates write them.
pub fn split(markdown: &str) -> Vec<Section> {
    let known = |c: Chapter| {
        let found = SECTIONS.iter().find(|s| s.line() == c.title)?;
        let Heading { number, title, .. } = *found;
        Some(Section { number, title, text: c.markdown })
    };
    chapters(markdown).into_iter().filter_map(known).collect()
}

/// Text without blank lines in a row, which templates leave behind, and with one line end at its end. Code keeps its own.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut blank, mut fenced) = (true, false);
    for line in text.lines() {
        fenced ^= line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
        let empty = line.trim().is_empty();
        if !(empty && blank && !fenced) {
            out.push_str(if empty && !fenced { "" } else { line });
            out.push('\n');
        }
        blank = empty;
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// Refuses a part in which a section that is due is missing or empty, as a template of one's own may leave it.
fn whole(template: &str, markdown: String, due: &[Due]) -> Result<String, EvidenceError> {
    let found = split(&markdown);
    let problems: Vec<String> = SECTIONS
        .iter()
        .filter(|s| due.contains(&s.due))
        .filter(|s| !found.iter().any(|f| f.number == s.number && !f.text.is_empty()))
        .map(|s| format!("section \"{}\" is missing or empty", s.line()))
        .collect();
    if problems.is_empty() {
        return Ok(markdown);
    }
    let of = format!("what the template {template} makes");
    let hint = "each section begins with its heading: ## NUMBER. TITLE";
    Err(EvidenceError::Incomplete { of, problems, hint })
}

/// The body of the letter that is submitted next: sections 1 to 15.
///
/// # Errors
/// [`EvidenceError`] for a template that fails, or leaves out what is due.
pub fn body(
    held: Held<'_>,
    templates: &Templates,
    source: &DocumentRef,
    sections: &[Section],
) -> Result<String, EvidenceError> {
    let with = held.body((source.name.as_str(), source.digest.to_string()), sections);
    let text = templates.render(templates::BODY, with)?;
    whole(templates::BODY, tidy(&text), &[Due::Submission])
}

/// What the ledger says of a letter's review by now: sections 16 to 18.
///
/// # Errors
/// [`EvidenceError`] for a template that fails.
pub fn review(held: Held<'_>, templates: &Templates, letter: &Letter) -> Result<String, EvidenceError> {
    templates.render(templates::REVIEW, held.review(letter)).map(|text| tidy(&text))
}

#[derive(Serialize)]
struct Completion {
    #[serde(flatten)]
    review: Review,
    deployments: Vec<OfDeployment>,
    written: BTreeMap<u8, Markup>,
}

/// The completion of a letter: sections 16 to 20.
///
/// # Errors
/// [`EvidenceError`] for a template that fails, or leaves out what is due.
pub fn completion(
    held: Held<'_>,
    templates: &Templates,
    letter: &Letter,
    sections: &[Section],
) -> Result<String, EvidenceError> {
    let with = Completion {
        review: held.review(letter),
        deployments: held.deployments(),
        written: written(sections),
    };
    let text = templates.render(templates::COMPLETION, with)?;
    whole(templates::COMPLETION, tidy(&text), &[Due::Review, Due::Completion])
}

/// Why an OCR is deferred, for the addendum.
pub struct Deferral<'a> {
    /// Which OCR.
    pub ocr: &'a OcrId,
    /// Whether the change stays on the targets.
    pub change_stays: bool,
    /// Why.
    pub reason: &'a Text,
    /// Who defers it.
    pub by: &'a Login,
    /// When.
    pub at: Time,
}

#[derive(Serialize)]
struct Addendum {
    number: usize,
    ocr: OfDeferred,
    change_stays: bool,
    reason: String,
    name: String,
    at: Time,
    completion: Digest,
}
#[derive(Serialize)]
struct OfDeferred {
    id: String,
    title: String,
}

/// What is added to a completed letter when an OCR is deferred.
///
/// # Errors
/// [`EvidenceError`] for a template that fails.
pub fn addendum(
    held: Held<'_>,
    templates: &Templates,
    why: &Deferral<'_>,
) -> Result<Option<String>, EvidenceError> {
    let Some(completed) = &held.release.completed else { return Ok(None) };
    let package = held.world.ocrs.get(why.ocr).and_then(|o| o.package.as_ref());
    let with = Addendum {
        number: completed.addenda.len() + 1,
        ocr: OfDeferred {
            id: why.ocr.to_string(),
            title: package.map(|p| p.title.to_string()).unwrap_or_default(),
        },
        change_stays: why.change_stays,
        reason: why.reason.to_string(),
        name: held.name(why.by),
        at: why.at,
        completion: completed.document.digest,
    };
    templates.render(templates::ADDENDUM, with).map(|text| Some(tidy(&text)))
}
