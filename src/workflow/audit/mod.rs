//! The auditor: reads the whole ledger as a stranger would, then puts every act before the same judge that allowed it.
//!
//! 1. The first walk, by seq: position, link, digest (`links`).
//! 2. The second walk, act by act. Beside each entry (`beside`): canonical form, the documents it names. Then the act
//!    before the judge (`judge`), on the world as it stood (`living`): ledger id, revision and parent of every subject
//!    changed, revision of every subject judged on, its basis, the notices it owed.
//! 3. The indexes that lead to the entries (`indexes`): all that should stand there, and nothing else.
//! 4. View rows, subject by subject, once a subject is at rest (`views`).
//!
//! From a checkpoint on (`since`) the first walk is the same, and the others take in the entries after it alone.
//!
//! Reading and hashing is done on every core, in stretches of a few milliseconds, so that nobody who writes waits. What is
//! remembered is what is still open, so memory does not grow with the ledger. The shelf's own checks (schema, SQLite) are
//! asked by the command, which knows what shelf it is.

mod beside;
mod documents;
mod indexes;
mod judge;
mod links;
mod living;
mod papers;
mod since;
mod views;

use std::hash::RandomState;
use std::sync::Arc;
use std::thread;

use crate::domain::{Digest, Subject};
use crate::ledger::{Body, Breach, Head, digest};
use crate::store::{Inspect, Want};

use super::erase::Erased;
use super::gate::Gate;
use super::loader::decode;
use super::{Failure, lanes};
use beside::Reader;
use indexes::Sums;
use judge::Judge;
use living::Living;
use papers::Papers;
use views::Desk;

pub use documents::named;
pub use since::audit_since;

/// How many entries are read at a time.
const CHUNK: u64 = 125;

/// What an audit found sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// The ledger's identity.
    pub ledger: uuid::Uuid,
    /// The head that was audited.
    pub head: Head,
    /// How many subjects have a history.
    pub subjects: u64,
    /// How often an entry names a document.
    pub documents: u64,
    /// How many acts were refused and recorded.
    pub refused: u64,
    /// How many entries carry a signature, which is good.
    pub signed: u64,
    /// The documents that were erased, in the ledger's order.
    pub erased: Vec<Erased>,
}

/// What an audit is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The first walk: the links.
    Links,
    /// The second walk: the acts.
    Acts,
}

/// Is told of every stretch: what the audit is at, how many entries are done, of how many.
pub type Progress<'a> = dyn FnMut(Stage, u64, u64) + 'a;

/// Audits a ledger from its first entry to its head, as that is now.
///
/// # Errors
/// [`Failure::Breach`] with the first entry that is not sound and what is wrong; [`Failure::Store`].
pub fn audit(shelf: &dyn Inspect, progress: &mut Progress<'_>) -> Result<Audit, Failure> {
    let Some(head) = shelf.head()? else {
        return Err(breach(0, Breach::Index("the ledger has no entry".into())));
    };
    let gate = Gate::default();
    let reader = Reader { key: RandomState::new(), papers: Papers::of(shelf)? };
    links::walk(shelf, &gate, head.seq, progress)?;
    let (counter, mut comparer) = (shelf.another()?, shelf.another()?);
    let walked = thread::scope(|scope| {
        let (gate, key, last_part) = (&gate, &reader.key, reader.papers.last());
        let beside = scope.spawn(move || {
            let found = indexes::found(&*counter, gate, (head.seq, last_part), key)?;
            Ok::<_, Failure>((found, beside::strangers(&*counter, gate)?))
        });
        views::handed_in(&mut *comparer, gate, false, |desk| {
            let (judge, mut wanted) =
                acts(Judge::new(shelf)?, (shelf, gate), &reader, (0, head.seq), desk, progress)?;
            let lost = |_| Failure::Bug(anyhow::anyhow!("who reads the indexes was lost"));
            let (found, strangers) = beside.join().map_err(lost)??;
            // Rows that are numbered with gaps might be looked for without end.
            if found.parts.rows != last_part {
                let why = "the parts of documents do not lie one after another";
                return Err(breach(0, Breach::Index(why.into())));
            }
            wanted.parts = reader.papers.rows(shelf, gate, key)?;
            too_much(&found, &wanted, &strangers)?;
            Ok(judge)
        })
    });
    // Whatever an index does not lead to is told before what comes of it.
    if let Err(Failure::Breach { seq, .. }) = &walked {
        indexes::look_up(shelf, &gate, (0, if *seq == 0 { head.seq } else { *seq }))?;
    }
    let (judge, differ) = walked?;
    found_sound(shelf, head, judge, &differ)
}

/// What was found, where no view differs.
fn found_sound(
    shelf: &dyn Inspect,
    head: Head,
    judge: Judge<'_>,
    differ: &[Subject],
) -> Result<Audit, Failure> {
    if let Some(subject) = differ.first() {
        let tip = shelf.histories(&[Want::tip(subject.clone())])?;
        let seq = tip.first().and_then(|h| h.entries.last()).map_or(0, |(_, e)| e.seq);
        return Err(breach(seq, Breach::View(subject.to_string())));
    }
    Ok(Audit {
        ledger: judge.ledger.unwrap_or_default(),
        head,
        subjects: judge.subjects,
        documents: judge.documents,
        refused: judge.refused,
        signed: judge.signed,
        erased: judge.erased,
    })
}

/// The second walk, of the entries `after + 1` to `last`; and what should lead to them.
fn acts<'s>(
    mut judge: Judge<'s>,
    (shelf, gate): (&'s dyn Inspect, &Gate),
    reader: &Reader,
    (after, last): (u64, u64),
    desk: &mut Desk,
    progress: &mut Progress<'_>,
) -> Result<(Judge<'s>, Sums), Failure> {
    let mut wanted = Sums::default();
    let stretch = |shelf: &dyn Inspect, after, upto| reader.stretch(shelf, after, upto);
    lanes::in_order_after((shelf, gate), (after, last, CHUNK), &stretch, &mut |upto, (read, sums)| {
        read.into_iter().try_for_each(|entry| judge.hear(entry?, desk))?;
        wanted.join(&sums);
        progress(Stage::Acts, upto - after, last - after);
        Ok(())
    })?;
    judge.rise(desk);
    Ok((judge, wanted))
}

/// Rows of an index or a view that no entry gave, or rows that are missing.
fn too_much(found: &Sums, wanted: &Sums, strangers: &[String]) -> Result<(), Failure> {
    let indexes = [
        ("revisions of subjects", found.revisions, wanted.revisions),
        ("idempotency keys", found.keys, wanted.keys),
        ("parts of documents", found.parts, wanted.parts),
    ];
    let mut said = Vec::new();
    for (what, found, wanted) in indexes.into_iter().filter(|(_, found, wanted)| found != wanted) {
        said.push(match found.rows == wanted.rows {
            true => format!("the index of {what} holds other rows than there are"),
            false => format!("the index has {} {what} where there are {}", found.rows, wanted.rows),
        });
    }
    if !strangers.is_empty() {
        said.push(format!(
            "{} subjects without a history have view rows; `era-rm ledger rebuild` removes them",
            strangers.len()
        ));
    }
    if said.is_empty() { Ok(()) } else { Err(breach(0, Breach::Index(said.join("; ")))) }
}

/// What a rebuilding of the views found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rebuilt {
    /// How many subjects had rows that were not what their entries say.
    pub rewritten: u64,
    /// How many rows were removed, for no entry is of their subject.
    pub removed: u64,
}

/// Rewrites the views that differ from what the entries say. No entry is judged.
///
/// # Errors
/// [`Failure::Breach`] if an entry cannot be read, [`Failure::Store`].
pub fn rebuild(shelf: &mut dyn Inspect, progress: &mut Progress<'_>) -> Result<Rebuilt, Failure> {
    let last = shelf.head()?.map_or(0, |h| h.seq);
    let mut removed = 0;
    // First, for they may hold a place that is another's.
    let gate = Gate::default();
    for subject in beside::strangers(shelf, &gate)? {
        removed += shelf.sweep(&subject)?;
    }
    let reader = shelf.another()?;
    let ((), differ) = views::handed_in(shelf, &gate, true, |desk| {
        let mut living = Living::new(&*reader)?;
        lanes::in_order((&*reader, &gate), (last, CHUNK), &decoded, &mut |upto, read| {
            for (seq, body, digest) in read {
                living.wake(&body, seq)?;
                let fact = Arc::new(body.into_fact(seq, None));
                living.apply(&fact, &digest);
                living.settle(&fact, desk);
            }
            progress(Stage::Acts, upto, last);
            Ok(())
        })?;
        living.end(desk);
        Ok(())
    })?;
    Ok(Rebuilt { rewritten: differ.len() as u64, removed })
}

/// A stretch of entries, decoded as a command does.
fn decoded(reader: &dyn Inspect, after: u64, upto: u64) -> Result<Vec<(u64, Body, Digest)>, Failure> {
    let entries = reader.scan(after, upto, usize::try_from(upto - after).unwrap_or(usize::MAX))?;
    entries.iter().map(|e| Ok((e.seq, decode(e)?, digest::of_bytes(e.body.as_bytes())))).collect()
}

fn breach(seq: u64, breach: Breach) -> Failure {
    Failure::Breach { seq, breach }
}
