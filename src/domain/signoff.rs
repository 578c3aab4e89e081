//! A sign-off: one step, one key, one person, a yes or a no, on a basis.

use std::fmt;

use super::basis::Basis;
use super::id::{Login, OcrId, TargetId};
use super::role::Role;
use super::step::Step;
use super::time::Time;

/// For which of several a step is signed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// Once for the release.
    Release,
    /// Once for each functional area.
    Area(Role),
    /// Once for each deployment target.
    Target(TargetId),
    /// Once for each OCR.
    Ocr(OcrId),
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Release => f.write_str("release"),
            Self::Area(role) => f.write_str(role.title()),
            Self::Target(target) => write!(f, "{target}"),
            Self::Ocr(ocr) => write!(f, "{ocr}"),
        }
    }
}

/// A recorded yes or no. Whether it still counts is computed by `sop::standing`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignOff {
    /// The step that was signed.
    pub step: Step,
    /// For which area, target or OCR.
    pub key: Key,
    /// Who signed.
    pub by: Login,
    /// The role acted in.
    pub role: Role,
    /// Yes or no.
    pub yes: bool,
    /// On what it was given.
    pub basis: Basis,
    /// The release's revision that recorded it.
    pub revision: u64,
    /// When it was recorded.
    pub at: Time,
    /// When it was done.
    pub effective: Time,
}

/// A thing that a no has condemned: it is never a basis again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condemned {
    /// What was condemned, by its identity.
    pub what: Doomed,
    /// The step whose no it was; `None` for a reopening.
    pub step: Option<Step>,
    /// The release's revision that recorded the no.
    pub revision: u64,
    /// Who said no.
    pub by: Login,
    /// In which role.
    pub role: Role,
    /// When.
    pub at: Time,
    /// Why.
    pub reason: String,
}

/// The identity of a condemned thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doomed {
    /// The scope set at this revision.
    Scope(u64),
    /// The plan set at this revision.
    Plan(u64),
    /// The build recorded at this revision.
    Build(u64),
    /// The letter submitted at this revision.
    Letter(u64),
    /// The go issued at this revision.
    Go(u64),
    /// The ClearQuest worksheet of this OCR, written at this revision.
    Resolve(OcrId, u64),
}

impl Doomed {
    /// The word that people read.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Scope(_) => "scope",
            Self::Plan(_) => "plan",
            Self::Build(_) => "build",
            Self::Letter(_) => "letter",
            Self::Go(_) => "go",
            Self::Resolve(..) => "resolution in ClearQuest",
        }
    }
    /// How far back it sends the release: the number of the SOP step.
    pub fn back_to(&self) -> u8 {
        match self {
            Self::Scope(_) | Self::Plan(_) => 2,
            Self::Build(_) => 5,
            Self::Letter(_) => 6,
            Self::Go(_) => 10,
            Self::Resolve(..) => 12,
        }
    }
}
