//! What stands beside the entries: their signatures, the documents that they name; and view rows of subjects that no entry gave.

use std::hash::RandomState;

use crate::domain::{Digest, Event, SignedBy};
use crate::ledger::{Body, Breach, Entry, digest, sshsig};
use crate::store::{Inspect, StoreError};
use crate::workflow::Failure;
use crate::workflow::gate::Gate;

use super::indexes::Sums;
use super::papers::Papers;
use super::{breach, documents};

/// How many rows of a view are read at a time.
const ROWS: usize = 5_000;

/// An entry as it is put before the judge.
pub struct Read {
    /// Its position.
    pub seq: u64,
    /// Its body, boxed: a stretch of them is handed on.
    pub body: Box<Body>,
    /// SHA-256 of the stored body.
    pub digest: Digest,
    /// By what it is signed; that signature is good.
    pub signed: Option<SignedBy>,
    /// How many documents it names.
    pub documents: u64,
}

/// Who reads entries with what stands beside them.
pub struct Reader {
    /// What the rows of the indexes are marked with.
    pub key: RandomState,
    /// The documents.
    pub papers: Papers,
}

impl Reader {
    /// Reads a stretch of entries, and adds up what should lead to them. What is unsound is told in its place, after all
    /// that come before.
    ///
    /// # Errors
    /// [`Failure::Store`].
    pub fn stretch(
        &self,
        shelf: &dyn Inspect,
        after: u64,
        upto: u64,
    ) -> Result<(Vec<Result<Read, Failure>>, Sums), Failure> {
        let state = shelf.hold()?;
        let entries = shelf.scan(after, upto, usize::try_from(upto - after).unwrap_or(usize::MAX))?;
        let mut sums = Sums::default();
        let read = entries.iter().map(|entry| self.one(shelf, entry, &mut sums)).collect();
        drop(state);
        Ok((read, sums))
    }

    fn one(&self, shelf: &dyn Inspect, entry: &Entry, sums: &mut Sums) -> Result<Read, Failure> {
        let body = Body::decode(&entry.body).map_err(|b| breach(entry.seq, b))?;
        let digest = digest::of_bytes(entry.body.as_bytes());
        let signed = sshsig::check(&entry.body, &entry.signature).map_err(|e| breach(entry.seq, e.into()))?;
        if !shelf.stands(entry.seq)? {
            return Err(breach(entry.seq, Breach::Index("it is not found by its position".into())));
        }
        sums.add(entry.seq, &body, &digest, &self.key);
        let named = documents::all(&body);
        for document in &named {
            let sound = self.papers.is_sound(shelf, &self.key, document)?;
            if !sound && !documents::is_erased(shelf, document)? {
                return Err(breach(entry.seq, Breach::Document(*document)));
            }
        }
        if let Event::DocumentErased(e) = &body.event
            && !documents::is_empty(shelf, &e.digest)?
        {
            return Err(breach(entry.seq, Breach::Erased(e.digest)));
        }
        Ok(Read { seq: entry.seq, body: Box::new(body), digest, signed, documents: named.len() as u64 })
    }
}

/// Subjects that have view rows and no history.
///
/// # Errors
/// [`Failure::Store`].
pub fn strangers(reader: &dyn Inspect, gate: &Gate) -> Result<Vec<String>, Failure> {
    let (mut after, mut strange) = (String::new(), Vec::new());
    loop {
        let some = gate.beside(|| reader.viewed(&after, ROWS))?;
        let Some((last, _)) = some.last() else { return Ok(strange) };
        // One that led back would be read for ever.
        if *last <= after {
            return Err(StoreError::Damaged("an index is not in order".into()).into());
        }
        after.clone_from(last);
        strange.extend(some.into_iter().filter(|(_, known)| !known).map(|(subject, _)| subject));
    }
}
