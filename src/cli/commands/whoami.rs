//! `whoami`: who the ledger takes the caller for, in which roles, and where he has acted.

use std::fmt::Write;

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::chance;
use crate::cli::context::{Context, open_releases};
use crate::cli::portrait::person::{GrantReport, KeyReport, stands_in};
use crate::cli::portrait::word;
use crate::cli::ui::Answer;
use crate::domain::{Login, Subject};
use crate::workflow::{Failure, Loaded};

/// Who you are to this ledger, the roles you hold, and the open releases on which you have acted
///
/// Example: era-rm whoami --as quinn
#[derive(Debug, ClapArgs)]
pub struct Args {}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    login: String,
    name: String,
    /// Human or machine.
    kind: String,
    /// Every role granted, ended ones too.
    roles: Vec<GrantReport>,
    /// The keys that sign for the person.
    keys: Vec<KeyReport>,
    /// How the ledger knows who acts: declared, os or signed.
    trust: String,
    /// Whether one person acts in one role per release.
    separation: bool,
    /// Where the ledger is.
    ledger: String,
    /// Open releases on which the person has acted.
    acted: Vec<ActedReport>,
}
#[derive(Serialize, schemars::JsonSchema)]
struct ActedReport {
    release: String,
    role: &'static str,
}

/// Runs it.
///
/// # Errors
/// [`Failure::Usage`] if nobody is named; [`Failure::NotFound`] if the ledger does not know the person.
pub fn run(ctx: &Context, _args: &Args) -> Result<Answer, Failure> {
    let store = ctx.open_to_read()?;
    let mut loaded = Loaded::begin(&store)?;
    let person = ctx.caller(&mut loaded)?;
    let login = person.profile.login.clone();
    let now = chance::now();
    let report = Report {
        login: person.profile.login.to_string(),
        name: person.profile.name.to_string(),
        kind: word(&person.profile.kind),
        roles: person.grants.iter().map(|g| GrantReport::of(g, now)).collect(),
        keys: person.live_keys().map(KeyReport::of).collect(),
        trust: loaded.world.trust.as_ref().map(word).unwrap_or_default(),
        separation: loaded.world.separation,
        ledger: ctx.location()?.display().to_string(),
        acted: acted(&mut loaded, &login)?,
    };
    let text = human(&report);
    Ok(Answer::of(&report, text))
}

fn acted(loaded: &mut Loaded<'_>, login: &Login) -> Result<Vec<ActedReport>, Failure> {
    let open: Vec<Subject> =
        open_releases(loaded.store())?.iter().map(|r| Subject::Release(r.release)).collect();
    loaded.load(&open)?;
    let mut out = Vec::new();
    for r in loaded.world.releases.values() {
        let mine = r.acted.iter().filter(|a| a.login == *login);
        out.extend(mine.map(|a| ActedReport { release: r.number.to_string(), role: a.role.code() }));
    }
    Ok(out)
}

fn human(r: &Report) -> String {
    let mut out = format!("{} ({}), {}\n", r.login, r.name, r.kind);
    // Writing to a String does not fail.
    for g in &r.roles {
        let until = g.until.map(|t| format!(" until {t}")).unwrap_or_default();
        let held = if g.held { "" } else { " (not held now)" };
        let of = stands_in(g.of.as_ref());
        let _ = writeln!(out, "  {} ({}){of}: from {}{until}{held}", g.title, g.role, g.from);
    }
    if r.roles.is_empty() {
        out.push_str("  no role\n");
    }
    for k in &r.keys {
        let _ = writeln!(out, "  {}, since entry {}", k.name(), k.added.seq);
    }
    for a in &r.acted {
        let _ = writeln!(out, "  has acted on release {} as {}", a.release, a.role);
    }
    let separation = if r.separation { "on" } else { "off (for training)" };
    let _ = writeln!(out, "Ledger {}\n  trust mode {}, separation of duties {separation}", r.ledger, r.trust);
    out
}
