//! `role list`: who holds which role, from when and until when.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::chance;
use crate::cli::context::Context;
use crate::cli::page::{self, PageArgs};
use crate::cli::portrait::line;
use crate::cli::portrait::person::stands_in;
use crate::cli::ui::{self, Answer};
use crate::domain::{Role, Time};
use crate::ledger::view::PersonRow;
use crate::workflow::Failure;

/// Who holds which role, from when and until when
///
/// Example: era-rm role list --role qm
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// Only this role
    #[arg(long, value_name = "ROLE")]
    role: Option<Role>,
    /// Ended ones too
    #[arg(long)]
    all: bool,
    /// Show at most so many people of each role
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=1000))]
    max: u16,
    /// Show those after this place, as the page before names it; with --role only
    #[arg(long, value_name = "PLACE", requires = "role")]
    after: Option<String>,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    roles: Vec<RoleReport>,
}
#[derive(Serialize, schemars::JsonSchema)]
struct RoleReport {
    role: &'static str,
    title: &'static str,
    holders: Vec<HolderReport>,
    /// Where the next page begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_after: Option<String>,
}
#[derive(Serialize, schemars::JsonSchema)]
struct HolderReport {
    login: String,
    name: String,
    /// `held`, `later` or `ended`.
    state: &'static str,
    from: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Time>,
    /// Whose role it is, where it is delegated.
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<String>,
}

/// Runs it.
///
/// # Errors
/// [`Failure::Store`].
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let store = ctx.open_to_read()?;
    let now = chance::now();
    let mut roles = Vec::new();
    for role in args.role.map_or_else(|| Role::ALL.to_vec(), |r| vec![r]) {
        let bucket = format!("role:{}", role.code());
        let wanted = PageArgs { max: args.max, after: args.after.clone() };
        let people = page::page::<PersonRow>(&store, "person", &[&bucket], &wanted)?;
        let mut holders: Vec<HolderReport> = people.rows.iter().flat_map(|p| holders(p, role, now)).collect();
        holders.retain(|h| args.all || h.state != "ended");
        let next_after = people.next_after;
        roles.push(RoleReport { role: role.code(), title: role.title(), holders, next_after });
    }
    let report = Report { roles };
    let text = human(&report);
    Ok(Answer::of(&report, text))
}

fn holders(p: &PersonRow, role: Role, now: Time) -> Vec<HolderReport> {
    let state = |from: Time, until: Option<Time>| match until {
        Some(u) if u <= now => "ended",
        _ if from > now => "later",
        _ => "held",
    };
    let grants = p.roles.iter().filter(|r| r.role == role);
    grants
        .map(|r| HolderReport {
            login: p.login.clone(),
            name: p.name.clone(),
            state: state(r.from, r.until),
            from: r.from,
            until: r.until,
            of: r.of.clone(),
        })
        .collect()
}

fn human(report: &Report) -> String {
    let mut rows = Vec::new();
    let mut more = String::new();
    for r in &report.roles {
        for h in &r.holders {
            let until = h.until.map(|u| u.to_string()).unwrap_or_default();
            let who = format!("{} {}{}", h.login, line(&h.name, 20), stands_in(h.of.as_ref()));
            rows.push(vec![r.role.into(), who, h.state.into(), h.from.to_string(), until]);
        }
        if r.holders.is_empty() {
            rows.push(vec![r.role.into(), "(nobody)".into(), String::new(), String::new(), String::new()]);
        }
        if let Some(place) = &r.next_after {
            more.push_str(&format!("There are more: era-rm role list --role {} --after '{place}'\n", r.role));
        }
    }
    ui::table(&["role", "who", "state", "from", "until"], rows) + &more
}
