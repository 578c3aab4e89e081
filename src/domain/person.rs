//! A person: login, name, and the roles held, each from a date and perhaps until one.

use serde::{Deserialize, Serialize};

use super::id::Login;
use super::role::Role;
use super::text::Text;
use super::time::Time;

/// Whether a person is one, or a machine with a narrow role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PersonKind {
    /// A human being.
    Human,
    /// A CI job or another machine.
    Machine,
}

/// What is recorded of a person when he is added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// E-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<Text>,
    /// Human or machine.
    pub kind: PersonKind,
    /// ASCII login; the operating-system account in trust mode `os`.
    pub login: Login,
    /// Display name.
    pub name: Text,
    /// Organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organisation: Option<Text>,
}

/// A role held for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// First moment at which it is held.
    pub from: Time,
    /// First moment at which it is no longer held.
    pub until: Option<Time>,
    /// Who granted it.
    pub by: Login,
}

/// A person, folded from the entries of `person:<login>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who it is.
    pub profile: Profile,
    /// Every grant, ended ones too.
    pub grants: Vec<Grant>,
    /// Revision of the history it was folded from.
    pub revision: u64,
}

impl Person {
    /// Whether the role is held at a moment.
    pub fn holds(&self, role: Role, at: Time) -> bool {
        self.grants.iter().any(|g| g.role == role && g.from <= at && g.until.is_none_or(|end| at < end))
    }
    /// The roles held at a moment, in the order of [`Role::ALL`].
    pub fn roles(&self, at: Time) -> Vec<Role> {
        Role::ALL.into_iter().filter(|r| self.holds(*r, at)).collect()
    }
}
