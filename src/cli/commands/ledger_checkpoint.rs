//! `ledger checkpoint`: the head of the ledger as a signed note, to be kept elsewhere.

use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::checkpoint::{self as desk, Stamped};
use crate::cli::context::Context;
use crate::cli::ui::Answer;
use crate::cli::{chance, documents};
use crate::domain::event::Trust;
use crate::domain::{Digest, Login, Time};
use crate::ledger::Note;
use crate::service::evidence::EvidenceError;
use crate::service::signer::{Later, Signer};
use crate::service::{self, stamp};
use crate::store::{SqliteStore, StoreError};
use crate::workflow::{Failure, Loaded, checkpoint};

/// Write down how far the ledger reaches, as a signed note to be kept elsewhere; nothing is recorded
///
/// `ledger verify --checkpoint FILE` proves later that the ledger still extends it. In a signed ledger the note is signed as
/// your acts are; in any other it is signed where --key names a key.
///
/// Example: era-rm ledger checkpoint --out 2026-11-23.note
///
/// Example: era-rm ledger checkpoint --out 2026-11-23.note --tsa http://timestamp.example.com --tsa-ca tsa.pem
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// A new file; nothing is overwritten
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Have an authority for time stamps (RFC 3161) stamp it; kept beside it, as FILE.tsr
    #[arg(long, value_name = "URL", requires = "out")]
    tsa: Option<String>,
    /// Certificates (PEM) of authorities, one of whom must vouch for who stamps it
    #[arg(long, value_name = "FILE", requires = "tsa")]
    tsa_ca: Option<PathBuf>,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    /// The ledger's identity.
    ledger: String,
    /// How many entries it has.
    entries: u64,
    /// The digest of the last.
    digest: Digest,
    /// When this was written down.
    time: Time,
    /// Under which name it is signed; absent if it is not signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// The fingerprint of the key that signed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    /// The note, byte for byte.
    note: String,
    /// Where it was written to.
    #[serde(skip_serializing_if = "Option::is_none")]
    out: Option<String>,
    /// The time stamp, which lies beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    stamp: Option<Stamped>,
}

/// Runs it.
///
/// # Errors
/// [`Failure::Conflict`] if the file is there already; those of signing.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let store = ctx.open_to_read()?;
    // Who has seen more does not vouch for less.
    ctx.seen().whole()?;
    let checkpoint = checkpoint::of(&store, chance::now())?;
    let (mut note, mut key) = (Note { text: checkpoint.to_string(), lines: Vec::new() }, None);
    if let Some((login, signer)) = signer(ctx, &store)? {
        note.lines.push(signer.sign_note(&note.text, login.as_str())?);
        key = Some(signer.key().fingerprint());
    }
    let whole = note.to_string();
    let stamp = args.out.as_ref().map(|path| written(args, path, &whole)).transpose()?.flatten();
    let report = Report {
        ledger: checkpoint.ledger.to_string(),
        entries: checkpoint.head.seq,
        digest: checkpoint.head.digest,
        time: checkpoint.time,
        name: note.lines.first().map(|l| l.name.clone()),
        key,
        note: whole,
        out: args.out.as_ref().map(|p| p.display().to_string()),
        stamp,
    };
    Ok(answer(&report))
}

/// Writes the note, and its time stamp beside it: both or neither.
fn written(args: &Args, path: &Path, note: &str) -> Result<Option<Stamped>, Failure> {
    let beside = service::checkpoint::stamp_of(path);
    // A stamp that lay there would be taken for this note's.
    if let Some(there) = [path, &beside].into_iter().find(|p| p.symlink_metadata().is_ok()) {
        return Err(documents::there_already(there));
    }
    let net = |url: &&String| !url.starts_with("http://") && !url.starts_with("https://");
    if let Some(url) = args.tsa.as_ref().filter(net) {
        return Err(Failure::usage(
            format!("--tsa {url:?} is no address"),
            "give one that begins with http:// or https://",
        ));
    }
    let trusted = desk::trusted(args.tsa_ca.as_ref())?;
    let stamp = args.tsa.as_ref().map(|url| {
        let nonce = *chance::identity(|| "nonce of a time stamp".into()).as_bytes();
        let asked = stamp::ask(url, note.as_bytes(), &nonce, trusted.as_ref());
        asked.map_err(|e| EvidenceError::NoStamp { by: url.clone(), why: e.to_string() })
    });
    let stamp = stamp.transpose()?;
    put(path, note.as_bytes())?;
    let Some((answer, stamp)) = stamp else { return Ok(None) };
    put(&beside, &answer).inspect_err(|_| drop(std::fs::remove_file(path)))?;
    Ok(Some(stamp.into()))
}
fn put(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let said = |e| StoreError::Io(format!("the checkpoint: {e}")).into();
    documents::write_new_for_all(path, |out| out.write_all(bytes).map_err(said))
}

/// Who signs, and with which key: in a signed ledger a key of the caller's, elsewhere the one that is named, if one is.
fn signer(ctx: &Context, store: &SqliteStore) -> Result<Option<(Login, Later<'static>)>, Failure> {
    let own = match Loaded::trust(store)? {
        Some(Trust::Signed) => None,
        Some(Trust::Declared | Trust::Os) | None => match ctx.named_key()? {
            None => return Ok(None),
            named => named,
        },
    };
    let caller = ctx.acting(store)?;
    if let Some(pretence) = caller.pretence {
        return Err(pretence.into());
    }
    let Some(signer) = own.or(caller.signer) else { return Ok(None) };
    checkpoint::may_sign(store, &caller.login, signer.key())?;
    Ok(Some((caller.login, signer)))
}

fn answer(r: &Report) -> Answer {
    let unsigned = "it is not signed: only where you keep it says that it is yours";
    let Some(out) = &r.out else {
        let warnings = if r.name.is_none() { vec![unsigned.to_owned()] } else { Vec::new() };
        return Answer { raw: true, warnings, ..Answer::of(r, r.note.clone()) };
    };
    let by = match (&r.name, &r.key) {
        (Some(name), Some(key)) => format!("signed by {name} {key}"),
        _ => unsigned.to_owned(),
    };
    let stamped = r.stamp.as_ref().map(|s| format!("  {}\n", s.said())).unwrap_or_default();
    let text = format!(
        "Wrote a checkpoint to {out}\n  id {}\n  head {} {}\n  time {}\n  {by}\n{stamped}  keep it where nobody who can write the ledger can write it\n    era-rm ledger verify --checkpoint {out}\n",
        r.ledger, r.entries, r.digest, r.time
    );
    Answer::of(r, text)
}
