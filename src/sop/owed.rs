//! The notices that an act owes: to which parties, as the table says.

use crate::domain::event::Outcome;
use crate::domain::{Event, Fact, PartyId, Release, Role};

use super::settings;
use super::table::{self, Tell, When};
use super::world::World;

/// The parties that an act's notices are owed to, each once, in the table's order.
pub fn owed(event: &Event, release: Option<&Release>) -> Vec<PartyId> {
    let act = table::act_of(event.name());
    let mut tells: Vec<Tell> = act.tells.to_vec();
    if act.when == When::OfNo && is_yes(event) {
        tells.clear();
    }
    match &*event.today() {
        Event::DeploymentRecorded2(e) => {
            // What went otherwise is told to all areas.
            tells.extend((e.outcome == Outcome::Irregular).then_some(Tell::Areas));
            tells.extend(e.withdraws.map(|_| Tell::HelpDesk));
        }
        // The Help Desk hears of a no-go only if it has heard of a go.
        Event::NoGoIssued(_)
            if !release.is_some_and(|r| r.notices.iter().any(|n| n.to.as_str() == settings::HELP_DESK)) =>
        {
            tells.retain(|t| *t != Tell::HelpDesk);
        }
        // An OCR withdrawn from the pool concerns no release.
        Event::OcrWithdrawn(_) if release.is_none() => tells.clear(),
        _ => {}
    }
    let mut names: Vec<&str> = tells.into_iter().flat_map(parties).collect();
    if let (Event::ActRetracted(e), Some(r)) = (event, release) {
        // Those who were told are told again.
        names.extend(r.notices.iter().filter(|n| n.revision == e.revision).map(|n| n.to.as_str()));
    }
    if let Event::Reminded(e) = event {
        names.extend(e.waited.iter().map(|w| w.party.as_str()));
    }
    let mut out: Vec<PartyId> = Vec::new();
    names.into_iter().filter_map(settings::party).for_each(|p| {
        if !out.contains(&p) {
            out.push(p)
        }
    });
    out
}

fn is_yes(event: &Event) -> bool {
    match event {
        Event::InputGiven(e) => e.feasible,
        Event::Verified(e) => e.pass,
        _ => true,
    }
}

fn parties(tell: Tell) -> Vec<&'static str> {
    match tell {
        Tell::Role(role) => vec![settings::party_of(role)],
        Tell::Areas => Role::AREAS.into_iter().map(settings::party_of).collect(),
        Tell::Lmc => vec!["lmc"],
        Tell::HelpDesk => vec![settings::HELP_DESK],
        Tell::Secretariat => vec!["occb-secretariat"],
    }
}

/// The roles that may hand a notice over: that of the act that owed it, and the Release Manager.
pub fn hands_over(owed_by: Role) -> Vec<Role> {
    let mut roles = vec![Role::ReleaseManager, owed_by];
    roles.dedup();
    roles
}

/// The name under which a party is told: as `party set` gave it, or as the SOP has it.
pub fn party_name(world: &World, party: &PartyId) -> String {
    if let Some(p) = world.parties.get(party) {
        return p.name.to_string();
    }
    if party.as_str() == "lmc" {
        return world.setting(&settings::LMC);
    }
    let known = settings::PARTIES.iter().find(|(n, _)| *n == party.as_str());
    known.map_or_else(|| party.to_string(), |(_, name)| (*name).to_owned())
}

/// Whether an act is a no, for `--verdict-exit` and the colours of a terminal.
pub fn is_no(fact: &Fact) -> bool {
    match &*fact.event.today() {
        Event::InputGiven(e) => !e.feasible,
        Event::Concurred(e) => !e.yes,
        Event::LetterReviewed(e) => !e.approved,
        Event::TestRecorded2(e) => !e.pass,
        Event::NoGoIssued(_) => true,
        Event::DeploymentRecorded2(e) => e.outcome != Outcome::Deployed,
        Event::Verified(e) => !e.pass,
        _ => false,
    }
}
