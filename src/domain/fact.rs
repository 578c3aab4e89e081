//! An event as one subject's history holds it: who, in which role, when, at which revision.

use serde::{Deserialize, Serialize};

use super::basis::Basis;
use super::event::Event;
use super::evidence::Digest;
use super::id::{Login, PartyId, Subject};
use super::role::Role;
use super::time::Time;

/// A notice that an act owes: to whom, and the digest of its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tell {
    /// SHA-256 of the notice's text, kept as a document.
    pub digest: Digest,
    /// The party that is told.
    pub to: PartyId,
}

/// A recorded act, or an intended one at the revision it would take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Position in the ledger; 0 while it is only intended.
    pub seq: u64,
    /// The subject whose history the act was made on, and every other that it changes, with the revision it took in each.
    pub subjects: Vec<(Subject, u64)>,
    /// What happened.
    pub event: Event,
    /// Who acted.
    pub actor: Login,
    /// In which role.
    pub role: Role,
    /// When it was recorded.
    pub at: Time,
    /// When it was done.
    pub effective: Time,
    /// What it was given on.
    pub basis: Basis,
    /// The notices it owed.
    pub tells: Vec<Tell>,
}

impl Fact {
    /// The revision that this act took in a subject's history; 0 if it is not in it.
    pub fn revision(&self, subject: &Subject) -> u64 {
        self.subjects.iter().find(|(s, _)| s == subject).map_or(0, |(_, r)| *r)
    }
}
