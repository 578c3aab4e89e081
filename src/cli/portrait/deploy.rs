//! A release's goes, deployment records and ClearQuest hand-off, as they are shown.

use std::fmt::Write;

use serde::Serialize;

use crate::cli::ui::wrap;
use crate::domain::event::Event;
use crate::domain::{Artifact, DocumentRef, Release, Time};
use crate::service::clearquest;

use super::{act_at, line, word};

/// One go.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct GoReport {
    /// The release's revision that issued it.
    pub revision: u64,
    /// Who issued it.
    pub by: String,
    /// When.
    pub at: Time,
    /// The targets it allows.
    pub targets: Vec<String>,
    /// The Release Notes.
    pub notes: DocumentRef,
    /// The revision of the no-go that took it back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taken_back: Option<u64>,
}

/// What happened on one target.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct DeploymentReport {
    /// The release's revision that recorded it: what `deploy record --corrects` names.
    pub revision: u64,
    /// The target.
    pub target: String,
    /// The build.
    pub build: String,
    /// What came of it.
    pub outcome: String,
    /// When it began.
    pub start: Time,
    /// When it ended.
    pub end: Time,
    /// Who deployed.
    pub deployer: String,
    /// The digests of what was installed.
    pub installed: Vec<Artifact>,
    /// Where the backup taken before is to be found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backup: Option<String>,
    /// What went otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The revision of the record that corrects it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrected_by: Option<u64>,
}

/// One OCR's record in ClearQuest.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct CqReport {
    /// The OCR.
    pub ocr: String,
    /// The action that the latest worksheet asks for.
    pub action: String,
    /// The release's revision that wrote the worksheet.
    pub revision: u64,
    /// Whether ClearQuest was seen to say what it asks for.
    pub confirmed: bool,
    /// The state last seen.
    pub seen: String,
    /// The worksheet as text and as JSON.
    pub worksheets: Vec<DocumentRef>,
}

/// Every go of a release, oldest first.
pub fn gos(r: &Release) -> Vec<GoReport> {
    let report = |g: &crate::domain::release::Go| GoReport {
        revision: g.revision,
        by: act_at(r, g.revision).map(|f| f.actor.to_string()).unwrap_or_default(),
        at: g.at,
        targets: g.targets.iter().map(ToString::to_string).collect(),
        notes: g.notes.clone(),
        taken_back: g.taken_back,
    };
    r.gos.iter().map(report).collect()
}

/// Every deployment record of a release, oldest first.
pub fn deployments(r: &Release) -> Vec<DeploymentReport> {
    let report = |d: &crate::domain::release::Deployment| {
        let recorded = act_at(r, d.revision).and_then(|f| match f.event.today().into_owned() {
            Event::DeploymentRecorded2(e) => Some(e),
            _ => None,
        });
        DeploymentReport {
            revision: d.revision,
            target: d.target.to_string(),
            build: d.build.to_string(),
            outcome: word(&d.outcome),
            start: d.start,
            end: d.end,
            deployer: d.deployer.to_string(),
            installed: recorded.as_ref().map(|e| e.installed.clone()).unwrap_or_default(),
            backup: recorded.as_ref().and_then(|e| e.backup.as_ref()).map(ToString::to_string),
            reason: recorded.as_ref().and_then(|e| e.reason.as_ref()).map(ToString::to_string),
            corrected_by: d.corrected_by,
        }
    };
    r.deployments.iter().map(report).collect()
}

/// What is known of each OCR in ClearQuest.
pub fn cq(r: &Release) -> Vec<CqReport> {
    let report = |c: &crate::domain::release::CqRecord| {
        let own = clearquest::latest(r, c);
        CqReport {
            ocr: c.ocr.to_string(),
            action: word(&c.sheet.0),
            revision: c.sheet.1,
            confirmed: c.confirmed,
            seen: word(&c.seen),
            worksheets: own.into_iter().flat_map(|w| [w.text.clone(), w.json.clone()]).collect(),
        }
    };
    r.cq.iter().map(report).collect()
}

/// Goes and deployments as people read them.
pub fn text(gos: &[GoReport], deployments: &[DeploymentReport]) -> String {
    let mut out = String::new();
    for g in gos {
        let taken = g.taken_back.map(|r| format!(", taken back at revision {r}")).unwrap_or_default();
        let targets = g.targets.join(", ");
        out.push_str(&wrap(
            &format!("Go for {targets}, by {}, {}, revision {}{taken}", g.by, g.at, g.revision),
            0,
        ));
        // Writing to a String does not fail.
        let _ = writeln!(out, "  notes {} {}", line(g.notes.name.as_str(), 50), g.notes.digest.short());
    }
    for d in deployments {
        let corrected = d.corrected_by.map(|r| format!(" (corrected by revision {r})")).unwrap_or_default();
        let _ =
            writeln!(out, "Deployment to {}, revision {}: {}{corrected}", d.target, d.revision, d.outcome);
        out.push_str(&wrap(&format!("build {}, by {}, {} to {}", d.build, d.deployer, d.start, d.end), 2));
        if let Some(b) = &d.backup {
            out.push_str(&wrap(&format!("backup {b}"), 2));
        }
        if let Some(why) = &d.reason {
            out.push_str(&wrap(why, 2));
        }
    }
    out
}

/// ClearQuest as people read it.
pub fn cq_text(records: &[CqReport]) -> String {
    let mut out = String::new();
    for c in records {
        let confirmed = if c.confirmed { "confirmed" } else { "not confirmed yet" };
        let _ = writeln!(
            out,
            "{} in ClearQuest: {} asked for, {confirmed}; last seen {}",
            c.ocr, c.action, c.seen
        );
        for w in &c.worksheets {
            let _ = writeln!(out, "  worksheet {} {}", line(w.name.as_str(), 45), w.digest.short());
        }
    }
    out
}
