//! The Release Letter's text as the developer writes it: the headings to fill in, and the check that every due section
//! is there and says something. What must not live here: the sections that era-rm writes from the ledger, and when a
//! letter is due (SOP steps 6 and 11). Called by `letter template`, `letter submit` and `letter complete`.

mod content;
pub mod difference;
pub mod forms;
pub mod html;
mod outline;
pub mod paper;
pub mod parts;
mod record;
pub mod sections;

pub use content::{Held, id_of};

use std::fmt::Write as _;

use unicode_normalization::UnicodeNormalization;

use super::evidence::{EvidenceError, unsafe_lines, utf8};
use outline::Line;
use sections::{Heading, SECTIONS};

/// The most bytes of a letter: 1 MiB.
pub const MAX: u64 = 1024 * 1024;

/// The moments at which sections are due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// SOP step 6b: the letter is submitted.
    Submission,
    /// SOP steps 7 to 10: all of it comes from the ledger, nothing is written by hand.
    Review,
    /// SOP step 11b: the letter is completed.
    Completion,
}

/// A section that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its number.
    pub number: u8,
    /// Its title.
    pub title: &'static str,
    /// Its text in Markdown, without comments, in Unicode's composed form.
    pub text: String,
}

/// The headings that the developer fills in before the letter is submitted.
pub fn template() -> String {
    written("Release Letter", Due::Submission)
}

/// The headings that the developer fills in after the deployment.
pub fn completion_template() -> String {
    written("Release Letter: completion", Due::Completion)
}

fn written(title: &str, due: Due) -> String {
    let mut out = format!("# {title}\n");
    for section in SECTIONS.iter().filter(|s| s.is_written_for(due)) {
        // Writing to a String cannot fail.
        let _ = write!(out, "\n## {}\n\n<!-- {} -->\n", section.line(), section.hint);
    }
    out
}

/// Reads the sections that are due, in the order of the table.
///
/// # Errors
/// [`EvidenceError::Incomplete`] with everything that is wrong, by number and name; [`EvidenceError::Broken`] where the
/// bytes are not text.
pub fn check(bytes: &[u8], due: Due) -> Result<Vec<Section>, EvidenceError> {
    let of = match due {
        Due::Submission | Due::Review => "the Release Letter",
        Due::Completion => "the completion of the Release Letter",
    };
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MAX {
        return Err(EvidenceError::TooLarge { path: of.to_owned(), max: MAX });
    }
    let text: String = utf8(of, bytes)?.replace("\r\n", "\n").nfc().collect();
    let mut reading =
        Reading { due, found: Vec::new(), in_section: false, strayed: false, problems: unsafe_lines(&text) };
    let outline = outline::read(&text);
    reading.problems.extend(outline.problems);
    for (number, line) in outline.lines {
        reading.take(number, line);
    }
    let sections = reading.sections();
    if reading.problems.is_empty() {
        Ok(sections)
    } else {
        let hint = match due {
            Due::Submission | Due::Review => "era-rm letter template prints the headings",
            Due::Completion => "era-rm letter template --completion prints the headings",
        };
        Err(EvidenceError::Incomplete { of: of.to_owned(), problems: reading.problems, hint })
    }
}

struct Reading {
    due: Due,
    found: Vec<(&'static Heading, String)>,
    /// Whether the last heading was one that is wanted, so that text belongs to it.
    in_section: bool,
    /// Whether the last heading was refused: its text is not told a second time.
    strayed: bool,
    problems: Vec<String>,
}

impl Reading {
    fn take(&mut self, number: usize, line: Line) {
        match line {
            Line::Heading(1, _) if self.found.is_empty() && !self.strayed => {}
            Line::Heading(level @ (1 | 2), title) => {
                let section = self.wanted(level, &title);
                (self.in_section, self.strayed) = (section.is_ok(), section.is_err());
                match section {
                    Ok(heading) => self.found.push((heading, String::new())),
                    Err(why) => self.problems.push(format!("line {number}: {why}")),
                }
            }
            Line::Heading(level, title) => {
                self.text(number, &format!("{} {title}", "#".repeat(level)), false)
            }
            Line::Text(text) => self.text(number, &text, true),
        }
    }

    fn wanted(&self, level: usize, title: &str) -> Result<&'static Heading, String> {
        let squeezed = title.split_whitespace().collect::<Vec<_>>().join(" ");
        let known = SECTIONS.iter().find(|s| s.line().eq_ignore_ascii_case(&squeezed));
        let heading = known.filter(|_| level == 2).ok_or_else(|| {
            format!("{title:?} is no section of the letter; use ### for a heading within a section")
        })?;
        if !heading.is_written_for(self.due) {
            let who = if heading.is_written_for(Due::Submission) || heading.is_written_for(Due::Completion) {
                "belongs to the other part of the letter"
            } else {
                "is written by era-rm from the ledger"
            };
            return Err(format!("section \"{}\" {who}; leave it out", heading.line()));
        }
        if self.found.iter().any(|(h, _)| h.number == heading.number) {
            return Err(format!("section \"{}\" stands there twice", heading.line()));
        }
        Ok(heading)
    }

    fn text(&mut self, number: usize, line: &str, counts: bool) {
        match self.found.last_mut().filter(|_| self.in_section) {
            Some((_, text)) => {
                text.push_str(line);
                text.push('\n');
            }
            None if self.strayed || (counts && line.trim().is_empty()) => {}
            None => {
                self.problems.push(format!("line {number}: text before the first section"));
                self.strayed = true;
            }
        }
    }

    /// The sections that are due, in order; those that are missing or say nothing are added to the problems.
    fn sections(&mut self) -> Vec<Section> {
        let mut sections = Vec::new();
        for heading in SECTIONS.iter().filter(|s| s.is_written_for(self.due)) {
            let text = self.found.iter().find(|(h, _)| h.number == heading.number).map(|(_, t)| t.trim());
            match text {
                None => self.problems.push(format!("section \"{}\" is missing", heading.line())),
                Some(text) if !says_something(text) => {
                    self.problems.push(format!("section \"{}\" is empty", heading.line()));
                }
                Some(text) => {
                    let Heading { number, title, .. } = *heading;
                    sections.push(Section { number, title, text: text.to_owned() });
                }
            }
        }
        sections
    }
}

/// Whether there is a letter or a digit outside of headings.
fn says_something(text: &str) -> bool {
    text.lines().any(|l| !l.starts_with('#') && l.contains(char::is_alphanumeric))
}

#[cfg(test)]
mod tests;
