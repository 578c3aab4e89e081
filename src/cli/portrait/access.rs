//! Access as `report access` tells it: what touched it, entry by entry, and what a person held at a moment. What must not
//! live here: which entries are looked at (`workflow::access`), and printing.

use std::fmt::Write;

use serde::Serialize;
use serde_json::Value;

use crate::cli::ui::{Tone, paint, width, wrap};
use crate::domain::event::Event;
use crate::domain::key::fingerprint_of;
use crate::domain::{Fact, Person, Role, Step, Time};
use crate::ledger::Body;
use crate::sop::table::act_of;
use crate::workflow::access::{DisputedAct, Found, whom};

use super::entry;
use super::person::{GrantReport, KeyReport, stands_in};
use super::word;

/// An entry that touches access.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct AccessEntry {
    /// Position in the ledger.
    pub seq: u64,
    /// When it was recorded.
    pub at: Time,
    /// Who acted.
    pub by: String,
    /// In which role.
    pub role: &'static str,
    /// The fingerprint of the key that signed it; absent in an unsigned ledger.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed_by: Option<String>,
    /// Whether that key was in other hands at the time, as was known at the end of the period.
    pub compromised: bool,
    /// To whom it was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The event.
    pub event: &'static str,
    /// The command that records it; empty for a refusal.
    pub command: &'static str,
    /// What it says, in short.
    pub says: String,
    /// The event as the ledger holds it.
    pub recorded: Value,
}

/// The entries that were found.
pub fn entries(found: &Found<'_>) -> Vec<AccessEntry> {
    let report = |(body, fact): &(Body, Fact)| {
        let key = fact.signed.as_ref().map(|s| s.key);
        let since = key.and_then(|k| found.compromised.get(&k));
        let whole = serde_json::to_value(&body.event).unwrap_or_default();
        AccessEntry {
            seq: fact.seq,
            at: fact.at,
            by: fact.actor.to_string(),
            role: fact.role.code(),
            signed_by: key.as_ref().map(fingerprint_of),
            compromised: since.is_some_and(|since| fact.at >= *since),
            to: whom(&fact.event.today()).next().map(ToString::to_string),
            event: fact.event.name(),
            command: act_of(fact.event.name()).command,
            says: says(&fact.event.today(), &whole),
            recorded: whole.get(fact.event.name()).cloned().unwrap_or(whole),
        }
    };
    found.entries().map(report).collect()
}

fn says(event: &Event, whole: &Value) -> String {
    let code = |role: &Role| role.code();
    let to_until = |until: &Option<Time>| until.map(|u| format!(" until {u}")).unwrap_or_default();
    match event {
        Event::LedgerCreated2(e) => {
            let separation = if e.separation { "on" } else { "OFF" };
            let role = e.role.as_ref().map(|r| format!(" and {}", code(r))).unwrap_or_default();
            let key = e.key.as_ref().map(|k| format!(", with the key {}", k.fingerprint()));
            let first = format!("{} is the first administrator{role}", e.administrator.name);
            let trust = word(&e.trust);
            format!(
                "{first}{}; trust mode {trust}, separation of duties {separation}",
                key.unwrap_or_default()
            )
        }
        Event::PersonAdded(e) => format!("{}, {}", e.profile.name, word(&e.profile.kind)),
        Event::KeyAdded(e) if e.authority => format!("{}, of an authority", e.key.fingerprint()),
        Event::KeyAdded(e) => e.key.fingerprint(),
        Event::KeyEnded(e) => {
            let acts: usize = e.disputed.iter().map(|d| d.revisions.len()).sum();
            let since = |s| format!("; compromised since {s}, disputed acts: {acts}");
            let since = e.compromised_since.map(since).unwrap_or_default();
            format!("{}: {}{since}", e.key.fingerprint(), e.reason)
        }
        Event::RoleProposed(e) => {
            format!("{} from {}{}, proposed only", code(&e.role), e.from, to_until(&e.until))
        }
        Event::RoleGranted(e) => format!("{} from {}{}", code(&e.role), e.from, to_until(&e.until)),
        Event::RoleDelegated(e) => {
            let why = e.reason.as_ref().map(|r| format!(": {r}")).unwrap_or_default();
            format!("{} for {} from {} until {}{why}", code(&e.role), e.of, e.from, e.until)
        }
        Event::RoleRevoked(e) => format!("{}: {}", code(&e.role), e.reason),
        Event::SettingSet(e) => format!("{} = {}", e.name, e.value),
        Event::Refused(e) => format!("{} ({}): {}", e.command, e.code, e.why),
        // Whatever else a history of persons or settings comes to hold.
        _ => entry::says(whole.get(event.name()).unwrap_or(whole)),
    }
}

/// The entries as people read them, two lines each or more.
pub fn entries_text(entries: &[AccessEntry]) -> String {
    let mut out = String::new();
    for e in entries {
        let to = e.to.as_ref().map(|to| format!(" {to}")).unwrap_or_default();
        let command = if e.command.is_empty() { paint(Tone::Bad, "refused") } else { e.command.to_owned() };
        let doubt = if e.compromised { "  (by a compromised key)" } else { "" };
        let (head, what) =
            (format!("{:>5}  {}  {} ({})", e.seq, e.at, e.by, e.role), format!("{command}{to}{doubt}"));
        let between = if width(&head) + 2 + width(&what) <= 80 { "  " } else { "\n       " };
        // Writing to a String does not fail.
        let _ = writeln!(out, "{head}{between}{what}");
        out.push_str(&wrap(&e.says, 7));
    }
    out
}

/// A person as he stood at the end of the period.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct HolderReport {
    /// Login.
    pub login: String,
    /// Display name.
    pub name: String,
    /// Human or machine.
    pub kind: String,
    /// The roles held, and those that were to be held later.
    pub roles: Vec<GrantReport>,
    /// Grants that a second administrator had not made.
    pub proposed: Vec<GrantReport>,
    /// The keys that signed for the person.
    pub keys: Vec<KeyReport>,
    /// Acts that a key of the person's has signed while it was in other hands.
    pub disputed: Vec<DisputedReport>,
}
/// A disputed act.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct DisputedReport {
    /// Its entry.
    pub seq: u64,
    /// The release's number.
    pub release: String,
    /// The revision it took there.
    pub revision: u64,
    /// The step that it signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<&'static str>,
    /// The command that recorded it.
    pub command: &'static str,
    /// When it was recorded.
    pub at: Time,
    /// The fingerprint of the key that signed it.
    pub key: String,
    /// The entry that disputes it.
    pub disputed_by: u64,
}

impl HolderReport {
    /// A person at a moment.
    pub fn of((person, disputed): &(Person, Vec<DisputedAct>), at: Time) -> Self {
        let live = person.grants.iter().filter(|g| g.until.is_none_or(|end| at < end));
        let act = |d: &DisputedAct| {
            let row = act_of(d.act.event.name());
            DisputedReport {
                seq: d.act.seq,
                release: d.release.to_string(),
                revision: d.revision,
                step: row.step.map(Step::label),
                command: row.command,
                at: d.act.at,
                key: d.fingerprint.clone(),
                disputed_by: d.by,
            }
        };
        Self {
            login: person.profile.login.to_string(),
            name: person.profile.name.to_string(),
            kind: word(&person.profile.kind),
            roles: live.map(|g| GrantReport::of(g, at)).collect(),
            proposed: person
                .proposals
                .iter()
                .map(|p| GrantReport { held: false, ..GrantReport::of(&p.grant, at) })
                .collect(),
            keys: person.live_keys().map(KeyReport::of).collect(),
            disputed: disputed.iter().map(act).collect(),
        }
    }
}

/// What stood, as people read it, person by person: roles, keys, disputed acts.
pub fn holders_text(people: &[HolderReport]) -> String {
    let mut out = String::new();
    for p in people {
        // Writing to a String does not fail.
        let _ = writeln!(out, "{} ({}), {}", p.login, p.name, p.kind);
        let proposed = p.proposed.iter().map(|g| (g, "proposed, "));
        let roles = p.roles.iter().map(|g| (g, if g.held { "" } else { "later, " }));
        for (g, state) in roles.chain(proposed) {
            let until = g.until.map(|u| format!(" until {u}")).unwrap_or_default();
            let role = format!("{}{}", g.role, stands_in(g.of.as_ref()));
            let _ = writeln!(out, "  {role}: {state}from {}{until}, by {}", g.from, g.granted_by);
        }
        if p.roles.is_empty() && p.proposed.is_empty() {
            out.push_str("  no role\n");
        }
        for k in &p.keys {
            let _ = writeln!(out, "  {}, since entry {}", k.name(), k.added.seq);
        }
        for d in &p.disputed {
            let step = d.step.map(|s| format!("{s} ")).unwrap_or_default();
            let what = format!(
                "entry {}, {step}{} of release {} (revision {})",
                d.seq, d.command, d.release, d.revision
            );
            out.push_str(&wrap(
                &format!("{}: {what}, {}, by {}", paint(Tone::Care, "disputed"), d.at, d.key),
                2,
            ));
        }
    }
    out
}
