//! The Operational Change Request: its package as the OCCB Secretariat sent it, and where it is.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::evidence::DocumentRef;
use super::id::{Login, OcrId, ReleaseId};
use super::text::Text;
use super::time::Time;

/// The implementation priority set by the OCCB (SOP step 2). Emergency goes before urgent before routine.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Priority {
    /// Goes first.
    Emergency,
    /// Goes before routine.
    Urgent,
    /// Goes last.
    Routine,
}

impl Priority {
    /// The word that is typed and read.
    pub fn word(self) -> &'static str {
        match self {
            Self::Emergency => "emergency",
            Self::Urgent => "urgent",
            Self::Routine => "routine",
        }
    }
}
impl fmt::Display for Priority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
impl FromStr for Priority {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        [Self::Emergency, Self::Urgent, Self::Routine]
            .into_iter()
            .find(|p| p.word() == s)
            .ok_or_else(|| format!("{s:?} is not a priority: the OCCB sets emergency, urgent or routine"))
    }
}

/// The OCCB's approval of an OCR.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// The day of the approval, `2026-11-02`.
    pub date: Text,
    /// The OCCB's reference, for example the minutes.
    pub reference: Text,
}

/// A complete approved OCR package (SOP step 1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// The OCCB's approval.
    pub approval: Approval,
    /// The record in ClearQuest.
    pub cq_record: Text,
    /// What is to be changed.
    pub description: Text,
    /// The package's documents; at least one.
    pub documents: Vec<DocumentRef>,
    /// The implementation priority.
    pub priority: Priority,
    /// The security impact, or why no analysis is needed.
    pub security: Text,
    /// One line that names the change.
    pub title: Text,
}

/// A field of a package that `ocr amend` can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// The title.
    Title,
    /// The description; part of the scope.
    Description,
    /// The approval's reference; part of the scope.
    ApprovalReference,
    /// The approval's date; part of the scope.
    ApprovalDate,
    /// The priority; part of the scope.
    Priority,
    /// The security statement; part of the scope.
    Security,
    /// The record in ClearQuest.
    CqRecord,
}

impl Field {
    /// Whether a change of it is a new scope for the release that the OCR is in.
    pub fn is_scope(self) -> bool {
        !matches!(self, Self::Title | Self::CqRecord)
    }
    /// The word that is typed and read.
    pub fn word(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Description => "description",
            Self::ApprovalReference => "approval-reference",
            Self::ApprovalDate => "approval-date",
            Self::Priority => "priority",
            Self::Security => "security",
            Self::CqRecord => "cq-record",
        }
    }
}

/// One amended field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Which field.
    pub field: Field,
    /// Its new value.
    pub new: Text,
    /// Its value until now.
    pub old: Text,
}

/// Where an OCR is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Received, in no release.
    Pool,
    /// In a release.
    In(ReleaseId),
    /// Returned to the Secretariat; may be received again.
    Returned,
    /// Withdrawn by the OCCB.
    Withdrawn,
    /// Deployed in a release but not verified: taken out after a fail at step 13.
    Deferred(ReleaseId),
    /// Deployed and verified in a closed release.
    Done(ReleaseId),
}

impl Place {
    /// The word that is shown and listed by.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pool => "pool",
            Self::In(_) => "in-release",
            Self::Returned => "returned",
            Self::Withdrawn => "withdrawn",
            Self::Deferred(_) => "deferred",
            Self::Done(_) => "done",
        }
    }
    /// The same in a sentence that begins "the OCR is".
    pub fn say(self) -> &'static str {
        match self {
            Self::Pool => "in the pool",
            Self::In(_) => "in a release",
            Self::Returned => "returned to the Secretariat",
            Self::Withdrawn => "withdrawn",
            Self::Deferred(_) => "deferred",
            Self::Done(_) => "done: its release is closed",
        }
    }
    /// The release it is or was in.
    pub fn release(self) -> Option<ReleaseId> {
        match self {
            Self::In(r) | Self::Deferred(r) | Self::Done(r) => Some(r),
            Self::Pool | Self::Returned | Self::Withdrawn => None,
        }
    }
}

/// An OCR, folded from the entries of `ocr:<id>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ocr {
    /// The OCCB's id.
    pub id: OcrId,
    /// Its package as amended; none while it was only ever returned.
    pub package: Option<Package>,
    /// Where it is.
    pub place: Place,
    /// Who received it.
    pub received_by: Login,
    /// When it was received.
    pub received_at: Time,
    /// Revision of the history it was folded from.
    pub revision: u64,
}

impl Ocr {
    /// The priority; routine for one that was returned before it was complete.
    pub fn priority(&self) -> Priority {
        self.package.as_ref().map_or(Priority::Routine, |p| p.priority)
    }
}
