//! What stands beside the entries and should not: rows of the indexes that no entry gave, or that say otherwise than the
//! entries do, and view rows of subjects that have no history. Asked at an audit, so a table may be read from end to end;
//! entries are read in chunks, so that no writer waits.
//! What must not live here: whether the entries themselves are sound, which the auditor asks.

use serde::Deserialize;

use crate::domain::{Login, Subject, Text};
use crate::ledger::body::Link;
use crate::ledger::{Entry, digest};
use crate::store::StoreError;
use crate::store::admit::Shelf;

use super::session::{Session, int};

const CHUNK: usize = 500;
const REVISION: &str = "SELECT seq, body_digest FROM entry_subject WHERE subject = ?1 AND revision = ?2";
const REVISIONS: &str = "SELECT count(*) FROM entry_subject WHERE seq <= ?1";
const KEYS: &str = "SELECT count(*) FROM entry_key WHERE seq <= ?1";
const STRANGERS: &str = "SELECT count(*) FROM view v WHERE NOT EXISTS (SELECT 1 FROM entry_subject s WHERE s.subject = v.subject)";
const SWEEP: &str =
    "DELETE FROM view WHERE NOT EXISTS (SELECT 1 FROM entry_subject s WHERE s.subject = view.subject)";

/// What the indexes are made from.
#[derive(Deserialize)]
struct Outline {
    subject: Subject,
    revision: u64,
    also: Option<Vec<Link>>,
    actor: Login,
    key: Text,
}

impl Session {
    /// What is not as the entries say, in words; empty if all is well.
    pub(super) fn strays(&self) -> Result<Vec<String>, StoreError> {
        let last = self.head()?.map_or(0, |h| h.seq);
        let (mut said, mut after, mut revisions, mut keys) = (Vec::new(), 0, 0, 0);
        while after < last {
            let entries = self.scan(after, last, CHUNK)?;
            for entry in &entries {
                // A body that cannot be read is the auditor's to tell.
                if let Ok(outline) = serde_json::from_str::<Outline>(&entry.body) {
                    revisions += self.revisions(entry, &outline, &mut said)?;
                    keys += 1;
                }
            }
            after = entries.last().map_or(last, |e| e.seq);
        }
        let surplus = [
            ("revisions of subjects", self.count(REVISIONS, last)?, revisions),
            ("idempotency keys", self.count(KEYS, last)?, keys),
        ];
        for (what, found, wanted) in surplus {
            if found != wanted {
                said.push(format!("the index has {found} {what} where the entries give {wanted}"));
            }
        }
        match self.sql(self.conn.query_row(STRANGERS, [], |row| row.get::<_, i64>(0)))? {
            0 => {}
            n => said.push(format!(
                "{n} view rows are of subjects that have no history; `era-rm ledger rebuild` removes them"
            )),
        }
        Ok(said)
    }

    /// Looks up every revision and the key that an entry gives; how many revisions it gives.
    fn revisions(&self, entry: &Entry, of: &Outline, said: &mut Vec<String>) -> Result<i64, StoreError> {
        let own = (&of.subject, of.revision);
        let links: Vec<_> =
            std::iter::once(own).chain(of.also.iter().flatten().map(|l| (&l.subject, l.revision))).collect();
        let wanted = (int(entry.seq), digest::of_bytes(entry.body.as_bytes()).0);
        for (subject, revision) in &links {
            let find = || -> rusqlite::Result<Option<(i64, [u8; 32])>> {
                let mut statement = self.conn.prepare_cached(REVISION)?;
                let mut rows = statement.query((subject.to_string(), int(*revision)))?;
                rows.next()?.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
            };
            if self.sql(find())? != Some(wanted) {
                said.push(format!(
                    "entry {}: the index does not lead from {subject} revision {revision} to it",
                    entry.seq
                ));
            }
        }
        if self.recorded(&of.actor, &of.key)?.map(|e| e.seq) != Some(entry.seq) {
            said.push(format!("entry {}: its idempotency key does not lead to it", entry.seq));
        }
        Ok(int(links.len() as u64))
    }

    fn count(&self, text: &str, last: u64) -> Result<i64, StoreError> {
        self.sql(self.conn.query_row(text, [int(last)], |row| row.get(0)))
    }

    /// Removes view rows of subjects that have no history; how many there were.
    pub(super) fn sweep(&self) -> Result<u64, StoreError> {
        let writing = self.write()?;
        let gone = self.sql(self.conn.execute(SWEEP, []))?;
        self.sql(writing.commit())?;
        Ok(gone as u64)
    }
}
