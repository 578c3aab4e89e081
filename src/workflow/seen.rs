//! What an account has seen of a ledger, held against what is there now: looked at when a ledger is opened, and again when
//! something was recorded. A read of a few rows, whatever the ledger's length.
//! What must not live here: where the state folder is, and what is printed. `cli::seen` calls it.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::domain::event::RestoreAccepted;
use crate::domain::{Event, PublicKey, Subject, Time};
use crate::ledger::mark::{Gap, Mark, Sight};
use crate::ledger::{BadSignature, Body, Breach, Entry, Head, sshsig};
use crate::service::marks::{Found, Marks};
use crate::store::{Store, StoreError};

use super::{Failure, Loaded};

/// What was seen, and what is there.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    marks: Option<Marks>,
    /// The mark as it was found; none at the first look, or if it was no mark.
    pub mark: Option<Mark>,
    /// The head of the ledger when it was looked at.
    pub head: Option<Head>,
    /// That the ledger is without the entry that was seen.
    pub gap: Option<Gap>,
    /// What the person should know.
    pub warnings: Vec<String>,
    /// Whether the mark is to be kept anew.
    stale: bool,
    /// The mark that gives way, though it reaches further.
    lost: Option<Mark>,
}

/// What becomes of a mark.
enum Held {
    /// The ledger has the entry.
    There(Sight),
    /// It has not, and that was accepted.
    Lost(Box<Body>, RestoreAccepted),
    /// It has not.
    Missing(Gap),
}

/// What the first entry of a ledger says of it.
#[derive(Debug)]
pub struct First {
    /// The identity of the ledger.
    pub ledger: uuid::Uuid,
    /// The first administrator's key, in a signed ledger.
    pub key: Option<PublicKey>,
    entry: Entry,
}

impl First {
    /// Whether the entry carries a good signature by a key.
    ///
    /// # Errors
    /// [`BadSignature`].
    pub fn signed_by(&self, key: &PublicKey) -> Result<(), BadSignature> {
        sshsig::verify(&self.entry.body, &self.entry.signature, key)
    }
}

/// The first entry; none where there is none that can be read.
///
/// # Errors
/// [`Failure::Store`].
pub fn first(store: &dyn Store) -> Result<Option<First>, Failure> {
    #[derive(Deserialize)]
    struct Outline {
        ledger: uuid::Uuid,
        event: BTreeMap<String, Form>,
    }
    #[derive(Deserialize)]
    struct Form {
        key: Option<PublicKey>,
    }
    let Some(entry) = entry(store, 1)? else { return Ok(None) };
    let Ok(Outline { ledger, event }) = serde_json::from_str(&entry.body) else { return Ok(None) };
    Ok(Some(First { ledger, key: event.into_values().find_map(|form| form.key), entry }))
}

/// An entry by its position. What is damaged is not there: the auditor says what is wrong with it.
fn entry(store: &dyn Store, seq: u64) -> Result<Option<Entry>, Failure> {
    match store.scan(seq.saturating_sub(1), seq, 1) {
        Ok(mut entries) => Ok(entries.pop()),
        Err(StoreError::Damaged(_)) => Ok(None),
        Err(e) => Err(e.into()),
    }
}

impl Seen {
    /// Looks at a ledger, with the marks that an account keeps of it. They are read before the ledger is, so that what
    /// another process records meanwhile is never taken for something that was lost.
    ///
    /// # Errors
    /// [`Failure::Store`].
    pub fn look(store: &dyn Store, marks: Option<Marks>) -> Result<Self, Failure> {
        let found = marks.as_ref().map_or(Found::Nothing, Marks::read);
        let head = store.head()?;
        let mut seen = Self { marks, head, stale: true, ..Self::default() };
        match found {
            Found::Nothing => seen.copies(store)?,
            Found::Unreadable => seen.warnings.push(
                "what this account has seen of the ledger cannot be read, and is put aside; what is there now is taken for \
                 whole"
                    .into(),
            ),
            Found::Mark(mark) => seen.hold(store, mark)?,
        }
        Ok(seen)
    }

    fn hold(&mut self, store: &dyn Store, mark: Mark) -> Result<(), Failure> {
        self.mark = Some(mark);
        match held(store, self.head, mark)? {
            Held::There(sight) => self.stale = sight == Sight::Further,
            Held::Lost(body, restore) => {
                self.warnings.push(lost(&mark, &body, &restore));
                self.lost = Some(mark);
            }
            Held::Missing(gap) => self.gap = Some(gap),
        }
        Ok(())
    }

    /// At the first look at a place: whether the same ledger was seen elsewhere, with entries that are not here.
    fn copies(&mut self, store: &dyn Store) -> Result<(), Failure> {
        for (location, mark) in self.marks.iter().flat_map(Marks::elsewhere) {
            if let Held::Missing(gap) = held(store, self.head, mark)? {
                let Mark { seq, seen, .. } = gap.mark;
                let here = match gap.there {
                    Some(_) => "another is in its place here".to_owned(),
                    None => format!("the last one here is entry {}", gap.kept()),
                };
                self.warnings.push(format!(
                    "this is a copy of a ledger that was seen at {location}: entry {seq} was there at {seen}, and {here}; from \
                     now on this place is remembered for itself"
                ));
            }
        }
        Ok(())
    }

    /// Keeps the mark of what was seen, after a read.
    ///
    /// # Errors
    /// What the system says.
    pub fn keep(&self, now: Time) -> std::io::Result<()> {
        let (Some(marks), Some(head), None, true) = (&self.marks, &self.head, &self.gap, self.stale) else {
            return Ok(());
        };
        marks.keep(&Mark::of(head, now), self.lost.as_ref())
    }

    /// Keeps the mark of what was recorded. What was missing before is accepted now: who records may not be behind, save to
    /// accept that.
    ///
    /// # Errors
    /// What the system says.
    pub fn record(&mut self, head: Head, now: Time) -> std::io::Result<()> {
        let gone = self.gap.take().map(|gap| gap.mark);
        *self = Self { head: Some(head), stale: true, lost: gone.or(self.lost), ..std::mem::take(self) };
        self.keep(now)
    }

    /// Whether the entry that was seen is there.
    pub fn is_there(&self) -> bool {
        self.gap.is_none() && self.lost.is_none()
    }

    /// Where marks of this ledger are kept.
    pub fn folder(&self) -> Option<&std::path::Path> {
        self.marks.as_ref().map(Marks::folder)
    }

    /// Whether the ledger has what was seen of it.
    ///
    /// # Errors
    /// [`Failure::Breach`] if it has not.
    pub fn whole(&self) -> Result<(), Failure> {
        match &self.gap {
            None => Ok(()),
            Some(gap) => Err(Failure::Breach { seq: 0, breach: Breach::Behind(Box::new(gap.clone())) }),
        }
    }
}

fn held(store: &dyn Store, head: Option<Head>, mark: Mark) -> Result<Held, Failure> {
    let there = match head {
        Some(head) if head.seq == mark.seq => Some(head.digest),
        Some(head) if head.seq > mark.seq => entry(store, mark.seq)?.map(|e| e.digest),
        Some(_) | None => None,
    };
    match mark.sight(head, there) {
        sight @ (Sight::Same | Sight::Further) => Ok(Held::There(sight)),
        Sight::Behind | Sight::Another => Ok(match accepted(store, &mark)? {
            Some((body, restore)) => Held::Lost(Box::new(body), restore),
            None => Held::Missing(Gap { mark, head, there }),
        }),
    }
}

/// The restore that was accepted and by which an entry is lost. It is looked for in the history of the settings, and only
/// where an entry is missing.
fn accepted(store: &dyn Store, mark: &Mark) -> Result<Option<(Body, RestoreAccepted)>, Failure> {
    let facts = match Loaded::with(store, &[])?.facts(&Subject::Settings) {
        // The auditor says which entry cannot be read.
        Err(Failure::Breach { .. } | Failure::Store(StoreError::Damaged(_))) => return Ok(None),
        other => other?,
    };
    let restore = |(body, _): (Body, _)| match &body.event {
        Event::RestoreAccepted(e) if mark.is_lost_by(e, body.at) => Some((e.clone(), body)),
        _ => None,
    };
    Ok(facts.into_iter().rev().find_map(restore).map(|(e, body)| (body, e)))
}

fn lost(mark: &Mark, body: &Body, restore: &RestoreAccepted) -> String {
    format!(
        "entry {}, which this account saw at {}, is lost: {} accepted at {} that the ledger goes on from entry {} ({})",
        mark.seq, mark.seen, body.actor, body.at, restore.kept, restore.reason
    )
}
