//! Everything an act is judged on, folded from the histories of the subjects it touches. The act and the auditor build
//! it in the same way, so the judge cannot tell intent from history.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::domain::event::{Event, Failed, NoticeSent, Trust};
use crate::domain::ocr::{Field, Place};
use crate::domain::person::Person;
use crate::domain::{
    Digest, Fact, Login, NoticeId, Ocr, OcrId, PartyId, Priority, Release, ReleaseId, ReleaseNumber, Role,
    Subject, Text, Time,
};

use super::{evolve, people};

/// A party's name and addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Display name.
    pub name: Text,
    /// E-mail addresses.
    pub addresses: Vec<Text>,
}

/// A notice: who owes it, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The subject whose act owed it.
    pub of: Subject,
    /// The act that owed it.
    pub owed: Arc<Fact>,
    /// The party that is told.
    pub to: PartyId,
    /// The text.
    pub digest: crate::domain::Digest,
    /// When and how it was handed over.
    pub delivered: Option<(Time, Text)>,
    /// How it was sent, and to which addresses, where it was not handed over by hand.
    pub sent: Option<NoticeSent>,
    /// The last time that it was tried in vain.
    pub tried: Option<Tried>,
    /// Who acknowledged it.
    pub acknowledged: Option<Acknowledged>,
}

/// What was tried in vain.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema, serde::Deserialize)]
pub struct Tried {
    /// How often so far, the last one included.
    pub times: u32,
    /// When, the last time.
    pub at: Time,
    /// Whether it is tried again: `again` or `refused`.
    pub outcome: Failed,
    /// To which addresses.
    pub recipients: Vec<Text>,
    /// The server's words, or what was in the way.
    pub reply: Text,
}

impl Tried {
    /// The first moment at which it is to be tried again by itself: a minute after the first try, then twice as long each
    /// time, and every six hours at last. `None` where it was refused.
    pub fn next(&self) -> Option<Time> {
        const LONGEST: i64 = 6 * 3600;
        let doubled = 60_i64.checked_shl(self.times.saturating_sub(1).min(16)).unwrap_or(LONGEST);
        match self.outcome {
            Failed::Again => Some(self.at.plus_seconds(doubled.min(LONGEST))),
            Failed::Refused => None,
        }
    }
    /// Whether it is left alone at a moment: its time has not come, or it was refused at these very addresses.
    pub fn rests(&self, now: Time, addresses: &[Text]) -> bool {
        self.next().map_or(self.recipients == addresses, |next| now < next)
    }
}

/// That a notice has come.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema, serde::Deserialize)]
pub struct Acknowledged {
    /// When.
    pub at: Time,
    /// By whom.
    pub by: Login,
    /// What was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
}

/// What a key is registered for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeyUse {
    /// Whether it is the key of an authority.
    pub authority: bool,
    /// For whom: one person, or all for whom the authority vouches.
    pub of: Vec<Login>,
}

/// The state of every subject that is followed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct World {
    /// The subjects that are followed; facts of others are passed over.
    pub follows: BTreeSet<Subject>,
    /// How the ledger knows who acts; `None` before its first entry.
    pub trust: Option<Trust>,
    /// Whether one person acts in one role per release.
    pub separation: bool,
    /// Settings that were set.
    pub settings: BTreeMap<String, Text>,
    /// Parties that were set.
    pub parties: BTreeMap<PartyId, Party>,
    /// Who holds the role Administrator.
    pub administrators: BTreeSet<Login>,
    /// Persons.
    pub persons: BTreeMap<Login, Person>,
    /// Whose each key is or was, and whether it is an authority's.
    pub keys: BTreeMap<Digest, KeyUse>,
    /// Releases.
    pub releases: BTreeMap<ReleaseId, Release>,
    /// OCRs.
    pub ocrs: BTreeMap<OcrId, Ocr>,
    /// The pool: priority of each OCR ever received, and whether it is in the pool.
    pub pool: BTreeMap<OcrId, (Priority, bool)>,
    /// Whose a release number is.
    pub numbers: BTreeMap<ReleaseNumber, ReleaseId>,
    /// Notices.
    pub notices: BTreeMap<NoticeId, Notice>,
    /// Documents that were erased: when, and by whom.
    pub erased: BTreeMap<Digest, (Time, Login)>,
}

impl World {
    /// Folds one fact into every followed subject that it names.
    pub fn apply(&mut self, fact: &Arc<Fact>) {
        for (subject, revision) in &fact.subjects {
            if !self.follows.contains(subject) {
                continue;
            }
            match subject {
                Subject::Release(id) => match self.releases.get_mut(id) {
                    Some(r) => evolve::evolve(r, fact),
                    None => {
                        evolve::begin(*id, fact).into_iter().for_each(|r| drop(self.releases.insert(*id, r)));
                    }
                },
                Subject::Number(_) => {
                    let number = match &fact.event {
                        Event::ReleaseScheduled(e) => Some(&e.number),
                        Event::ReleaseRenumbered(e) => Some(&e.number),
                        _ => None,
                    };
                    self.numbers.extend(number.cloned().zip(fact.release()));
                }
                Subject::Ocr(_) => self.apply_ocr(subject, *revision, fact),
                Subject::Pool => self.apply_pool(fact),
                Subject::Person(_) => people::apply(&mut self.persons, subject, *revision, fact),
                Subject::Key(id) => people::apply_key(&mut self.keys, id, fact),
                Subject::Administrators => self.apply_administrators(fact),
                Subject::Parties => {
                    if let Event::PartySet(e) = &fact.event {
                        let party = Party { name: e.name.clone(), addresses: e.addresses.clone() };
                        self.parties.insert(e.party.clone(), party);
                    }
                }
                Subject::Settings => match &*fact.event.today() {
                    Event::LedgerCreated2(e) => (self.trust, self.separation) = (Some(e.trust), e.separation),
                    Event::SettingSet(e) => {
                        self.settings.insert(e.name.key().into(), e.value.clone());
                    }
                    _ => {}
                },
                Subject::Notice(id) => self.apply_notice(id, fact),
                Subject::Document(digest) => {
                    self.erased.insert(*digest, (fact.at, fact.actor.clone()));
                }
                Subject::Refusals => {}
            }
        }
    }

    fn apply_ocr(&mut self, subject: &Subject, revision: u64, fact: &Fact) {
        let id = match &fact.event {
            Event::OcrReceived(e) => &e.ocr,
            Event::OcrReturned(e) => &e.ocr,
            _ => {
                let Subject::Ocr(key) = subject else { return };
                let Some(ocr) = key.parse().ok().and_then(|id: OcrId| self.ocrs.get_mut(&id)) else { return };
                move_ocr(ocr, fact);
                ocr.revision = revision;
                return;
            }
        };
        let (package, place) = match &fact.event {
            Event::OcrReceived(e) => (Some(e.package.clone()), Place::Pool),
            _ => (self.ocrs.get(id).and_then(|o| o.package.clone()), Place::Returned),
        };
        let (received_by, received_at) = match (self.ocrs.get(id), place) {
            (Some(o), Place::Returned) => (o.received_by.clone(), o.received_at),
            _ => (fact.actor.clone(), fact.effective),
        };
        let ocr = Ocr { id: id.clone(), package, place, received_by, received_at, revision };
        self.ocrs.insert(id.clone(), ocr);
    }

    fn apply_pool(&mut self, fact: &Fact) {
        let mut put = |ocr: &OcrId, inside: bool| {
            self.pool.entry(ocr.clone()).and_modify(|p| p.1 = inside);
        };
        match &fact.event {
            Event::OcrReceived(e) => {
                self.pool.insert(e.ocr.clone(), (e.package.priority, true));
            }
            Event::OcrReturned(e) => put(&e.ocr, false),
            Event::OcrWithdrawn(e) => put(&e.ocr, false),
            Event::ReleaseScheduled(e) => e.ocrs.iter().for_each(|j| put(&j.ocr, false)),
            Event::OcrsAdded(e) => e.ocrs.iter().for_each(|j| put(&j.ocr, false)),
            Event::OcrsDropped(e) => e.ocrs.iter().for_each(|o| put(o, true)),
            Event::ReleaseCancelled(_) => {
                // The release's own subject names which OCRs; they stand in `also`.
                for (s, _) in &fact.subjects {
                    let Subject::Ocr(key) = s else { continue };
                    self.pool.iter_mut().filter(|(o, _)| o.key() == *key).for_each(|(_, p)| p.1 = true);
                }
            }
            Event::OcrAmended(e) => {
                let new = e.changes.iter().rev().find(|c| c.field == Field::Priority);
                if let Some(p) = new.and_then(|c| c.new.as_str().parse().ok()) {
                    self.pool.entry(e.ocr.clone()).and_modify(|old| old.0 = p);
                }
            }
            _ => {}
        }
    }

    fn apply_administrators(&mut self, fact: &Fact) {
        match &*fact.event.today() {
            Event::LedgerCreated2(e) => drop(self.administrators.insert(e.administrator.login.clone())),
            Event::RoleGranted(e) if e.role == Role::Administrator => {
                self.administrators.insert(e.login.clone());
            }
            Event::RoleRevoked(e) if e.role == Role::Administrator => {
                self.administrators.remove(&e.login);
            }
            _ => {}
        }
    }

    fn apply_notice(&mut self, id: &NoticeId, fact: &Arc<Fact>) {
        if fact.event.about_notices().is_some() {
            self.notices.get_mut(id).into_iter().for_each(|n| happened(n, fact));
            return;
        }
        let Some(party) = id.as_str().rsplit('/').next() else { return };
        let Some(tell) = fact.tells.iter().find(|t| t.to.key() == party) else { return };
        let Some((of, _)) = fact.subjects.first() else { return };
        let (to, digest) = (tell.to.clone(), tell.digest);
        let (delivered, sent, tried, acknowledged) = (None, None, None, None);
        let (of, owed) = (of.clone(), Arc::clone(fact));
        let notice = Notice { of, owed, to, digest, delivered, sent, tried, acknowledged };
        self.notices.insert(id.clone(), notice);
    }

    /// Lets go of a subject that is folded no further. What all acts share stays: settings, parties, persons, the pool.
    pub fn forget(&mut self, subject: &Subject) {
        self.follows.remove(subject);
        match subject {
            Subject::Release(id) => drop(self.releases.remove(id)),
            Subject::Number(key) => {
                let number = key.parse::<ReleaseNumber>().ok();
                number.and_then(|n| self.numbers.remove(&n));
            }
            Subject::Ocr(key) => {
                if let Ok(id) = key.parse::<OcrId>() {
                    self.ocrs.remove(&id);
                    self.pool.remove(&id);
                }
            }
            Subject::Notice(id) => drop(self.notices.remove(id)),
            Subject::Document(digest) => drop(self.erased.remove(digest)),
            Subject::Pool
            | Subject::Person(_)
            | Subject::Key(_)
            | Subject::Administrators
            | Subject::Parties
            | Subject::Settings
            | Subject::Refusals => {}
        }
    }

    /// A setting's value, or its default.
    pub fn setting(&self, setting: &super::settings::Setting) -> String {
        self.settings.get(setting.name).map_or_else(|| setting.default.to_owned(), ToString::to_string)
    }
    /// OCRs in the pool, highest priority first.
    pub fn pooled(&self) -> Vec<(&OcrId, Priority)> {
        let mut all: Vec<_> = self.pool.iter().filter(|(_, p)| p.1).map(|(o, p)| (o, p.0)).collect();
        all.sort_by_key(|(o, p)| (*p, (*o).clone()));
        all
    }
}

/// What has become of a notice.
fn happened(n: &mut Notice, fact: &Fact) {
    let at = fact.at;
    match &fact.event {
        Event::NoticesGivenByHand(e) => n.delivered = Some((at, e.how.clone())),
        Event::NoticeSent(e) => {
            n.delivered = Some((at, e.reply.clone()));
            n.sent = Some(e.clone());
        }
        Event::NoticeFailed(e) => {
            let times = n.tried.as_ref().map_or(0, |t| t.times).saturating_add(1);
            let (recipients, reply) = (e.recipients.clone(), e.reply.clone());
            n.tried = Some(Tried { times, at, outcome: e.outcome, recipients, reply });
        }
        Event::NoticeAcknowledged(e) => {
            n.acknowledged = Some(Acknowledged { at, by: fact.actor.clone(), note: e.note.clone() });
        }
        _ => {}
    }
}

fn move_ocr(ocr: &mut Ocr, fact: &Fact) {
    let release = fact.subjects.iter().find_map(|(s, _)| match s {
        Subject::Release(id) => Some(*id),
        _ => None,
    });
    match (&fact.event, release) {
        (Event::ReleaseScheduled(_) | Event::OcrsAdded(_), Some(id)) => ocr.place = Place::In(id),
        (Event::OcrsDropped(_) | Event::ReleaseCancelled(_), _) => ocr.place = Place::Pool,
        (Event::OcrWithdrawn(_), _) => ocr.place = Place::Withdrawn,
        (Event::OcrDeferred(_) | Event::OcrDeferred2(_), Some(id)) => ocr.place = Place::Deferred(id),
        (Event::ReleaseClosed(_), Some(id)) => ocr.place = Place::Done(id),
        (Event::OcrAmended(e), _) => e.changes.iter().for_each(|c| amend(ocr, c.field, &c.new)),
        _ => {}
    }
}

fn amend(ocr: &mut Ocr, field: Field, new: &Text) {
    let Some(p) = ocr.package.as_mut() else { return };
    match field {
        Field::Title => p.title = new.clone(),
        Field::Description => p.description = new.clone(),
        Field::ApprovalReference => p.approval.reference = new.clone(),
        Field::ApprovalDate => p.approval.date = new.clone(),
        Field::Priority => p.priority = new.as_str().parse().unwrap_or(p.priority),
        Field::Security => p.security = new.clone(),
        Field::CqRecord => p.cq_record = new.clone(),
    }
}
