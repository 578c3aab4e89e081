//! The body of an entry: a JSON object in RFC 8785 canonical form. An absent member is left out, never null.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::domain::{Basis, Digest, Event, Fact, Login, Role, SignedBy, Subject, Tell, Text, Time, spelling};

use super::chain::Breach;
use super::{canonical, digest};

/// The body's format version.
pub const VERSION: u64 = 1;
/// The revision of the SOP that acts are judged under.
pub const SOP: &str = "era-sop/1";

/// What a subject's next entry follows: SHA-256 of its previous body, written as hexadecimal digits; before its first entry
/// nothing, written as the empty string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Parent(pub Option<Digest>);

impl fmt::Display for Parent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |digest| digest.fmt(f))
    }
}
impl Serialize for Parent {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Some(digest) => digest.serialize(to),
            None => to.serialize_str(""),
        }
    }
}
impl<'de> Deserialize<'de> for Parent {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        spelling::read(from, |s| if s.is_empty() { Ok(Self(None)) } else { s.parse().map(|d| Self(Some(d))) })
    }
}

/// A subject that an act changes: the revision it takes there, and what it follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// What it follows there.
    pub parent: Parent,
    /// The revision taken in its history: 1, 2, 3 …
    pub revision: u64,
    /// The subject.
    pub subject: Subject,
}

/// A subject that an act was judged on, as it stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standing {
    /// Its latest revision when judged; 0 if it had none.
    pub revision: u64,
    /// The subject.
    pub subject: Subject,
}

/// Everything that is recorded of one act (`docs/ledger-format.md` has a line for each member).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// Who acted.
    pub actor: Login,
    /// Other subjects that this act changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub also: Option<Vec<Link>>,
    /// When it was recorded.
    pub at: Time,
    /// What it was given on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    /// For whom it was done, where the role was delegated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub behalf: Option<Login>,
    /// When it was done, if earlier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective: Option<Time>,
    /// What happened.
    pub event: Event,
    /// SHA-256 of the canonical command.
    pub intent: Digest,
    /// Idempotency key.
    pub key: Text,
    /// Identity of the ledger.
    pub ledger: uuid::Uuid,
    /// What it follows there.
    pub parent: Parent,
    /// Other subjects that it was judged on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reads: Option<Vec<Standing>>,
    /// The revision taken there.
    pub revision: u64,
    /// In which role.
    pub role: Role,
    /// The revision of the SOP it was judged under.
    pub sop: String,
    /// Whose history this is.
    pub subject: Subject,
    /// The notices it owes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tells: Option<Vec<Tell>>,
    /// Format version, 1.
    pub v: u64,
    /// Why it is recorded late.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why_late: Option<Text>,
}

impl Body {
    /// The canonical text.
    ///
    /// # Errors
    /// [`Breach::NotCanonical`] if the body cannot be written, which no body of ours should cause.
    pub fn canonical(&self) -> Result<String, Breach> {
        canonical::text(self).map_err(|e| Breach::NotCanonical(e.to_string()))
    }

    /// Reads a stored body, as an act does: its bytes are what the digests are of, and are not written anew.
    ///
    /// # Errors
    /// [`Breach::Newer`] for a version or an event this program does not know, [`Breach::Undecodable`] for
    /// anything else that cannot be read.
    pub fn read(text: &str) -> Result<Self, Breach> {
        let body: Self = serde_json::from_str(text).map_err(|e| Breach::why_undecodable(text, &e))?;
        if body.v != VERSION {
            return Err(Breach::Newer(format!("body version {}", body.v)));
        }
        Ok(body)
    }

    /// Reads a stored body, as the auditor does: writing it again must give the same bytes.
    ///
    /// # Errors
    /// Those of [`Body::read`], and [`Breach::NotCanonical`] for bytes that are not our canonical form.
    pub fn decode(text: &str) -> Result<Self, Breach> {
        let body = Self::read(text)?;
        let canonical = canonical::is_text_of(&body, text);
        if !canonical.map_err(|e| Breach::NotCanonical(e.to_string()))? {
            return Err(Breach::NotCanonical("decoding and encoding gives other bytes".into()));
        }
        Ok(body)
    }

    /// The subject and every `also`: each with the revision taken there and the parent.
    pub fn links(&self) -> impl Iterator<Item = (&Subject, u64, Parent)> {
        let also = self.also.iter().flatten().map(|l| (&l.subject, l.revision, l.parent));
        std::iter::once((&self.subject, self.revision, self.parent)).chain(also)
    }
    /// When it was done: `effective`, or else `at`.
    pub fn effective(&self) -> Time {
        self.effective.unwrap_or(self.at)
    }

    /// The act as histories hold it, without what stands beside the body: its signature.
    pub fn fact(&self, seq: u64) -> Fact {
        self.clone().into_fact(seq, None)
    }
    /// The act as histories hold it, where the body is no longer needed.
    pub fn into_fact(self, seq: u64, signed: Option<SignedBy>) -> Fact {
        Fact {
            seq,
            subjects: self.links().map(|(subject, revision, _)| (subject.clone(), revision)).collect(),
            effective: self.effective(),
            event: self.event,
            actor: self.actor,
            role: self.role,
            at: self.at,
            basis: self.basis.unwrap_or_default(),
            tells: self.tells.unwrap_or_default(),
            behalf: self.behalf,
            signed,
        }
    }
}

/// The parent that the next entry of a subject names: SHA-256 of this stored body.
pub fn parent_of(stored: &str) -> Parent {
    Parent(Some(digest::of_bytes(stored.as_bytes())))
}
