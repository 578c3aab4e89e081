//! What can happen, each as one named struct. A released form is never renamed, re-meant or removed: a new shape is a new
//! variant, and the one before it moves to `old`. Externally tagged; no null, no float, no default. Members stand in the order
//! of their names, so that a body writes itself in canonical form (`ledger::canonical`).

mod form;
mod letters;
mod notes;
mod notices;
mod old;
mod papers;
mod parts;
mod people;

use serde::{Deserialize, Serialize};

use super::evidence::{Artifact, Digest, DocumentRef, Part};
use super::id::{BuildId, Login, OcrId, ReleaseId, ReleaseNumber, TargetId};
use super::ocr::{Change, Package};
use super::{results::TestResults, text::Text, time::Time};

pub use letters::{LetterCompleted2, LetterSubmitted2, OcrDeferred2};
pub use notes::NotesEdited;
pub use notices::{
    Failed, NoticeAcknowledged, NoticeFailed, NoticeSent, NoticesGivenByHand, Reminded, Via, Waited,
};
pub use old::{
    DeploymentRecorded, DeveloperTested, LedgerCreated, LetterCompleted, LetterSubmitted, OLD, OcrDeferred,
    TestRecorded, TestsRun,
};
pub use papers::{DocumentErased, ReleaseRenumbered};
pub use parts::{
    CqAction, CqState, Disputed, Joined, OcrResult, Outcome, RejectClass, Trust, Window, Worksheet,
};
pub use people::{
    KeyAdded, KeyEnded, LedgerCreated2, PartySet, PersonAdded, Refused, RestoreAccepted, RoleDelegated,
    RoleGranted, RoleProposed, RoleRevoked, SettingSet,
};

form::events! {
    elsewhere [
        /// `init`.
        LedgerCreated2,
        /// `person add`.
        PersonAdded,
        /// `person key add`.
        KeyAdded,
        /// `person key end`.
        KeyEnded,
        /// `role grant` by the first of two administrators.
        RoleProposed,
        /// `role grant`.
        RoleGranted,
        /// `role delegate`.
        RoleDelegated,
        /// `role revoke`.
        RoleRevoked,
        /// `party set`.
        PartySet,
        /// `setting set`.
        SettingSet,
        /// `ledger accept-restore`.
        RestoreAccepted,
        /// A refusal for identity, role or separation.
        Refused,
        /// `letter submit`.
        LetterSubmitted2,
        /// `letter complete`.
        LetterCompleted2,
        /// `ocr defer`.
        OcrDeferred2,
        /// `notes edit`.
        NotesEdited,
        /// `notice by-hand`.
        NoticesGivenByHand,
        /// `notice send`.
        NoticeSent,
        /// `notice send`, in vain.
        NoticeFailed,
        /// `notice ack`.
        NoticeAcknowledged,
        /// `notice remind`.
        Reminded,
        /// `release renumber`.
        ReleaseRenumbered,
        /// `document erase`.
        DocumentErased
    ];
    old [
        LedgerCreated, DeveloperTested, TestsRun, TestRecorded, LetterSubmitted, LetterCompleted,
        OcrDeferred, DeploymentRecorded
    ];
    /// SOP step 1: an approved package is received.
    OcrReceived {
        /// The OCCB's id.
        ocr: OcrId,
        /// The package.
        package: Package,
    }
    /// A package is returned to the Secretariat: receipt and return in one entry.
    OcrReturned {
        /// The documents that came with it.
        documents: Vec<DocumentRef>,
        /// What the package lacked.
        missing: Vec<Text>,
        /// The OCCB's id.
        ocr: OcrId,
        /// Why.
        reasons: Text,
    }
    /// A field of the package is changed.
    OcrAmended {
        /// Old and new values.
        changes: Vec<Change>,
        /// Which OCR.
        ocr: OcrId,
        /// The OCCB's reference; needed where the change is one of scope.
        #[serde(skip_serializing_if = "Option::is_none")] reference: Option<Text>,
    }
    /// The OCCB withdraws the OCR.
    OcrWithdrawn {
        /// Which OCR.
        ocr: OcrId,
        /// Why.
        reason: Text,
        /// The OCCB's reference.
        reference: Text,
    }
    /// SOP step 2: OCRs are scheduled for a release, with a probable number.
    ReleaseScheduled {
        /// The probable release number.
        number: ReleaseNumber,
        /// The OCRs in it.
        ocrs: Vec<Joined>,
        /// OCRs of higher priority that stay in the pool.
        passed_over: Vec<OcrId>,
        /// Why they stay.
        #[serde(skip_serializing_if = "Option::is_none")] reason: Option<Text>,
        /// The release's identity for ever.
        release: ReleaseId,
        /// Targets and their windows.
        windows: Vec<Window>,
    }
    /// SOP step 2: the Software Developer's input.
    InputGiven {
        /// Whether the schedule can be met.
        feasible: bool,
        /// The input; the reason of a no.
        #[serde(skip_serializing_if = "Option::is_none")] text: Option<Text>,
    }
    /// SOP step 3: the proposed schedule goes to the areas.
    CoordinationOpened {
        /// Anything the areas should know.
        #[serde(skip_serializing_if = "Option::is_none")] note: Option<Text>,
    }
    /// SOP step 3: one area's word.
    Concurred {
        /// The reason of a no.
        #[serde(skip_serializing_if = "Option::is_none")] reason: Option<Text>,
        /// Whether the area can support the release in this window.
        yes: bool,
    }
    /// SOP step 4.
    LmcNotified {
        /// Anything to add to the notice.
        #[serde(skip_serializing_if = "Option::is_none")] note: Option<Text>,
    }
    /// SOP step 5.
    BuildRecorded {
        /// What was built.
        artifacts: Vec<Artifact>,
        /// The build's id, new in this release.
        build: BuildId,
        /// The Software Developer who built it.
        builder: Login,
        /// Where it was built.
        #[serde(skip_serializing_if = "Option::is_none")] environment: Option<Text>,
        /// Why a further build.
        #[serde(skip_serializing_if = "Option::is_none")] reason: Option<Text>,
        /// The source revision it was built from.
        source: Text,
    }
    /// SOP step 6: developer testing.
    DeveloperTested2 {
        /// The results.
        results: TestResults,
        /// NARA test personnel who took part.
        witnesses: Vec<Text>,
    }
    /// SOP step 7: the letter goes to the areas.
    LetterDistributed {
        /// Anything the areas should know.
        #[serde(skip_serializing_if = "Option::is_none")] note: Option<Text>,
    }
    /// SOP step 7: testing is coordinated with the PMO Test Team.
    TestsCoordinated {
        /// Where.
        place: Text,
        /// When testing begins.
        when: Time,
        /// Who tests.
        who: Text,
    }
    /// SOP step 7: one area's review.
    LetterReviewed {
        /// Approved, or rejected.
        approved: bool,
        /// The class of a rejection.
        #[serde(skip_serializing_if = "Option::is_none")] class: Option<RejectClass>,
        /// The reason of a rejection, or a comment.
        #[serde(skip_serializing_if = "Option::is_none")] comment: Option<Text>,
    }
    /// SOP step 8.
    TestsRun2 {
        /// How the Test Team took part.
        part: Part,
        /// The results.
        results: TestResults,
    }
    /// A waiver of one failed case, proposed by the Test Team (ours).
    WaiverProposed {
        /// The failed case.
        case: Text,
        /// Why it may be waived.
        reason: Text,
    }
    /// A proposed waiver, accepted by the Release Manager (ours).
    WaiverAccepted {
        /// The failed case.
        case: Text,
    }
    /// SOP step 9, and step 8 as well where results come with it.
    TestRecorded2 {
        /// Passed, or not.
        pass: bool,
        /// The reason of a fail, or a remark.
        #[serde(skip_serializing_if = "Option::is_none")] reason: Option<Text>,
        /// The run it is on, where that was not recorded before.
        #[serde(skip_serializing_if = "Option::is_none")] run: Option<TestsRun2>,
        /// The failed cases that are waived.
        waived: Vec<Text>,
    }
    /// SOP step 10: go.
    GoIssued {
        /// The Release Notes for the Help Desk.
        notes: DocumentRef,
        /// Why, where the release was stopped.
        #[serde(skip_serializing_if = "Option::is_none")] reason: Option<Text>,
        /// The targets it allows.
        targets: Vec<TargetId>,
        /// Reject or Re_open worksheets for what was resolved before.
        worksheets: Vec<Worksheet>,
    }
    /// SOP step 10: no go.
    NoGoIssued {
        /// Why.
        reason: Text,
    }
    /// SOP step 11: what happened on one target.
    DeploymentRecorded2 {
        /// Where the backup taken before is to be found.
        #[serde(skip_serializing_if = "Option::is_none")] backup: Option<Text>,
        /// The revision of the release whose record this one corrects.
        #[serde(skip_serializing_if = "Option::is_none")] corrects: Option<u64>,
        /// The Software Developer who deployed.
        deployer: Login,
        /// When it ended.
        end: Time,
        /// The digests of what was installed.
        installed: Vec<Artifact>,
        /// What came of it.
        outcome: Outcome,
        /// What went otherwise, or why a record is corrected.
        #[serde(skip_serializing_if = "Option::is_none")] reason: Option<Text>,
        /// When it began.
        start: Time,
        /// The target.
        target: TargetId,
        /// The Release Notes that the Help Desk is asked to withdraw for this target, where a no follows a go.
        #[serde(skip_serializing_if = "Option::is_none")] withdraws: Option<Digest>,
    }
    /// SOP step 12: worksheets are written for ClearQuest.
    CqResolved {
        /// The QM person to be assigned; binds nobody.
        assigned: Login,
        /// One for each OCR.
        worksheets: Vec<Worksheet>,
    }
    /// SOP step 12: what ClearQuest was seen to say.
    CqConfirmed {
        /// Whom the field Assigned shows.
        #[serde(skip_serializing_if = "Option::is_none")] assigned: Option<Text>,
        /// What the field Deployed Release shows.
        #[serde(skip_serializing_if = "Option::is_none")] deployed_release: Option<Text>,
        /// The OCRs that were looked up.
        ocrs: Vec<OcrId>,
        /// Their state in ClearQuest.
        state: CqState,
    }
    /// SOP step 13.
    Verified {
        /// What was found.
        findings: Text,
        /// The OCR.
        ocr: OcrId,
        /// Passed, or not.
        pass: bool,
        /// The Reject worksheet of a fail.
        worksheets: Vec<Worksheet>,
    }
    /// SOP step 14.
    VerificationReported {
        /// Anything to add to the notice.
        #[serde(skip_serializing_if = "Option::is_none")] note: Option<Text>,
    }
    /// SOP step 15.
    ReleaseClosed {
        /// The true result of each OCR.
        results: Vec<OcrResult>,
    }
    /// OCRs join the release: a new scope.
    OcrsAdded {
        /// Which.
        ocrs: Vec<Joined>,
        /// Why.
        reason: Text,
    }
    /// OCRs leave the release for the pool: a new scope.
    OcrsDropped {
        /// Which.
        ocrs: Vec<OcrId>,
        /// Why.
        reason: Text,
    }
    /// A target leaves the release.
    TargetDropped {
        /// Why.
        reason: Text,
        /// Which.
        target: TargetId,
    }
    /// A new plan.
    ReleaseRescheduled {
        /// Why.
        reason: Text,
        /// Targets and their windows.
        windows: Vec<Window>,
    }
    /// The release is held: nothing falls.
    ReleaseHeld {
        /// Why.
        reason: Text,
    }
    /// The hold ends.
    ReleaseResumed {
        /// Why.
        #[serde(skip_serializing_if = "Option::is_none")] reason: Option<Text>,
    }
    /// A stopped release goes on at step 2, 5, 6 or 12.
    ReleaseReopened {
        /// The step.
        at: u64,
        /// The OCR to be resolved and verified again, at 12.
        #[serde(skip_serializing_if = "Option::is_none")] ocr: Option<OcrId>,
        /// Why.
        reason: Text,
        /// Reject or Re_open worksheets for what was resolved before.
        worksheets: Vec<Worksheet>,
    }
    /// The release ends without a deployment; its OCRs return to the pool.
    ReleaseCancelled {
        /// Why.
        reason: Text,
    }
    /// One's own act is taken back; both stay visible.
    ActRetracted {
        /// Why.
        reason: Text,
        /// The revision of the release that is taken back.
        revision: u64,
    }
}
