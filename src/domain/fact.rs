//! An event as one subject's history holds it: who, in which role, when, at which revision.

use serde::{Deserialize, Serialize};

use super::basis::Basis;
use super::event::Event;
use super::evidence::Digest;
use super::id::{Login, PartyId, ReleaseId, Subject};
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
    /// For whom it was done, where the role was delegated.
    pub behalf: Option<Login>,
    /// By what it is signed; `None` where it is not signed.
    pub signed: Option<SignedBy>,
}

/// By what an act is signed, as its signature says. That the signature is good is checked beside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedBy {
    /// The id of the key that signed; under a certificate, of the authority that vouches for that key.
    pub key: Digest,
    /// The certificate, where the key itself is not in the ledger.
    pub certificate: Option<Box<Certificate>>,
}

/// What an authority says of a key that is not in the ledger: an SSH user certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The id of the key that it is of, which is the one that signed.
    pub key: Digest,
    /// Whom it may sign for.
    pub principals: Vec<String>,
    /// First moment at which it is valid.
    pub from: Time,
    /// First moment at which it is no longer valid.
    pub until: Time,
}

impl Fact {
    /// The revision that this act took in a subject's history; 0 if it is not in it.
    pub fn revision(&self, subject: &Subject) -> u64 {
        self.subjects.iter().find(|(s, _)| s == subject).map_or(0, |(_, r)| *r)
    }
    /// The release that it is an act on. The end of a key may change many, and is an act on none.
    pub fn release(&self) -> Option<ReleaseId> {
        if matches!(self.event, Event::KeyEnded(_)) {
            return None;
        }
        self.subjects.iter().find_map(|(s, _)| match s {
            Subject::Release(id) => Some(*id),
            _ => None,
        })
    }
}
