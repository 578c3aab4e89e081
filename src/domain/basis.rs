//! What a sign-off was given on. When the basis moves, the sign-off no longer counts: nothing is ever cleaned up.

use serde::{Deserialize, Serialize};

use super::evidence::Digest;
use super::id::{BuildId, TargetId};

/// The part of a basis that can change and make sign-offs fall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Thing {
    /// Which OCRs are in the release, and what they say.
    Scope,
    /// The windows, and the targets.
    Plan,
    /// The targets alone.
    Targets,
    /// The current build.
    Build,
    /// The current Release Letter.
    Letter,
    /// The latest deployment record of each target.
    Deployment,
    /// The completed Release Letter.
    Completed,
    /// A later go that names the same target.
    LaterGo,
    /// The sign-off of the step before, on the same key, given anew.
    Before,
}

impl Thing {
    /// The word that people read.
    pub fn word(self) -> &'static str {
        match self {
            Self::Scope => "scope",
            Self::Plan => "plan",
            Self::Targets => "targets",
            Self::Build => "build",
            Self::Letter => "letter",
            Self::Deployment => "deployment",
            Self::Completed => "completed letter",
            Self::LaterGo => "a later go",
            Self::Before => "the sign-off before it",
        }
    }
}

/// The basis of an act. Scope, plan and targets are named by the revision of the release that set them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// The current build.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build: Option<BuildId>,
    /// Digest of the completed Release Letter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completed: Option<Digest>,
    /// The revision of the latest deployment record of each target.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deployment: Option<Vec<TargetRecord>>,
    /// Digest of the current Release Letter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub letter: Option<Digest>,
    /// Revision at which the plan became what it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<u64>,
    /// Revision of the release at which the scope became what it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<u64>,
    /// Revision at which the targets became what they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub targets: Option<u64>,
}

/// The latest deployment record of one target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetRecord {
    /// The revision of the release that recorded it.
    pub record: u64,
    /// The target.
    pub target: TargetId,
}
