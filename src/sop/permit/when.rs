//! Time, and the SOP's order: ended, held, stopped, frozen; and what must stand before.

use crate::domain::release::End;
use crate::domain::signoff::Doomed;
use crate::domain::{Event, Key, Refusal, RefusalKind, Release, Step};
use crate::sop::standing::{Standing, StopCause};
use crate::sop::table::{Act, After, means};

use super::{Case, Verdict};

const EFFECTIVE: &str = "the effective time is never in the future, nor before what the act stands on";
const STATE: &str = "go, stop, hold (ours)";
const STOPPING: &str = "stopping is lawful until the first target is deployed (ours)";
const ORDER: &str = "each step comes after those that must stand before it";

/// Whether the act comes at its time.
pub fn judge(case: &Case<'_>) -> Verdict {
    let fact = case.fact;
    if fact.effective > fact.at {
        let message =
            format!("the effective time {} is in the future; it is {} now", fact.effective, fact.at);
        return Err(Refusal::new(RefusalKind::Evidence, EFFECTIVE, message)
            .hint("give the time at which it was done: --at TIME"));
    }
    let Some(release) = case.release else { return Ok(()) };
    let standing = case.stands(release);
    state(case, release, standing)?;
    let Some(step) = case.act.step.and_then(|step| ordered(&fact.event, step)) else { return Ok(()) };
    for key in keys(case) {
        after(case, release, standing, step, &key)?;
    }
    Ok(())
}

/// The step whose turn an act must await. Reschedule signs step 2 whatever stands; a deployment is judged by its own
/// start, a fact is never refused away; what ClearQuest is seen to say after a Reject worksheet is no sign-off of step 12;
/// and a verdict that brings its run signs 8 first.
fn ordered(event: &Event, step: Step) -> Option<Step> {
    match &*event.today() {
        Event::ReleaseScheduled(_) | Event::ReleaseRescheduled(_) | Event::DeploymentRecorded2(_) => None,
        Event::CqConfirmed(e) => (e.state == crate::domain::event::CqState::Resolved).then_some(step),
        Event::TestRecorded2(e) if e.run.is_some() => Some(Step::TestRun),
        _ => Some(step),
    }
}

/// The keys that an act signs for.
pub fn keys(case: &Case<'_>) -> Vec<Key> {
    match &*case.fact.event.today() {
        Event::Concurred(_) | Event::LetterReviewed(_) => vec![Key::Area(case.fact.role)],
        Event::DeploymentRecorded2(e) => vec![Key::Target(e.target.clone())],
        Event::CqResolved(e) => e.worksheets.iter().map(|w| Key::Ocr(w.ocr.clone())).collect(),
        Event::CqConfirmed(e) => e.ocrs.iter().cloned().map(Key::Ocr).collect(),
        Event::Verified(e) => vec![Key::Ocr(e.ocr.clone())],
        _ => vec![Key::Release],
    }
}

/// A no that stops: lawful until the first target is deployed, whatever else is.
pub fn is_stopping(event: &Event) -> bool {
    match &*event.today() {
        Event::InputGiven(e) => !e.feasible,
        Event::Concurred(e) => !e.yes,
        Event::TestRecorded2(e) => !e.pass,
        Event::LetterReviewed(e) => !e.approved,
        Event::NoGoIssued(_) => true,
        _ => false,
    }
}
/// Whether it is too late to stop: a target carries the build. A new plan of a stopped release is still answered as the
/// areas see fit; and a go that is live is taken back at any time.
fn too_late(event: &Event, r: &Release, s: Standing<'_>) -> bool {
    let new_plan = || s.stopped().is_some() && r.gos.last().is_none_or(|g| r.plan.revision > g.revision);
    let lawful = match event {
        Event::InputGiven(_) | Event::Concurred(_) => new_plan(),
        Event::NoGoIssued(_) => s.go_live().is_some(),
        _ => false,
    };
    s.deployed() && !lawful
}

fn state(case: &Case<'_>, r: &Release, s: Standing<'_>) -> Verdict {
    let event = &case.fact.event;
    if r.end.is_some() && event.about_notices().is_some() {
        return Ok(());
    }
    if !is_stopping(event) {
        return bars(r, s, case.act);
    }
    ended(r, s)?;
    held(r, case.act)?;
    if too_late(event, r, s) {
        let on = r.carrying().iter().map(|t| t.as_str()).collect::<Vec<_>>().join(", ");
        let refusal =
            Refusal::new(RefusalKind::Order, STOPPING, format!("release {} is on {on} already", r.number));
        return Err(refusal.hint("record what was found as a deployment (`deploy record`) or at verification (`verify record --fail`)"));
    }
    Ok(())
}

/// What bars an act that is no stopping: ended, held, stopped, frozen, in this order.
pub fn bars(r: &Release, s: Standing<'_>, act: &Act) -> Verdict {
    ended(r, s)?;
    held(r, act)?;
    if let (Some(cause), false) = (s.stopped(), act.stopped) {
        let message = format!("release {} is stopped: {}", r.number, cause.say());
        return Err(Refusal::new(RefusalKind::Order, STATE, message).hint(leave(r, &cause)));
    }
    if s.frozen() && !act.frozen {
        let why =
            if s.go_live().is_some() { "while a go is live" } else { "once a target carries the build" };
        let refusal = Refusal::new(RefusalKind::Order, STATE, format!("`{}` is refused {why}", act.command));
        return Err(refusal.hint(format!(
            "the Release Manager may stop the release first: era-rm deploy no-go {} --reason TEXT",
            r.number
        )));
    }
    Ok(())
}
fn ended(r: &Release, s: Standing<'_>) -> Verdict {
    let how = match r.end {
        None => return Ok(()),
        Some(End::Closing(_)) if s.closed() => "is closed".to_owned(),
        Some(End::Closing(_)) => format!(
            "is being closed, and only its notices are left to be handed over: era-rm notice by-hand --release {} --how TEXT",
            r.number
        ),
        Some(End::Cancelled(_)) => "was cancelled".to_owned(),
    };
    Err(Refusal::new(RefusalKind::Order, STATE, format!("release {} {how}", r.number)))
}
fn held(r: &Release, act: &Act) -> Verdict {
    let (Some((_, since, why)), false) = (&r.held, act.held) else { return Ok(()) };
    let message = format!("release {} is held since {since}: {why}", r.number);
    let refusal = Refusal::new(RefusalKind::Order, STATE, message);
    Err(refusal.hint(format!("the Release Manager may end the hold: era-rm release resume {}", r.number)))
}

/// How a stop is left.
pub fn leave(r: &Release, cause: &StopCause) -> String {
    let n = &r.number;
    let more = match cause {
        StopCause::Verification(ocr) => format!(", or `era-rm ocr defer {ocr}` once its Reject is confirmed"),
        StopCause::Deployment(t, _) => format!(", or `era-rm release drop {n} --target {t}`"),
        StopCause::NoGo | StopCause::Withdrawn(_) | StopCause::GoEnded(_) => String::new(),
    };
    let ways = format!("`era-rm deploy go {n}`, `era-rm release reopen {n} --step 2|5|6|12`");
    let ways = match r.carrying().is_empty() {
        true => format!("{ways} or `era-rm release cancel {n}`"),
        false => ways,
    };
    format!("the Release Manager leaves it by {ways}, each with --reason{more}")
}

/// For which area, target or OCR, as it stands behind a step's name.
pub fn of(key: &Key) -> String {
    match key {
        Key::Release => String::new(),
        Key::Area(_) | Key::Target(_) | Key::Ocr(_) => format!(" ({key})"),
    }
}

fn after(case: &Case<'_>, r: &Release, standing: Standing<'_>, step: Step, key: &Key) -> Verdict {
    // An area may still answer on what another has condemned, so that all comments arrive at once.
    let s = match step {
        Step::Concur | Step::Review => standing.forgiving(step),
        _ => standing,
    };
    let needs = s.missing(step, key);
    if !needs.is_empty() {
        let names = needs.iter().map(|n| format!("{} {}", n.step, means(n.step).name)).collect::<Vec<_>>();
        let mut list: Vec<String> = Vec::new();
        names.into_iter().for_each(|n| {
            if !list.contains(&n) {
                list.push(n)
            }
        });
        let verb = if list.len() == 1 { "does" } else { "do" };
        let message = format!(
            "{step} {}{} of release {} must wait: {} {verb} not stand yet",
            means(step).name,
            of(key),
            r.number,
            list.join(" and "),
        );
        let refusal = Refusal::new(RefusalKind::Order, ORDER, message).needs(needs);
        return Err(match standing.condemned() {
            Some(c) => refusal.hint(format!(
                "the {} was condemned by {} ({}) at {}{}",
                c.what.word(),
                c.by,
                c.role,
                c.at,
                way_on(r, &c.what)
            )),
            None => refusal,
        });
    }
    let before = means(step).after.iter().flat_map(|a| match a {
        After::All(p) => s.keys(*p).iter().filter_map(|k| s.yes(*p, k)).map(|x| x.effective).max(),
        After::Same(p) => s.yes(*p, key).map(|x| x.effective),
        After::LetterOfBuild | After::LiveGo => None,
    });
    match before.max().filter(|t| case.fact.effective < *t) {
        None => Ok(()),
        Some(t) => {
            let message = format!(
                "the effective time {} is before {t}, when what it stands on was done",
                case.fact.effective
            );
            Err(Refusal::new(RefusalKind::Evidence, EFFECTIVE, message))
        }
    }
}

/// How a release goes on from what was condemned, as the end of a sentence; empty where another act tells it.
pub fn way_on(r: &Release, what: &Doomed) -> String {
    let n = &r.number;
    match what {
        Doomed::Scope(_) => format!(
            ": change the scope (release add or drop, ocr amend or withdraw), then era-rm release reschedule {n}"
        ),
        Doomed::Plan(_) => format!(": era-rm release reschedule {n}"),
        Doomed::Build(_) => format!(": era-rm build record {n} with a new build id"),
        Doomed::Letter(_) => format!(": era-rm letter submit {n} with a new letter"),
        Doomed::Go(_) | Doomed::Resolve(..) => String::new(),
    }
}
