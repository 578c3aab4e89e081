//! Why a release is stopped, in words. Whether it is, `standing` computes.

use crate::domain::event::Outcome;
use crate::domain::{OcrId, TargetId};

/// Why a release is stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StopCause {
    /// `deploy no-go`.
    NoGo,
    /// A deployment ended in a no on this target.
    Deployment(TargetId, Outcome),
    /// This OCR failed verification.
    Verification(OcrId),
    /// This OCR was withdrawn when a target carried the build.
    Withdrawn(OcrId),
    /// The go ended before these targets were deployed.
    GoEnded(Vec<TargetId>),
}

impl StopCause {
    /// What people read.
    pub fn say(&self) -> String {
        match self {
            Self::NoGo => "a no-go was issued".into(),
            Self::Deployment(t, Outcome::Failed) => format!("the deployment to {t} failed"),
            Self::Deployment(t, Outcome::BackedOut) => format!("{t} was backed out"),
            Self::Deployment(t, Outcome::Irregular | Outcome::Deployed) => {
                format!("the deployment to {t} was irregular")
            }
            Self::Verification(ocr) => format!("{ocr} failed verification"),
            Self::Withdrawn(ocr) => format!("{ocr} was withdrawn when a target carried the build"),
            Self::GoEnded(targets) => format!(
                "the go ended before it was deployed to {}",
                targets.iter().map(TargetId::as_str).collect::<Vec<_>>().join(", ")
            ),
        }
    }
}
