//! Whose move it is: what can lawfully be done next on a release, by whom, since when. For boards, `next` and refusals.

use crate::domain::release::{End, Letter, Waiver};
use crate::domain::{Event, Fact, Key, Release, Role, Step, Time};

use super::notes;
use super::standing::{Standing, StopCause};
use super::table::means;

/// Something that can be done now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// The step it signs, if it signs one.
    pub step: Option<Step>,
    /// For which area, target or OCR.
    pub key: Key,
    /// What it is, in a few words.
    pub what: String,
    /// Who may do it.
    pub roles: Vec<Role>,
    /// What to type.
    pub command: String,
    /// Since when it could have been done.
    pub since: Option<Time>,
}

/// What a release is at a moment, in a few words.
pub fn state(r: &Release, now: Time) -> String {
    let s = Standing::of(r, now);
    match (r.end, &r.held) {
        (Some(End::Cancelled(_)), _) => return "cancelled".into(),
        (Some(End::Closing(_)), _) if s.closed() => return "closed".into(),
        (Some(End::Closing(_)), _) => return "closing: its notice is to be handed over".into(),
        (None, Some((_, since, why))) => return format!("held since {since}: {why}"),
        (None, None) => {}
    }
    if let Some(cause) = s.stopped() {
        return format!("stopped: {}", cause.say());
    }
    // A target goes on carrying the old build while a release that was reopened is built anew.
    if s.stands(Step::Deploy) && s.deployed() {
        return "deployed to all its targets".into();
    }
    match s.go_live().and_then(|go| s.go_ends(go)) {
        Some(end) => format!("go live until {end}"),
        None => "open".into(),
    }
}

/// What can be done next on a release at a moment.
pub fn moves(r: &Release, now: Time) -> Vec<Move> {
    let s = Standing::of(r, now);
    let rm = |what: String, command: String, since| Move {
        step: None,
        key: Key::Release,
        what,
        roles: vec![Role::ReleaseManager],
        command,
        since,
    };
    match r.end {
        Some(End::Cancelled(_)) => return Vec::new(),
        Some(End::Closing(rev)) => {
            let waiting = r.notices.iter().filter(|n| n.revision == rev && n.delivered.is_none());
            let hand = |id| format!("era-rm notice by-hand {id} --how TEXT");
            return waiting
                .map(|n| rm(format!("hand over notice {}", n.id), hand(&n.id), Some(r.touched)))
                .collect();
        }
        None => {}
    }
    if let Some((_, since, why)) = &r.held {
        return vec![rm(format!("held: {why}"), format!("era-rm release resume {}", r.number), Some(*since))];
    }
    let stopped = s.stopped();
    let mut out: Vec<Move> = Vec::new();
    if let Some(cause) = &stopped {
        out.extend(leave(r, cause).into_iter().map(|(w, c)| rm(w, c, Some(r.touched))));
    }
    out.extend(back_in_cq(r).into_iter().map(|(w, c)| rm(w, c, Some(r.touched))));
    let open = |step: &Step| stopped.is_none() || step.number() < 5;
    for step in Step::ALL.into_iter().filter(|x| *x != Step::Receive).filter(open) {
        for key in s.keys(step) {
            if s.signed(step, &key) || !s.missing(step, &key).is_empty() || waits_for_cq(r, step, &key) {
                continue;
            }
            let need = s.need(step, &key);
            let what = format!("{} {}", step, means(step).name);
            out.push(Move {
                step: Some(step),
                key,
                what,
                roles: need.roles,
                command: need.command,
                since: need.since,
            });
        }
    }
    if notes::stale(r).is_some() && !s.frozen() {
        let submitted = |l: &Letter| r.facts().find(|f| f.revision(&r.subject()) == l.revision).map(|f| f.at);
        let command = format!("era-rm notes edit {} --generated", r.number);
        let what = "the Release Notes were edited on an earlier letter: edit them again, or give it up";
        out.push(rm(what.to_owned(), command, r.letter().and_then(submitted)));
    }
    // A verdict that waits for the word of the Release Manager.
    if stopped.is_none() && s.stands(Step::TestRun) && !s.stands(Step::Verdict) {
        out.extend(proposed(r).map(|(what, command, since)| rm(what, command, since)));
    }
    out
}

/// Waivers that are proposed for the current build and not accepted.
fn proposed(r: &Release) -> impl Iterator<Item = (String, String, Option<Time>)> {
    let current = |w: &&Waiver| w.accepted_by.is_none() && r.build().is_some_and(|b| b.id == w.build);
    r.waivers.iter().filter(current).map(|w| {
        let by = |f: &&Fact| matches!(&f.event, Event::WaiverProposed(e) if e.case == w.case);
        let typed = w.case.as_str().replace('\'', r"'\''");
        let command = format!("era-rm test waive {} --case '{typed}' --accept", r.number);
        (format!("accept the waiver of {}", w.case), command, r.facts().rev().find(by).map(|f| f.at))
    })
}

/// An OCR whose Reject is not confirmed in ClearQuest cannot be resolved.
fn waits_for_cq(r: &Release, step: Step, key: &Key) -> bool {
    match key {
        Key::Ocr(ocr) => step == Step::Resolve && unconfirmed_back(r).any(|o| o == ocr),
        Key::Release | Key::Area(_) | Key::Target(_) => false,
    }
}
fn unconfirmed_back(r: &Release) -> impl Iterator<Item = &crate::domain::OcrId> {
    use crate::domain::event::CqAction;
    r.cq.iter().filter(|c| c.sheet.0 != CqAction::Resolve && !c.confirmed).map(|c| &c.ocr)
}
fn back_in_cq(r: &Release) -> Vec<(String, String)> {
    let confirm = |o| format!("era-rm cq confirm {} --ocr {o} --state Opened", r.number);
    unconfirmed_back(r).map(|o| (format!("take {o} back in CQ"), confirm(o))).collect()
}

fn leave(r: &Release, cause: &StopCause) -> Vec<(String, String)> {
    let n = &r.number;
    let why = cause.say();
    let mut out = vec![
        (format!("stopped: {why}; go again"), format!("era-rm deploy go {n} --reason TEXT")),
        ("or reopen".to_owned(), format!("era-rm release reopen {n} --step STEP --reason TEXT")),
    ];
    match cause {
        StopCause::Verification(ocr) => {
            out.push((
                format!("or defer {ocr}"),
                format!("era-rm ocr defer {ocr} --change-stays --reason TEXT"),
            ));
        }
        StopCause::Deployment(t, _) => {
            out.push((format!("or drop {t}"), format!("era-rm release drop {n} --target {t} --reason TEXT")));
        }
        StopCause::NoGo | StopCause::Withdrawn(_) | StopCause::GoEnded(_) => {}
    }
    if r.carrying().is_empty() {
        out.push(("or cancel".to_owned(), format!("era-rm release cancel {n} --reason TEXT")));
    }
    out
}
