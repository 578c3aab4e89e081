//! Names of things, checked once at the door, and the subjects whose histories the ledger keeps.
//! What must not live here: anything that a name refers to.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use compact_str::CompactString;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::evidence::Digest;
use super::spelling;

/// Why a typed name was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} {given:?} is not a valid name: {rule}")]
pub struct BadName {
    /// What the name was meant for, for example `OCR id`.
    pub what: &'static str,
    /// What was typed, shortened to 64 characters.
    pub given: String,
    /// The rule that it breaks.
    pub rule: &'static str,
}

/// [`RULE`] as a regular expression.
const PATTERN: &str = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$";
const RULE: &str = "1 to 64 of A-Z a-z 0-9 . _ - and the first a letter or a digit";

fn check(what: &'static str, given: &str) -> Result<(), BadName> {
    let fits = given.len() <= 64
        && given.starts_with(|c: char| c.is_ascii_alphanumeric())
        && given.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'.' | b'_' | b'-'));
    if fits { Ok(()) } else { Err(BadName { what, given: given.chars().take(64).collect(), rule: RULE }) }
}

macro_rules! name {
    ($(#[$doc:meta])* $type:ident, $what:literal) => {
        $(#[$doc])*
        /// Keeps the case it was typed in; two names that differ in case only are the same name.
        #[derive(Debug, Clone, schemars::JsonSchema)]
        #[schemars(with = "String", extend("pattern" = PATTERN))]
        pub struct $type(CompactString);

        impl $type {
            /// The name as it was first typed.
            pub fn as_str(&self) -> &str {
                &self.0
            }
            /// The lower-case form, by which names are compared and subjects are keyed.
            pub fn key(&self) -> CompactString {
                let mut key = self.0.clone();
                key.make_ascii_lowercase();
                key
            }
        }
        impl FromStr for $type {
            type Err = BadName;
            fn from_str(s: &str) -> Result<Self, BadName> {
                check($what, s).map(|()| Self(s.into()))
            }
        }
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                spelling::read(from, str::parse)
            }
        }
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(&self.0)
            }
        }
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
        impl PartialEq for $type {
            fn eq(&self, other: &Self) -> bool {
                self.0.eq_ignore_ascii_case(&other.0)
            }
        }
        impl Eq for $type {}
        impl Hash for $type {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.key().hash(state);
            }
        }
        impl PartialOrd for $type {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }
        impl Ord for $type {
            fn cmp(&self, other: &Self) -> Ordering {
                let (a, b) = (self.0.bytes(), other.0.bytes());
                a.map(|x| x.to_ascii_lowercase()).cmp(b.map(|x| x.to_ascii_lowercase()))
            }
        }
    };
}

name!(
    /// The OCCB's identifier of an Operational Change Request.
    OcrId, "OCR id"
);
name!(
    /// The identifier of a build.
    BuildId, "build id"
);
name!(
    /// A deployment target: an instance of the archive, for example `federal`.
    TargetId, "target"
);
name!(
    /// A person's login.
    Login, "login"
);
name!(
    /// A release number, probable until the go (SOP step 2).
    ReleaseNumber, "release number"
);
name!(
    /// A party that is told of acts, for example `help-desk`.
    PartyId, "party"
);
name!(
    /// The name of a setting.
    SettingName, "setting"
);

/// The identity of a release, which never changes; its number is a property with a history.
pub type ReleaseId = uuid::Uuid;

/// The identifier of a notice: `NUMBER/REVISION/PARTY` for a release's, `ocr/ID/REVISION/PARTY` for an OCR's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, schemars::JsonSchema)]
#[schemars(with = "String", extend("pattern" = "^(ocr/)?[a-z0-9][a-z0-9._-]{0,63}/(0|[1-9][0-9]*)/[a-z0-9][a-z0-9._-]{0,63}$"))]
pub struct NoticeId(String);

impl NoticeId {
    /// The notice that revision `revision` of a release's history owes to `party`.
    pub fn of_release(number: &ReleaseNumber, revision: u64, party: &PartyId) -> Self {
        Self([&number.key(), &*revision.to_string(), &party.key()].join("/"))
    }
    /// The notice that revision `revision` of an OCR's history owes to `party`.
    pub fn of_ocr(ocr: &OcrId, revision: u64, party: &PartyId) -> Self {
        Self(["ocr", &ocr.key(), &revision.to_string(), &party.key()].join("/"))
    }
    /// The identifier as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for NoticeId {
    type Err = BadName;
    fn from_str(s: &str) -> Result<Self, BadName> {
        let bad = || BadName {
            what: "notice",
            given: s.chars().take(64).collect(),
            rule: "a notice is NUMBER/REVISION/PARTY or ocr/ID/REVISION/PARTY, as `era-rm notice list` shows it",
        };
        let parts: Vec<&str> = s.split('/').collect();
        let [lead @ .., revision, _party] = parts.as_slice() else { return Err(bad()) };
        let shape = lead.len() == 1 || (lead.len() == 2 && lead.first() == Some(&"ocr"));
        let named = parts.iter().all(|p| check("notice", p).is_ok());
        let counted = revision.parse::<u64>().is_ok_and(|n| n.to_string() == *revision);
        if shape && named && counted { Ok(Self(s.to_ascii_lowercase())) } else { Err(bad()) }
    }
}
impl<'de> Deserialize<'de> for NoticeId {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        spelling::read(from, str::parse)
    }
}
impl Serialize for NoticeId {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}
impl fmt::Display for NoticeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Whose history an entry belongs to. Names are subjects, so that a name cannot be taken twice in a race.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, schemars::JsonSchema)]
#[schemars(with = "String")]
pub enum Subject {
    /// A release, by its identity.
    Release(ReleaseId),
    /// A release number, lower case: once used it belongs to one release for ever.
    Number(CompactString),
    /// An OCR, by its OCCB id in lower case.
    Ocr(CompactString),
    /// The received OCRs that are in no release.
    Pool,
    /// A person, by login in lower case.
    Person(CompactString),
    /// A public key, by its fingerprint: it signs for one person, for ever.
    Key(Digest),
    /// A document, by its digest: that it was erased.
    Document(Digest),
    /// Who holds the role Administrator: at least one must be left.
    Administrators,
    /// The parties that are told, and their addresses.
    Parties,
    /// The settings, and the ledger's own first entry.
    Settings,
    /// One notice: owed, delivered, by hand.
    Notice(NoticeId),
    /// Refusals for identity, role or separation. No fold of a release reads them.
    Refusals,
}

impl Subject {
    /// The subject of an OCR.
    pub fn ocr(id: &OcrId) -> Self {
        Self::Ocr(id.key())
    }
    /// The subject of a release number.
    pub fn number(n: &ReleaseNumber) -> Self {
        Self::Number(n.key())
    }
    /// The subject of a person.
    pub fn person(login: &Login) -> Self {
        Self::Person(login.key())
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Release(id) => write!(f, "release:{id}"),
            Self::Number(n) => write!(f, "number:{n}"),
            Self::Ocr(id) => write!(f, "ocr:{id}"),
            Self::Pool => f.write_str("pool"),
            Self::Person(login) => write!(f, "person:{login}"),
            Self::Key(id) => write!(f, "key:{id}"),
            Self::Document(digest) => write!(f, "document:{digest}"),
            Self::Administrators => f.write_str("administrators"),
            Self::Parties => f.write_str("parties"),
            Self::Settings => f.write_str("settings"),
            Self::Notice(id) => write!(f, "notice:{id}"),
            Self::Refusals => f.write_str("refusals"),
        }
    }
}

impl FromStr for Subject {
    type Err = BadName;
    fn from_str(s: &str) -> Result<Self, BadName> {
        let bad = || BadName {
            what: "subject",
            given: s.chars().take(64).collect(),
            rule: "a subject is one of those in docs/ledger-format.md",
        };
        let lower = |n: &str| {
            check("subject", n)?;
            if n.chars().any(|c| c.is_ascii_uppercase()) { Err(bad()) } else { Ok(n.into()) }
        };
        match (s, s.split_once(':')) {
            ("pool", _) => Ok(Self::Pool),
            ("administrators", _) => Ok(Self::Administrators),
            ("parties", _) => Ok(Self::Parties),
            ("settings", _) => Ok(Self::Settings),
            ("refusals", _) => Ok(Self::Refusals),
            (_, Some(("release", id))) => {
                let uuid: ReleaseId = id.parse().map_err(|_| bad())?;
                if uuid.to_string() == id { Ok(Self::Release(uuid)) } else { Err(bad()) }
            }
            (_, Some(("number", n))) => lower(n).map(Self::Number),
            (_, Some(("ocr", n))) => lower(n).map(Self::Ocr),
            (_, Some(("person", n))) => lower(n).map(Self::Person),
            (_, Some(("key", id))) => id.parse().map(Self::Key).map_err(|_| bad()),
            (_, Some(("document", id))) => id.parse().map(Self::Document).map_err(|_| bad()),
            (_, Some(("notice", n))) => {
                let id: NoticeId = n.parse()?;
                if id.as_str() == n { Ok(Self::Notice(id)) } else { Err(bad()) }
            }
            _ => Err(bad()),
        }
    }
}
impl<'de> Deserialize<'de> for Subject {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        spelling::read(from, str::parse)
    }
}
impl Serialize for Subject {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}
