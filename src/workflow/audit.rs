//! The auditor: walks the whole ledger as a stranger would, then puts every act before the same judge that allowed it.
//!
//! 1. By seq: position, link, digest, canonical form, ledger id, revision and parent of every subject changed, revision of
//!    every subject judged on.
//! 2. Each act before the judge, on the world as it stood; its basis and the notices it owed.
//! 3. The index beside the entries: histories, idempotency keys, view rows.
//! 4. Documents: kept, and with the bytes their digest says.
//!
//! The shelf's own checks (schema, SQLite) are asked by the command, which knows what shelf it is.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use crate::domain::event::{Event, Worksheet};
use crate::domain::{Digest, DocumentRef, Fact, Subject, Time};
use crate::ledger::digest::Hasher;
use crate::ledger::{Body, Breach, Entry, Head, body, chain, view};
use crate::sop::decide;
use crate::sop::owed;
use crate::sop::permit;
use crate::sop::world::World;
use crate::store::{Store, Want};

use super::Failure;
use super::loader::decode;

const CHUNK: usize = 500;

/// What an audit found sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// The ledger's identity.
    pub ledger: uuid::Uuid,
    /// The head that was audited.
    pub head: Head,
    /// How many subjects have a history.
    pub subjects: usize,
    /// How many documents are kept.
    pub documents: usize,
    /// How many acts were refused and recorded.
    pub refused: u64,
}

struct Walk {
    ledger: Option<uuid::Uuid>,
    head: Option<Head>,
    tips: BTreeMap<Subject, (u64, String, Time)>,
    world: World,
    documents: BTreeSet<Digest>,
    refused: u64,
}

/// Audits a ledger from its first entry to its head.
///
/// # Errors
/// [`Failure::Breach`] with the first entry that is not sound and what is wrong; [`Failure::Store`].
pub fn audit(store: &mut dyn Store) -> Result<Audit, Failure> {
    let Some(last) = store.head()? else {
        return Err(Failure::Breach { seq: 0, breach: Breach::Index("the ledger has no entry".into()) });
    };
    let mut walk = Walk {
        ledger: None,
        head: None,
        tips: BTreeMap::new(),
        world: World::default(),
        documents: BTreeSet::new(),
        refused: 0,
    };
    while walk.head.map_or(0, |h| h.seq) < last.seq {
        let after = walk.head.map_or(0, |h| h.seq);
        let entries = store.scan(after, last.seq, CHUNK)?;
        if entries.is_empty() {
            return Err(Failure::Breach {
                seq: after + 1,
                breach: Breach::Index("the entry is missing".into()),
            });
        }
        for entry in &entries {
            let at = entry.seq.min(after + CHUNK as u64);
            walk.entry(&*store, entry).map_err(|e| place(e, at))?;
        }
    }
    let ledger = walk.ledger.unwrap_or_default();
    walk.indexes(store)?;
    walk.kept(&*store, last.seq)?;
    Ok(Audit {
        ledger,
        head: last,
        subjects: walk.tips.len(),
        documents: walk.documents.len(),
        refused: walk.refused,
    })
}

fn place(failure: Failure, seq: u64) -> Failure {
    match failure {
        Failure::Breach { seq: 0, breach } => Failure::Breach { seq, breach },
        other => other,
    }
}
fn breach(b: Breach) -> Failure {
    Failure::Breach { seq: 0, breach: b }
}

impl Walk {
    fn entry(&mut self, store: &dyn Store, entry: &Entry) -> Result<(), Failure> {
        let head = chain::check(self.head.as_ref(), entry).map_err(breach)?;
        let body = Body::decode(&entry.body).map_err(breach)?;
        if *self.ledger.get_or_insert(body.ledger) != body.ledger {
            return Err(breach(Breach::Ledger));
        }
        self.links(&body, entry)?;
        self.lawful(&body, entry.seq)?;
        let found = store.find(&body.actor, &body.key)?;
        if found.map(|e| e.seq) != Some(entry.seq) {
            return Err(breach(Breach::Index(format!(
                "the idempotency key {} does not lead to it",
                body.key
            ))));
        }
        self.documents.extend(documents(&body));
        self.head = Some(head);
        Ok(())
    }

    fn links(&mut self, body: &Body, entry: &Entry) -> Result<(), Failure> {
        for read in body.reads.iter().flatten() {
            let now = self.tips.get(&read.subject).map_or(0, |t| t.0);
            if now != read.revision {
                return Err(breach(Breach::Read(format!("{} revision {}", read.subject, read.revision))));
            }
        }
        let me = body::parent_of(&entry.body);
        for link in body.links() {
            let subject = link.subject.to_string();
            let (before, parent) = self.tips.get(&link.subject).map_or((0, ""), |t| (t.0, t.1.as_str()));
            if link.revision != before + 1 {
                return Err(breach(Breach::Revision { subject, before, found: link.revision }));
            }
            if link.parent != parent {
                return Err(breach(Breach::Parent(subject)));
            }
            if self.tips.get(&link.subject).is_some_and(|t| t.2 > body.at) {
                return Err(breach(Breach::Backwards(subject)));
            }
            self.tips.insert(link.subject, (link.revision, me.clone(), body.at));
        }
        Ok(())
    }

    /// The act before the one judge, and what it says of itself.
    fn lawful(&mut self, body: &Body, seq: u64) -> Result<(), Failure> {
        let fact = body.fact(seq);
        self.world.follows.extend(fact.subjects.iter().map(|(s, _)| s.clone()));
        let unlawful = |why: String| breach(Breach::Unlawful(why));
        permit::permit(&self.world, &fact).map_err(|r| unlawful(r.message))?;
        self.routed(&fact).map_err(unlawful)?;
        self.world.apply(&fact);
        let release = release_of(&fact).and_then(|id| self.world.releases.get(&id));
        let basis = release.map(crate::domain::Release::basis).unwrap_or_default();
        if body.basis.clone().unwrap_or_default() != basis && !matches!(fact.event, Event::Refused(_)) {
            return Err(unlawful("its basis is not what the release stood on".into()));
        }
        if body.why_late.is_some() != body.effective.is_some() {
            return Err(unlawful("a late record needs its reason".into()));
        }
        self.refused += u64::from(matches!(fact.event, Event::Refused(_)));
        Ok(())
    }

    /// It changes the subjects that such an act changes, and tells those whom it must.
    fn routed(&self, fact: &Fact) -> Result<(), String> {
        let release = release_of(fact);
        let own: Vec<&Subject> = fact.subjects.iter().map(|(s, _)| s).filter(|s| !is_owed(s, fact)).collect();
        let wanted = decide::subjects(&self.world, &fact.event, release);
        if own.len() != wanted.len() || own.iter().zip(&wanted).any(|(a, b)| **a != *b) {
            return Err("it does not change the subjects that such an act changes".into());
        }
        let told: Vec<_> = fact.tells.iter().map(|t| t.to.clone()).collect();
        let owed = owed::owed(&fact.event, release.and_then(|id| self.world.releases.get(&id)));
        let owed_count = fact.subjects.iter().filter(|(s, _)| is_owed(s, fact)).count();
        if told != owed || owed_count != told.len() {
            return Err("it does not tell those whom it must".into());
        }
        Ok(())
    }

    /// Histories and views as the shelf has them, subject by subject.
    fn indexes(&self, store: &mut dyn Store) -> Result<(), Failure> {
        for (subject, (revision, parent, _)) in &self.tips {
            let histories = store.histories(&[Want::tip(subject.clone())])?;
            let tip = histories.first().and_then(|h| h.entries.last());
            let same = tip.is_some_and(|(r, e)| r == revision && body::parent_of(&e.body) == *parent);
            if !same {
                let why = Breach::Index(format!("the history of {subject} is not what the entries say"));
                return Err(Failure::Breach { seq: tip.map_or(0, |(_, e)| e.seq), breach: why });
            }
            let differs = store.rebuild(subject, &view::rows(&self.world, subject), false)?;
            if differs {
                let seq = tip.map_or(0, |(_, e)| e.seq);
                return Err(Failure::Breach { seq, breach: Breach::View(subject.to_string()) });
            }
        }
        Ok(())
    }
    fn kept(&self, store: &dyn Store, seq: u64) -> Result<(), Failure> {
        for digest in &self.documents {
            let mut sink = Sink(Hasher::default());
            let found = store.document(digest, &mut sink)?;
            if !found || sink.0.finish() != *digest {
                return Err(Failure::Breach { seq, breach: Breach::Document(*digest) });
            }
        }
        Ok(())
    }
}

struct Sink(Hasher);
impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn release_of(fact: &Fact) -> Option<crate::domain::ReleaseId> {
    fact.subjects.iter().find_map(|(s, _)| match s {
        Subject::Release(id) => Some(*id),
        _ => None,
    })
}
/// A notice that this very act owes, not one that it hands over.
fn is_owed(subject: &Subject, fact: &Fact) -> bool {
    matches!(subject, Subject::Notice(_)) && !matches!(fact.event, Event::NoticesGivenByHand(_))
}

/// Every document that an act relies on.
pub fn documents(body: &Body) -> Vec<Digest> {
    let mut all: Vec<Digest> = body.tells.iter().flatten().map(|t| t.digest).collect();
    all.extend(named(&body.event).iter().map(|d| d.digest));
    all
}

/// The documents that come with an act: package documents, results, letters, notes, worksheets.
pub fn named(event: &Event) -> Vec<DocumentRef> {
    let sheets = |w: &[Worksheet]| w.iter().flat_map(|w| [w.text.clone(), w.json.clone()]).collect();
    match event {
        Event::OcrReceived(e) => e.package.documents.clone(),
        Event::OcrReturned(e) => e.documents.clone(),
        Event::DeveloperTested(e) => vec![e.results.document.clone()],
        Event::LetterSubmitted(e) => vec![e.letter.clone()],
        Event::TestsRun(e) => vec![e.results.document.clone()],
        Event::TestRecorded(e) => e.run.iter().map(|r| r.results.document.clone()).collect(),
        Event::GoIssued(e) => {
            let mut all: Vec<DocumentRef> = sheets(&e.worksheets);
            all.insert(0, e.notes.clone());
            all
        }
        Event::LetterCompleted(e) => vec![e.completion.clone()],
        Event::CqResolved(e) => sheets(&e.worksheets),
        Event::Verified(e) => sheets(&e.worksheets),
        Event::ReleaseReopened(e) => sheets(&e.worksheets),
        _ => Vec::new(),
    }
}

/// Rewrites the views that differ from what the entries say; the number of subjects whose rows were rewritten.
///
/// # Errors
/// [`Failure::Breach`] if an entry cannot be read, [`Failure::Store`].
pub fn rebuild(store: &mut dyn Store) -> Result<u64, Failure> {
    let last = store.head()?.map_or(0, |h| h.seq);
    let (mut world, mut subjects, mut after) = (World::default(), BTreeSet::new(), 0);
    while after < last {
        let entries = store.scan(after, last, CHUNK)?;
        for entry in &entries {
            let fact = decode(entry)?.fact(entry.seq);
            subjects.extend(fact.subjects.iter().map(|(s, _)| s.clone()));
            world.follows.extend(fact.subjects.iter().map(|(s, _)| s.clone()));
            world.apply(&fact);
        }
        after = entries.last().map_or(last, |e| e.seq);
    }
    let mut rewritten = 0;
    for subject in &subjects {
        rewritten += u64::from(store.rebuild(subject, &view::rows(&world, subject), true)?);
    }
    Ok(rewritten)
}
