//! Somebody with the file and a SQLite shell. What is changed in a ledger is noticed by `ledger verify`, exit 10, with the
//! entry where there is one; what is not noticed without a checkpoint is listed here too.

mod bits;
pub mod content;
mod forge;
mod positions;
mod table;

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use rusqlite::Connection;

use era_rm::domain::Digest;
use era_rm::ledger::digest::of_entry;

use super::support::desk::{Answer, Desk, example, words};
use super::support::rng::Rng;

/// A ledger with a release at step 4: entries of persons, OCRs, a release, notices, documents, and one refusal.
fn desk() -> Desk {
    let desk = Desk::staffed();
    desk.release_at("4.2.0", 4);
    desk.refused(5, "dev", "release notify 4.2.0");
    desk
}

/// Changes a file behind the program's back: without the guards, which are put back word for word.
pub fn unguarded(path: &Path, change: impl FnOnce(&Connection)) {
    let raw = Connection::open(path).unwrap();
    raw.pragma_update(None, "foreign_keys", false).unwrap();
    let mut guards =
        raw.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY rowid").unwrap();
    let guards: Vec<(String, String)> =
        guards.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
    for (name, _) in &guards {
        raw.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    change(&raw);
    for (_, text) in &guards {
        raw.execute_batch(text).unwrap();
    }
}

/// The chain hashed anew from an entry on, as a writer would have made it.
pub fn rehash(raw: &Connection, from: i64) {
    let mut prev: [u8; 32] =
        raw.query_row("SELECT digest FROM entry WHERE seq = ?1", [from - 1], |r| r.get(0)).unwrap();
    let mut rest =
        raw.prepare("SELECT seq, body, signature FROM entry WHERE seq >= ?1 ORDER BY seq").unwrap();
    let rest: Vec<(i64, String, String)> = rest
        .query_map([from], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for (seq, body, signature) in rest {
        let digest = of_entry(&Digest(prev), u64::try_from(seq).unwrap(), &body, &signature).0;
        raw.execute("UPDATE entry SET prev = ?1, digest = ?2 WHERE seq = ?3", (prev, digest, seq)).unwrap();
        prev = digest;
    }
}

fn tamper(desk: &Desk, sql: &str) {
    unguarded(&desk.ledger(), |raw| raw.execute_batch(sql).unwrap_or_else(|e| panic!("{sql}: {e}")));
}

/// Does something for every number below `count`, by as many threads as there are processors.
pub fn each<F: FnMut(usize)>(count: usize, worker: impl Fn(usize) -> F + Sync) {
    let next = AtomicUsize::new(0);
    let (next, worker) = (&next, &worker);
    std::thread::scope(|scope| {
        for thread in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(move || {
                let mut work = worker(thread);
                std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed))
                    .take_while(|i| *i < count)
                    .for_each(&mut work);
            });
        }
    });
}

/// What a number is, asked of the file.
fn ask(desk: &Desk, sql: &str) -> i64 {
    Connection::open(desk.ledger()).unwrap().query_row(sql, [], |row| row.get(0)).unwrap()
}

fn verify(desk: &Desk) -> Answer {
    desk.run(&["ledger", "verify"])
}

/// Each change of its own copy of one ledger.
struct Copies {
    desk: Desk,
    whole: Vec<u8>,
}
impl Copies {
    fn new() -> Self {
        let desk = desk();
        let whole = std::fs::read(desk.ledger()).unwrap();
        Self { desk, whole }
    }
    /// The ledger as it was, then changed; the answer of `ledger verify`.
    fn after(&self, sql: &str) -> Answer {
        std::fs::write(self.desk.ledger(), &self.whole).unwrap();
        tamper(&self.desk, sql);
        verify(&self.desk)
    }
    /// Verify must notice it.
    fn noticed(&self, sql: &str) -> Answer {
        let answer = self.after(sql);
        assert_eq!(answer.code, 10, "{sql}\n{}", answer.whole());
        answer
    }
    /// Verify must notice it and name the entry.
    fn named(&self, seq: i64, sql: &str) {
        let answer = self.noticed(sql);
        assert!(answer.stderr.contains(&format!("entry {seq}:")), "{sql}\n{}", answer.whole());
    }
    fn last(&self) -> i64 {
        ask(&self.desk, "SELECT max(seq) FROM entry")
    }
}

#[test]
fn the_untouched_ledger_verifies() {
    let copies = Copies::new();
    let answer = copies.after("");
    assert_eq!(answer.code, 0, "dropping and making the guards anew is no change: {}", answer.whole());
}

#[test]
fn an_entry_edited_moved_removed_or_doubled_is_named() {
    let copies = Copies::new();
    let last = copies.last();
    for seq in [1, 2, 9, last / 2, last - 1, last] {
        let at = format!("WHERE seq = {seq}");
        copies.named(seq, &format!("UPDATE entry SET body = replace(body, '2026', '2025') {at}"));
        copies.named(seq, &format!("UPDATE entry SET body = body || ' ' {at}"));
        copies.named(seq, &format!("UPDATE entry SET signature = 'x' {at}"));
        copies.named(seq, &format!("UPDATE entry SET prev = CAST(zeroblob(31) || x'01' AS BLOB) {at}"));
        copies.named(seq, &format!("UPDATE entry SET digest = zeroblob(32) {at}"));
        if seq < last {
            let next = seq + 1;
            copies.named(seq, &format!("UPDATE entry SET seq = -1 {at}; UPDATE entry SET seq = {seq} WHERE seq = {next}; UPDATE entry SET seq = {next} WHERE seq = -1"));
            copies.named(next, &format!("UPDATE entry SET (prev, body, signature, digest) = (SELECT prev, body, signature, digest FROM entry {at}) WHERE seq = {next}"));
            let gone = copies.noticed(&format!("DELETE FROM entry {at}"));
            assert!(gone.stderr.contains(&format!("seq is {next}, {seq} expected")), "{}", gone.whole());
        }
        copies.named(
            last + 1,
            &format!("INSERT INTO entry SELECT {}, prev, body, signature, digest FROM entry {at}", last + 1),
        );
    }
}

#[test]
fn the_indexes_beside_the_entries_are_compared() {
    let copies = Copies::new();
    let last = copies.last();
    let some = [
        // Where an entry of a history is to be found.
        "UPDATE entry_subject SET seq = 2 WHERE subject = 'pool' AND revision = 1",
        "UPDATE entry_subject SET seq = 2 WHERE subject LIKE 'release:%' AND revision = 3",
        "UPDATE entry_subject SET revision = revision + 50 WHERE subject LIKE 'release:%' AND revision > 2",
        "UPDATE entry_subject SET subject = 'person:rhea3' WHERE subject = 'person:rhea2'",
        "UPDATE entry_subject SET body_digest = zeroblob(32) WHERE subject = 'pool' AND revision = 1",
        "UPDATE entry_subject SET body_digest = zeroblob(32) WHERE subject = 'pool' AND revision = 3",
        "DELETE FROM entry_subject WHERE subject = 'pool' AND revision = 1",
        "DELETE FROM entry_subject WHERE subject = 'refusals'",
        "INSERT INTO entry_subject SELECT subject, revision + 1, seq, body_digest FROM entry_subject WHERE subject = 'settings' OR (subject = 'pool' AND revision = 3)",
        "INSERT INTO entry_subject SELECT 'ocr:foreign', 1, seq, body_digest FROM entry_subject WHERE subject = 'pool' AND revision = 1",
        // Which idempotency keys were used.
        "UPDATE entry_key SET seq = 2 WHERE seq = 3",
        "UPDATE entry_key SET key = 'another' WHERE seq = 3",
        "UPDATE entry_key SET actor = 'rhea' WHERE seq = 3",
        "DELETE FROM entry_key WHERE seq = 5",
        "INSERT INTO entry_key VALUES ('rhea', 'never used', 4)",
    ];
    for sql in some {
        let answer = copies.noticed(sql);
        assert!(answer.stderr.contains("error (breach)"), "{}", answer.whole());
    }
    let past = copies.noticed(&format!("UPDATE entry_key SET seq = {} WHERE seq = {last}", last + 5));
    assert!(past.stderr.contains("breach"), "{}", past.whole());
}

#[test]
fn a_view_that_differs_is_noticed_and_mended() {
    let copies = Copies::new();
    let some = [
        "UPDATE view SET row = replace(row, 'rhea', 'dave')",
        "UPDATE view SET row = '{}' WHERE kind = 'release'",
        "UPDATE view SET bucket = 'closed' WHERE kind = 'release'",
        "DELETE FROM view WHERE kind = 'person'",
        "DELETE FROM view",
        "INSERT INTO view SELECT kind, bucket, sort, id || '-2', subject, row FROM view WHERE kind = 'release'",
        "INSERT INTO view SELECT kind, bucket, sort, id || '-2', 'person:nobody', row FROM view WHERE kind = 'release'",
        "INSERT INTO view VALUES ('release', 'open', '0', '0', 'release:00000000-0000-4000-8000-000000000000', '{}')",
        "INSERT INTO view VALUES ('person', 'role:rm', 'mallory', 'mallory', 'person:mallory', '{\"login\":\"mallory\"}')",
    ];
    for sql in some {
        copies.noticed(sql);
        let mended = copies.desk.run(&["ledger", "rebuild"]);
        assert_eq!(mended.code, 0, "{sql}\n{}", mended.whole());
        let again = verify(&copies.desk);
        assert_eq!(again.code, 0, "{sql}\n{}{}", mended.whole(), again.whole());
    }
}

#[test]
fn a_document_altered_or_removed_is_noticed() {
    let copies = Copies::new();
    let some = [
        "UPDATE document_part SET bytes = CAST(bytes || x'00' AS BLOB) WHERE digest = (SELECT min(digest) FROM document_part)",
        "UPDATE document_part SET bytes = x'' WHERE digest = (SELECT max(digest) FROM document_part)",
        "DELETE FROM document_part WHERE digest = (SELECT max(digest) FROM document_part)",
        "DELETE FROM document_part",
        "INSERT INTO document_part SELECT 999, digest, 1, x'00' FROM document_part WHERE digest = (SELECT min(digest) FROM document_part)",
        "INSERT INTO document_part VALUES (9223372036854775806, zeroblob(32), 0, x'00')",
        "UPDATE document_part SET part = 1 WHERE digest = (SELECT min(digest) FROM document_part)",
        "UPDATE document_part SET digest = zeroblob(32) WHERE digest = (SELECT min(digest) FROM document_part)",
    ];
    for sql in some {
        let answer = copies.noticed(sql);
        assert!(answer.stderr.contains("document"), "{sql}\n{}", answer.whole());
    }
}

/// More documents than are read together, one of them in three parts that lie on both sides of such a stretch.
#[test]
fn of_many_documents_none_is_altered_unnoticed() {
    let desk = Desk::staffed();
    let folder = desk.folder().join("OCR-2026-0999");
    std::fs::create_dir(&folder).unwrap();
    let names: Vec<String> = (0..300).map(|i| format!("d{i:03}.txt")).collect();
    for (i, name) in names.iter().enumerate() {
        let longer = if i == 126 { 5 << 19 } else { i };
        std::fs::write(folder.join(name), format!("document {i}{}", "x".repeat(longer))).unwrap();
    }
    let ocr = std::fs::read_to_string(example("ocr-packages/OCR-2026-0112/ocr.toml")).unwrap();
    let ocr = ocr.replace("OCR-2026-0112", "OCR-2026-0999");
    let ocr = ocr.replace(r#"["approval.md", "security-impact.txt"]"#, &format!("{names:?}"));
    std::fs::write(folder.join("ocr.toml"), ocr).unwrap();
    let received = desk.by("rhea", &["ocr", "receive", folder.to_str().unwrap()]);
    assert_eq!(received.code, 0, "{}", received.whole());
    let seq = ask(&desk, "SELECT max(seq) FROM entry");
    let parts = ask(&desk, "SELECT max(id) FROM document_part");
    assert_eq!(ask(&desk, "SELECT count(*) FROM document_part WHERE part = 2 AND id BETWEEN 129 AND 132"), 1);
    assert_eq!(verify(&desk).code, 0);
    let copies = Copies { whole: std::fs::read(desk.ledger()).unwrap(), desk };
    for id in (1..=parts).step_by(29).chain(126..=132).chain([parts]) {
        let other = if id == parts { 1 } else { id + 1 };
        for sql in [
            format!("UPDATE document_part SET bytes = CAST('y' || substr(bytes, 2) AS BLOB) WHERE id = {id}"),
            format!("DELETE FROM document_part WHERE id = {id}"),
            format!(
                "UPDATE document_part SET bytes = (SELECT bytes FROM document_part WHERE id = {other}) WHERE id = {id}"
            ),
        ] {
            copies.named(seq, &sql);
        }
    }
}

#[test]
fn a_schema_that_is_not_ours_is_not_opened() {
    let copies = Copies::new();
    for sql in [
        "DROP TRIGGER entry_update",
        "DROP INDEX view_subject",
        "CREATE TABLE more (x)",
        "ALTER TABLE view ADD COLUMN more TEXT",
        "CREATE TRIGGER more AFTER INSERT ON view BEGIN SELECT 1; END",
    ] {
        std::fs::write(copies.desk.ledger(), &copies.whole).unwrap();
        Connection::open(copies.desk.ledger()).unwrap().execute_batch(sql).unwrap();
        for line in ["ledger verify", "status", "person add bo --name Bo"] {
            let words = words(line);
            let answer = copies.desk.by("ada", &words.iter().map(String::as_str).collect::<Vec<_>>());
            assert_eq!(answer.code, 10, "{sql}, then {line}\n{}", answer.whole());
            assert!(answer.stderr.contains("schema is not ours"), "{}", answer.whole());
        }
    }
}

/// Every command that reads, as it answers of this ledger.
fn read_all(desk: &Desk) -> Vec<String> {
    let lines = ["status", "notice list --all", "document list", "ledger export --jsonl"];
    lines
        .map(|line| desk.by("rhea", &words(line).iter().map(String::as_str).collect::<Vec<_>>()).whole())
        .into()
}

#[test]
fn a_flipped_bit_is_noticed_or_of_no_account() {
    const SEED: u64 = 1496;
    let copies = Copies::new();
    let before = read_all(&copies.desk);
    let mut dice = Rng(SEED);
    let (mut noticed, mut harmless) = (0, 0);
    for round in 0..200 {
        let mut file = copies.whole.clone();
        let bit = dice.below(file.len() as u64 * 8);
        file[(bit / 8) as usize] ^= 1 << (bit % 8);
        std::fs::write(copies.desk.ledger(), &file).unwrap();
        let answer = verify(&copies.desk);
        match answer.code {
            0 => {
                harmless += 1;
                assert_eq!(read_all(&copies.desk), before, "seed {SEED}, round {round}: bit {bit}");
            }
            // Damage, or a number of a format that is not known, or a file that cannot be read.
            3 | 8 | 10 | 12 => noticed += 1,
            _ => panic!("seed {SEED}, round {round}: bit {bit}\n{}", answer.whole()),
        }
    }
    assert!(noticed > 20, "{noticed} noticed, {harmless} changed nothing that is read");
}

/// What the file alone cannot show. A checkpoint kept elsewhere, or the head on any notice or letter, does.
mod not_noticed_without_a_checkpoint {
    use super::*;

    #[test]
    fn a_tail_cut_off_with_its_views_built_anew() {
        let copies = Copies::new();
        let last = copies.last();
        copies.after(&format!(
            "DELETE FROM entry_key WHERE seq = {last}; DELETE FROM entry_subject WHERE seq = {last}; DELETE FROM entry WHERE seq = {last}"
        ));
        // An act that changed a view leaves that trace, until the views are built anew.
        assert_eq!(copies.desk.run(&["ledger", "rebuild"]).code, 0);
        assert_eq!(verify(&copies.desk).code, 0, "nothing in the file says that there was more");
    }

    #[test]
    fn every_digest_written_anew() {
        let copies = Copies::new();
        std::fs::write(copies.desk.ledger(), &copies.whole).unwrap();
        // The last entry's words are changed where the law does not look, and its digest is computed again.
        let last = copies.last();
        let raw = Connection::open(copies.desk.ledger()).unwrap();
        let (prev, body): ([u8; 32], String) = raw
            .query_row("SELECT prev, body FROM entry WHERE seq = ?1", [last], |r| Ok((r.get(0)?, r.get(1)?)))
            .unwrap();
        drop(raw);
        let forged = body.replace("release notify", "release schedule");
        assert_ne!(forged, body, "the refusal names the command that was refused");
        let digest = of_entry(&Digest(prev), u64::try_from(last).unwrap(), &forged, "");
        let body_digest = era_rm::ledger::digest::of_bytes(forged.as_bytes());
        let forged = forged.replace('\'', "''");
        tamper(
            &copies.desk,
            &format!(
                "UPDATE entry SET body = '{forged}', digest = x'{digest}' WHERE seq = {last};
                 UPDATE entry_subject SET body_digest = x'{body_digest}' WHERE seq = {last};"
            ),
        );
        copies.desk.run(&["ledger", "rebuild"]);
        let answer = verify(&copies.desk);
        assert_eq!(answer.code, 0, "whoever may write the file can write all of it anew: {}", answer.whole());
    }
}
