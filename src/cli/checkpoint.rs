//! Checkpoints at the desk: those that are typed are read and held against the ledger, and what was found of each is said.
//! What must not live here: how a checkpoint is judged (`workflow::checkpoint`). Opening a ledger and `ledger verify` come
//! here.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::context::{Global, typed_or};
use crate::domain::{Digest, PublicKey, Time};
use crate::ledger::{Checkpoint, Note};
use crate::service::evidence::EvidenceError;
use crate::service::stamp::{self, Stamp, Trusted};
use crate::service::{checkpoint, files};
use crate::store::Store;
use crate::workflow::{self, Failure};

/// All authorities that a system trusts are less, in bytes.
const LARGEST_PEM: u64 = 4 * 1024 * 1024;

/// A checkpoint that the ledger extends.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct Held {
    /// Where it is kept.
    pub file: String,
    /// How many entries there were.
    pub entries: u64,
    /// The digest of the last of them.
    pub digest: Digest,
    /// When that was written down, as who did so had it.
    pub time: Time,
    /// Who signed it, by a key that is known here.
    pub signed: Vec<Signed>,
    /// How many signatures could not be checked, for their keys are not known here.
    pub unknown: usize,
    /// The time stamp that lies beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stamp: Option<Stamped>,
}

/// A good time stamp.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct Stamped {
    /// When the authority saw the checkpoint.
    pub time: Time,
    /// Who signed it, as the certificate that came with it says.
    pub by: String,
    /// Whether an authority of --tsa-ca vouches for who signed it; else anybody may have.
    pub vouched: bool,
}

impl From<Stamp> for Stamped {
    fn from(stamp: Stamp) -> Self {
        Self { time: stamp.time, by: stamp.by, vouched: stamp.vouched }
    }
}

impl Stamped {
    /// For people.
    pub fn said(&self) -> String {
        let by = &self.by;
        let who = match self.vouched {
            true => by.clone(),
            false => format!("{by}; not checked: who that is (--tsa-ca FILE)"),
        };
        format!("stamped {} by {who}", self.time)
    }
}

/// What is asked of checkpoints besides that the ledger extends them.
pub struct Asked {
    /// One of these must have signed, if there are any.
    pub keys: Vec<PublicKey>,
    /// One of these must vouch for who stamped them.
    pub trusted: Option<Trusted>,
}

/// A good signature.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct Signed {
    /// The name under which it was made.
    pub name: String,
    /// The fingerprint of the key.
    pub key: String,
}

impl Held {
    /// For people, in one line.
    pub fn line(&self) -> String {
        let mut by: Vec<String> =
            self.signed.iter().map(|s| format!("signed by {} {}", s.name, s.key)).collect();
        match (self.unknown, by.is_empty()) {
            (0, true) => by.push("not signed".to_owned()),
            (0, false) => {}
            (1, _) => by.push("1 signature not checked, for its key is not known here".to_owned()),
            (n, _) => by.push(format!("{n} signatures not checked, for their keys are not known here")),
        }
        by.extend(self.stamp.as_ref().map(Stamped::said));
        format!("  extends {}: entry {} of {}, {}\n", self.file, self.entries, self.time, by.join(", "))
    }
}

/// Reads a checkpoint and checks that a ledger extends it, who signed it, and the time stamp beside it.
///
/// # Errors
/// What is wrong with a file; [`Failure::Breach`] where the ledger does not extend it.
pub fn held(store: &dyn Store, path: &Path, asked: &Asked) -> Result<(Checkpoint, Held), Failure> {
    let (note, checkpoint): (Note, Checkpoint) = checkpoint::read(path)?;
    let file = path.display().to_string();
    workflow::checkpoint::held(store, &checkpoint, &file)?;
    let signers = workflow::checkpoint::signers(store, (&note, &checkpoint), &asked.keys, &file)?;
    let stamp = stamped(path, &note, asked.trusted.as_ref())?;
    let signed = signers.good.into_iter().map(|(name, key)| Signed { name, key: key.fingerprint() });
    let Checkpoint { head, time, .. } = checkpoint;
    let (signed, unknown) = (signed.collect(), signers.unknown);
    Ok((checkpoint, Held { file, entries: head.seq, digest: head.digest, time, signed, unknown, stamp }))
}

/// The time stamp beside a checkpoint, found good; there must be one where somebody is to vouch for it.
fn stamped(path: &Path, note: &Note, trusted: Option<&Trusted>) -> Result<Option<Stamped>, Failure> {
    let refused =
        |why| EvidenceError::BadStamp { path: checkpoint::stamp_of(path).display().to_string(), why };
    match checkpoint::read_stamp(path)? {
        Some(answer) => {
            let good = stamp::check(&answer, note.to_string().as_bytes(), trusted);
            Ok(Some(good.map_err(|e| refused(e.to_string()))?.into()))
        }
        None if trusted.is_some() => Err(refused("it is not there, and --tsa-ca asks for it".into()).into()),
        None => Ok(None),
    }
}

/// The authorities in a file.
///
/// # Errors
/// What is wrong with the file.
pub fn trusted(path: Option<&PathBuf>) -> Result<Option<Trusted>, Failure> {
    let read = |path: &PathBuf| {
        let (_, bytes) = files::read_document(path, None, LARGEST_PEM)?;
        let hint = "name a file of certificates, each of which begins with -----BEGIN CERTIFICATE-----";
        Trusted::read(&bytes).map_err(|e| Failure::usage(format!("{}: {e}", path.display()), hint))
    };
    path.map(read).transpose()
}

/// The checkpoint that the ledger must hold, whatever is done with it: `--expect-checkpoint`, or the variable.
///
/// # Errors
/// None that can happen: every text is a path.
pub fn expected(global: &Global) -> Result<Option<PathBuf>, Failure> {
    typed_or(global.expect_checkpoint.clone(), "ERA_RM_EXPECT_CHECKPOINT")
}

/// Checks that a ledger that is opened holds the checkpoint that is expected of it, if any is: one entry is read. Who signed
/// it is not asked, for whoever expects it keeps it.
///
/// # Errors
/// What is wrong with the file; [`Failure::Breach`] where the ledger does not extend it.
pub fn met(global: &Global, store: &dyn Store) -> Result<(), Failure> {
    let Some(path) = expected(global)? else { return Ok(()) };
    let (_, checkpoint) = checkpoint::read(&path)?;
    workflow::checkpoint::held(store, &checkpoint, &path.display().to_string())
}
