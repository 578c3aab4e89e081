//! The checkpoint: the head of a ledger as the text of a signed note, in the shape of c2sp.org/tlog-checkpoint. Kept
//! elsewhere, it shows later whether the ledger still extends what it was then. Its digest is the head of a chain and not
//! the root of a tree, so a witness of transparency logs can do nothing with it.
//! What must not live here: how a note is signed (`note`), files, and the ledger that is compared.

use std::fmt;

use base64ct::{Base64, Encoding};

use super::Head;
use super::note::{BadNote, Note};
use crate::domain::{Digest, Time};

/// How the first line of every checkpoint begins; the ledger's identity follows.
const ORIGIN: &str = "era-rm/";
/// How the line with the time begins.
const TIME: &str = "time ";

/// The head of a ledger at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checkpoint {
    /// The ledger's identity.
    pub ledger: uuid::Uuid,
    /// Its head.
    pub head: Head,
    /// When it was written down, as who did so had it.
    pub time: Time,
}

/// What became of a ledger that does not extend a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Lost {
    /// Another ledger.
    #[error("it is of the ledger {says}, and another stands here: {there}")]
    Other {
        /// The ledger of the checkpoint.
        says: uuid::Uuid,
        /// The ledger that is there.
        there: uuid::Uuid,
    },
    /// The end is gone.
    #[error(
        "it says that there were {says} entries at {time}, and now the last is {there}: the end was cut off"
    )]
    Cut {
        /// How many there were.
        says: u64,
        /// When that was written down.
        time: Time,
        /// How many there are.
        there: u64,
    },
    /// The entry is another.
    #[error(
        "it says that entry {seq} had the digest {says} at {time}, and now it has {there}: what was recorded up to it was rewritten"
    )]
    Rewritten {
        /// The entry.
        seq: u64,
        /// What it was.
        says: Digest,
        /// When that was written down.
        time: Time,
        /// What it is.
        there: Digest,
    },
}

impl Checkpoint {
    /// Reads the text of a note as a checkpoint.
    ///
    /// # Errors
    /// [`BadNote::Text`] where it is none, or not written as every checkpoint is.
    pub fn read(note: &Note) -> Result<Self, BadNote> {
        let bad = |why| move || BadNote::Text(why);
        let mut lines = note.text.lines();
        let mut next = |why| lines.next().ok_or(BadNote::Text(why));
        const FORM: &str =
            "its text has not the four lines of a checkpoint: era-rm/LEDGER, entries, digest, time";
        let ledger = next(FORM)?.strip_prefix(ORIGIN).and_then(|l| l.parse().ok());
        let ledger = ledger.ok_or_else(bad("its first line is not era-rm/ and the identity of a ledger"))?;
        let seq = next(FORM)?.parse::<u64>().ok().filter(|seq| *seq > 0);
        let seq = seq.ok_or_else(bad("its second line is not a number of entries"))?;
        let digest = next(FORM)?;
        let mut bytes = [0; 32];
        let whole = Base64::decode(digest, &mut bytes).is_ok_and(|d| d.len() == 32);
        let digest = if whole {
            Digest(bytes)
        } else {
            return Err(BadNote::Text("its third line is not base64 of a digest"));
        };
        let time = next(FORM)?.strip_prefix(TIME).and_then(|t| t.parse().ok());
        let time = time.ok_or_else(bad("its fourth line is not the word time and a time"))?;
        let read = Self { ledger, head: Head { seq, digest }, time };
        // Leading zeros, another offset, capitals, a fifth line: there is one text of each checkpoint.
        if read.to_string() == note.text { Ok(read) } else { Err(BadNote::Text(FORM)) }
    }
    /// Whether a ledger still extends it: what is there now, its identity, its last position, and the digest of the entry
    /// at the checkpoint's position.
    ///
    /// # Errors
    /// [`Lost`] with what became of it.
    pub fn extended(&self, ledger: uuid::Uuid, last: u64, there: Option<Digest>) -> Result<(), Lost> {
        let Self { head, time, .. } = *self;
        if ledger != self.ledger {
            return Err(Lost::Other { says: self.ledger, there: ledger });
        }
        match there {
            Some(there) if there == head.digest => Ok(()),
            Some(there) => Err(Lost::Rewritten { seq: head.seq, says: head.digest, time, there }),
            None => Err(Lost::Cut { says: head.seq, time, there: last }),
        }
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Head { seq, digest } = self.head;
        let digest = Base64::encode_string(&digest.0);
        write!(f, "{ORIGIN}{}\n{seq}\n{digest}\n{TIME}{}\n", self.ledger, self.time)
    }
}

#[cfg(test)]
mod tests;
