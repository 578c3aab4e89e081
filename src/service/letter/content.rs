//! What era-rm itself writes into a Release Letter: sections 1 to 3, 5 to 7, 15 to 19, taken from the ledger, as templates
//! are filled with them. What must not live here: how that looks (`templates`), and what the developer writes.
//! Called by `letter::parts`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::domain::event::Event;
use crate::domain::release::{Build, Letter};
use crate::domain::results::Suite;
use crate::domain::signoff::Doomed;
use crate::domain::{Login, OcrId, Release, Results, TestResults, Time};
use crate::service::templates::Markup;
use crate::sop::world::World;

use super::Section;

/// Where an auto section comes from.
#[derive(Clone, Copy)]
pub struct Held<'a> {
    /// Names and packages.
    pub world: &'a World,
    /// The release as it stands.
    pub release: &'a Release,
}

#[derive(Serialize)]
pub(super) struct Head {
    id: String,
    revision: usize,
    source: String,
    source_digest: String,
}
#[derive(Serialize)]
pub(super) struct OfRelease {
    id: String,
    number: String,
    r#type: String,
    windows: Vec<OfWindow>,
}
#[derive(Serialize)]
pub(super) struct OfWindow {
    target: String,
    from: Time,
    until: Time,
}
#[derive(Serialize)]
pub(super) struct Superseded {
    what: String,
    why: String,
}
#[derive(Serialize)]
pub(super) struct OfBuild {
    id: String,
    source: String,
    builder: String,
    at: Option<Time>,
    environment: Option<String>,
    artifacts: Vec<OfArtifact>,
}
#[derive(Serialize)]
pub(super) struct OfArtifact {
    name: String,
    size: Option<u64>,
    digest: String,
}
#[derive(Serialize)]
pub(super) struct OfOcr {
    id: String,
    title: String,
    priority: &'static str,
    record: String,
    approval: String,
}
#[derive(Serialize)]
pub(super) struct LeftOut {
    id: String,
    why: String,
    by: String,
}
#[derive(Serialize)]
pub(super) struct OfFile {
    name: String,
    cases: u64,
    failures: u64,
    errors: u64,
    skipped: u64,
}
#[derive(Serialize)]
pub(super) struct OfTests {
    files: Vec<OfFile>,
    failed: Vec<String>,
    missing: Vec<String>,
    witnesses: Vec<String>,
}

/// Sections 1 to 15.
#[derive(Serialize)]
pub(super) struct Body {
    letter: Head,
    release: OfRelease,
    supersedes: Vec<Superseded>,
    build: OfBuild,
    ocrs: Vec<OfOcr>,
    left_out: Vec<LeftOut>,
    tests: OfTests,
    written: BTreeMap<u8, Markup>,
}

/// The developer's sections, by number.
pub(super) fn written(sections: &[Section]) -> BTreeMap<u8, Markup> {
    sections.iter().map(|s| (s.number, Markup(s.text.clone()))).collect()
}

/// The id of a letter: the release's number, and which of its letters it is.
pub fn id_of(release: &Release, revision: usize) -> String {
    format!("{}-RL-{revision}", release.number)
}

impl Held<'_> {
    /// A person as papers name him.
    pub(super) fn name(&self, login: &Login) -> String {
        let known = self.world.persons.get(login);
        known.map_or_else(|| login.to_string(), |p| format!("{} ({login})", p.profile.name))
    }
    /// Whether the release's number is probable only.
    pub(super) fn probable(&self) -> bool {
        self.release.is_probable(self.release.numbers.len().saturating_sub(1))
    }
    /// Sections 1 to 15 of the letter that is submitted next.
    pub(super) fn body(&self, source: (&str, String), sections: &[Section]) -> Body {
        let r = self.release;
        let revision = r.letters.len() + 1;
        Body {
            letter: Head {
                id: id_of(r, revision),
                revision,
                source: source.0.to_owned(),
                source_digest: source.1,
            },
            release: OfRelease {
                id: r.id.to_string(),
                number: r.number.to_string(),
                r#type: self.kind().to_owned(),
                windows: self.windows(),
            },
            supersedes: r.letters.iter().enumerate().map(|(i, l)| self.superseded(i, l)).collect(),
            build: self.build(),
            ocrs: r.scope.ocrs.iter().map(|o| self.ocr(o)).collect(),
            left_out: self.left_out(),
            tests: self.developer_tests(),
            written: written(sections),
        }
    }
    /// The highest implementation priority in it.
    fn kind(&self) -> &'static str {
        let of = |o: &OcrId| self.world.ocrs.get(o).map(|o| o.priority());
        self.release.scope.ocrs.iter().filter_map(of).min().map_or("routine", |p| p.word())
    }
    pub(super) fn windows(&self) -> Vec<OfWindow> {
        let window = |w: &crate::domain::event::Window| OfWindow {
            target: w.target.to_string(),
            from: w.not_before,
            until: w.not_after,
        };
        self.release.plan.windows.iter().map(window).collect()
    }
    fn superseded(&self, at: usize, letter: &Letter) -> Superseded {
        let r = self.release;
        let condemned = |what: Doomed| r.condemned.iter().find(|c| c.what == what);
        let build = r.builds.iter().rev().find(|b| b.id == letter.build);
        let said = |c: &crate::domain::signoff::Condemned, what: &str| {
            let why = if c.reason.is_empty() { String::new() } else { format!(": {}", c.reason) };
            format!("{what} by {} ({}){why}", self.name(&c.by), c.role)
        };
        let rejected = condemned(Doomed::Letter(letter.revision)).map(|c| said(c, "rejected"));
        let no = build.and_then(|b| condemned(Doomed::Build(b.revision)));
        let no = no.map(|c| said(c, &format!("its build {} was condemned", letter.build)));
        let newer = r.build().filter(|b| b.id != letter.build);
        let newer = newer.map(|b: &Build| {
            let why = b.reason.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
            format!("build {} replaces build {}{why}", b.id, letter.build)
        });
        let why = rejected.or(no).or(newer).unwrap_or_else(|| "a new revision of it".to_owned());
        Superseded { what: format!("{}, build {}", id_of(r, at + 1), letter.build), why }
    }
    fn build(&self) -> OfBuild {
        let b = self.release.build();
        let artifact = |a: &crate::domain::Artifact| OfArtifact {
            name: a.name.to_string(),
            size: a.size,
            digest: a.digest.to_string(),
        };
        OfBuild {
            id: b.map(|b| b.id.to_string()).unwrap_or_default(),
            source: b.map(|b| b.source.to_string()).unwrap_or_default(),
            builder: b.map(|b| self.name(&b.builder)).unwrap_or_default(),
            at: b.map(|b| b.at),
            environment: b.and_then(|b| b.environment.as_ref()).map(ToString::to_string),
            artifacts: b.map(|b| b.artifacts.iter().map(artifact).collect()).unwrap_or_default(),
        }
    }
    fn ocr(&self, id: &OcrId) -> OfOcr {
        let known = self.world.ocrs.get(id);
        let package = known.and_then(|o| o.package.as_ref());
        OfOcr {
            id: id.to_string(),
            title: package.map(|p| p.title.to_string()).unwrap_or_default(),
            priority: known.map_or("", |o| o.priority().word()),
            record: package.map(|p| p.cq_record.to_string()).unwrap_or_default(),
            approval: package
                .map(|p| format!("{}, {}", p.approval.reference, p.approval.date))
                .unwrap_or_default(),
        }
    }
    /// OCRs that were planned and are not in it, each with the latest reason.
    fn left_out(&self) -> Vec<LeftOut> {
        let mut all: Vec<LeftOut> = Vec::new();
        let mut add = |ids: &[OcrId], why: &str, by: &Login| {
            for id in ids.iter().filter(|id| !self.release.scope.ocrs.contains(id)) {
                all.retain(|l| l.id != id.as_str());
                all.push(LeftOut { id: id.to_string(), why: why.to_owned(), by: self.name(by) });
            }
        };
        for f in self.kept() {
            match &*f.event.today() {
                Event::ReleaseScheduled(e) => {
                    let why = e.reason.as_ref().map(ToString::to_string).unwrap_or_default();
                    add(&e.passed_over, &why, &f.actor);
                }
                Event::OcrsDropped(e) => add(&e.ocrs, e.reason.as_str(), &f.actor),
                Event::OcrWithdrawn(e) => {
                    let why = format!("withdrawn by the OCCB ({}): {}", e.reference, e.reason);
                    add(std::slice::from_ref(&e.ocr), &why, &f.actor);
                }
                _ => {}
            }
        }
        all
    }
    /// OCRs of higher priority that stayed in the pool.
    pub(super) fn passed_over(&self) -> Vec<LeftOut> {
        let scheduled = self.kept().filter_map(|f| match &f.event {
            Event::ReleaseScheduled(e) => Some((e, &f.actor)),
            _ => None,
        });
        let left = scheduled.flat_map(|(e, by)| e.passed_over.iter().map(move |o| (e, by, o)));
        left.map(|(e, by, o)| LeftOut {
            id: o.to_string(),
            why: e.reason.as_ref().map(ToString::to_string).unwrap_or_default(),
            by: self.name(by),
        })
        .collect()
    }
    /// What was recorded and not retracted.
    pub(super) fn kept(&self) -> impl DoubleEndedIterator<Item = &crate::domain::Fact> {
        let subject = self.release.subject();
        self.release.facts().filter(move |f| !self.release.retracted.contains(&f.revision(&subject)))
    }
    fn developer_tests(&self) -> OfTests {
        let build = self.release.build().map(|b| &b.id);
        let runs = self.release.developer_runs.iter().filter(|t| Some(&t.build) == build);
        let all: Vec<&TestResults> = runs.map(|t| &t.results).collect();
        let witnesses =
            self.kept().filter(|f| f.basis.build.as_ref() == build).filter_map(|f| match &*f.event.today() {
                Event::DeveloperTested2(e) => Some(e.witnesses.clone()),
                _ => None,
            });
        OfTests {
            files: all.iter().flat_map(|t| files(t)).collect(),
            failed: all.iter().flat_map(|t| t.failed()).map(|c| c.to_string()).collect(),
            missing: all.iter().flat_map(|t| t.missing()).map(Suite::said).collect(),
            witnesses: witnesses.flatten().map(|w| w.to_string()).collect(),
        }
    }
}

/// Each document of results with its counts.
pub(super) fn files(results: &TestResults) -> Vec<OfFile> {
    let file = |f: &Results| OfFile {
        name: f.document.name.to_string(),
        cases: f.cases,
        failures: f.failures,
        errors: f.errors,
        skipped: f.skipped,
    };
    results.files.iter().map(file).collect()
}
