//! The schema's versions: which are opened, what an upgrade makes of an older one, and what may be done to a document.

use super::*;
use crate::ledger::digest;
use crate::store::Inspect;
use crate::store::schema::{KNOWN, VERSIONS};

/// A ledger that the first version of the program made: `tests/kept` tells how.
const OLD: &[u8] = include_bytes!("../../../../tests/kept/schema-version-1.db");

fn old() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger");
    fs::write(&path, OLD).unwrap();
    (folder, path)
}

fn version(path: &Path) -> i64 {
    SqliteStore::open(path).unwrap().versions().unwrap().0
}

#[test]
fn a_newer_or_altered_schema_is_refused() {
    let (_folder, path, store) = ledger();
    drop(store);
    meddle(&path, &format!("PRAGMA user_version = {}", KNOWN + 1)).unwrap();
    assert!(matches!(SqliteStore::open(&path), Err(StoreError::Newer { found: 3, known: 2, .. })));
    meddle(&path, "PRAGMA user_version = 0").unwrap();
    assert_eq!(why_foreign(&path), "there is no schema version 0");
    meddle(&path, "PRAGMA user_version = 1").unwrap();
    assert_eq!(why_foreign(&path), "its schema is not ours: trigger document_part_update is altered");
    meddle(&path, "PRAGMA user_version = 2; CREATE VIEW extra AS SELECT 1").unwrap();
    assert_eq!(why_foreign(&path), "its schema is not ours: view extra does not belong there");
    meddle(&path, "DROP VIEW extra; DROP TRIGGER entry_update").unwrap();
    assert_eq!(why_foreign(&path), "its schema is not ours: trigger entry_update is missing");
    meddle(&path, "CREATE TRIGGER entry_update BEFORE UPDATE ON entry BEGIN SELECT 1; END").unwrap();
    assert_eq!(why_foreign(&path), "its schema is not ours: trigger entry_update is altered");
}

#[test]
fn the_fingerprints_are_those_of_our_schemas() {
    for version in 1..=VERSIONS.len() as i64 {
        let wanted = door::wanted(version).unwrap();
        assert!(schema::is_version(version, &wanted), "{version}: {}", schema::fingerprint(&wanted));
        assert!(!schema::is_version(version + 1, &wanted) && !schema::is_version(version - 1, &wanted));
        // Every part of it counts, and where one ends and the next begins.
        for changed in 0..wanted.len() {
            let mut other = wanted.clone();
            let Some(object) = other.get_mut(changed) else { continue };
            object.sql = object.sql.take().map(|sql| sql + " ").or(Some("x".into()));
            assert!(!schema::is_version(version, &other));
        }
    }
    let (_folder, _path, store) = ledger();
    assert_eq!(door::objects(&store.session().unwrap().conn).unwrap(), door::wanted(KNOWN).unwrap());
}

#[test]
fn an_older_file_is_read_and_written_as_it_is() {
    let (_folder, path) = old();
    let mut store = SqliteStore::open(&path).unwrap();
    let next = act(&store, "more", &["refusals"]);
    store.append(&[next]).unwrap();
    let mut erasing = act(&store, "erases", &["parties"]);
    erasing.erases = vec![digest::of_bytes(b"x")];
    let refused = store.append(&[erasing]);
    assert!(matches!(refused, Err(AppendError::Store(StoreError::Older { found: 1, wanted: 2, .. }))));
    assert_eq!(store.head().unwrap().unwrap().seq, 7);
    assert_eq!(store.integrity().unwrap(), Vec::<String>::new());
    assert_eq!(version(&path), 1);
    // The copy of an old file is an old file.
    let copy = path.with_extension("copy");
    store.backup(&copy, &mut |_, _| ()).unwrap();
    assert_eq!(version(&copy), 1);
}

#[test]
fn an_upgrade_keeps_a_copy_and_changes_no_entry() {
    let (_folder, path) = old();
    let copy = path.with_extension("copy");
    let mut store = SqliteStore::open(&path).unwrap();
    let before = store.scan(0, 99, 99).unwrap();
    let head = store.upgrade(&copy, &mut |_, _| ()).unwrap();
    assert_eq!((head, version(&path), version(&copy)), (store.head().unwrap(), KNOWN, 1));
    assert_eq!(store.scan(0, 99, 99).unwrap(), before);
    assert_eq!(SqliteStore::open(&copy).unwrap().scan(0, 99, 99).unwrap(), before);
    assert_eq!(store.integrity().unwrap(), Vec::<String>::new());
    let next = act(&store, "more", &["refusals"]);
    store.append(&[next]).unwrap();
}

#[test]
fn an_upgrade_that_cannot_keep_a_copy_changes_nothing() {
    let (_folder, path) = old();
    let mut store = SqliteStore::open(&path).unwrap();
    assert!(matches!(store.upgrade(&path, &mut |_, _| ()), Err(StoreError::Exists(_))));
    let nowhere = path.join("no-such-folder");
    assert!(matches!(store.upgrade(&nowhere, &mut |_, _| ()), Err(StoreError::Io(_))));
    drop(store);
    assert_eq!(fs::read(&path).unwrap(), OLD);
}

#[test]
fn an_upgrade_waits_for_who_writes() {
    let (_folder, path) = old();
    let copy = path.with_extension("copy");
    let mut store = SqliteStore::open(&path).unwrap().with_busy_timeout(Duration::from_millis(20)).unwrap();
    let other = SqliteStore::open(&path).unwrap();
    let writing = other.session().unwrap().write().unwrap();
    assert!(matches!(store.upgrade(&copy, &mut |_, _| ()), Err(StoreError::Busy(_))));
    assert!(!copy.exists());
    drop(writing);
    store.upgrade(&copy, &mut |_, _| ()).unwrap();
    assert_eq!(version(&path), KNOWN);
}

#[test]
fn a_document_is_changed_by_nothing_but_its_own_entry_and_then_to_nothing() {
    let (_folder, path, mut store) = ledger();
    let secret = digest::of_bytes(b"k2");
    let everything = "UPDATE document_part SET bytes = x''";
    assert!(meddle(&path, everything).unwrap_err().to_string().contains("never changed"));
    let mut erasing = act(&store, "erases", &[&format!("document:{secret}")]);
    erasing.erases = vec![secret];
    store.append(&[erasing]).unwrap();
    assert!(!store.document(&secret, &mut Vec::new()).unwrap());
    assert_eq!(store.kept(&secret).unwrap(), Some(digest::of_bytes(b"")));
    let name = format!("WHERE digest = x'{secret}'");
    for change in [
        format!("UPDATE document_part SET bytes = x'00' {name}"),
        format!("UPDATE document_part SET bytes = x'', part = 7 {name}"),
        format!("UPDATE document_part SET bytes = x'', id = 70 {name}"),
        format!("UPDATE document_part SET bytes = x'', digest = zeroblob(32) {name}"),
        everything.into(),
        format!("DELETE FROM document_part {name}"),
    ] {
        assert!(meddle(&path, &change).unwrap_err().to_string().contains("append-only"), "{change}");
    }
    assert_eq!(store.integrity().unwrap(), Vec::<String>::new());
}

#[test]
fn nothing_of_what_was_erased_is_left_in_the_file() {
    let (_folder, path, mut store) = ledger();
    let bytes: Vec<u8> = b"the personal data of Mr. Doe; ".repeat(100_000);
    let secret = digest::of_bytes(&bytes);
    let mut next = act(&store, "brings", &["pool"]);
    next.documents = vec![crate::ledger::chain::Document { digest: secret, bytes }];
    store.append(&[next]).unwrap();
    let holds = || fs::read(&path).unwrap().windows(12).any(|some| some == b"of Mr. Doe; ");
    assert!(holds());
    let mut erasing = act(&store, "erases", &[&format!("document:{secret}")]);
    erasing.erases = vec![secret];
    store.append(&[erasing]).unwrap();
    assert!(!holds());
}
