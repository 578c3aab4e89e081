//! The shelf in one SQLite file: opening and closing it, the write lock, and what becomes of an error in COMMIT.
//! What must not live here: SQL (in `sqlite/sql`), a check of an act (in `admit`). Opened by the front desk, called
//! through the `Store` trait.

mod beside;
mod door;
mod ground;
mod inspect;
mod keeping;
mod session;
mod settings;
mod sql;
#[cfg(test)]
mod tests;
mod upgrade;
mod write;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use nix::unistd::Group;
use rusqlite::Transaction;
use rusqlite::backup::{Backup, StepResult};

use crate::domain::{Digest, Login, Subject, Text};
use crate::ledger::{Entry, Head, Sealable};

use super::admit::{self, Shelf};
use super::{AppendError, History, Page, RowsAt, Store, StoreError, SubjectRow, Want, schema};

use door::Access;
use session::{Session, fault};

pub use ground::{Far, file_system};
pub use keeping::{Keeping, Owned};
pub use settings::Settings;

/// How long a lock is waited for.
const WAITS: Duration = Duration::from_secs(30);

/// How many pages a backup copies at a time; in tests, on small ledgers, a few.
const PAGES: i32 = if cfg!(test) { 4 } else { 4096 };
/// How often a backup begins anew before it no longer lets writers in.
const ANEW: u32 = 3;

/// How a batch is made to last. Only tests put another in its place.
type Commit = fn(Transaction<'_>) -> rusqlite::Result<()>;

/// A ledger in one SQLite file.
#[derive(Debug)]
pub struct SqliteStore {
    path: PathBuf,
    access: Access,
    waits: Duration,
    /// None once a COMMIT has failed and the file could not be opened anew.
    session: Option<Session>,
    commit: Commit,
}

impl SqliteStore {
    /// Makes a new ledger file, mode 0600, and opens it. The folder must be there already.
    ///
    /// # Errors
    /// [`StoreError::Exists`] if there is a file of that name; nothing is overwritten. Nothing is left behind on failure.
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        Self::create_for(path, None)
    }

    /// Makes a new ledger file as [`SqliteStore::create`] does; for a group too: mode 0660, in a folder
    /// that gives its group to what is made in it.
    ///
    /// # Errors
    /// As [`SqliteStore::create`]; [`StoreError::Unfit`] if the group could not work in the folder.
    pub fn create_for(path: &Path, group: Option<&Group>) -> Result<Self, StoreError> {
        door::make(path, group, WAITS, |session| door::schema(session))?;
        Self::open(path)
    }

    /// Opens a ledger file for reading and appending.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::Foreign`] and [`StoreError::Newer`] for what is not a ledger of this
    /// program; [`StoreError::Settings`] if a setting that durability rests on is not in force.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Self::open_for(path, Access::Write, WAITS)
    }

    /// Opens a ledger file for reading only; an append fails.
    ///
    /// # Errors
    /// As [`SqliteStore::open`]; [`StoreError::Io`] too if a writer was cut short and the file needs to be repaired by
    /// an ordinary opening first.
    pub fn open_read_only(path: &Path) -> Result<Self, StoreError> {
        Self::open_for(path, Access::Read, WAITS)
    }

    /// Opens a ledger file for reading only, as [`SqliteStore::open_read_only`] does, and waits for no lock longer than
    /// this.
    ///
    /// # Errors
    /// As [`SqliteStore::open_read_only`].
    pub fn open_to_glance(path: &Path, waits: Duration) -> Result<Self, StoreError> {
        Self::open_for(path, Access::Read, waits)
    }

    fn open_for(path: &Path, access: Access, waits: Duration) -> Result<Self, StoreError> {
        let session = door::open(path, access, waits)?;
        Ok(Self {
            path: path.to_owned(),
            access,
            waits,
            session: Some(session),
            commit: |writing| writing.commit(),
        })
    }

    /// Waits so long for a lock instead of 30 seconds.
    ///
    /// # Errors
    /// [`StoreError::Io`] if SQLite does not take the number.
    pub fn with_busy_timeout(mut self, waits: Duration) -> Result<Self, StoreError> {
        self.waits = waits;
        if let Some(session) = &mut self.session {
            session.waits = waits;
            session.sql(session.conn.busy_timeout(waits))?;
        }
        Ok(self)
    }

    fn session(&self) -> Result<&Session, StoreError> {
        self.session
            .as_ref()
            .ok_or_else(|| StoreError::Io("the connection was lost; open the ledger again".into()))
    }

    /// Where the ledger is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How large the file is, in bytes.
    ///
    /// # Errors
    /// [`StoreError::Io`] if it cannot be looked at.
    pub fn size(&self) -> Result<u64, StoreError> {
        // Looked at, not opened: closing a handle would drop our locks.
        let meta = std::fs::symlink_metadata(&self.path);
        meta.map(|m| m.len()).map_err(|e| door::io(&self.path, &e))
    }

    /// The settings in force, read back from SQLite now.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn settings(&self) -> Result<Settings, StoreError> {
        let session = self.session()?;
        session.sql(Settings::read(&session.conn))
    }

    /// Copies the ledger, as it stands at one moment, to a new file of mode 0600; gives the head of the copy. The copy
    /// is opened and checked as any ledger is. `progress` is told how many pages are copied, of how many.
    ///
    /// # Errors
    /// [`StoreError::Exists`] if there is a file of that name. Nothing is left behind on failure.
    pub fn backup(&self, to: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<Option<Head>, StoreError> {
        let session = self.session()?;
        let mut head = None;
        door::make(to, None, self.waits, |copy| {
            let copied =
                Backup::new(&session.conn, &mut copy.conn).and_then(|backup| copied(&backup, progress));
            match session.sql(copied)? {
                StepResult::Done => {}
                _ => return Err(StoreError::Busy(self.waits.as_secs())),
            }
            head = door::open(to, Access::Read, self.waits)?.head()?;
            Ok(())
        })?;
        Ok(head)
    }

    /// SQLite's own checks: its pages and indexes, the references between tables, the schema's text. Empty if all is well.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read at all.
    pub fn integrity(&self) -> Result<Vec<String>, StoreError> {
        let session = self.session()?;
        let check = || {
            let mut said = Vec::new();
            session.conn.pragma_query(None, "integrity_check", |row| {
                said.push(row.get::<_, String>(0)?);
                Ok(())
            })?;
            said.retain(|line| line != "ok");
            session.conn.pragma_query(None, "foreign_key_check", |row| {
                let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
                said.push(format!("a row of {table} names a row of {parent} that is not there"));
                Ok(())
            })?;
            Ok((said, door::objects(&session.conn)?))
        };
        match session.sql(check()) {
            Ok((mut said, found)) => {
                said.extend(schema::differences(&found, &door::wanted(session.version)?));
                Ok(said)
            }
            Err(StoreError::Damaged(why)) => Ok(vec![why]),
            Err(other) => Err(other),
        }
    }

    /// An error in COMMIT is not "not recorded": the connection is dropped, the file is opened anew, and every act is
    /// looked up by its key.
    fn find_out(
        &mut self,
        error: StoreError,
        batch: &[Sealable],
        sealed: Vec<Entry>,
    ) -> Result<Vec<Entry>, AppendError> {
        drop(self.session.take());
        let look = || {
            let session = door::open(&self.path, self.access, self.waits)?;
            let mut kept = 0;
            for (act, entry) in batch.iter().zip(&sealed) {
                kept += usize::from(session.recorded(&act.actor, &act.key)?.as_ref() == Some(entry));
            }
            if kept == sealed.len() {
                // The error may have come after the entries, from the folder: only now do they last.
                door::sync_folder(&self.path)?;
            }
            Ok::<_, StoreError>((session, kept))
        };
        let (session, kept) =
            look().map_err(|then| AppendError::Unknown(format!("{error}; then: {then}")))?;
        self.session = Some(session);
        match kept {
            0 => Err(AppendError::Store(error)),
            all if all == sealed.len() => Ok(sealed),
            some => Err(AppendError::Unknown(format!(
                "{error}; then: {some} of {} acts were found",
                sealed.len()
            ))),
        }
    }
}

/// Copies some pages at a time, so that writers wait for milliseconds only. What is written meanwhile makes SQLite begin
/// anew; where that goes on, the rest is copied in one go.
fn copied(backup: &Backup<'_, '_>, progress: &mut dyn FnMut(u64, u64)) -> rusqlite::Result<StepResult> {
    let (mut left, mut anew) = (i32::MAX, 0);
    loop {
        match backup.step(if anew < ANEW { PAGES } else { -1 })? {
            StepResult::More => {
                let now = backup.progress();
                anew += u32::from(now.remaining >= left);
                left = now.remaining;
                let count = |pages: i32| u64::try_from(pages).unwrap_or(0);
                progress(count(now.pagecount - now.remaining), count(now.pagecount));
            }
            end => return Ok(end),
        }
    }
}

impl Store for SqliteStore {
    fn head(&self) -> Result<Option<Head>, StoreError> {
        self.session()?.head()
    }

    fn histories(&self, wants: &[Want]) -> Result<Vec<History>, StoreError> {
        self.session()?.histories(wants)
    }

    fn scan(&self, after: u64, upto: u64, max: usize) -> Result<Vec<Entry>, StoreError> {
        self.session()?.scan(after, upto, max)
    }

    fn find(&self, actor: &Login, key: &Text) -> Result<Option<Entry>, StoreError> {
        self.session()?.recorded(actor, key)
    }

    fn rows(&self, page: &Page) -> Result<Vec<SubjectRow>, StoreError> {
        self.session()?.rows(page)
    }

    fn append(&mut self, batch: &[Sealable]) -> Result<Vec<Entry>, AppendError> {
        admit::documents(batch)?;
        if batch.is_empty() {
            return Ok(Vec::new());
        }
        if batch.iter().any(|act| !act.erases.is_empty()) {
            self.erases()?;
        }
        let session = self.session()?;
        let writing = session.write()?;
        let sealed = session.record(batch)?;
        match (self.commit)(writing).map_err(|e| fault(e, self.waits)) {
            Ok(()) => Ok(sealed),
            // Readers were in the way: the transaction was still whole, and is rolled back.
            Err(StoreError::Busy(seconds)) => Err(StoreError::Busy(seconds).into()),
            Err(error) => self.find_out(error, batch, sealed),
        }
    }

    fn document(&self, digest: &Digest, out: &mut dyn Write) -> Result<bool, StoreError> {
        self.session()?.document(digest, out)
    }

    fn rebuild(&mut self, of: &[RowsAt], write: bool) -> Result<Vec<Subject>, StoreError> {
        self.session()?.rebuild(of, write)
    }
}
