//! Folds history into state. Total: whatever was recorded can be folded, lawful or not; it never reads the table.

use crate::domain::event::{CqState, Event, Joined, OcrAmended, Outcome, RejectClass, Worksheet};
use crate::domain::release::{
    Acted, Build, Completed, CqRecord, Deployment, End, Go, Letter, OwedNotice, Plan, Release, Run, Scope,
    Stop, Waiver,
};
use crate::domain::signoff::{Condemned, Doomed};
use crate::domain::{Fact, Key, NoticeId, OcrId, ReleaseId, Role, SignOff, Step, Text};

/// The state of a release after its first entry; `None` if that is not a scheduling.
pub fn begin(id: ReleaseId, fact: &Fact) -> Option<Release> {
    let Event::ReleaseScheduled(e) = &fact.event else { return None };
    let mut r = Release {
        id,
        number: e.number.clone(),
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
    };
    evolve(&mut r, fact);
    Some(r)
}

/// Folds one more fact into a release. A retraction folds the history again without what it takes back; notices stay
/// owed, for those who were told are told again.
pub fn evolve(r: &mut Release, fact: &Fact) {
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
        history.push(fact.clone());
        r.history = history;
        r.retracted = retracted;
        note(r, fact);
        return;
    }
    fold(r, fact);
    note(r, fact);
    r.history.push(fact.clone());
}

/// The revision, the time, and the notices that the fact owes.
fn note(r: &mut Release, fact: &Fact) {
    r.revision = fact.revision(&r.subject());
    r.touched = fact.at;
    for tell in &fact.tells {
        r.notices.push(OwedNotice {
            id: NoticeId::of_release(&r.number, r.revision, &tell.to),
            to: tell.to.clone(),
            revision: r.revision,
            event: fact.event.name(),
            digest: tell.digest,
            delivered: None,
        });
    }
    if let Event::NoticesGivenByHand(e) = &fact.event {
        r.notices.iter_mut().filter(|n| e.notices.contains(&n.id)).for_each(|n| n.delivered = Some(fact.at));
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
    if !matches!(fact.event, Event::ActRetracted(_)) {
        acted(r, &fact.actor, fact.role, rev);
    }
    match &fact.event {
        Event::ReleaseScheduled(e) => {
            join(r, &e.ocrs, rev);
            r.plan = Plan { revision: rev, targets_revision: rev, windows: e.windows.clone() };
            sign(r, fact, rev, Step::Schedule, Key::Release, true);
        }
        Event::ReleaseRescheduled(e) => {
            let same = e.windows.iter().map(|w| &w.target).eq(r.targets());
            let targets_revision = if same { r.plan.targets_revision } else { rev };
            r.plan = Plan { revision: rev, targets_revision, windows: e.windows.clone() };
            sign(r, fact, rev, Step::Schedule, Key::Release, true);
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
        | Event::LetterSubmitted(_)
        | Event::LetterDistributed(_)
        | Event::TestsCoordinated(_)
        | Event::LetterReviewed(_)
        | Event::TestsRun(_)
        | Event::WaiverProposed(_)
        | Event::WaiverAccepted(_)
        | Event::TestRecorded(_) => fold_build(r, fact, rev),
        Event::GoIssued(_)
        | Event::NoGoIssued(_)
        | Event::DeploymentRecorded(_)
        | Event::LetterCompleted(_)
        | Event::CqResolved(_)
        | Event::CqConfirmed(_)
        | Event::Verified(_)
        | Event::VerificationReported(_)
        | Event::ReleaseClosed(_) => fold_deployment(r, fact, rev),
        Event::OcrAmended(e) => amend(r, e, rev),
        Event::OcrWithdrawn(e) => {
            if !r.carrying().is_empty() {
                r.stops.push(Stop::Withdrawn(rev, e.ocr.clone()));
            }
            leave(r, std::slice::from_ref(&e.ocr), rev);
        }
        Event::OcrDeferred(e) => {
            r.scope.ocrs.retain(|o| *o != e.ocr);
            r.deferred.push((e.ocr.clone(), e.change_stays));
        }
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
        // Kept by `note`, or of no concern to a release.
        Event::NoticesGivenByHand(_)
        | Event::ActRetracted(_)
        | Event::LedgerCreated(_)
        | Event::PersonAdded(_)
        | Event::RoleGranted(_)
        | Event::RoleRevoked(_)
        | Event::PartySet(_)
        | Event::SettingSet(_)
        | Event::Refused(_)
        | Event::OcrReceived(_)
        | Event::OcrReturned(_) => {}
    }
}

fn amend(r: &mut Release, e: &OcrAmended, rev: u64) {
    if e.changes.iter().any(|c| c.field.is_scope()) {
        r.scope.revision = rev;
    }
}

/// Steps 5 to 9: the build, its tests, its letter.
fn fold_build(r: &mut Release, fact: &Fact, rev: u64) {
    let build = r.build().map(|b| b.id.clone());
    match (&fact.event, build) {
        (Event::BuildRecorded(e), _) => {
            acted(r, &e.builder, Role::SoftwareDeveloper, rev);
            r.builds.push(Build {
                revision: rev,
                id: e.build.clone(),
                source: e.source.clone(),
                builder: e.builder.clone(),
                artifacts: e.artifacts.clone(),
                at: fact.effective,
                environment: e.environment.clone(),
                reason: e.reason.clone(),
            });
            sign(r, fact, rev, Step::Build, Key::Release, true);
        }
        (Event::DeveloperTested(e), Some(build)) => {
            r.developer_runs.push(Run { build, results: e.results.clone() });
            sign(r, fact, rev, Step::DeveloperTest, Key::Release, true);
        }
        (Event::LetterSubmitted(e), Some(build)) => {
            r.letters.push(Letter { revision: rev, document: e.letter.clone(), build });
            sign(r, fact, rev, Step::Letter, Key::Release, true);
        }
        (Event::LetterDistributed(_), _) => sign(r, fact, rev, Step::Distribute, Key::Release, true),
        (Event::TestsCoordinated(_), _) => sign(r, fact, rev, Step::CoordinateTests, Key::Release, true),
        (Event::LetterReviewed(e), _) => {
            sign(r, fact, rev, Step::Review, Key::Area(fact.role), e.approved);
            let (step, why) = (Some(Step::Review), e.comment.as_ref());
            match (e.approved, e.class) {
                (true, _) => {}
                (false, Some(RejectClass::Build)) => condemn_build(r, fact, rev, step, why),
                (false, Some(RejectClass::Scope)) => {
                    condemn(r, fact, rev, Doomed::Scope(r.scope.revision), step, why);
                }
                (false, Some(RejectClass::Document) | None) => condemn_letter(r, fact, rev, step, why),
            }
        }
        (Event::TestsRun(e), Some(build)) => {
            r.test_runs.push(Run { build, results: e.results.clone() });
            sign(r, fact, rev, Step::TestRun, Key::Release, true);
        }
        (Event::WaiverProposed(e), Some(build)) => {
            r.waivers.retain(|w| !(w.case == e.case && w.build == build));
            r.waivers.push(Waiver {
                case: e.case.clone(),
                build,
                reason: e.reason.clone(),
                proposed_by: fact.actor.clone(),
                accepted_by: None,
            });
        }
        (Event::WaiverAccepted(e), Some(build)) => {
            let waiver = r.waivers.iter_mut().find(|w| w.case == e.case && w.build == build);
            waiver.into_iter().for_each(|w| w.accepted_by = Some(fact.actor.clone()));
        }
        (Event::TestRecorded(e), Some(build)) => {
            if let Some(run) = &e.run {
                r.test_runs.push(Run { build, results: run.results.clone() });
                sign(r, fact, rev, Step::TestRun, Key::Release, true);
            }
            sign(r, fact, rev, Step::Verdict, Key::Release, e.pass);
            if !e.pass {
                condemn_build(r, fact, rev, Some(Step::Verdict), e.reason.as_ref());
            }
        }
        _ => {}
    }
}

/// Steps 10 to 15: the go, the targets, ClearQuest, verification.
fn fold_deployment(r: &mut Release, fact: &Fact, rev: u64) {
    match &fact.event {
        Event::GoIssued(e) => {
            take_back(r, fact, rev, &e.worksheets);
            r.gos.push(Go {
                revision: rev,
                targets: e.targets.clone(),
                at: fact.effective,
                notes: e.notes.clone(),
                taken_back: None,
            });
            sign(r, fact, rev, Step::Go, Key::Release, true);
        }
        Event::NoGoIssued(_) => {
            r.gos.last_mut().into_iter().for_each(|g| g.taken_back = Some(rev));
            r.stops.push(Stop::NoGo(rev));
        }
        Event::DeploymentRecorded(e) => {
            acted(r, &e.deployer, Role::SoftwareDeveloper, rev);
            if let Some(wrong) = e.corrects {
                r.deployments
                    .iter_mut()
                    .filter(|d| d.revision == wrong)
                    .for_each(|d| d.corrected_by = Some(rev));
                r.condemned.retain(|c| !(c.revision == wrong && c.step == Some(Step::Deploy)));
            }
            let Some(build) = r.build().map(|b| b.id.clone()) else { return };
            // What is backed out is what the target carried, which need not be the current build.
            let build = match e.outcome {
                Outcome::BackedOut => r.carried(&e.target).cloned().unwrap_or(build),
                Outcome::Deployed | Outcome::Failed | Outcome::Irregular => build,
            };
            r.deployments.push(Deployment {
                revision: rev,
                target: e.target.clone(),
                build,
                outcome: e.outcome,
                start: e.start,
                end: e.end,
                deployer: e.deployer.clone(),
                corrected_by: None,
            });
            let yes = e.outcome == Outcome::Deployed;
            sign(r, fact, rev, Step::Deploy, Key::Target(e.target.clone()), yes);
            if let (false, Some(go)) = (yes, r.gos.last().map(|g| g.revision)) {
                condemn(r, fact, rev, Doomed::Go(go), Some(Step::Deploy), e.reason.as_ref());
            }
        }
        Event::LetterCompleted(e) => {
            r.completed =
                Some(Completed { revision: rev, document: e.completion.clone(), approved: e.approved });
            sign(r, fact, rev, Step::CompleteLetter, Key::Release, true);
        }
        Event::CqResolved(e) => {
            for s in &e.worksheets {
                r.cq.retain(|c| c.ocr != s.ocr);
                let seen = CqState::Opened;
                r.cq.push(CqRecord { ocr: s.ocr.clone(), sheet: (s.action, rev), confirmed: false, seen });
                sign(r, fact, rev, Step::Resolve, Key::Ocr(s.ocr.clone()), true);
            }
        }
        Event::CqConfirmed(e) => {
            for ocr in &e.ocrs {
                if let Some(c) = r.cq.iter_mut().find(|c| c.ocr == *ocr) {
                    c.seen = e.state;
                    c.confirmed = true;
                }
                if e.state == CqState::Resolved {
                    sign(r, fact, rev, Step::Confirm, Key::Ocr(ocr.clone()), true);
                }
            }
        }
        Event::Verified(e) => {
            sign(r, fact, rev, Step::Verify, Key::Ocr(e.ocr.clone()), e.pass);
            if !e.pass {
                take_back(r, fact, rev, &e.worksheets);
            }
        }
        Event::VerificationReported(_) => sign(r, fact, rev, Step::Report, Key::Release, true),
        Event::ReleaseClosed(_) => {
            sign(r, fact, rev, Step::Close, Key::Release, true);
            r.end = Some(End::Closing(rev));
        }
        _ => {}
    }
}
