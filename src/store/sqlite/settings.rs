//! The settings that durability and safety rest on: put in force on every connection, and read back from SQLite itself.
//! What must not live here: a default that is trusted without being read. Called whenever a file is opened.

use std::time::Duration;

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::types::FromSql;

use crate::store::StoreError;

/// The oldest SQLite that may keep a ledger, as SQLite writes version numbers: 3.51.3.
const OLDEST: i64 = 3_051_003;

/// The settings in force on an open ledger, as read back from SQLite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// SQLite's version, for example `3.54.1`.
    pub sqlite: String,
    /// SQLite's version as one number: 3054001.
    pub sqlite_number: i64,
    /// How a write can be undone: `delete`.
    pub journal_mode: String,
    /// How often SQLite waits for the disk: 3, EXTRA.
    pub synchronous: i64,
    /// Whether a sync reaches the disk's platter where the system makes a difference.
    pub fullfsync: bool,
    /// Whether references between tables are checked.
    pub foreign_keys: bool,
    /// Whether pages are checked as they are read.
    pub cell_size_check: bool,
    /// Whether the file's own schema may call functions with side effects: it may not.
    pub trusted_schema: bool,
    /// Bytes of the file that are read through the memory map: 0.
    pub mmap_size: i64,
    /// Whether what is removed is overwritten with zeros.
    pub secure_delete: bool,
    /// Whether SQLite refuses statements that damage the file.
    pub defensive: bool,
    /// Whether the append-only guard is awake.
    pub triggers: bool,
    /// How many other files may be attached: 0.
    pub attached: i32,
    /// How long a lock is waited for, in milliseconds.
    pub busy_timeout: i64,
}

/// Puts everything in force but the journal mode, which reads the file: see [`start_journal`].
pub(super) fn apply(conn: &Connection, waits: Duration) -> rusqlite::Result<()> {
    conn.busy_timeout(waits)?;
    conn.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, true)?;
    // A statement's plan does not hang on the values bound to it: no other plan, and nothing compiled anew for them.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.pragma_update(None, "trusted_schema", false)?;
    conn.pragma_update(None, "cell_size_check", true)?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "fullfsync", true)?;
    conn.pragma_update(None, "secure_delete", true)?;
    conn.pragma_update(None, "mmap_size", 0)
}

/// Asks for the journal mode first, since setting it would convert a WAL file; gives the mode found.
pub(super) fn start_journal(conn: &Connection) -> rusqlite::Result<String> {
    let found: String = pragma(conn, "journal_mode")?;
    if found != "wal" {
        conn.pragma_update(None, "journal_mode", "delete")?;
        conn.pragma_update(None, "synchronous", "extra")?;
    }
    Ok(found)
}

fn pragma<T: FromSql>(conn: &Connection, name: &str) -> rusqlite::Result<T> {
    conn.pragma_query_value(None, name, |row| row.get(0))
}

impl Settings {
    /// Reads back what is in force.
    pub(super) fn read(conn: &Connection) -> rusqlite::Result<Self> {
        Ok(Self {
            sqlite: rusqlite::version().to_owned(),
            sqlite_number: rusqlite::version_number().into(),
            journal_mode: pragma(conn, "journal_mode")?,
            synchronous: pragma(conn, "synchronous")?,
            fullfsync: pragma(conn, "fullfsync")?,
            foreign_keys: pragma(conn, "foreign_keys")?,
            cell_size_check: pragma(conn, "cell_size_check")?,
            trusted_schema: pragma(conn, "trusted_schema")?,
            mmap_size: pragma(conn, "mmap_size")?,
            secure_delete: pragma(conn, "secure_delete")?,
            defensive: conn.db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE)?,
            triggers: conn.db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER)?,
            attached: conn.limit(Limit::SQLITE_LIMIT_ATTACHED)?,
            busy_timeout: pragma(conn, "busy_timeout")?,
        })
    }

    /// Whether all of them are as they must be.
    pub(super) fn check(&self, waits: Duration) -> Result<(), StoreError> {
        let wanted = [
            ("SQLite 3.51.3 or newer", self.sqlite_number >= OLDEST),
            ("journal_mode=DELETE", self.journal_mode == "delete"),
            ("synchronous=EXTRA", self.synchronous == 3),
            ("fullfsync=ON", self.fullfsync),
            ("foreign_keys=ON", self.foreign_keys),
            ("cell_size_check=ON", self.cell_size_check),
            ("trusted_schema=OFF", !self.trusted_schema),
            ("mmap_size=0", self.mmap_size == 0),
            ("secure_delete=ON", self.secure_delete),
            ("defensive mode", self.defensive),
            ("triggers", self.triggers),
            ("no attached files", self.attached == 0),
            ("busy_timeout", u128::try_from(self.busy_timeout) == Ok(waits.as_millis())),
        ];
        match wanted.iter().find(|(_, in_force)| !in_force) {
            Some((name, _)) => Err(StoreError::Settings((*name).to_owned())),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn each_setting_is_missed() {
        let waits = Duration::from_secs(30);
        let folder = tempfile::tempdir().unwrap();
        let conn = Connection::open(folder.path().join("file")).unwrap();
        apply(&conn, waits).unwrap();
        start_journal(&conn).unwrap();
        let good = Settings::read(&conn).unwrap();
        good.check(waits).unwrap();
        let bad = [
            Settings { sqlite_number: OLDEST - 1, ..good.clone() },
            Settings { journal_mode: "truncate".into(), ..good.clone() },
            Settings { synchronous: 2, ..good.clone() },
            Settings { fullfsync: false, ..good.clone() },
            Settings { foreign_keys: false, ..good.clone() },
            Settings { cell_size_check: false, ..good.clone() },
            Settings { trusted_schema: true, ..good.clone() },
            Settings { mmap_size: 1, ..good.clone() },
            Settings { secure_delete: false, ..good.clone() },
            Settings { defensive: false, ..good.clone() },
            Settings { triggers: false, ..good.clone() },
            Settings { attached: 10, ..good.clone() },
            Settings { busy_timeout: 0, ..good.clone() },
        ];
        let named: std::collections::BTreeSet<_> =
            bad.iter().map(|s| s.check(waits).unwrap_err().to_string()).collect();
        assert_eq!(named.len(), bad.len());
    }
}
