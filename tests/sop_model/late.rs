//! What must come with steps 10 to 15 and with acts outside the table.

use era_rm::domain::event::{CqAction, CqState, Outcome};
use era_rm::domain::{Key, OcrId, RefusalKind, Role, Step};

use super::verdict::{Verdict, comes_after, once, step_of, unless};
use super::view::View;
use super::{Act, Done, ModelRelease};
use crate::support::intent::{Deploy, Intent};

use RefusalKind::{Conflict, Evidence, NotFound, Order, Usage};

/// Steps 10 to 15, and acts outside the table.
pub fn from_ten(act: &Act, r: &ModelRelease, v: &View<'_>) -> Verdict {
    let s = &r.state;
    let last_verify = |o: &OcrId| s.last_sign(Step::Verify, &Key::Ocr(o.clone())).map(|x| x.yes);
    match &act.intent {
        Intent::Go { targets, reason } => {
            unless(!targets.is_empty(), Evidence)?;
            for t in targets {
                unless(s.window(t).ok_or(NotFound)?.not_after > act.at, Order)?;
            }
            if let Some(live) = v.live() {
                let open =
                    |t: &&era_rm::domain::TargetId| !v.signed(Step::Deploy, &Key::Target((**t).clone()));
                unless(live.targets.iter().filter(open).all(|t| targets.contains(t)), Order)?;
                let same =
                    live.targets.len() == targets.len() && live.targets.iter().all(|t| targets.contains(t));
                unless(!same || v.stopped(), Conflict)?;
            }
            unless(!v.stopped() || *reason, Evidence)?;
            // Notes are of one letter.
            unless(s.notes.is_none_or(|n| s.letter().is_some_and(|l| l.0 == n.1)), Evidence)
        }
        Intent::Notes { text } => {
            let letter = s.letter().ok_or(Order)?.0;
            let lawful = if *text == 0 { s.notes.is_some() } else { s.notes != Some((*text, letter)) };
            unless(lawful, Conflict)
        }
        Intent::NoGo => {
            let due = !v.stopped() && v.ready(Step::Go, &Key::Release);
            unless(v.live().is_some() || due, Order)
        }
        Intent::Deploy(d) => deploy(act, r, d),
        Intent::Complete => once(act, v, Step::CompleteLetter, true),
        Intent::Resolve { ocrs } => {
            for o in ocrs {
                unless(s.ocrs.contains(o), NotFound)?;
                let waits = s.cq.get(o).is_some_and(|c| match c.action {
                    CqAction::Resolve => {
                        c.seen != CqState::Opened && v.answer(Step::Resolve, &Key::Ocr(o.clone())).is_none()
                    }
                    CqAction::Reject | CqAction::ReOpen => !(c.confirmed && c.seen == CqState::Opened),
                });
                unless(!waits, Order)?;
            }
            once(act, v, Step::Resolve, true)
        }
        Intent::Confirm { ocrs, state } => {
            for o in ocrs {
                let c = s.cq.get(o).ok_or(Order)?;
                let fell = v.counts(Step::Resolve, &Key::Ocr(o.clone())).is_none();
                let expected = match (c.action, state) {
                    (CqAction::Resolve, CqState::Resolved) => true,
                    (CqAction::Resolve, CqState::Closed) => c.confirmed,
                    (CqAction::Resolve, CqState::Opened) => fell,
                    (CqAction::Reject | CqAction::ReOpen, state) => *state == CqState::Opened,
                };
                unless(expected, Evidence)?;
            }
            if *state == CqState::Resolved { once(act, v, Step::Confirm, true) } else { Ok(()) }
        }
        Intent::Verify { ocr, pass } => {
            unless(s.ocrs.contains(ocr), NotFound)?;
            once(act, v, Step::Verify, *pass)
        }
        Intent::Report => once(act, v, Step::Report, true),
        Intent::Close => {
            once(act, v, Step::Close, true)?;
            let of = |step| v.counts(step, &Key::Release).map(|x| x.revision);
            let current = [of(Step::Notify), of(Step::Go), s.gos.last().map(|g| g.revision)];
            let open = s.notices.iter().any(|n| !n.delivered && current.contains(&Some(n.revision)));
            unless(!open, Order)
        }
        Intent::DropOcrs { ocrs } => {
            unless(ocrs.iter().all(|o| s.ocrs.contains(o)), NotFound)?;
            unless(s.ocrs.iter().any(|o| !ocrs.contains(o)), Order)
        }
        Intent::DropTarget { target } => {
            unless(s.window(target).is_some(), NotFound)?;
            unless(s.windows.len() > 1 && s.carried(target).is_none(), Order)
        }
        Intent::Hold => Ok(()),
        Intent::Resume => unless(s.held, Conflict),
        Intent::Reopen { at, ocr } => {
            unless(v.stopped(), Order)?;
            unless(matches!(at, 2 | 5 | 6 | 12), Usage)?;
            unless((*at == 12) == ocr.is_some(), Evidence)?;
            let failed = |o: &OcrId| s.ocrs.contains(o) && last_verify(o) == Some(false);
            unless(ocr.as_ref().is_none_or(failed), Order)
        }
        Intent::Cancel => unless(s.carrying().is_empty(), Order),
        Intent::Defer { ocr, .. } => {
            let opened = s.cq.get(ocr).is_some_and(|c| c.confirmed && c.seen == CqState::Opened);
            // 14 waits for at least one, so the last is never deferred.
            unless(last_verify(ocr) == Some(false) && opened && s.ocrs.len() > 1, Order)
        }
        Intent::Retract { revision } => retract(act, r, *revision),
        Intent::ByHand { revision } => {
            let all: Vec<_> = s.notices.iter().filter(|n| n.revision == *revision).collect();
            unless(!all.is_empty(), NotFound)?;
            unless(all.iter().any(|n| !n.delivered), Conflict)?;
            let sender = all.iter().all(|n| act.role == n.by || act.role == Role::ReleaseManager);
            unless(sender, RefusalKind::Role)
        }
        Intent::Send { revision } => {
            let all: Vec<_> = s.notices.iter().filter(|n| n.revision == *revision).collect();
            let first = all.iter().find(|n| !n.delivered).or(all.first());
            let n = first.ok_or(NotFound)?;
            unless(!n.delivered, Conflict)?;
            unless(act.role == n.by || act.role == Role::ReleaseManager, RefusalKind::Role)
        }
        _ => Ok(()),
    }
}

fn deploy(act: &Act, r: &ModelRelease, d: &Deploy) -> Verdict {
    let s = &r.state;
    unless(s.build().is_some(), Order)?;
    unless(s.window(&d.target).is_some() || s.latest(&d.target).is_some(), NotFound)?;
    unless(d.start <= d.end && d.end <= act.at, Evidence)?;
    if let Some(wrong) = d.corrects {
        let found = s.records.iter().any(|x| x.revision == wrong && x.target == d.target && !x.corrected);
        unless(found, NotFound)?;
        unless(d.reason, Evidence)?;
    }
    match d.outcome {
        Outcome::Failed | Outcome::Irregular => unless(d.reason, Evidence),
        Outcome::BackedOut => {
            let failed = s.latest(&d.target).is_some_and(|x| x.outcome == Outcome::Failed);
            unless(s.carried(&d.target).is_some() || failed || d.corrects.is_some(), Order)?;
            unless(d.reason, Evidence)
        }
        Outcome::Deployed => {
            let then = r.as_of(d.start);
            let live = then.is_some_and(|then| {
                View::of(&then, d.start).live().is_some_and(|g| g.targets.contains(&d.target))
            });
            unless(live, Order)?;
            let open = s.window(&d.target).is_some_and(|w| w.not_before <= d.start && d.start < w.not_after);
            unless(open && d.intact && d.backup, Evidence)
        }
    }
}

/// One's own latest act, while nothing stands on it.
fn retract(act: &Act, r: &ModelRelease, revision: u64) -> Verdict {
    let found = r.log.iter().find(|d| d.revision == revision && !d.retracted).ok_or(NotFound)?;
    unless(found.act.who == act.who && found.act.role == act.role, RefusalKind::Role)?;
    let passing =
        |i: &Intent| matches!(i, Intent::ByHand { .. } | Intent::Send { .. } | Intent::Retract { .. });
    let latest = r.log.iter().rev().find(|d| d.act.who == act.who && !d.retracted && !passing(&d.act.intent));
    unless(latest.is_some_and(|d| d.revision == revision), Order)?;
    let mine = &found.act.intent;
    let step = step_of(mine);
    let takes = match mine {
        Intent::Schedule { .. } | Intent::Reschedule { .. } | Intent::Go { .. } | Intent::Deploy(_) => false,
        Intent::Close => false,
        Intent::NoGo | Intent::Waive { .. } | Intent::Accept { .. } | Intent::Notes { .. } => true,
        _ => step.is_some() || matches!(mine, Intent::Confirm { .. }),
    };
    let after_go = r.state.gos.last().is_none_or(|g| revision > g.revision);
    unless(takes && after_go, Order)?;
    let is_no = r.state.dooms.iter().any(|d| d.2 == revision);
    let sets = |i: &Intent| {
        matches!(
            i,
            Intent::Reschedule { .. }
                | Intent::Build { .. }
                | Intent::Letter { .. }
                | Intent::Go { .. }
                | Intent::Resolve { .. }
        )
    };
    let answers = |i: &Intent| match (mine, i) {
        (Intent::Verify { ocr, pass: false }, Intent::Confirm { ocrs, state }) => {
            *state == CqState::Opened && ocrs.contains(ocr)
        }
        _ => false,
    };
    let stands_on = |d: &Done| {
        let theirs = &d.act.intent;
        match (step, step_of(theirs)) {
            _ if matches!(mine, Intent::Notes { .. }) => false,
            (Some(step), _) if matches!(theirs, Intent::Notes { .. }) => step == Step::Letter,
            (Some(mine), Some(step)) => comes_after(step, mine) || (is_no && sets(theirs)) || answers(theirs),
            (None, _) => d.act.who != act.who,
            (Some(_), None) => true,
        }
    };
    let later = r.log.iter().filter(|d| d.revision > revision && !d.retracted && !passing(&d.act.intent));
    let later: Vec<_> = later.collect();
    unless(!later.into_iter().any(stands_on), Order)
}
