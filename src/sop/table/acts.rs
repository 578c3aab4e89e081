//! Every act that can be recorded: who may do it, under which states of a release it is lawful, who is told of it.
//! Part of the table.

use crate::domain::Role::{
    self, Administrator, ConfigurationManagement, QualityManagement, ReleaseManager, Security,
    SoftwareDeveloper, TestTeam,
};
use crate::domain::Step;
use crate::domain::event::OLD;

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
pub const ACTS: &[Act] = &[
    act("OcrReceived", "ocr receive", Some(Step::Receive), RM, "....", &[], Always),
    act("ReleaseScheduled", "release schedule", Some(Step::Schedule), RM, "....", TELL_SD, Always),
    act("ReleaseRescheduled", "release reschedule", Some(Step::Schedule), RM, ".S..", TELL_ALL, Always),
    act("ReleaseRenumbered", "release renumber", None, RM, ".S..", TELL_ALL, Always),
    act("InputGiven", "release input", Some(Step::Input), SD, ".SFR", TELL_RM, OfNo),
    act("CoordinationOpened", "release coordinate", Some(Step::Coordinate), RM, ".SFR", &[Tell::Areas], Always),
    act("Concurred", "release concur", Some(Step::Concur), AREAS, ".SFR", TELL_RM, Always),
    act("LmcNotified", "release notify", Some(Step::Notify), RM, ".SFR", &[Tell::Lmc], Always),
    act("BuildRecorded", "build record", Some(Step::Build), RM_SD, "...R", TELL_RM, Always),
    act("DeveloperTested2", "test dev", Some(Step::DeveloperTest), SD, "..FR", TELL_RM, Always),
    act("LetterSubmitted2", "letter submit", Some(Step::Letter), SD, "...R", TELL_RM, Always),
    act("LetterDistributed", "letter distribute", Some(Step::Distribute), RM, "..FR", &[Tell::Areas], Always),
    act("TestsCoordinated", "test coordinate", Some(Step::CoordinateTests), RM, "..FR", &[Tell::Role(TestTeam)], Always),
    act("LetterReviewed", "letter review", Some(Step::Review), AREAS, "..FR", TELL_RM_SD, Always),
    act("TestsRun2", "test run", Some(Step::TestRun), TT, "..FR", &[], Always),
    act("WaiverProposed", "test waive", None, TT, "..FR", TELL_RM, Always),
    act("WaiverAccepted", "test waive --accept", None, RM, "..FR", &[Tell::Role(TestTeam)], Always),
    act("TestRecorded2", "test record", Some(Step::Verdict), TT, "..FR", TELL_RM_SD, Always),
    act("NotesEdited", "notes edit", None, RM, ".S.R", &[], Always),
    act("GoIssued", "deploy go", Some(Step::Go), RM, ".SF.", &[Tell::Role(SoftwareDeveloper), Tell::Areas, Tell::HelpDesk], Always),
    act("NoGoIssued", "deploy no-go", None, RM, "..FR", &[Tell::Role(SoftwareDeveloper), Tell::Areas, Tell::HelpDesk], Always),
    act("DeploymentRecorded2", "deploy record", Some(Step::Deploy), SD, "HSF.", TELL_RM, Always),
    act("LetterCompleted2", "letter complete", Some(Step::CompleteLetter), SD, "..FR", TELL_RM, Always),
    act("CqResolved", "cq resolve", Some(Step::Resolve), RM, "..FR", &[Tell::Role(QualityManagement)], Always),
    act("CqConfirmed", "cq confirm", Some(Step::Confirm), RM, ".SFR", &[], Always),
    act("Verified", "verify record", Some(Step::Verify), QM, "..FR", TELL_RM, OfNo),
    act("VerificationReported", "verify notify", Some(Step::Report), QM, "..FR", TELL_RM, Always),
    act("ReleaseClosed", "release close", Some(Step::Close), RM, "..F.", &[Tell::Secretariat], Always),
    act("OcrReturned", "ocr return", None, RM, "....", &[Tell::Secretariat], Always),
    act("OcrAmended", "ocr amend", None, RM, ".SF.", &[], Always),
    act("OcrWithdrawn", "ocr withdraw", None, RM, "HSF.", TELL_ALL, Always),
    act("OcrDeferred2", "ocr defer", None, RM, ".SF.", &[Tell::Role(QualityManagement), Tell::Role(SoftwareDeveloper)], Always),
    act("OcrsAdded", "release add", None, RM, "....", TELL_ALL, Always),
    act("OcrsDropped", "release drop", None, RM, "....", TELL_ALL, Always),
    act("TargetDropped", "release drop --target", None, RM, ".S..", TELL_ALL, Always),
    act("ReleaseHeld", "release hold", None, RM, ".SF.", TELL_ALL, Always),
    act("ReleaseResumed", "release resume", None, RM, "HSF.", TELL_ALL, Always),
    act("ReleaseReopened", "release reopen", None, RM, ".SF.", TELL_ALL, Always),
    act("ReleaseCancelled", "release cancel", None, RM, "HSF.", TELL_ALL, Always),
    act("ActRetracted", "retract", None, SIGNERS, "HSF.", &[], Always),
    act("NoticesGivenByHand", "notice by-hand", None, SIGNERS, "HSF.", &[], Always),
    act("NoticeSent", "notice send", None, SIGNERS, "HSF.", &[], Always),
    act("NoticeFailed", "notice send", None, SIGNERS, "HSF.", &[], Always),
    act("NoticeAcknowledged", "notice ack", None, SIGNERS, "HSF.", &[], Always),
    act("Reminded", "notice remind", None, SIGNERS, "HSF.", &[], Always),
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
    act("DocumentErased", "document erase", None, ADMIN, "....", &[], Always),
    act("LedgerCreated2", "init", None, ADMIN, "....", &[], Always),
    act("Refused", "", None, &Role::ALL, "....", &[], Always),
];

/// The row of an event; an old form has that of today's.
pub fn act_of(event: &str) -> &'static Act {
    let today = OLD.iter().find(|(old, _)| *old == event).map_or(event, |(_, today)| *today);
    // ACTS has a row for every event, which a test holds; the last row allows nothing.
    ACTS.iter().find(|a| a.event == today).unwrap_or(&ACTS[ACTS.len() - 1])
}

/// What a machine may record: what was made, run, installed, handed over. What has to be decided is for people.
const MACHINES: [&str; 11] = [
    "BuildRecorded",
    "DeveloperTested2",
    "LetterSubmitted2",
    "TestsRun2",
    "DeploymentRecorded2",
    "LetterCompleted2",
    "NoticesGivenByHand",
    "NoticeSent",
    "NoticeFailed",
    "Reminded",
    "ActRetracted",
];
/// The roles that a machine may hold.
pub const MACHINE_ROLES: [Role; 3] = [SoftwareDeveloper, TestTeam, Role::Auditor];

/// Whether a machine may make an act.
pub fn is_for_machines(act: &Act) -> bool {
    MACHINES.contains(&act.event)
}

/// Whether an act is final: it cannot be retracted. An administrator's acts are not, for another of the same kind sets
/// them right; save that entries are lost or a document erased, which nobody takes back.
pub fn is_final(event: &str) -> bool {
    let act = act_of(event);
    // A key that is added can be ended, and a role that is delegated be revoked.
    let again = act.roles == ADMIN && !matches!(act.event, "RestoreAccepted" | "DocumentErased");
    !act.retractable && !again && !matches!(event, "KeyAdded" | "RoleDelegated")
}

/// The roles that may sign a step.
pub fn roles_of(step: Step) -> &'static [Role] {
    ACTS.iter().find(|a| a.step == Some(step)).map_or(&[], |a| a.roles)
}
