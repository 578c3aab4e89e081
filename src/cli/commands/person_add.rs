//! `person add`: a person becomes known.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn};
use crate::cli::ui::Answer;
use crate::domain::event::PersonAdded;
use crate::domain::person::{PersonKind, Profile};
use crate::domain::{Login, Text};
use crate::workflow::{Draft, Failure};

/// Add a person
///
/// Roles come by `era-rm role grant`.
///
/// Example: era-rm person add grace --name "Grace Lindqvist"
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    /// The person's login, in plain letters without spaces; in trust mode os the name of the account
    #[arg(value_name = "LOGIN")]
    login: Login,
    /// The person's name, as papers show it
    #[arg(long, value_name = "TEXT")]
    name: Text,
    /// E-mail address
    #[arg(long, value_name = "ADDRESS")]
    email: Option<Text>,
    /// Organisation
    #[arg(long, value_name = "TEXT")]
    organisation: Option<Text>,
    /// A CI job or another machine, not a human being
    #[arg(long)]
    machine: bool,
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
        let profile = Profile {
            login: args.login.clone(),
            name: args.name.clone(),
            email: args.email.clone(),
            organisation: args.organisation.clone(),
            kind: if args.machine { PersonKind::Machine } else { PersonKind::Human },
        };
        Ok(Draft::of(PersonAdded { profile }))
    };
    ctx.record(&Act::of("person add", args, &args.act, draft))
}
