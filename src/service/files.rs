//! Files, read safely: regular files only, no symbolic link, no more bytes than allowed, never waiting on a pipe.
//! What must not live here: what a file means. Called by the readers in this floor and by commands that take a file.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;

use nix::errno::Errno;
use nix::fcntl::OFlag;

use super::evidence::EvidenceError;
use crate::domain::text::is_unsafe;
use crate::domain::{Digest, DocumentRef, Text};
use crate::ledger::digest;

/// The most bytes of a document that the ledger keeps: 64 MiB.
pub const MAX: u64 = 64 * 1024 * 1024;

/// Reads a document that is to be kept: its reference and its bytes. `media` overrides what the extension says.
///
/// # Errors
/// What is wrong with the file, as an [`EvidenceError`]; an empty file is no evidence.
pub fn read_document(
    path: &Path,
    media: Option<&str>,
    max: u64,
) -> Result<(DocumentRef, Vec<u8>), EvidenceError> {
    let file = open(path)?;
    let name = file_name(path)?;
    let media = media.unwrap_or_else(|| media_of(path));
    let media: Text = media.parse().map_err(|e| EvidenceError::malformed("media type", media, e))?;
    let mut bytes = Vec::new();
    file.take(max.saturating_add(1)).read_to_end(&mut bytes).map_err(|e| unreadable(path, &e))?;
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if size > max {
        return Err(EvidenceError::TooLarge { path: shown(path), max });
    }
    if size == 0 {
        return Err(EvidenceError::Empty { path: shown(path) });
    }
    Ok((DocumentRef { name, media, size, digest: digest::of_bytes(&bytes) }, bytes))
}

/// The digest and size of a file of any size, which is not kept.
///
/// # Errors
/// What is wrong with the file, as an [`EvidenceError`].
pub fn hash_file(path: &Path) -> Result<(Digest, u64), EvidenceError> {
    let mut file = open(path)?;
    let (mut hasher, mut size) = (digest::Hasher::default(), 0_u64);
    let mut buffer = vec![0_u8; 64 * 1024];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok((hasher.finish(), size)),
            Ok(n) => {
                hasher.update(buffer.get(..n).unwrap_or_default());
                size = size.saturating_add(u64::try_from(n).unwrap_or(u64::MAX));
            }
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            Err(e) => return Err(unreadable(path, &e)),
        }
    }
}

/// The last part of a path, as a name that can be kept.
///
/// # Errors
/// [`EvidenceError::Malformed`] where it is not UTF-8 or holds control characters.
pub fn file_name(path: &Path) -> Result<Text, EvidenceError> {
    let name = path.file_name().and_then(|n| n.to_str()).filter(|n| !n.contains(is_unsafe));
    name.and_then(|n| n.parse().ok()).ok_or_else(|| {
        EvidenceError::malformed("file name", &shown(path), "it must be UTF-8 without control characters")
    })
}

/// A path as it is shown in a message.
pub(super) fn shown(path: &Path) -> String {
    const LONGEST: usize = 240;
    let whole = path.display().to_string();
    if whole.chars().count() <= LONGEST {
        return whole;
    }
    whole.chars().take(LONGEST).chain(['…']).collect()
}

/// What the system said, in our words.
pub(super) fn unreadable(path: &Path, e: &std::io::Error) -> EvidenceError {
    let path = shown(path);
    match e.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => EvidenceError::NotFound { path },
        _ if e.raw_os_error() == Some(Errno::ELOOP as i32) => {
            EvidenceError::WrongType { path, found: "a symbolic link", wanted: "the file itself" }
        }
        _ => EvidenceError::Unreadable { path, why: e.to_string() },
    }
}

pub(super) fn open(path: &Path) -> Result<File, EvidenceError> {
    // O_NONBLOCK: opening a pipe that nobody writes to must not hang; regular files ignore it.
    let flags = OFlag::O_NOFOLLOW | OFlag::O_NONBLOCK;
    let file = File::options().read(true).custom_flags(flags.bits()).open(path);
    let file = file.map_err(|e| unreadable(path, &e))?;
    let kind = file.metadata().map_err(|e| unreadable(path, &e))?.file_type();
    let found = match kind {
        k if k.is_file() => return Ok(file),
        k if k.is_dir() => "a folder",
        k if k.is_fifo() => "a pipe",
        _ => "a device or socket",
    };
    Err(EvidenceError::WrongType { path: shown(path), found, wanted: "a regular file" })
}

fn media_of(path: &Path) -> &'static str {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
    match extension.as_str() {
        "md" => "text/markdown",
        "txt" => "text/plain",
        "csv" => "text/csv",
        "pdf" => "application/pdf",
        "xml" => "application/xml",
        "json" => "application/json",
        "toml" => "application/toml",
        "png" => "image/png",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::super::evidence::Kind;
    use super::*;

    #[test]
    fn a_document_is_read_named_and_hashed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("Memo.MD");
        std::fs::write(&path, "abc").unwrap();
        let (reference, bytes) = read_document(&path, None, MAX).unwrap();
        assert_eq!((reference.name.as_str(), reference.media.as_str()), ("Memo.MD", "text/markdown"));
        assert_eq!((reference.size, bytes.as_slice()), (3, b"abc".as_slice()));
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(reference.digest.to_string(), abc);
        assert_eq!(hash_file(&path).unwrap(), (reference.digest, 3));
        let (other, _) = read_document(&path, Some("text/x-memo"), 3).unwrap();
        assert_eq!(other.media.as_str(), "text/x-memo");
    }

    #[test]
    fn what_is_not_a_file_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.txt");
        std::fs::write(&file, "12345").unwrap();
        std::fs::write(folder.path().join("empty.txt"), "").unwrap();
        std::os::unix::fs::symlink(&file, folder.path().join("link.txt")).unwrap();
        nix::unistd::mkfifo(&folder.path().join("pipe"), nix::sys::stat::Mode::S_IRWXU).unwrap();
        let why = |name: &str, max| {
            let e = read_document(&folder.path().join(name), None, max).unwrap_err();
            (e.to_string().replace(&shown(folder.path()), ""), e.kind())
        };
        assert_eq!(why("none.txt", 9), ("/none.txt does not exist".into(), Kind::NotFound));
        assert_eq!(why("a.txt/b", 9), ("/a.txt/b does not exist".into(), Kind::NotFound));
        let link = "/link.txt is a symbolic link; the file itself is wanted";
        assert_eq!(why("link.txt", 9), (link.into(), Kind::Incomplete));
        assert_eq!(why("pipe", 9), ("/pipe is a pipe; a regular file is wanted".into(), Kind::Incomplete));
        assert_eq!(why(".", 9).1, Kind::Incomplete);
        assert_eq!(why("empty.txt", 9), ("/empty.txt is empty".into(), Kind::Incomplete));
        let large = "/a.txt is larger than the 4 bytes allowed";
        assert_eq!(why("a.txt", 4), (large.into(), Kind::Incomplete));
    }

    #[test]
    fn a_name_that_could_mislead_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a\u{202e}b.md");
        std::fs::write(&path, "abc").unwrap();
        assert_eq!(read_document(&path, None, MAX).unwrap_err().kind(), Kind::Usage);
    }
}
