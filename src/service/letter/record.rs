//! What the ledger says of a Release Letter after it was submitted: reviews, the Test Team's result, go and no-go, the
//! deployment to each target; sections 16 to 19. Called by `letter::parts` and `letter::paper`.

use serde::Serialize;

use crate::domain::event::{Event, Outcome, RejectClass};
use crate::domain::release::{Deployment, Letter, Waiver};
use crate::domain::{Artifact, Fact, Role, TestResults, Time};

use super::content::{Held, LeftOut, OfFile, OfWindow, files};

#[derive(Serialize)]
pub(super) struct OfReview {
    area: &'static str,
    name: String,
    decision: String,
    comment: Option<String>,
    at: Option<Time>,
    digest: Option<String>,
}
#[derive(Serialize)]
pub(super) struct OfTest {
    mode: Option<&'static str>,
    files: Vec<OfFile>,
    suites: Vec<OfSuite>,
    failed: Vec<String>,
    waivers: Vec<OfWaiver>,
    verdict: Option<Said>,
}
#[derive(Serialize)]
pub(super) struct OfSuite {
    name: String,
    least: u64,
    ran: u64,
}
#[derive(Serialize)]
pub(super) struct OfWaiver {
    case: String,
    reason: String,
    proposed: String,
    accepted: Option<String>,
}
#[derive(Serialize)]
pub(super) struct Said {
    said: String,
    name: String,
    at: Time,
    targets: Vec<String>,
    reason: Option<String>,
}
#[derive(Serialize)]
pub(super) struct Decided {
    number: String,
    probable: bool,
    windows: Vec<OfWindow>,
    waived: Vec<LeftOut>,
    gos: Vec<Said>,
}
#[derive(Serialize)]
pub(super) struct OfDeployment {
    target: String,
    outcome: &'static str,
    start: Time,
    end: Time,
    name: String,
    reason: Option<String>,
    installed: String,
    other: Vec<Installed>,
    backup: Option<String>,
}
#[derive(Serialize)]
pub(super) struct Installed {
    name: String,
    digest: String,
}

/// Sections 16 to 18.
#[derive(Serialize)]
pub(super) struct Review {
    reviews: Vec<OfReview>,
    test: OfTest,
    decision: Decided,
}

fn text(t: Option<&crate::domain::Text>) -> Option<String> {
    t.map(ToString::to_string)
}

impl Held<'_> {
    /// Sections 16 to 18 of a letter, as the ledger has them now.
    pub(super) fn review(&self, letter: &Letter) -> Review {
        Review { reviews: self.reviews(letter), test: self.test(letter), decision: self.decision() }
    }
    /// The acts on a letter that were not retracted.
    pub(super) fn on<'a>(&'a self, letter: &'a Letter) -> impl DoubleEndedIterator<Item = &'a Fact> {
        self.kept().filter(move |f| f.basis.letter == Some(letter.document.digest))
    }
    fn reviews(&self, letter: &Letter) -> Vec<OfReview> {
        let mut all: Vec<OfReview> = Vec::new();
        for f in self.on(letter) {
            let Event::LetterReviewed(e) = &f.event else { continue };
            let class = e.class.map(|c| match c {
                RejectClass::Document => " as DOCUMENT",
                RejectClass::Build => " as BUILD",
                RejectClass::Scope => " as SCOPE",
            });
            let decision = if e.approved {
                "approved".to_owned()
            } else {
                format!("rejected{}", class.unwrap_or_default())
            };
            all.push(OfReview {
                area: f.role.title(),
                name: self.name(&f.actor),
                decision,
                comment: text(e.comment.as_ref()),
                at: Some(f.at),
                digest: f.basis.letter.map(|d| d.to_string()),
            });
        }
        for area in Role::AREAS {
            if !all.iter().any(|r| r.area == area.title()) {
                let (name, decision) = (String::new(), "awaited".to_owned());
                all.push(OfReview {
                    area: area.title(),
                    name,
                    decision,
                    comment: None,
                    at: None,
                    digest: None,
                });
            }
        }
        all
    }
    fn test(&self, letter: &Letter) -> OfTest {
        let r = self.release;
        let run = r.test_runs.iter().rev().find(|t| t.build == letter.build).map(|t| &t.results);
        let acts = || self.kept().rev().filter(|f| f.basis.build.as_ref() == Some(&letter.build));
        let mode = acts().find_map(|f| match &*f.event.today() {
            Event::TestsRun2(e) => Some(e.part.word()),
            Event::TestRecorded2(e) => e.run.as_ref().map(|run| run.part.word()),
            _ => None,
        });
        let verdict = acts().find_map(|f| match &*f.event.today() {
            Event::TestRecorded2(e) => Some(Said {
                said: if e.pass { "passed" } else { "not passed" }.to_owned(),
                name: self.name(&f.actor),
                at: f.at,
                targets: Vec::new(),
                reason: text(e.reason.as_ref()),
            }),
            _ => None,
        });
        let waivers = r.waivers.iter().filter(|w| w.build == letter.build).map(|w| self.waiver(w));
        OfTest {
            mode: mode.filter(|_| run.is_some()),
            files: run.map(files).unwrap_or_default(),
            suites: run.map(suites).unwrap_or_default(),
            failed: run.map(|t| t.failed().iter().map(ToString::to_string).collect()).unwrap_or_default(),
            waivers: waivers.collect(),
            verdict,
        }
    }
    fn waiver(&self, w: &Waiver) -> OfWaiver {
        OfWaiver {
            case: w.case.to_string(),
            reason: w.reason.to_string(),
            proposed: self.name(&w.proposed_by),
            accepted: w.accepted_by.as_ref().map(|by| self.name(by)),
        }
    }
    fn decision(&self) -> Decided {
        let subject = self.release.subject();
        // The number that the release had then.
        let number = |f: &Fact| {
            let given = self.release.numbers.iter().rev().find(|(_, at)| *at < f.revision(&subject));
            given.map_or_else(|| self.release.number.to_string(), |(number, _)| number.to_string())
        };
        let said = |f: &Fact| {
            let (said, targets, reason) = match &f.event {
                Event::GoIssued(e) => {
                    ("go", e.targets.iter().map(ToString::to_string).collect(), text(e.reason.as_ref()))
                }
                Event::NoGoIssued(e) => ("no-go", Vec::new(), text(Some(&e.reason))),
                _ => return None,
            };
            let said = format!("{said} for {}", number(f));
            Some(Said { said, name: self.name(&f.actor), at: f.at, targets, reason })
        };
        Decided {
            number: self.release.number.to_string(),
            probable: self.probable(),
            windows: self.windows(),
            waived: self.passed_over(),
            gos: self.kept().filter_map(said).collect(),
        }
    }
    /// Section 19: the latest record of each target that no other corrects.
    pub(super) fn deployments(&self) -> Vec<OfDeployment> {
        let r = self.release;
        let mut targets: Vec<_> = r.deployments.iter().map(|d| &d.target).collect();
        targets.sort();
        targets.dedup();
        targets.into_iter().filter_map(|t| r.deployment(t)).map(|d| self.deployment(d)).collect()
    }
    fn deployment(&self, d: &Deployment) -> OfDeployment {
        let subject = self.release.subject();
        let fact = self.release.facts().find(|f| f.revision(&subject) == d.revision);
        let event = fact.map(|f| f.event.today());
        let recorded = event.as_deref().and_then(|event| match event {
            Event::DeploymentRecorded2(e) => Some(e),
            _ => None,
        });
        let build = self.release.builds.iter().rev().find(|b| b.id == d.build);
        let built = build.map(|b| b.artifacts.as_slice()).unwrap_or_default();
        let installed = recorded.map(|e| e.installed.as_slice()).unwrap_or_default();
        let as_built = |a: &&Artifact| built.iter().any(|b| b.name == a.name && b.digest == a.digest);
        let other = installed.iter().filter(|a| !as_built(a));
        OfDeployment {
            target: d.target.to_string(),
            outcome: match d.outcome {
                Outcome::Deployed => "deployed",
                Outcome::Failed => "failed",
                Outcome::BackedOut => "backed out",
                Outcome::Irregular => "irregular",
            },
            start: d.start,
            end: d.end,
            name: self.name(&d.deployer),
            reason: recorded.and_then(|e| text(e.reason.as_ref())),
            installed: format!(
                "{} of the {} artifacts of build {}, with the digests of section 6",
                installed.iter().filter(as_built).count(),
                built.len(),
                d.build
            ),
            other: other
                .map(|a| Installed { name: a.name.to_string(), digest: a.digest.to_string() })
                .collect(),
            backup: recorded.and_then(|e| text(e.backup.as_ref())),
        }
    }
}

fn suites(results: &TestResults) -> Vec<OfSuite> {
    let wanted = results.suites.iter().flat_map(|s| &s.wanted);
    wanted.map(|s| OfSuite { name: s.name.to_string(), least: s.least, ran: s.ran }).collect()
}
