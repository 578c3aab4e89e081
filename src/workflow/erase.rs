//! Before a document is erased: that the ledger keeps it, and that no coming step of an open release reads it; and of one
//! that was erased, when and why. What must not live here: the bytes, which the shelf erases.

use std::collections::BTreeMap;

use crate::domain::event::DocumentErased;
use crate::domain::{
    Digest, Event, Fact, Login, Refusal, RefusalKind, Release, ReleaseId, Subject, Text, Time,
};
use crate::store::{Store, Want};

use super::loader::{Loaded, decode};
use super::{Failure, audit};

const IN_USE: &str = "what a coming step of an open release reads is not erased (ours)";
const GONE: &str = "a document that was erased does not come back (ours)";

/// That a document was erased.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Erased {
    /// The document's SHA-256.
    pub digest: Digest,
    /// The entry that says so.
    pub seq: u64,
    /// When.
    pub at: Time,
    /// By whom.
    pub by: Login,
    /// Why.
    pub reason: Text,
}

impl Erased {
    /// What an act says of it, if it erases a document.
    pub fn of(fact: &Fact) -> Option<Self> {
        let Event::DocumentErased(DocumentErased { digest, reason }) = &fact.event else { return None };
        let (digest, seq, at) = (*digest, fact.seq, fact.at);
        Some(Self { digest, seq, at, by: fact.actor.clone(), reason: reason.clone() })
    }
    /// In words.
    pub fn said(&self) -> String {
        format!("document {} was erased on {} by {}: {}", self.digest, self.at, self.by, self.reason)
    }
}

/// Which of these documents were erased.
///
/// # Errors
/// [`Failure::Store`]; [`Failure::Breach`] for an entry that cannot be read.
pub fn erased(
    store: &dyn Store,
    documents: impl IntoIterator<Item = Digest>,
) -> Result<BTreeMap<Digest, Erased>, Failure> {
    let wants: Vec<Want> = documents.into_iter().map(|d| Want::tip(Subject::Document(d))).collect();
    let mut found = BTreeMap::new();
    for (_, entry) in store.histories(&wants)?.iter().flat_map(|h| &h.entries) {
        let erased = Erased::of(&decode(entry)?.into_fact(entry.seq, None));
        found.extend(erased.map(|e| (e.digest, e)));
    }
    Ok(found)
}

/// Refuses documents that were erased and are brought again.
///
/// # Errors
/// [`Failure::Refused`]; those of [`erased`].
pub(super) fn none_comes_back(
    store: &dyn Store,
    documents: impl IntoIterator<Item = Digest>,
) -> Result<(), Failure> {
    match erased(store, documents)?.into_values().next() {
        Some(gone) => Err(Refusal::new(RefusalKind::Evidence, GONE, gone.said())
            .hint("bring it without what had to go: other bytes are another document")
            .into()),
        None => Ok(()),
    }
}

/// Whether a document can be erased: it is kept, and none of these open releases still needs it. One that was erased before
/// is left to the judge.
///
/// # Errors
/// [`Failure::NotFound`] if the ledger keeps no such document; [`Failure::Refused`] if a coming step reads it; those of
/// [`erased`].
pub fn may_be(
    loaded: &mut Loaded<'_>,
    digest: &Digest,
    open: impl IntoIterator<Item = ReleaseId>,
) -> Result<(), Failure> {
    let store = loaded.store();
    if !erased(store, [*digest])?.is_empty() {
        return Ok(());
    }
    if !store.document(digest, &mut std::io::sink())? {
        let hint = "era-rm document list shows the documents of a release, with --ocr those of an OCR";
        return Err(Failure::not_found(format!("the ledger keeps no document {digest}"), hint));
    }
    let open: Vec<Subject> = open.into_iter().map(Subject::Release).collect();
    loaded.load(&open)?;
    for r in loaded.world.releases.values().filter(|r| open.contains(&r.subject())) {
        if let Some(what) = needs(r, digest) {
            let message = format!("{what} of release {} is document {digest}", r.number);
            return Err(Refusal::new(RefusalKind::Evidence, IN_USE, message)
                .hint(format!(
                    "put another in its place first, or end the release: era-rm next {} shows whose move it is",
                    r.number
                ))
                .into());
        }
    }
    Ok(())
}

/// As what a coming step of an open release reads a document.
fn needs(r: &Release, digest: &Digest) -> Option<&'static str> {
    let subject = r.subject();
    let asked = r.cq.iter().filter(|c| !c.confirmed).map(|c| (c.sheet.1, "a worksheet"));
    let live =
        r.gos.iter().filter(|g| g.taken_back.is_none()).map(|g| (g.revision, "what went out with the go"));
    let parts = [
        r.letter().map(|l| (l.revision, "the Release Letter")),
        r.notes.as_ref().map(|n| (n.revision, "the Release Notes")),
        r.completed.as_ref().map(|c| (c.revision, "the Deployed Release Letter")),
    ];
    let mut all = parts.into_iter().flatten().chain(asked).chain(live);
    let brought = |revision: u64| {
        let fact = r.facts().find(|f| f.revision(&subject) == revision);
        fact.is_some_and(|f| audit::named(&f.event).iter().any(|d| d.digest == *digest))
    };
    let added = || {
        let addenda = r.completed.iter().flat_map(|c| &c.addenda);
        addenda.map(|d| d.digest).any(|d| d == *digest).then_some("an addendum to the Release Letter")
    };
    let waits = || {
        let mut waiting = r.notices.iter().filter(|n| n.delivered.is_none());
        waiting.any(|n| n.digest == *digest).then_some("a notice that waits to be handed over")
    };
    all.find(|(revision, _)| brought(*revision)).map(|(_, what)| what).or_else(added).or_else(waits)
}
