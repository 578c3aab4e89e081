//! A release's builds as they are listed and shown.

use std::fmt::Write;

use serde::Serialize;

use crate::cli::ui::{self, wrap};
use crate::domain::signoff::Doomed;
use crate::domain::{Artifact, Release, Time};

use super::line;

/// One build.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct BuildReport {
    /// Its id.
    pub build: String,
    /// The release's revision that recorded it.
    pub revision: u64,
    /// Whether it is the current one.
    pub current: bool,
    /// Whether a no or a reopening has condemned it.
    pub condemned: bool,
    /// The source revision it was built from.
    pub source: String,
    /// Who built it.
    pub builder: String,
    /// When it was built.
    pub at: Time,
    /// Where it was built.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// Why a further build.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What was built.
    pub artifacts: Vec<Artifact>,
    /// The targets that carry it.
    pub carried_by: Vec<String>,
}

/// Every build of a release, oldest first.
pub fn builds(r: &Release) -> Vec<BuildReport> {
    let report = |b: &crate::domain::release::Build| BuildReport {
        build: b.id.to_string(),
        revision: b.revision,
        current: r.build().is_some_and(|c| c.revision == b.revision),
        condemned: r.condemned.iter().any(|c| c.what == Doomed::Build(b.revision)),
        source: b.source.to_string(),
        builder: b.builder.to_string(),
        at: b.at,
        environment: b.environment.as_ref().map(ToString::to_string),
        reason: b.reason.as_ref().map(ToString::to_string),
        artifacts: b.artifacts.clone(),
        carried_by: r
            .carrying()
            .into_iter()
            .filter(|t| r.carried(t) == Some(&b.id))
            .map(ToString::to_string)
            .collect(),
    };
    r.builds.iter().map(report).collect()
}

impl BuildReport {
    /// What became of it, in a word.
    pub fn state(&self) -> &'static str {
        match (self.condemned, self.current) {
            (true, _) => "condemned",
            (false, true) => "current",
            (false, false) => "superseded",
        }
    }
    /// As people read it.
    pub fn text(&self) -> String {
        let mut out = format!("Build {} ({}), revision {}\n", self.build, self.state(), self.revision);
        // Writing to a String does not fail.
        let _ = writeln!(out, "  source {}", line(&self.source, 70));
        out.push_str(&wrap(&format!("built by {}, {}", self.builder, self.at), 2));
        if let Some(e) = &self.environment {
            out.push_str(&wrap(&format!("in {e}"), 2));
        }
        if let Some(why) = &self.reason {
            out.push_str(&wrap(&format!("because {why}"), 2));
        }
        for a in &self.artifacts {
            let size = a.size.map(|s| format!("{s} bytes")).unwrap_or_default();
            let _ = writeln!(out, "  artifact {}  {size}\n    {}", a.name, a.digest);
        }
        if !self.carried_by.is_empty() {
            let _ = writeln!(out, "  carried by {}", self.carried_by.join(", "));
        }
        out
    }
}

/// Builds as a table.
pub fn table(builds: &[BuildReport]) -> String {
    let row = |b: &BuildReport| {
        vec![b.build.clone(), b.state().into(), line(&b.source, 14), b.builder.clone(), b.at.to_string()]
    };
    ui::table(&["build", "state", "source", "builder", "at"], builds.iter().map(row).collect())
}
