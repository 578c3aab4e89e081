//! A judged act with everything that is written with it: body, view rows, documents, notices.

use std::collections::BTreeSet;

use crate::domain::{
    Basis, Digest, Event, Fact, Login, NoticeId, PartyId, Release, ReleaseId, Role, Subject, Tell, Text, Time,
};
use crate::ledger::chain::Document;
use crate::ledger::{Body, Entry, Head, Link, Parent, Sealable, Standing as Read, body, digest, view};
use crate::service::notices::{self, Letterhead};
use crate::sop::decide::Decision;
use crate::sop::world::World;
use crate::sop::{owed, settings};

use super::act::certified_key;
use super::loader::Loaded;
use super::request::Receipt;
use super::{Failure, paper};

/// Who is told by an act, and by which notice.
pub(super) fn told(body: &Body) -> Vec<(PartyId, NoticeId)> {
    let notices = body.links().filter_map(|(subject, revision, _)| match subject {
        Subject::Notice(id) if revision == 1 => Some(id.clone()),
        _ => None,
    });
    body.tells.iter().flatten().map(|t| t.to.clone()).zip(notices).collect()
}

/// A judged act, not yet sealed.
pub(super) struct Plan {
    pub body: Body,
    pub decision: Decision,
    pub documents: Vec<Document>,
    pub release: Option<ReleaseId>,
    pub warnings: Vec<String>,
}

impl Plan {
    pub(super) fn sealable(&self) -> Result<Sealable, Failure> {
        let subjects = self.body.links().map(|(subject, ..)| subject);
        let views = subjects.map(|s| (s.to_string(), view::rows(&self.decision.after, s))).collect();
        Sealable::of(&self.body, views, self.documents.clone()).map_err(|e| Failure::Bug(e.into()))
    }
    pub(super) fn receipt(self, entry: Option<&Entry>) -> Receipt {
        let mut after = self.decision.after;
        Receipt {
            head: entry.map(|e| Head { seq: e.seq, digest: e.digest }),
            replayed: false,
            fallen: self.decision.fallen,
            told: told(&self.body),
            came: Vec::new(),
            warnings: self.warnings,
            release: self.release.and_then(|id| after.releases.remove(&id)),
            body: self.body,
        }
    }
}

/// The basis that the act's own sign-off is given on.
pub(super) fn basis_after(decision: &Decision, release: Option<ReleaseId>) -> Basis {
    release.and_then(|id| decision.after.releases.get(&id)).map(Release::basis).unwrap_or_default()
}

/// What an act is judged on besides the actor: persons, notices; and where a key was compromised, all that it may have
/// signed meanwhile.
pub(super) fn judged_on(world: &World, event: &Event) -> Vec<Subject> {
    match event {
        Event::RoleDelegated(e) => vec![Subject::person(&e.of), Subject::person(&e.login)],
        Event::KeyEnded(e) => {
            let open = world.releases.values().filter(|r| r.end.is_none()).map(Release::subject);
            let since = e.compromised_since.map(|_| open.chain([Subject::Pool]));
            administrators(world).into_iter().chain(since.into_iter().flatten()).collect()
        }
        Event::BuildRecorded(e) => vec![Subject::person(&e.builder)],
        Event::DeploymentRecorded2(e) => vec![Subject::person(&e.deployer)],
        Event::SettingSet(e) if e.name.key() == settings::TWO_ADMINISTRATORS.name => {
            vec![Subject::Administrators]
        }
        Event::RoleRevoked(e) if e.role == Role::Administrator => administrators(world),
        _ => event.about_notices().unwrap_or_default().iter().cloned().map(Subject::Notice).collect(),
    }
}

/// Who the administrators are, and each of them.
fn administrators(world: &World) -> Vec<Subject> {
    std::iter::once(Subject::Administrators).chain(world.administrators.iter().map(Subject::person)).collect()
}

/// On what and by whom papers are written.
#[derive(Clone, Copy)]
pub(super) struct Paper<'a, 's> {
    pub loaded: &'a Loaded<'s>,
    pub head: Option<&'a Head>,
    pub at: Time,
    pub actor: &'a Login,
}

/// The notices that the act owes: their texts join the documents, their subjects the act's.
pub(super) fn tells(
    paper: &Paper<'_, '_>,
    event: &Event,
    release: Option<&Release>,
    subjects: &mut Vec<Subject>,
    documents: &mut Vec<Document>,
) -> Vec<Tell> {
    let Paper { loaded, head, at, actor } = *paper;
    let foot = paper::foot(loaded, head, at);
    let mut out = Vec::new();
    for to in owed::owed(event, release) {
        let id = match (release, event) {
            (Some(r), _) => NoticeId::of_release(&r.number, loaded.tip(&r.subject()).revision + 1, &to),
            (None, Event::ReleaseScheduled(e)) => NoticeId::of_release(&e.number, 1, &to),
            (None, Event::OcrReturned(e)) => {
                NoticeId::of_ocr(&e.ocr, loaded.tip(&Subject::ocr(&e.ocr)).revision + 1, &to)
            }
            (None, _) => continue,
        };
        let text = notices::render(
            &Letterhead { world: &loaded.world, id: &id, to: &to, from: actor, at, foot: &foot },
            event,
            release,
        );
        let bytes = text.into_bytes();
        let digest = digest::of_bytes(&bytes);
        documents.push(Document { digest, bytes });
        subjects.push(Subject::Notice(id));
        out.push(Tell { to, digest });
    }
    out
}

/// What a body says besides the fact.
pub(super) struct Stamp {
    /// The idempotency key.
    pub key: Text,
    /// SHA-256 of the canonical command.
    pub intent: Digest,
    /// When it was done, if earlier, and why it is recorded late.
    pub effective: Option<(Time, Text)>,
    /// The identity of a ledger that begins with this act.
    pub ledger: Option<uuid::Uuid>,
}

/// The body of an act.
pub(super) fn body_of(loaded: &Loaded<'_>, stamp: Stamp, fact: &Fact) -> Body {
    let mut links = fact.subjects.iter().map(|(s, revision)| {
        let parent = loaded.tip(s).parent;
        Link { subject: s.clone(), revision: *revision, parent }
    });
    let own = links.next().unwrap_or(Link { subject: Subject::Refusals, revision: 1, parent: Parent(None) });
    let also: Vec<Link> = links.collect();
    let mut reads: Vec<Subject> = vec![Subject::person(&fact.actor), Subject::Settings];
    reads.extend(fact.behalf.iter().map(Subject::person));
    reads.extend(fact.signed.as_ref().and_then(certified_key));
    reads.extend(judged_on(&loaded.world, &fact.event));
    reads.retain(|s| !fact.subjects.iter().any(|(x, _)| x == s));
    let mut seen = BTreeSet::new();
    reads.retain(|s| seen.insert(s.clone()));
    let reads: Vec<Read> =
        reads.into_iter().map(|subject| Read { revision: loaded.tip(&subject).revision, subject }).collect();
    let basis = (fact.basis != Basis::default()).then(|| fact.basis.clone());
    Body {
        v: body::VERSION,
        ledger: loaded.ledger.or(stamp.ledger).unwrap_or_default(),
        subject: own.subject,
        revision: own.revision,
        parent: own.parent,
        also: (!also.is_empty()).then_some(also),
        reads: (!reads.is_empty()).then_some(reads),
        at: fact.at,
        effective: stamp.effective.as_ref().map(|(t, _)| *t),
        why_late: stamp.effective.map(|(_, why)| why),
        actor: fact.actor.clone(),
        role: fact.role,
        sop: body::SOP.into(),
        basis,
        behalf: fact.behalf.clone(),
        key: stamp.key,
        intent: stamp.intent,
        tells: (!fact.tells.is_empty()).then(|| fact.tells.clone()),
        event: fact.event.clone(),
    }
}
