//! What an intended act makes of the world: the parts of an event that follow from it, the subjects it changes and was
//! judged on, and what it makes fall. Pure; asks the one judge.

use std::sync::Arc;

use crate::domain::event::{CqAction, CqState, Event, OcrResult};
use crate::domain::ocr::{Change, Field, Ocr, Place};
use crate::domain::release::OwedNotice;
use crate::domain::{
    Fact, Key, Login, OcrId, Priority, Refusal, Release, ReleaseId, Role, Step, Subject, Text, Time,
};

use super::permit;
use super::standing::Standing;
use super::table::{self, After};
use super::world::World;

/// A judged act.
#[derive(Debug, Clone)]
pub struct Decision {
    /// The world after it.
    pub after: World,
    /// The sign-offs that stood before and no longer stand.
    pub fallen: Vec<(Step, Key)>,
}

/// Judges an intended act and tells what it does.
///
/// # Errors
/// The refusal of the one judge.
pub fn decide(world: &World, fact: &Fact) -> Result<Decision, Refusal> {
    permit::permit(world, fact)?;
    Ok(apply(world.clone(), fact))
}

/// What a lawful act makes of the world that it was judged on.
pub fn apply(mut world: World, fact: &Fact) -> Decision {
    let stood = signed(&world, fact.at);
    world.follows.extend(fact.subjects.iter().map(|(s, _)| s.clone()));
    world.apply(&Arc::new(fact.clone()));
    let mut fallen = Vec::new();
    for (id, before) in stood {
        let Some(is) = world.releases.get(&id).map(|r| Standing::of(r, fact.at)) else { continue };
        fallen.extend(before.into_iter().filter(|(step, key)| !is.signed(*step, key)));
    }
    Decision { after: world, fallen }
}

/// The sign-offs that stand, release by release.
fn signed(world: &World, at: Time) -> Vec<(ReleaseId, Vec<(Step, Key)>)> {
    let of = |r: &Release| {
        let s = Standing::of(r, at);
        let steps = Step::ALL.into_iter().filter(|step| *step != Step::Receive);
        let all = steps.flat_map(|step| s.keys(step).into_iter().map(move |key| (step, key)));
        all.filter(|(step, key)| s.signed(*step, key)).collect()
    };
    world.releases.iter().map(|(id, r)| (*id, of(r))).collect()
}

/// The subject of an act and the others it changes, the act's own first.
pub fn subjects(world: &World, event: &Event, release: Option<ReleaseId>) -> Vec<Subject> {
    let release_of = |ocr: &OcrId| match world.ocrs.get(ocr).map(|o| o.place) {
        Some(Place::In(id)) => Some(Subject::Release(id)),
        _ => None,
    };
    let ocrs = |ids: &mut dyn Iterator<Item = &OcrId>| ids.map(Subject::ocr).collect::<Vec<_>>();
    match event {
        Event::LedgerCreated(e) => {
            vec![Subject::Settings, Subject::person(&e.administrator.login), Subject::Administrators]
        }
        Event::LedgerCreated2(e) => {
            let mut all =
                vec![Subject::Settings, Subject::person(&e.administrator.login), Subject::Administrators];
            all.extend(e.key.iter().map(|k| Subject::Key(k.id())));
            all
        }
        Event::KeyAdded(e) => vec![Subject::person(&e.login), Subject::Key(e.key.id())],
        Event::KeyEnded(e) => {
            let mut all = vec![Subject::person(&e.login), Subject::Key(e.key.id())];
            all.extend(e.disputed.iter().map(|d| Subject::Release(d.release)));
            all
        }
        Event::RoleProposed(e) => vec![Subject::person(&e.login)],
        Event::RoleDelegated(e) => vec![Subject::person(&e.login)],
        Event::PersonAdded(e) => vec![Subject::person(&e.profile.login)],
        Event::RoleGranted(e) => role_subjects(&e.login, e.role),
        Event::RoleRevoked(e) => role_subjects(&e.login, e.role),
        Event::PartySet(_) => vec![Subject::Parties],
        Event::SettingSet(_) | Event::RestoreAccepted(_) => vec![Subject::Settings],
        Event::DocumentErased(e) => vec![Subject::Document(e.digest)],
        Event::Refused(_) => vec![Subject::Refusals],
        Event::OcrReceived(e) => vec![Subject::ocr(&e.ocr), Subject::Pool],
        Event::OcrReturned(e) => vec![Subject::ocr(&e.ocr), Subject::Pool],
        Event::OcrAmended(e) => {
            let mut all = vec![Subject::ocr(&e.ocr)];
            all.extend(release_of(&e.ocr));
            if e.changes.iter().any(|c| c.field == Field::Priority) {
                all.push(Subject::Pool);
            }
            all
        }
        Event::OcrWithdrawn(e) => match release_of(&e.ocr) {
            Some(r) => vec![Subject::ocr(&e.ocr), r],
            None => vec![Subject::ocr(&e.ocr), Subject::Pool],
        },
        Event::OcrDeferred(e) => std::iter::once(Subject::ocr(&e.ocr)).chain(release_of(&e.ocr)).collect(),
        Event::OcrDeferred2(e) => std::iter::once(Subject::ocr(&e.ocr)).chain(release_of(&e.ocr)).collect(),
        Event::ReleaseScheduled(e) => {
            let mut all = vec![Subject::Release(e.release), Subject::number(&e.number), Subject::Pool];
            all.extend(ocrs(&mut e.ocrs.iter().map(|j| &j.ocr)));
            all
        }
        Event::ReleaseRenumbered(e) => with(release, Subject::number(&e.number), Vec::new()),
        Event::OcrsAdded(e) => with(release, Subject::Pool, ocrs(&mut e.ocrs.iter().map(|j| &j.ocr))),
        Event::OcrsDropped(e) => with(release, Subject::Pool, ocrs(&mut e.ocrs.iter())),
        Event::ReleaseCancelled(_) => {
            let inside = release.and_then(|id| world.releases.get(&id)).map(|r| r.scope.ocrs.as_slice());
            with(release, Subject::Pool, ocrs(&mut inside.unwrap_or_default().iter()))
        }
        Event::ReleaseClosed(_) => {
            let r = release.and_then(|id| world.releases.get(&id));
            let mut all: Vec<Subject> = release.map(Subject::Release).into_iter().collect();
            all.extend(r.into_iter().flat_map(|r| r.scope.ocrs.iter()).map(Subject::ocr));
            all
        }
        // What was tried in vain and what was acknowledged changes nothing on the release.
        Event::NoticeFailed(e) => vec![Subject::Notice(e.notice.clone())],
        Event::NoticeAcknowledged(e) => vec![Subject::Notice(e.notice.clone())],
        Event::NoticesGivenByHand(_) | Event::NoticeSent(_) => {
            let notices = event.handed_over().unwrap_or_default();
            let mut all: Vec<Subject> = notices.iter().cloned().map(Subject::Notice).collect();
            let owners = notices.iter().filter_map(|n| world.notices.get(n)).map(|n| n.of.clone());
            let mut owners: Vec<Subject> = owners
                .filter_map(|of| match &of {
                    Subject::Release(_) => Some(of),
                    // An act on an OCR that also changed a release owed its notice as that release's.
                    _ => None,
                })
                .chain(release.map(Subject::Release))
                .collect();
            owners.sort();
            owners.dedup();
            all.extend(owners);
            all
        }
        _ => release.map(Subject::Release).into_iter().collect(),
    }
}
fn with(release: Option<ReleaseId>, then: Subject, more: Vec<Subject>) -> Vec<Subject> {
    release.map(Subject::Release).into_iter().chain([then]).chain(more).collect()
}
fn role_subjects(login: &Login, role: Role) -> Vec<Subject> {
    let more = (role == Role::Administrator).then_some(Subject::Administrators);
    std::iter::once(Subject::person(login)).chain(more).collect()
}

/// OCRs left in the pool that have a higher priority than the lowest of those scheduled, highest first.
pub fn passed_over<'a>(world: &World, scheduled: impl Iterator<Item = &'a OcrId>) -> Vec<OcrId> {
    let chosen: Vec<&OcrId> = scheduled.collect();
    let of = |id: &OcrId| world.pool.get(id).map(|p| p.0);
    let Some(lowest) = chosen.iter().filter_map(|id| of(id)).max() else { return Vec::new() };
    let higher = |(id, p): &(&OcrId, Priority)| *p < lowest && !chosen.contains(id);
    world.pooled().into_iter().filter(higher).map(|(id, _)| id.clone()).collect()
}

/// The worksheets that take back what ClearQuest shows as resolved, when the release goes back or deploys anew.
pub fn cq_taken_back(r: &Release) -> Vec<(&OcrId, CqAction)> {
    let seen = r.cq.iter().filter(|c| c.sheet.0 == CqAction::Resolve && r.scope.ocrs.contains(&c.ocr));
    seen.filter_map(|c| match c.seen {
        CqState::Opened => None,
        CqState::Resolved => Some((&c.ocr, CqAction::Reject)),
        CqState::Closed => Some((&c.ocr, CqAction::ReOpen)),
    })
    .collect()
}

/// The action that a fail at 13 asks of ClearQuest.
pub fn cq_of_a_fail(r: &Release, ocr: &OcrId) -> CqAction {
    let closed = r.cq_of(ocr).is_some_and(|c| c.seen == CqState::Closed);
    if closed { CqAction::ReOpen } else { CqAction::Reject }
}

/// The true result of each OCR, for the closing notice.
pub fn results(r: &Release) -> Vec<OcrResult> {
    let say =
        |ocr: &OcrId, s: &str| s.parse::<Text>().ok().map(|result| OcrResult { ocr: ocr.clone(), result });
    let verified = r.scope.ocrs.iter().filter_map(|o| say(o, "deployed and verified"));
    let deferred = r.deferred.iter().filter_map(|(o, stays)| {
        say(o, if *stays { "deployed, not verified" } else { "backed out, not verified" })
    });
    verified.chain(deferred).collect()
}

/// Notices of steps 4 and 10 on the current basis that nobody has handed over.
pub fn undelivered(r: &Release, now: Time) -> impl Iterator<Item = &OwedNotice> {
    let current = current(r, now);
    r.notices.iter().filter(move |n| n.delivered.is_none() && current.contains(&n.revision))
}
/// The acts of steps 4 and 10 whose notices must be handed over.
fn current(r: &Release, now: Time) -> Vec<u64> {
    let s = Standing::of(r, now);
    let signed = [Step::Notify, Step::Go].into_iter().filter_map(|step| s.yes(step, &Key::Release));
    signed.map(|x| x.revision).chain(r.gos.last().map(|g| g.revision)).collect()
}
/// Whether a notice of step 4 or 10 has been overtaken before anybody handed it over: its basis is no longer current.
pub fn superseded(r: &Release, notice: &OwedNotice, now: Time) -> bool {
    let of = table::act_of(notice.event).step;
    notice.delivered.is_none()
        && matches!(of, Some(Step::Notify | Step::Go))
        && !current(r, now).contains(&notice.revision)
}

/// A person's latest act on a release that was not retracted; notices handed over are no acts of this kind.
pub fn latest_act<'a>(r: &'a Release, who: &Login) -> Option<&'a Fact> {
    let subject = r.subject();
    r.facts()
        .rev()
        .find(|f| f.actor == *who && !r.retracted.contains(&f.revision(&subject)) && !is_aside(&f.event))
}
/// Whether nothing stands on it, and it is not taken back itself: a retraction, and what only carries word.
fn is_aside(event: &Event) -> bool {
    event.is_word() || matches!(event, Event::ActRetracted(_))
}

/// The first later act that stands on an act, if any: one whose step comes after it, one that a no led to, or one outside
/// the steps.
pub fn stands_on<'a>(r: &'a Release, act: &Fact) -> Option<&'a Fact> {
    let subject = r.subject();
    let revision = act.revision(&subject);
    let row = table::act_of(act.event.name());
    let is_no = r.condemned.iter().any(|c| c.revision == revision);
    let later = r.facts().filter(|f| f.revision(&subject) > revision);
    let counts = later.filter(|f| !r.retracted.contains(&f.revision(&subject)) && !is_aside(&f.event));
    // What goes out is decided at the go, at or before which nothing is retracted.
    if matches!(act.event, Event::NotesEdited(_)) {
        return None;
    }
    counts.into_iter().find(|f| match (row.step, table::act_of(f.event.name()).step) {
        (Some(mine), Some(theirs)) => {
            comes_after(theirs, mine)
                || (is_no && (sets_a_basis(theirs) || confirms_reject(&act.event, &f.event)))
        }
        (None, _) => f.actor != act.actor,
        // Notes are edited on a letter; nothing else is taken from under them.
        (Some(mine), None) if matches!(f.event, Event::NotesEdited(_)) => mine == Step::Letter,
        (Some(_), None) => true,
    })
}
/// Whether ClearQuest was seen to have taken the Reject that a fail at 13 asked for.
fn confirms_reject(fail: &Event, later: &Event) -> bool {
    match (fail, later) {
        (Event::Verified(v), Event::CqConfirmed(c)) => c.state == CqState::Opened && c.ocrs.contains(&v.ocr),
        _ => false,
    }
}
fn sets_a_basis(step: Step) -> bool {
    matches!(step, Step::Schedule | Step::Build | Step::Letter | Step::Go | Step::Resolve)
}
fn comes_after(step: Step, earlier: Step) -> bool {
    table::means(step).after.iter().any(|a| match a {
        After::All(p) | After::Same(p) => *p == earlier || comes_after(*p, earlier),
        After::LetterOfBuild => earlier == Step::Distribute || comes_after(Step::Distribute, earlier),
        After::LiveGo => earlier == Step::Go || comes_after(Step::Go, earlier),
    })
}

/// Whether the old values of an amendment are those that the OCR holds.
pub fn amendments(ocr: &Ocr, changes: &[Change]) -> bool {
    changes.iter().all(|c| field(ocr, c.field).is_some_and(|v| v == c.old) && c.old != c.new)
}
/// The value of a field of an OCR's package.
pub fn field(ocr: &Ocr, field: Field) -> Option<Text> {
    let p = ocr.package.as_ref()?;
    Some(match field {
        Field::Title => p.title.clone(),
        Field::Description => p.description.clone(),
        Field::ApprovalReference => p.approval.reference.clone(),
        Field::ApprovalDate => p.approval.date.clone(),
        Field::Priority => p.priority.word().parse().ok()?,
        Field::Security => p.security.clone(),
        Field::CqRecord => p.cq_record.clone(),
    })
}
