//! What the model says of an act before it is done: permitted, or refused and why. Order of questions: who, when, what.

use era_rm::domain::event::{CqState, Window};
use era_rm::domain::ocr::Field;
use era_rm::domain::{Key, Login, OcrId, Priority, RefusalKind, Role, Step, Time};

use super::late::from_ten;
use super::state::State;
use super::view::View;
use super::{Act, Model, ModelRelease, Place};
use crate::support::intent::{Intent, Manifest};

/// Permitted, or the kind of refusal.
pub type Verdict = Result<(), RefusalKind>;

use RefusalKind::{Conflict, Evidence, Identity, NotFound, Order, Separation};

pub fn unless(holds: bool, kind: RefusalKind) -> Verdict {
    if holds { Ok(()) } else { Err(kind) }
}

/// Who may do it: the column "Done by", and the list of acts outside the table.
pub fn roles(intent: &Intent) -> Vec<Role> {
    const AREAS: [Role; 4] =
        [Role::QualityManagement, Role::TestTeam, Role::ConfigurationManagement, Role::Security];
    match intent {
        Intent::Input { .. }
        | Intent::DevTest { .. }
        | Intent::Letter { .. }
        | Intent::Deploy(_)
        | Intent::Complete => vec![Role::SoftwareDeveloper],
        Intent::Build { .. } => vec![Role::ReleaseManager, Role::SoftwareDeveloper],
        Intent::Concur { .. } | Intent::Review { .. } => AREAS.to_vec(),
        Intent::Run { .. } | Intent::Waive { .. } | Intent::Record { .. } => vec![Role::TestTeam],
        Intent::Verify { .. } | Intent::Report => vec![Role::QualityManagement],
        Intent::Retract { .. } | Intent::ByHand { .. } | Intent::Send { .. } => {
            [&AREAS[..], &[Role::ReleaseManager, Role::SoftwareDeveloper]].concat()
        }
        _ => vec![Role::ReleaseManager],
    }
}
/// The step that it signs, and so must await; a verdict that brings its run signs 8 first.
fn awaited(intent: &Intent) -> Option<Step> {
    Some(match intent {
        Intent::Input { .. } => Step::Input,
        Intent::Coordinate => Step::Coordinate,
        Intent::Concur { .. } => Step::Concur,
        Intent::Notify => Step::Notify,
        Intent::Build { .. } => Step::Build,
        Intent::DevTest { .. } => Step::DeveloperTest,
        Intent::Letter { .. } => Step::Letter,
        Intent::Distribute => Step::Distribute,
        Intent::CoordinateTests => Step::CoordinateTests,
        Intent::Review { .. } => Step::Review,
        Intent::Run { .. } | Intent::Record { run: Some(_), .. } => Step::TestRun,
        Intent::Record { run: None, .. } => Step::Verdict,
        Intent::Go { .. } => Step::Go,
        Intent::Complete => Step::CompleteLetter,
        Intent::Resolve { .. } => Step::Resolve,
        Intent::Confirm { state: CqState::Resolved, .. } => Step::Confirm,
        Intent::Verify { .. } => Step::Verify,
        Intent::Report => Step::Report,
        Intent::Close => Step::Close,
        _ => return None,
    })
}
fn keys(act: &Act) -> Vec<Key> {
    match &act.intent {
        Intent::Concur { .. } | Intent::Review { .. } => vec![Key::Area(act.role)],
        Intent::Resolve { ocrs } | Intent::Confirm { ocrs, .. } => {
            ocrs.iter().cloned().map(Key::Ocr).collect()
        }
        Intent::Verify { ocr, .. } => vec![Key::Ocr(ocr.clone())],
        _ => vec![Key::Release],
    }
}
/// What must stand right before a step, for the effective time.
fn right_before(v: &View<'_>, step: Step, key: &Key) -> Option<Time> {
    let before = match step {
        Step::Schedule => Step::Receive,
        Step::Input => Step::Schedule,
        Step::Coordinate => Step::Input,
        Step::Concur => Step::Coordinate,
        Step::Notify => Step::Concur,
        Step::Build => Step::Notify,
        Step::DeveloperTest => Step::Build,
        Step::Letter | Step::CoordinateTests => Step::DeveloperTest,
        Step::Distribute => Step::Letter,
        Step::Review => Step::Distribute,
        Step::TestRun => Step::CoordinateTests,
        Step::Verdict => Step::TestRun,
        Step::Go => Step::Verdict,
        Step::CompleteLetter => Step::Deploy,
        Step::Resolve => Step::CompleteLetter,
        Step::Confirm => return v.counts(Step::Resolve, key).map(|x| x.effective),
        Step::Verify => return v.counts(Step::Confirm, key).map(|x| x.effective),
        Step::Report => Step::Verify,
        Step::Close => Step::Report,
        Step::Receive | Step::Deploy => return None,
    };
    let all =
        |step: Step| v.keys(step).into_iter().filter_map(move |k| v.counts(step, &k)).map(|x| x.effective);
    let reviews = matches!(step, Step::Go | Step::CompleteLetter).then(|| all(Step::Review).max()).flatten();
    all(before).max().max(reviews)
}

/// The steps that must stand before one: what `retract` calls standing on it.
pub fn comes_after(step: Step, earlier: Step) -> bool {
    use Step::{Build, Close, Coordinate, CoordinateTests, DeveloperTest, Distribute, Letter};
    let before: &[Step] = match step {
        Step::Receive => &[],
        Step::Schedule => &[Step::Receive],
        Step::Input => &[Step::Schedule],
        Coordinate => &[Step::Input],
        Step::Concur => &[Coordinate],
        Step::Notify => &[Step::Concur],
        Build => &[Step::Notify],
        DeveloperTest => &[Build],
        Letter | CoordinateTests => &[DeveloperTest],
        Distribute => &[Letter],
        Step::Review => &[Distribute],
        Step::TestRun => &[CoordinateTests, Distribute],
        Step::Verdict => &[Step::TestRun],
        Step::Go => &[Step::Verdict, Step::Review],
        Step::Deploy => &[Step::Go],
        Step::CompleteLetter => &[Step::Deploy, Step::Review],
        Step::Resolve => &[Step::CompleteLetter],
        Step::Confirm => &[Step::Resolve],
        Step::Verify => &[Step::Confirm],
        Step::Report => &[Step::Verify],
        Close => &[Step::Report],
    };
    before.iter().any(|b| *b == earlier || comes_after(*b, earlier))
}
/// The step of an act, as its row of the table has it.
pub fn step_of(intent: &Intent) -> Option<Step> {
    match intent {
        Intent::Schedule { .. } | Intent::Reschedule { .. } => Some(Step::Schedule),
        Intent::Deploy(_) => Some(Step::Deploy),
        Intent::Confirm { .. } => Some(Step::Confirm),
        Intent::Record { .. } => Some(Step::Verdict),
        other => awaited(other),
    }
}

/// A no that is lawful until the first target is deployed.
fn stops(intent: &Intent) -> bool {
    match intent {
        Intent::Input { yes, .. } | Intent::Concur { yes, .. } => !yes,
        Intent::Record { pass, .. } => !pass,
        Intent::Review { approve, .. } => !approve,
        Intent::NoGo => true,
        _ => false,
    }
}
fn lawful_held(intent: &Intent) -> bool {
    matches!(
        intent,
        Intent::Resume
            | Intent::Cancel
            | Intent::Withdraw { .. }
            | Intent::Deploy(_)
            | Intent::Retract { .. }
            | Intent::ByHand { .. }
            | Intent::Send { .. }
    )
}
fn lawful_stopped(intent: &Intent) -> bool {
    // What leaves a stop, what may prepare it, what answers a new plan, and what is always lawful.
    lawful_held(intent)
        || matches!(
            intent,
            Intent::Go { .. }
                | Intent::Notes { .. }
                | Intent::Reopen { .. }
                | Intent::Reschedule { .. }
                | Intent::Renumber { .. }
                | Intent::DropTarget { .. }
                | Intent::Defer { .. }
                | Intent::Confirm { .. }
                | Intent::Input { .. }
                | Intent::Coordinate
                | Intent::Concur { .. }
                | Intent::Notify
                | Intent::Amend { .. }
                | Intent::Hold
        )
}
fn refused_frozen(intent: &Intent) -> bool {
    matches!(
        intent,
        Intent::Reschedule { .. }
            | Intent::Renumber { .. }
            | Intent::Build { .. }
            | Intent::Letter { .. }
            | Intent::Notes { .. }
            | Intent::Add { .. }
            | Intent::DropOcrs { .. }
            | Intent::DropTarget { .. }
    )
}

impl Model {
    /// What stands of the release at a moment.
    pub fn view(&self, now: Time) -> Option<View<'_>> {
        self.release.as_ref().map(|r| View::of(&r.state, now))
    }
    /// What is said of an act, in view of what stands at its moment.
    pub fn verdict(&self, act: &Act, view: Option<&View<'_>>) -> Verdict {
        let r = self
            .release
            .as_ref()
            .filter(|_| self.concerns_release(&act.intent) && !matches!(act.intent, Intent::Schedule { .. }));
        self.who(act, r)?;
        unless(act.effective <= act.at, Evidence)?;
        let both = r.zip(view);
        if let Some((_, v)) = both {
            when(act, v)?;
        }
        self.what(act, both)
    }

    fn who(&self, act: &Act, r: Option<&ModelRelease>) -> Verdict {
        let held = self.persons.get(&act.who).ok_or(Identity)?;
        unless(roles(&act.intent).contains(&act.role), RefusalKind::Role)?;
        unless(held.contains(&act.role), RefusalKind::Role)?;
        let receivers = self.receivers(&act.intent);
        let mut hats: Vec<(&Login, Role)> = vec![(&act.who, act.role)];
        let named = match &act.intent {
            Intent::Build { builder, .. } => Some(builder),
            Intent::Deploy(d) => Some(&d.deployer),
            _ => None,
        };
        if let Some(named) = named {
            let held = self.persons.get(named).ok_or(Identity)?;
            unless(held.contains(&Role::SoftwareDeveloper), RefusalKind::Role)?;
            hats.push((named, Role::SoftwareDeveloper));
        }
        hats.extend(receivers.iter().map(|l| (l, Role::ReleaseManager)));
        let acted = |(l, role): &(&Login, Role)| {
            let before = r.is_some_and(|r| r.state.acted.iter().any(|(m, o)| o != role && m == *l));
            before || hats.iter().any(|(m, o)| o != role && m == l)
        };
        // Who carries a message takes no side.
        let carries = matches!(act.intent, Intent::Send { .. });
        unless(carries || !hats.iter().any(acted), Separation)
    }

    fn what(&self, act: &Act, r: Option<(&ModelRelease, &View<'_>)>) -> Verdict {
        match &act.intent {
            Intent::Receive { ocr, documents, .. } => {
                unless(self.ocrs.get(ocr).is_none_or(|o| o.place == Place::Returned), Conflict)?;
                unless(*documents, Evidence)
            }
            Intent::Return { ocr } => {
                let place = self.ocrs.get(ocr).map(|o| o.place);
                unless(matches!(place, None | Some(Place::Pool | Place::Returned)), Conflict)
            }
            Intent::Amend { ocr, field, reference } => {
                self.active(ocr)?;
                let scope = !matches!(field, Field::Title | Field::CqRecord);
                unless(!scope || *reference, Evidence)?;
                let frozen = r.is_some_and(|(_, v)| v.frozen());
                unless(!(scope && frozen), Order)
            }
            Intent::Withdraw { ocr } => self.active(ocr),
            Intent::Schedule { number, ocrs, windows, reason } => {
                unless(!ocrs.is_empty(), Evidence)?;
                sound(windows, act.at)?;
                unless(!self.numbers.contains(number), Conflict)?;
                self.join(ocrs)?;
                unless(*reason || self.passed_over(ocrs).is_empty(), Evidence)
            }
            Intent::Add { ocrs } => {
                unless(r.is_some(), NotFound)?;
                self.join(ocrs)
            }
            Intent::Renumber { number } => {
                let (r, _) = r.ok_or(NotFound)?;
                let (own, now) = (r.state.numbers.contains(number), r.state.numbers.last() == Some(number));
                unless(!now && (own || !self.numbers.contains(number)), Conflict)
            }
            _ => {
                let (r, v) = r.ok_or(NotFound)?;
                to_nine(act, &r.state, v).unwrap_or_else(|| from_ten(act, r, v))
            }
        }
    }

    fn active(&self, ocr: &OcrId) -> Verdict {
        let place = self.ocrs.get(ocr).ok_or(NotFound)?.place;
        unless(matches!(place, Place::Pool | Place::In), Conflict)
    }
    fn join(&self, ocrs: &[OcrId]) -> Verdict {
        for o in ocrs {
            unless(self.ocrs.get(o).ok_or(NotFound)?.place == Place::Pool, Conflict)?;
        }
        Ok(())
    }
    /// OCRs of a higher priority than the lowest one scheduled, that stay in the pool.
    fn passed_over(&self, ocrs: &[OcrId]) -> Vec<&OcrId> {
        let lowest: Option<Priority> = ocrs.iter().filter_map(|o| self.ocrs.get(o)).map(|o| o.priority).max();
        let stays = |(id, o): &(&OcrId, &super::ModelOcr)| {
            o.place == Place::Pool && !ocrs.contains(id) && Some(o.priority) < lowest
        };
        self.ocrs.iter().filter(stays).map(|(id, _)| id).collect()
    }
}

/// A plan's windows.
fn sound(windows: &[Window], now: Time) -> Verdict {
    let targets: std::collections::BTreeSet<_> = windows.iter().map(|w| &w.target).collect();
    let all = windows.iter().all(|w| w.not_before < w.not_after && w.not_after > now);
    unless(!windows.is_empty() && targets.len() == windows.len() && all, Evidence)
}

/// Ended, held, stopped, frozen; then what must stand before.
fn when(act: &Act, v: &View<'_>) -> Verdict {
    let s = v.s;
    if s.end.is_some() {
        return unless(matches!(act.intent, Intent::ByHand { .. } | Intent::Send { .. }), Order);
    }
    unless(!s.held || lawful_held(&act.intent), Order)?;
    if stops(&act.intent) {
        // A plan that is newer than the last go is answered as the areas see fit while the release is stopped.
        let new_plan = v.stopped() && s.gos.last().is_none_or(|g| s.plan > g.revision);
        let lawful = match act.intent {
            Intent::NoGo => v.live().is_some(),
            Intent::Input { .. } | Intent::Concur { .. } => new_plan,
            _ => false,
        };
        unless(!v.deployed() || lawful, Order)?;
    } else {
        unless(!v.stopped() || lawful_stopped(&act.intent), Order)?;
        unless(!v.frozen() || !refused_frozen(&act.intent), Order)?;
    }
    let Some(step) = awaited(&act.intent) else { return Ok(()) };
    let lenient = matches!(step, Step::Concur | Step::Review).then(|| View::lenient(s, act.at, step));
    let v = lenient.as_ref().unwrap_or(v);
    for key in keys(act) {
        unless(v.ready(step, &key), Order)?;
        unless(right_before(v, step, &key).is_none_or(|t| act.effective >= t), Evidence)?;
    }
    Ok(())
}

/// A yes is not given twice and never follows a no; the same person says no once.
pub fn once(act: &Act, v: &View<'_>, step: Step, yes: bool) -> Verdict {
    for key in keys(act) {
        if let Some(x) = v.answer(step, &key) {
            unless(!(x.yes && yes), Conflict)?;
            unless(!(!x.yes && !yes && x.by == act.who), Conflict)?;
            unless(x.yes || !yes, Order)?;
        }
    }
    Ok(())
}

/// Steps 2 to 9; `None` for any other act.
fn to_nine(act: &Act, s: &State, v: &View<'_>) -> Option<Verdict> {
    Some(match &act.intent {
        Intent::Reschedule { windows } => sound(windows, act.at).and_then(|()| {
            let condemned = s.dooms.iter().any(|d| d.0 == super::state::Doom::Plan(s.plan));
            unless(!(condemned && *windows == s.windows), Evidence)
        }),
        Intent::Input { yes, reason } => {
            once(act, v, Step::Input, *yes).and_then(|()| unless(*yes || *reason, Evidence))
        }
        Intent::Concur { yes, reason } => {
            once(act, v, Step::Concur, *yes).and_then(|()| unless(*yes || *reason, Evidence))
        }
        Intent::Coordinate => once(act, v, Step::Coordinate, true),
        Intent::Notify => once(act, v, Step::Notify, true),
        Intent::Distribute => once(act, v, Step::Distribute, true),
        Intent::CoordinateTests => Ok(()),
        Intent::Build { id, reason, .. } => unless(!s.builds.iter().any(|b| b.1 == *id), Conflict)
            .and_then(|()| unless(s.builds.is_empty() || *reason, Evidence)),
        Intent::DevTest { cases, .. } => unless(*cases > 0, Evidence),
        Intent::Run { cases, suites, .. } => unless(*cases > 0 && complete_for(s, *suites), Evidence),
        Intent::Letter { text } => letter(s, v, *text),
        Intent::Review { approve, class, comment } => once(act, v, Step::Review, *approve)
            .and_then(|()| unless(*approve || (class.is_some() && *comment), Evidence)),
        Intent::Waive { case } => {
            let accepted = s.waivers.get(&(s.build().unwrap_or(0), *case)) == Some(&true);
            unless(failed(s).is_some_and(|n| *case >= 1 && *case <= n), Evidence)
                .and_then(|()| unless(!accepted, Conflict))
        }
        Intent::Accept { case } => {
            let listed = failed(s).is_some_and(|n| *case >= 1 && *case <= n);
            match s.waivers.get(&(s.build().unwrap_or(0), *case)).filter(|_| listed) {
                None => Err(Evidence),
                Some(accepted) => unless(!accepted, Conflict),
            }
        }
        Intent::Record { pass, run, reason } => once(act, v, Step::Verdict, *pass).and_then(|()| {
            let lawful = |(cases, _)| cases > 0 && complete_for(s, Manifest::None);
            unless(run.is_none_or(lawful), Evidence)?;
            let Some(n) = run.map(|(_, failed)| failed).or(failed(s)).filter(|_| *pass) else {
                return unless(!pass && *reason, Evidence);
            };
            let missing = run.is_none() && runs(s).next_back().is_some_and(|r| r.2 == Manifest::Missing);
            unless(!missing, Evidence)?;
            let build = s.build().unwrap_or(0);
            unless((1..=n).all(|case| s.waivers.get(&(build, case)) == Some(&true)), Evidence)
        }),
        _ => return None,
    })
}
/// How many cases failed in the latest run of the current build.
fn failed(s: &State) -> Option<u64> {
    runs(s).next_back().map(|r| r.1)
}
/// The runs of the current build.
fn runs(s: &State) -> impl DoubleEndedIterator<Item = &(u64, u64, Manifest)> {
    s.runs.iter().filter(|r| Some(r.0) == s.build())
}
/// Once a manifest was given for this build, each later run has one.
fn complete_for(s: &State, suites: Manifest) -> bool {
    suites != Manifest::None || runs(s).all(|r| r.2 == Manifest::None)
}
fn letter(s: &State, v: &View<'_>, text: u64) -> Verdict {
    let Some((revision, _)) = s.letters.iter().rev().find(|(_, l)| l.0 == text) else { return Ok(()) };
    unless(!s.dooms.iter().any(|d| d.0 == super::state::Doom::Letter(*revision)), Evidence)?;
    let current = s.letter().is_some_and(|l| l.0 == text && l.1 == s.build());
    unless(!(current && v.counts(Step::Letter, &Key::Release).is_some()), Conflict)
}
