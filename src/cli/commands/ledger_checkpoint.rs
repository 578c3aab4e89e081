//! `ledger checkpoint`: the head of the ledger as a signed note, to be kept elsewhere.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Context, env, typed_or};
use crate::cli::ui::Answer;
use crate::cli::{chance, documents};
use crate::domain::{Digest, Time};
use crate::ledger::Note;
use crate::service::signer::{self, Places, SignError, Signer};
use crate::store::StoreError;
use crate::workflow::{Failure, checkpoint};

/// Write down how far the ledger reaches, as a signed note to be kept elsewhere; nothing is recorded
///
/// `ledger verify --checkpoint FILE` proves later that the ledger still extends it. The note is signed by your key, which
/// --key names; in a ledger that is not signed it may be left without a signature.
///
/// Example: era-rm ledger checkpoint --out 2026-11-23.note
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// A new file; nothing is overwritten
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
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
}

/// Runs it.
///
/// # Errors
/// [`Failure::Conflict`] if the file is there already; those of signing.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let store = ctx.open_to_read()?;
    let checkpoint = checkpoint::of(&store, chance::now())?;
    let mut note = Note { text: checkpoint.to_string(), lines: Vec::new() };
    let mut key = None;
    if let Some(signer) = signer(ctx)? {
        note.lines.push(signer.sign_note(&note.text, ctx.acting(&store)?.login.as_str()).map_err(unsigned)?);
        key = Some(signer.key().fingerprint());
    }
    let whole = note.to_string();
    if let Some(path) = &args.out {
        documents::write_new_for_all(path, |out| {
            out.write_all(whole.as_bytes()).map_err(|e| StoreError::Io(format!("the checkpoint: {e}")).into())
        })?;
    }
    let report = Report {
        ledger: checkpoint.ledger.to_string(),
        entries: checkpoint.head.seq,
        digest: checkpoint.head.digest,
        time: checkpoint.time,
        name: note.lines.first().map(|l| l.name.clone()),
        key,
        note: whole,
        out: args.out.as_ref().map(|p| p.display().to_string()),
    };
    Ok(answer(&report))
}

fn signer(ctx: &Context) -> Result<Option<Box<dyn Signer>>, Failure> {
    let Some(path) = typed_or(ctx.global.key.clone(), "ERA_RM_KEY")? else { return Ok(None) };
    let agent = env("SSH_AUTH_SOCK").map(PathBuf::from);
    let places = Places { named: Some(&path), agent: agent.as_deref(), home: None };
    signer::open(places, &[], &mut |_| None).map(Some).map_err(unsigned)
}
fn unsigned(e: SignError) -> Failure {
    Failure::usage(e.to_string(), e.hint())
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
    let text = format!(
        "Wrote a checkpoint to {out}\n  id {}\n  head {} {}\n  time {}\n  {by}\n  keep it where nobody who can write the ledger can write it\n    era-rm ledger verify --checkpoint {out}\n",
        r.ledger, r.entries, r.digest, r.time
    );
    Answer::of(r, text)
}
