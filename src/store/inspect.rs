//! What an auditor asks of a shelf besides what a command does: where its indexes lead, what stands in them too much, and
//! more readers of the same ledger, one for each core. No act calls this.

use crate::domain::{Digest, Login, Subject, Text};

use super::{Store, StoreError};

/// A part of a document: its row number, the document's digest, which part it is, its bytes.
pub type PartRow<'a> = (u64, Digest, u64, &'a [u8]);

/// A row of the index of documents: digest, part, row number.
pub type PlaceRow = (Digest, u64, u64);

/// While it lives, every read of its shelf is of one committed state. Writers wait for it, so it lives briefly.
pub trait Held {}

/// A row of the index of subjects: subject, revision, the seq of its entry, the digest of its body.
pub type RevisionRow<'a> = (&'a str, u64, u64, Digest);

/// A row of the index of idempotency keys: actor, key, the seq of its entry.
pub type KeyRow<'a> = (&'a str, &'a str, u64);

/// A shelf as an auditor sees it.
pub trait Inspect: Store + Send {
    /// Another reader of the same ledger, for another thread.
    fn another(&self) -> Result<Box<dyn Inspect>, StoreError>;
    /// Holds on to one committed state.
    fn hold(&self) -> Result<Box<dyn Held + '_>, StoreError>;
    /// Where a subject's revision leads: the seq of the entry, and the digest of its body.
    fn revision_at(&self, subject: &Subject, revision: u64) -> Result<Option<(u64, Digest)>, StoreError>;
    /// The seq to which an idempotency key leads.
    fn keyed(&self, actor: &Login, key: &Text) -> Result<Option<u64>, StoreError>;
    /// SHA-256 of the bytes that are kept of a document; `None` if not all its parts are there.
    fn kept(&self, digest: &Digest) -> Result<Option<Digest>, StoreError>;
    /// The row number of a document's first part.
    fn place(&self, digest: &Digest) -> Result<Option<u64>, StoreError>;
    /// The last row number of a part.
    fn last_part(&self) -> Result<u64, StoreError>;
    /// Shows the parts with `after < row number <= upto`, in that order.
    fn parts(&self, after: u64, upto: u64, each: &mut dyn FnMut(PartRow<'_>)) -> Result<(), StoreError>;
    /// Shows the rows of the index of documents after a place, at most `max`; how many there were.
    fn places(
        &self,
        after: (&Digest, u64),
        max: usize,
        each: &mut dyn FnMut(PlaceRow),
    ) -> Result<usize, StoreError>;
    /// Whether an entry is found by its position.
    fn stands(&self, seq: u64) -> Result<bool, StoreError>;
    /// Shows the rows of the index of subjects after a place, at most `max`; how many there were.
    fn revisions(
        &self,
        after: (&str, u64),
        max: usize,
        each: &mut dyn FnMut(RevisionRow<'_>),
    ) -> Result<usize, StoreError>;
    /// Shows the rows of the index of idempotency keys, likewise.
    fn keys(
        &self,
        after: (&str, &str),
        max: usize,
        each: &mut dyn FnMut(KeyRow<'_>),
    ) -> Result<usize, StoreError>;
    /// The subjects after this one that have view rows, at most `max`, each as it stands there; and whether it has a
    /// history.
    fn viewed(&self, after: &str, max: usize) -> Result<Vec<(String, bool)>, StoreError>;
    /// Removes the view rows of a subject that has no history; how many there were.
    fn sweep(&mut self, subject: &str) -> Result<u64, StoreError>;
}
