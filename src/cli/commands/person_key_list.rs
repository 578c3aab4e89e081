//! `person key list`: the keys of a person, and from where to where in the ledger each signs.

use std::fmt::Write as _;

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::ui::Answer;
use crate::domain::person::HeldKey;
use crate::domain::{Login, Sought, Subject, Time};
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
#[derive(Serialize, schemars::JsonSchema)]
struct KeyReport {
    /// As `ssh-keygen -l` shows it.
    fingerprint: String,
    /// The public key.
    key: String,
    /// It lies in a hardware key.
    hardware: bool,
    /// It signs nothing itself: what it certifies does.
    authority: bool,
    added: PlaceReport,
    /// Absent while the key signs.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<EndReport>,
}
#[derive(Serialize, schemars::JsonSchema)]
struct PlaceReport {
    seq: u64,
    at: Time,
    by: String,
}
#[derive(Serialize, schemars::JsonSchema)]
struct EndReport {
    seq: u64,
    at: Time,
    by: String,
    reason: String,
    /// What it signed since is disputed.
    #[serde(skip_serializing_if = "Option::is_none")]
    compromised_since: Option<Time>,
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
    let keys = person.keys.iter().map(key).collect();
    let report = Report { login: person.profile.login.to_string(), keys };
    Ok(Answer::of(&report, human(&report)))
}

fn key(held: &HeldKey) -> KeyReport {
    let ended = held.end.as_ref().map(|e| EndReport {
        seq: e.ended.0,
        at: e.ended.1,
        by: e.by.to_string(),
        reason: e.reason.to_string(),
        compromised_since: e.compromised_since,
    });
    KeyReport {
        fingerprint: held.key.fingerprint(),
        key: held.key.to_string(),
        hardware: held.key.is_hardware(),
        authority: held.authority,
        added: PlaceReport { seq: held.added.0, at: held.added.1, by: held.by.to_string() },
        ended,
    }
}

fn human(r: &Report) -> String {
    let mut out = String::new();
    for k in &r.keys {
        let kind = match (k.authority, k.hardware) {
            (true, _) => "authority",
            (false, true) => "hardware key",
            (false, false) => "key",
        };
        // Writing to a String does not fail.
        let _ = writeln!(out, "{} ({kind})", k.fingerprint);
        let _ = writeln!(out, "  {}", k.key);
        let _ = writeln!(out, "  from entry {}, {}, by {}", k.added.seq, k.added.at, k.added.by);
        if let Some(e) = &k.ended {
            let _ = writeln!(out, "  ended by entry {}, {}, by {}: {}", e.seq, e.at, e.by, e.reason);
            if let Some(since) = e.compromised_since {
                let _ = writeln!(out, "  compromised since {since}: what it signed since is disputed");
            }
        }
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
