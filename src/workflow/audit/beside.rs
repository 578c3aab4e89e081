//! What stands beside the entries: the indexes that lead to them, the documents that they name; and what stands in an
//! index or a view that no entry gave.

use std::collections::BTreeSet;

use crate::domain::Digest;
use crate::ledger::{Body, Breach, Entry, digest};
use crate::store::{Inspect, StoreError, Stretch};
use crate::workflow::Failure;
use crate::workflow::gate::Gate;

use super::{breach, documents};

/// How many rows of an index are counted at a time.
const ROWS: usize = 5_000;

/// An entry as it is put before the judge.
pub struct Read {
    /// Its position.
    pub seq: u64,
    /// Its body.
    pub body: Body,
    /// SHA-256 of the stored body.
    pub digest: Digest,
    /// How many documents it names.
    pub documents: u64,
}

/// Reads a stretch of entries, each with what stands beside it. What is unsound is told in its place, after all that come
/// before.
///
/// # Errors
/// [`Failure::Store`].
pub fn stretch(reader: &dyn Inspect, after: u64, upto: u64) -> Result<Vec<Result<Read, Failure>>, Failure> {
    let state = reader.hold()?;
    let entries = reader.scan(after, upto, usize::try_from(upto - after).unwrap_or(usize::MAX))?;
    let mut seen = BTreeSet::new();
    let read = entries.iter().map(|entry| one(reader, entry, &mut seen)).collect();
    drop(state);
    Ok(read)
}

fn one(reader: &dyn Inspect, entry: &Entry, seen: &mut BTreeSet<Digest>) -> Result<Read, Failure> {
    let body = Body::decode(&entry.body).map_err(|b| breach(entry.seq, b))?;
    let digest = digest::of_bytes(entry.body.as_bytes());
    let index = |why: String| breach(entry.seq, Breach::Index(why));
    if reader.keyed(&body.actor, &body.key)? != Some(entry.seq) {
        return Err(index(format!("the idempotency key {} does not lead to it", body.key)));
    }
    for (subject, revision, _) in body.links() {
        if reader.revision_at(subject, revision)? != Some((entry.seq, digest)) {
            return Err(index(format!(
                "the history of {subject} does not lead from revision {revision} to it"
            )));
        }
    }
    let named = documents::all(&body);
    for document in &named {
        // Many acts of a stretch may name the same one.
        if seen.insert(*document) && reader.kept(document)? != Some(*document) {
            return Err(breach(entry.seq, Breach::Document(*document)));
        }
    }
    Ok(Read { seq: entry.seq, body, digest, documents: named.len() as u64 })
}

/// How many rows there are beside entries 1 to `last`.
pub struct Found {
    /// Revisions of subjects.
    pub revisions: u64,
    /// Idempotency keys.
    pub keys: u64,
    /// Subjects that have view rows and no history, as they stand there.
    pub strangers: Vec<String>,
}

/// Counts what stands beside the entries.
///
/// # Errors
/// [`Failure::Store`].
pub fn found(reader: &dyn Inspect, gate: &Gate, last: u64) -> Result<Found, Failure> {
    let revisions = |place: &_| Ok(gate.beside(|| reader.revisions(place, last, ROWS))?);
    let keys = |place: &_| Ok(gate.beside(|| reader.keys(place, last, ROWS))?);
    Ok(Found {
        revisions: counted((String::new(), 0), revisions)?,
        keys: counted((String::new(), String::new()), keys)?,
        strangers: strangers(reader, gate)?,
    })
}

/// A stretch begins after the one before, unless the index is out of order; one that led back would be read for ever.
fn onward<P: PartialOrd>(place: &mut P, next: P) -> Result<(), Failure> {
    if next <= *place {
        return Err(StoreError::Damaged("an index is not in order".into()).into());
    }
    *place = next;
    Ok(())
}

fn counted<P: PartialOrd>(
    mut place: P,
    mut stretch: impl FnMut(&P) -> Result<Stretch<P>, Failure>,
) -> Result<u64, Failure> {
    let mut all = 0;
    loop {
        let (counted, next) = stretch(&place)?;
        all += counted;
        match next {
            Some(next) => onward(&mut place, next)?,
            None => return Ok(all),
        }
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
        onward(&mut after, last.clone())?;
        strange.extend(some.into_iter().filter(|(_, known)| !known).map(|(subject, _)| subject));
    }
}
