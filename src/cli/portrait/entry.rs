//! An entry as histories show it: who did what, when, in which role, and what it says in short.

use std::fmt::Write;

use serde::Serialize;
use serde_json::Value;

use crate::cli::ui::{Tone, paint, width, wrap};
use crate::domain::{Fact, ReleaseId, Subject, Time};
use crate::ledger::Body;
use crate::sop::{owed, table};
use crate::workflow::{Failure, Loaded};

use super::line;

/// One entry.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct EntryReport {
    /// Position in the ledger.
    pub seq: u64,
    /// Whose history it belongs to.
    pub subject: String,
    /// The revision it took there.
    pub revision: u64,
    /// When it was recorded.
    pub at: Time,
    /// When it was done, if earlier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective: Option<Time>,
    /// Why it was recorded late.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why_late: Option<String>,
    /// Who acted.
    pub actor: String,
    /// In which role.
    pub role: &'static str,
    /// The event.
    pub event: &'static str,
    /// The command that records it; empty for a refusal.
    pub command: &'static str,
    /// The step that was signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<&'static str>,
    /// `yes` or `no`, where it answers something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<&'static str>,
    /// Whether it was taken back.
    pub retracted: bool,
    /// Whether a compromised key has signed it, so that its sign-offs count no more.
    pub disputed: bool,
    /// The event as the ledger holds it.
    pub recorded: Value,
}

impl EntryReport {
    /// An entry, and what became of it.
    pub fn of(body: &Body, fact: &Fact, (retracted, disputed): (bool, bool)) -> Self {
        let act = table::act_of(body.event.name());
        let whole = serde_json::to_value(&body.event).unwrap_or_default();
        Self {
            seq: fact.seq,
            subject: body.subject.to_string(),
            revision: body.revision,
            at: body.at,
            effective: body.effective,
            why_late: body.why_late.as_ref().map(ToString::to_string),
            actor: body.actor.to_string(),
            role: body.role.code(),
            event: body.event.name(),
            command: act.command,
            step: act.step.map(crate::domain::Step::label),
            answer: if owed::is_no(fact) { Some("no") } else { act.step.map(|_| "yes") },
            retracted,
            disputed,
            recorded: whole.get(body.event.name()).cloned().unwrap_or(whole),
        }
    }
}

/// Entries as they are reported; those that were taken back or are disputed are found in the releases they belong to.
///
/// # Errors
/// Those of [`Loaded::load`].
pub fn report(loaded: &mut Loaded<'_>, entries: &[(Body, Fact)]) -> Result<Vec<EntryReport>, Failure> {
    let release = |fact: &Fact| {
        fact.subjects.iter().find_map(|(s, rev)| match s {
            Subject::Release(id) => Some((*id, *rev)),
            _ => None,
        })
    };
    let releases: Vec<Subject> =
        entries.iter().filter_map(|(_, f)| release(f)).map(|(id, _)| Subject::Release(id)).collect();
    loaded.load(&releases)?;
    let became = |fact: &Fact| {
        let known = release(fact).and_then(|(id, rev)| Some((loaded.world.releases.get(&id)?, rev)));
        known.map_or((false, false), |(r, rev)| (r.retracted.contains(&rev), r.disputed.contains(&rev)))
    };
    Ok(entries.iter().map(|(b, f)| EntryReport::of(b, f, became(f))).collect())
}

/// Entries as people read them, two lines each.
pub fn text(entries: &[EntryReport]) -> String {
    let mut out = String::new();
    for e in entries {
        let command = if e.command.is_empty() { "refused" } else { e.command };
        let step = e.step.map(|s| format!("{s} ")).unwrap_or_default();
        let answer =
            e.answer.filter(|a| *a == "no").map(|a| format!(": {}", paint(Tone::Bad, a))).unwrap_or_default();
        let retracted = if e.retracted { "  (retracted)" } else { "" };
        let head = format!("{:>5}  {}  {} ({})", e.seq, e.at, e.actor, e.role);
        let disputed = if e.disputed { "  (disputed)" } else { "" };
        let what = format!("{step}{command}{answer}{retracted}{disputed}");
        let between = if width(&head) + 2 + width(&what) <= 80 { "  " } else { "\n       " };
        // Writing to a String does not fail.
        let _ = writeln!(out, "{head}{between}{what}");
        if let Some(t) = e.effective {
            let why = e.why_late.as_deref().unwrap_or_default();
            out.push_str(&wrap(&format!("done {t}, recorded late: {why}"), 7));
        }
        let says = says(&e.recorded);
        if !says.is_empty() {
            out.push_str(&wrap(&line(&says, 280), 7));
        }
    }
    out
}

/// What an event says, in short: its words first, then its lists.
pub fn says(recorded: &Value) -> String {
    let Some(map) = recorded.as_object() else { return String::new() };
    let (lists, words): (Vec<_>, Vec<_>) = map.iter().partition(|(_, v)| v.is_array() || v.is_object());
    let part = |(name, value): (&String, &Value)| {
        let (name, said) = (name.replace('_', " "), short(value));
        match value {
            Value::Bool(true) => Some(name),
            Value::Bool(false) => Some(format!("not {name}")),
            _ if said.is_empty() => None,
            _ => Some(format!("{name}: {said}")),
        }
    };
    words.into_iter().chain(lists).filter_map(part).collect::<Vec<_>>().join("; ")
}

fn short(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(b) => b.to_string(),
        Value::Number(n) => n.to_string(),
        Value::String(s) if s.len() == 64 && s.bytes().all(|b| b.is_ascii_hexdigit()) => line(s, 13),
        // A release's identity says nothing to people.
        Value::String(s) if s.parse::<ReleaseId>().is_ok() => String::new(),
        Value::String(s) => s.clone(),
        Value::Array(all) => all.iter().map(short).collect::<Vec<_>>().join(", "),
        Value::Object(map) => {
            let names = ["name", "title", "login", "ocr", "target", "field", "document", "files", "results"];
            names.iter().find_map(|n| map.get(*n)).map(short).unwrap_or_default()
        }
    }
}
