//! The documents that an act relies on.

use crate::domain::event::{Event, Worksheet};
use crate::domain::{Digest, DocumentRef};
use crate::ledger::Body;

/// Every document that an act relies on: those that come with it, and the texts of its notices.
pub fn all(body: &Body) -> Vec<Digest> {
    let mut all: Vec<Digest> = body.tells.iter().flatten().map(|t| t.digest).collect();
    all.extend(named(&body.event).iter().map(|d| d.digest));
    all
}

/// The documents that come with an act: package documents, results, letters, notes, worksheets.
pub fn named(event: &Event) -> Vec<DocumentRef> {
    let sheets = |w: &[Worksheet]| w.iter().flat_map(|w| [w.text.clone(), w.json.clone()]).collect();
    match &*event.today() {
        Event::OcrReceived(e) => e.package.documents.clone(),
        Event::OcrReturned(e) => e.documents.clone(),
        Event::DeveloperTested2(e) => e.results.documents().cloned().collect(),
        Event::LetterSubmitted(e) => vec![e.letter.clone()],
        Event::TestsRun2(e) => e.results.documents().cloned().collect(),
        Event::TestRecorded2(e) => e.run.iter().flat_map(|r| r.results.documents().cloned()).collect(),
        Event::GoIssued(e) => {
            let mut all: Vec<DocumentRef> = sheets(&e.worksheets);
            all.insert(0, e.notes.clone());
            all
        }
        Event::LetterCompleted(e) => vec![e.completion.clone()],
        Event::CqResolved(e) => sheets(&e.worksheets),
        Event::Verified(e) => sheets(&e.worksheets),
        Event::ReleaseReopened(e) => sheets(&e.worksheets),
        _ => Vec::new(),
    }
}
