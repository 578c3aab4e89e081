//! The board of one release: where it is, which steps stand, what a no has condemned, whose move it is, what is owed.

use std::fmt::Write;

use serde::Serialize;

use crate::cli::ui::{Tone, paint, wrap};
use crate::domain::event::Via;
use crate::domain::{Event, Release, Time};
use crate::sop::standing::Standing;
use crate::workflow::{Failure, Loaded};

use super::notice::{self, Stuck};
use super::steps::{self, NextReport, StepReport};
use super::{line, state};

/// One release.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct BoardReport {
    /// Its number.
    pub release: String,
    /// Its identity.
    pub id: String,
    /// The latest revision of its history.
    pub revision: u64,
    /// `open`, `closing`, `closed` or `cancelled`.
    pub state: &'static str,
    /// When its latest act was recorded.
    pub touched: Time,
    /// The OCRs in it.
    pub ocrs: Vec<OcrLine>,
    /// OCRs taken out after a fail at 13.
    pub deferred: Vec<DeferredLine>,
    /// When and where it is to be deployed.
    pub windows: Vec<WindowLine>,
    /// Since when and why it is held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held: Option<HeldLine>,
    /// Why it is stopped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped: Option<String>,
    /// The end of the go that is live.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub go_live_until: Option<Time>,
    /// Every step.
    pub steps: Vec<StepReport>,
    /// What a no has condemned.
    pub condemned: Vec<CondemnedLine>,
    /// What can be done now.
    pub next: Vec<NextReport>,
    /// Notices that are not handed over yet; those that are superseded do not count.
    pub notices_open: usize,
    /// Those of them that were tried in vain.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notices_stuck: Vec<Stuck>,
    /// How many were written to a folder, and so count as handed over.
    #[serde(skip_serializing_if = "is_none")]
    pub notices_in_folder: usize,
    /// The moment for which this is told.
    #[serde(skip)]
    as_of: Time,
    /// What is short of the SOP, or owed.
    pub deficits: Vec<String>,
}

/// An OCR of a release.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct OcrLine {
    /// Which.
    pub ocr: String,
    /// The implementation priority.
    pub priority: &'static str,
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}
/// An OCR that was deferred.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct DeferredLine {
    /// Which.
    pub ocr: String,
    /// Whether the change stays on the targets.
    pub change_stays: bool,
}
/// A target's window.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct WindowLine {
    /// The target.
    pub target: String,
    /// First moment of the window.
    pub not_before: Time,
    /// First moment after it.
    pub not_after: Time,
    /// The build of this release that the target carries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carries: Option<String>,
}
/// A hold.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct HeldLine {
    /// Since when.
    pub since: Time,
    /// Why.
    pub reason: String,
}
/// A thing that is never a basis again.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct CondemnedLine {
    /// The thing.
    pub what: &'static str,
    /// The SOP step to which it sends the release back.
    pub back_to: u8,
    /// The step whose no it was; absent for a reopening.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<&'static str>,
    /// Who said no.
    pub by: String,
    /// In which role.
    pub role: &'static str,
    /// When.
    pub at: Time,
    /// Why.
    pub reason: String,
}

impl CondemnedLine {
    /// A condemnation as it is reported.
    pub fn of(c: &crate::domain::signoff::Condemned) -> Self {
        Self {
            what: c.what.word(),
            back_to: c.what.back_to(),
            step: c.step.map(crate::domain::Step::label),
            by: c.by.to_string(),
            role: c.role.code(),
            at: c.at,
            reason: c.reason.clone(),
        }
    }
    /// As people read it.
    pub fn text(&self) -> String {
        let how = self.step.map_or_else(|| "by a reopening".into(), |s| format!("by a no at {s}"));
        let said = format!("{} ({}), {}; back to step {}", self.by, self.role, self.at, self.back_to);
        let mut out = format!("{} condemned {how}\n{}", self.what, wrap(&said, 2));
        if !self.reason.is_empty() {
            out.push_str(&wrap(&self.reason, 2));
        }
        out
    }
}

/// The board of a release at a moment.
///
/// # Errors
/// [`Failure::Store`].
pub fn board(loaded: &Loaded<'_>, r: &Release, now: Time) -> Result<BoardReport, Failure> {
    let s = Standing::of(r, now);
    let live = s.go_live().filter(|_| r.end.is_none()).and_then(|g| s.go_ends(g));
    Ok(BoardReport {
        release: r.number.to_string(),
        id: r.id.to_string(),
        revision: r.revision,
        state: state(r, now),
        touched: r.touched,
        ocrs: ocrs(loaded, r),
        deferred: r
            .deferred
            .iter()
            .map(|(o, stays)| DeferredLine { ocr: o.to_string(), change_stays: *stays })
            .collect(),
        windows: windows(r),
        held: r.held.as_ref().map(|(_, since, why)| HeldLine { since: *since, reason: why.to_string() }),
        stopped: s.stopped().map(|c| c.say()),
        go_live_until: live,
        steps: steps::steps(&loaded.world, r, now),
        condemned: s.all_condemned().map(CondemnedLine::of).collect(),
        next: steps::next(loaded, r, now)?,
        notices_open: notice::open(r, now).count(),
        notices_stuck: notice::stuck(loaded.store(), r, now)?,
        notices_in_folder: r.facts().filter(|f| in_folder(&f.event)).count(),
        as_of: now,
        deficits: deficits(loaded, r),
    })
}

fn in_folder(event: &Event) -> bool {
    matches!(event, Event::NoticeSent(e) if e.via == Via::Folder)
}
fn is_none(n: &usize) -> bool {
    *n == 0
}

fn ocrs(loaded: &Loaded<'_>, r: &Release) -> Vec<OcrLine> {
    let known = |id| loaded.world.ocrs.get(id);
    let report = |id| OcrLine {
        ocr: format!("{id}"),
        priority: known(id).map_or("", |o| o.priority().word()),
        title: known(id).and_then(|o| o.package.as_ref()).map(|p| p.title.to_string()),
    };
    r.scope.ocrs.iter().map(report).collect()
}
fn windows(r: &Release) -> Vec<WindowLine> {
    let report = |w: &crate::domain::event::Window| WindowLine {
        target: w.target.to_string(),
        not_before: w.not_before,
        not_after: w.not_after,
        carries: r.carried(&w.target).map(ToString::to_string),
    };
    r.plan.windows.iter().map(report).collect()
}

/// What is short of the SOP and declared, or owed and open.
fn deficits(loaded: &Loaded<'_>, r: &Release) -> Vec<String> {
    let mut out = Vec::new();
    if !loaded.world.separation {
        out.push("separation of duties is off in this ledger: it is for training".to_owned());
    }
    for f in &r.history {
        if let Event::ReleaseScheduled(e) = &f.event
            && !e.passed_over.is_empty()
        {
            let left = e.passed_over.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let why = e.reason.as_ref().map(ToString::to_string).unwrap_or_default();
            out.push(format!("left in the pool in spite of a higher priority: {left}: {why}"));
        }
    }
    for w in r.waivers.iter().filter(|w| r.build().is_some_and(|b| b.id == w.build)) {
        let word = if w.accepted_by.is_some() { "waived" } else { "proposed for a waiver" };
        out.push(format!("failed case {word}: {}", w.case));
    }
    let stays = |s: bool| if s { "the change stays" } else { "backed out" };
    out.extend(r.deferred.iter().map(|(o, s)| format!("{o} is deployed, not verified ({})", stays(*s))));
    let planned = |t| r.plan.window(t).is_some();
    let dropped = r.carrying().into_iter().filter(|t| !planned(t));
    out.extend(dropped.map(|t| format!("{t} left the plan and still carries a build of this release")));
    out
}

/// The board as people read it.
pub fn text(b: &BoardReport) -> String {
    let mut out = format!("Release {}: {}, revision {}\n", b.release, b.state, b.revision);
    out.push_str(&head(b));
    let _ = write!(out, "\n{}", steps::table_of(&b.steps));
    for c in &b.condemned {
        out.push_str(&c.text());
    }
    if !b.next.is_empty() {
        let _ = write!(out, "\nNow:\n{}", steps::next_text(&b.next));
    }
    if b.notices_open > 0 {
        let _ =
            writeln!(out, "\nNotices not handed over: {} (era-rm notice list {})", b.notices_open, b.release);
    }
    b.notices_stuck.iter().for_each(|s| out.push_str(&s.text(b.as_of)));
    if b.notices_in_folder > 0 {
        let _ = writeln!(out, "Notices written to a folder, and so handed over: {}", b.notices_in_folder);
    }
    for d in &b.deficits {
        out.push_str(&wrap(&format!("Note: {d}"), 0));
    }
    out
}

/// Scope, plan, and what holds it up.
pub fn head(b: &BoardReport) -> String {
    let mut out = String::new();
    for o in &b.ocrs {
        let title = o.title.as_ref().map(|t| format!("  {}", line(t, 40))).unwrap_or_default();
        let _ = writeln!(out, "  {}  {:9}{title}", o.ocr, o.priority);
    }
    for w in &b.windows {
        let carries = w.carries.as_ref().map(|c| format!(", carries {c}")).unwrap_or_default();
        out.push_str(&wrap(&format!("{}: {} to {}{carries}", w.target, w.not_before, w.not_after), 2));
    }
    if let Some(h) = &b.held {
        out.push_str(&wrap(&format!("{} since {}: {}", paint(Tone::Care, "HELD"), h.since, h.reason), 2));
    }
    if let Some(why) = &b.stopped {
        out.push_str(&wrap(&format!("{}: {why}", paint(Tone::Bad, "STOPPED")), 2));
    }
    if let Some(until) = b.go_live_until {
        out.push_str(&wrap(&format!("{} is live until {until}", paint(Tone::Good, "GO")), 2));
    }
    out
}
