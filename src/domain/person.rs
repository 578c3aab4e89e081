//! A person: login, name, keys, and the roles held, each from a date and perhaps until one.

use serde::{Deserialize, Serialize};

use super::evidence::Digest;
use super::id::Login;
use super::key::PublicKey;
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
    /// Whose role it is, where it was delegated.
    pub of: Option<Login>,
}

impl Grant {
    /// Whether it is held at a moment.
    pub fn covers(&self, at: Time) -> bool {
        self.from <= at && self.until.is_none_or(|end| at < end)
    }
}

/// A grant that the first of two administrators has made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// What is to be granted; `by` is the first administrator.
    pub grant: Grant,
    /// When it was proposed.
    pub at: Time,
}

/// A key that signs for a person, from one place in the ledger to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldKey {
    /// The public key.
    pub key: PublicKey,
    /// Whether it is the key of an authority, which signs nothing itself: what it certifies does.
    pub authority: bool,
    /// The entry that added it.
    pub added: (u64, Time),
    /// Who added it.
    pub by: Login,
    /// How it ended.
    pub end: Option<KeyEnd>,
}

/// How a key ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyEnd {
    /// The entry that ended it.
    pub ended: (u64, Time),
    /// Since when it may have been in other hands.
    pub compromised_since: Option<Time>,
    /// Who ended it.
    pub by: Login,
    /// Why.
    pub reason: Text,
}

/// A person, folded from the entries of `person:<login>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who it is.
    pub profile: Profile,
    /// Every grant and delegation, ended ones too.
    pub grants: Vec<Grant>,
    /// Grants that a second administrator has not made yet.
    pub proposals: Vec<Proposal>,
    /// Every key, ended ones too.
    pub keys: Vec<HeldKey>,
    /// Revision of the history it was folded from.
    pub revision: u64,
}

impl Person {
    /// Whether the role is held at a moment, granted or delegated.
    pub fn holds(&self, role: Role, at: Time) -> bool {
        self.grants.iter().any(|g| g.role == role && g.covers(at))
    }
    /// Whether the role is the person's own at a moment.
    pub fn owns(&self, role: Role, at: Time) -> bool {
        self.grants.iter().any(|g| g.role == role && g.of.is_none() && g.covers(at))
    }
    /// Whose role the person holds at a moment, where it is not the person's own.
    pub fn stands_in_for(&self, role: Role, at: Time) -> Option<&Login> {
        let delegated = self.grants.iter().filter(|g| g.role == role && g.covers(at));
        if self.owns(role, at) { None } else { delegated.rev().find_map(|g| g.of.as_ref()) }
    }
    /// A key of the person's, ended ones too.
    pub fn key(&self, id: &Digest) -> Option<&HeldKey> {
        self.keys.iter().find(|k| k.key.id() == *id)
    }
    /// The keys that have not ended.
    pub fn live_keys(&self) -> impl Iterator<Item = &HeldKey> {
        self.keys.iter().filter(|k| k.end.is_none())
    }
    /// The roles held at a moment, in the order of [`Role::ALL`].
    pub fn roles(&self, at: Time) -> Vec<Role> {
        Role::ALL.into_iter().filter(|r| self.holds(*r, at)).collect()
    }
}
