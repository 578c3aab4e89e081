//! Bringing the file of an older program to the newest schema: asked for, and backed up first. What is recorded stays as it
//! is, to the last bit. What must not live here: the schemas themselves. `ledger upgrade` calls it.

use std::path::Path;

use crate::ledger::Head;
use crate::store::StoreError;
use crate::store::schema::{self, ERASES, KNOWN};

use super::{SqliteStore, door};

impl SqliteStore {
    /// The version of the file's schema, and the newest version known here.
    ///
    /// # Errors
    /// [`StoreError::Io`] if the connection was lost.
    pub fn versions(&self) -> Result<(i64, i64), StoreError> {
        Ok((self.session()?.version, KNOWN))
    }

    /// Whether documents can be erased in the file.
    ///
    /// # Errors
    /// [`StoreError::Older`] if its schema does not know that yet.
    pub fn erases(&self) -> Result<(), StoreError> {
        let found = self.session()?.version;
        if found < ERASES {
            return Err(StoreError::Older { path: self.path.clone(), found, wanted: ERASES });
        }
        Ok(())
    }

    /// Copies the ledger to a new file as [`SqliteStore::backup`] does, then gives it the newest schema. Writers wait
    /// meanwhile, so the copy has every entry. Gives the head, which is the same before and after.
    ///
    /// # Errors
    /// [`StoreError::Exists`] if there is a file of the copy's name; [`StoreError::Foreign`] if what would come of it is not
    /// our schema. Nothing is changed then.
    pub fn upgrade(
        &mut self,
        copy: &Path,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Option<Head>, StoreError> {
        // Opened anew: somebody may have upgraded it since we opened it.
        let mut session = door::open(&self.path, self.access, self.waits)?;
        let writing = session.write()?;
        let head = Self::open_to_glance(&self.path, self.waits)?.backup(copy, progress)?;
        let changed = || {
            schema::since(session.version).iter().try_for_each(|sql| writing.execute_batch(sql))?;
            writing.pragma_update(None, "user_version", KNOWN)?;
            door::objects(&writing)
        };
        let found = session.sql(changed())?;
        if let Some(first) = schema::differences(&found, &door::wanted(KNOWN)?).first() {
            let why = format!("what an upgrade makes of its schema is not ours: {first}");
            return Err(StoreError::Foreign { path: self.path.clone(), why });
        }
        session.sql(writing.commit())?;
        session.version = KNOWN;
        self.session = Some(session);
        Ok(head)
    }
}
