//! Checkpoints in files: read here, strictly, by whoever holds one against a ledger.
//! What must not live here: what a checkpoint says (`ledger::checkpoint`), and writing, which is the desk's.

use std::path::Path;

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
