//! Which steps of the SOP stand for a release, which are open, and by whom each was signed. Whether a step stands is
//! asked of `sop::standing`, whose move it is of `sop::moves`.

use std::fmt::Write;

use serde::Serialize;

use crate::cli::failure::WhoReport;
use crate::cli::receipt::{MoveReport, key_of};
use crate::cli::ui::{self, paint, wrap};
use crate::domain::{Key, Release, Role, Sought, Step, Time};
use crate::sop::moves;
use crate::sop::outlook::{Look, Outlook};
use crate::sop::table;
use crate::sop::world::World;
use crate::store::Store;
use crate::workflow::{Failure, Loaded, people};

use super::tone;

/// One step of a release.
#[derive(Debug, Serialize, schemars::JsonSchema)]
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
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct KeyReport {
    /// Which area, target or OCR; absent for the release.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// As the state of the step.
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

/// The sign-offs that a step's number or label names: `12` names 12a and 12b.
///
/// # Errors
/// [`Failure::NotFound`] for a step that the SOP does not have, [`Failure::Usage`] for an empty word.
pub fn named(typed: &str) -> Result<Vec<Step>, Failure> {
    const HINT: &str = "a step is a number from 1 to 15, or a label such as 3a";
    if typed.is_empty() {
        return Err(Failure::usage("the step is empty", HINT));
    }
    let found = Step::named(typed);
    if found.is_empty() {
        let sought = Sought::Step(typed.chars().take(16).collect());
        return Err(Failure::no_such(sought, HINT));
    }
    Ok(found)
}

/// Something that can be done now, and by whom.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct NextReport {
    /// What, since when, by which command.
    #[serde(flatten)]
    pub what: MoveReport,
    /// The roles that may do it, with their eligible holders.
    pub who: Vec<WhoReport>,
}

/// Every step of a release.
pub fn steps(world: &World, r: &Release, now: Time) -> Vec<StepReport> {
    let outlook = Outlook::of(r, now);
    Step::ALL.into_iter().map(|step| of_step(world, &outlook, step)).collect()
}

/// One step of a release.
pub fn of_step(world: &World, outlook: &Outlook<'_>, step: Step) -> StepReport {
    let keys = outlook.standing.keys(step);
    let signoffs = keys.into_iter().map(|k| key(world, outlook, step, k)).collect();
    StepReport {
        step: step.label(),
        name: table::means(step).name,
        state: outlook.look_of(step).word(),
        signoffs,
    }
}

fn key(world: &World, outlook: &Outlook<'_>, step: Step, key: Key) -> KeyReport {
    let (answer, look) = (outlook.answered(step, &key), outlook.look(step, &key));
    // An OCR's receipt is in the OCR's own history, not in the release's.
    let received = match &key {
        Key::Ocr(ocr) if answer.is_none() && look == Look::Stands => world.ocrs.get(ocr),
        Key::Ocr(_) | Key::Release | Key::Area(_) | Key::Target(_) => None,
    };
    let short = match &key {
        Key::Area(role) => role.code().to_owned(),
        Key::Release | Key::Target(_) | Key::Ocr(_) => key_of(&key).unwrap_or_default(),
    };
    KeyReport {
        key: key_of(&key),
        state: look.word(),
        by: answer.map(|(by, _)| by.to_string()).or(received.map(|o| o.received_by.to_string())),
        at: answer.map(|(_, at)| at).or(received.map(|o| o.received_at)),
        short,
    }
}

impl KeyReport {
    /// How it stands, by whom and when, for people.
    pub fn text(&self) -> String {
        let key = self.key.as_ref().map(|k| format!("{k}: ")).unwrap_or_default();
        let by = self.by.as_ref().map(|b| format!(", by {b}")).unwrap_or_default();
        let at = self.at.map(|t| format!(", {t}")).unwrap_or_default();
        format!("{key}{}{by}{at}", paint(tone(self.state), self.state))
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
            rows.push(vec![step.step.into(), name, paint(tone(k.state), k.state), by, at]);
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

/// Who may act on a release, each role looked up once.
pub struct People<'a> {
    store: &'a dyn Store,
    /// Whose acts bar people; none where nobody is barred by what he did.
    acted: Option<&'a Release>,
    now: Time,
    known: Vec<WhoReport>,
}

impl<'a> People<'a> {
    /// Nobody looked up yet.
    pub fn of(loaded: &Loaded<'a>, release: &'a Release, now: Time) -> Self {
        let acted = Some(release).filter(|_| loaded.world.separation);
        Self { store: loaded.store(), acted, now, known: Vec::new() }
    }
    /// Roles with their eligible holders.
    ///
    /// # Errors
    /// [`Failure::Store`].
    pub fn who(&mut self, roles: &[Role]) -> Result<Vec<WhoReport>, Failure> {
        roles.iter().map(|role| self.holders(*role)).collect()
    }
    /// A move with who may make it.
    ///
    /// # Errors
    /// [`Failure::Store`].
    pub fn next(&mut self, m: &moves::Move) -> Result<NextReport, Failure> {
        Ok(NextReport { what: MoveReport::of(m), who: self.who(&m.roles)? })
    }
    fn holders(&mut self, role: Role) -> Result<WhoReport, Failure> {
        if let Some(found) = self.known.iter().find(|w| w.role == role.code()) {
            return Ok(found.clone());
        }
        let people = people::eligible(self.store, self.acted, role, self.now)?;
        let people = people.iter().map(ToString::to_string).collect();
        let found = WhoReport { role: role.code(), title: role.title(), people };
        self.known.push(found.clone());
        Ok(found)
    }
}

/// What can be done next on a release, and who could do it.
///
/// # Errors
/// [`Failure::Store`].
pub fn next(loaded: &Loaded<'_>, r: &Release, now: Time) -> Result<Vec<NextReport>, Failure> {
    let mut people = People::of(loaded, r, now);
    moves::moves(r, now).iter().map(|m| people.next(m)).collect()
}

/// Roles with their eligible holders, as people read them.
pub fn who_text(who: &[WhoReport]) -> String {
    let names = |w: &WhoReport| match w.people.as_slice() {
        [] => format!("{} (nobody is eligible)", w.title),
        people => format!("{} ({})", w.title, people.join(", ")),
    };
    who.iter().map(names).collect::<Vec<_>>().join(" or ")
}

/// What can be done next, as people read it.
pub fn next_text(next: &[NextReport]) -> String {
    let mut out = String::new();
    for n in next {
        let key = n.what.key.as_ref().map(|k| format!(" ({k})")).unwrap_or_default();
        let who = who_text(&n.who);
        let since = n.what.since.map(|t| format!(", since {t}")).unwrap_or_default();
        out.push_str(&wrap(&format!("{}{key}", n.what.what), 2));
        out.push_str(&wrap(&format!("{who}{since}"), 6));
        // Writing to a String does not fail. The command stays in one piece, to be copied.
        let _ = writeln!(out, "      {}", n.what.command);
    }
    out
}
