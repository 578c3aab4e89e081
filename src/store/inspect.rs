//! What an auditor asks of a shelf besides what a command does: where its indexes lead, what stands in them too much, and
//! more readers of the same ledger, one for each core. No act calls this.

use crate::domain::{Digest, Login, Subject, Text};

use super::{Store, StoreError};

/// While it lives, every read of its shelf is of one committed state. Writers wait for it, so it lives briefly.
pub trait Held {}

/// A stretch of an index: how many of its rows count, and where the next stretch begins; `None` after the last.
pub type Stretch<P> = (u64, Option<P>);

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
    /// How many revisions of subjects there are up to a seq, from after a place on, at most `max` rows looked at.
    fn revisions(
        &self,
        after: &(String, u64),
        upto: u64,
        max: usize,
    ) -> Result<Stretch<(String, u64)>, StoreError>;
    /// How many idempotency keys there are up to a seq, likewise.
    fn keys(
        &self,
        after: &(String, String),
        upto: u64,
        max: usize,
    ) -> Result<Stretch<(String, String)>, StoreError>;
    /// The subjects after this one that have view rows, at most `max`, each as it stands there; and whether it has a
    /// history.
    fn viewed(&self, after: &str, max: usize) -> Result<Vec<(String, bool)>, StoreError>;
    /// Removes the view rows of a subject that has no history; how many there were.
    fn sweep(&mut self, subject: &str) -> Result<u64, StoreError>;
}
