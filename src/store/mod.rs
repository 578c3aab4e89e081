//! Floor 3, the shelf: where entries, views and documents are kept. It seals what it is handed and never asks what an
//! act means; it needs `ledger`'s seal and `domain`'s names, and never names `sop`.

mod admit;
#[cfg(test)]
mod conformance;
mod inspect;
mod memory;
mod schema;
mod sqlite;

use std::io::Write;
use std::path::PathBuf;

use crate::domain::{Digest, Login, Subject, Text};
use crate::ledger::{Entry, Head, Sealable, ViewRow};

pub use inspect::{Held, Inspect, KeyRow, PartRow, PlaceRow, RevisionRow};
pub use memory::MemoryStore;
pub use sqlite::{Far, Keeping, Owned, Settings, SqliteStore, file_system};

/// What is wanted of a subject's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Want {
    /// Whose.
    pub subject: Subject,
    /// All entries, or the latest alone: for subjects whose revision is compared and whose history is never folded.
    pub whole: bool,
}

impl Want {
    /// The whole history of a subject.
    pub fn whole(subject: Subject) -> Self {
        Self { subject, whole: true }
    }
    /// Only the latest entry of a subject.
    pub fn tip(subject: Subject) -> Self {
        Self { subject, whole: false }
    }
}

/// One subject's history: `entries` hold (revision, entry), oldest first; only the latest where a tip was wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// Whose.
    pub subject: Subject,
    /// Revision and entry.
    pub entries: Vec<(u64, Entry)>,
}

impl History {
    /// The latest revision; 0 if there is none.
    pub fn revision(&self) -> u64 {
        self.entries.last().map_or(0, |(r, _)| *r)
    }
}

/// A page of view rows, in order of (sort, id).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Which view.
    pub kind: String,
    /// Which bucket of it.
    pub bucket: String,
    /// Rows after this (sort, id).
    pub after: Option<(String, String)>,
    /// At most so many rows.
    pub max: usize,
}

/// The view rows of a subject, as they are at a revision of its history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowsAt {
    /// Whose.
    pub subject: Subject,
    /// The latest revision that they take in.
    pub revision: u64,
    /// The rows.
    pub rows: Vec<ViewRow>,
}

/// A row with the subject it was computed from.
pub type SubjectRow = (String, ViewRow);

/// A fault of the shelf.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no ledger there.
    #[error("there is no ledger at {0}")]
    Missing(PathBuf),
    /// There is one already.
    #[error("there is a file at {0} already")]
    Exists(PathBuf),
    /// The file is something else, or not to be trusted with a ledger.
    #[error("{path} is not a ledger this program may open: {why}")]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// Something lies beside the file that no writer of the ledger left there.
    #[error("{path} lies beside the ledger and {why}, so the ledger is not opened")]
    Planted {
        /// What lies there.
        path: PathBuf,
        /// What is wrong with it.
        why: &'static str,
    },
    /// The file lies where its locks may mean nothing.
    #[error("{path} lies on {far}, where locks and syncs cannot be relied on")]
    Network {
        /// The file.
        path: PathBuf,
        /// The file system.
        far: Far,
    },
    /// A group could not work in the folder.
    #[error("{path} does not suit a ledger of the group {group}: {why}")]
    Unfit {
        /// The folder.
        path: PathBuf,
        /// The group's name.
        group: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A newer program wrote it.
    #[error("{path} has schema version {found}; this program knows up to {known}")]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema version.
        found: i64,
        /// The newest version known here.
        known: i64,
    },
    /// An older program made it, and what is asked needs a newer schema.
    #[error("{path} has schema version {found}, and this needs version {wanted}")]
    Older {
        /// The file.
        path: PathBuf,
        /// Its schema version.
        found: i64,
        /// The version that is needed.
        wanted: i64,
    },
    /// Locked by another process for longer than we wait.
    #[error("the ledger is busy: another process has held it for {0} seconds")]
    Busy(u64),
    /// The file is damaged.
    #[error("the ledger file is damaged: {0}")]
    Damaged(String),
    /// Reading or writing failed.
    #[error("the ledger cannot be read or written: {0}")]
    Io(String),
    /// The settings that durability rests on are not in force.
    #[error("the ledger was opened without the setting {0}")]
    Settings(String),
}

/// What came of an append that was not simply recorded.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// Subjects have moved on since the act was judged: judge it anew.
    #[error("moved on meanwhile: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))]
    Moved(Vec<Subject>),
    /// The actor has used this key for this very command: here is what was recorded then.
    #[error("recorded before, as entry {}", .0.seq)]
    Replay(Box<Entry>),
    /// The actor has used this key for another command, at this seq.
    #[error("the idempotency key was used for another command, in entry {0}")]
    KeyReused(u64),
    /// An I/O error in COMMIT, and no way to find out whether it was kept.
    #[error("whether it was recorded is unknown: {0}")]
    Unknown(String),
    /// The recorded time is before that of an act it follows, or too far from the store's own clock.
    #[error("{0}")]
    Clock(String),
    /// A fault of the shelf; nothing was recorded.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A shelf for one ledger.
///
/// **Isolation.** Every read is of one committed state. `append` holds the only write lock while it compares, seals and
/// writes: entries, views and documents become visible together or not at all.
/// **Durability.** When `append` returns `Ok`, what it wrote survives a power cut.
pub trait Store {
    /// The last entry, if there is any.
    fn head(&self) -> Result<Option<Head>, StoreError>;
    /// The histories of subjects, in the order asked, all as of one committed state.
    fn histories(&self, wants: &[Want]) -> Result<Vec<History>, StoreError>;
    /// Entries with `after < seq <= upto`, in order, at most `max`.
    fn scan(&self, after: u64, upto: u64, max: usize) -> Result<Vec<Entry>, StoreError>;
    /// The entry that an actor recorded under an idempotency key.
    fn find(&self, actor: &Login, key: &Text) -> Result<Option<Entry>, StoreError>;
    /// A page of view rows.
    fn rows(&self, page: &Page) -> Result<Vec<SubjectRow>, StoreError>;
    /// Records a batch: all of it or nothing. For each act, under the lock, in this order: an equal key of the same actor
    /// answers [`AppendError::Replay`] or [`AppendError::KeyReused`]; every link must be its subject's next revision with
    /// its parent, and every read its subject's current one, else [`AppendError::Moved`]; and its time must not be before
    /// that of an act it follows, else [`AppendError::Clock`]. Later acts see the earlier ones of the batch; a key that
    /// one of those has used is [`AppendError::KeyReused`], never a replay. Of the documents that an act erases nothing is
    /// left but where they were.
    fn append(&mut self, batch: &[Sealable]) -> Result<Vec<Entry>, AppendError>;
    /// Writes a document's bytes to `out`, as they are stored; false if it is not kept, or was erased. Who relies on them
    /// hashes them.
    fn document(&self, digest: &Digest, out: &mut dyn Write) -> Result<bool, StoreError>;
    /// The subjects whose view rows are not these, all as of one committed state; with `write` they are made these. A
    /// subject that has moved on since is passed over: whoever moved it wrote its rows.
    fn rebuild(&mut self, of: &[RowsAt], write: bool) -> Result<Vec<Subject>, StoreError>;
}
