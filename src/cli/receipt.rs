//! What every act answers: what was recorded or would be, who is told, what fell, whose move it is now.

use std::fmt::Write;

use serde::Serialize;

use crate::domain::{Key, Role, Step, Time};
use crate::sop::moves::{self, Move};
use crate::sop::owed;
use crate::sop::table;
use crate::workflow::Receipt;

use super::chance;
use super::context::ActArgs;
use super::failure::Exit;
use super::ui::Answer;

/// How many moves are told with an act.
const NEXT: usize = 4;

/// The answer of an act.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct ActReport {
    /// `recorded`, `would-record` or `replayed`.
    pub outcome: &'static str,
    /// Whether the same command was recorded before under the same key.
    pub replayed: bool,
    /// Position in the ledger.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seq: Option<u64>,
    /// What happened.
    pub event: &'static str,
    /// The event as the ledger holds it.
    pub recorded: serde_json::Value,
    /// The subject of the act.
    pub subject: String,
    /// The revision it took there.
    pub revision: u64,
    /// When it was recorded.
    pub at: Time,
    /// When it was done, if earlier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective: Option<Time>,
    /// Who acted.
    pub actor: String,
    /// In which role.
    pub role: Role,
    /// The idempotency key.
    pub key: String,
    /// The release's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    /// What the release is now, in a few words: open, held, stopped and why, go live until when, closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// The step that was signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<&'static str>,
    /// Notices that are owed.
    pub told: Vec<ToldReport>,
    /// Sign-offs that fell.
    pub fallen: Vec<FallenReport>,
    /// What can be done next.
    pub next: Vec<MoveReport>,
    /// The files that were written besides.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    /// What the person should know besides.
    pub warnings: Vec<String>,
}

/// A notice that is owed.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct ToldReport {
    /// The party.
    pub to: String,
    /// The notice.
    pub notice: String,
    /// What came of sending it, where the settings ask for that at once: `sent`, `again`, `refused` …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub came: Option<&'static str>,
}
/// A sign-off that fell.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct FallenReport {
    /// The step.
    pub step: &'static str,
    /// Its name.
    pub name: &'static str,
    /// For which area, target or OCR.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}
/// Something that can be done next.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct MoveReport {
    /// The step it signs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<&'static str>,
    /// What it is.
    pub what: String,
    /// For which area, target or OCR.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Who may do it.
    pub roles: Vec<&'static str>,
    /// What to type.
    pub command: String,
    /// Since when it could have been done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Time>,
}

/// A key as JSON carries it: absent for the release itself.
pub fn key_of(key: &Key) -> Option<String> {
    match key {
        Key::Release => None,
        Key::Area(_) | Key::Target(_) | Key::Ocr(_) => Some(key.to_string()),
    }
}

impl MoveReport {
    /// A move as it is reported.
    pub fn of(m: &Move) -> Self {
        Self {
            step: m.step.map(Step::label),
            what: m.what.clone(),
            key: key_of(&m.key),
            roles: m.roles.iter().map(|r| r.code()).collect(),
            command: m.command.clone(),
            since: m.since,
        }
    }
    /// Who may do it, as people read it.
    fn whose(&self) -> String {
        let title = |code: &'static str| code.parse::<Role>().map_or(code, Role::title);
        self.roles.iter().map(|code| title(code)).collect::<Vec<_>>().join(" or ")
    }
}

/// What can be done next, by one command: by one role, or by several areas each for itself.
fn next_text(moves: &[MoveReport]) -> String {
    let [m, ..] = moves else { return String::new() };
    let mut who: Vec<String> = moves.iter().map(MoveReport::whose).collect();
    who.dedup();
    let who = who.join(", ");
    // An area's key is its own name.
    let named = |k: &&String| moves.len() == 1 && **k != who;
    let key = m.key.as_ref().filter(named).map(|k| format!(" ({k})")).unwrap_or_default();
    format!("  next: {}{key}: {who}\n    {}\n", m.what, m.command)
}

/// What an act is on, where it is no release: the OCR, person, party, setting or document as its own words name it.
pub fn named(event: &serde_json::Value) -> Option<String> {
    let words = event.as_object()?.values().next()?;
    let name = ["ocr", "login", "party", "name", "digest"].iter().find_map(|word| words.get(word)?.as_str());
    let name = name.or_else(|| words.pointer("/profile/login")?.as_str())?;
    let role = words.get("role").and_then(|r| r.as_str()).map(|r| format!(" ({r})")).unwrap_or_default();
    Some(format!("{name}{role}"))
}

/// The answer of an act.
pub fn answer(receipt: &Receipt, flags: &ActArgs) -> Answer {
    answer_with(receipt, flags, Vec::new())
}

/// The answer of an act that wrote these files besides.
pub fn answer_with(receipt: &Receipt, flags: &ActArgs, files: Vec<String>) -> Answer {
    let body = &receipt.body;
    let act = table::act_of(body.event.name());
    let now = chance::now().max(body.at);
    let next = receipt.release.as_ref().map(|r| moves::moves(r, now)).unwrap_or_default();
    let report = ActReport {
        outcome: if receipt.replayed {
            "replayed"
        } else if receipt.head.is_some() {
            "recorded"
        } else {
            "would-record"
        },
        replayed: receipt.replayed,
        seq: receipt.head.map(|h| h.seq),
        event: body.event.name(),
        recorded: serde_json::to_value(&body.event).unwrap_or_default(),
        subject: body.subject.to_string(),
        revision: body.revision,
        at: body.at,
        effective: body.effective,
        actor: body.actor.to_string(),
        role: body.role,
        key: body.key.to_string(),
        release: receipt.release.as_ref().map(|r| r.number.to_string()),
        state: receipt.release.as_ref().map(|r| moves::state(r, now)),
        step: act.step.map(Step::label),
        told: receipt
            .told
            .iter()
            .map(|(to, notice)| ToldReport {
                to: to.to_string(),
                notice: notice.to_string(),
                came: receipt.came.iter().find(|(id, _)| id == notice).map(|(_, came)| *came),
            })
            .collect(),
        fallen: receipt
            .fallen
            .iter()
            .map(|(step, key)| FallenReport {
                step: step.label(),
                name: table::means(*step).name,
                key: key_of(key),
            })
            .collect(),
        next: next.iter().map(MoveReport::of).collect(),
        files,
        warnings: receipt.warnings.clone(),
    };
    let fact = body.fact(0);
    let no = flags.verdict_exit && owed::is_no(&fact);
    Answer {
        text: human(&report, act.command, owed::is_no(&fact)),
        head: receipt.head,
        warnings: receipt.warnings.clone(),
        exit: if no { Exit::AnsweredNo } else { Exit::Done },
        ..Answer::of(&report, String::new())
    }
}

fn human(r: &ActReport, command: &str, no: bool) -> String {
    let mut out = String::new();
    let done = match r.outcome {
        "recorded" => "Recorded",
        "replayed" => "Recorded before",
        _ => "Would record",
    };
    let step = r.step.map(|s| format!("{s} ")).unwrap_or_default();
    let of = match &r.release {
        Some(number) => format!(" of release {number}"),
        None => named(&r.recorded).map(|name| format!(" of {name}")).unwrap_or_default(),
    };
    let said = if no { ", a no" } else { "" };
    let seq = r.seq.map(|s| format!(", entry {s}")).unwrap_or_default();
    // Writing to a String does not fail.
    let _ = writeln!(out, "{done}: {step}{command}{of}{said}, by {} as {}{seq}", r.actor, r.role);
    if !r.told.is_empty() {
        let name = |t: &ToldReport| t.came.map_or_else(|| t.to.clone(), |came| format!("{} ({came})", t.to));
        let names = r.told.iter().map(name).collect::<Vec<_>>().join(", ");
        let _ = writeln!(out, "  told: {names}");
    }
    for fallen in r.fallen.chunk_by(|a, b| a.step == b.step) {
        let keys = fallen.iter().filter_map(|f| f.key.as_deref()).collect::<Vec<_>>().join(", ");
        let keys = if keys.is_empty() { keys } else { format!(" ({keys})") };
        fallen.iter().take(1).for_each(|f| out.push_str(&format!("  fell: {} {}{keys}\n", f.step, f.name)));
    }
    r.files.iter().for_each(|file| out.push_str(&format!("  wrote {file}\n")));
    if let Some(state) = r.state.as_ref().filter(|s| *s != "open") {
        let _ = writeln!(out, "  release: {state}");
    }
    let next: Vec<&[MoveReport]> = r.next.chunk_by(|a, b| a.command == b.command).collect();
    next.iter().take(NEXT).for_each(|moves| out.push_str(&next_text(moves)));
    if next.len() > NEXT {
        let _ = writeln!(out, "  next: and {} more; era-rm next lists them", next.len() - NEXT);
    }
    out
}
