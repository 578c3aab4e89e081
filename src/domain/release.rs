//! A release: a set of sign-offs and facts, folded from its history. It has no current step: `sop::standing` computes
//! what stands.

use std::sync::Arc;

use super::basis::{Basis, TargetRecord};
use super::event::{CqAction, CqState, Outcome, Window};
use super::evidence::{Artifact, Digest, DocumentRef};
use super::fact::Fact;
use super::id::{BuildId, Login, NoticeId, OcrId, PartyId, ReleaseId, ReleaseNumber, Subject, TargetId};
use super::results::TestResults;
use super::role::Role;
use super::signoff::{Condemned, SignOff};
use super::text::Text;
use super::time::Time;

/// Which OCRs are in the release, and since which revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The revision that set it.
    pub revision: u64,
    /// The OCRs, in the order in which they came.
    pub ocrs: Vec<OcrId>,
}

/// Windows and targets, and since which revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The revision that set it.
    pub revision: u64,
    /// The revision that set the targets.
    pub targets_revision: u64,
    /// One window for each target.
    pub windows: Vec<Window>,
}

impl Plan {
    /// The window of a target.
    pub fn window(&self, target: &TargetId) -> Option<&Window> {
        self.windows.iter().find(|w| w.target == *target)
    }
}

/// A recorded build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Build {
    /// The revision that recorded it.
    pub revision: u64,
    /// Its id.
    pub id: BuildId,
    /// The source revision.
    pub source: Text,
    /// Who built it.
    pub builder: Login,
    /// What was built.
    pub artifacts: Vec<Artifact>,
    /// When it was recorded.
    pub at: Time,
    /// Where it was built.
    pub environment: Option<Text>,
    /// Why a further build.
    pub reason: Option<Text>,
}

/// A submitted Release Letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The revision of the release that submitted it.
    pub revision: u64,
    /// What is approved: sections 1 to 15.
    pub document: DocumentRef,
    /// It as one page, as it goes to the areas.
    pub page: DocumentRef,
    /// What the Software Developer wrote.
    pub source: DocumentRef,
    /// The templates that replaced built-in ones.
    pub templates: Vec<DocumentRef>,
    /// The build it describes.
    pub build: BuildId,
}

/// The Release Notes as the Release Manager edited them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditedNotes {
    /// The revision of the release that recorded them.
    pub revision: u64,
    /// What era-rm had made of the letter.
    pub generated: DocumentRef,
    /// The notes that go out.
    pub document: DocumentRef,
    /// The letter that they were edited on.
    pub letter: Digest,
}

/// A go, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Go {
    /// The revision that issued it.
    pub revision: u64,
    /// The targets it allows.
    pub targets: Vec<TargetId>,
    /// When it was recorded.
    pub at: Time,
    /// The Release Notes.
    pub notes: DocumentRef,
    /// The revision of the no-go that took it back.
    pub taken_back: Option<u64>,
}

/// A record of what happened on one target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deployment {
    /// The revision that recorded it.
    pub revision: u64,
    /// The target.
    pub target: TargetId,
    /// The build that was current.
    pub build: BuildId,
    /// What came of it.
    pub outcome: Outcome,
    /// When it began.
    pub start: Time,
    /// When it ended.
    pub end: Time,
    /// Who deployed.
    pub deployer: Login,
    /// The revision of the record that corrects it.
    pub corrected_by: Option<u64>,
    /// Its place among the records: its own revision, or that of the record it corrects.
    pub place: u64,
    /// Whether the Help Desk was asked to withdraw the Release Notes for the target.
    pub withdraws: bool,
}

/// The completed Release Letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completed {
    /// The revision that completed it.
    pub revision: u64,
    /// The completion part: sections 16 to 20.
    pub document: DocumentRef,
    /// The Deployed Release Letter as one page: what is attached in ClearQuest.
    pub page: DocumentRef,
    /// The approved letter.
    pub approved: Digest,
    /// What was added to it since, oldest first.
    pub addenda: Vec<DocumentRef>,
}

/// What is known of an OCR's record in ClearQuest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CqRecord {
    /// The OCR.
    pub ocr: OcrId,
    /// The latest worksheet and the revision that wrote it.
    pub sheet: (CqAction, u64),
    /// Whether `cq confirm` has seen what the worksheet asked for.
    pub confirmed: bool,
    /// The state last seen; Opened before anything was.
    pub seen: CqState,
}

/// A failed case that may be waived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// The case.
    pub case: Text,
    /// The build it was proposed for.
    pub build: BuildId,
    /// Why.
    pub reason: Text,
    /// Who proposed it.
    pub proposed_by: Login,
    /// Who accepted it.
    pub accepted_by: Option<Login>,
}

/// Test results of a build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The build.
    pub build: BuildId,
    /// The results.
    pub results: TestResults,
}

/// Something that stops the release until it is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// `deploy no-go`.
    NoGo(u64),
    /// An OCR was withdrawn when a target carried the build.
    Withdrawn(u64, OcrId),
}

/// How a release ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// `release close` at this revision; closed once its notice is delivered.
    Closing(u64),
    /// `release cancel` at this revision.
    Cancelled(u64),
}

/// A notice that the release owes or owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwedNotice {
    /// Its identifier.
    pub id: NoticeId,
    /// The party.
    pub to: PartyId,
    /// The revision whose act owed it.
    pub revision: u64,
    /// The act that owed it.
    pub event: &'static str,
    /// The text's digest.
    pub digest: Digest,
    /// When it was handed over.
    pub delivered: Option<Time>,
}

/// An act that counts for separation of duties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acted {
    /// Who.
    pub login: Login,
    /// In which role.
    pub role: Role,
    /// At which revision.
    pub revision: u64,
}

/// A release, folded from the entries of `release:<uuid>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// Its identity.
    pub id: ReleaseId,
    /// Its number; probable until the go.
    pub number: ReleaseNumber,
    /// Every number that it was given, with the revision that gave it; the last is today's.
    pub numbers: Vec<(ReleaseNumber, u64)>,
    /// The latest revision of its history.
    pub revision: u64,
    /// When it was scheduled.
    pub created: Time,
    /// When the latest act was recorded.
    pub touched: Time,
    /// Which OCRs.
    pub scope: Scope,
    /// OCRs taken out after a fail at 13, and whether the change stays on the targets.
    pub deferred: Vec<(OcrId, bool)>,
    /// When and where.
    pub plan: Plan,
    /// Every build, in order.
    pub builds: Vec<Build>,
    /// Developer results of builds, in order.
    pub developer_runs: Vec<Run>,
    /// Test Team results of builds, in order.
    pub test_runs: Vec<Run>,
    /// Every letter, in order.
    pub letters: Vec<Letter>,
    /// The Release Notes as they were edited last; none where the generated ones go out.
    pub notes: Option<EditedNotes>,
    /// Every go, in order.
    pub gos: Vec<Go>,
    /// Every deployment record, in order.
    pub deployments: Vec<Deployment>,
    /// The latest completion.
    pub completed: Option<Completed>,
    /// What is known of ClearQuest.
    pub cq: Vec<CqRecord>,
    /// Proposed and accepted waivers.
    pub waivers: Vec<Waiver>,
    /// Every sign-off, in order.
    pub signoffs: Vec<SignOff>,
    /// What a no or a reopening has condemned.
    pub condemned: Vec<Condemned>,
    /// What stopped it.
    pub stops: Vec<Stop>,
    /// Revision and step of each reopening.
    pub reopened: Vec<(u64, u64)>,
    /// The hold: revision, since when, why.
    pub held: Option<(u64, Time, Text)>,
    /// How it ended.
    pub end: Option<End>,
    /// Who has acted in which role.
    pub acted: Vec<Acted>,
    /// The notices it owes.
    pub notices: Vec<OwedNotice>,
    /// Everything that happened, retracted acts too.
    pub history: Vec<Arc<Fact>>,
    /// The revisions that were retracted.
    pub retracted: Vec<u64>,
    /// The revisions that a compromised key has signed: their sign-offs count no more.
    pub disputed: Vec<u64>,
}

impl Release {
    /// The subject of its history.
    pub fn subject(&self) -> Subject {
        Subject::Release(self.id)
    }
    /// Everything that happened, in order, retracted acts too.
    pub fn facts(&self) -> impl DoubleEndedIterator<Item = &Fact> {
        self.history.iter().map(Arc::as_ref)
    }
    /// Whether a number is probable only: no go was issued while the release had it. By its place among [`Self::numbers`].
    pub fn is_probable(&self, place: usize) -> bool {
        let given = |place: usize| self.numbers.get(place).map(|(_, revision)| *revision);
        let (from, until) = (given(place).unwrap_or(0), given(place + 1).unwrap_or(u64::MAX));
        !self.gos.iter().any(|g| from < g.revision && g.revision < until)
    }
    /// The current build.
    pub fn build(&self) -> Option<&Build> {
        self.builds.last()
    }
    /// The Test Team's runs of the current build, in order; a verdict is on the latest.
    pub fn runs_of_build(&self) -> impl DoubleEndedIterator<Item = &TestResults> {
        let build = self.build().map(|b| &b.id);
        self.test_runs.iter().filter(move |t| Some(&t.build) == build).map(|t| &t.results)
    }
    /// The current letter.
    pub fn letter(&self) -> Option<&Letter> {
        self.letters.last()
    }
    /// The targets of the plan.
    pub fn targets(&self) -> impl Iterator<Item = &TargetId> {
        self.plan.windows.iter().map(|w| &w.target)
    }
    /// The latest record of a target that no other corrects.
    pub fn deployment(&self, target: &TargetId) -> Option<&Deployment> {
        let records = self.deployments.iter().filter(|d| d.target == *target && d.corrected_by.is_none());
        records.max_by_key(|d| d.place)
    }
    /// What a target carries of this release: the build that was deployed there and not backed out.
    pub fn carried(&self, target: &TargetId) -> Option<&BuildId> {
        self.deployment(target)
            .filter(|d| matches!(d.outcome, Outcome::Deployed | Outcome::Irregular))
            .map(|d| &d.build)
    }
    /// Every target that carries a build of this release, dropped ones too.
    pub fn carrying(&self) -> Vec<&TargetId> {
        let mut all: Vec<&TargetId> = self.deployments.iter().map(|d| &d.target).collect();
        all.sort();
        all.dedup();
        all.retain(|t| self.carried(t).is_some());
        all
    }
    /// What is known of an OCR in ClearQuest.
    pub fn cq_of(&self, ocr: &OcrId) -> Option<&CqRecord> {
        self.cq.iter().find(|c| c.ocr == *ocr)
    }
    /// The latest go that names a target.
    pub fn go_for(&self, target: &TargetId) -> Option<&Go> {
        self.gos.iter().rev().find(|g| g.targets.contains(target))
    }
    /// What a sign-off given now would be given on.
    pub fn basis(&self) -> Basis {
        let records: Vec<TargetRecord> = self
            .targets()
            .filter_map(|t| {
                self.deployment(t).map(|d| TargetRecord { target: t.clone(), record: d.revision })
            })
            .collect();
        Basis {
            scope: Some(self.scope.revision),
            plan: Some(self.plan.revision),
            targets: Some(self.plan.targets_revision),
            build: self.build().map(|b| b.id.clone()),
            letter: self.letter().map(|l| l.document.digest),
            deployment: (!records.is_empty()).then_some(records),
            completed: self.completed.as_ref().map(|c| c.document.digest),
        }
    }
}
