//! Every statement of the SQLite shelf, in one place, so that a test can ask SQLite how it would go about each: all of
//! them search by key, and none reads a table from end to end.
//! What must not live here: REPLACE, an UPDATE that leaves anything of a document, a DELETE on anything but view rows.

/// The last entry.
pub(super) const HEAD: &str = "SELECT seq, digest FROM entry WHERE seq = (SELECT max(seq) FROM entry)";
/// Entries between two positions.
pub(super) const SCAN: &str = "SELECT seq, prev, body, signature, digest FROM entry
    WHERE seq > ?1 AND seq <= ?2 ORDER BY seq LIMIT ?3";
/// The entry recorded under a key.
pub(super) const FIND: &str = "SELECT e.seq, e.prev, e.body, e.signature, e.digest
    FROM entry_key k JOIN entry e ON e.seq = k.seq WHERE k.actor = ?1 AND k.key = ?2";
/// A subject's whole history.
pub(super) const HISTORY: &str =
    "SELECT e.seq, e.prev, e.body, e.signature, e.digest, s.revision, s.body_digest
    FROM entry_subject s JOIN entry e ON e.seq = s.seq WHERE s.subject = ?1 ORDER BY s.revision";
/// A subject's latest entry.
pub(super) const TIP: &str = "SELECT e.seq, e.prev, e.body, e.signature, e.digest, s.revision, s.body_digest
    FROM entry_subject s JOIN entry e ON e.seq = s.seq WHERE s.subject = ?1 ORDER BY s.revision DESC LIMIT 1";
/// The first rows of a view.
pub(super) const ROWS: &str = "SELECT kind, bucket, sort, id, row, subject FROM view
    WHERE kind = ?1 AND bucket = ?2 ORDER BY sort, id LIMIT ?3";
/// The rows of a view after a place.
pub(super) const ROWS_AFTER: &str = "SELECT kind, bucket, sort, id, row, subject FROM view
    WHERE kind = ?1 AND bucket = ?2 AND (sort, id) > (?4, ?5) ORDER BY sort, id LIMIT ?3";
/// The rows of a subject, in all views.
pub(super) const ROWS_OF: &str = "SELECT kind, bucket, sort, id, row, subject FROM view WHERE subject = ?1";
/// One part of a document.
pub(super) const PART: &str = "SELECT bytes FROM document_part WHERE digest = ?1 AND part = ?2";
/// Every part of a document, in order.
pub(super) const PARTS: &str = "SELECT part, bytes FROM document_part WHERE digest = ?1 ORDER BY part";
/// Where a document begins.
pub(super) const PLACE: &str = "SELECT id FROM document_part WHERE digest = ?1 AND part = 0";
/// The last part of any document.
pub(super) const LAST_PART: &str = "SELECT coalesce(max(id), 0) FROM document_part";
/// Parts of documents in the order in which they came.
pub(super) const PARTS_BETWEEN: &str = "SELECT id, digest, part, bytes FROM document_part
    WHERE id > ?1 AND id <= ?2 ORDER BY id";
/// A stretch of the index of documents.
pub(super) const PLACES: &str = "SELECT digest, part, id FROM document_part
    WHERE (digest, part) > (?1, ?2) ORDER BY digest, part LIMIT ?3";
/// Where a revision of a subject leads.
pub(super) const REVISION: &str =
    "SELECT seq, body_digest FROM entry_subject WHERE subject = ?1 AND revision = ?2";
/// A stretch of the revisions.
pub(super) const REVISIONS: &str = "SELECT subject, revision, seq, body_digest FROM entry_subject
    WHERE (subject, revision) > (?1, ?2) ORDER BY subject, revision LIMIT ?3";
/// Whether there is an entry at a position.
pub(super) const STANDS: &str = "SELECT 1 FROM entry WHERE seq = ?1";
/// Where an idempotency key leads.
pub(super) const KEYED: &str = "SELECT seq FROM entry_key WHERE actor = ?1 AND key = ?2";
/// A stretch of the idempotency keys.
pub(super) const KEYS: &str = "SELECT actor, key, seq FROM entry_key
    WHERE (actor, key) > (?1, ?2) ORDER BY actor, key LIMIT ?3";
/// Subjects that have view rows, and whether each has a history.
pub(super) const VIEWED: &str =
    "SELECT subject, EXISTS (SELECT 1 FROM entry_subject s WHERE s.subject = view.subject)
    FROM view WHERE subject > ?1 GROUP BY subject ORDER BY subject LIMIT ?2";

/// Adds an entry.
pub(super) const ADD_ENTRY: &str =
    "INSERT INTO entry (seq, prev, body, signature, digest) VALUES (?1, ?2, ?3, ?4, ?5)";
/// Adds a revision of a subject.
pub(super) const ADD_SUBJECT: &str =
    "INSERT INTO entry_subject (subject, revision, seq, body_digest) VALUES (?1, ?2, ?3, ?4)";
/// Adds an idempotency key.
pub(super) const ADD_KEY: &str = "INSERT INTO entry_key (actor, key, seq) VALUES (?1, ?2, ?3)";
/// Adds a part of a document.
pub(super) const ADD_PART: &str = "INSERT INTO document_part (id, digest, part, bytes)
    VALUES ((SELECT coalesce(max(id), 0) + 1 FROM document_part), ?1, ?2, ?3)";
/// Erases a document: its parts stay where they are, and are empty.
pub(super) const ERASE: &str = "UPDATE document_part SET bytes = x'' WHERE digest = ?1";
/// Adds a view row.
pub(super) const ADD_ROW: &str =
    "INSERT INTO view (kind, bucket, sort, id, subject, row) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
/// Takes a view row of a subject away.
pub(super) const DROP_ROW: &str =
    "DELETE FROM view WHERE kind = ?1 AND bucket = ?2 AND sort = ?3 AND id = ?4 AND subject = ?5";
/// Takes away the view rows of a subject that has no history.
pub(super) const SWEEP: &str = "DELETE FROM view
    WHERE subject = ?1 AND NOT EXISTS (SELECT 1 FROM entry_subject s WHERE s.subject = ?1)";

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use rusqlite::StatementStatus;

    use super::*;
    use crate::store::schema::VERSIONS;

    const ALL: [&str; 28] = [
        HEAD,
        SCAN,
        FIND,
        HISTORY,
        TIP,
        ROWS,
        ROWS_AFTER,
        ROWS_OF,
        PART,
        PARTS,
        PLACE,
        LAST_PART,
        PARTS_BETWEEN,
        PLACES,
        REVISION,
        REVISIONS,
        STANDS,
        KEYED,
        KEYS,
        VIEWED,
        ADD_ENTRY,
        ADD_SUBJECT,
        ADD_KEY,
        ADD_PART,
        ERASE,
        ADD_ROW,
        DROP_ROW,
        SWEEP,
    ];

    #[test]
    fn every_statement_searches_by_key() {
        let conn = rusqlite::Connection::open_in_memory().unwrap();
        VERSIONS.iter().for_each(|sql| conn.execute_batch(sql).unwrap());
        // So that the steps of triggers are shown too.
        conn.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_TRIGGER_EQP, true).unwrap();
        for sql in ALL {
            let mut explain = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let nulls = vec![rusqlite::types::Null; explain.parameter_count()];
            let plan = explain.query_map(rusqlite::params_from_iter(nulls), |row| row.get("detail")).unwrap();
            let plan: Vec<String> = plan.map(Result::unwrap).collect();
            // Adding an entry names its children, but reads them only while a reference is broken: the test below.
            let child =
                |step: &str| sql == ADD_ENTRY && ["SCAN entry_key", "SCAN entry_subject"].contains(&step);
            let slow = |step: &str| step.starts_with("SCAN ") && step != "SCAN CONSTANT ROW" && !child(step);
            assert!(!plan.iter().any(|s| slow(s) || s.contains("TEMP B-TREE")), "{sql}: {plan:#?}");
            let adds = sql.starts_with("INSERT");
            assert!(adds || plan.iter().any(|s| s.starts_with("SEARCH ")), "{sql}: {plan:#?}");
        }
    }

    #[test]
    fn adding_an_entry_steps_through_nothing() {
        let conn = rusqlite::Connection::open_in_memory().unwrap();
        VERSIONS.iter().for_each(|sql| conn.execute_batch(sql).unwrap());
        let [mut entry, mut subject, mut key] =
            [ADD_ENTRY, ADD_SUBJECT, ADD_KEY].map(|sql| conn.prepare(sql).unwrap());
        for seq in 1..=20_u8 {
            entry.execute((seq, [seq - 1; 32], "{}", "", [seq; 32])).unwrap();
            subject.execute(("pool", seq, seq, [0; 32])).unwrap();
            key.execute(("petra", seq.to_string(), seq)).unwrap();
        }
        for adds in [entry, subject, key] {
            assert_eq!(adds.get_status(StatementStatus::FullscanStep), 0);
        }
    }
}
