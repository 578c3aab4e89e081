//! `party list`: the parties that are told.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::portrait::line;
use crate::cli::ui::{self, Answer};
use crate::domain::PartyId;
use crate::sop::{owed, settings};
use crate::workflow::{Failure, Loaded};

/// The parties that notices are owed to, with their names and addresses
///
/// Example: era-rm party list
#[derive(Debug, ClapArgs)]
pub struct Args {}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    parties: Vec<PartyReport>,
}
#[derive(Serialize, schemars::JsonSchema)]
struct PartyReport {
    party: &'static str,
    /// The name under which it is told.
    name: String,
    /// The name it has until `party set` gives another.
    default: &'static str,
    /// Whether `party set` has given it a name and addresses.
    set: bool,
    addresses: Vec<String>,
}

/// Runs it.
///
/// # Errors
/// [`Failure::Store`].
pub fn run(ctx: &Context, _args: &Args) -> Result<Answer, Failure> {
    let store = ctx.open_to_read()?;
    let loaded = Loaded::begin(&store)?;
    let world = &loaded.world;
    let report = |(party, default): &(&'static str, &'static str)| {
        let id: Option<PartyId> = settings::party(party);
        let set = id.as_ref().and_then(|id| world.parties.get(id));
        PartyReport {
            party,
            name: id.map_or_else(|| (*default).to_owned(), |id| owed::party_name(world, &id)),
            default,
            set: set.is_some(),
            addresses: set.iter().flat_map(|p| &p.addresses).map(ToString::to_string).collect(),
        }
    };
    let report = Report { parties: settings::PARTIES.iter().map(report).collect() };
    let row = |p: &PartyReport| {
        let addresses = if p.addresses.is_empty() { "none".into() } else { p.addresses.join(", ") };
        vec![p.party.into(), line(&p.name, 26), addresses]
    };
    let text = ui::table(&["party", "name", "addresses"], report.parties.iter().map(row).collect());
    Ok(Answer::of(&report, text))
}
