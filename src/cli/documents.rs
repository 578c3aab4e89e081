//! Documents on their way out of the ledger: which ones a history names, their bytes checked against their digest, and
//! new files that overwrite nothing.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use nix::fcntl::OFlag;
use serde::Serialize;

use super::context::{Context, ReleaseArg};
use crate::domain::{Digest, DocumentRef, Release, ReleaseNumber, Subject, Time};
use crate::ledger::Breach;
use crate::ledger::digest::Hasher;
use crate::store::{Store, StoreError};
use crate::workflow::erase::{self, Erased};
use crate::workflow::{Failure, Loaded, audit};

/// A document that an entry names.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct NamedDocument {
    /// The entry.
    pub seq: u64,
    /// When it was recorded.
    pub at: Time,
    /// The command that brought it.
    pub command: &'static str,
    /// Name, media type, size, digest.
    #[serde(flatten)]
    pub document: DocumentRef,
    /// That it was erased, if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub erased: Option<Erased>,
}

/// The documents that the histories of subjects name, in the ledger's order, each entry once.
///
/// # Errors
/// Those of [`Loaded::facts`].
pub fn named(loaded: &Loaded<'_>, subjects: &[Subject]) -> Result<Vec<NamedDocument>, Failure> {
    let mut all: Vec<NamedDocument> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for subject in subjects {
        for (body, fact) in loaded.facts(subject)? {
            if seen.insert(fact.seq) {
                let command = crate::sop::table::act_of(body.event.name()).command;
                let report =
                    |document| NamedDocument { seq: fact.seq, at: body.at, command, document, erased: None };
                all.extend(audit::named(&body.event).into_iter().map(report));
            }
        }
    }
    all.sort_by_key(|d| d.seq);
    Ok(all)
}

/// A release and the OCRs that are or were deferred in it.
pub fn subjects(r: &Release) -> Vec<Subject> {
    let ocrs = r.scope.ocrs.iter().chain(r.deferred.iter().map(|(o, _)| o)).map(Subject::ocr);
    std::iter::once(r.subject()).chain(ocrs).collect()
}

/// The document that is meant: by its whole digest, or by the first digits of it among those of a release.
///
/// # Errors
/// [`Failure::Usage`] if it cannot be told which is meant; [`Failure::NotFound`] for a release, or a document of it, that
/// there is not.
pub fn meant(
    ctx: &Context,
    store: &dyn Store,
    typed: &str,
    release: Option<&ReleaseNumber>,
) -> Result<Digest, Failure> {
    match typed.parse() {
        Ok(digest) => Ok(digest),
        Err(_) => begins(ctx, store, typed, release),
    }
}

/// The only document of a release whose digest begins so.
fn begins(
    ctx: &Context,
    store: &dyn Store,
    typed: &str,
    release: Option<&ReleaseNumber>,
) -> Result<Digest, Failure> {
    let start = typed.to_ascii_lowercase();
    let hex = start.bytes().all(|b| b.is_ascii_hexdigit());
    if !hex || !(8..=64).contains(&start.len()) {
        let message = format!("{typed:?} is not a SHA-256 digest, nor the first 8 digits or more of one");
        return Err(Failure::usage(message, "copy it from era-rm document list --json"));
    }
    let Some(number) = release else {
        let hint = "give all 64 digits, or --release RELEASE to say where to look";
        return Err(Failure::usage("a shortened digest can be of several documents", hint));
    };
    let (loaded, release) = ctx.load_release(store, &ReleaseArg { release: Some(number.clone()) })?;
    let named = named(&loaded, &subjects(&release))?;
    let mut found: Vec<Digest> = named.iter().map(|d| d.document.digest).collect();
    found.extend(release.notices.iter().map(|n| n.digest));
    found.retain(|d| d.to_string().starts_with(&start));
    found.sort();
    found.dedup();
    match found.as_slice() {
        [only] => Ok(*only),
        [] => Err(Failure::not_found(
            format!("release {number} has no document {start}…"),
            format!("era-rm document list {number} shows its documents"),
        )),
        several => Err(Failure::usage(
            format!("{} documents of release {number} begin with {start}", several.len()),
            "give more digits",
        )),
    }
}

/// Hashes what it passes on.
struct Hashing<'a>(&'a mut dyn Write, Hasher, u64);
impl Write for Hashing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.0.write(bytes)?;
        self.1.update(bytes.get(..n).unwrap_or_default());
        self.2 += n as u64;
        Ok(n)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Writes a document's bytes, hashing them; gives their number.
///
/// # Errors
/// [`Failure::NotFound`] if the ledger keeps no such document; [`Failure::Breach`] if its bytes are not what its digest
/// says; [`Failure::Store`].
pub fn copy(store: &dyn Store, digest: &Digest, out: &mut dyn Write) -> Result<u64, Failure> {
    let mut hashing = Hashing(out, Hasher::default(), 0);
    if !store.document(digest, &mut hashing)? {
        if let Some(gone) = erase::erased(store, [*digest])?.remove(digest) {
            let hint = format!(
                "its digest and all that was signed on it stay: era-rm log --before {} --max 1",
                gone.seq + 1
            );
            return Err(Failure::not_found(gone.said(), hint));
        }
        let hint = "era-rm document list shows those of a release; ledger verify looks for missing ones";
        return Err(Failure::not_found(format!("the ledger keeps no document {digest}"), hint));
    }
    if hashing.1.finish() != *digest {
        return Err(Failure::Breach { seq: 0, breach: Breach::Document(*digest) });
    }
    Ok(hashing.2)
}

/// A document as text; bytes that are not UTF-8 are replaced.
///
/// # Errors
/// Those of [`copy`].
pub fn text(store: &dyn Store, digest: &Digest) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    copy(store, digest, &mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Writes a new file, readable for its owner only; nothing is overwritten, and nothing is left behind on failure.
///
/// # Errors
/// [`Failure::Conflict`] if there is something of that name; those of `fill`; [`Failure::NotFound`] for a folder that
/// is not there.
pub fn write_new<T>(
    path: &Path,
    fill: impl FnOnce(&mut dyn Write) -> Result<T, Failure>,
) -> Result<T, Failure> {
    write_new_of(0o600, path, fill)
}

/// Writes a new file as [`write_new`] does, readable for everybody.
///
/// # Errors
/// Those of [`write_new`].
pub fn write_new_for_all<T>(
    path: &Path,
    fill: impl FnOnce(&mut dyn Write) -> Result<T, Failure>,
) -> Result<T, Failure> {
    write_new_of(0o644, path, fill)
}

/// Writes a new file as [`write_new`] does, of this mode.
///
/// # Errors
/// Those of [`write_new`].
pub fn write_new_of<T>(
    mode: u32,
    path: &Path,
    fill: impl FnOnce(&mut dyn Write) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let flags = OFlag::O_NOFOLLOW.bits();
    let made = OpenOptions::new().write(true).create_new(true).mode(mode).custom_flags(flags).open(path);
    let file = made.map_err(|e| unwritable(path, &e))?;
    let done = filled(path, file, fill);
    if done.is_err() {
        // The first fault is the one to tell.
        let _ = std::fs::remove_file(path);
    }
    done
}

fn filled<T>(
    path: &Path,
    file: File,
    fill: impl FnOnce(&mut dyn Write) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let mut out = io::BufWriter::new(file);
    let value = fill(&mut out)?;
    let last = out.flush().and_then(|()| out.get_ref().sync_all());
    last.map_err(|e| unwritable(path, &e))?;
    Ok(value)
}

/// A fault while writing.
pub fn said(e: io::Error) -> Failure {
    Failure::Store(StoreError::Io(format!("what is written: {e}")))
}

/// Something is there already where a new file was to be written.
pub fn there_already(path: &Path) -> Failure {
    Failure::Conflict {
        message: format!("there is something at {} already", path.display()),
        hint: "nothing is overwritten: give another path".into(),
        retryable: false,
    }
}

/// Why a file or a folder could not be made.
pub fn unwritable(path: &Path, e: &io::Error) -> Failure {
    let shown = path.display();
    match e.kind() {
        ErrorKind::AlreadyExists => there_already(path),
        ErrorKind::NotFound => {
            Failure::not_found(format!("there is no folder for {shown}"), "make the folder first")
        }
        ErrorKind::NotADirectory => {
            Failure::not_found(format!("there is a file where {shown} needs a folder"), "give another path")
        }
        _ => Failure::usage(format!("{shown} cannot be written: {e}"), "give another path"),
    }
}
