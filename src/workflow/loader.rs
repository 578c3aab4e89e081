//! From the shelf to the state: what a command needs is folded from the histories of the subjects it touches, never from
//! the whole ledger. The auditor reads through here too.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::event::Trust;
use crate::domain::{Digest, Fact, ReleaseNumber, SignedBy, Subject, Time};
use crate::ledger::{Body, Breach, Entry, Parent, body, sshsig};
use crate::sop::world::World;
use crate::store::{History, Store, Want};

use super::Failure;

/// The latest entry of a subject: what the next one must name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tip {
    /// Its revision; 0 if there is none.
    pub revision: u64,
    /// Its body, for the next one to follow.
    pub parent: Parent,
    /// When it was recorded.
    pub at: Option<Time>,
}

/// Subjects as they stand on the shelf.
pub struct Loaded<'s> {
    store: &'s dyn Store,
    /// The state they fold to.
    pub world: World,
    /// Their latest entries.
    pub tips: BTreeMap<Subject, Tip>,
    /// The ledger's identity, once an entry was read.
    pub ledger: Option<uuid::Uuid>,
    /// Only entries before this seq are taken: the auditor stands in the past.
    pub before: u64,
    /// Whether each history is proved by the parents that its entries name: the auditor does so where he has not looked
    /// through the indexes.
    pub proven: bool,
}

/// Reads an entry's body.
///
/// # Errors
/// [`Failure::Breach`] with the entry's position.
pub fn decode(entry: &Entry) -> Result<Body, Failure> {
    Body::read(&entry.body).map_err(|breach| Failure::Breach { seq: entry.seq, breach })
}

/// By what an entry is signed; `None` in an unsigned ledger.
///
/// # Errors
/// [`Failure::Breach`] with the entry's position.
fn signed_by(entry: &Entry) -> Result<Option<SignedBy>, Failure> {
    sshsig::signed_by(&entry.signature).map_err(|e| Failure::Breach { seq: entry.seq, breach: e.into() })
}

/// Reads an entry as an act: what was recorded, and by what it is signed.
///
/// # Errors
/// [`Failure::Breach`] with the entry's position.
pub fn read(entry: &Entry) -> Result<(Body, Fact), Failure> {
    let body = decode(entry)?;
    let fact = Fact { signed: signed_by(entry)?, ..body.fact(entry.seq) };
    Ok((body, fact))
}

/// A history that is proved as it is read: each entry says that it takes the next revision, and names the one before.
pub struct Proof {
    subject: Subject,
    /// The revision before.
    pub revision: u64,
    parent: Parent,
}

impl Proof {
    /// Before the first entry.
    pub fn of(subject: Subject) -> Self {
        Self { subject, revision: 0, parent: Parent::default() }
    }
    /// The next entry, or where not the `whole` history is read, one that says itself which revision it is.
    ///
    /// # Errors
    /// [`Failure::Breach`] where it does not follow.
    pub fn next(&mut self, revision: u64, entry: &Entry, body: &Body, whole: bool) -> Result<(), Failure> {
        let own = body.links().find(|(subject, ..)| **subject == self.subject);
        let follows = own.is_some_and(|(_, says, parent)| {
            says == revision && (!whole || (revision == self.revision + 1 && parent == self.parent))
        });
        if !follows {
            let why = format!(
                "the history of {} does not lead from revision {} to it",
                self.subject, self.revision
            );
            return Err(Failure::Breach { seq: entry.seq, breach: Breach::Index(why) });
        }
        (self.revision, self.parent) = (revision, body::parent_of(&entry.body));
        Ok(())
    }
}

impl<'s> Loaded<'s> {
    /// Nothing but the settings and parties, which every act reads.
    ///
    /// # Errors
    /// Those of [`Loaded::load`].
    pub fn begin(store: &'s dyn Store) -> Result<Self, Failure> {
        Self::with(store, &[Subject::Settings, Subject::Parties])
    }
    /// Nothing but these subjects, in one read.
    ///
    /// # Errors
    /// Those of [`Loaded::load`].
    pub fn with(store: &'s dyn Store, subjects: &[Subject]) -> Result<Self, Failure> {
        let (world, tips) = (World::default(), BTreeMap::new());
        let mut all = Self { store, world, tips, ledger: None, before: u64::MAX, proven: false };
        all.load(subjects)?;
        Ok(all)
    }
    /// How the ledger knows who acts.
    ///
    /// # Errors
    /// Those of [`Loaded::load`].
    pub fn trust(store: &'s dyn Store) -> Result<Option<Trust>, Failure> {
        Ok(Self::with(store, &[Subject::Settings])?.world.trust)
    }

    /// Loads and folds the whole histories of subjects that are not loaded yet.
    ///
    /// # Errors
    /// [`Failure::Store`], or [`Failure::Breach`] for an entry that cannot be read.
    pub fn load(&mut self, subjects: &[Subject]) -> Result<(), Failure> {
        let mut wants: Vec<Want> = Vec::new();
        for s in subjects {
            if !self.tips.contains_key(s) && !wants.iter().any(|w| w.subject == *s) {
                // The pool and the refusals are never folded: only their revision is compared.
                let whole = !matches!(s, Subject::Pool | Subject::Refusals);
                wants.push(Want { subject: s.clone(), whole });
            }
        }
        if wants.is_empty() {
            return Ok(());
        }
        let histories = self.store.histories(&wants)?;
        for (history, want) in histories.iter().zip(&wants) {
            self.fold(history, want.whole)?;
        }
        Ok(())
    }

    fn fold(&mut self, history: &History, whole: bool) -> Result<(), Failure> {
        let already = std::mem::take(&mut self.world.follows);
        self.world.follows.insert(history.subject.clone());
        let mut at = None;
        let past = || history.entries.iter().filter(|(_, e)| e.seq < self.before);
        let last = past().next_back();
        let parent = last.map_or_else(Parent::default, |(_, e)| body::parent_of(&e.body));
        let revision = last.map_or(0, |(revision, _)| *revision);
        let mut proof = Proof::of(history.subject.clone());
        for (revision, entry) in past() {
            let (decoded, signed) = (decode(entry)?, signed_by(entry)?);
            if self.proven {
                proof.next(*revision, entry, &decoded, whole)?;
            }
            self.ledger = self.ledger.or(Some(decoded.ledger));
            at = Some(decoded.at);
            if whole {
                self.world.apply(&Arc::new(decoded.into_fact(entry.seq, signed)));
            }
        }
        let tip = Tip { revision, parent, at };
        self.world.follows.extend(already);
        self.tips.insert(history.subject.clone(), tip);
        Ok(())
    }

    /// Loads the release of a number, and the OCRs in it. `None` if no release ever had the number.
    ///
    /// # Errors
    /// Those of [`Loaded::load`].
    pub fn release(&mut self, number: &ReleaseNumber) -> Result<Option<uuid::Uuid>, Failure> {
        self.load(&[Subject::number(number)])?;
        let Some(id) = self.world.numbers.get(number).copied() else { return Ok(None) };
        self.release_by_id(id)?;
        Ok(Some(id))
    }
    /// Loads a release by its identity, and the OCRs in it.
    ///
    /// # Errors
    /// Those of [`Loaded::load`].
    pub fn release_by_id(&mut self, id: uuid::Uuid) -> Result<(), Failure> {
        self.load(&[Subject::Release(id)])?;
        let ocrs: Vec<Subject> = self.world.releases.get(&id).map_or_else(Vec::new, |r| {
            r.scope.ocrs.iter().chain(r.deferred.iter().map(|(o, _)| o)).map(Subject::ocr).collect()
        });
        self.load(&ocrs)
    }

    /// An act that was folded is now the latest of a subject; `body` is the digest of its body.
    pub fn stand(&mut self, subject: &Subject, revision: u64, body: &Digest, at: Time) {
        let tip = Tip { revision, parent: Parent(Some(*body)), at: Some(at) };
        match self.tips.get_mut(subject) {
            Some(old) => *old = tip,
            None => drop(self.tips.insert(subject.clone(), tip)),
        }
    }
    /// Lets go of a subject. What all acts share stays.
    pub fn forget(&mut self, subject: &Subject) {
        self.world.forget(subject);
        self.tips.remove(subject);
    }

    /// The facts of a subject, oldest first.
    ///
    /// # Errors
    /// Those of [`Loaded::load`].
    pub fn facts(&self, subject: &Subject) -> Result<Vec<(Body, Fact)>, Failure> {
        let histories = self.store.histories(&[Want::whole(subject.clone())])?;
        let entries = histories.iter().flat_map(|h| h.entries.iter());
        entries.map(|(_, e)| read(e)).collect()
    }

    /// The shelf it was loaded from.
    pub fn store(&self) -> &'s dyn Store {
        self.store
    }
    /// The tip of a loaded subject.
    pub fn tip(&self, subject: &Subject) -> Tip {
        self.tips.get(subject).cloned().unwrap_or(Tip { revision: 0, parent: Parent::default(), at: None })
    }
}
