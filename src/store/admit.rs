//! What every shelf demands of an act under its write lock, and which view rows an act changes. Each shelf answers
//! two questions and gets the same verdict, so that no two of them judge an act differently.
//! What must not live here: SQL, and anything about what an act means.

use std::collections::BTreeSet;

use crate::domain::{Digest, Login, Subject, Text, Time};
use crate::ledger::body::{Parent, parent_of};
use crate::ledger::{Entry, Sealable, ViewRow, digest};

use super::{AppendError, StoreError};

/// The longest part a document is stored in, in bytes.
pub(super) const PART: usize = 1024 * 1024;

/// What is asked of a shelf while an act is judged. Earlier acts of the same batch count as recorded.
pub(super) trait Shelf {
    /// The entry that an actor recorded under a key.
    fn recorded(&self, actor: &Login, key: &Text) -> Result<Option<Entry>, StoreError>;
    /// A subject's latest revision and its entry.
    fn tip(&self, subject: &Subject) -> Result<Option<(u64, Entry)>, StoreError>;
}

/// The two members of a body that a shelf looks at.
#[derive(serde::Deserialize)]
struct Outline {
    at: Time,
    intent: Digest,
}

fn outline(entry: &Entry) -> Result<Outline, StoreError> {
    serde_json::from_str(&entry.body)
        .map_err(|e| StoreError::Damaged(format!("the body of entry {} cannot be read: {e}", entry.seq)))
}

/// Whether an act may be sealed now. `base` is the last seq before its batch.
///
/// A key that an earlier act of the same batch has used is never a replay, since that act is not recorded yet.
pub(super) fn admit(shelf: &impl Shelf, base: u64, act: &Sealable) -> Result<(), AppendError> {
    if let Some(entry) = shelf.recorded(&act.actor, &act.key)? {
        let same = entry.seq <= base && outline(&entry)?.intent == act.intent;
        return Err(if same {
            AppendError::Replay(Box::new(entry))
        } else {
            AppendError::KeyReused(entry.seq)
        });
    }
    let mut moved = Vec::new();
    let mut late = None;
    for (i, link) in act.links.iter().enumerate() {
        let tip = shelf.tip(&link.subject)?;
        let (revision, parent) =
            tip.as_ref().map_or((0, Parent::default()), |(r, entry)| (*r, parent_of(&entry.body)));
        let twice = act.links.iter().take(i).any(|l| l.subject == link.subject);
        if twice || link.revision != revision + 1 || link.parent != parent {
            moved.push(link.subject.clone());
        } else if let Some((_, entry)) = tip {
            let at = outline(&entry)?.at;
            late = late.or((act.at < at).then_some((link.subject.clone(), entry.seq, at)));
        }
    }
    for read in &act.reads {
        if shelf.tip(&read.subject)?.map_or(0, |(r, _)| r) != read.revision {
            moved.push(read.subject.clone());
        }
    }
    if !moved.is_empty() {
        return Err(AppendError::Moved(moved));
    }
    late.map_or(Ok(()), |(subject, seq, at)| {
        let why = format!("{} is before entry {seq} of {subject}, recorded at {at}", act.at);
        Err(AppendError::Clock(why))
    })
}

/// Whether every document is what its digest says. Asked before the lock is taken, for it takes time.
pub(super) fn documents(batch: &[Sealable]) -> Result<(), StoreError> {
    let mut all = batch.iter().flat_map(|act| &act.documents);
    match all.find(|d| digest::of_bytes(&d.bytes) != d.digest) {
        Some(d) => Err(StoreError::Io(format!("a document handed in as {} has other bytes", d.digest))),
        None => Ok(()),
    }
}

/// A document's bytes in the parts they are stored in; an empty document has one empty part.
pub(super) fn parts(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let whole = bytes.is_empty().then_some(bytes);
    whole.into_iter().chain(bytes.chunks(PART))
}

/// What turns one set of view rows into another.
pub(super) struct Changes<'a> {
    /// Rows to be taken away.
    pub gone: Vec<&'a ViewRow>,
    /// Rows to be added, once all that go are gone.
    pub fresh: Vec<&'a ViewRow>,
}

impl Changes<'_> {
    /// Whether there is nothing to do.
    pub fn none(&self) -> bool {
        self.gone.is_empty() && self.fresh.is_empty()
    }
}

/// Compares the rows of a subject as they are with the rows as they should be.
pub(super) fn changes<'a>(before: &'a [ViewRow], after: &'a [ViewRow]) -> Changes<'a> {
    let old: BTreeSet<_> = before.iter().collect();
    let new: BTreeSet<_> = after.iter().collect();
    Changes { gone: old.difference(&new).copied().collect(), fresh: new.difference(&old).copied().collect() }
}
