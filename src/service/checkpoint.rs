//! Checkpoints in files, and time stamps beside them: read here, strictly, by whoever holds one against a ledger.
//! What must not live here: what a checkpoint says (`ledger::checkpoint`), what a time stamp does (`stamp`), and writing,
//! which is the desk's.

use std::path::{Path, PathBuf};

use super::evidence::EvidenceError;
use super::files;
use crate::ledger::{Checkpoint, Note, note};

/// Reads a checkpoint.
///
/// # Errors
/// What is wrong with the file; [`EvidenceError::NotACheckpoint`].
pub fn read(path: &Path) -> Result<(Note, Checkpoint), EvidenceError> {
    let (_, bytes) = files::read_document(path, None, note::LONGEST)?;
    let bad =
        |e: note::BadNote| EvidenceError::NotACheckpoint { path: files::shown(path), why: e.to_string() };
    let note = Note::read(&bytes).map_err(bad)?;
    let checkpoint = Checkpoint::read(&note).map_err(bad)?;
    Ok((note, checkpoint))
}

/// The longest time stamp that is read, in bytes: it holds a chain of certificates.
const LONGEST_STAMP: u64 = 1024 * 1024;

/// Where the time stamp of a checkpoint is kept: beside it, with `.tsr` behind its name.
pub fn stamp_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".tsr");
    name.into()
}

/// Reads the time stamp that lies beside a checkpoint, if one does.
///
/// # Errors
/// What is wrong with the file.
pub fn read_stamp(path: &Path) -> Result<Option<Vec<u8>>, EvidenceError> {
    match files::read_document(&stamp_of(path), None, LONGEST_STAMP) {
        Ok((_, bytes)) => Ok(Some(bytes)),
        Err(EvidenceError::NotFound { .. }) => Ok(None),
        Err(other) => Err(other),
    }
}
