//! The mark: the last entry of a ledger that an account has seen, and what a ledger is to it. A chain alone shows neither a
//! tail that was cut nor an old copy in its place; whoever remembers a later entry sees both. Pure.
//! What must not live here: where marks are kept (`service::marks`), and what becomes of a command (`workflow::seen`).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::event::RestoreAccepted;
use crate::domain::{Digest, Time};

use super::Head;

/// The last entry that was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Its position.
    pub seq: u64,
    /// Its digest.
    pub digest: Digest,
    /// When it was first seen to be the last.
    pub seen: Time,
}

/// What a ledger is to a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// It ends with the entry that was seen.
    Same,
    /// It has that entry, and others after it.
    Further,
    /// It ends before that entry.
    Behind,
    /// It has another entry in that place, or none though later ones.
    Another,
}

impl Mark {
    /// The mark of a head.
    pub fn of(head: &Head, seen: Time) -> Self {
        Self { seq: head.seq, digest: head.digest, seen }
    }
    /// The entry that was seen.
    pub fn head(&self) -> Head {
        Head { seq: self.seq, digest: self.digest }
    }

    /// What a ledger is to this mark. `there` is the digest of its entry in the place of the one that was seen.
    pub fn sight(&self, head: Option<Head>, there: Option<Digest>) -> Sight {
        let last = head.map_or(0, |h| h.seq);
        if last < self.seq {
            Sight::Behind
        } else if there != Some(self.digest) {
            Sight::Another
        } else if last == self.seq {
            Sight::Same
        } else {
            Sight::Further
        }
    }

    /// Whether a restore that was accepted is why this entry is not there: it is among those that were named as lost, and
    /// was seen before that was recorded. What is seen afterwards is of the ledger that went on.
    pub fn is_lost_by(&self, restore: &RestoreAccepted, at: Time) -> bool {
        restore.kept < self.seq && self.seq <= restore.lost && self.seen <= at
    }
}

/// A ledger without the entry that was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// What was seen.
    pub mark: Mark,
    /// The last entry that is there now.
    pub head: Option<Head>,
    /// The digest of what is in its place, if there is anything.
    pub there: Option<Digest>,
}

impl Gap {
    /// The last entry that may be the one that was seen: the last there is, or the one before the place of that one.
    pub fn kept(&self) -> u64 {
        self.head.map_or(0, |h| h.seq).min(self.mark.seq.saturating_sub(1))
    }
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Mark { seq, digest, seen } = self.mark;
        let last = self.head.map_or(0, |h| h.seq);
        let place = "the file was cut, or an older copy or another history stands in its place";
        match self.there {
            _ if last < seq => write!(
                f,
                "the ledger ends with entry {last}, and this account saw entry {seq} ({}) at {seen}: {place}",
                digest.short()
            ),
            // Digests that begin alike are shown whole.
            Some(there) if there.short() == digest.short() => {
                write!(f, "entry {seq} is {there}, and this account saw {digest} there at {seen}: {place}")
            }
            Some(there) => write!(
                f,
                "entry {seq} is {}, and this account saw {} there at {seen}: {place}",
                there.short(),
                digest.short()
            ),
            None => write!(f, "entry {seq} is gone, which this account saw at {seen}: {place}"),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn digest(n: u8) -> Digest {
        Digest([n; 32])
    }
    fn time(second: u32) -> Time {
        format!("2026-11-23T09:00:{second:02}Z").parse().unwrap()
    }
    fn head(seq: u64) -> Option<Head> {
        Some(Head { seq, digest: digest(9) })
    }
    const MARK: fn() -> Mark = || Mark { seq: 5, digest: digest(1), seen: time(30) };

    #[test]
    fn what_a_ledger_is_to_a_mark() {
        let cells = [
            (None, None, Sight::Behind),
            (head(4), None, Sight::Behind),
            (head(4), Some(digest(1)), Sight::Behind),
            (head(5), Some(digest(1)), Sight::Same),
            (head(5), Some(digest(2)), Sight::Another),
            (head(5), None, Sight::Another),
            (head(6), Some(digest(1)), Sight::Further),
            (head(6), Some(digest(2)), Sight::Another),
            (head(6), None, Sight::Another),
        ];
        for (head, there, sight) in cells {
            assert_eq!(MARK().sight(head, there), sight, "{head:?} {there:?}");
        }
    }

    #[test]
    fn which_restore_lost_what_was_seen() {
        // kept, lost, recorded, whether it is why entry 5, seen in second 30, is not there
        let cells = [
            (4, 5, 31, true),
            (4, 5, 30, true),
            (4, 5, 29, false),
            (0, 9, 59, true),
            (5, 9, 59, false),
            (6, 9, 59, false),
            (1, 4, 59, false),
        ];
        for (kept, lost, at, is) in cells {
            let restore = RestoreAccepted { kept, lost, reason: "x".parse().unwrap() };
            assert_eq!(MARK().is_lost_by(&restore, time(at)), is, "{kept} {lost} {at}");
        }
    }

    #[test]
    fn a_gap_says_what_was_seen_and_what_is_there() {
        let gap = |last: u64, there| Gap { mark: MARK(), head: head(last), there };
        let said = |gap: &Gap| gap.to_string().split(": ").next().unwrap().to_owned();
        let (was, at) = ("010101010101", "at 2026-11-23T09:00:30Z");
        let behind = format!("the ledger ends with entry 4, and this account saw entry 5 ({was}) {at}");
        assert_eq!((said(&gap(4, None)), gap(4, None).kept()), (behind, 4));
        let another = format!("entry 5 is 020202020202, and this account saw {was} there {at}");
        assert_eq!((said(&gap(7, Some(digest(2)))), gap(7, Some(digest(2))).kept()), (another, 4));
        let gone = format!("entry 5 is gone, which this account saw {at}");
        assert_eq!((said(&gap(7, None)), gap(7, None).kept()), (gone, 4));
    }
}
