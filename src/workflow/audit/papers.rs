//! The documents that the acts name: that each is kept, and unaltered. They lie in the order in which they came, which is
//! nearly that of the acts that name them; so when one is asked for, those that lie beside it are read with it. The rows
//! are added up, to be compared with the index that leads to them.

use std::collections::HashSet;
use std::hash::RandomState;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::domain::Digest;
use crate::ledger::digest::Hasher;
use crate::store::{Inspect, PartRow};
use crate::workflow::Failure;
use crate::workflow::gate::Gate;

use super::indexes::Sum;

/// How many rows are read together.
const BLOCK: u64 = 128;

/// How many sound documents are remembered.
const REMEMBERED: usize = 100_000;

/// What was read of the documents.
pub struct Papers {
    /// The last row; what acts add meanwhile is not looked at.
    last: u64,
    read: Mutex<Read>,
}

#[derive(Default)]
struct Read {
    sound: HashSet<Digest>,
    blocks: HashSet<u64>,
    rows: Sum,
}

impl Papers {
    /// Nothing is read yet.
    ///
    /// # Errors
    /// [`Failure::Store`].
    pub fn of(shelf: &dyn Inspect) -> Result<Self, Failure> {
        Ok(Self { last: shelf.last_part()?, read: Mutex::default() })
    }

    /// The last row.
    pub fn last(&self) -> u64 {
        self.last
    }

    fn known(&self) -> MutexGuard<'_, Read> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a document is kept unaltered.
    ///
    /// # Errors
    /// [`Failure::Store`].
    pub fn is_sound(
        &self,
        shelf: &dyn Inspect,
        key: &RandomState,
        document: &Digest,
    ) -> Result<bool, Failure> {
        if self.known().sound.contains(document) {
            return Ok(true);
        }
        let Some(place) = shelf.place(document)? else { return Ok(false) };
        let block = place.saturating_sub(1) / BLOCK;
        if self.known().blocks.insert(block) {
            self.block(shelf, key, block)?;
            if self.known().sound.contains(document) {
                return Ok(true);
            }
        }
        // It goes on beyond its block, or was forgotten, or another lane reads it just now.
        let sound = shelf.kept(document)? == Some(*document);
        self.remember(sound.then_some(*document));
        Ok(sound)
    }

    fn remember(&self, sound: impl IntoIterator<Item = Digest>) {
        let mut known = self.known();
        if known.sound.len() > REMEMBERED {
            known.sound.clear();
        }
        known.sound.extend(sound);
    }

    /// Reads the documents of a block. One that goes on beyond it is left out.
    fn block(&self, shelf: &dyn Inspect, key: &RandomState, block: u64) -> Result<(), Failure> {
        let (mut rows, mut sound, mut open) = (Sum::default(), Vec::new(), None::<(Digest, Hasher, u64)>);
        let after = block * BLOCK;
        shelf.parts(after, self.last.min(after + BLOCK), &mut |(id, digest, part, bytes): PartRow<'_>| {
            rows.add((digest.0, part, id), key);
            let goes_on = open.as_ref().is_some_and(|(of, _, next)| *of == digest && *next == part);
            if !goes_on {
                let whole = open.take().filter(|_| part == 0).map(|(of, hasher, _)| (of, hasher.finish()));
                sound.extend(whole.filter(|(of, is)| of == is).map(|(of, _)| of));
                open = (part == 0).then(|| (digest, Hasher::default(), 0));
            }
            if let Some((_, hasher, next)) = &mut open {
                hasher.update(bytes);
                *next += 1;
            }
        })?;
        self.known().rows.join(rows);
        self.remember(sound);
        Ok(())
    }

    /// The rows of all documents, those that no act has asked for too.
    ///
    /// # Errors
    /// [`Failure::Store`].
    pub fn rows(&self, shelf: &dyn Inspect, gate: &Gate, key: &RandomState) -> Result<Sum, Failure> {
        for block in 0..self.last.div_ceil(BLOCK) {
            if self.known().blocks.insert(block) {
                gate.beside(|| self.block(shelf, key, block))?;
            }
        }
        Ok(self.known().rows)
    }
}
