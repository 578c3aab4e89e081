//! One connection to a ledger file, what is read through it, and how SQLite's errors are told in the shelf's words.
//! What must not live here: anything that writes. `SqliteStore` calls it for every reading method.

use std::io::Write;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, Params, Row, Transaction, TransactionBehavior, ffi};

use crate::domain::{Digest, Login, Subject, Text};
use crate::ledger::{Entry, Head, ViewRow, digest};
use crate::store::admit::Shelf;
use crate::store::{History, Page, StoreError, SubjectRow, Want};

use super::sql;

/// An open connection with every setting in force.
#[derive(Debug)]
pub(super) struct Session {
    /// The connection.
    pub conn: Connection,
    /// How long it waits for a lock.
    pub waits: Duration,
    /// The version of the file's schema.
    pub version: i64,
}

/// SQLite's error in the shelf's words.
pub(super) fn fault(e: rusqlite::Error, waits: Duration) -> StoreError {
    use rusqlite::Error as E;
    if e.sqlite_error().is_some_and(|e| e.extended_code == ffi::SQLITE_READONLY_ROLLBACK) {
        let why = "a writer was cut short, and only who may write the file and its folder can repair that, by any command";
        return StoreError::Io(why.into());
    }
    match (e.sqlite_error_code(), &e) {
        (Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked), _) => StoreError::Busy(waits.as_secs()),
        (Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::ConstraintViolation), _)
        | (
            None,
            E::FromSqlConversionFailure(..)
            | E::IntegralValueOutOfRange(..)
            | E::InvalidColumnType(..)
            | E::Utf8Error(..),
        ) => StoreError::Damaged(e.to_string()),
        // Of a file whose header names a form of schemas that there is not, SQLite gives no code of its own.
        _ if e.to_string().contains("unsupported file format") => StoreError::Damaged(e.to_string()),
        _ => StoreError::Io(e.to_string()),
    }
}

/// A number as SQLite keeps it; nothing is ever so great that it would not fit.
pub(super) fn int(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// A number of a row, which is never negative.
pub(super) fn count(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    let n: i64 = row.get(column)?;
    u64::try_from(n).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, n))
}

fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        seq: count(row, 0)?,
        prev: Digest(row.get(1)?),
        body: row.get(2)?,
        signature: row.get(3)?,
        digest: Digest(row.get(4)?),
    })
}

fn view_row(row: &Row<'_>) -> rusqlite::Result<SubjectRow> {
    let view = ViewRow {
        kind: row.get(0)?,
        bucket: row.get(1)?,
        sort: row.get(2)?,
        id: row.get(3)?,
        row: row.get(4)?,
    };
    Ok((row.get(5)?, view))
}

impl Session {
    /// What SQLite answered, its error in the shelf's words.
    pub(super) fn sql<T>(&self, answer: rusqlite::Result<T>) -> Result<T, StoreError> {
        answer.map_err(|e| fault(e, self.waits))
    }

    /// Begins to read one committed state.
    pub(super) fn read(&self) -> Result<Transaction<'_>, StoreError> {
        self.sql(Transaction::new_unchecked(&self.conn, TransactionBehavior::Deferred))
    }

    /// Takes the write lock.
    pub(super) fn write(&self) -> Result<Transaction<'_>, StoreError> {
        self.sql(Transaction::new_unchecked(&self.conn, TransactionBehavior::Immediate))
    }

    /// Every row that a statement gives.
    pub(super) fn all<T>(
        &self,
        text: &str,
        params: impl Params,
        one: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        let ask = || self.conn.prepare_cached(text)?.query_map(params, one)?.collect();
        self.sql(ask())
    }

    /// The last entry.
    pub(super) fn head(&self) -> Result<Option<Head>, StoreError> {
        let heads =
            self.all(sql::HEAD, [], |row| Ok(Head { seq: count(row, 0)?, digest: Digest(row.get(1)?) }));
        Ok(heads?.pop())
    }

    /// Several histories, as of one committed state.
    pub(super) fn histories(&self, wants: &[Want]) -> Result<Vec<History>, StoreError> {
        // Whoever holds on to a state reads that one.
        let reading = self.conn.is_autocommit().then(|| self.read()).transpose()?;
        let mut histories = Vec::with_capacity(wants.len());
        for want in wants {
            let text = if want.whole { sql::HISTORY } else { sql::TIP };
            let subject = want.subject.clone();
            let entries = self.all(text, [subject.to_string()], |row| Ok((count(row, 5)?, entry(row)?)))?;
            histories.push(History { subject, entries });
        }
        drop(reading);
        Ok(histories)
    }

    /// Entries with `after < seq <= upto`, at most `max`.
    pub(super) fn scan(&self, after: u64, upto: u64, max: usize) -> Result<Vec<Entry>, StoreError> {
        self.all(sql::SCAN, [int(after), int(upto), int(max as u64)], entry)
    }

    /// A page of view rows.
    pub(super) fn rows(&self, page: &Page) -> Result<Vec<SubjectRow>, StoreError> {
        let Page { kind, bucket, after, max } = page;
        let max = int(*max as u64);
        match after {
            None => self.all(sql::ROWS, (kind, bucket, max), view_row),
            Some((sort, id)) => self.all(sql::ROWS_AFTER, (kind, bucket, max, sort, id), view_row),
        }
    }

    /// The view rows of a subject.
    pub(super) fn rows_of(&self, subject: &str) -> Result<Vec<ViewRow>, StoreError> {
        self.all(sql::ROWS_OF, [subject], |row| view_row(row).map(|(_, view)| view))
    }

    /// One part of a document.
    pub(super) fn part(&self, digest: &Digest, part: i64) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.all(sql::PART, (digest.0, part), |row| row.get(0))?.pop())
    }

    /// Whether a document was erased: an entry of its own says so.
    pub(super) fn is_erased(&self, digest: &Digest) -> Result<bool, StoreError> {
        let subject = Subject::Document(*digest).to_string();
        Ok(!self.all(sql::REVISION, (subject, 1), |_| Ok(()))?.is_empty())
    }

    /// Writes a document part by part. A part changes only when all of them are erased, which whoever relies on them sees by
    /// their digest; so no state is held on to while `out` is slow.
    pub(super) fn document(&self, digest: &Digest, out: &mut dyn Write) -> Result<bool, StoreError> {
        if self.is_erased(digest)? {
            return Ok(false);
        }
        let mut next = 0;
        while let Some(bytes) = self.part(digest, next)? {
            out.write_all(&bytes).map_err(|e| StoreError::Io(e.to_string()))?;
            next += 1;
        }
        Ok(next > 0)
    }
}

impl Shelf for Session {
    fn recorded(&self, actor: &Login, key: &Text) -> Result<Option<Entry>, StoreError> {
        Ok(self.all(sql::FIND, (actor.key().as_str(), key.as_str()), entry)?.pop())
    }

    fn tip(&self, subject: &Subject) -> Result<Option<(u64, Entry)>, StoreError> {
        let name = subject.to_string();
        let tips =
            self.all(sql::TIP, [&name], |row| Ok((count(row, 5)?, entry(row)?, row.get::<_, [u8; 32]>(6)?)));
        match tips?.pop() {
            Some((_, entry, kept)) if digest::of_bytes(entry.body.as_bytes()).0 != kept => {
                let why = format!("the index of {name} does not agree with entry {}", entry.seq);
                Err(StoreError::Damaged(why))
            }
            tip => Ok(tip.map(|(revision, entry, _)| (revision, entry))),
        }
    }
}
