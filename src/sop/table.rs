//! THE SOP. `SAYS` is its fifteen rows, word for word. `MEANS` is our reading, one row for each sign-off. `ACTS` is every
//! act that can be recorded, who may do it, and under which states of a release it is lawful. The judge, the docs, the
//! refusals and the permission matrix are all printed from here.

use crate::domain::Role::{
    self, Administrator, ConfigurationManagement, QualityManagement, ReleaseManager, Security,
    SoftwareDeveloper, TestTeam,
};
use crate::domain::Step;
use crate::domain::Thing::{
    self, Before, Build, Completed, Deployment, LaterGo, Letter, Plan, Scope, Targets,
};
use crate::domain::event::OLD;

/// One row of the SOP, word for word.
pub struct Says {
    /// The step, 1 to 15.
    pub step: u8,
    /// Description of Activity.
    pub activity: &'static str,
    /// Responsibility.
    pub responsibility: &'static str,
}

const fn says(step: u8, activity: &'static str, responsibility: &'static str) -> Says {
    Says { step, activity, responsibility }
}

/// The SOP, word for word.
pub const SAYS: [Says; 15] = [
    says(1, "Receive an approved OCR package from the OCCB Secretariat.", "Release Manager (RM)"),
    says(
        2,
        "Using the implementation priority set by the OCCB, and with input from the Software Developer, schedule the OCR for a release. Assign probable release number.",
        "RM",
    ),
    says(
        3,
        "Coordinate the proposed release schedule with the ERA Quality Management (QM), Testing, Configuration Management (CM), and Security functional areas such that each area can support the release within the timeframe allotted.",
        "RM",
    ),
    says(4, "Notify LMC of approved OCRs.", "RM"),
    says(5, "Software Developer creates build.", "RM"),
    says(
        6,
        "Software Developer testing activities and development of Release Letter. Note: NARA test personnel participation is optional.",
        "Software Developer",
    ),
    says(
        7,
        "Receives and distributes Release Letter for functional area review and approval. Coordinate testing activities with PMO Test Team.",
        "RM",
    ),
    says(8, "ERA Test Team executes test cases or assesses Software Developer test results.", "Test Team"),
    says(9, "ERA Test Team passes Release? Yes – go to step 10; No – go to step 5", "Test Team"),
    says(
        10,
        "Issue go/no go deployment notification; forward Release Notes to Help Desk for subsequent distribution to users.",
        "RM",
    ),
    says(
        11,
        "Perform deployment/installation. Complete Release Letter. Notify RM of deployment status.",
        "Software Developer",
    ),
    says(
        12,
        "Notify QM OK to verify by changing the state into CQ: Change state from “Opened” to “Resolved”; Attach the Deployed Release letter to the Attachment tab in CQ; Under Resolution Tab in CQ update the following Fields: “Deployed Release Field” (Deployed Release letter) and “Assigned Field” (Assign QM Personnel)",
        "RM",
    ),
    says(13, "QM Verification Process", "QM"),
    says(14, "QM notifies RM that verification passed.", "QM"),
    says(15, "RM notifies OCCB Secretariat of verification of deployment", "RM"),
];

/// For each of what a step is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Per {
    /// The release.
    Release,
    /// Each functional area.
    Area,
    /// Each deployment target.
    Target,
    /// Each OCR.
    Ocr,
}

/// What must stand before a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    /// A step, for every key it is signed for.
    All(Step),
    /// A step, for the same OCR.
    Same(Step),
    /// A letter of the current build has been distributed, whatever its revision.
    LetterOfBuild,
    /// A go that names the target was live when the deployment began.
    LiveGo,
}

/// Our reading of one sign-off.
pub struct Means {
    /// The sign-off.
    pub step: Step,
    /// Its name in one or two words.
    pub name: &'static str,
    /// The command that gives it.
    pub command: &'static str,
    /// For each of what it is given.
    pub per: Per,
    /// What must stand before it.
    pub after: &'static [After],
    /// What makes it fall when it changes.
    pub falls: &'static [Thing],
    /// What must come with it.
    pub evidence: &'static str,
    /// What a no does.
    pub no: &'static str,
    /// Which of this the SOP does not say itself.
    pub ours: &'static str,
}

use After::{All, LetterOfBuild, LiveGo, Same};

/// Our reading of the SOP, in its order.
#[rustfmt::skip]
pub const MEANS: [Means; 22] = [
    Means { step: Step::Receive, name: "Receive", command: "ocr receive", per: Per::Ocr, after: &[], falls: &[],
        evidence: "a complete OCR package", no: "`ocr return` with reasons; the id may be received again", ours: "the return" },
    Means { step: Step::Schedule, name: "Schedule", command: "release schedule", per: Per::Release, after: &[All(Step::Receive)], falls: &[Scope, Plan],
        evidence: "probable release number, windows, targets; the priority order kept, or a reason", no: "", ours: "" },
    Means { step: Step::Input, name: "Developer's input", command: "release input", per: Per::Release, after: &[All(Step::Schedule)], falls: &[Scope, Plan],
        evidence: "the developer's input on this scope and plan", no: "the plan is condemned: reschedule", ours: "the no" },
    Means { step: Step::Coordinate, name: "Coordinate", command: "release coordinate", per: Per::Release, after: &[All(Step::Input)], falls: &[Scope, Plan],
        evidence: "", no: "", ours: "" },
    Means { step: Step::Concur, name: "Concur", command: "release concur", per: Per::Area, after: &[All(Step::Coordinate)], falls: &[Scope, Plan],
        evidence: "the area's word on this window and this scope", no: "the plan is condemned: reschedule", ours: "the no" },
    Means { step: Step::Notify, name: "Notify LMC", command: "release notify", per: Per::Release, after: &[All(Step::Concur)], falls: &[Scope, Plan],
        evidence: "the notice", no: "", ours: "" },
    Means { step: Step::Build, name: "Build", command: "build record", per: Per::Release, after: &[All(Step::Notify)], falls: &[Scope, Build],
        evidence: "build id, source revision, artifact digests; a reason for a further build", no: "", ours: "either the RM or the builder may record it" },
    Means { step: Step::DeveloperTest, name: "Developer testing", command: "test dev", per: Per::Release, after: &[All(Step::Build)], falls: &[Build],
        evidence: "results with at least one test case; failures are listed in the letter", no: "", ours: "" },
    Means { step: Step::Letter, name: "Release Letter", command: "letter submit", per: Per::Release, after: &[All(Step::DeveloperTest)], falls: &[Build, Targets, Letter],
        evidence: "every section due at submission", no: "", ours: "" },
    Means { step: Step::Distribute, name: "Distribute letter", command: "letter distribute", per: Per::Release, after: &[All(Step::Letter)], falls: &[Letter],
        evidence: "", no: "", ours: "" },
    Means { step: Step::CoordinateTests, name: "Coordinate testing", command: "test coordinate", per: Per::Release, after: &[All(Step::DeveloperTest)], falls: &[Build],
        evidence: "where, when, who", no: "", ours: "runs beside 7a and 7c" },
    Means { step: Step::Review, name: "Review letter", command: "letter review", per: Per::Area, after: &[All(Step::Distribute)], falls: &[Letter],
        evidence: "approve, or reject with class and reason", no: "DOCUMENT back to 6b, BUILD back to 5, SCOPE back to 2", ours: "the classes" },
    Means { step: Step::TestRun, name: "Test", command: "test run", per: Per::Release, after: &[All(Step::CoordinateTests), LetterOfBuild], falls: &[Build],
        evidence: "executed, assessed or observed; results with at least one test case", no: "", ours: "observed; the suites that had to run" },
    Means { step: Step::Verdict, name: "Pass?", command: "test record", per: Per::Release, after: &[All(Step::TestRun)], falls: &[Build],
        evidence: "the verdict; for a pass, every suite that had to run, and every failed case waived by name", no: "the build is condemned: back to 5", ours: "waivers" },
    Means { step: Step::Go, name: "Go / no-go", command: "deploy go", per: Per::Release, after: &[All(Step::Verdict), All(Step::Review)], falls: &[Letter, Scope, Plan],
        evidence: "the Release Notes; the reason of a no-go", no: "the release is stopped", ours: "that all areas have approved the letter; that a go ends with its window" },
    Means { step: Step::Deploy, name: "Deploy", command: "deploy record", per: Per::Target, after: &[LiveGo], falls: &[Build, LaterGo],
        evidence: "outcome, start, end, digests installed, backup reference", no: "the go is spent for targets not yet deployed; the release is stopped", ours: "the no" },
    Means { step: Step::CompleteLetter, name: "Complete letter", command: "letter complete", per: Per::Release, after: &[All(Step::Deploy), All(Step::Review)], falls: &[Deployment, Letter],
        evidence: "every section due at completion", no: "", ours: "that the letter it completes still stands approved" },
    Means { step: Step::Resolve, name: "Resolve in CQ", command: "cq resolve", per: Per::Ocr, after: &[All(Step::CompleteLetter)], falls: &[Completed],
        evidence: "the worksheet; CQ was last seen to say Opened", no: "", ours: "the worksheet" },
    Means { step: Step::Confirm, name: "Confirm CQ", command: "cq confirm", per: Per::Ocr, after: &[Same(Step::Resolve)], falls: &[Completed, Before],
        evidence: "what CQ was seen to say", no: "", ours: "that somebody looks" },
    Means { step: Step::Verify, name: "Verify", command: "verify record", per: Per::Ocr, after: &[Same(Step::Confirm)], falls: &[Before],
        evidence: "findings", no: "a CQ Reject worksheet; the release is stopped", ours: "the no" },
    Means { step: Step::Report, name: "Report to RM", command: "verify notify", per: Per::Release, after: &[All(Step::Verify)], falls: &[Before],
        evidence: "the notice", no: "", ours: "" },
    Means { step: Step::Close, name: "Close", command: "release close", per: Per::Release, after: &[All(Step::Report)], falls: &[Before],
        evidence: "the notice, with the true result of each OCR; the notices of 4 and 10 delivered", no: "", ours: "that it stands when its notice is delivered" },
];

/// Who is told of an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tell {
    /// The holders of a role.
    Role(Role),
    /// The four functional areas.
    Areas,
    /// LMC, or whoever the developer's organisation now is.
    Lmc,
    /// The Help Desk; of a no-go only if a go had told it.
    HelpDesk,
    /// The OCCB Secretariat.
    Secretariat,
}

/// When an act's notices are owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Always.
    Always,
    /// Only of a no.
    OfNo,
}

/// One act: who may do it, and under which states of a release.
pub struct Act {
    /// The event that records it.
    pub event: &'static str,
    /// The command.
    pub command: &'static str,
    /// The sign-off it gives, if it gives one.
    pub step: Option<Step>,
    /// The roles that may do it.
    pub roles: &'static [Role],
    /// Lawful while the release is held.
    pub held: bool,
    /// Lawful while the release is stopped.
    pub stopped: bool,
    /// Lawful while a go is live, or once a target carries the build.
    pub frozen: bool,
    /// Whether it can be retracted by whoever did it.
    pub retractable: bool,
    /// Who is told.
    pub tells: &'static [Tell],
    /// When.
    pub when: When,
}

/// While held, stopped, frozen; retractable. `H S F R` for yes, `.` for no.
const fn act(
    event: &'static str,
    command: &'static str,
    step: Option<Step>,
    roles: &'static [Role],
    lawful: &'static str,
    tells: &'static [Tell],
    when: When,
) -> Act {
    let l = lawful.as_bytes();
    Act {
        event,
        command,
        step,
        roles,
        held: l[0] == b'H',
        stopped: l[1] == b'S',
        frozen: l[2] == b'F',
        retractable: l[3] == b'R',
        tells,
        when,
    }
}

const RM: &[Role] = &[ReleaseManager];
const SD: &[Role] = &[SoftwareDeveloper];
const TT: &[Role] = &[TestTeam];
const QM: &[Role] = &[QualityManagement];
const RM_SD: &[Role] = &[ReleaseManager, SoftwareDeveloper];
const AREAS: &[Role] = &Role::AREAS;
const ADMIN: &[Role] = &[Administrator];
const SIGNERS: &[Role] =
    &[ReleaseManager, SoftwareDeveloper, TestTeam, QualityManagement, ConfigurationManagement, Security];
const TELL_RM: &[Tell] = &[Tell::Role(ReleaseManager)];
const TELL_SD: &[Tell] = &[Tell::Role(SoftwareDeveloper)];
const TELL_RM_SD: &[Tell] = &[Tell::Role(ReleaseManager), Tell::Role(SoftwareDeveloper)];
const TELL_ALL: &[Tell] = &[Tell::Role(SoftwareDeveloper), Tell::Areas];
use When::{Always, OfNo};

/// Every act that can be recorded.
#[rustfmt::skip]
pub const ACTS: [Act; 51] = [
    act("OcrReceived", "ocr receive", Some(Step::Receive), RM, "....", &[], Always),
    act("ReleaseScheduled", "release schedule", Some(Step::Schedule), RM, "....", TELL_SD, Always),
    act("ReleaseRescheduled", "release reschedule", Some(Step::Schedule), RM, ".S..", TELL_ALL, Always),
    act("InputGiven", "release input", Some(Step::Input), SD, ".SFR", TELL_RM, OfNo),
    act("CoordinationOpened", "release coordinate", Some(Step::Coordinate), RM, ".SFR", &[Tell::Areas], Always),
    act("Concurred", "release concur", Some(Step::Concur), AREAS, ".SFR", TELL_RM, Always),
    act("LmcNotified", "release notify", Some(Step::Notify), RM, ".SFR", &[Tell::Lmc], Always),
    act("BuildRecorded", "build record", Some(Step::Build), RM_SD, "...R", TELL_RM, Always),
    act("DeveloperTested2", "test dev", Some(Step::DeveloperTest), SD, "..FR", TELL_RM, Always),
    act("LetterSubmitted", "letter submit", Some(Step::Letter), SD, "...R", TELL_RM, Always),
    act("LetterDistributed", "letter distribute", Some(Step::Distribute), RM, "..FR", &[Tell::Areas], Always),
    act("TestsCoordinated", "test coordinate", Some(Step::CoordinateTests), RM, "..FR", &[Tell::Role(TestTeam)], Always),
    act("LetterReviewed", "letter review", Some(Step::Review), AREAS, "..FR", TELL_RM_SD, Always),
    act("TestsRun2", "test run", Some(Step::TestRun), TT, "..FR", &[], Always),
    act("WaiverProposed", "test waive", None, TT, "..FR", TELL_RM, Always),
    act("WaiverAccepted", "test waive --accept", None, RM, "..FR", &[Tell::Role(TestTeam)], Always),
    act("TestRecorded2", "test record", Some(Step::Verdict), TT, "..FR", TELL_RM_SD, Always),
    act("GoIssued", "deploy go", Some(Step::Go), RM, ".SF.", &[Tell::Role(SoftwareDeveloper), Tell::Areas, Tell::HelpDesk], Always),
    act("NoGoIssued", "deploy no-go", None, RM, "..FR", &[Tell::Role(SoftwareDeveloper), Tell::Areas, Tell::HelpDesk], Always),
    act("DeploymentRecorded", "deploy record", Some(Step::Deploy), SD, "HSF.", TELL_RM, Always),
    act("LetterCompleted", "letter complete", Some(Step::CompleteLetter), SD, "..FR", TELL_RM, Always),
    act("CqResolved", "cq resolve", Some(Step::Resolve), RM, "..FR", &[Tell::Role(QualityManagement)], Always),
    act("CqConfirmed", "cq confirm", Some(Step::Confirm), RM, ".SFR", &[], Always),
    act("Verified", "verify record", Some(Step::Verify), QM, "..FR", TELL_RM, OfNo),
    act("VerificationReported", "verify notify", Some(Step::Report), QM, "..FR", TELL_RM, Always),
    act("ReleaseClosed", "release close", Some(Step::Close), RM, "..F.", &[Tell::Secretariat], Always),
    act("OcrReturned", "ocr return", None, RM, "....", &[Tell::Secretariat], Always),
    act("OcrAmended", "ocr amend", None, RM, ".SF.", &[], Always),
    act("OcrWithdrawn", "ocr withdraw", None, RM, "HSF.", TELL_ALL, Always),
    act("OcrDeferred", "ocr defer", None, RM, ".SF.", &[Tell::Role(QualityManagement), Tell::Role(SoftwareDeveloper)], Always),
    act("OcrsAdded", "release add", None, RM, "....", TELL_ALL, Always),
    act("OcrsDropped", "release drop", None, RM, "....", TELL_ALL, Always),
    act("TargetDropped", "release drop --target", None, RM, ".S..", TELL_ALL, Always),
    act("ReleaseHeld", "release hold", None, RM, ".SF.", TELL_ALL, Always),
    act("ReleaseResumed", "release resume", None, RM, "HSF.", TELL_ALL, Always),
    act("ReleaseReopened", "release reopen", None, RM, ".SF.", TELL_ALL, Always),
    act("ReleaseCancelled", "release cancel", None, RM, "HSF.", TELL_ALL, Always),
    act("ActRetracted", "retract", None, SIGNERS, "HSF.", &[], Always),
    act("NoticesGivenByHand", "notice by-hand", None, SIGNERS, "HSF.", &[], Always),
    act("PersonAdded", "person add", None, ADMIN, "....", &[], Always),
    act("KeyAdded", "person key add", None, &Role::ALL, "....", &[], Always),
    act("KeyEnded", "person key end", None, &Role::ALL, "....", &[], Always),
    act("RoleProposed", "role grant", None, ADMIN, "....", &[], Always),
    act("RoleGranted", "role grant", None, ADMIN, "....", &[], Always),
    act("RoleDelegated", "role delegate", None, &Role::ALL, "....", &[], Always),
    act("RoleRevoked", "role revoke", None, ADMIN, "....", &[], Always),
    act("PartySet", "party set", None, ADMIN, "....", &[], Always),
    act("SettingSet", "setting set", None, ADMIN, "....", &[], Always),
    act("RestoreAccepted", "ledger accept-restore", None, ADMIN, "....", &[], Always),
    act("LedgerCreated2", "init", None, ADMIN, "....", &[], Always),
    act("Refused", "", None, &Role::ALL, "....", &[], Always),
];

/// Our reading of a step.
pub fn means(step: Step) -> &'static Means {
    // MEANS is in the order of Step::ALL, which a test holds; the first row is never asked for another.
    MEANS.iter().find(|m| m.step == step).unwrap_or(&MEANS[0])
}

/// The row of an event; an old form has that of today's.
pub fn act_of(event: &str) -> &'static Act {
    let today = OLD.iter().find(|(old, _)| *old == event).map_or(event, |(_, today)| *today);
    // ACTS has a row for every event, which a test holds; the last row allows nothing.
    ACTS.iter().find(|a| a.event == today).unwrap_or(&ACTS[50])
}

/// What a machine may record: what was made, run, installed, handed over. What has to be decided is for people.
const MACHINES: [&str; 8] = [
    "BuildRecorded",
    "DeveloperTested2",
    "LetterSubmitted",
    "TestsRun2",
    "DeploymentRecorded",
    "LetterCompleted",
    "NoticesGivenByHand",
    "ActRetracted",
];
/// The roles that a machine may hold.
pub const MACHINE_ROLES: [Role; 3] = [SoftwareDeveloper, TestTeam, Role::Auditor];

/// Whether a machine may make an act.
pub fn is_for_machines(act: &Act) -> bool {
    MACHINES.contains(&act.event)
}

/// Whether an act is final: it cannot be retracted. An administrator's acts are not, for another of the same kind sets
/// them right; save that entries are lost, which nobody takes back.
pub fn is_final(event: &str) -> bool {
    let act = act_of(event);
    // A key that is added can be ended, and a role that is delegated be revoked.
    let again = act.roles == ADMIN && act.event != "RestoreAccepted";
    !act.retractable && !again && !matches!(event, "KeyAdded" | "RoleDelegated")
}

/// What must be typed besides a command's name and its release, target or OCR, to sign a step. `TEXT`, `FILE` and the like stand
/// for what the person knows; `a|b` is a choice.
pub fn words(step: Step) -> &'static str {
    match step {
        Step::Schedule => " --reason TEXT",
        Step::Input | Step::Concur => " --yes|--no",
        Step::Build => " --build ID --source TEXT --artifact FILE",
        Step::DeveloperTest => " --results FILE",
        Step::Letter | Step::CompleteLetter => " FILE",
        Step::CoordinateTests => " --place TEXT --when TIME --who TEXT",
        Step::Review => " --approve|--reject",
        Step::TestRun => " --executed|--assessed|--observed --results FILE",
        Step::Verdict => " --pass|--fail",
        Step::Go => " --notes FILE",
        Step::Deploy => " --outcome deployed --start TIME --end TIME --artifact FILE --backup TEXT",
        Step::Resolve => " --assign LOGIN",
        Step::Confirm => " --state Resolved",
        Step::Verify => " --pass|--fail --findings TEXT",
        Step::Receive | Step::Coordinate | Step::Notify | Step::Distribute | Step::Report | Step::Close => "",
    }
}

/// The roles that may sign a step.
pub fn roles_of(step: Step) -> &'static [Role] {
    ACTS.iter().find(|a| a.step == Some(step)).map_or(&[], |a| a.roles)
}
