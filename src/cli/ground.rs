//! Whether the ledger may lie where it lies: on a network file system only where `era-rm.toml` says so. No variable says
//! it, for a stray one shall never weaken a check. What must not live here: which file systems those are (the store).

use std::path::{Path, PathBuf};

use crate::store::{Far, StoreError, file_system};
use crate::workflow::Failure;

use super::chance;
use super::context::Context;
use super::place::{configured, files};

impl Context {
    /// Where the ledger is, if it may lie there.
    ///
    /// # Errors
    /// Those of [`Context::location`]; [`StoreError::Network`].
    pub fn place(&self) -> Result<PathBuf, Failure> {
        let path = self.location()?;
        match far(&path) {
            Some(far) if !told()? => Err(StoreError::Network { path, far }.into()),
            Some(_) | None => Ok(path),
        }
    }
}

/// The file system that a ledger lies on, if there is a network behind it, or may be.
pub fn far(path: &Path) -> Option<Far> {
    chance::file_system().or_else(|| file_system(path)).and_then(Far::of)
}

/// What the nearest file says that says anything of it.
fn told() -> Result<bool, Failure> {
    for file in files() {
        if let Some(network) = configured(&file)?.and_then(|c| c.network) {
            return Ok(network);
        }
    }
    Ok(false)
}
