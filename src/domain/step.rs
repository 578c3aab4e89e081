//! The sign-offs of the SOP's fifteen steps. Several steps are signed more than once, so `2a`, `2b` and so on.
//! What a step demands stands in `sop::table`, not here.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One kind of sign-off.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, schemars::JsonSchema, Deserialize,
)]
pub enum Step {
    /// 1: an approved OCR package is received.
    Receive,
    /// 2a: the RM schedules.
    Schedule,
    /// 2b: the Software Developer's input on the schedule.
    Input,
    /// 3a: the RM opens the coordination.
    Coordinate,
    /// 3b: one functional area's word on the window and scope.
    Concur,
    /// 4: LMC is notified.
    Notify,
    /// 5: the build.
    Build,
    /// 6a: developer testing.
    DeveloperTest,
    /// 6b: the Release Letter is submitted.
    Letter,
    /// 7a: the Release Letter is distributed.
    Distribute,
    /// 7b: testing is coordinated with the PMO Test Team.
    CoordinateTests,
    /// 7c: one functional area's review of the letter.
    Review,
    /// 8: test cases executed, or developer results assessed.
    TestRun,
    /// 9: passed, or not.
    Verdict,
    /// 10: go or no-go.
    Go,
    /// 11a: deployment to one target.
    Deploy,
    /// 11b: the completed Release Letter.
    CompleteLetter,
    /// 12a: the ClearQuest worksheet of one OCR.
    Resolve,
    /// 12b: what ClearQuest was then seen to say.
    Confirm,
    /// 13: QM verifies one OCR.
    Verify,
    /// 14: QM notifies the RM.
    Report,
    /// 15: the RM notifies the OCCB Secretariat.
    Close,
}

impl Step {
    /// Every sign-off, in the SOP's order.
    pub const ALL: [Self; 22] = [
        Self::Receive,
        Self::Schedule,
        Self::Input,
        Self::Coordinate,
        Self::Concur,
        Self::Notify,
        Self::Build,
        Self::DeveloperTest,
        Self::Letter,
        Self::Distribute,
        Self::CoordinateTests,
        Self::Review,
        Self::TestRun,
        Self::Verdict,
        Self::Go,
        Self::Deploy,
        Self::CompleteLetter,
        Self::Resolve,
        Self::Confirm,
        Self::Verify,
        Self::Report,
        Self::Close,
    ];

    /// The label that people read and type: `1`, `2a` … `15`.
    pub fn label(self) -> &'static str {
        match self {
            Self::Receive => "1",
            Self::Schedule => "2a",
            Self::Input => "2b",
            Self::Coordinate => "3a",
            Self::Concur => "3b",
            Self::Notify => "4",
            Self::Build => "5",
            Self::DeveloperTest => "6a",
            Self::Letter => "6b",
            Self::Distribute => "7a",
            Self::CoordinateTests => "7b",
            Self::Review => "7c",
            Self::TestRun => "8",
            Self::Verdict => "9",
            Self::Go => "10",
            Self::Deploy => "11a",
            Self::CompleteLetter => "11b",
            Self::Resolve => "12a",
            Self::Confirm => "12b",
            Self::Verify => "13",
            Self::Report => "14",
            Self::Close => "15",
        }
    }
    /// The sign-offs that a label or a number names: `12` names 12a and 12b. Empty for what the SOP does not have.
    pub fn named(typed: &str) -> Vec<Self> {
        let is = |s: &Self| s.label().eq_ignore_ascii_case(typed) || s.number().to_string() == typed;
        Self::ALL.into_iter().filter(is).collect()
    }
    /// The number of the SOP's row, 1 to 15.
    pub fn number(self) -> u8 {
        self.label().trim_end_matches(['a', 'b', 'c']).parse().unwrap_or_default()
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.label())
    }
}

/// A step that the SOP does not have.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the SOP has no step {0:?}: steps are 1, 2a, 2b, 3a … 15, as `era-rm sop show` lists them")]
pub struct NoSuchStep(pub String);

impl FromStr for Step {
    type Err = NoSuchStep;
    fn from_str(s: &str) -> Result<Self, NoSuchStep> {
        Self::ALL.into_iter().find(|x| x.label() == s).ok_or_else(|| NoSuchStep(s.chars().take(16).collect()))
    }
}
