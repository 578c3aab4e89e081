//! `sop show`: the SOP word for word, and under each row our reading of it, with what is ours.

use std::fmt::Write;

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::ui::{Answer, wrap};
use crate::domain::{Role, Thing};
use crate::sop::table::{self, Act, After, Means, Says, Tell, When};
use crate::workflow::Failure;

/// The SOP word for word, and under each of its rows our reading of it
///
/// Example: era-rm sop show 7
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// One row, or one sign-off of it: 1 to 15, or 2a, 7c …
    #[arg(value_name = "STEP")]
    step: Option<String>,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    /// The SOP's rows.
    rows: Vec<RowReport>,
    /// Acts that sign no step, all ours; only where no step was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    acts: Vec<ActReport>,
}
#[derive(Serialize, schemars::JsonSchema)]
struct RowReport {
    step: u8,
    /// Description of Activity, word for word.
    activity: &'static str,
    /// Responsibility, word for word.
    responsibility: &'static str,
    /// Our reading: its sign-offs.
    signoffs: Vec<SignOffReport>,
}
#[derive(Serialize, schemars::JsonSchema)]
struct SignOffReport {
    step: &'static str,
    name: &'static str,
    #[serde(flatten)]
    act: ActReport,
    /// For each of what it is given.
    per: &'static str,
    after: Vec<String>,
    /// What makes it fall when it changes.
    falls: Vec<&'static str>,
    evidence: &'static str,
    /// What a no does.
    no: &'static str,
    /// What of this the SOP does not say itself.
    ours: &'static str,
}
#[derive(Serialize, schemars::JsonSchema)]
struct ActReport {
    command: &'static str,
    roles: Vec<&'static str>,
    /// Who is told.
    tells: Vec<String>,
    /// Whether only of a no.
    tells_of_no_only: bool,
}

/// Runs it. It needs no ledger.
///
/// # Errors
/// [`Failure::NotFound`] for a step that the SOP does not have.
pub fn run(_ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let asked = args.step.as_deref();
    let wanted = |m: &Means| asked.is_none_or(|a| a == m.step.label() || a == m.step.number().to_string());
    let row = |s: &Says| {
        let ours = table::MEANS.iter().filter(|m| m.step.number() == s.step && wanted(m));
        RowReport {
            step: s.step,
            activity: s.activity,
            responsibility: s.responsibility,
            signoffs: ours.map(signoff).collect(),
        }
    };
    let rows: Vec<RowReport> = table::SAYS.iter().map(row).filter(|r| !r.signoffs.is_empty()).collect();
    if rows.is_empty() {
        let message = format!("the SOP has no step {:?}", asked.unwrap_or_default());
        return Err(Failure::not_found(message, "its steps are 1 to 15; era-rm sop show shows them all"));
    }
    let beside = table::ACTS.iter().filter(|a| asked.is_none() && a.step.is_none() && !a.command.is_empty());
    let report = Report { rows, acts: beside.map(act).collect() };
    let text = human(&report);
    Ok(Answer::of(&report, text))
}

fn act(a: &Act) -> ActReport {
    ActReport {
        command: a.command,
        roles: a.roles.iter().map(|r| r.title()).collect(),
        tells: a.tells.iter().map(tell).collect(),
        tells_of_no_only: a.when == When::OfNo,
    }
}
fn signoff(m: &Means) -> SignOffReport {
    // The act that signs the step by the step's own command; every step has one.
    let own = table::ACTS.iter().find(|a| a.step == Some(m.step) && a.command == m.command);
    let none =
        ActReport { command: m.command, roles: Vec::new(), tells: Vec::new(), tells_of_no_only: false };
    SignOffReport {
        step: m.step.label(),
        name: m.name,
        act: own.map_or(none, act),
        per: per(m.per),
        after: m.after.iter().map(after).collect(),
        falls: m.falls.iter().map(|t: &Thing| t.word()).collect(),
        evidence: m.evidence,
        no: m.no,
        ours: m.ours,
    }
}
fn per(per: table::Per) -> &'static str {
    match per {
        table::Per::Release => "release",
        table::Per::Area => "functional area",
        table::Per::Target => "deployment target",
        table::Per::Ocr => "OCR",
    }
}
fn after(after: &After) -> String {
    match after {
        After::All(step) => step.label().to_owned(),
        After::Same(step) => format!("{} of the same OCR", step.label()),
        After::LetterOfBuild => "a letter of this build distributed".to_owned(),
        After::LiveGo => "a go that is live at its start".to_owned(),
    }
}
fn tell(tell: &Tell) -> String {
    match tell {
        Tell::Role(role) => Role::title(*role).to_owned(),
        Tell::Areas => "the functional areas".to_owned(),
        Tell::Lmc => "LMC".to_owned(),
        Tell::HelpDesk => "Help Desk".to_owned(),
        Tell::Secretariat => "OCCB Secretariat".to_owned(),
    }
}

fn human(r: &Report) -> String {
    let mut out = String::new();
    for row in &r.rows {
        // Writing to a String does not fail.
        let _ = write!(out, "Step {}: {}\n{}", row.step, row.responsibility, wrap(row.activity, 2));
        row.signoffs.iter().for_each(|s| out.push_str(&reading(s)));
        out.push('\n');
    }
    if !r.acts.is_empty() {
        out.push_str("Acts outside the steps (all ours)\n");
    }
    for a in &r.acts {
        out.push_str(&wrap(&format!("{}: {}{}", a.command, a.roles.join(", "), tells(a)), 2));
    }
    out
}
fn tells(a: &ActReport) -> String {
    let only = if a.tells_of_no_only { " (of a no)" } else { "" };
    if a.tells.is_empty() { String::new() } else { format!("; tells {}{only}", a.tells.join(", ")) }
}
fn reading(s: &SignOffReport) -> String {
    let mut out = format!("  {} {}: era-rm {}\n", s.step, s.name, s.act.command);
    let after = if s.after.is_empty() { String::new() } else { format!("; after {}", s.after.join(", ")) };
    let falls = match s.falls.as_slice() {
        [] => String::new(),
        things => format!("; falls when this changes: {}", things.join(", ")),
    };
    let roles = s.act.roles.join(" or ");
    out.push_str(&wrap(&format!("by {roles}, for each {}{after}{falls}{}", s.per, tells(&s.act)), 6));
    for (label, text) in [("evidence", s.evidence), ("a no", s.no), ("ours", s.ours)] {
        if !text.is_empty() {
            out.push_str(&wrap(&format!("{label}: {text}"), 6));
        }
    }
    out
}
