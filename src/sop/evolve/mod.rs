//! Folds history into state. Total: whatever was recorded can be folded, lawful or not; it never reads the table.

mod build;
mod deployment;

use std::sync::Arc;

use crate::domain::event::{Event, Joined, OcrAmended, OcrDeferred2, Worksheet};
use crate::domain::release::{Acted, End, OwedNotice, Plan, Release, Scope, Stop};
use crate::domain::signoff::{Condemned, Doomed};
use crate::domain::{Fact, Key, NoticeId, OcrId, ReleaseId, ReleaseNumber, Role, SignOff, Step, Text};

/// The state of a release after its first entry; `None` if that is not a scheduling.
pub fn begin(id: ReleaseId, fact: &Arc<Fact>) -> Option<Release> {
    let Event::ReleaseScheduled(e) = &fact.event else { return None };
    let mut r = Release {
        id,
        number: e.number.clone(),
        numbers: Vec::new(),
        revision: 0,
        created: fact.at,
        touched: fact.at,
        scope: Scope { revision: 1, ocrs: Vec::new() },
        deferred: Vec::new(),
        plan: Plan { revision: 1, targets_revision: 1, windows: e.windows.clone() },
        builds: Vec::new(),
        developer_runs: Vec::new(),
        test_runs: Vec::new(),
        letters: Vec::new(),
        notes: None,
        gos: Vec::new(),
        deployments: Vec::new(),
        completed: None,
        cq: Vec::new(),
        waivers: Vec::new(),
        signoffs: Vec::new(),
        condemned: Vec::new(),
        stops: Vec::new(),
        reopened: Vec::new(),
        held: None,
        end: None,
        acted: Vec::new(),
        notices: Vec::new(),
        history: Vec::new(),
        retracted: Vec::new(),
        disputed: Vec::new(),
    };
    evolve(&mut r, fact);
    Some(r)
}

/// Folds one more fact into a release. A retraction folds the history again without what it takes back; notices stay
/// owed, for those who were told are told again.
pub fn evolve(r: &mut Release, fact: &Arc<Fact>) {
    if let Event::ActRetracted(e) = &fact.event {
        let mut history = std::mem::take(&mut r.history);
        let mut retracted = std::mem::take(&mut r.retracted);
        retracted.push(e.revision);
        let subject = r.subject();
        let mut kept = history.iter().filter(|f| !retracted.contains(&f.revision(&subject)));
        if let Some(mut again) = kept.next().and_then(|first| begin(r.id, first)) {
            kept.filter(|f| !matches!(f.event, Event::ActRetracted(_))).for_each(|f| fold(&mut again, f));
            again.notices = std::mem::take(&mut r.notices);
            *r = again;
        }
        history.push(Arc::clone(fact));
        r.history = history;
        r.retracted = retracted;
        let number = r.number.clone();
        note(r, fact, &number);
        return;
    }
    // A notice keeps the name of the day on which it was owed.
    let number = r.number.clone();
    fold(r, fact);
    note(r, fact, &number);
    r.history.push(Arc::clone(fact));
}

/// The revision, the time, and the notices that the fact owes, called after the number that the release had.
fn note(r: &mut Release, fact: &Fact, number: &ReleaseNumber) {
    r.revision = fact.revision(&r.subject());
    // Word that is carried leaves the release as it was: since when it waits is not counted anew.
    if !fact.event.is_errand() {
        r.touched = fact.at;
    }
    for tell in &fact.tells {
        r.notices.push(OwedNotice {
            id: NoticeId::of_release(number, r.revision, &tell.to),
            to: tell.to.clone(),
            revision: r.revision,
            event: fact.event.name(),
            digest: tell.digest,
            delivered: None,
        });
    }
    if let Some(notices) = fact.event.handed_over() {
        r.notices.iter_mut().filter(|n| notices.contains(&n.id)).for_each(|n| n.delivered = Some(fact.at));
    }
}

fn acted(r: &mut Release, login: &crate::domain::Login, role: Role, rev: u64) {
    if role.signs() && !r.acted.iter().any(|a| a.login == *login && a.role == role) {
        r.acted.push(Acted { login: login.clone(), role, revision: rev });
    }
}
fn join(r: &mut Release, ocrs: &[Joined], rev: u64) {
    for j in ocrs {
        r.scope.ocrs.push(j.ocr.clone());
        r.deferred.retain(|(o, _)| *o != j.ocr);
        acted(r, &j.received_by, Role::ReleaseManager, rev);
    }
    r.scope.revision = rev;
}
fn leave(r: &mut Release, ocrs: &[OcrId], rev: u64) {
    r.scope.ocrs.retain(|o| !ocrs.contains(o));
    r.scope.revision = rev;
}
fn sign(r: &mut Release, fact: &Fact, rev: u64, step: Step, key: Key, yes: bool) {
    let basis = r.basis();
    r.signoffs.push(SignOff {
        step,
        key,
        by: fact.actor.clone(),
        role: fact.role,
        yes,
        basis,
        revision: rev,
        at: fact.at,
        effective: fact.effective,
    });
}
fn condemn(r: &mut Release, fact: &Fact, rev: u64, what: Doomed, step: Option<Step>, reason: Option<&Text>) {
    r.condemned.push(Condemned {
        what,
        step,
        revision: rev,
        by: fact.actor.clone(),
        role: fact.role,
        at: fact.at,
        reason: reason.map(ToString::to_string).unwrap_or_default(),
    });
}
fn condemn_build(r: &mut Release, fact: &Fact, rev: u64, step: Option<Step>, reason: Option<&Text>) {
    if let Some(b) = r.build().map(|b| b.revision) {
        condemn(r, fact, rev, Doomed::Build(b), step, reason);
    }
}
fn condemn_letter(r: &mut Release, fact: &Fact, rev: u64, step: Option<Step>, reason: Option<&Text>) {
    if let Some(l) = r.letter().map(|l| l.revision) {
        condemn(r, fact, rev, Doomed::Letter(l), step, reason);
    }
}
/// Worksheets that take OCRs back in ClearQuest: what was resolved is condemned.
fn take_back(r: &mut Release, fact: &Fact, rev: u64, sheets: &[Worksheet]) {
    for s in sheets {
        condemn_resolve(r, fact, rev, &s.ocr);
        if let Some(c) = r.cq.iter_mut().find(|c| c.ocr == s.ocr) {
            c.sheet = (s.action, rev);
            c.confirmed = false;
        }
    }
}
fn condemn_resolve(r: &mut Release, fact: &Fact, rev: u64, ocr: &OcrId) {
    let key = Key::Ocr(ocr.clone());
    let last = r.signoffs.iter().rev().find(|s| s.step == Step::Resolve && s.key == key).map(|s| s.revision);
    if let Some(resolve) = last {
        condemn(r, fact, rev, Doomed::Resolve(ocr.clone(), resolve), None, None);
    }
}

fn fold(r: &mut Release, fact: &Fact) {
    let rev = fact.revision(&r.subject());
    if !matches!(fact.event, Event::ActRetracted(_) | Event::KeyEnded(_)) && !fact.event.is_errand() {
        acted(r, &fact.actor, fact.role, rev);
        // Who acts for another acts, and so does the other.
        fact.behalf.iter().for_each(|of| acted(r, of, fact.role, rev));
    }
    match &fact.event {
        Event::ReleaseScheduled(e) => {
            join(r, &e.ocrs, rev);
            r.numbers.push((e.number.clone(), rev));
            r.plan = Plan { revision: rev, targets_revision: rev, windows: e.windows.clone() };
            sign(r, fact, rev, Step::Schedule, Key::Release, true);
        }
        Event::ReleaseRescheduled(e) => {
            let same = e.windows.iter().map(|w| &w.target).eq(r.targets());
            let targets_revision = if same { r.plan.targets_revision } else { rev };
            r.plan = Plan { revision: rev, targets_revision, windows: e.windows.clone() };
            sign(r, fact, rev, Step::Schedule, Key::Release, true);
        }
        Event::ReleaseRenumbered(e) => {
            r.number = e.number.clone();
            r.numbers.push((e.number.clone(), rev));
        }
        Event::InputGiven(e) => {
            sign(r, fact, rev, Step::Input, Key::Release, e.feasible);
            if !e.feasible {
                condemn(r, fact, rev, Doomed::Plan(r.plan.revision), Some(Step::Input), e.text.as_ref());
            }
        }
        Event::CoordinationOpened(_) => sign(r, fact, rev, Step::Coordinate, Key::Release, true),
        Event::Concurred(e) => {
            sign(r, fact, rev, Step::Concur, Key::Area(fact.role), e.yes);
            if !e.yes {
                condemn(r, fact, rev, Doomed::Plan(r.plan.revision), Some(Step::Concur), e.reason.as_ref());
            }
        }
        Event::LmcNotified(_) => sign(r, fact, rev, Step::Notify, Key::Release, true),
        Event::BuildRecorded(_)
        | Event::DeveloperTested(_)
        | Event::DeveloperTested2(_)
        | Event::LetterSubmitted(_)
        | Event::LetterSubmitted2(_)
        | Event::LetterDistributed(_)
        | Event::TestsCoordinated(_)
        | Event::LetterReviewed(_)
        | Event::TestsRun(_)
        | Event::TestsRun2(_)
        | Event::WaiverProposed(_)
        | Event::WaiverAccepted(_)
        | Event::TestRecorded(_)
        | Event::TestRecorded2(_) => build::fold_build(r, fact, rev),
        Event::GoIssued(_)
        | Event::NoGoIssued(_)
        | Event::NotesEdited(_)
        | Event::DeploymentRecorded(_)
        | Event::DeploymentRecorded2(_)
        | Event::LetterCompleted(_)
        | Event::LetterCompleted2(_)
        | Event::CqResolved(_)
        | Event::CqConfirmed(_)
        | Event::Verified(_)
        | Event::VerificationReported(_)
        | Event::ReleaseClosed(_) => deployment::fold_deployment(r, fact, rev),
        Event::OcrAmended(e) => amend(r, e, rev),
        Event::OcrWithdrawn(e) => {
            if !r.carrying().is_empty() {
                r.stops.push(Stop::Withdrawn(rev, e.ocr.clone()));
            }
            leave(r, std::slice::from_ref(&e.ocr), rev);
        }
        Event::OcrDeferred(e) => defer(r, &OcrDeferred2::from(e)),
        Event::OcrDeferred2(e) => defer(r, e),
        Event::OcrsAdded(e) => join(r, &e.ocrs, rev),
        Event::OcrsDropped(e) => leave(r, &e.ocrs, rev),
        Event::TargetDropped(e) => {
            r.plan.windows.retain(|w| w.target != e.target);
            // Once a target carries the build the sign-offs up to the go have served: the rest of the plan is unchanged.
            if r.carrying().is_empty() {
                r.plan.revision = rev;
                r.plan.targets_revision = rev;
            }
        }
        Event::ReleaseHeld(e) => r.held = Some((rev, fact.at, e.reason.clone())),
        Event::ReleaseResumed(_) => r.held = None,
        Event::ReleaseReopened(e) => {
            match e.at {
                2 => condemn(r, fact, rev, Doomed::Plan(r.plan.revision), None, Some(&e.reason)),
                5 => condemn_build(r, fact, rev, None, Some(&e.reason)),
                6 => condemn_letter(r, fact, rev, None, Some(&e.reason)),
                _ => e.ocr.iter().for_each(|ocr| condemn_resolve(r, fact, rev, ocr)),
            }
            take_back(r, fact, rev, &e.worksheets);
            r.reopened.push((rev, e.at));
        }
        Event::ReleaseCancelled(_) => r.end = Some(End::Cancelled(rev)),
        Event::KeyEnded(e) => {
            let here = e.disputed.iter().filter(|d| d.release == r.id);
            here.for_each(|d| r.disputed.extend(&d.revisions));
        }
        // Kept by `note`, or of no concern to a release.
        Event::NoticesGivenByHand(_)
        | Event::NoticeSent(_)
        | Event::NoticeFailed(_)
        | Event::NoticeAcknowledged(_)
        | Event::Reminded(_)
        | Event::ActRetracted(_)
        | Event::LedgerCreated(_)
        | Event::LedgerCreated2(_)
        | Event::PersonAdded(_)
        | Event::KeyAdded(_)
        | Event::RoleProposed(_)
        | Event::RoleGranted(_)
        | Event::RoleDelegated(_)
        | Event::RoleRevoked(_)
        | Event::PartySet(_)
        | Event::SettingSet(_)
        | Event::RestoreAccepted(_)
        | Event::DocumentErased(_)
        | Event::Refused(_)
        | Event::OcrReceived(_)
        | Event::OcrReturned(_) => {}
    }
}

fn defer(r: &mut Release, e: &OcrDeferred2) {
    r.scope.ocrs.retain(|o| *o != e.ocr);
    r.deferred.push((e.ocr.clone(), e.change_stays));
    r.completed.iter_mut().for_each(|c| c.addenda.extend(e.addendum.clone()));
}

fn amend(r: &mut Release, e: &OcrAmended, rev: u64) {
    if e.changes.iter().any(|c| c.field.is_scope()) {
        r.scope.revision = rev;
    }
}
