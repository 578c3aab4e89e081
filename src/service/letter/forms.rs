//! The forms of a Release Letter that templates make: Markdown and HTML. Called by who submits, completes or shows one.

use crate::service::evidence::EvidenceError;
use crate::service::templates::{LETTER_HTML, LETTER_MARKDOWN, Templates};

use super::paper::Paper;

/// The letter as Markdown; each part stands in it byte for byte, so its digest can be taken from it.
///
/// # Errors
/// [`EvidenceError`] for a template that fails.
pub fn markdown(paper: &Paper, templates: &Templates) -> Result<String, EvidenceError> {
    templates.render(LETTER_MARKDOWN, paper)
}

/// The letter as one page of HTML that asks for nothing else.
///
/// # Errors
/// [`EvidenceError`] for a template that fails.
pub fn html(paper: &Paper, templates: &Templates) -> Result<String, EvidenceError> {
    templates.render(LETTER_HTML, paper)
}
