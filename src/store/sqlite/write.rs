//! What is written under the write lock: entries with their indexes, documents, view rows.
//! What must not live here: the lock and the COMMIT, which `SqliteStore` holds.

use rusqlite::Params;

use crate::domain::Subject;
use crate::ledger::chain::seal;
use crate::ledger::{Entry, Head, Sealable, ViewRow, digest};
use crate::store::admit::{self, Changes, Shelf};
use crate::store::{AppendError, RowsAt, StoreError};

use super::session::{Session, int};
use super::sql;

impl Session {
    fn run(&self, text: &str, params: impl Params) -> Result<(), StoreError> {
        let run = || self.conn.prepare_cached(text)?.execute(params);
        self.sql(run()).map(|_rows| ())
    }

    /// Judges, seals and writes a batch, act by act, so that later acts see the earlier ones.
    pub(super) fn record(&self, batch: &[Sealable]) -> Result<Vec<Entry>, AppendError> {
        let mut head = self.head()?;
        let base = head.map_or(0, |h| h.seq);
        let mut sealed = Vec::with_capacity(batch.len());
        for act in batch {
            admit::admit(self, base, act)?;
            let entry = seal(head.as_ref(), act.body.clone(), act.signature.clone());
            self.write_entry(act, &entry)?;
            self.write_documents(act)?;
            act.erases.iter().try_for_each(|digest| self.run(sql::ERASE, [digest.0]))?;
            self.write_views(&act.views)?;
            head = Some(Head { seq: entry.seq, digest: entry.digest });
            sealed.push(entry);
        }
        Ok(sealed)
    }

    fn write_entry(&self, act: &Sealable, entry: &Entry) -> Result<(), StoreError> {
        let Entry { seq, prev, body, signature, digest } = entry;
        self.run(sql::ADD_ENTRY, (int(*seq), prev.0, body, signature, digest.0))?;
        let body_digest = digest::of_bytes(body.as_bytes());
        for link in &act.links {
            let revision = int(link.revision);
            self.run(sql::ADD_SUBJECT, (link.subject.to_string(), revision, int(*seq), body_digest.0))?;
        }
        self.run(sql::ADD_KEY, (act.actor.key().as_str(), act.key.as_str(), int(*seq)))
    }

    fn write_documents(&self, act: &Sealable) -> Result<(), StoreError> {
        for document in &act.documents {
            if self.part(&document.digest, 0)?.is_some() {
                continue;
            }
            for (part, bytes) in (0_i64..).zip(admit::parts(&document.bytes)) {
                self.run(sql::ADD_PART, (document.digest.0, part, bytes))?;
            }
        }
        Ok(())
    }

    /// Takes all rows away that go before it adds any, for a row may pass from one subject to another.
    fn write_views(&self, views: &[(String, Vec<ViewRow>)]) -> Result<(), StoreError> {
        let mut before = Vec::with_capacity(views.len());
        for (subject, _) in views {
            before.push(self.rows_of(subject)?);
        }
        let changes: Vec<_> =
            before.iter().zip(views).map(|(old, (_, new))| admit::changes(old, new)).collect();
        for (change, (subject, _)) in changes.iter().zip(views) {
            self.take_away(subject, change)?;
        }
        for (change, (subject, _)) in changes.iter().zip(views) {
            self.add(subject, change)?;
        }
        Ok(())
    }

    fn take_away(&self, subject: &str, changes: &Changes<'_>) -> Result<(), StoreError> {
        for row in &changes.gone {
            self.run(sql::DROP_ROW, (&row.kind, &row.bucket, &row.sort, &row.id, subject))?;
        }
        Ok(())
    }

    fn add(&self, subject: &str, changes: &Changes<'_>) -> Result<(), StoreError> {
        for row in &changes.fresh {
            self.run(sql::ADD_ROW, (&row.kind, &row.bucket, &row.sort, &row.id, subject, &row.row))?;
        }
        Ok(())
    }

    /// The subjects whose view rows are not these, in a transaction of its own; with `write` they are made these.
    pub(super) fn rebuild(&self, of: &[RowsAt], write: bool) -> Result<Vec<Subject>, StoreError> {
        let transaction = if write { self.write()? } else { self.read()? };
        let mut differ = Vec::new();
        for RowsAt { subject, revision, rows } in of {
            let name = subject.to_string();
            let before = self.rows_of(&name)?;
            let changes = admit::changes(&before, rows);
            if changes.none() || self.tip(subject)?.map_or(0, |(r, _)| r) != *revision {
                continue;
            }
            if write {
                self.take_away(&name, &changes)?;
                self.add(&name, &changes)?;
            }
            differ.push(subject.clone());
        }
        self.sql(transaction.commit())?;
        Ok(differ)
    }

    /// Removes the view rows of a subject that has no history.
    pub(super) fn sweep(&self, subject: &str) -> Result<u64, StoreError> {
        let gone = || self.conn.prepare_cached(sql::SWEEP)?.execute([subject]);
        self.sql(gone()).map(|rows| rows as u64)
    }
}
