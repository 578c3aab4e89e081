//! What a release is made of, and how a permitted act changes it.

use std::collections::{BTreeMap, BTreeSet};

use era_rm::domain::event::{CqAction, CqState, Outcome, RejectClass, Window};
use era_rm::domain::ocr::Field;
use era_rm::domain::{Key, Login, OcrId, ReleaseNumber, Role, Step, TargetId, Time};

use super::Done;
use crate::support::intent::{Deploy, Intent, Manifest};

/// A letter is a text, for a build and for targets.
pub type LetterOf = (u64, Option<u64>, u64);

/// What an act was given on: the six things of the basis, and the targets alone.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct On {
    pub scope: u64,
    pub plan: u64,
    pub targets: u64,
    pub build: Option<u64>,
    pub letter: Option<LetterOf>,
    pub records: Vec<(TargetId, u64)>,
    pub completed: Option<(LetterOf, Vec<u64>)>,
}

#[derive(Clone, Debug)]
pub struct Sign {
    pub step: Step,
    pub key: Key,
    pub by: Login,
    pub yes: bool,
    pub revision: u64,
    pub effective: Time,
    pub on: On,
}

/// What a no condemned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doom {
    Scope(u64),
    Plan(u64),
    Build(u64),
    Letter(u64),
    Go(u64),
    Resolve(OcrId, u64),
}

#[derive(Clone, Debug)]
pub struct Record {
    pub revision: u64,
    pub target: TargetId,
    pub build: u64,
    pub outcome: Outcome,
    pub corrected: bool,
    /// Its own revision, or the place of the record it corrects.
    pub place: u64,
}

#[derive(Clone, Debug)]
pub struct Cq {
    pub action: CqAction,
    pub confirmed: bool,
    pub seen: CqState,
}

#[derive(Clone, Debug)]
pub struct Owed {
    pub revision: u64,
    pub to: &'static str,
    pub by: Role,
    pub delivered: bool,
}

#[derive(Clone, Debug)]
pub struct ModelGo {
    pub revision: u64,
    pub targets: Vec<TargetId>,
    pub taken_back: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Closing(u64),
    Cancelled,
}

/// A release.
#[derive(Clone, Debug, Default)]
pub struct State {
    pub scope: u64,
    pub ocrs: Vec<OcrId>,
    pub plan: u64,
    pub targets: u64,
    pub windows: Vec<Window>,
    /// Every number it had, today's last.
    pub numbers: Vec<ReleaseNumber>,
    /// Revision and number.
    pub builds: Vec<(u64, u64)>,
    /// Revision and letter.
    pub letters: Vec<(u64, LetterOf)>,
    /// Build, failed cases, and what was said of the suites that had to run.
    pub runs: Vec<(u64, u64, Manifest)>,
    /// Build and case: accepted.
    pub waivers: BTreeMap<(u64, u64), bool>,
    /// Edited notes, and the text of the letter they are of.
    pub notes: Option<(u64, u64)>,
    pub gos: Vec<ModelGo>,
    /// The go whose notes the users of a target hold to.
    pub told_users: BTreeMap<TargetId, u64>,
    pub records: Vec<Record>,
    pub completed: Option<(LetterOf, Vec<u64>)>,
    pub cq: BTreeMap<OcrId, Cq>,
    pub signs: Vec<Sign>,
    pub dooms: Vec<(Doom, Option<Step>, u64)>,
    pub no_gos: Vec<u64>,
    pub withdrawn_late: Vec<u64>,
    pub reopened: Vec<(u64, u64)>,
    pub held: bool,
    pub end: Option<End>,
    pub acted: BTreeSet<(Login, Role)>,
    pub notices: Vec<Owed>,
}

impl State {
    pub fn build(&self) -> Option<u64> {
        self.builds.last().map(|b| b.1)
    }
    pub fn letter(&self) -> Option<LetterOf> {
        self.letters.last().map(|l| l.1)
    }
    pub fn window(&self, t: &TargetId) -> Option<&Window> {
        self.windows.iter().find(|w| w.target == *t)
    }
    pub fn latest(&self, t: &TargetId) -> Option<&Record> {
        self.records.iter().filter(|r| r.target == *t && !r.corrected).max_by_key(|r| r.place)
    }
    /// The build of this release that a target carries.
    pub fn carried(&self, t: &TargetId) -> Option<u64> {
        let r = self.latest(t)?;
        matches!(r.outcome, Outcome::Deployed | Outcome::Irregular).then_some(r.build)
    }
    pub fn carrying(&self) -> BTreeSet<&TargetId> {
        self.records.iter().map(|r| &r.target).filter(|t| self.carried(t).is_some()).collect()
    }
    pub fn on(&self) -> On {
        let planned = self.windows.iter().map(|w| &w.target);
        On {
            scope: self.scope,
            plan: self.plan,
            targets: self.targets,
            build: self.build(),
            letter: self.letter(),
            records: planned.filter_map(|t| self.latest(t)).map(|r| (r.target.clone(), r.revision)).collect(),
            completed: self.completed.clone(),
        }
    }
    /// Whether a record takes back what the users of its target were told: a no that follows the go.
    pub fn withdraws(&self, x: &Deploy) -> bool {
        let corrected = self.records.iter().find(|r| Some(r.revision) == x.corrects);
        let after = |go: &u64| corrected.is_none_or(|r| r.place > *go);
        x.outcome != Outcome::Deployed && self.told_users.get(&x.target).is_some_and(after)
    }
    pub fn last_sign(&self, step: Step, key: &Key) -> Option<&Sign> {
        self.signs.iter().rev().find(|s| s.step == step && s.key == *key)
    }
    /// OCRs that ClearQuest shows as resolved, each with what takes it back.
    pub fn to_take_back(&self) -> Vec<(OcrId, CqAction)> {
        let asked = self.cq.iter().filter(|(o, c)| c.action == CqAction::Resolve && self.ocrs.contains(o));
        let back = asked.filter_map(|(o, c)| match c.seen {
            CqState::Opened => None,
            CqState::Resolved => Some((o.clone(), CqAction::Reject)),
            CqState::Closed => Some((o.clone(), CqAction::ReOpen)),
        });
        back.collect()
    }

    fn sign(&mut self, d: &Done, step: Step, key: Key, yes: bool) {
        let on = self.on();
        let (by, effective) = (d.act.who.clone(), d.act.effective);
        self.signs.push(Sign { step, key, by, yes, revision: d.revision, effective, on });
    }
    fn doom(&mut self, d: &Done, what: Option<Doom>, step: Option<Step>) {
        self.dooms.extend(what.map(|w| (w, step, d.revision)));
    }
    fn doom_resolve(&mut self, d: &Done, ocr: &OcrId) {
        let last = self.last_sign(Step::Resolve, &Key::Ocr(ocr.clone())).map(|s| s.revision);
        self.doom(d, last.map(|rev| Doom::Resolve(ocr.clone(), rev)), None);
    }
    fn take_back(&mut self, d: &Done, all: &[(OcrId, CqAction)]) {
        for (ocr, action) in all {
            self.doom_resolve(d, ocr);
            if let Some(c) = self.cq.get_mut(ocr) {
                (c.action, c.confirmed) = (*action, false);
            }
        }
    }
    fn last_build(&self) -> Option<Doom> {
        self.builds.last().map(|b| Doom::Build(b.0))
    }
    fn last_letter(&self) -> Option<Doom> {
        self.letters.last().map(|l| Doom::Letter(l.0))
    }

    /// The notices that an act owed.
    pub fn owe(&mut self, d: &Done) {
        for to in &d.told {
            self.notices.push(Owed { revision: d.revision, to, by: d.act.role, delivered: false });
        }
    }
    /// The notices that an act handed over.
    pub fn hand_over(&mut self, d: &Done) {
        if let Intent::ByHand { revision } = &d.act.intent {
            self.notices.iter_mut().filter(|n| n.revision == *revision).for_each(|n| n.delivered = true);
        }
        if let Intent::Send { revision } = &d.act.intent {
            let mut waiting = self.notices.iter_mut().filter(|n| n.revision == *revision && !n.delivered);
            waiting.next().into_iter().for_each(|n| n.delivered = true);
        }
    }

    /// A permitted act changes the release.
    pub fn apply(&mut self, d: &Done) {
        self.owe(d);
        self.hand_over(d);
        // Who carries a message has not acted on the release.
        if matches!(d.act.intent, Intent::Retract { .. } | Intent::Send { .. }) {
            return;
        }
        self.acted.insert((d.act.who.clone(), d.act.role));
        self.acted.extend(d.receivers.iter().map(|r| (r.clone(), Role::ReleaseManager)));
        let rev = d.revision;
        let whole = Key::Release;
        match &d.act.intent {
            Intent::Schedule { number, ocrs, windows, .. } => {
                self.numbers.push(number.clone());
                (self.scope, self.plan, self.targets) = (rev, rev, rev);
                (self.ocrs, self.windows) = (ocrs.clone(), windows.clone());
                self.sign(d, Step::Schedule, whole, true);
            }
            Intent::Reschedule { windows } => {
                let same = windows.iter().map(|w| &w.target).eq(self.windows.iter().map(|w| &w.target));
                self.plan = rev;
                self.targets = if same { self.targets } else { rev };
                self.windows = windows.clone();
                self.sign(d, Step::Schedule, whole, true);
            }
            Intent::Input { yes, .. } => {
                self.sign(d, Step::Input, whole, *yes);
                self.doom(d, (!yes).then_some(Doom::Plan(self.plan)), Some(Step::Input));
            }
            Intent::Coordinate => self.sign(d, Step::Coordinate, whole, true),
            Intent::Concur { yes, .. } => {
                self.sign(d, Step::Concur, Key::Area(d.act.role), *yes);
                self.doom(d, (!yes).then_some(Doom::Plan(self.plan)), Some(Step::Concur));
            }
            Intent::Notify => self.sign(d, Step::Notify, whole, true),
            Intent::Add { ocrs } => {
                self.ocrs.extend(ocrs.iter().cloned());
                self.scope = rev;
            }
            Intent::DropOcrs { ocrs } => {
                self.ocrs.retain(|o| !ocrs.contains(o));
                self.scope = rev;
            }
            Intent::Withdraw { ocr } => {
                if !self.carrying().is_empty() {
                    self.withdrawn_late.push(rev);
                }
                self.ocrs.retain(|o| o != ocr);
                self.scope = rev;
            }
            Intent::Defer { ocr, .. } => self.ocrs.retain(|o| o != ocr),
            Intent::Amend { field, .. } => {
                if !matches!(field, Field::Title | Field::CqRecord) {
                    self.scope = rev;
                }
            }
            Intent::DropTarget { target } => {
                self.windows.retain(|w| w.target != *target);
                if self.carrying().is_empty() {
                    (self.plan, self.targets) = (rev, rev);
                }
            }
            Intent::Renumber { number } => self.numbers.push(number.clone()),
            Intent::Hold => self.held = true,
            Intent::Resume => self.held = false,
            Intent::Cancel => self.end = Some(End::Cancelled),
            _ => self.apply_build(d),
        }
    }

    /// Steps 5 to 9.
    fn apply_build(&mut self, d: &Done) {
        let whole = Key::Release;
        let build = self.build();
        match &d.act.intent {
            Intent::Build { id, builder, .. } => {
                self.acted.insert((builder.clone(), Role::SoftwareDeveloper));
                self.builds.push((d.revision, *id));
                self.sign(d, Step::Build, whole, true);
            }
            Intent::DevTest { .. } => self.sign(d, Step::DeveloperTest, whole, true),
            Intent::Letter { text } => {
                self.letters.push((d.revision, (*text, build, self.targets)));
                self.sign(d, Step::Letter, whole, true);
            }
            Intent::Distribute => self.sign(d, Step::Distribute, whole, true),
            Intent::CoordinateTests => self.sign(d, Step::CoordinateTests, whole, true),
            Intent::Review { approve, class, .. } => {
                self.sign(d, Step::Review, Key::Area(d.act.role), *approve);
                let what = match class {
                    _ if *approve => None,
                    Some(RejectClass::Build) => self.last_build(),
                    Some(RejectClass::Scope) => Some(Doom::Scope(self.scope)),
                    Some(RejectClass::Document) | None => self.last_letter(),
                };
                self.doom(d, what, Some(Step::Review));
            }
            Intent::Run { failed, suites, .. } => {
                self.runs.extend(build.map(|b| (b, *failed, *suites)));
                self.sign(d, Step::TestRun, whole, true);
            }
            Intent::Waive { case } => drop(self.waivers.insert((build.unwrap_or(0), *case), false)),
            Intent::Accept { case } => drop(self.waivers.insert((build.unwrap_or(0), *case), true)),
            Intent::Record { pass, run, .. } => {
                if let Some((_, failed)) = run {
                    self.runs.extend(build.map(|b| (b, *failed, Manifest::None)));
                    self.sign(d, Step::TestRun, whole.clone(), true);
                }
                self.sign(d, Step::Verdict, whole, *pass);
                let what = self.last_build().filter(|_| !pass);
                self.doom(d, what, Some(Step::Verdict));
            }
            _ => self.apply_deployment(d),
        }
    }

    /// Steps 10 to 15.
    fn apply_deployment(&mut self, d: &Done) {
        let whole = Key::Release;
        let rev = d.revision;
        match &d.act.intent {
            Intent::Go { targets, .. } => {
                let back = self.to_take_back();
                self.take_back(d, &back);
                self.gos.push(ModelGo { revision: rev, targets: targets.clone(), taken_back: false });
                self.told_users.extend(targets.iter().map(|t| (t.clone(), rev)));
                self.sign(d, Step::Go, whole, true);
            }
            Intent::Notes { text } => {
                self.notes = self.letter().map(|l| (*text, l.0)).filter(|_| *text > 0);
            }
            Intent::NoGo => {
                // Users hear that what is not there yet does not come.
                if let Some(g) = self.gos.last() {
                    let on = |t: &TargetId| {
                        self.records.iter().any(|r| {
                            r.target == *t
                                && r.outcome == Outcome::Deployed
                                && !r.corrected
                                && r.place > g.revision
                        })
                    };
                    let off: Vec<TargetId> = g.targets.iter().filter(|t| !on(t)).cloned().collect();
                    self.told_users.retain(|t, go| *go != g.revision || !off.contains(t));
                }
                self.gos.last_mut().into_iter().for_each(|g| g.taken_back = true);
                self.no_gos.push(rev);
            }
            Intent::Deploy(x) => {
                if self.withdraws(x) {
                    self.told_users.remove(&x.target);
                }
                self.acted.insert((x.deployer.clone(), Role::SoftwareDeveloper));
                let old = self.records.iter().find(|r| Some(r.revision) == x.corrects);
                let (place, of) = old.map_or((rev, None), |r| (r.place, Some(r.build)));
                if let Some(wrong) = x.corrects {
                    self.records.iter_mut().filter(|r| r.revision == wrong).for_each(|r| r.corrected = true);
                    self.dooms.retain(|(_, step, by)| !(*by == wrong && *step == Some(Step::Deploy)));
                }
                let carried = self.carried(&x.target).filter(|_| x.outcome == Outcome::BackedOut);
                let build = of.or(carried).or(self.build()).unwrap_or(0);
                let (target, outcome) = (x.target.clone(), x.outcome);
                self.records.push(Record { revision: rev, target, build, outcome, corrected: false, place });
                let yes = outcome == Outcome::Deployed;
                self.sign(d, Step::Deploy, Key::Target(x.target.clone()), yes);
                let go = self.gos.iter().rev().find(|g| g.revision < place);
                let go = go.map(|g| Doom::Go(g.revision)).filter(|_| !yes);
                self.doom(d, go, Some(Step::Deploy));
            }
            Intent::Complete => {
                let records = self.on().records.iter().map(|r| r.1).collect();
                self.completed = self.letter().map(|l| (l, records));
                self.sign(d, Step::CompleteLetter, whole, true);
            }
            Intent::Resolve { ocrs } => {
                for o in ocrs {
                    let new = Cq { action: CqAction::Resolve, confirmed: false, seen: CqState::Opened };
                    self.cq.insert(o.clone(), new);
                    self.sign(d, Step::Resolve, Key::Ocr(o.clone()), true);
                }
            }
            Intent::Confirm { ocrs, state } => {
                for o in ocrs {
                    if let Some(c) = self.cq.get_mut(o) {
                        (c.seen, c.confirmed) = (*state, true);
                    }
                    if *state == CqState::Resolved {
                        self.sign(d, Step::Confirm, Key::Ocr(o.clone()), true);
                    }
                }
            }
            Intent::Verify { ocr, pass } => {
                self.sign(d, Step::Verify, Key::Ocr(ocr.clone()), *pass);
                if !pass {
                    self.take_back(d, &[(ocr.clone(), CqAction::Reject)]);
                }
            }
            Intent::Report => self.sign(d, Step::Report, whole, true),
            Intent::Close => {
                self.sign(d, Step::Close, whole, true);
                self.end = Some(End::Closing(rev));
            }
            Intent::Reopen { at, ocr } => {
                let back = if *at == 12 { Vec::new() } else { self.to_take_back() };
                match at {
                    2 => self.doom(d, Some(Doom::Plan(self.plan)), None),
                    5 => self.doom(d, self.last_build(), None),
                    6 => self.doom(d, self.last_letter(), None),
                    _ => ocr.iter().for_each(|o| self.doom_resolve(d, o)),
                }
                self.take_back(d, &back);
                self.reopened.push((rev, *at));
            }
            _ => {}
        }
    }
}
