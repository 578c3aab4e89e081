//! The documents that an act relies on.

use crate::domain::event::{Event, Worksheet};
use crate::domain::{Digest, DocumentRef, Subject};
use crate::ledger::{Body, digest};
use crate::store::{Inspect, StoreError};

/// Every document that an act relies on: those that come with it, and the texts of its notices.
pub fn all(body: &Body) -> Vec<Digest> {
    let mut all: Vec<Digest> = body.tells.iter().flatten().map(|t| t.digest).collect();
    all.extend(named(&body.event).iter().map(|d| d.digest));
    all
}

/// Whether a document was erased: an entry of its own says so, and nothing is left of it.
///
/// # Errors
/// [`StoreError`].
pub fn is_erased(shelf: &dyn Inspect, document: &Digest) -> Result<bool, StoreError> {
    Ok(shelf.revision_at(&Subject::Document(*document), 1)?.is_some() && is_empty(shelf, document)?)
}

/// Whether a document has its place, and nothing in it.
///
/// # Errors
/// [`StoreError`].
pub fn is_empty(shelf: &dyn Inspect, document: &Digest) -> Result<bool, StoreError> {
    Ok(shelf.kept(document)? == Some(digest::of_bytes(&[])))
}

/// The documents that come with an act: package documents, results, letters, notes, worksheets.
pub fn named(event: &Event) -> Vec<DocumentRef> {
    let sheets = |w: &[Worksheet]| w.iter().flat_map(|w| [w.text.clone(), w.json.clone()]).collect();
    match &*event.today() {
        Event::OcrReceived(e) => e.package.documents.clone(),
        Event::OcrReturned(e) => e.documents.clone(),
        Event::DeveloperTested2(e) => e.results.documents().cloned().collect(),
        Event::LetterSubmitted2(e) => {
            let texts = [&e.letter, &e.page, &e.source].into_iter().chain(&e.templates);
            each_once(texts.cloned().collect())
        }
        Event::TestsRun2(e) => e.results.documents().cloned().collect(),
        Event::TestRecorded2(e) => e.run.iter().flat_map(|r| r.results.documents().cloned()).collect(),
        Event::GoIssued(e) => {
            let mut all: Vec<DocumentRef> = sheets(&e.worksheets);
            all.insert(0, e.notes.clone());
            all
        }
        Event::NotesEdited(e) => vec![e.generated.clone(), e.notes.clone()],
        Event::LetterCompleted2(e) => each_once(vec![e.completion.clone(), e.page.clone(), e.source.clone()]),
        Event::OcrDeferred2(e) => e.addendum.iter().cloned().collect(),
        Event::CqResolved(e) => sheets(&e.worksheets),
        Event::Verified(e) => sheets(&e.worksheets),
        Event::ReleaseReopened(e) => sheets(&e.worksheets),
        _ => Vec::new(),
    }
}

/// Each document once: an old form of a letter names one for all.
fn each_once(mut all: Vec<DocumentRef>) -> Vec<DocumentRef> {
    let mut seen = Vec::new();
    all.retain(|d| {
        let new = !seen.contains(&d.digest);
        seen.push(d.digest);
        new
    });
    all
}
