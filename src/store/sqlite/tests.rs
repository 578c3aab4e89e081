//! What only the SQLite shelf promises: which files it opens, its settings, the append-only guard, the write lock, what
//! becomes of an error in COMMIT, and backups. What every shelf promises stands in `conformance`.
#![expect(clippy::unwrap_used, reason = "tests")]

mod versions;

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::sync::mpsc;
use std::thread;

use rusqlite::{Connection, ErrorCode, ffi};
use tempfile::TempDir;

use super::*;
use crate::store::conformance::{PETRA, act, find, row, subject};

/// A ledger of three entries, with a document and view rows.
fn ledger() -> (TempDir, PathBuf, SqliteStore) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger");
    let mut store = SqliteStore::create(&path).unwrap();
    for key in ["k1", "k2", "k3"] {
        let mut next = act(&store, key, &["pool", "settings"]);
        next.views = vec![("pool".into(), vec![row("open", "1", "a", key)])];
        let bytes = key.as_bytes().to_vec();
        let digest = crate::ledger::digest::of_bytes(&bytes);
        next.documents = vec![crate::ledger::chain::Document { digest, bytes }];
        store.append(&[next]).unwrap();
    }
    (folder, path, store)
}

/// Changes a ledger file behind the shelf's back.
fn meddle(path: &Path, sql: &str) -> rusqlite::Result<()> {
    Connection::open(path)?.execute_batch(sql)
}

fn why_foreign(path: &Path) -> String {
    match SqliteStore::open(path) {
        Err(StoreError::Foreign { why, .. }) => why,
        Err(planted @ StoreError::Planted { .. }) => {
            planted.to_string().replace(&path.display().to_string(), "LEDGER")
        }
        other => format!("{other:?}"),
    }
}

#[test]
fn a_new_ledger_is_its_owners_alone_and_overwrites_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger");
    drop(SqliteStore::create(&path).unwrap());
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let before = fs::read(&path).unwrap();
    assert!(matches!(SqliteStore::create(&path), Err(StoreError::Exists(p)) if p == path));
    assert_eq!(fs::read(&path).unwrap(), before);
    let (link, target) = (folder.path().join("link"), folder.path().join("target"));
    symlink(&target, &link).unwrap();
    assert!(matches!(SqliteStore::create(&link), Err(StoreError::Exists(_))));
    assert!(!target.exists());
    fs::write(folder.path().join("other-journal"), "left over").unwrap();
    assert!(matches!(SqliteStore::create(&folder.path().join("other")), Err(StoreError::Exists(_))));
    assert!(matches!(SqliteStore::create(&folder.path().join("none/ledger")), Err(StoreError::Io(_))));
    assert!(matches!(SqliteStore::create(folder.path()), Err(StoreError::Exists(_))));
}

#[test]
fn nothing_is_left_of_a_failed_creation() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger");
    let failed = door::make(&path, None, WAITS, |session| {
        door::schema(session)?;
        Err(StoreError::Io("no more".into()))
    });
    assert!(matches!(failed, Err(StoreError::Io(_))));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn what_is_not_a_ledger_is_refused() {
    let (folder, path, store) = ledger();
    drop(store);
    let file = |name: &str| folder.path().join(name);
    assert!(matches!(SqliteStore::open(&file("none")), Err(StoreError::Missing(p)) if p == file("none")));
    assert!(matches!(SqliteStore::open(&file("none/ledger")), Err(StoreError::Missing(_))));
    assert!(matches!(SqliteStore::open(&path.join("ledger")), Err(StoreError::Missing(_))));
    assert!(!file("none").exists());
    assert_eq!(why_foreign(folder.path()), "it is not a regular file");
    assert_eq!(why_foreign(Path::new("/")), "it is not a file");
    fs::write(file("empty"), "").unwrap();
    assert_eq!(why_foreign(&file("empty")), "it is empty");
    fs::write(file("text"), "a text that is no database".repeat(100)).unwrap();
    assert_eq!(why_foreign(&file("text")), "it is not a database");
    meddle(&file("other"), "CREATE TABLE t (a)").unwrap();
    assert_eq!(why_foreign(&file("other")), "it is a database of another program");
    symlink(&path, file("link")).unwrap();
    assert_eq!(why_foreign(&file("link")), "it is a symbolic link");
    fs::hard_link(&path, file("hard")).unwrap();
    assert_eq!(why_foreign(&path), "it has more than one hard link");
    fs::remove_file(file("hard")).unwrap();
    fs::write(file("ledger-wal"), "").unwrap();
    let log = "LEDGER-wal lies beside the ledger and is of a write-ahead log, which no ledger keeps, so the ledger is not opened";
    assert_eq!(why_foreign(&path), log);
    fs::remove_file(file("ledger-wal")).unwrap();
    SqliteStore::open(&path).unwrap();
}

#[test]
fn a_folder_may_be_reached_by_a_link() {
    let (folder, path, _store) = ledger();
    let link = folder.path().join("link");
    symlink(path.parent().unwrap(), &link).unwrap();
    assert_eq!(SqliteStore::open(&link.join("ledger")).unwrap().head().unwrap().unwrap().seq, 3);
}

#[test]
fn a_write_ahead_log_is_refused() {
    let (folder, path, store) = ledger();
    drop(store);
    meddle(&path, "PRAGMA journal_mode = wal").unwrap();
    assert_eq!(why_foreign(&path), "it keeps a write-ahead log");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    meddle(&path, "PRAGMA journal_mode = delete").unwrap();
    SqliteStore::open(&path).unwrap();
}

#[test]
fn settings_are_read_back() {
    let (_folder, path, store) = ledger();
    let settings = store.settings().unwrap();
    settings.check(WAITS).unwrap();
    assert_eq!((settings.journal_mode.as_str(), settings.synchronous), ("delete", 3));
    assert_eq!((settings.busy_timeout, settings.attached), (30_000, 0));
    let attach = store.session().unwrap().conn.execute_batch("ATTACH ':memory:' AS other");
    assert!(attach.is_err());
    let alter = "PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = NULL";
    assert!(store.session().unwrap().conn.execute_batch(alter).is_err());
    SqliteStore::open_read_only(&path).unwrap().settings().unwrap().check(WAITS).unwrap();
}

#[test]
fn a_reader_cannot_append() {
    let (_folder, path, _store) = ledger();
    let mut reader = SqliteStore::open_read_only(&path).unwrap();
    let next = act(&reader, "k4", &["pool"]);
    assert!(matches!(reader.append(&[next]), Err(AppendError::Store(StoreError::Io(_)))));
    assert_eq!(reader.head().unwrap().unwrap().seq, 3);
}

#[test]
fn the_guard_holds_against_other_programs() {
    let (_folder, path, store) = ledger();
    let before = (store.scan(0, 9, 9).unwrap(), store.integrity().unwrap());
    let zero = "zeroblob(32)";
    let sets = ["seq = seq", "seq = 9", "seq = 1 WHERE seq = 3"];
    let mut tries: Vec<String> = Vec::new();
    for table in ["entry", "entry_subject", "entry_key"] {
        tries.extend(sets.iter().map(|set| format!("UPDATE {table} SET {set}")));
        tries.extend(sets.iter().map(|set| format!("UPDATE OR REPLACE {table} SET {set}")));
        tries.extend([format!("DELETE FROM {table}"), format!("DELETE FROM {table} WHERE seq = 3")]);
    }
    tries.push("UPDATE document_part SET bytes = x''".into());
    tries.push("DELETE FROM document_part".into());
    for how in ["INSERT", "INSERT OR REPLACE", "INSERT OR IGNORE", "REPLACE"] {
        for seq in ["1", "3", "5", "0", "-1", "NULL"] {
            for prev in
                [zero, "(SELECT digest FROM entry WHERE seq = 3)", "(SELECT prev FROM entry WHERE seq = 3)"]
            {
                tries.push(format!("{how} INTO entry VALUES ({seq}, {prev}, '{{}}', '', {zero})"));
            }
        }
        tries.push(format!("{how} INTO entry VALUES (4, {zero}, '{{}}', '', {zero})"));
        for (revision, seq) in [(1, 3), (3, 3), (5, 3), (4, 1), (4, 4)] {
            tries.push(format!("{how} INTO entry_subject VALUES ('pool', {revision}, {seq}, {zero})"));
        }
        tries.push(format!("{how} INTO entry_key VALUES ('{PETRA}', 'k3', 3)"));
        tries.push(format!("{how} INTO entry_key VALUES ('{PETRA}', 'k9', 1)"));
        for id in ["id", "id + 3", "NULL", "-1"] {
            tries.push(format!("{how} INTO document_part SELECT {id}, digest, 0, x'' FROM document_part"));
            tries.push(format!("{how} INTO document_part SELECT {id}, {zero}, 1, x'' FROM document_part"));
        }
        for id in [1, 3, 5] {
            tries.push(format!("{how} INTO document_part VALUES ({id}, {zero}, 0, x'')"));
        }
    }
    let upsert = "ON CONFLICT DO UPDATE SET";
    tries.push(format!("INSERT INTO entry VALUES (3, {zero}, '', '', {zero}) {upsert} body = ''"));
    tries.push(format!("INSERT INTO entry_key VALUES ('{PETRA}', 'k3', 3) {upsert} seq = 1"));
    let other = Connection::open(&path).unwrap();
    for sql in &tries {
        let refused = other.execute_batch(sql).unwrap_err();
        assert_eq!(refused.sqlite_error_code(), Some(ErrorCode::ConstraintViolation), "{sql}: {refused}");
    }
    assert_eq!((store.scan(0, 9, 9).unwrap(), store.integrity().unwrap()), before);
    assert_eq!(before.1, [""; 0]);
}

#[test]
fn sqlites_own_checks_are_told() {
    let (_folder, path, store) = ledger();
    let sql = "PRAGMA foreign_keys = 0; DROP TRIGGER entry_delete; DELETE FROM entry WHERE seq = 3";
    meddle(&path, sql).unwrap();
    let said = store.integrity().unwrap().join("\n");
    assert!(said.contains("a row of entry_key names a row of entry that is not there"), "{said}");
    assert!(said.contains("trigger entry_delete is missing"), "{said}");
}

#[test]
fn an_index_that_lies_is_found_before_an_append_rests_on_it() {
    let (_folder, path, mut store) = ledger();
    let next = act(&store, "k4", &["pool"]);
    let sql = "DROP TRIGGER entry_subject_update; UPDATE entry_subject SET body_digest = zeroblob(32)";
    meddle(&path, sql).unwrap();
    let refused = store.append(&[next]).unwrap_err();
    assert!(matches!(refused, AppendError::Store(StoreError::Damaged(why)) if why.contains("entry 3")));
}

#[test]
fn a_lock_is_waited_for_and_no_longer_than_told() {
    let (_folder, path, store) = ledger();
    let mut store = store.with_busy_timeout(Duration::from_millis(50)).unwrap();
    let next = act(&store, "k4", &["pool"]);
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert!(matches!(
        store.append(std::slice::from_ref(&next)),
        Err(AppendError::Store(StoreError::Busy(0)))
    ));
    assert!(matches!(store.rebuild(&[], true), Err(StoreError::Busy(0))));
    // A writer that has not yet come to its COMMIT is in nobody's way who reads.
    assert_eq!(store.head().unwrap().unwrap().seq, 3);
    other.execute_batch("COMMIT; BEGIN; SELECT * FROM entry").unwrap();
    // A reader is in the way of the COMMIT alone, which is then no error that leaves anything unknown.
    assert!(matches!(
        store.append(std::slice::from_ref(&next)),
        Err(AppendError::Store(StoreError::Busy(0)))
    ));
    other.execute_batch("COMMIT; BEGIN EXCLUSIVE").unwrap();
    assert!(matches!(store.head(), Err(StoreError::Busy(0))));
    other.execute_batch("COMMIT").unwrap();
    assert_eq!(store.append(&[next]).unwrap()[0].seq, 4);
}

#[test]
fn two_writers_take_turns() {
    let (_folder, path, _store) = ledger();
    let (report, reports) = mpsc::channel();
    thread::scope(|scope| {
        for writer in 0..2 {
            let (report, path) = (report.clone(), &path);
            scope.spawn(move || {
                let mut store = SqliteStore::open(path).unwrap();
                for n in 0..10 {
                    let key = format!("w{writer}-{n}");
                    let sealed = loop {
                        match store.append(&[act(&store, &key, &["pool"])]) {
                            Ok(mut sealed) => break sealed.remove(0),
                            Err(AppendError::Moved(_)) => {}
                            Err(other) => unreachable!("{other}"),
                        }
                    };
                    report.send(sealed.seq).unwrap();
                }
            });
        }
    });
    drop(report);
    let mut seqs: Vec<u64> = reports.iter().collect();
    seqs.sort_unstable();
    assert_eq!(seqs, (4..24).collect::<Vec<_>>());
}

fn io_error() -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_IOERR_FSYNC), Some("disk I/O error".into()))
}

#[test]
fn an_error_after_the_commit_is_recorded_all_the_same() {
    let (_folder, _path, mut store) = ledger();
    store.commit = |writing| writing.commit().and(Err(io_error()));
    let batch = [act(&store, "k4", &["pool"]), act(&store, "k5", &["ocr:a"])];
    let sealed = store.append(&batch).unwrap();
    assert_eq!(sealed.iter().map(|e| e.seq).collect::<Vec<_>>(), [4, 5]);
    assert_eq!(find(&store, "k5").as_ref(), sealed.last());
    store.settings().unwrap().check(WAITS).unwrap();
}

#[test]
fn an_error_before_the_commit_recorded_nothing() {
    let (_folder, path, mut store) = ledger();
    store.commit = |_writing| Err(io_error());
    let next = act(&store, "k4", &["pool"]);
    let failed = store.append(std::slice::from_ref(&next)).unwrap_err();
    assert!(matches!(failed, AppendError::Store(StoreError::Io(_))));
    assert_eq!(store.head().unwrap().unwrap().seq, 3);
    // The lock is free again, and so is the key.
    assert_eq!(SqliteStore::open(&path).unwrap().append(&[next]).unwrap()[0].seq, 4);
}

#[test]
fn an_error_in_the_commit_that_nothing_is_known_of() {
    let (_folder, path, mut store) = ledger();
    store.commit = |writing| {
        let path = writing.path().unwrap().to_owned();
        fs::rename(&path, format!("{path}.away")).unwrap();
        Err(io_error())
    };
    let next = act(&store, "k4", &["pool"]);
    let failed = store.append(&[next]).unwrap_err();
    assert!(matches!(failed, AppendError::Unknown(why) if why.contains("no ledger at")));
    assert!(matches!(store.head(), Err(StoreError::Io(_))));
    assert!(!path.exists());
}

#[test]
fn a_backup_is_equal_and_overwrites_nothing() {
    let (folder, path, mut store) = ledger();
    let to = folder.path().join("backup");
    assert_eq!(store.backup(&to, &mut |_, _| {}).unwrap(), store.head().unwrap());
    assert!(matches!(store.backup(&to, &mut |_, _| {}), Err(StoreError::Exists(_))));
    assert!(matches!(store.backup(&path, &mut |_, _| {}), Err(StoreError::Exists(_))));
    assert_eq!(fs::metadata(&to).unwrap().permissions().mode() & 0o777, 0o600);
    let mut copy = SqliteStore::open(&to).unwrap();
    assert_eq!(copy.integrity().unwrap(), [""; 0]);
    assert_eq!(copy.scan(0, 9, 9).unwrap(), store.scan(0, 9, 9).unwrap());
    let wants = [Want::whole(subject("pool")), Want::whole(subject("settings"))];
    assert_eq!(copy.histories(&wants).unwrap(), store.histories(&wants).unwrap());
    let page = Page { kind: "release".into(), bucket: "open".into(), after: None, max: 9 };
    assert_eq!(copy.rows(&page).unwrap(), store.rows(&page).unwrap());
    // They part ways from here.
    store.append(&[act(&store, "k4", &["pool"])]).unwrap();
    assert_eq!(copy.head().unwrap().unwrap().seq, 3);
    copy.append(&[act(&copy, "k4", &["pool"])]).unwrap();
}

#[test]
fn a_backup_waits_for_a_writer() {
    let (folder, path, store) = ledger();
    let store = store.with_busy_timeout(Duration::from_millis(50)).unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let to = folder.path().join("backup");
    assert!(matches!(store.backup(&to, &mut |_, _| {}), Err(StoreError::Busy(0))));
    assert!(!to.exists());
    other.execute_batch("COMMIT").unwrap();
    store.backup(&to, &mut |_, _| {}).unwrap();
}

#[test]
fn a_backup_that_is_overtaken_is_of_one_moment() {
    let (folder, path, store) = ledger();
    let to = folder.path().join("backup");
    let mut other = SqliteStore::open(&path).unwrap();
    // Whoever writes after every few pages lets no backup come to its end, until it goes through in one go.
    let mut overtaken = 0;
    let head = store.backup(&to, &mut |_, _| {
        overtaken += 1;
        let next = act(&other, &format!("meanwhile {overtaken}"), &["pool"]);
        other.append(&[next]).unwrap();
    });
    assert!(overtaken >= ANEW, "{overtaken}");
    assert_eq!(head.unwrap(), other.head().unwrap());
    let copy = SqliteStore::open(&to).unwrap();
    assert_eq!(copy.integrity().unwrap(), [""; 0]);
    assert_eq!(copy.scan(0, 99, 99).unwrap(), other.scan(0, 99, 99).unwrap());
}
