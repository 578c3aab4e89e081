//! Where an account keeps its marks: one small file for each ledger and place, below the state folder. Written by a new file
//! that takes the place of the old one, under a lock, and only forwards; nothing waits for the disk, for a mark that is lost
//! is made again at the next look. What must not live here: what a mark says of a ledger (`ledger::mark`). Called by
//! `workflow::seen`.

use std::fs::{self, DirBuilder, File, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ledger::digest;
use crate::ledger::mark::Mark;

/// How often the lock is asked for, and how long between. Who does not get it writes nothing: another process of the same
/// account is writing, and the next command writes again.
const TRIES: u32 = 10;
const PAUSE: Duration = Duration::from_millis(2);

/// What is kept of a ledger at one place.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// Where the ledger lies, for people.
    location: String,
    #[serde(flatten)]
    mark: Mark,
}

/// What was found where a mark would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// No mark.
    Nothing,
    /// Something that is no mark.
    Unreadable,
    /// A mark.
    Mark(Mark),
}

/// The marks of one ledger, and among them that of one place.
#[derive(Debug, Clone)]
pub struct Marks {
    folder: PathBuf,
    file: PathBuf,
    location: String,
}

impl Marks {
    /// The marks of a ledger below a state folder, and that of this place. `location` is a path without links.
    pub fn of(state: &Path, ledger: Uuid, location: &Path) -> Self {
        let folder = state.join("era-rm").join("marks").join(ledger.to_string());
        let name = digest::of_bytes(location.as_os_str().as_bytes()).to_string();
        let file = folder.join(name).with_extension("json");
        Self { folder, file, location: location.display().to_string() }
    }

    /// The folder of this ledger's marks.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The mark of this place.
    pub fn read(&self) -> Found {
        match read(&self.file) {
            Ok(kept) => Found::Mark(kept.mark),
            Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Found::Nothing,
            Err(_) => Found::Unreadable,
        }
    }

    /// The marks of the same ledger at other places, those that can be read.
    pub fn elsewhere(&self) -> Vec<(String, Mark)> {
        let files = fs::read_dir(&self.folder).into_iter().flatten().flatten().map(|f| f.path());
        let others = files.filter(|f| *f != self.file && f.extension().is_some_and(|e| e == "json"));
        let mut all: Vec<_> =
            others.filter_map(|f| read(&f).ok()).map(|kept| (kept.location, kept.mark)).collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        all
    }

    /// Keeps a mark, if the one that is kept does not reach as far. One that is known not to hold, `instead`, gives way to
    /// an earlier one. What is no mark is put aside.
    ///
    /// # Errors
    /// What the system says where it cannot be written.
    pub fn keep(&self, mark: &Mark, instead: Option<&Mark>) -> io::Result<()> {
        let Some(_lock) = self.lock()? else { return Ok(()) };
        match self.read() {
            Found::Mark(old) if old.seq >= mark.seq && Some(&old) != instead => return Ok(()),
            Found::Unreadable => fs::rename(&self.file, self.file.with_extension("unreadable"))?,
            Found::Nothing | Found::Mark(_) => {}
        }
        let (new, kept) =
            (self.file.with_extension("new"), Kept { location: self.location.clone(), mark: *mark });
        let mut file = File::options().write(true).create(true).truncate(true).mode(0o600).open(&new)?;
        file.write_all(format!("{}\n", serde_json::to_string(&kept)?).as_bytes())?;
        fs::rename(new, &self.file)
    }

    /// The lock under which marks are written; none if another process holds it for long.
    fn lock(&self) -> io::Result<Option<File>> {
        let open = || {
            File::options()
                .write(true)
                .create(true)
                .truncate(false)
                .mode(0o600)
                .open(self.folder.join("lock"))
        };
        let file = match open() {
            Err(e) if e.kind() == ErrorKind::NotFound => {
                DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)?;
                open()?
            }
            other => other?,
        };
        for _ in 0..TRIES {
            match file.try_lock() {
                Ok(()) => return Ok(Some(file)),
                Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
                Err(TryLockError::Error(e)) => return Err(e),
            }
        }
        Ok(None)
    }
}

fn read(file: &Path) -> io::Result<Kept> {
    Ok(serde_json::from_slice(&fs::read(file)?)?)
}

#[cfg(test)]
mod tests;
