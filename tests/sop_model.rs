//! A second reading of the process, written from its text and not from the program: it must not name `era_rm::sop`.
//! Here: what a release is made of, how an act changes it, and what stands. `verdict` predicts what is refused.

pub mod late;
pub mod state;
pub mod verdict;
pub mod view;

use std::collections::{BTreeMap, BTreeSet};

use era_rm::domain::{Login, OcrId, Priority, ReleaseNumber, Role, Time};

use super::support::intent::Intent;
use state::State;

/// Somebody does something.
#[derive(Clone, Debug)]
pub struct Act {
    pub who: Login,
    pub role: Role,
    pub intent: Intent,
    pub at: Time,
    pub effective: Time,
}

/// Where an OCR is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Pool,
    In,
    Returned,
    Withdrawn,
    Deferred,
    Done,
}

#[derive(Clone, Debug)]
pub struct ModelOcr {
    pub priority: Priority,
    pub place: Place,
    pub received_by: Login,
}

/// An act that was permitted, as the release remembers it.
#[derive(Clone, Debug)]
pub struct Done {
    pub revision: u64,
    pub act: Act,
    /// Who received the OCRs that joined with this act.
    pub receivers: Vec<Login>,
    /// Whom it told.
    pub told: Vec<&'static str>,
    pub retracted: bool,
}

/// A release: its log, and what follows from it.
#[derive(Clone, Debug)]
pub struct ModelRelease {
    pub log: Vec<Done>,
    pub state: State,
}

/// Everything the model knows.
#[derive(Clone, Debug, Default)]
pub struct Model {
    pub persons: BTreeMap<Login, BTreeSet<Role>>,
    pub ocrs: BTreeMap<OcrId, ModelOcr>,
    pub numbers: BTreeSet<ReleaseNumber>,
    pub release: Option<ModelRelease>,
}

impl ModelRelease {
    /// The state as it was known at a moment, without what was retracted since.
    pub fn as_of(&self, t: Time) -> Option<State> {
        let mut state = State::default();
        let known = self.log.iter().filter(|d| d.act.at <= t && !d.retracted);
        known.for_each(|d| state.apply(d));
        (state.plan > 0).then_some(state)
    }
    fn again(&mut self) {
        self.state = State::default();
        self.log.iter().filter(|d| !d.retracted).for_each(|d| self.state.apply(d));
        // Whoever was told of a retracted act stays told.
        for d in self.log.iter().filter(|d| d.retracted) {
            self.state.owe(d);
        }
        self.state.notices.iter_mut().for_each(|n| n.delivered = false);
        let log = std::mem::take(&mut self.log);
        log.iter().for_each(|d| self.state.hand_over(d));
        self.log = log;
    }
}

impl Model {
    /// The receivers of OCRs.
    pub fn receivers(&self, intent: &Intent) -> Vec<Login> {
        let ocrs = match intent {
            Intent::Schedule { ocrs, .. } | Intent::Add { ocrs } => ocrs.as_slice(),
            _ => &[],
        };
        ocrs.iter().filter_map(|o| self.ocrs.get(o)).map(|o| o.received_by.clone()).collect()
    }
    fn place(&mut self, ocrs: &[OcrId], place: Place) {
        for o in ocrs {
            if let Some(o) = self.ocrs.get_mut(o) {
                o.place = place;
            }
        }
    }
    /// Whether the act is one on the release's history, not only on an OCR in the pool.
    pub fn concerns_release(&self, intent: &Intent) -> bool {
        let inside = |o: &OcrId| self.ocrs.get(o).is_some_and(|o| o.place == Place::In);
        match intent {
            Intent::Receive { .. } | Intent::Return { .. } => false,
            Intent::Amend { ocr, .. } | Intent::Withdraw { ocr } | Intent::Defer { ocr, .. } => inside(ocr),
            _ => true,
        }
    }

    /// Records a permitted act.
    pub fn record(&mut self, act: &Act) {
        let told = self.tells(act);
        let receivers = self.receivers(&act.intent);
        if let Intent::Schedule { number, .. } = &act.intent {
            self.release = Some(ModelRelease { log: Vec::new(), state: State::default() });
            self.numbers.insert(number.clone());
        }
        if let Intent::Renumber { number } = &act.intent {
            self.numbers.insert(number.clone());
        }
        if self.concerns_release(&act.intent)
            && let Some(r) = &mut self.release
        {
            let revision = r.log.len() as u64 + 1;
            let done = Done { revision, act: act.clone(), receivers, told, retracted: false };
            if let Intent::Retract { revision } = &act.intent {
                r.log.iter_mut().filter(|d| d.revision == *revision).for_each(|d| d.retracted = true);
                r.log.push(done);
                r.again();
            } else {
                r.state.apply(&done);
                r.log.push(done);
            }
        }
        self.move_ocrs(act);
    }
    fn move_ocrs(&mut self, act: &Act) {
        let inside = || self.release.as_ref().map(|r| r.state.ocrs.clone()).unwrap_or_default();
        match &act.intent {
            Intent::Receive { ocr, priority, .. } => {
                let received_by = act.who.clone();
                let new = ModelOcr { priority: *priority, place: Place::Pool, received_by };
                self.ocrs.insert(ocr.clone(), new);
            }
            Intent::Return { ocr } => {
                let lacking = ModelOcr {
                    priority: Priority::Routine,
                    place: Place::Returned,
                    received_by: act.who.clone(),
                };
                self.ocrs.entry(ocr.clone()).or_insert(lacking).place = Place::Returned;
            }
            Intent::Amend { ocr, field: era_rm::domain::ocr::Field::Priority, .. } => {
                if let Some(o) = self.ocrs.get_mut(ocr) {
                    // What `intent::event` proposes.
                    let urgent = o.priority == Priority::Urgent;
                    o.priority = if urgent { Priority::Routine } else { Priority::Urgent };
                }
            }
            Intent::Withdraw { ocr } => self.place(std::slice::from_ref(ocr), Place::Withdrawn),
            Intent::Defer { ocr, .. } => self.place(std::slice::from_ref(ocr), Place::Deferred),
            Intent::Schedule { ocrs, .. } | Intent::Add { ocrs } => self.place(ocrs, Place::In),
            Intent::DropOcrs { ocrs } => self.place(ocrs, Place::Pool),
            Intent::Cancel => {
                let all = inside();
                self.place(&all, Place::Pool);
            }
            Intent::Close => {
                let all = inside();
                self.place(&all, Place::Done);
            }
            _ => {}
        }
    }

    /// The Tells column, and whom acts outside the table tell.
    pub fn tells(&self, act: &Act) -> Vec<&'static str> {
        use era_rm::domain::event::Outcome;
        const RM: &str = "release-manager";
        const SD: &str = "software-developer";
        const AREAS: [&str; 4] = ["quality-management", "test-team", "configuration-management", "security"];
        let sd_and_areas = || [&[SD], &AREAS[..]].concat();
        let state = self.release.as_ref().map(|r| &r.state);
        match &act.intent {
            Intent::Return { .. } | Intent::Close => vec!["occb-secretariat"],
            Intent::Schedule { .. } => vec![SD],
            Intent::Input { yes, .. } => (if *yes { &[][..] } else { &[RM] }).to_vec(),
            Intent::Coordinate | Intent::Distribute => AREAS.to_vec(),
            Intent::Concur { .. } | Intent::Build { .. } | Intent::DevTest { .. } => vec![RM],
            Intent::Notify => vec!["lmc"],
            Intent::Letter { .. } | Intent::Waive { .. } | Intent::Complete | Intent::Report => vec![RM],
            Intent::CoordinateTests | Intent::Accept { .. } => vec!["test-team"],
            Intent::Review { .. } | Intent::Record { .. } => vec![RM, SD],
            Intent::Go { .. } => [sd_and_areas(), vec!["help-desk"]].concat(),
            Intent::NoGo => {
                let heard = state.is_some_and(|s| s.notices.iter().any(|n| n.to == "help-desk"));
                [sd_and_areas(), if heard { vec!["help-desk"] } else { vec![] }].concat()
            }
            Intent::Deploy(d) => {
                let areas = if d.outcome == Outcome::Irregular { &AREAS[..] } else { &[] };
                let withdrawn = state.is_some_and(|s| s.withdraws(d));
                [&[RM][..], areas, if withdrawn { &["help-desk"][..] } else { &[] }].concat()
            }
            Intent::Resolve { .. } => vec!["quality-management"],
            Intent::Verify { pass, .. } => (if *pass { &[][..] } else { &[RM] }).to_vec(),
            Intent::Defer { .. } => vec!["quality-management", SD],
            Intent::Withdraw { .. } if !self.concerns_release(&act.intent) => vec![],
            Intent::Reschedule { .. }
            | Intent::Renumber { .. }
            | Intent::Withdraw { .. }
            | Intent::Add { .. }
            | Intent::DropOcrs { .. }
            | Intent::DropTarget { .. }
            | Intent::Hold
            | Intent::Resume
            | Intent::Reopen { .. }
            | Intent::Cancel => sd_and_areas(),
            // Those who were told are told again.
            Intent::Retract { revision } => state
                .map(|s| s.notices.iter().filter(|n| n.revision == *revision).map(|n| n.to).collect())
                .unwrap_or_default(),
            Intent::Receive { .. }
            | Intent::Amend { .. }
            | Intent::Run { .. }
            | Intent::Confirm { .. }
            | Intent::Notes { .. }
            | Intent::ByHand { .. }
            | Intent::Send { .. } => vec![],
        }
    }
}
