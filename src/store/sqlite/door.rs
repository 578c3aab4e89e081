//! The door of a ledger file: which files may be opened at all, and how a new one is made. Files are looked at without
//! opening them, since closing any handle of a file drops the locks that the process holds on it.
//! What must not live here: statements about what a ledger holds. `SqliteStore` calls it.

use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::{Path, PathBuf};
use std::time::Duration;

use nix::unistd::Group;
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};

use crate::store::StoreError;
use crate::store::schema::{self, APPLICATION_ID, KNOWN, Object, VERSIONS};

use super::session::{Session, fault};
use super::settings::{self, Settings};
use super::{beside, keeping};

/// What a ledger is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Reading and appending.
    Write,
    /// Reading only.
    Read,
}

fn foreign(path: &Path, why: impl Into<String>) -> StoreError {
    StoreError::Foreign { path: path.to_owned(), why: why.into() }
}

pub(super) fn io(path: &Path, e: &std::io::Error) -> StoreError {
    StoreError::Io(format!("{}: {e}", path.display()))
}

/// A name beside a file: its own, and an ending.
pub(super) fn next_to(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    name.into()
}

/// The folder that a file lies in.
pub(super) fn folder(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The path with its folder resolved. Links on the way to the folder are the user's own affair; the file itself must
/// not be one, and SQLite would refuse both alike.
fn resolve(path: &Path) -> Result<PathBuf, StoreError> {
    let name = path.file_name().ok_or_else(|| foreign(path, "it is not a file"))?;
    match fs::canonicalize(folder(path)) {
        Ok(real) => Ok(real.join(name)),
        Err(e) if e.kind() == ErrorKind::NotFound => Err(StoreError::Missing(path.to_owned())),
        Err(e) => Err(io(path, &e)),
    }
}

/// Looks at a file, and at what lies beside it, without opening any; gives what it is known by, device and inode.
fn look(path: &Path) -> Result<(u64, u64), StoreError> {
    let meta = match fs::symlink_metadata(path) {
        Ok(meta) => meta,
        Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Err(StoreError::Missing(path.to_owned()));
        }
        Err(e) => return Err(io(path, &e)),
    };
    let wrong = [
        (meta.is_symlink(), "it is a symbolic link"),
        (!meta.is_file(), "it is not a regular file"),
        (meta.nlink() != 1, "it has more than one hard link"),
        (meta.len() == 0, "it is empty"),
    ];
    match wrong.iter().find(|(is, _)| *is) {
        Some((_, why)) => Err(foreign(path, *why)),
        None => beside::check(path, &meta).map(|()| (meta.dev(), meta.ino())),
    }
}

/// Opens a ledger, and makes sure that it is one and that every setting is in force.
pub(super) fn open(path: &Path, access: Access, waits: Duration) -> Result<Session, StoreError> {
    let real = resolve(path)?;
    let known = look(&real)?;
    let session = connect(&real, access, waits)?;
    if look(&real)? != known {
        return Err(foreign(path, "it was replaced while it was opened"));
    }
    // The numbers and the schema are of one state of the file.
    let reading = session.read()?;
    let number = |name| session.sql(session.conn.pragma_query_value(None, name, |row| row.get(0)));
    let version = number("user_version")?;
    schema::recognise(path, number("application_id")?, version)?;
    let found = session.sql(objects(&session.conn))?;
    // Making our own schema to compare with takes longer than all else here, so only a strange one is compared.
    if !schema::is_version(version, &found)
        && let Some(first) = schema::differences(&found, &wanted(version)?).first()
    {
        return Err(foreign(path, format!("its schema is not ours: {first}")));
    }
    session.sql(reading.commit())?;
    Ok(Session { version, ..session })
}

/// A connection with every setting in force, to a file that is there.
fn connect(path: &Path, access: Access, waits: Duration) -> Result<Session, StoreError> {
    let mode = match access {
        Access::Write => OpenFlags::SQLITE_OPEN_READ_WRITE,
        Access::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
    };
    let flags = mode | OpenFlags::SQLITE_OPEN_NOFOLLOW | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let said = |e: rusqlite::Error| match e.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => foreign(path, "it is not a database"),
        _ => fault(e, waits),
    };
    let conn = Connection::open_with_flags(path, flags).map_err(said)?;
    conn.set_prepared_statement_cache_capacity(32);
    settings::apply(&conn, waits).map_err(said)?;
    if settings::start_journal(&conn).map_err(said)? == "wal" {
        return Err(foreign(path, "it keeps a write-ahead log"));
    }
    Settings::read(&conn).map_err(said)?.check(waits)?;
    Ok(Session { conn, waits, version: KNOWN })
}

/// Everything in a database's schema.
pub(super) fn objects(conn: &Connection) -> rusqlite::Result<Vec<Object>> {
    let mut all = conn.prepare("SELECT type, name, sql FROM sqlite_schema")?;
    all.query_map([], |row| Ok(Object { kind: row.get(0)?, name: row.get(1)?, sql: row.get(2)? }))?.collect()
}

/// A version's schema as it must be: SQLite is asked what it makes of our own text.
pub(super) fn wanted(version: i64) -> Result<Vec<Object>, StoreError> {
    let ours = || {
        let conn = Connection::open_in_memory()?;
        schema::up_to(version).iter().try_for_each(|sql| conn.execute_batch(sql))?;
        objects(&conn)
    };
    ours().map_err(|e| fault(e, Duration::ZERO))
}

/// Makes a new file, for its owner alone or for a group too, and lets `fill` put something in it. Nothing is overwritten,
/// and nothing is left behind if it fails.
pub(super) fn make(
    path: &Path,
    group: Option<&Group>,
    waits: Duration,
    fill: impl FnOnce(&mut Session) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let real = resolve(path).map_err(|e| match e {
        StoreError::Missing(_) => {
            StoreError::Io(format!("{}: there is no such folder", folder(path).display()))
        }
        other => other,
    })?;
    if let Some(group) = group {
        keeping::suits(&real, group)?;
    }
    for ending in ["-journal", "-wal", "-shm"] {
        let leftover = next_to(&real, ending);
        if leftover.symlink_metadata().is_ok() {
            return Err(StoreError::Exists(leftover));
        }
    }
    let file = match fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&real) {
        Ok(file) => file,
        Err(e) if e.kind() == ErrorKind::AlreadyExists => return Err(StoreError::Exists(path.to_owned())),
        Err(e) => return Err(io(path, &e)),
    };
    // The group first: what it may do, it may do as soon as it may. SQLite gives a journal the same permissions.
    let shared = match group {
        Some(group) => fchown(&file, None, Some(group.gid.as_raw()))
            .and_then(|()| file.set_permissions(fs::Permissions::from_mode(0o660)))
            .map_err(|e| io(path, &e)),
        None => Ok(()),
    };
    // Closed at once: nobody can hold a lock on it yet.
    drop(file);
    let filled = shared
        .and_then(|()| connect(&real, Access::Write, waits))
        .and_then(|mut session| fill(&mut session))
        .and_then(|()| sync_folder(&real));
    if filled.is_err() {
        // The first fault is the one to tell; what cannot be removed is seen by the next attempt.
        let _ = fs::remove_file(&real);
        let _ = fs::remove_file(next_to(&real, "-journal"));
    }
    filled
}

/// Makes every table of a new ledger, and marks the file as one, all in one transaction.
pub(super) fn schema(session: &Session) -> Result<(), StoreError> {
    let make = || {
        let tx = Transaction::new_unchecked(&session.conn, TransactionBehavior::Immediate)?;
        VERSIONS.iter().try_for_each(|sql| tx.execute_batch(sql))?;
        tx.pragma_update(None, "application_id", APPLICATION_ID)?;
        tx.pragma_update(None, "user_version", KNOWN)?;
        tx.commit()
    };
    session.sql(make())
}

/// Waits until the names in a file's folder are on the disk.
pub(super) fn sync_folder(path: &Path) -> Result<(), StoreError> {
    let at = folder(path);
    fs::File::open(at).and_then(|f| f.sync_all()).map_err(|e| io(at, &e))
}
