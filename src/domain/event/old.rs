//! Forms that were recorded once and are recorded no more. They are read for ever, each as today's form of the same fact:
//! the law, the notices and the desk know today's forms only. What must not live here: a form that is still recorded.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{
    DeploymentRecorded2, DeveloperTested2, Event, LedgerCreated2, LetterCompleted2, LetterSubmitted2,
    OcrDeferred2, Outcome, TestRecorded2, TestResults, TestsRun2, Trust,
};
use crate::domain::evidence::{Artifact, Digest, DocumentRef, Mode, Part, Results};
use crate::domain::id::{Login, OcrId, TargetId};
use crate::domain::person::Profile;
use crate::domain::role::Role;
use crate::domain::text::Text;
use crate::domain::time::Time;

/// `init`: the ledger begins. Today `LedgerCreated2`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerCreated {
    /// The first administrator.
    pub administrator: Profile,
    /// The one SOP role that the first administrator holds besides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// False only for training: one person may then act in several roles on a release.
    pub separation: bool,
    /// How the ledger knows who acts.
    pub trust: Trust,
}

/// SOP step 6: developer testing. Today `DeveloperTested2`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeveloperTested {
    /// The results.
    pub results: Results,
    /// NARA test personnel who took part.
    pub witnesses: Vec<Text>,
}

/// SOP step 8. Today `TestsRun2`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestsRun {
    /// Executed or assessed.
    pub mode: Mode,
    /// The results.
    pub results: Results,
}

/// SOP step 9, and step 8 as well where results come with it. Today `TestRecorded2`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestRecorded {
    /// Passed, or not.
    pub pass: bool,
    /// The reason of a fail, or a remark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
    /// The run that this verdict is on, where it was not recorded before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<TestsRun>,
    /// The failed cases that are waived.
    pub waived: Vec<Text>,
}

/// SOP step 6: the Release Letter, of the Software Developer's sections alone. Today `LetterSubmitted2`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterSubmitted {
    /// The letter.
    pub letter: DocumentRef,
}

/// SOP step 11: the completed Release Letter. Today `LetterCompleted2`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterCompleted {
    /// The approved letter that it completes.
    pub approved: Digest,
    /// The completion part.
    pub completion: DocumentRef,
}

/// After a fail at 13 the OCR is taken out of what 14 and 15 wait for. Today `OcrDeferred2`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OcrDeferred {
    /// True where the change stays on the targets, false where it was backed out.
    pub change_stays: bool,
    /// Which OCR.
    pub ocr: OcrId,
    /// Why.
    pub reason: Text,
}

/// SOP step 11: what happened on one target. Today `DeploymentRecorded2`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeploymentRecorded {
    /// Where the backup taken before is to be found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backup: Option<Text>,
    /// The revision of the release whose record this one corrects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrects: Option<u64>,
    /// The Software Developer who deployed.
    pub deployer: Login,
    /// When it ended.
    pub end: Time,
    /// The digests of what was installed.
    pub installed: Vec<Artifact>,
    /// What came of it.
    pub outcome: Outcome,
    /// What went otherwise, or why a record is corrected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
    /// When it began.
    pub start: Time,
    /// The target.
    pub target: TargetId,
}

/// Old forms and what they are called today.
pub const OLD: &[(&str, &str)] = &[
    ("LedgerCreated", "LedgerCreated2"),
    ("DeveloperTested", "DeveloperTested2"),
    ("TestsRun", "TestsRun2"),
    ("TestRecorded", "TestRecorded2"),
    ("LetterSubmitted", "LetterSubmitted2"),
    ("LetterCompleted", "LetterCompleted2"),
    ("OcrDeferred", "OcrDeferred2"),
    ("DeploymentRecorded", "DeploymentRecorded2"),
];

impl Event {
    /// The same fact in the form in which it would be recorded today.
    pub fn today(&self) -> Cow<'_, Self> {
        match self {
            Self::LedgerCreated(e) => Cow::Owned(LedgerCreated2::from(e).into()),
            Self::DeveloperTested(e) => Cow::Owned(DeveloperTested2::from(e).into()),
            Self::TestsRun(e) => Cow::Owned(TestsRun2::from(e).into()),
            Self::TestRecorded(e) => Cow::Owned(TestRecorded2::from(e).into()),
            Self::LetterSubmitted(e) => Cow::Owned(LetterSubmitted2::from(e).into()),
            Self::LetterCompleted(e) => Cow::Owned(LetterCompleted2::from(e).into()),
            Self::OcrDeferred(e) => Cow::Owned(OcrDeferred2::from(e).into()),
            Self::DeploymentRecorded(e) => Cow::Owned(DeploymentRecorded2::from(e).into()),
            other => Cow::Borrowed(other),
        }
    }
}

impl From<&LedgerCreated> for LedgerCreated2 {
    fn from(e: &LedgerCreated) -> Self {
        let administrator = e.administrator.clone();
        Self { administrator, key: None, role: e.role, separation: e.separation, trust: e.trust }
    }
}

impl From<&DeveloperTested> for DeveloperTested2 {
    fn from(e: &DeveloperTested) -> Self {
        Self { results: TestResults::of(e.results.clone()), witnesses: e.witnesses.clone() }
    }
}

impl From<&TestsRun> for TestsRun2 {
    fn from(e: &TestsRun) -> Self {
        let part = match e.mode {
            Mode::Executed => Part::Executed,
            Mode::Assessed => Part::Assessed,
        };
        Self { part, results: TestResults::of(e.results.clone()) }
    }
}

impl From<&TestRecorded> for TestRecorded2 {
    fn from(e: &TestRecorded) -> Self {
        let run = e.run.as_ref().map(TestsRun2::from);
        Self { pass: e.pass, waived: e.waived.clone(), run, reason: e.reason.clone() }
    }
}

impl From<&LetterSubmitted> for LetterSubmitted2 {
    fn from(e: &LetterSubmitted) -> Self {
        let whole = || e.letter.clone();
        Self { letter: whole(), page: whole(), source: whole(), templates: Vec::new() }
    }
}

impl From<&LetterCompleted> for LetterCompleted2 {
    fn from(e: &LetterCompleted) -> Self {
        let whole = || e.completion.clone();
        Self { approved: e.approved, completion: whole(), page: whole(), source: whole() }
    }
}

impl From<&OcrDeferred> for OcrDeferred2 {
    fn from(e: &OcrDeferred) -> Self {
        Self { addendum: None, change_stays: e.change_stays, ocr: e.ocr.clone(), reason: e.reason.clone() }
    }
}

impl From<&DeploymentRecorded> for DeploymentRecorded2 {
    fn from(e: &DeploymentRecorded) -> Self {
        Self {
            backup: e.backup.clone(),
            corrects: e.corrects,
            deployer: e.deployer.clone(),
            end: e.end,
            installed: e.installed.clone(),
            outcome: e.outcome,
            reason: e.reason.clone(),
            start: e.start,
            target: e.target.clone(),
            withdraws: None,
        }
    }
}
