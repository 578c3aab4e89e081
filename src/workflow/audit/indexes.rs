//! The indexes that lead to the entries. Every row that the entries give and every row that is there is marked with a random
//! key of this run and the marks are added up: equal sums, equal rows. Only where they differ is each entry looked up, so
//! that the first one to which an index does not lead is named.

use std::fmt::Write;
use std::hash::{BuildHasher, Hash, RandomState};

use crate::domain::Digest;
use crate::ledger::{Body, Breach, Entry, digest};
use crate::store::{Inspect, KeyRow, PlaceRow, RevisionRow, StoreError};
use crate::workflow::gate::Gate;
use crate::workflow::{Failure, lanes};

use super::{CHUNK, breach, documents};

/// How many rows of an index are read at a time.
const ROWS: usize = 1_000;

/// The rows of an index, added up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    /// How many.
    pub rows: u64,
    marks: u64,
}

impl Sum {
    /// Adds a row.
    pub fn add(&mut self, row: impl Hash, key: &RandomState) {
        self.join(Self { rows: 1, marks: key.hash_one(row) });
    }
    /// Adds rows that were added up elsewhere.
    pub fn join(&mut self, other: Self) {
        self.rows += other.rows;
        self.marks = self.marks.wrapping_add(other.marks);
    }
}

/// What leads to some entries, and to the documents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// Revisions of subjects.
    pub revisions: Sum,
    /// Idempotency keys.
    pub keys: Sum,
    /// Parts of documents.
    pub parts: Sum,
}

impl Sums {
    /// Adds what leads to one entry.
    pub fn add(&mut self, seq: u64, body: &Body, digest: &Digest, key: &RandomState) {
        let mut name = String::with_capacity(128);
        for (subject, revision, _) in body.links() {
            name.clear();
            // Writing to a text does not fail.
            let _ = write!(name, "{subject}");
            self.revisions.add((name.as_str(), revision, seq, digest.0), key);
        }
        self.keys.add((body.actor.key().as_str(), body.key.as_str(), seq), key);
    }
    /// Adds what was added up elsewhere.
    pub fn join(&mut self, other: &Self) {
        self.revisions.join(other.revisions);
        self.keys.join(other.keys);
        self.parts.join(other.parts);
    }
}

/// Adds up what is there for entries 1 to `last`, and for parts 1 to `last_part` of documents.
///
/// # Errors
/// [`Failure::Store`], also where an index is not in order: whoever searches it may not find what is there.
pub fn found(
    reader: &dyn Inspect,
    gate: &Gate,
    (last, last_part): (u64, u64),
    key: &RandomState,
) -> Result<Sums, Failure> {
    let Sums { mut revisions, mut keys, mut parts } = Sums::default();
    from_end_to_end(|after: &(String, u64), goes_on| {
        let mut each = |(subject, revision, seq, digest): RevisionRow<'_>| {
            if seq <= last {
                revisions.add((subject, revision, seq, digest.0), key);
            }
            goes_on((subject.to_owned(), revision));
        };
        gate.beside(|| reader.revisions((&after.0, after.1), ROWS, &mut each))
    })?;
    from_end_to_end(|after: &(String, String), goes_on| {
        let mut each = |(actor, word, seq): KeyRow<'_>| {
            if seq <= last {
                keys.add((actor, word, seq), key);
            }
            goes_on((actor.to_owned(), word.to_owned()));
        };
        gate.beside(|| reader.keys((&after.0, &after.1), ROWS, &mut each))
    })?;
    let mut before: Option<PlaceRow> = None;
    from_end_to_end(|after: &(Digest, u64), goes_on| {
        let mut each = |row: PlaceRow| {
            let (digest, part, id) = row;
            // The parts of a document lie together; one that does not is missed where the documents are added up.
            let next = before.map(|(of, last, at)| (of, last + 1, at + 1)).filter(|(of, ..)| *of == digest);
            if id <= last_part && row == next.unwrap_or((digest, 0, id)) {
                parts.add((digest.0, part, id), key);
            }
            before = Some(row);
            goes_on((digest, part));
        };
        gate.beside(|| reader.places((&after.0, after.1), ROWS, &mut each))
    })?;
    Ok(Sums { revisions, keys, parts })
}

/// Reads an index stretch by stretch; each row must come after the one before.
fn from_end_to_end<P: Ord + Default + Clone>(
    mut stretch: impl FnMut(&P, &mut dyn FnMut(P)) -> Result<usize, StoreError>,
) -> Result<(), Failure> {
    let mut place = P::default();
    loop {
        let (after, mut ordered) = (place.clone(), true);
        let rows = stretch(&after, &mut |next| {
            ordered &= next > place;
            place = next;
        })?;
        if !ordered {
            return Err(StoreError::Damaged("an index is not in order".into()).into());
        }
        if rows < ROWS {
            return Ok(());
        }
    }
}

/// Looks up entries `after + 1` to `last`, each by everything that leads to it, and the documents that it names.
///
/// # Errors
/// [`Failure::Breach`] with the first that is not found so; [`Failure::Store`].
pub fn look_up(shelf: &dyn Inspect, gate: &Gate, (after, last): (u64, u64)) -> Result<(), Failure> {
    lanes::in_order_after((shelf, gate), (after, last, CHUNK), &stretch, &mut |_, ()| Ok(()))
}

fn stretch(reader: &dyn Inspect, after: u64, upto: u64) -> Result<(), Failure> {
    let _state = reader.hold()?;
    let entries = reader.scan(after, upto, usize::try_from(upto - after).unwrap_or(usize::MAX))?;
    entries.iter().try_for_each(|entry| one(reader, entry))
}

fn one(reader: &dyn Inspect, entry: &Entry) -> Result<(), Failure> {
    let body = Body::read(&entry.body).map_err(|b| breach(entry.seq, b))?;
    let digest = digest::of_bytes(entry.body.as_bytes());
    let index = |why: String| Err(breach(entry.seq, Breach::Index(why)));
    if reader.keyed(&body.actor, &body.key)? != Some(entry.seq) {
        return index(format!("the idempotency key {} does not lead to it", body.key));
    }
    for (subject, revision, _) in body.links() {
        if reader.revision_at(subject, revision)? != Some((entry.seq, digest)) {
            let why = format!("the history of {subject} does not lead from revision {revision} to it");
            return index(why);
        }
    }
    for document in documents::all(&body) {
        if reader.kept(&document)? != Some(document) && !documents::is_erased(reader, &document)? {
            return Err(breach(entry.seq, Breach::Document(document)));
        }
    }
    Ok(())
}
