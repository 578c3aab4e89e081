//! A release's letters, their reviews, and the completion, as they are shown.

use std::fmt::Write;

use serde::Serialize;

use crate::cli::ui::wrap;
use crate::domain::event::Event;
use crate::domain::release::Letter;
use crate::domain::signoff::Doomed;
use crate::domain::{Digest, DocumentRef, Release, Time};

use super::{act_at, line, word};

/// One Release Letter.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct LetterReport {
    /// 1 for the first letter of the release, 2 for the next.
    pub number: usize,
    /// The release's revision that submitted it.
    pub revision: u64,
    /// Whether it is the current one.
    pub current: bool,
    /// Whether a no or a reopening has condemned it.
    pub condemned: bool,
    /// The build it describes.
    pub build: String,
    /// Who submitted it.
    pub by: String,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Time>,
    /// Sections 1 to 15; what is approved is this, by its digest.
    pub document: DocumentRef,
    /// It as one page, as it went to the areas.
    pub page: DocumentRef,
    /// What the Software Developer wrote.
    pub source: DocumentRef,
    /// The templates that replaced built-in ones.
    pub templates: Vec<DocumentRef>,
    /// What the areas said of it.
    pub reviews: Vec<ReviewReport>,
    /// Its completion, if it was completed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completion: Option<CompletionReport>,
}

/// One area's review.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct ReviewReport {
    /// The area.
    pub area: &'static str,
    /// Who reviewed.
    pub by: String,
    /// When.
    pub at: Time,
    /// Approved, or rejected.
    pub approved: bool,
    /// The class of a rejection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// The reason of a rejection, or a comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// The completion part.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct CompletionReport {
    /// The release's revision that completed it.
    pub revision: u64,
    /// Sections 16 to 20.
    pub document: DocumentRef,
    /// The Deployed Release Letter as one page: what is attached in ClearQuest.
    pub page: DocumentRef,
    /// What was added since.
    pub addenda: Vec<DocumentRef>,
}

/// Every letter of a release, oldest first.
pub fn letters(r: &Release) -> Vec<LetterReport> {
    let report = |(i, l): (usize, &Letter)| {
        let act = act_at(r, l.revision);
        LetterReport {
            number: i + 1,
            revision: l.revision,
            current: r.letter().is_some_and(|c| c.revision == l.revision),
            condemned: r.condemned.iter().any(|c| c.what == Doomed::Letter(l.revision)),
            build: l.build.to_string(),
            by: act.map(|f| f.actor.to_string()).unwrap_or_default(),
            at: act.map(|f| f.at),
            document: l.document.clone(),
            page: l.page.clone(),
            source: l.source.clone(),
            templates: l.templates.clone(),
            reviews: reviews(r, &l.document.digest),
            completion: completion(r, &l.document.digest),
        }
    };
    r.letters.iter().enumerate().map(report).collect()
}

/// The reviews of the letter of a digest; retracted ones are left out.
fn reviews(r: &Release, letter: &Digest) -> Vec<ReviewReport> {
    let subject = r.subject();
    let kept = r.facts().filter(|f| !r.retracted.contains(&f.revision(&subject)));
    let of_it = kept.filter(|f| f.basis.letter.as_ref() == Some(letter));
    of_it
        .filter_map(|f| match &f.event {
            Event::LetterReviewed(e) => Some(ReviewReport {
                area: f.role.title(),
                by: f.actor.to_string(),
                at: f.at,
                approved: e.approved,
                class: e.class.as_ref().map(word),
                comment: e.comment.as_ref().map(ToString::to_string),
            }),
            _ => None,
        })
        .collect()
}

fn completion(r: &Release, letter: &Digest) -> Option<CompletionReport> {
    let done = r.completed.as_ref().filter(|c| c.approved == *letter)?;
    Some(CompletionReport {
        revision: done.revision,
        document: done.document.clone(),
        page: done.page.clone(),
        addenda: done.addenda.clone(),
    })
}

impl LetterReport {
    /// As people read it, without its text.
    pub fn text(&self) -> String {
        let state = match (self.condemned, self.current) {
            (true, _) => "condemned",
            (false, true) => "current",
            (false, false) => "superseded",
        };
        let at = self.at.map(|t| format!(", {t}")).unwrap_or_default();
        let d = &self.document;
        let mut out = format!("Release Letter {} ({state}), of build {}\n", self.number, self.build);
        // Writing to a String does not fail.
        let _ = writeln!(out, "  submitted by {}{at}, revision {}", self.by, self.revision);
        let _ = writeln!(out, "  {}, {} bytes\n  {}", line(d.name.as_str(), 50), d.size, d.digest);
        for v in &self.reviews {
            let said = if v.approved { "approved" } else { "rejected" };
            let class = v.class.as_ref().map(|c| format!(" as {c}")).unwrap_or_default();
            out.push_str(&wrap(&format!("{said}{class} by {} ({}), {}", v.area, v.by, v.at), 2));
            if let Some(why) = &v.comment {
                out.push_str(&wrap(why, 4));
            }
        }
        if let Some(c) = &self.completion {
            let _ = writeln!(out, "  completed at revision {}\n  {}", c.revision, c.document.digest);
        }
        out
    }
}
