//! Why a step of a release is as it is: what it comes after, what is missing back to the root and who may supply it, what
//! a no has condemned, what would make it fall. Everything is asked of `sop`; nothing is decided here.

use std::fmt::Write;

use serde::Serialize;

use crate::cli::failure::WhoReport;
use crate::cli::receipt::key_of;
use crate::cli::ui::{Tone, paint, wrap};
use crate::domain::{Key, Release, Step, Thing, Time};
use crate::sop::outlook::{Look, Outlook};
use crate::sop::permit;
use crate::sop::table::{self, After, means};
use crate::workflow::{Failure, Loaded};

use super::board::CondemnedLine;
use super::steps::{self, People, StepReport, who_text};
use super::{age, tone};

/// One step, and why it is as it is.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct WhyReport {
    /// The step, and each of its sign-offs.
    #[serde(flatten)]
    pub step: StepReport,
    /// The SOP's own words.
    pub says: &'static str,
    /// Who is responsible, in the SOP's own words.
    pub responsibility: &'static str,
    /// What must come with it.
    pub evidence: &'static str,
    /// What it comes after.
    pub after: Vec<AfterReport>,
    /// What bars it besides what is missing: that the release is held, stopped, frozen or ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub barred: Option<BarReport>,
    /// What is missing before it and of it, in the SOP's order.
    pub missing: Vec<MissingReport>,
    /// What a no does.
    pub no: &'static str,
    /// What makes it fall when it changes.
    pub falls: Vec<&'static str>,
}

/// Something that a step comes after.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct AfterReport {
    /// The step.
    pub step: &'static str,
    /// Its name.
    pub name: &'static str,
    /// In what way, where it is not the whole step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub how: Option<&'static str>,
    /// Whether that is so for every area, target or OCR.
    pub met: bool,
}

/// What bars a step.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct BarReport {
    /// What, in one sentence.
    pub message: String,
    /// The rule that says so.
    pub rule: &'static str,
    /// The way on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// A sign-off that is missing.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct MissingReport {
    /// The step.
    pub step: &'static str,
    /// Its name.
    pub name: &'static str,
    /// For which area, target or OCR; absent for the release.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// `no`, `open` (it can be given now) or `waits`.
    pub state: &'static str,
    /// The roles that may give it, with their eligible holders.
    pub who: Vec<WhoReport>,
    /// Since when it could be given; only where it is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Time>,
    /// What to type.
    pub command: String,
}

/// A condemned thing, and the way on.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct WayReport {
    /// What a no has condemned.
    #[serde(flatten)]
    pub condemned: CondemnedLine,
    /// How the release goes on from there; empty where the steps that are open tell it.
    pub way_on: String,
}

/// Why a step is as it is.
///
/// # Errors
/// [`Failure::Store`].
pub fn why(
    loaded: &Loaded<'_>,
    outlook: &Outlook<'_>,
    people: &mut People<'_>,
    step: Step,
) -> Result<WhyReport, Failure> {
    let m = means(step);
    let keys = outlook.standing.keys(step);
    let stands = outlook.look_of(step) == Look::Stands;
    let missing = outlook.awaited(&[step]);
    let says = table::SAYS.iter().find(|r| r.step == step.number());
    Ok(WhyReport {
        step: steps::of_step(&loaded.world, outlook, step),
        says: says.map_or("", |s| s.activity),
        responsibility: says.map_or("", |s| s.responsibility),
        evidence: m.evidence,
        after: m.after.iter().map(|a| after(outlook, a, &keys)).collect(),
        barred: outlook.bar(step).filter(|_| !stands).map(|r| BarReport {
            message: r.message,
            rule: r.rule,
            hint: r.hint.map(String::from),
        }),
        missing: missing.iter().map(|(s, k)| one(outlook, people, *s, k)).collect::<Result<_, _>>()?,
        no: m.no,
        falls: m.falls.iter().map(|t: &Thing| t.word()).collect(),
    })
}

fn after(outlook: &Outlook<'_>, a: &After, keys: &[Key]) -> AfterReport {
    let (step, how) = match a {
        After::All(p) => (*p, None),
        After::Same(p) => (*p, Some("for the same OCR")),
        After::LetterOfBuild => (Step::Distribute, Some("of a letter of the current build")),
        After::LiveGo => (Step::Go, Some("live for the target")),
    };
    let met = !keys.is_empty() && keys.iter().all(|k| outlook.lacking(a, k).is_empty());
    AfterReport { step: step.label(), name: means(step).name, how, met }
}

fn one(
    outlook: &Outlook<'_>,
    people: &mut People<'_>,
    step: Step,
    key: &Key,
) -> Result<MissingReport, Failure> {
    let (need, look) = (outlook.standing.need(step, key), outlook.look(step, key));
    Ok(MissingReport {
        step: step.label(),
        name: means(step).name,
        key: key_of(key),
        state: look.word(),
        who: people.who(&need.roles)?,
        since: need.since.filter(|_| look == Look::Open),
        command: need.command,
    })
}

/// What a no has condemned that is still current, each with the way on.
pub fn condemned(release: &Release, outlook: &Outlook<'_>) -> Vec<WayReport> {
    let report = |c: &crate::domain::signoff::Condemned| {
        let way = permit::way_on(release, &c.what);
        WayReport { condemned: CondemnedLine::of(c), way_on: way.trim_start_matches(": ").to_owned() }
    };
    outlook.standing.all_condemned().map(report).collect()
}

/// A step in full, as people read it.
pub fn text(w: &WhyReport, now: Time) -> String {
    let mut out = format!("{} {}: {}\n", w.step.step, paint(Tone::Head, w.step.name), said(w.step.state));
    let mut put = |words: String| out.push_str(&wrap(&words, 2));
    put(format!("The SOP: {} ({})", w.says, w.responsibility));
    for a in &w.after {
        let how = a.how.map(|h| format!(", {h}")).unwrap_or_default();
        let met = said(if a.met { "stands" } else { "missing" });
        put(format!("It comes after {} {}{how}: {met}", a.step, a.name));
    }
    for k in w.step.signoffs.iter().filter(|k| k.state == "stands" || k.state == "no") {
        put(k.text());
    }
    if let Some(b) = &w.barred {
        put(format!("{} {} (rule: {})", paint(Tone::Bad, "Barred:"), b.message, b.rule));
        b.hint.iter().for_each(|h| put(format!("The way on: {h}")));
    }
    if !w.missing.is_empty() {
        put("Missing, in order:".into());
        // What waits of one step is told together; what can be given now, one by one.
        let together = |a: &MissingReport, b: &MissingReport| {
            a.state == "waits" && a.step == b.step && b.state == a.state
        };
        w.missing.chunk_by(together).for_each(|m| out.push_str(&missing(m, now)));
    }
    let mut put = |words: String| out.push_str(&wrap(&words, 2));
    for (what, said) in [("What must come with it", w.evidence), ("A no", w.no)] {
        if !said.is_empty() {
            put(format!("{what}: {said}"));
        }
    }
    if !w.falls.is_empty() {
        put(format!("It falls when this changes: {}", w.falls.join(", ")));
    }
    out
}

/// What is missing of a step: in full where it can be given now, else in a line.
fn missing(of: &[MissingReport], now: Time) -> String {
    let [m, ..] = of else { return String::new() };
    let keys: Vec<&str> = of.iter().filter_map(|m| m.key.as_deref()).collect();
    let keys = if keys.is_empty() { String::new() } else { format!(" ({})", keys.join(", ")) };
    let since = m.since.map(|t| format!(", since {} ({t})", age(now, t))).unwrap_or_default();
    let mut out = wrap(&format!("{} {}{keys}: {}{since}", m.step, m.name, said(m.state)), 4);
    if m.state == "open" {
        out.push_str(&wrap(&who_text(&m.who), 8));
        // Writing to a String does not fail. The command stays in one piece, to be copied.
        let _ = writeln!(out, "        {}", m.command);
    }
    out
}

/// A step in a line or two, for a list of all that do not stand: what can be given now is told by `next`.
pub fn brief(w: &WhyReport) -> String {
    let roots = w.missing.iter().filter(|m| m.state != "waits" && m.step != w.step.step);
    let mut names: Vec<String> = Vec::new();
    for m in roots {
        let name = format!("{} {}", m.step, m.name);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let after = if names.is_empty() { String::new() } else { format!(" for {}", names.join(", ")) };
    wrap(&format!("{} {}: {}{after}", w.step.step, w.step.name, said(w.step.state)), 2)
}

fn said(state: &'static str) -> String {
    paint(tone(state), state)
}
