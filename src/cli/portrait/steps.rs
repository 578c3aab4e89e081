//! Which steps of the SOP stand for a release, which are open, and by whom each was signed. Whether a step stands is
//! asked of `sop::standing`, whose move it is of `sop::moves`.

use std::fmt::Write;

use serde::Serialize;

use crate::cli::failure::WhoReport;
use crate::cli::receipt::{MoveReport, key_of};
use crate::cli::ui::{self, wrap};
use crate::domain::{Key, Release, Role, Step, Time};
use crate::sop::moves::{self, Move};
use crate::sop::standing::Standing;
use crate::sop::table;
use crate::sop::world::World;
use crate::store::Store;
use crate::workflow::{Failure, people};

/// One step of a release.
#[derive(Debug, Serialize)]
pub struct StepReport {
    /// Its label, `1` to `15`.
    pub step: &'static str,
    /// Its name.
    pub name: &'static str,
    /// `stands`, `no`, `open` (it can be signed now) or `waits` (for a step before it).
    pub state: &'static str,
    /// For the release, or for each area, target or OCR.
    pub signoffs: Vec<KeyReport>,
}

/// A step for one area, target or OCR, or for the release.
#[derive(Debug, Serialize)]
pub struct KeyReport {
    /// Which area, target or OCR; absent for the release.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// As in [`StepReport::state`].
    pub state: &'static str,
    /// Who signed on the current basis; stays while a step before it must be signed again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When that was recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Time>,
    /// What stands in the table that people read: the key in its short form.
    #[serde(skip)]
    short: String,
}

/// Something that can be done now, and by whom.
#[derive(Debug, Serialize)]
pub struct NextReport {
    /// What, since when, by which command.
    #[serde(flatten)]
    pub what: MoveReport,
    /// The roles that may do it, with their eligible holders.
    pub who: Vec<WhoReport>,
}

/// Every step of a release.
pub fn steps(world: &World, r: &Release, now: Time) -> Vec<StepReport> {
    let s = Standing::of(r, now);
    let moves = moves::moves(r, now);
    let report = |step: Step| {
        let keys = s.keys(step);
        let signoffs: Vec<KeyReport> = keys.into_iter().map(|k| key(world, &s, &moves, step, k)).collect();
        let any = |state| signoffs.iter().any(|k| k.state == state);
        let state = match () {
            () if any("no") => "no",
            () if any("open") => "open",
            () if any("waits") || signoffs.is_empty() => "waits",
            () => "stands",
        };
        StepReport { step: step.label(), name: table::means(step).name, state, signoffs }
    };
    Step::ALL.into_iter().map(report).collect()
}

fn key(world: &World, s: &Standing<'_>, moves: &[Move], step: Step, key: Key) -> KeyReport {
    let answer = s.yes(step, &key).or_else(|| s.answer(step, &key));
    let state = match answer {
        _ if s.signed(step, &key) => "stands",
        Some(a) if !a.yes => "no",
        _ if moves.iter().any(|m| m.step == Some(step) && m.key == key) => "open",
        _ => "waits",
    };
    // An OCR's receipt is in the OCR's own history, not in the release's.
    let received = match &key {
        Key::Ocr(ocr) if answer.is_none() && state == "stands" => world.ocrs.get(ocr),
        Key::Ocr(_) | Key::Release | Key::Area(_) | Key::Target(_) => None,
    };
    let short = match &key {
        Key::Area(role) => role.code().to_owned(),
        Key::Release | Key::Target(_) | Key::Ocr(_) => key_of(&key).unwrap_or_default(),
    };
    KeyReport {
        key: key_of(&key),
        state,
        by: answer.map(|a| a.by.to_string()).or(received.map(|o| o.received_by.to_string())),
        at: answer.map(|a| a.at).or(received.map(|o| o.received_at)),
        short,
    }
}

/// The steps as a table.
pub fn table_of(steps: &[StepReport]) -> String {
    let mut rows = Vec::new();
    for step in steps {
        for k in &step.signoffs {
            let name =
                if k.short.is_empty() { step.name.into() } else { format!("{} ({})", step.name, k.short) };
            // An answer that waits for others to be given again would look like one that counts.
            let said = k.state != "waits" && k.state != "open";
            let by = k.by.clone().filter(|_| said).unwrap_or_default();
            let at = k.at.filter(|_| said).map(|t| t.to_string()).unwrap_or_default();
            rows.push(vec![step.step.into(), name, k.state.into(), by, at]);
        }
        if step.signoffs.is_empty() {
            rows.push(vec![
                step.step.into(),
                step.name.into(),
                step.state.into(),
                String::new(),
                String::new(),
            ]);
        }
    }
    ui::table(&["step", "name", "state", "by", "at"], rows)
}

/// What can be done next on a release, and who could do it.
///
/// # Errors
/// [`Failure::Store`].
pub fn next(store: &dyn Store, r: &Release, now: Time) -> Result<Vec<NextReport>, Failure> {
    let mut known: Vec<WhoReport> = Vec::new();
    let mut who = |role: &Role| -> Result<WhoReport, Failure> {
        if let Some(found) = known.iter().find(|w| w.role == role.code()) {
            return Ok(found.clone());
        }
        let people = people::eligible(store, Some(r), *role, now)?;
        let people = people.iter().map(ToString::to_string).collect();
        let found = WhoReport { role: role.code(), title: role.title(), people };
        known.push(found.clone());
        Ok(found)
    };
    let mut out = Vec::new();
    for m in moves::moves(r, now) {
        let who = m.roles.iter().map(&mut who).collect::<Result<_, _>>()?;
        out.push(NextReport { what: MoveReport::of(&m), who });
    }
    Ok(out)
}

/// What can be done next, as people read it.
pub fn next_text(next: &[NextReport]) -> String {
    let mut out = String::new();
    for n in next {
        let key = n.what.key.as_ref().map(|k| format!(" ({k})")).unwrap_or_default();
        let names = |w: &WhoReport| match w.people.as_slice() {
            [] => format!("{} (nobody is eligible)", w.title),
            people => format!("{} ({})", w.title, people.join(", ")),
        };
        let who = n.who.iter().map(names).collect::<Vec<_>>().join(" or ");
        let since = n.what.since.map(|t| format!(", since {t}")).unwrap_or_default();
        out.push_str(&wrap(&format!("{}{key}", n.what.what), 2));
        out.push_str(&wrap(&format!("{who}{since}"), 6));
        // Writing to a String does not fail. The command stays in one piece, to be copied.
        let _ = writeln!(out, "      {}", n.what.command);
    }
    out
}
