//! `person key list`: the keys of a person, and from where to where in the ledger each signs.

use std::fmt::Write as _;

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::portrait::person::KeyReport;
use crate::cli::ui::Answer;
use crate::domain::{Login, Sought, Subject};
use crate::workflow::{Failure, Loaded};

/// The keys of a person, ended ones too
///
/// Example: era-rm person key list grace
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// Whose; yours, if left out
    #[arg(value_name = "LOGIN")]
    login: Option<Login>,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    login: String,
    keys: Vec<KeyReport>,
}
/// Runs it.
///
/// # Errors
/// [`Failure::NotFound`] if the ledger does not know the person.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let store = ctx.open_to_read()?;
    let mut loaded = Loaded::begin(&store)?;
    let person = match &args.login {
        None => ctx.caller(&mut loaded)?,
        Some(login) => {
            loaded.load(&[Subject::person(login)])?;
            let known = loaded.world.persons.get(login).cloned();
            let hint = "era-rm person list shows who is known";
            known.ok_or_else(|| Failure::no_such(Sought::Person(login.to_string()), hint))?
        }
    };
    let keys = person.keys.iter().map(KeyReport::of).collect();
    let report = Report { login: person.profile.login.to_string(), keys };
    Ok(Answer::of(&report, human(&report)))
}

fn human(r: &Report) -> String {
    let mut out = String::new();
    for k in &r.keys {
        // Writing to a String does not fail.
        let _ = write!(out, "{}\n  {}\n{}", k.name(), k.key, k.places());
    }
    if r.keys.is_empty() {
        let _ = writeln!(
            out,
            "{0} has no key. An administrator adds one: era-rm person key add {0} FILE",
            r.login
        );
    }
    out
}
