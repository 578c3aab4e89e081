//! Acts of the law, recorded by the real workflow on a shelf in memory.

use era_rm::domain::{Digest, Event, Fact, RefusalKind, ReleaseNumber, Subject, Text};
use era_rm::ledger::{Checkpoint, Head};
use era_rm::store::{MemoryStore, Store};
use era_rm::workflow::{self, Draft, Failure, Request};

use super::intent::documents;
use super::law::{Law, name};

/// A ledger in memory.
#[derive(Clone)]
pub struct Shelf {
    store: MemoryStore,
    acts: u64,
}

impl Shelf {
    /// A ledger with the same persons as the law.
    pub fn begin(law: &Law) -> Self {
        let mut shelf = Self { store: MemoryStore::default(), acts: 0 };
        for fact in &law.beginning {
            shelf.perform(law, fact, None).unwrap();
        }
        shelf
    }
    /// Records an act, as the person would who types it: `Ok`, or the kind of refusal.
    pub fn record(&mut self, law: &Law, fact: &Fact) -> Result<(), RefusalKind> {
        let on_release = matches!(fact.subjects.first(), Some((Subject::Release(_) | Subject::Notice(_), _)));
        let scheduling = matches!(fact.event, Event::ReleaseScheduled(_));
        let number = law.release().filter(|_| on_release && !scheduling).map(|r| r.number.clone());
        self.perform(law, fact, number)
    }
    fn perform(&mut self, law: &Law, fact: &Fact, release: Option<ReleaseNumber>) -> Result<(), RefusalKind> {
        self.acts += 1;
        let key: Text = name(&format!("act-{}", self.acts));
        let request = Request {
            command: "walk",
            actor: fact.actor.clone(),
            role: Some(fact.role),
            key: None,
            made_up_key: key,
            intent: Digest::default(),
            clock: &|| fact.at,
            effective: (fact.effective != fact.at).then(|| (fact.effective, name("late"))),
            release,
            expect_revision: None,
            loads: fact.subjects.iter().map(|(s, _)| s.clone()).chain(named(&fact.event)).collect(),
            dry_run: false,
            ledger: matches!(fact.event, Event::LedgerCreated2(_)).then(|| uuid::Uuid::from_u64_pair(7, 7)),
            signer: None,
            draft: &|scene| {
                // The pool is read from its view by the command; here the law knows it.
                scene.loaded.world.pool = law.world.pool.clone();
                Ok(Draft::with(fact.event.clone(), documents(&fact.event)))
            },
        };
        match workflow::perform(&mut self.store, &request) {
            Ok(_) => Ok(()),
            Err(Failure::Refused(refusal, _)) => Err(refusal.kind),
            Err(other) => panic!("{other}: {fact:?}"),
        }
    }
    /// The whole ledger before the auditor; and, which must come to the same, its later half from a checkpoint on.
    pub fn audit(&mut self) -> Result<(), Failure> {
        let whole = workflow::audit::audit(&self.store, &mut |_, _, _| {})?;
        let middle = self.store.scan(whole.head.seq / 2, u64::MAX, 1)?.remove(0);
        let head = Head { seq: middle.seq, digest: middle.digest };
        let time = "2026-11-23T09:00:00Z".parse().unwrap();
        let checkpoint = Checkpoint { ledger: whole.ledger, head, time };
        workflow::audit::audit_since(&self.store, &checkpoint, "the middle", &mut |_, _, _| {}).map(|_| ())
    }
}

/// The OCRs that an act names: the desk looks them up before it drafts.
fn named(event: &Event) -> Vec<Subject> {
    match event {
        Event::ReleaseScheduled(e) => e.ocrs.iter().map(|j| Subject::ocr(&j.ocr)).collect(),
        Event::OcrsAdded(e) => e.ocrs.iter().map(|j| Subject::ocr(&j.ocr)).collect(),
        _ => Vec::new(),
    }
}
