//! The world as it stands at an entry, as far as it is still open: what has come to rest is put aside, and woken from its
//! history where a later act touches it. So memory grows with what is open, not with the ledger.
//! What must not live here: the judge. The judge and the rebuilding of views fold into it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::ocr::Place;
use crate::domain::{Digest, Fact, NoticeId, OcrId, ReleaseId, Subject};
use crate::ledger::{Body, view};
use crate::store::{Inspect, RowsAt};
use crate::workflow::{Failure, Loaded};

use super::views::Desk;

/// Subjects as they stand before the next entry.
pub struct Living<'s> {
    /// What is awake.
    pub loaded: Loaded<'s>,
    /// The notices that acts on an OCR owe.
    notices: BTreeMap<Subject, Vec<NoticeId>>,
}

impl<'s> Living<'s> {
    /// Nothing has happened yet.
    pub fn new(shelf: &'s dyn Inspect) -> Result<Self, Failure> {
        Ok(Self { loaded: Loaded::with(shelf, &[])?, notices: BTreeMap::new() })
    }

    /// Wakes every subject that an entry changes or was judged on.
    ///
    /// # Errors
    /// Those of [`Loaded::load`].
    pub fn wake(&mut self, body: &Body, seq: u64) -> Result<(), Failure> {
        let changed = body.links().filter(|(_, revision, _)| *revision > 1).map(|(subject, ..)| subject);
        let read = body.reads.iter().flatten().filter(|r| r.revision > 0).map(|r| &r.subject);
        let asleep: Vec<Subject> =
            changed.chain(read).filter(|s| !self.loaded.tips.contains_key(s)).cloned().collect();
        if asleep.is_empty() {
            return Ok(());
        }
        self.loaded.before = seq;
        self.loaded.load(&asleep)?;
        // Whatever has to do with it is woken too: a notice's release, an OCR's, a release's OCRs.
        for subject in asleep {
            let release = match &subject {
                Subject::Release(id) => Some(*id),
                Subject::Notice(id) => match self.loaded.world.notices.get(id).map(|n| n.of.clone()) {
                    Some(Subject::Release(id)) => Some(id),
                    _ => None,
                },
                Subject::Ocr(key) => self.ocr(key).and_then(|(_, place)| place.release()),
                _ => None,
            };
            if let Some(id) = release {
                self.loaded.release_by_id(id)?;
            }
        }
        Ok(())
    }

    fn ocr(&self, key: &str) -> Option<(OcrId, Place)> {
        let id: OcrId = key.parse().ok()?;
        self.loaded.world.ocrs.get(&id).map(|o| (id, o.place))
    }

    /// Folds an act.
    pub fn apply(&mut self, fact: &Arc<Fact>, body: &Digest) {
        let world = &mut self.loaded.world;
        world.follows.extend(fact.subjects.iter().map(|(s, _)| s.clone()));
        world.apply(fact);
        for (subject, revision) in &fact.subjects {
            self.loaded.stand(subject, *revision, body, fact.at);
        }
        if let Some((owner @ Subject::Ocr(_), _)) = fact.subjects.first() {
            let owed = fact.subjects.iter().filter_map(|(subject, revision)| match subject {
                Subject::Notice(id) if *revision == 1 => Some(id.clone()),
                _ => None,
            });
            self.notices.entry(owner.clone()).or_default().extend(owed);
        }
    }

    /// Puts aside what has come to rest by an act that was folded.
    pub fn settle(&mut self, fact: &Fact, desk: &mut Desk) {
        for (subject, _) in &fact.subjects {
            match subject {
                Subject::Release(id) => self.release_rests(*id, desk),
                Subject::Ocr(key) => self.ocr_rests(key, desk),
                // Who only acknowledges has woken a release that may be closed long since.
                Subject::Notice(id) => {
                    if let Some(Subject::Release(id)) = self.loaded.world.notices.get(id).map(|n| &n.of) {
                        self.release_rests(*id, desk);
                    }
                }
                _ => {}
            }
        }
    }

    /// A release that is closed or cancelled rests, with all that was its own.
    fn release_rests(&mut self, id: ReleaseId, desk: &mut Desk) {
        let Some(r) = self.loaded.world.releases.get(&id).filter(|r| view::rests(r)) else { return };
        let ocrs: Vec<Subject> =
            r.scope.ocrs.iter().chain(r.deferred.iter().map(|(o, _)| o)).map(Subject::ocr).collect();
        let mut all: Vec<Subject> = r.notices.iter().map(|n| Subject::Notice(n.id.clone())).collect();
        all.extend(r.numbers.iter().map(|(number, _)| Subject::number(number)));
        all.push(r.subject());
        all.iter().for_each(|s| self.put_aside(s, desk));
        for ocr in ocrs {
            if let Subject::Ocr(key) = &ocr {
                self.ocr_rests(key, desk);
            }
        }
    }

    /// An OCR that is neither in the pool nor in a release that is open rests.
    fn ocr_rests(&mut self, key: &str, desk: &mut Desk) {
        let Some((_, place)) = self.ocr(key) else { return };
        let open = |id| self.loaded.world.releases.contains_key(&id);
        let rests = match place {
            Place::Pool | Place::In(_) => false,
            Place::Returned | Place::Withdrawn => true,
            Place::Deferred(id) | Place::Done(id) => !open(id),
        };
        if rests {
            let subject = Subject::Ocr(key.into());
            for notice in self.notices.remove(&subject).unwrap_or_default() {
                self.put_aside(&Subject::Notice(notice), desk);
            }
            self.put_aside(&subject, desk);
        }
    }

    /// Hands in the rows of a subject and forgets it.
    fn put_aside(&mut self, subject: &Subject, desk: &mut Desk) {
        self.hand_in(subject, desk);
        self.loaded.forget(subject);
    }

    fn hand_in(&self, subject: &Subject, desk: &mut Desk) {
        let revision = self.loaded.tip(subject).revision;
        if revision > 0 {
            let rows = view::rows(&self.loaded.world, subject);
            desk.take(RowsAt { subject: subject.clone(), revision, rows });
        }
    }

    /// Hands in the rows of everything that is awake.
    pub fn end(&self, desk: &mut Desk) {
        self.loaded.tips.keys().for_each(|subject| self.hand_in(subject, desk));
    }
}
