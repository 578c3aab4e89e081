//! Checkpoints held against a ledger: the head of one as a checkpoint, whether it extends one, and whose signatures a
//! checkpoint bears. What must not live here: files, and the form of a note.

use crate::domain::event::Trust;
use crate::domain::person::HeldKey;
use crate::domain::{Login, PublicKey, Refusal, RefusalKind, Subject, Time};
use crate::ledger::{Breach, Checkpoint, Entry, Head, Note, digest};
use crate::service::evidence::EvidenceError;
use crate::sop::permit::SIGNED;
use crate::store::Store;

use super::Failure;
use super::loader::{Loaded, decode};

/// The head of a ledger as it is now.
///
/// # Errors
/// [`Failure::Breach`] if there is no sound entry; [`Failure::Store`].
pub fn of(store: &dyn Store, time: Time) -> Result<Checkpoint, Failure> {
    let head = store.head()?.unwrap_or(Head { seq: 0, digest: crate::domain::Digest::default() });
    let Some(entry) = at(store, head.seq)? else {
        return Err(Failure::Breach { seq: 0, breach: Breach::Index("the ledger has no entry".into()) });
    };
    Ok(Checkpoint { ledger: decode(&entry)?.ledger, head, time })
}

/// Checks that a ledger extends a checkpoint, which is kept under this name: one entry is read. That the entries before it
/// are linked to it is for an audit to say.
///
/// # Errors
/// [`Failure::Breach`] where it does not; [`Failure::Store`].
pub fn held(store: &dyn Store, checkpoint: &Checkpoint, name: &str) -> Result<(), Failure> {
    let entry = at(store, checkpoint.head.seq)?;
    let first = if entry.is_none() { at(store, 1)? } else { None };
    let ledger = entry.as_ref().or(first.as_ref()).map(decode).transpose()?.map(|body| body.ledger);
    let last = store.head()?.map_or(0, |h| h.seq);
    let extended = checkpoint.extended(ledger.unwrap_or_default(), last, entry.map(|e| e.digest));
    extended.map_err(|lost| Failure::Breach {
        seq: 0,
        breach: Breach::Checkpoint { file: name.to_owned(), lost },
    })
}

/// The entry at a position, found to be what its digest says.
fn at(store: &dyn Store, seq: u64) -> Result<Option<Entry>, Failure> {
    let entry = store.scan(seq.saturating_sub(1), seq, 1)?.pop();
    match entry {
        Some(e) if e.digest != digest::of_entry(&e.prev, e.seq, &e.body, &e.signature) => {
            Err(Failure::Breach { seq, breach: Breach::Digest })
        }
        other => Ok(other),
    }
}

/// Who signed a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signers {
    /// The names and keys whose signatures were checked and are good.
    pub good: Vec<(String, PublicKey)>,
    /// How many signatures are by keys that are not known here.
    pub unknown: usize,
}

/// Checks the signatures of a checkpoint: by the keys that each person held in the ledger when its entry was the last, and
/// by the keys that are given. In a signed ledger somebody must have signed by a key of the ledger's, and if keys are given,
/// by one of them.
///
/// # Errors
/// [`EvidenceError::Unsigned`] where a known key did not make its signature, or none is by a key that has to sign.
pub fn signers(
    store: &dyn Store,
    (note, checkpoint): (&Note, &Checkpoint),
    given: &[PublicKey],
    name: &str,
) -> Result<Signers, Failure> {
    let refused = |why: String| EvidenceError::Unsigned { path: name.to_owned(), why };
    let (mut found, mut ours) = (Signers { good: Vec::new(), unknown: 0 }, false);
    for line in &note.lines {
        let held = keys_of(store, &line.name)?;
        let own = held.iter().find(|held| line.is_of(&held.key) && stood(held, checkpoint.head.seq));
        let Some(key) = own.map(|held| &held.key).or(given.iter().find(|key| line.is_of(key))) else {
            found.unknown += 1;
            continue;
        };
        line.verify(&note.text, key).map_err(|e| refused(e.to_string()))?;
        if let Some(since) = own.and_then(|held| held.end.as_ref()).and_then(|end| end.compromised_since)
            && checkpoint.time >= since
        {
            let key = key.fingerprint();
            return Err(refused(format!("the key {key} may have been in other hands since {since}")).into());
        }
        ours |= own.is_some();
        found.good.push((line.name.clone(), key.clone()));
    }
    if !given.is_empty() && !found.good.iter().any(|(_, key)| given.contains(key)) {
        return Err(refused("no signature is by a key that was given".into()).into());
    }
    if Loaded::trust(store)? == Some(Trust::Signed) && !ours {
        let why = "no signature is by a key that was its person's in this ledger then";
        return Err(refused(why.into()).into());
    }
    Ok(found)
}

/// Whether a key was its person's after an entry.
fn stood(held: &HeldKey, seq: u64) -> bool {
    !held.authority && held.added.0 <= seq && held.end.as_ref().is_none_or(|end| seq < end.ended.0)
}

/// The keys of a person, ended ones too; each entry of the history proved by the one before.
fn keys_of(store: &dyn Store, login: &str) -> Result<Vec<HeldKey>, Failure> {
    let Ok(login) = login.parse::<Login>() else { return Ok(Vec::new()) };
    let mut loaded = Loaded::with(store, &[])?;
    loaded.proven = true;
    loaded.load(&[Subject::person(&login)])?;
    Ok(loaded.world.persons.remove(&login).map(|person| person.keys).unwrap_or_default())
}

/// Checks that a key may sign a checkpoint for a person now: in a signed ledger it must be one of the person's own.
///
/// # Errors
/// [`Failure::Refused`] where it may not.
pub fn may_sign(store: &dyn Store, login: &Login, key: &PublicKey) -> Result<(), Failure> {
    let own = keys_of(store, login.as_str())?;
    let stands = |held: &HeldKey| held.key == *key && !held.authority && held.end.is_none();
    if Loaded::trust(store)? != Some(Trust::Signed) || own.iter().any(stands) {
        return Ok(());
    }
    let message = format!("the key {} is none by which {login} signs now", key.fingerprint());
    let refusal = Refusal::new(RefusalKind::Identity, SIGNED, message);
    Err(refusal.hint("sign with another key of yours: --key FILE; era-rm person key list shows them").into())
}
