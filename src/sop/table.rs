//! THE SOP. `SAYS` is its fifteen rows, word for word. `MEANS` is our reading, one row for each sign-off. `acts` is every
//! act that can be recorded, who may do it, and under which states of a release it is lawful. The judge, the docs, the
//! refusals and the permission matrix are all printed from here.

mod acts;

use crate::domain::Step;
use crate::domain::Thing::{
    self, Before, Build, Completed, Deployment, LaterGo, Letter, Plan, Scope, Targets,
};

pub use acts::{ACTS, Act, MACHINE_ROLES, Tell, When, act_of, is_final, is_for_machines, roles_of};

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

/// Our reading of a step.
pub fn means(step: Step) -> &'static Means {
    // MEANS is in the order of Step::ALL, which a test holds; the first row is never asked for another.
    MEANS.iter().find(|m| m.step == step).unwrap_or(&MEANS[0])
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
        Step::Deploy => " --outcome deployed --start TIME --end TIME --artifact FILE --backup TEXT",
        Step::Resolve => " --assign LOGIN",
        Step::Confirm => " --state Resolved",
        Step::Verify => " --pass|--fail --findings TEXT",
        Step::Receive
        | Step::Coordinate
        | Step::Notify
        | Step::Distribute
        | Step::Go
        | Step::Report
        | Step::Close => "",
    }
}
