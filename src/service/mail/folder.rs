//! Messages as files of a folder. A file is there whole or not at all, and nothing is written over.

use std::fs::{self, DirBuilder, File};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use nix::fcntl::OFlag;

use super::{Came, Parcel, words};

/// Writes a message into a folder, which is made if it is not there.
pub(super) fn write(folder: &Path, parcel: &Parcel) -> Came {
    let path = folder.join(&parcel.file);
    match put(folder, &path, parcel) {
        Ok(true) => Came::Sent(words(&parcel.file)),
        Ok(false) => Came::Refused(words(&format!("{} is there already, and is another", path.display()))),
        Err(e) => Came::Down(words(&format!("{}: {e}", path.display()))),
    }
}

/// Whether the message is there now; false if something else is.
fn put(folder: &Path, path: &Path, parcel: &Parcel) -> io::Result<bool> {
    match DirBuilder::new().mode(0o700).create(folder) {
        Err(e) if e.kind() != ErrorKind::AlreadyExists => return Err(e),
        Ok(()) | Err(_) => {}
    }
    let aside = folder.join(format!(".{}.{}.tmp", parcel.file, std::process::id()));
    let written = new(&aside, &parcel.bytes).and_then(|()| fs::hard_link(&aside, path));
    let _ = fs::remove_file(&aside);
    match written {
        Ok(()) => File::open(folder)?.sync_all().map(|()| true),
        Err(e) if e.kind() == ErrorKind::AlreadyExists => same(path, &parcel.bytes),
        Err(e) => Err(e),
    }
}

fn new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let flags = OFlag::O_NOFOLLOW.bits();
    let mut file = File::options().write(true).create_new(true).mode(0o600).custom_flags(flags).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Whether a file holds these bytes; what is no file holds others.
fn same(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let flags = OFlag::O_NOFOLLOW | OFlag::O_NONBLOCK;
    let file = match File::options().read(true).custom_flags(flags.bits()).open(path) {
        Err(e) if e.raw_os_error() == Some(nix::errno::Errno::ELOOP as i32) => return Ok(false),
        other => other?,
    };
    if !file.metadata()?.is_file() {
        return Ok(false);
    }
    let mut found = Vec::new();
    file.take(bytes.len() as u64 + 1).read_to_end(&mut found)?;
    Ok(found == bytes)
}
