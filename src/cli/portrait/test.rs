//! A release's test runs and waivers as they are shown.

use std::fmt::Write;

use serde::Serialize;

use crate::cli::ui::wrap;
use crate::domain::event::Event;
use crate::domain::release::Run;
use crate::domain::results::Suites;
use crate::domain::{Fact, Release, Results, TestResults, Time};

use super::line;

/// Everything about testing a release.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct TestReport {
    /// The Software Developer's testing and the Test Team's, in order; retracted ones are left out.
    pub runs: Vec<RunReport>,
    /// The Test Team's verdicts, in order.
    pub verdicts: Vec<VerdictReport>,
    /// Failed cases that are waived or proposed for it.
    pub waivers: Vec<WaiverReport>,
}

/// One test run.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct RunReport {
    /// `developer`, or how the Test Team took part: `executed`, `assessed` or `observed`.
    pub kind: String,
    /// The build.
    pub build: String,
    /// The release's revision that recorded it.
    pub revision: u64,
    /// Who recorded it.
    pub by: String,
    /// When.
    pub at: Time,
    /// NARA test personnel who took part in developer testing.
    pub witnesses: Vec<String>,
    /// The counts, the failed cases, the documents.
    pub results: ResultsReport,
}

/// What a run says: all its files together, and each.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct ResultsReport {
    /// All test cases, skipped ones too.
    pub cases: u64,
    /// Cases that failed an assertion.
    pub failures: u64,
    /// Cases that ended in an error.
    pub errors: u64,
    /// Cases that were skipped.
    pub skipped: u64,
    /// The cases that failed or ended in an error in any file, each once.
    pub failed: Vec<String>,
    /// Whether every suite that had to run did; true where no manifest names any.
    pub complete: bool,
    /// Each file with its own counts.
    pub files: Vec<Results>,
    /// The suites that had to run, with their manifest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suites: Option<Suites>,
}

impl ResultsReport {
    fn of(r: &TestResults) -> Self {
        Self {
            cases: r.cases(),
            failures: r.failures(),
            errors: r.errors(),
            skipped: r.skipped(),
            failed: r.failed().iter().map(ToString::to_string).collect(),
            complete: r.missing().next().is_none(),
            files: r.files.clone(),
            suites: r.suites.clone(),
        }
    }
}

/// One verdict.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct VerdictReport {
    /// Passed, or not.
    pub pass: bool,
    /// The release's revision that recorded it.
    pub revision: u64,
    /// Who recorded it.
    pub by: String,
    /// When.
    pub at: Time,
    /// The failed cases that are waived.
    pub waived: Vec<String>,
    /// The reason of a fail, or a remark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// One waiver.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct WaiverReport {
    /// The failed case.
    pub case: String,
    /// The build.
    pub build: String,
    /// Why it may be waived.
    pub reason: String,
    /// Who of the Test Team proposed it.
    pub proposed_by: String,
    /// Which Release Manager accepted it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted_by: Option<String>,
}

/// The tests of a release.
pub fn tests(r: &Release) -> TestReport {
    let subject = r.subject();
    let (mut runs, mut verdicts) = (Vec::new(), Vec::new());
    let (mut developer, mut team) = (r.developer_runs.iter(), r.test_runs.iter());
    let kept = r.facts().filter(|f| !r.retracted.contains(&f.revision(&subject)));
    for f in kept {
        let rev = f.revision(&subject);
        match &*f.event.today() {
            Event::DeveloperTested2(e) => {
                let names = e.witnesses.iter().map(ToString::to_string).collect();
                runs.extend(developer.next().map(|run| run_of("developer".into(), run, f, rev, names)));
            }
            Event::TestsRun2(e) => {
                runs.extend(team.next().map(|run| run_of(e.part.word().into(), run, f, rev, Vec::new())));
            }
            Event::TestRecorded2(e) => {
                if let Some(with) = &e.run {
                    runs.extend(
                        team.next().map(|run| run_of(with.part.word().into(), run, f, rev, Vec::new())),
                    );
                }
                verdicts.push(VerdictReport {
                    pass: e.pass,
                    revision: rev,
                    by: f.actor.to_string(),
                    at: f.at,
                    waived: e.waived.iter().map(ToString::to_string).collect(),
                    reason: e.reason.as_ref().map(ToString::to_string),
                });
            }
            _ => {}
        }
    }
    TestReport { runs, verdicts, waivers: waivers(r) }
}

fn run_of(kind: String, run: &Run, f: &Fact, revision: u64, witnesses: Vec<String>) -> RunReport {
    let (build, by) = (run.build.to_string(), f.actor.to_string());
    RunReport { kind, build, revision, by, at: f.at, witnesses, results: ResultsReport::of(&run.results) }
}

fn waivers(r: &Release) -> Vec<WaiverReport> {
    let report = |w: &crate::domain::release::Waiver| WaiverReport {
        case: w.case.to_string(),
        build: w.build.to_string(),
        reason: w.reason.to_string(),
        proposed_by: w.proposed_by.to_string(),
        accepted_by: w.accepted_by.as_ref().map(ToString::to_string),
    };
    r.waivers.iter().map(report).collect()
}

/// The counts, file by file where there are several, and the suites that had to run.
fn counted(out: &mut String, r: &ResultsReport) {
    let counts = |cases, failures, errors, skipped| {
        format!("cases {cases}, failures {failures}, errors {errors}, skipped {skipped}")
    };
    if r.files.len() > 1 {
        // Writing to a String does not fail.
        let _ = writeln!(out, "  {}", counts(r.cases, r.failures, r.errors, r.skipped));
    }
    for file in &r.files {
        let d = &file.document;
        let counts = counts(file.cases, file.failures, file.errors, file.skipped);
        let _ = writeln!(out, "  {counts}; {} {}", line(d.name.as_str(), 30), d.digest.short());
    }
    let Some(suites) = &r.suites else { return };
    let ran = suites.wanted.iter().filter(|s| !s.is_missing()).count();
    let (of, d) = (suites.wanted.len(), &suites.manifest);
    let _ = writeln!(
        out,
        "  suites that had to run: {ran} of {of} ran; {} {}",
        line(d.name.as_str(), 30),
        d.digest.short()
    );
    for s in suites.wanted.iter().filter(|s| s.is_missing()) {
        out.push_str(&wrap(&format!("incomplete: {}", s.said()), 2));
    }
}

/// The tests as people read them.
pub fn text(t: &TestReport) -> String {
    let mut out = String::new();
    for run in &t.runs {
        out.push_str(&wrap(
            &format!("Tests of build {} ({}), {}, {}", run.build, run.kind, run.by, run.at),
            0,
        ));
        counted(&mut out, &run.results);
        for name in &run.witnesses {
            let _ = writeln!(out, "  witness {}", line(name, 68));
        }
        for case in &run.results.failed {
            out.push_str(&wrap(&format!("failed {case}"), 2));
        }
    }
    for v in &t.verdicts {
        let said = if v.pass { "passed" } else { "not passed" };
        let _ = writeln!(out, "Verdict: {said}, by {}, {}", v.by, v.at);
        if let Some(why) = &v.reason {
            out.push_str(&wrap(why, 2));
        }
        for case in &v.waived {
            out.push_str(&wrap(&format!("waived {case}"), 2));
        }
    }
    for w in &t.waivers {
        let accepted =
            w.accepted_by.as_ref().map_or("not accepted yet".into(), |by| format!("accepted by {by}"));
        let _ = writeln!(out, "Waiver of a failed case of build {}", w.build);
        out.push_str(&wrap(&w.case, 2));
        out.push_str(&wrap(&format!("proposed by {}, {accepted}: {}", w.proposed_by, w.reason), 2));
    }
    out
}
