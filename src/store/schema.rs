//! The schema's versions in order, how a ledger file is told from any other, and what differs between two schemas.
//! What must not live here: a connection. The SQLite shelf calls it when it creates and when it opens a file.

use std::path::Path;

use crate::ledger::digest;

use super::StoreError;

/// SQLite's `application_id` of a ledger: "ERRM".
pub(super) const APPLICATION_ID: i64 = 0x4552_524D;

/// What makes each version out of the one before it; the first makes version 1 out of an empty file.
pub(super) const VERSIONS: [&str; 2] =
    [include_str!("sqlite/0001_ledger.sql"), include_str!("sqlite/0002_erasure.sql")];

/// The newest version known here; `user_version` of the ledgers this program makes.
pub(super) const KNOWN: i64 = VERSIONS.len() as i64;

/// The first version in which a document can be erased.
pub(super) const ERASES: i64 = 2;

/// The fingerprint of each version's schema; a test asks SQLite for them.
const FINGERPRINTS: [&str; VERSIONS.len()] = [
    "956d8c2e2003e5055943dafabeda4bbb06a263d030fb963ec8405c5e2b28da78",
    "895707f5d8ec8a2642d43409745daea1f8f589957666e3f7fcafb145acf90995",
];

/// One thing in a schema: a table, an index or a trigger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Object {
    /// `table`, `index`, `trigger`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The statement that made it; none for what SQLite makes by itself.
    pub sql: Option<String>,
}

/// Whether a file with these two numbers in its header is a ledger that this program may open: of any version up to the
/// newest. An older one is read and written as it is, and changed only by who asks for it.
pub(super) fn recognise(path: &Path, application_id: i64, user_version: i64) -> Result<(), StoreError> {
    let foreign = |why: String| Err(StoreError::Foreign { path: path.to_owned(), why });
    if application_id != APPLICATION_ID {
        return foreign("it is a database of another program".into());
    }
    if user_version > KNOWN {
        return Err(StoreError::Newer { path: path.to_owned(), found: user_version, known: KNOWN });
    }
    if user_version < 1 {
        return foreign(format!("there is no schema version {user_version}"));
    }
    Ok(())
}

/// What makes the newest version out of this one.
pub(super) fn since(version: i64) -> &'static [&'static str] {
    usize::try_from(version).ok().and_then(|done| VERSIONS.get(done..)).unwrap_or_default()
}

/// What makes this version out of an empty file.
pub(super) fn up_to(version: i64) -> &'static [&'static str] {
    usize::try_from(version).ok().and_then(|all| VERSIONS.get(..all)).unwrap_or_default()
}

/// Whether these are, to the letter, the objects of a version's schema.
pub(super) fn is_version(version: i64, objects: &[Object]) -> bool {
    let wanted = usize::try_from(version - 1).ok().and_then(|before| FINGERPRINTS.get(before));
    wanted.is_some_and(|wanted| fingerprint(objects) == **wanted)
}

/// SHA-256 of a schema's objects, in the order in which SQLite tells them, each part with its length before it.
pub(super) fn fingerprint(objects: &[Object]) -> String {
    let mut hasher = digest::Hasher::default();
    for Object { kind, name, sql } in objects {
        for part in [kind, name, sql.as_deref().unwrap_or_default()] {
            hasher.update(&(part.len() as u64).to_be_bytes());
            hasher.update(part.as_bytes());
        }
    }
    hasher.finish().to_string()
}

/// What is missing, altered or too much in a schema; empty if there is nothing.
pub(super) fn differences(found: &[Object], wanted: &[Object]) -> Vec<String> {
    let named = |all: &[Object], o: &Object| all.iter().any(|x| x.kind == o.kind && x.name == o.name);
    let lost = wanted.iter().filter(|o| !found.contains(o)).map(|o| {
        let what = if named(found, o) { "altered" } else { "missing" };
        format!("{} {} is {what}", o.kind, o.name)
    });
    let more = found.iter().filter(|o| !named(wanted, o)).map(|o| {
        // The name is the file's own, so it is written without anything that a terminal would obey.
        format!("{} {} does not belong there", o.kind.escape_default(), o.name.escape_default())
    });
    lost.chain(more).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(name: &str, sql: &str) -> Object {
        Object { kind: "table".into(), name: name.into(), sql: Some(sql.into()) }
    }

    #[test]
    fn a_file_is_recognised_by_its_numbers() {
        let path = Path::new("x");
        (1..=KNOWN).for_each(|version| assert!(recognise(path, APPLICATION_ID, version).is_ok()));
        assert!(matches!(recognise(path, 0, KNOWN), Err(StoreError::Foreign { .. })));
        assert!(matches!(recognise(path, APPLICATION_ID, 0), Err(StoreError::Foreign { .. })));
        assert!(matches!(recognise(path, APPLICATION_ID, KNOWN + 1), Err(StoreError::Newer { .. })));
    }

    #[test]
    fn differences_are_named() {
        let wanted = [object("a", "1"), object("b", "1")];
        assert!(differences(&wanted, &wanted).is_empty());
        let found = [object("a", "2"), object("c", "1")];
        assert_eq!(
            differences(&found, &wanted),
            ["table a is altered", "table b is missing", "table c does not belong there"]
        );
    }
}
