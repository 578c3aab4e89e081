//! Steps 10 to 15, and how a stopped release goes on.

use crate::domain::event::{
    CqAction, CqState, DeploymentRecorded2, GoIssued, Outcome, ReleaseReopened, Worksheet,
};
use crate::domain::{Artifact, Event, Key, Refusal, RefusalKind, Release, Step, TargetId};
use crate::sop::standing::Standing;
use crate::sop::world::World;
use crate::sop::{decide, evolve};

use super::what::{demand, lacks, once, reason};
use super::{Case, Verdict, notes};

const GO: &str = "a go names targets of the plan, and is live until their windows end (ours)";
const FACTS: &str = "deployed needs a live go and the build's digests; what happened otherwise is recorded as irregular (ours)";
const CQ: &str = "ClearQuest moves by actions, and somebody looks whether it did (SOP step 12)";
const STOP: &str = "go, stop, hold (ours)";

fn order(rule: &'static str, message: impl Into<String>) -> Refusal {
    Refusal::new(RefusalKind::Order, rule, message)
}

/// Whether everything that must come with an act of steps 10 to 15 has come.
pub fn judge<'a>(case: &Case<'a>, r: &'a Release) -> Verdict {
    let s = case.stands(r);
    match &*case.fact.event.today() {
        Event::NotesEdited(e) => notes::edit(r, e),
        Event::GoIssued(e) => go(r, s, e),
        Event::NoGoIssued(_) => {
            let due = s.go_live().is_some()
                || (s.stopped().is_none() && s.missing(Step::Go, &Key::Release).is_empty());
            demand(due, || {
                order(
                    STOP,
                    format!("there is no go to take back and none to decide on for release {}", r.number),
                )
                .needs(s.missing(Step::Go, &Key::Release))
            })
        }
        Event::DeploymentRecorded2(e) => deployment(case, r, s, e),
        Event::LetterCompleted2(e) => {
            let current = r.letter().map(|l| l.document.digest);
            demand(current == Some(e.approved), || lacks("this does not complete the approved letter"))?;
            once(case, Step::CompleteLetter, true)
        }
        Event::CqResolved(e) => resolve(case, r, &e.worksheets),
        Event::CqConfirmed(e) => confirm(case, r, e.state),
        Event::Verified(e) => {
            demand(r.scope.ocrs.contains(&e.ocr), || {
                Refusal::new(RefusalKind::NotFound, CQ, format!("{} is not in release {}", e.ocr, r.number))
            })?;
            match e.pass {
                true => sheets(&e.worksheets, &[])?,
                // A record that is Closed already is opened again; a Reject was recorded for it before that was told.
                false => sheets(&e.worksheets, &[(&e.ocr, decide::cq_of_a_fail(r, &e.ocr))])
                    .or_else(|_| sheets(&e.worksheets, &[(&e.ocr, CqAction::Reject)]))?,
            }
            once(case, Step::Verify, e.pass)
        }
        Event::VerificationReported(_) => once(case, Step::Report, true),
        Event::ReleaseClosed(e) => close(case, r, &e.results),
        Event::TargetDropped(e) => drop_target(r, s, &e.target),
        Event::ReleaseReopened(e) => reopen(r, s, e),
        Event::ReleaseCancelled(_) => {
            let on = r.carrying().iter().map(|t| t.as_str()).collect::<Vec<_>>().join(", ");
            demand(on.is_empty(), || {
                order(STOP, format!("release {} cannot be cancelled: its build is on {on}", r.number)).hint(
                    format!("record the back-out first: era-rm deploy record {} --target TARGET --outcome backed-out --start TIME --end TIME --reason TEXT", r.number),
                )
            })
        }
        _ => Ok(()),
    }
}

fn go(r: &Release, s: Standing<'_>, e: &GoIssued) -> Verdict {
    demand(!e.targets.is_empty(), || lacks("a go names at least one target").hint("--target TARGET"))?;
    for t in &e.targets {
        let Some(w) = r.plan.window(t) else {
            return Err(no_target(GO, t, r));
        };
        demand(w.not_after > s.now(), || {
            order(GO, format!("the window of {t} ended at {}", w.not_after))
                .hint(format!("era-rm release reschedule {} --window {t}=START/END", r.number))
        })?;
    }
    if let Some(live) = s.go_live() {
        let left = live
            .targets
            .iter()
            .find(|t| !e.targets.contains(t) && !s.signed(Step::Deploy, &Key::Target((*t).clone())));
        demand(left.is_none(), || {
            order(GO, "a go is live; a further one must name its targets that are not yet deployed")
        })?;
        let same =
            live.targets.iter().all(|t| e.targets.contains(t)) && live.targets.len() == e.targets.len();
        // A fail at 13 stops the release while its go may be live still: the same go again answers it.
        demand(!same || s.stopped().is_some(), || {
            Refusal::new(
                RefusalKind::Conflict,
                GO,
                format!(
                    "a go for the same targets is live until {}",
                    s.go_ends(live).map(|t| t.to_string()).unwrap_or_default()
                ),
            )
        })?;
    }
    if let Some(cause) = s.stopped() {
        reason(e.reason.as_ref(), &format!("a go after a stop ({})", cause.say()))?;
    }
    notes::of_go(r)?;
    let wanted = decide::cq_taken_back(r);
    sheets(&e.worksheets, &wanted)
}

/// Demands exactly the worksheets that are owed.
fn sheets(given: &[Worksheet], wanted: &[(&crate::domain::OcrId, CqAction)]) -> Verdict {
    let same = given.len() == wanted.len()
        && wanted.iter().all(|(o, a)| given.iter().any(|w| w.ocr == **o && w.action == *a));
    demand(same, || {
        Refusal::new(RefusalKind::Evidence, CQ, "the worksheets for ClearQuest are not those that are owed")
    })
}

fn deployment<'a>(case: &Case<'a>, r: &'a Release, s: Standing<'_>, e: &DeploymentRecorded2) -> Verdict {
    let Some(build) = r.build() else {
        return Err(order(FACTS, "there is no build yet")
            .needs(s.missing(Step::Deploy, &Key::Target(e.target.clone()))));
    };
    let known = r.plan.window(&e.target).is_some() || r.deployment(&e.target).is_some();
    demand(known, || no_target(FACTS, &e.target, r))?;
    demand(e.start <= e.end && e.end <= case.fact.at, || {
        let message = if e.start > e.end {
            format!("the start {} is after the end {}", e.start, e.end)
        } else {
            format!("the end {} is in the future; it is {} now", e.end, case.fact.at)
        };
        Refusal::new(
            RefusalKind::Evidence,
            "a deployment starts before it ends, and ends before it is recorded (ours)",
            message,
        )
    })?;
    if let Some(wrong) = e.corrects {
        let found = r
            .deployments
            .iter()
            .any(|d| d.revision == wrong && d.target == e.target && d.corrected_by.is_none());
        demand(found, || {
            Refusal::new(
                RefusalKind::NotFound,
                FACTS,
                format!("revision {wrong} is no record of {} that stands", e.target),
            )
            .hint("era-rm release show lists the deployment records")
        })?;
        reason(e.reason.as_ref(), "a correction")?;
    }
    // An old form withdrew nothing.
    if matches!(case.fact.event, Event::DeploymentRecorded2(_)) {
        notes::withdrawn(r, e)?;
    }
    match e.outcome {
        Outcome::Deployed => deployed(r, e, &build.artifacts),
        Outcome::Failed | Outcome::Irregular => reason(e.reason.as_ref(), "what went otherwise"),
        Outcome::BackedOut => {
            let carries = r.carried(&e.target).is_some() || e.corrects.is_some();
            let attempted = r.deployment(&e.target).is_some_and(|d| d.outcome == Outcome::Failed);
            demand(carries || attempted, || {
                order(FACTS, format!("{} carries nothing of release {}", e.target, r.number))
            })?;
            reason(e.reason.as_ref(), "a back-out")
        }
    }
}

/// *Deployed*: a go that names the target was live at its start, in its window, with the build's digests and a backup.
fn deployed(r: &Release, e: &DeploymentRecorded2, wanted: &[Artifact]) -> Verdict {
    let irregular = "if it happened all the same, record it as what it is: --outcome irregular --reason TEXT";
    let subject = r.subject();
    let before = r.history.iter().filter(|f| f.at <= e.start && !r.retracted.contains(&f.revision(&subject)));
    let mut world = World { follows: [subject.clone()].into(), ..World::default() };
    before.for_each(|f| match world.releases.get_mut(&r.id) {
        Some(then) => evolve::evolve(then, f),
        None => world.apply(f),
    });
    let live =
        world.releases.get(&r.id).is_some_and(|then| Standing::of(then, e.start).go_live_for(&e.target));
    let open = r.plan.window(&e.target).is_some_and(|w| w.not_before <= e.start && e.start < w.not_after);
    demand(live, || {
        let now = Standing::of(r, e.start);
        let needs = now.missing(Step::Deploy, &Key::Target(e.target.clone()));
        order(FACTS, format!("no go for {} was live at {}", e.target, e.start)).needs(needs).hint(irregular)
    })?;
    demand(open, || {
        let window = r
            .plan
            .window(&e.target)
            .map(|w| format!("{} to {}", w.not_before, w.not_after))
            .unwrap_or_default();
        Refusal::new(
            RefusalKind::Evidence,
            FACTS,
            format!("{} is outside the window of {}: {window}", e.start, e.target),
        )
        .hint(irregular)
    })?;
    for a in wanted {
        let found = e.installed.iter().find(|i| i.name == a.name);
        let wrong = match found {
            None => Some(format!("artifact {} of the build was not installed", a.name)),
            Some(i) if i.digest != a.digest => Some(format!(
                "what was installed as {} is not the build's: {} instead of {}",
                a.name,
                i.digest.short(),
                a.digest.short()
            )),
            Some(_) => None,
        };
        if let Some(message) = wrong {
            let forgotten = "name all that was installed (--artifact FILE, for each); ";
            let hint = format!("{}{irregular}", if found.is_none() { forgotten } else { "" });
            return Err(Refusal::new(RefusalKind::Evidence, FACTS, message).hint(hint));
        }
    }
    let extra = e.installed.iter().find(|i| !wanted.iter().any(|a| a.name == i.name));
    demand(extra.is_none(), || {
        Refusal::new(
            RefusalKind::Evidence,
            FACTS,
            format!("{} is no artifact of the build", extra.map(|x| x.name.to_string()).unwrap_or_default()),
        )
        .hint(irregular)
    })?;
    demand(e.backup.is_some(), || {
        lacks("a deployment needs the reference of the backup taken before").hint("--backup TEXT")
    })
}

fn resolve<'a>(case: &Case<'a>, r: &'a Release, given: &[Worksheet]) -> Verdict {
    demand(!given.is_empty(), || {
        lacks("there is no OCR to resolve: each has its worksheet")
            .hint("a mistaken one is taken back by whoever wrote it: era-rm retract")
    })?;
    for w in given {
        demand(r.scope.ocrs.contains(&w.ocr), || {
            Refusal::new(RefusalKind::NotFound, CQ, format!("{} is not in release {}", w.ocr, r.number))
        })?;
        let opened = r
            .cq_of(&w.ocr)
            .is_none_or(|c| c.seen == CqState::Opened && (c.confirmed || c.sheet.0 == CqAction::Resolve));
        let waits = !opened
            && case
                .stands(r)
                .answer(Step::Resolve, &Key::Ocr(w.ocr.clone()))
                .is_none_or(|_| r.cq_of(&w.ocr).is_some_and(|c| c.sheet.0 != CqAction::Resolve));
        demand(!waits, || {
            order(CQ, format!("{} must be seen Opened in CQ first", w.ocr))
                .hint(format!("era-rm cq confirm {} --ocr {} --state Opened", r.number, w.ocr))
        })?;
    }
    let wanted: Vec<_> = given.iter().map(|w| (&w.ocr, CqAction::Resolve)).collect();
    sheets(given, &wanted)?;
    once(case, Step::Resolve, true)
}

/// A mismatch between what the worksheet asked for and what CQ was seen to say is refused.
fn confirm<'a>(case: &Case<'a>, r: &'a Release, state: CqState) -> Verdict {
    let Event::CqConfirmed(e) = &case.fact.event else { return Ok(()) };
    demand(!e.ocrs.is_empty(), || {
        lacks(format!("no worksheet of release {} waits to be confirmed", r.number))
            .hint("era-rm cq resolve writes them; --ocr ID names an OCR that was confirmed before")
    })?;
    for ocr in &e.ocrs {
        let Some(c) = r.cq_of(ocr) else {
            return Err(order(CQ, format!("no worksheet was written for {ocr}"))
                .hint(format!("era-rm cq resolve {} --ocr {ocr}", r.number)));
        };
        let wanted = match (c.sheet.0, c.confirmed) {
            (CqAction::Resolve, true) => CqState::Closed,
            (CqAction::Resolve, false) => CqState::Resolved,
            (CqAction::Reject | CqAction::ReOpen, _) => CqState::Opened,
        };
        // A worksheet whose step fell, as when the letter was completed anew, was or will be taken back in CQ by hand.
        let void = case.stands(r).yes(Step::Resolve, &Key::Ocr(ocr.clone())).is_none();
        let again = match (c.sheet.0, state) {
            (CqAction::Resolve, CqState::Resolved) => true,
            (CqAction::Resolve, CqState::Opened) => void,
            _ => false,
        };
        demand(state == wanted || again, || {
            Refusal::new(
                RefusalKind::Evidence,
                CQ,
                format!(
                    "the worksheet of {ocr} asked for {:?}; CQ shows {state:?} and {wanted:?} is expected",
                    c.sheet.0
                ),
            )
            .hint("take the worksheet's action in CQ, look again, and confirm what is seen then")
        })?;
    }
    if state == CqState::Resolved { once(case, Step::Confirm, true) } else { Ok(()) }
}

fn close<'a>(case: &Case<'a>, r: &'a Release, results: &[crate::domain::event::OcrResult]) -> Verdict {
    once(case, Step::Close, true)?;
    demand(results == decide::results(r).as_slice(), || {
        lacks("the results of the closing notice are not those recorded")
    })?;
    let waiting: Vec<String> = decide::undelivered(r, case.fact.at).map(|n| n.id.to_string()).collect();
    demand(waiting.is_empty(), || {
        order(
            "a release is not closed while a notice of 4 or 10 is undelivered (ours)",
            format!("not delivered: {}", waiting.join(", ")),
        )
        .hint(format!(
            "hand them over and say so, for step 4 and for step 10: era-rm notice by-hand --release {} --step 4 --how TEXT",
            r.number
        ))
    })
}

/// A target that the release does not have, and those that it has.
fn no_target(rule: &'static str, target: &TargetId, r: &Release) -> Refusal {
    let known = r.plan.windows.iter().map(|w| w.target.as_str()).collect::<Vec<_>>().join(", ");
    let message = format!("{target} is not a target of release {}", r.number);
    Refusal::new(RefusalKind::NotFound, rule, message).hint(format!("its targets: {known}"))
}

fn drop_target(r: &Release, s: Standing<'_>, target: &TargetId) -> Verdict {
    demand(r.plan.window(target).is_some(), || no_target(STOP, target, r))?;
    demand(r.plan.windows.len() > 1, || {
        order(STOP, format!("{target} is the last target of release {}", r.number))
            .hint("cancel the release, or reschedule it to another target")
    })?;
    demand(r.carried(target).is_none(), || {
        order(STOP, format!("{target} carries the build")).hint(format!(
            "record the back-out first: era-rm deploy record {} --target {target} --outcome backed-out",
            r.number
        ))
    })?;
    demand(!(s.frozen() && s.stopped().is_none()), || {
        order(STOP, "targets are fixed while a go is live or a target carries the build")
    })
}

fn reopen(r: &Release, s: Standing<'_>, e: &ReleaseReopened) -> Verdict {
    let Some(_) = s.stopped() else {
        return Err(order(STOP, format!("release {} is not stopped", r.number))
            .hint(format!("it is stopped by era-rm deploy no-go {} --reason TEXT, by a failed deployment or a failed verification", r.number)));
    };
    demand(matches!(e.at, 2 | 5 | 6 | 12), || {
        Refusal::new(RefusalKind::Usage, STOP, "a release is reopened at 2, 5, 6 or 12")
    })?;
    demand((e.at == 12) == e.ocr.is_some(), || {
        lacks("reopening at 12, and only there, names the OCR").hint("--step 12 --ocr ID")
    })?;
    if let Some(ocr) = &e.ocr {
        let key = Key::Ocr(ocr.clone());
        let failed =
            r.signoffs.iter().rev().find(|x| x.step == Step::Verify && x.key == key).is_some_and(|x| !x.yes);
        demand(failed && r.scope.ocrs.contains(ocr), || {
            order(STOP, format!("{ocr} has not failed verification"))
        })?;
        return sheets(&e.worksheets, &[]);
    }
    sheets(&e.worksheets, &decide::cq_taken_back(r))
}
