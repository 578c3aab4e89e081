//! Every act before the one judge, on the world as it stood, and what it says of itself.

use std::sync::Arc;

use crate::domain::{Event, Fact, Release, Subject};
use crate::ledger::{Body, Breach, Parent};
use crate::sop::world::World;
use crate::sop::{decide, owed, permit};
use crate::store::Inspect;
use crate::workflow::Failure;
use crate::workflow::erase::Erased;

use super::beside::Read;
use super::breach;
use super::living::Living;
use super::since::Given;
use super::views::Desk;

/// The judge's bench: the world, and what was counted.
pub struct Judge<'s> {
    living: Living<'s>,
    /// The ledger's identity, once an entry was read.
    pub ledger: Option<uuid::Uuid>,
    /// How many subjects have begun.
    pub subjects: u64,
    /// How often a document was named.
    pub documents: u64,
    /// How many acts were refused and recorded.
    pub refused: u64,
    /// How many entries carry a signature, which is good.
    pub signed: u64,
    /// The documents that were erased.
    pub erased: Vec<Erased>,
}

impl<'s> Judge<'s> {
    /// Before the first entry.
    ///
    /// # Errors
    /// [`Failure::Store`].
    pub fn new(shelf: &'s dyn Inspect) -> Result<Self, Failure> {
        let living = Living::new(shelf)?;
        Ok(Self {
            living,
            ledger: None,
            subjects: 0,
            documents: 0,
            refused: 0,
            signed: 0,
            erased: Vec::new(),
        })
    }

    /// After entries that are not put before it. What it needs of them is read when it is asked for, and each history is
    /// proved by itself; what no act names in full is given.
    ///
    /// # Errors
    /// [`Failure::Store`].
    pub fn after(shelf: &'s dyn Inspect, ledger: uuid::Uuid, given: Given) -> Result<Self, Failure> {
        let mut judge = Self { ledger: Some(ledger), ..Self::new(shelf)? };
        let loaded = &mut judge.living.loaded;
        loaded.proven = true;
        loaded.world.pool = given.world.pool;
        loaded.world.follows.extend(given.tips.keys().cloned());
        loaded.tips.extend(given.tips);
        Ok(judge)
    }

    /// Judges the next entry and folds it.
    ///
    /// # Errors
    /// [`Failure::Breach`] with what is wrong with it.
    pub fn hear(&mut self, read: Read, desk: &mut Desk) -> Result<(), Failure> {
        let Read { seq, body, digest, signed, documents } = read;
        if *self.ledger.get_or_insert(body.ledger) != body.ledger {
            return Err(breach(seq, Breach::Ledger));
        }
        self.living.wake(&body, seq)?;
        self.follows(&body).map_err(|b| breach(seq, b))?;
        let unlawful = |why: String| breach(seq, Breach::Unlawful(why));
        if body.why_late.is_some() != body.effective.is_some() {
            return Err(unlawful("a late record needs its reason".into()));
        }
        let fact = Arc::new(body.into_fact(seq, signed));
        let world = &self.living.loaded.world;
        permit::permit(world, &fact).map_err(|r| unlawful(r.message))?;
        routed(world, &fact).map_err(unlawful)?;
        self.living.apply(&fact, &digest);
        let release = fact.release().and_then(|id| self.living.loaded.world.releases.get(&id));
        let refused = matches!(fact.event, Event::Refused(_));
        if fact.basis != release.map(Release::basis).unwrap_or_default() && !refused {
            return Err(unlawful("its basis is not what the release stood on".into()));
        }
        self.living.settle(&fact, desk);
        self.subjects += fact.subjects.iter().filter(|(_, revision)| *revision == 1).count() as u64;
        self.documents += documents;
        self.refused += u64::from(refused);
        self.signed += u64::from(fact.signed.is_some());
        self.erased.extend(Erased::of(&fact));
        Ok(())
    }

    /// Nothing follows: everything that is awake hands in its rows.
    pub fn rise(&self, desk: &mut Desk) {
        self.living.end(desk);
    }

    /// It is the next revision of every subject it changes, and was judged on what was current.
    fn follows(&self, body: &Body) -> Result<(), Breach> {
        let tip = |subject: &Subject| self.living.loaded.tips.get(subject);
        // How people are known, and who this one is, is asked of every act. From a checkpoint on it is known by this alone.
        for asked in [Subject::person(&body.actor), Subject::Settings] {
            let read = body.reads.iter().flatten().any(|r| r.subject == asked);
            if !read && body.links().all(|(subject, ..)| *subject != asked) {
                return Err(Breach::Unread(asked.to_string()));
            }
        }
        for read in body.reads.iter().flatten() {
            if tip(&read.subject).map_or(0, |t| t.revision) != read.revision {
                return Err(Breach::Read(format!("{} revision {}", read.subject, read.revision)));
            }
        }
        for (subject, revision, parent) in body.links() {
            let last = tip(subject);
            let before = last.map_or(0, |t| t.revision);
            if revision != before + 1 {
                return Err(Breach::Revision { subject: subject.to_string(), before, found: revision });
            }
            if last.map_or(Parent::default(), |t| t.parent) != parent {
                return Err(Breach::Parent(subject.to_string()));
            }
            if last.and_then(|t| t.at).is_some_and(|at| at > body.at) {
                return Err(Breach::Backwards(subject.to_string()));
            }
        }
        Ok(())
    }
}

/// It changes the subjects that such an act changes, and tells those whom it must.
fn routed(world: &World, fact: &Fact) -> Result<(), String> {
    let release = fact.release();
    let own: Vec<&Subject> = fact.subjects.iter().map(|(s, _)| s).filter(|s| !is_owed(s, fact)).collect();
    let wanted = decide::subjects(world, &fact.event, release);
    if own.len() != wanted.len() || own.iter().zip(&wanted).any(|(a, b)| **a != *b) {
        return Err("it does not change the subjects that such an act changes".into());
    }
    let told: Vec<_> = fact.tells.iter().map(|t| t.to.clone()).collect();
    let owed = owed::owed(&fact.event, release.and_then(|id| world.releases.get(&id)));
    let owed_count = fact.subjects.iter().filter(|(s, _)| is_owed(s, fact)).count();
    if told != owed || owed_count != told.len() {
        return Err("it does not tell those whom it must".into());
    }
    Ok(())
}

/// A notice that this very act owes, not one that it hands over.
fn is_owed(subject: &Subject, fact: &Fact) -> bool {
    matches!(subject, Subject::Notice(_)) && fact.event.about_notices().is_none()
}
