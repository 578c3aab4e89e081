//! Who might do what next: acts that lead on, and acts at random. Knows the model, not the program.

use era_rm::domain::event::{CqState, Outcome, RejectClass, Window};
use era_rm::domain::ocr::Field;
use era_rm::domain::{Key, Login, OcrId, Priority, Role, Step, TargetId, Time};

use super::intent::{Deploy, Intent, Manifest, window};
use super::law::{login_of, name};
use super::rng::Rng;
use crate::sop_model::verdict::roles;
use crate::sop_model::view::View;
use crate::sop_model::{Act, Model};

/// Proposes acts.
pub struct Walker {
    pub rng: Rng,
    /// How often, in a hundred, an act leads on.
    pub eager: u64,
    serial: u64,
}

fn ocr(n: u64) -> OcrId {
    name(&format!("OCR-{n}"))
}
const TARGETS: [&str; 2] = ["federal", "presidential"];

impl Walker {
    pub fn new(seed: u64) -> Self {
        let mut rng = Rng(seed);
        let eager = *rng.pick(&[40, 70, 85, 93]);
        Self { rng, eager, serial: 0 }
    }
    fn target(&mut self) -> &'static str {
        TARGETS[self.rng.below(2) as usize]
    }
    fn serial(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }
    fn windows(&mut self, now: Time) -> Vec<Window> {
        let n = if self.rng.chance(85) { 2 } else { 1 };
        let all = TARGETS.iter().take(n);
        all.map(|t| {
            let opens = self.rng.below(200) as i64 - 60;
            let length = *self.rng.pick(&[400, 1500, 1500, 6000]) + self.rng.below(200) as i64;
            window(t, now, opens, opens.max(0) + length)
        })
        .collect()
    }
    /// What is said of the suites that had to run: mostly nothing, as in the act after one that said something.
    fn manifest(&mut self) -> Manifest {
        match self.rng.below(8) {
            0 => Manifest::Missing,
            1 | 2 => Manifest::Complete,
            _ => Manifest::None,
        }
    }
    fn someone(&mut self, role: Role) -> Login {
        let number = 1 + self.rng.below(2) as u8;
        if role.signs() && self.rng.chance(4) { name("jack") } else { name(&login_of(role, number)) }
    }

    /// The next act: one that leads on, one that the model permits, or any.
    pub fn next(&mut self, model: &Model, view: Option<&View<'_>>, now: Time) -> Act {
        if self.rng.chance(self.eager)
            && let Some(act) = self.forward(model, view, now)
        {
            return act;
        }
        let lawful = self.rng.chance(50);
        let mut act = self.random(model, now);
        for _ in 0..12 {
            if !lawful || model.verdict(&act, view).is_ok() {
                break;
            }
            act = self.random(model, now);
        }
        act
    }

    /// An act that brings the release nearer to its close.
    fn forward(&mut self, model: &Model, view: Option<&View<'_>>, now: Time) -> Option<Act> {
        let intents = match view.filter(|v| v.s.end.is_none()) {
            None => self.beginning(model, now),
            Some(v) => self.steps(v, now),
        };
        // The last that is permitted, or one of them.
        let from = if self.rng.chance(60) { 0 } else { self.rng.below(intents.len() as u64) as usize };
        let (before, after) = intents.split_at(intents.len() - from);
        for (role, intent) in before.iter().rev().chain(after.iter().rev()) {
            let who = self.someone(*role);
            let act = Act { who, role: *role, intent: intent.clone(), at: now, effective: now };
            if model.verdict(&act, view).is_ok() {
                return Some(act);
            }
        }
        None
    }
    fn beginning(&mut self, model: &Model, now: Time) -> Vec<(Role, Intent)> {
        const RM: Role = Role::ReleaseManager;
        let mut all = Vec::new();
        if let Some(r) = &model.release {
            let owing = r.state.notices.iter().find(|n| !n.delivered && n.to == "occb-secretariat");
            all.extend(owing.map(|n| (RM, Intent::ByHand { revision: n.revision })));
            if self.rng.chance(80) {
                return all;
            }
        }
        let pool: Vec<OcrId> = (1..=5).map(ocr).filter(|o| model.ocrs.contains_key(o)).collect();
        let ready: Vec<OcrId> = pool
            .into_iter()
            .filter(|o| model.ocrs[o].place == crate::sop_model::Place::Pool)
            .take(2 + self.rng.below(2) as usize)
            .collect();
        if ready.len() < 2 {
            let (n, priority) = (1 + self.rng.below(6), self.priority());
            all.push((RM, Intent::Receive { ocr: ocr(n), priority, documents: true }));
        } else {
            let number = name(&format!("R{}", self.serial()));
            let windows = self.windows(now);
            all.push((RM, Intent::Schedule { number, ocrs: ready, windows, reason: true }));
        }
        all
    }
    fn priority(&mut self) -> Priority {
        *self.rng.pick(&[Priority::Emergency, Priority::Urgent, Priority::Routine, Priority::Routine])
    }

    /// Every yes that is still to be given, in the SOP's order, and what leaves a stop.
    fn steps(&mut self, v: &View<'_>, now: Time) -> Vec<(Role, Intent)> {
        use Role::{QualityManagement as QM, ReleaseManager as RM, SoftwareDeveloper as SD, TestTeam as TT};
        let s = v.s;
        let mut all: Vec<(Role, Intent)> = vec![(RM, Intent::Resume)];
        let targets: Vec<TargetId> = s.windows.iter().map(|w| w.target.clone()).collect();
        if v.stopped() {
            let at = *self.rng.pick(&[2, 5, 6, 12]);
            let failed =
                |o: &&OcrId| s.last_sign(Step::Verify, &Key::Ocr((*o).clone())).is_some_and(|x| !x.yes);
            let failed = s.ocrs.iter().find(failed).cloned();
            let again = failed.clone().filter(|_| at == 12);
            all.extend(failed.map(|ocr| (RM, Intent::Defer { ocr, stays: true })));
            all.push((RM, Intent::Reopen { at, ocr: again }));
        }
        let open = |step: Step| v.keys(step).into_iter().filter(|k| !v.signed(step, k)).collect::<Vec<_>>();
        let ocrs = |step: Step| -> Vec<OcrId> {
            let of = |k: Key| if let Key::Ocr(o) = k { Some(o) } else { None };
            open(step).into_iter().filter_map(of).collect()
        };
        for n in s.notices.iter().filter(|n| !n.delivered && matches!(n.to, "lmc" | "help-desk")) {
            let revision = n.revision;
            let sends = self.rng.chance(50);
            all.push((RM, if sends { Intent::Send { revision } } else { Intent::ByHand { revision } }));
        }
        for step in Step::ALL.into_iter().filter(|x| !open(*x).is_empty()) {
            match step {
                Step::Schedule => all.push((RM, Intent::Reschedule { windows: self.windows(now) })),
                Step::Input => all.push((SD, Intent::Input { yes: true, reason: false })),
                Step::Coordinate => all.push((RM, Intent::Coordinate)),
                Step::Concur | Step::Review => {
                    for key in open(step) {
                        let Key::Area(role) = key else { continue };
                        all.push((
                            role,
                            match step {
                                Step::Concur => Intent::Concur { yes: true, reason: false },
                                _ => Intent::Review { approve: true, class: None, comment: false },
                            },
                        ));
                    }
                }
                Step::Notify => all.push((RM, Intent::Notify)),
                Step::Build => {
                    let builder = self.someone(SD);
                    all.push((SD, Intent::Build { id: self.serial(), builder, reason: true }));
                }
                Step::DeveloperTest => all.push((SD, Intent::DevTest { cases: 5, failed: 0 })),
                Step::Letter => all.push((SD, Intent::Letter { text: self.serial() })),
                Step::Distribute => all.push((RM, Intent::Distribute)),
                Step::CoordinateTests => all.push((RM, Intent::CoordinateTests)),
                Step::TestRun => {
                    let suites = self.manifest();
                    all.push((TT, Intent::Run { cases: 5, failed: self.rng.below(4) / 3, suites }));
                }
                Step::Verdict => {
                    all.push((TT, Intent::Waive { case: 1 }));
                    all.push((RM, Intent::Accept { case: 1 }));
                    if v.s.runs.last().is_some_and(|r| r.2 == Manifest::Missing) {
                        all.push((TT, Intent::Run { cases: 6, failed: 0, suites: Manifest::Complete }));
                    }
                    all.push((TT, Intent::Record { pass: true, run: None, reason: false }));
                }
                Step::Go => {
                    all.push((RM, Intent::Go { targets: targets.clone(), reason: true }));
                    // Notes of an earlier letter are in its way.
                    if s.notes.is_some_and(|n| s.letter().is_some_and(|l| l.0 != n.1)) {
                        all.push((RM, Intent::Notes { text: self.rng.below(3) }));
                    }
                }
                Step::Deploy => {
                    for key in open(step) {
                        let Key::Target(target) = key else { continue };
                        let deployer = self.someone(SD);
                        all.push((SD, Intent::Deploy(well(target, now, deployer))));
                    }
                }
                Step::CompleteLetter => all.push((SD, Intent::Complete)),
                Step::Resolve => all.push((RM, Intent::Resolve { ocrs: ocrs(step) })),
                Step::Confirm => {
                    for o in ocrs(step) {
                        for state in [CqState::Resolved, CqState::Opened] {
                            let seen = Intent::Confirm { ocrs: vec![o.clone()], state };
                            all.push((RM, seen));
                        }
                    }
                    all.push((RM, Intent::Confirm { ocrs: ocrs(step), state: CqState::Resolved }));
                }
                Step::Verify => {
                    let pass = self.rng.chance(80);
                    all.extend(ocrs(step).into_iter().map(|ocr| (QM, Intent::Verify { ocr, pass })));
                }
                Step::Report => all.push((QM, Intent::Report)),
                Step::Close => all.push((RM, Intent::Close)),
                Step::Receive => {}
            }
        }
        all
    }

    /// Anything at all, by anybody.
    fn random(&mut self, model: &Model, now: Time) -> Act {
        let intent = self.anything(model, now);
        let own = roles(&intent);
        let role = if self.rng.chance(92) { *self.rng.pick(&own) } else { *self.rng.pick(&Role::ALL) };
        let who = match &intent {
            // Its own actor, most times.
            Intent::Retract { revision } if self.rng.chance(85) => {
                let log = model.release.as_ref().map(|r| r.log.as_slice()).unwrap_or_default();
                if let Some(d) = log.iter().find(|d| d.revision == *revision) {
                    let (who, role) = (d.act.who.clone(), d.act.role);
                    return Act { who, role, intent, at: now, effective: now };
                }
                self.someone(role)
            }
            _ if self.rng.chance(94) => self.someone(role),
            _ => {
                let other = *self.rng.pick(&Role::ALL);
                if self.rng.chance(10) { name("nobody") } else { self.someone(other) }
            }
        };
        let shift = match self.rng.below(40) {
            0 => 60,
            1 | 2 => -60 * self.rng.below(40) as i64,
            3 => -3600 * self.rng.below(30) as i64,
            _ => 0,
        };
        // Nobody holds a role before the dawn.
        let effective = now.plus_seconds(shift).max(super::law::dawn());
        Act { who, role, intent, at: now, effective }
    }
    fn any_ocr(&mut self, model: &Model) -> OcrId {
        let inside = model.release.as_ref().map(|r| r.state.ocrs.clone()).unwrap_or_default();
        let n = 1 + self.rng.below(6);
        if self.rng.chance(70) && !inside.is_empty() { self.rng.pick(&inside).clone() } else { ocr(n) }
    }
    fn any_deploy(&mut self, model: &Model, now: Time) -> Deploy {
        let target: TargetId = name(if self.rng.chance(3) { "classified" } else { self.target() });
        let role = if self.rng.chance(95) { Role::SoftwareDeveloper } else { Role::TestTeam };
        let deployer = self.someone(role);
        let well = well(target, now, deployer);
        let outcome = *self.rng.pick(&[
            Outcome::Deployed,
            Outcome::Deployed,
            Outcome::Failed,
            Outcome::BackedOut,
            Outcome::Irregular,
        ]);
        let start = now.plus_seconds(-60 * (self.rng.below(8) * self.rng.below(60)) as i64);
        let end = start.plus_seconds(60 * (self.rng.below(4) as i64 - i64::from(self.rng.chance(5))));
        let reason = outcome != Outcome::Deployed || self.rng.chance(20);
        // Any record of the target may be found wrong, not the latest alone.
        let records = model.release.as_ref().map(|r| r.state.records.as_slice()).unwrap_or_default();
        let open = records.iter().filter(|r| r.target == well.target && !r.corrected).map(|r| r.revision);
        let open: Vec<u64> = open.collect();
        let corrects = (!open.is_empty() && self.rng.chance(30)).then(|| *self.rng.pick(&open));
        let reason = (reason || corrects.is_some()) && self.rng.chance(96);
        let (intact, backup) = (self.rng.chance(95), self.rng.chance(95));
        Deploy { outcome, start, end: end.min(now), intact, backup, corrects, reason, ..well }
    }
    fn anything(&mut self, model: &Model, now: Time) -> Intent {
        let state = model.release.as_ref().map(|r| &r.state);
        let revisions = model.release.as_ref().map_or(0, |r| r.log.len() as u64);
        let recent = (revisions + 1).saturating_sub(self.rng.below(6));
        let some = |w: &mut Self, percent| w.rng.chance(percent);
        let ocr = self.any_ocr(model);
        let inside = state.map(|s| s.ocrs.clone()).unwrap_or_default();
        let taken = vec![inside.first().cloned().unwrap_or(name("OCR-77"))];
        let ocrs = if self.rng.chance(60) || inside.is_empty() { vec![ocr.clone()] } else { inside };
        let planned: Vec<TargetId> =
            state.map(|s| s.windows.iter().map(|w| w.target.clone()).collect()).unwrap_or_default();
        let class = *self.rng.pick(&[RejectClass::Document, RejectClass::Build, RejectClass::Scope]);
        match self.rng.below(54) {
            0 => Intent::Receive { ocr, priority: self.priority(), documents: some(self, 90) },
            1 => Intent::Return { ocr },
            2 => {
                let field =
                    *self.rng.pick(&[Field::Title, Field::Security, Field::Priority, Field::CqRecord]);
                Intent::Amend { ocr, field, reference: some(self, 85) }
            }
            3 => Intent::Withdraw { ocr },
            4 | 5 => Intent::Defer { ocr, stays: some(self, 50) },
            6 => Intent::Schedule {
                // Of what is in the release already, while there is one: a second release is another walk.
                ocrs: if state.is_some_and(|s| s.end.is_none()) { taken } else { ocrs },
                number: name(&format!("R{}", self.rng.below(3))),
                windows: self.windows(now),
                reason: some(self, 50),
            },
            7 => match state.filter(|_| some(self, 30)) {
                Some(s) => Intent::Reschedule { windows: s.windows.clone() },
                None => Intent::Reschedule { windows: self.windows(now) },
            },
            8 => Intent::Input { yes: some(self, 60), reason: some(self, 90) },
            9 => Intent::Coordinate,
            10 | 11 => Intent::Concur { yes: some(self, 60), reason: some(self, 90) },
            12 => Intent::Notify,
            13 | 14 => {
                let builder = if some(self, 90) { Role::SoftwareDeveloper } else { Role::ReleaseManager };
                let id = if some(self, 90) { self.serial() } else { 1 + self.rng.below(self.serial + 1) };
                Intent::Build { id, builder: self.someone(builder), reason: some(self, 90) }
            }
            15 => Intent::DevTest { cases: 5 * u64::from(some(self, 90)), failed: self.rng.below(2) },
            16 | 17 => {
                let used = state.map(|s| s.letters.clone()).unwrap_or_default();
                let text =
                    if some(self, 50) || used.is_empty() { self.serial() } else { self.rng.pick(&used).1.0 };
                Intent::Letter { text }
            }
            18 => Intent::Distribute,
            19 => Intent::CoordinateTests,
            20 | 21 => {
                let approve = some(self, 50);
                let given = Some(class).filter(|_| !approve && some(self, 95));
                Intent::Review { approve, class: given, comment: some(self, 95) }
            }
            22 => {
                let (cases, failed) = (5 * u64::from(some(self, 90)), self.rng.below(3));
                Intent::Run { cases, failed, suites: self.manifest() }
            }
            23 => Intent::Waive { case: self.rng.below(3) },
            24 => Intent::Accept { case: self.rng.below(3) },
            25 | 26 => {
                let run = (5 * u64::from(some(self, 90)), self.rng.below(2));
                let run = Some(run).filter(|_| some(self, 40));
                Intent::Record { pass: some(self, 50), run, reason: some(self, 90) }
            }
            27 | 28 => {
                let mut targets = planned;
                if some(self, 40) && targets.len() > 1 {
                    targets.remove(self.rng.below(2) as usize);
                }
                if some(self, 4) {
                    targets = vec![name("classified")];
                }
                Intent::Go { targets, reason: some(self, 80) }
            }
            29 => Intent::NoGo,
            30..=33 => Intent::Deploy(self.any_deploy(model, now)),
            34 => Intent::Complete,
            35 | 36 => Intent::Resolve { ocrs },
            37 | 38 => {
                let state =
                    *self.rng.pick(&[CqState::Opened, CqState::Opened, CqState::Resolved, CqState::Closed]);
                Intent::Confirm { ocrs, state }
            }
            39 | 40 => Intent::Verify { ocr, pass: some(self, 35) },
            41 => Intent::Report,
            42 => Intent::Close,
            43 => Intent::Add { ocrs: vec![ocr] },
            44 => Intent::DropOcrs { ocrs: vec![ocr] },
            45 => Intent::DropTarget { target: name(self.target()) },
            46 => {
                if some(self, 25) {
                    Intent::Renumber { number: name(&format!("R{}", self.rng.below(6))) }
                } else if some(self, 40) {
                    Intent::Hold
                } else {
                    Intent::Resume
                }
            }
            47 | 48 => {
                let at = *self.rng.pick(&[2, 5, 6, 12, 12, 7]);
                let given = Some(ocr).filter(|_| (at == 12) ^ some(self, 5));
                Intent::Reopen { at, ocr: given }
            }
            49 => {
                if some(self, 30) {
                    Intent::Cancel
                } else if some(self, 50) {
                    Intent::ByHand { revision: recent }
                } else {
                    Intent::Send { revision: recent }
                }
            }
            50 | 51 => Intent::Notes { text: self.rng.below(3) },
            _ => Intent::Retract { revision: recent },
        }
    }
}

/// A deployment as it should be.
fn well(target: TargetId, now: Time, deployer: Login) -> Deploy {
    Deploy {
        target,
        outcome: Outcome::Deployed,
        start: now,
        end: now,
        deployer,
        intact: true,
        backup: true,
        corrects: None,
        reason: false,
    }
}
