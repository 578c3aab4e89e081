//! `party set`: the name and addresses of a party.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn};
use crate::cli::ui::Answer;
use crate::domain::event::PartySet;
use crate::domain::{PartyId, Text};
use crate::workflow::{Draft, Failure};

/// Set the name and addresses of a party that is told
///
/// Example: era-rm party set help-desk --name "ERA Help Desk" --address help@example.gov
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    /// The party, as `era-rm party list` names it
    #[arg(value_name = "PARTY")]
    party: PartyId,
    /// Display name
    #[arg(long, value_name = "TEXT")]
    name: Text,
    /// E-mail address; may be repeated
    #[arg(long = "address", value_name = "ADDRESS")]
    addresses: Vec<Text>,
    #[command(flatten)]
    #[serde(skip)]
    act: ActArgs,
}

/// Runs it.
///
/// # Errors
/// A refusal of the SOP, or evidence that cannot be read.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let draft: &DraftFn<'_> = &|_| {
        let (party, name) = (args.party.clone(), args.name.clone());
        Ok(Draft::of(PartySet { party, name, addresses: args.addresses.clone() }))
    };
    ctx.record(&Act::of("party set", args, &args.act, draft))
}
