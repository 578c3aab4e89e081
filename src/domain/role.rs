//! The roles of the SOP, and the two that sign none of its steps.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// In what role a person acts. One person acts in one role per release.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, schemars::JsonSchema, Deserialize,
)]
#[serde(try_from = "String", into = "&'static str")]
#[schemars(extend("enum" = Self::ALL.map(Self::code)))]
pub enum Role {
    /// RM, the SOP's process owner.
    ReleaseManager,
    /// SD: creates and deploys the build, writes the Release Letter.
    SoftwareDeveloper,
    /// TT, the ERA Test Team: the Testing functional area.
    TestTeam,
    /// QM, the Quality Management functional area.
    QualityManagement,
    /// CM, the Configuration Management functional area.
    ConfigurationManagement,
    /// SEC, the Security functional area.
    Security,
    /// Keeps persons, roles, parties and settings; signs no SOP step.
    Administrator,
    /// Reads.
    Auditor,
}

impl Role {
    /// Every role, in the order in which they are listed to people.
    pub const ALL: [Self; 8] = [
        Self::ReleaseManager,
        Self::SoftwareDeveloper,
        Self::TestTeam,
        Self::QualityManagement,
        Self::ConfigurationManagement,
        Self::Security,
        Self::Administrator,
        Self::Auditor,
    ];
    /// The functional areas of SOP steps 3 and 7, each of which signs once.
    pub const AREAS: [Self; 4] =
        [Self::QualityManagement, Self::TestTeam, Self::ConfigurationManagement, Self::Security];

    /// The short form that is typed and recorded.
    pub fn code(self) -> &'static str {
        match self {
            Self::ReleaseManager => "rm",
            Self::SoftwareDeveloper => "sd",
            Self::TestTeam => "tt",
            Self::QualityManagement => "qm",
            Self::ConfigurationManagement => "cm",
            Self::Security => "sec",
            Self::Administrator => "administrator",
            Self::Auditor => "auditor",
        }
    }
    /// The SOP's own words.
    pub fn title(self) -> &'static str {
        match self {
            Self::ReleaseManager => "Release Manager",
            Self::SoftwareDeveloper => "Software Developer",
            Self::TestTeam => "Test Team",
            Self::QualityManagement => "Quality Management",
            Self::ConfigurationManagement => "Configuration Management",
            Self::Security => "Security",
            Self::Administrator => "Administrator",
            Self::Auditor => "Auditor",
        }
    }
    /// The title as it stands in a sentence: the areas are named bare, persons with an article.
    pub fn the(self) -> String {
        match self {
            Self::QualityManagement | Self::ConfigurationManagement | Self::Security => {
                self.title().to_owned()
            }
            Self::ReleaseManager
            | Self::SoftwareDeveloper
            | Self::TestTeam
            | Self::Administrator
            | Self::Auditor => format!("the {}", self.title()),
        }
    }
    /// Whether the role signs steps of the SOP.
    pub fn signs(self) -> bool {
        !matches!(self, Self::Administrator | Self::Auditor)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.title())
    }
}

/// A role that is not one of ours.
#[derive(Debug, Clone, thiserror::Error)]
#[error("there is no role {0:?}: the roles are rm, sd, tt, qm, cm, sec, administrator, auditor")]
pub struct NoSuchRole(pub String);

impl FromStr for Role {
    type Err = NoSuchRole;
    fn from_str(s: &str) -> Result<Self, NoSuchRole> {
        let key = s.to_ascii_lowercase();
        Self::ALL
            .into_iter()
            .find(|r| r.code() == key || r.title().to_ascii_lowercase().replace(' ', "-") == key)
            .ok_or_else(|| NoSuchRole(s.chars().take(32).collect()))
    }
}
impl TryFrom<String> for Role {
    type Error = NoSuchRole;
    fn try_from(s: String) -> Result<Self, NoSuchRole> {
        Self::ALL.into_iter().find(|r| r.code() == s).ok_or(NoSuchRole(s))
    }
}
impl From<Role> for &'static str {
    fn from(role: Role) -> &'static str {
        role.code()
    }
}
