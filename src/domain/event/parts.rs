//! What events are made of besides the words of `domain`: modes, windows, classes, outcomes, worksheets. As with events, a
//! released form is never renamed, re-meant or removed.

use serde::{Deserialize, Serialize};

use crate::domain::evidence::DocumentRef;
use crate::domain::id::{Login, OcrId, ReleaseId, TargetId};
use crate::domain::text::Text;
use crate::domain::time::Time;

/// How the ledger knows who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Trust {
    /// `--as NAME` is believed: evaluation and training.
    Declared,
    /// The operating-system account is the person.
    Os,
    /// Every act carries the signature of a key of the person.
    Signed,
}

/// The acts on one release that a compromised key may have made in other hands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disputed {
    /// The release.
    pub release: ReleaseId,
    /// The revisions that the acts took in its history.
    pub revisions: Vec<u64>,
}

/// The window in which one target is to be deployed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// First moment after the window.
    pub not_after: Time,
    /// First moment of the window.
    pub not_before: Time,
    /// The target.
    pub target: TargetId,
}

/// Why a letter is rejected, and so how far back the release goes (ours).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum RejectClass {
    /// The letter is wrong: back to 6b.
    Document,
    /// The build is wrong: back to 5.
    Build,
    /// The scope is wrong: back to 2.
    Scope,
}

/// What came of a deployment to one target (SOP step 11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Installed as the go allowed.
    Deployed,
    /// The deployment failed; the target does not carry the build.
    Failed,
    /// The target was put back as it was.
    BackedOut,
    /// It happened otherwise than the go allowed; the target is taken to carry the build.
    Irregular,
}

/// What `cq confirm` saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
pub enum CqState {
    /// Work is open.
    Opened,
    /// Resolved, for QM to verify.
    Resolved,
    /// Validated by QM.
    Closed,
}

/// A ClearQuest action that a worksheet asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
pub enum CqAction {
    /// Opened to Resolved.
    Resolve,
    /// Resolved to Opened.
    Reject,
    /// Closed to Opened.
    #[serde(rename = "Re_open")]
    ReOpen,
}

/// One OCR's worksheet for ClearQuest (SOP step 12), as text and as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Worksheet {
    /// The action to take in ClearQuest.
    pub action: CqAction,
    /// The worksheet as JSON.
    pub json: DocumentRef,
    /// The OCR.
    pub ocr: OcrId,
    /// The worksheet as text.
    pub text: DocumentRef,
}

/// An OCR's true result in the closing notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OcrResult {
    /// The OCR.
    pub ocr: OcrId,
    /// Verified, or deployed and not verified.
    pub result: Text,
}

/// An OCR that enters a release, and who received it: step 1 counts for every release it enters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Joined {
    /// The OCR.
    pub ocr: OcrId,
    /// The Release Manager who received it.
    pub received_by: Login,
}
