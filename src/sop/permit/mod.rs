//! The one judge. Asked by `decide` before an act is recorded and by the auditor of what was: it sees a world and a fact
//! and cannot tell intent from history. Order of questions: who, when, what.

mod notes;
mod notices;
mod ocr;
mod people;
mod rest;
mod target;
mod what;
mod when;
mod who;

use crate::domain::{Event, Fact, Refusal, Release, Step};

use super::standing::Standing;
use super::table::{self, Act};
use super::world::World;

pub use when::way_on;
pub use who::SIGNED;

/// A verdict of the judge.
pub type Verdict = Result<(), Refusal>;

/// An act before the judge.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// Everything it is judged on, as it stood before the act.
    pub world: &'a World,
    /// The act.
    pub fact: &'a Fact,
    /// Its row of the table.
    pub act: &'static Act,
    /// The release that it concerns, if there is one already.
    pub release: Option<&'a Release>,
    /// What stands of that release when the act is recorded.
    pub standing: Option<Standing<'a>>,
}

impl<'a> Case<'a> {
    /// What stands of the release that it concerns when the act is recorded.
    fn stands(&self, release: &'a Release) -> Standing<'a> {
        self.standing.unwrap_or_else(|| Standing::of(release, self.fact.at))
    }
}

/// Judges an act.
///
/// # Errors
/// The first refusal: identity, role or separation of duties before the SOP's order, order before evidence.
pub fn permit(world: &World, fact: &Fact) -> Verdict {
    let release = fact.release().and_then(|id| world.releases.get(&id));
    let (act, standing) = (table::act_of(fact.event.name()), release.map(|r| Standing::of(r, fact.at)));
    let case = Case { world, fact, act, release, standing };
    if matches!(fact.event, Event::LedgerCreated(_) | Event::LedgerCreated2(_)) {
        return rest::first_entry(&case);
    }
    if matches!(fact.event, Event::Refused(_)) {
        return who::known(&case).map(|_| ());
    }
    let judged = who::judge(&case).and_then(|()| when::judge(&case)).and_then(|()| what::judge(&case));
    // A no-go is the other answer of step 10, though it signs nothing.
    let step = case.act.step.or(matches!(fact.event, Event::NoGoIssued(_)).then_some(Step::Go));
    judged.map_err(|r| Refusal { step, ..r })
}

/// What bars an act that says yes as a release stands, whoever does it: that it has ended, is held, stopped or frozen.
///
/// # Errors
/// The refusal that the act would meet.
pub fn bars(release: &Release, standing: Standing<'_>, act: &Act) -> Verdict {
    when::bars(release, standing, act)
}
