//! The SQLite shelf as an auditor sees it. Everything is read in stretches, so that no writer waits for long.
//! What must not live here: whether what is found is sound, which the auditor judges.

use rusqlite::{OptionalExtension, Params, Row, Transaction};

use crate::domain::{Digest, Login, Subject, Text};
use crate::ledger::digest::Hasher;
use crate::store::inspect::{KeyRow, PartRow, PlaceRow, RevisionRow};
use crate::store::{Held, Inspect, StoreError};

use super::session::{Session, count, int};
use super::{SqliteStore, sql};

impl Held for Transaction<'_> {}

impl Session {
    fn one<T>(
        &self,
        text: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        let ask = || self.conn.prepare_cached(text)?.query_row(params, read).optional();
        self.sql(ask())
    }

    /// Shows every row that a statement gives; how many there were.
    fn shown(
        &self,
        text: &str,
        params: impl Params,
        mut each: impl FnMut(&Row<'_>) -> rusqlite::Result<()>,
    ) -> Result<usize, StoreError> {
        let ask = || {
            let mut statement = self.conn.prepare_cached(text)?;
            let mut rows = statement.query(params)?;
            let mut shown = 0;
            while let Some(row) = rows.next()? {
                each(row)?;
                shown += 1;
            }
            Ok(shown)
        };
        self.sql(ask())
    }
}

/// A text of a row, as it lies there.
fn text<'r>(row: &'r Row<'_>, column: usize) -> rusqlite::Result<&'r str> {
    let lies = row.get_ref(column)?;
    lies.as_str().map_err(|e| rusqlite::Error::FromSqlConversionFailure(column, lies.data_type(), e.into()))
}

impl Inspect for SqliteStore {
    fn another(&self) -> Result<Box<dyn Inspect>, StoreError> {
        Ok(Box::new(Self::open_to_glance(&self.path, self.waits)?))
    }

    fn hold(&self) -> Result<Box<dyn Held + '_>, StoreError> {
        Ok(Box::new(self.session()?.read()?))
    }

    fn revision_at(&self, subject: &Subject, revision: u64) -> Result<Option<(u64, Digest)>, StoreError> {
        let params = (subject.to_string(), int(revision));
        self.session()?.one(sql::REVISION, params, |row| Ok((count(row, 0)?, Digest(row.get(1)?))))
    }

    fn keyed(&self, actor: &Login, key: &Text) -> Result<Option<u64>, StoreError> {
        self.session()?.one(sql::KEYED, (actor.key().as_str(), key.as_str()), |row| count(row, 0))
    }

    fn kept(&self, digest: &Digest) -> Result<Option<Digest>, StoreError> {
        let session = self.session()?;
        let ask = || {
            let mut statement = session.conn.prepare_cached(sql::PARTS)?;
            let mut rows = statement.query([digest.0])?;
            let (mut hasher, mut next) = (Hasher::default(), 0);
            while let Some(row) = rows.next()? {
                // Who reads the document asks for part 0, 1, 2 …
                if count(row, 0)? != next {
                    return Ok(None);
                }
                hasher.update(row.get_ref(1)?.as_blob()?);
                next += 1;
            }
            Ok((next > 0).then(|| hasher.finish()))
        };
        session.sql(ask())
    }

    fn place(&self, digest: &Digest) -> Result<Option<u64>, StoreError> {
        self.session()?.one(sql::PLACE, [digest.0], |row| count(row, 0))
    }

    fn last_part(&self) -> Result<u64, StoreError> {
        Ok(self.session()?.one(sql::LAST_PART, [], |row| count(row, 0))?.unwrap_or(0))
    }

    fn parts(&self, after: u64, upto: u64, each: &mut dyn FnMut(PartRow<'_>)) -> Result<(), StoreError> {
        let shown = self.session()?.shown(sql::PARTS_BETWEEN, (int(after), int(upto)), |row| {
            each((count(row, 0)?, Digest(row.get(1)?), count(row, 2)?, row.get_ref(3)?.as_blob()?));
            Ok(())
        });
        shown.map(drop)
    }

    fn places(
        &self,
        after: (&Digest, u64),
        max: usize,
        each: &mut dyn FnMut(PlaceRow),
    ) -> Result<usize, StoreError> {
        self.session()?.shown(sql::PLACES, (after.0.0, int(after.1), int(max as u64)), |row| {
            each((Digest(row.get(0)?), count(row, 1)?, count(row, 2)?));
            Ok(())
        })
    }

    fn stands(&self, seq: u64) -> Result<bool, StoreError> {
        Ok(self.session()?.one(sql::STANDS, [int(seq)], |_| Ok(()))?.is_some())
    }

    fn revisions(
        &self,
        after: (&str, u64),
        max: usize,
        each: &mut dyn FnMut(RevisionRow<'_>),
    ) -> Result<usize, StoreError> {
        self.session()?.shown(sql::REVISIONS, (after.0, int(after.1), int(max as u64)), |row| {
            each((text(row, 0)?, count(row, 1)?, count(row, 2)?, Digest(row.get(3)?)));
            Ok(())
        })
    }

    fn keys(
        &self,
        after: (&str, &str),
        max: usize,
        each: &mut dyn FnMut(KeyRow<'_>),
    ) -> Result<usize, StoreError> {
        self.session()?.shown(sql::KEYS, (after.0, after.1, int(max as u64)), |row| {
            each((text(row, 0)?, text(row, 1)?, count(row, 2)?));
            Ok(())
        })
    }

    fn viewed(&self, after: &str, max: usize) -> Result<Vec<(String, bool)>, StoreError> {
        self.session()?.all(sql::VIEWED, (after, int(max as u64)), |row| Ok((row.get(0)?, row.get(1)?)))
    }

    fn sweep(&mut self, subject: &str) -> Result<u64, StoreError> {
        self.session()?.sweep(subject)
    }
}
