//! The first walk: every entry's position, its link to the one before, its digest. Nothing is decoded.

use crate::ledger::{Breach, Head, chain};
use crate::store::Inspect;
use crate::workflow::gate::Gate;
use crate::workflow::{Failure, lanes};

use super::{CHUNK, Progress, Stage, breach};

/// Walks entries 1 to `last`.
///
/// # Errors
/// [`Failure::Breach`] with the first entry that does not follow the one before it; [`Failure::Store`].
pub fn walk(shelf: &dyn Inspect, gate: &Gate, last: u64, progress: &mut Progress<'_>) -> Result<(), Failure> {
    lanes::in_order((shelf, gate), (last, CHUNK), &stretch, &mut |upto, ()| {
        progress(Stage::Links, upto, last);
        Ok(())
    })
}

/// One stretch, with the entry before it: that one is sound if its own stretch is.
fn stretch(reader: &dyn Inspect, after: u64, upto: u64) -> Result<(), Failure> {
    let max = usize::try_from(upto - after + 1).unwrap_or(usize::MAX);
    let mut entries = reader.scan(after.saturating_sub(1), upto, max)?.into_iter();
    let mut head: Option<Head> = None;
    if after > 0 {
        let before = entries.next().filter(|e| e.seq == after).ok_or_else(|| missing(after))?;
        head = Some(Head { seq: before.seq, digest: before.digest });
    }
    for entry in entries {
        head = Some(chain::check(head.as_ref(), &entry).map_err(|b| breach(entry.seq, b))?);
    }
    match head.map_or(0, |h| h.seq) {
        seq if seq == upto => Ok(()),
        seq => Err(missing(seq + 1)),
    }
}

fn missing(seq: u64) -> Failure {
    breach(seq, Breach::Index("the entry is missing".into()))
}
