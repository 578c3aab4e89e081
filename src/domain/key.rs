//! The public key that vouches for a person: Ed25519, of a file or of a hardware key. Checked once at the door.
//! What must not live here: private keys, and what a signature looks like (`ledger::sshsig`).

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use ed25519_dalek::VerifyingKey;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use ssh_key::public::{Ed25519PublicKey, KeyData};
use ssh_key::{Algorithm, Error, Fingerprint, HashAlg, encoding};

use super::evidence::Digest;
use super::spelling;

/// The longest line that is read as a public key, comment and all.
const MAX: usize = 4096;
/// A key in the ledger, as a regular expression.
const PATTERN: &str = r"^(ssh-ed25519|sk-ssh-ed25519@openssh\.com) [A-Za-z0-9+/]+={0,2}$";
const FILE: &str = "ssh-ed25519";
const HARDWARE: &str = "sk-ssh-ed25519@openssh.com";

/// An OpenSSH public key of a type that may sign. In the ledger it is `TYPE BASE64`, without a comment.
#[derive(Clone, PartialEq, Eq, schemars::JsonSchema)]
#[schemars(with = "String", extend("pattern" = PATTERN))]
pub struct PublicKey(Arc<Read>);

/// A key that was read; shared, for it is handed from entry to person to each check of a signature.
#[derive(PartialEq, Eq)]
struct Read {
    data: KeyData,
    /// The key as a point of the curve, computed once and not in each check.
    point: VerifyingKey,
    id: Digest,
}

/// Why a text is not a public key that may sign.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadKey {
    /// Nothing there.
    #[error("the public key is empty")]
    Empty,
    /// More than a key with a comment.
    #[error("the public key is {0} bytes long; the longest line allowed is {MAX}")]
    Long(usize),
    /// Not one line.
    #[error("it has several lines; one public key is one line, as in an id_ed25519.pub")]
    SeveralLines,
    /// A private key where its public one is wanted.
    #[error(
        "it is a private key; the public one is wanted, which ssh-keygen keeps in a file that ends in .pub"
    )]
    Private,
    /// A line of `authorized_keys` with options before the key.
    #[error("it has options before the key; a public key begins with its type")]
    Options,
    /// Another type of key.
    #[error("{0} keys may not sign; only ssh-ed25519 and sk-ssh-ed25519@openssh.com")]
    Algorithm(String),
    /// A type of key that is not even known.
    #[error("keys of its type may not sign; only ssh-ed25519 and sk-ssh-ed25519@openssh.com")]
    Unknown,
    /// A certificate.
    #[error("{0} is a certificate, not a public key")]
    Certificate(String),
    /// No key at all.
    #[error("it is not an OpenSSH public key, which is TYPE BASE64, as in an id_ed25519.pub")]
    NotAKey,
    /// What follows the type cannot be decoded.
    #[error("what follows the type is not base64 of a key")]
    Base64,
    /// The key says in itself that it is of another type.
    #[error("the type before the key is not the type inside the key")]
    InnerType,
    /// A part of the key is shorter or longer than it has to be, or something follows it.
    #[error("the key has not the length of its type")]
    Length,
    /// The number is no point of the curve, or one for which signatures can be made up.
    #[error("the key is none that could have been made by ssh-keygen")]
    Point,
    /// In the ledger, but not in the one spelling of it.
    #[error("the public key is not spelled as TYPE BASE64 alone")]
    Spelling,
}

impl PublicKey {
    /// The key of what OpenSSH holds of it.
    ///
    /// # Errors
    /// [`BadKey`] if it is of a type that may not sign, or cannot be a key.
    pub(crate) fn of(data: &KeyData) -> Result<Self, BadKey> {
        let bytes: &Ed25519PublicKey = match data {
            KeyData::Ed25519(key) => key,
            KeyData::SkEd25519(key) => key.public_key(),
            KeyData::Certificate(certificate) => {
                return Err(BadKey::Certificate(certificate.algorithm().to_certificate_type()));
            }
            other => return Err(BadKey::Algorithm(other.algorithm().to_string())),
        };
        let point = VerifyingKey::from_bytes(&bytes.0).map_err(|_| BadKey::Point)?;
        if point.is_weak() {
            Err(BadKey::Point)
        } else {
            Ok(Self(Arc::new(Read { data: data.clone(), point, id: id_of(data) })))
        }
    }
    /// The key as OpenSSH holds it.
    pub(crate) fn data(&self) -> &KeyData {
        &self.0.data
    }
    /// The key as a point of the curve.
    pub(crate) fn point(&self) -> &VerifyingKey {
        &self.0.point
    }
    /// What it is known by: the SHA-256 of OpenSSH's own form of it, which is the [`PublicKey::fingerprint`] in other digits.
    pub fn id(&self) -> Digest {
        self.0.id
    }
    /// The key as OpenSSH encodes it, in bytes.
    pub(crate) fn blob(&self) -> Vec<u8> {
        // What was decoded can be encoded; an empty key is nobody's.
        ssh_key::PublicKey::from(self.0.data.clone()).to_bytes().unwrap_or_default()
    }
    /// Whether it lies in a hardware key, which signs through ssh-agent alone.
    pub fn is_hardware(&self) -> bool {
        self.0.data.is_sk_ed25519()
    }
    /// `SHA256:…`, as `ssh-keygen -l` shows it.
    pub fn fingerprint(&self) -> String {
        self.0.data.fingerprint(HashAlg::Sha256).to_string()
    }
}

/// The fingerprint of the key of an id.
pub fn fingerprint_of(id: &Digest) -> String {
    Fingerprint::Sha256(id.0).to_string()
}

/// What a key of any type is known by.
pub(crate) fn id_of(data: &KeyData) -> Digest {
    Digest(data.fingerprint(HashAlg::Sha256).sha256().unwrap_or_default())
}

/// What is wrong with a line that does not begin with a type that may sign.
fn other_type(first: &str, rest: &str) -> BadKey {
    let known = |word: &str| {
        !matches!(Algorithm::new(word), Err(_) | Ok(Algorithm::Other(_)))
            || Algorithm::new_certificate(word).is_ok()
    };
    if Algorithm::new_certificate(first).is_ok() {
        BadKey::Certificate(first.to_owned())
    } else if known(first) {
        BadKey::Algorithm(first.to_owned())
    } else if rest.split_whitespace().any(known) {
        BadKey::Options
    } else {
        BadKey::NotAKey
    }
}

/// Why OpenSSH's form of a key could not be decoded.
fn undecoded(e: &Error) -> BadKey {
    match e {
        Error::AlgorithmUnknown | Error::AlgorithmUnsupported { .. } => BadKey::InnerType,
        Error::TrailingData { .. }
        | Error::Encoding(encoding::Error::Length | encoding::Error::TrailingData { .. }) => BadKey::Length,
        _ => BadKey::Base64,
    }
}

impl FromStr for PublicKey {
    type Err = BadKey;
    /// Reads what was typed, or a line of an `id_ed25519.pub` with its comment.
    fn from_str(s: &str) -> Result<Self, BadKey> {
        let line = s.trim();
        if line.is_empty() {
            return Err(BadKey::Empty);
        }
        if line.starts_with("-----BEGIN") {
            return Err(BadKey::Private);
        }
        if line.contains(['\n', '\r']) {
            return Err(BadKey::SeveralLines);
        }
        if line.len() > MAX {
            return Err(BadKey::Long(line.len()));
        }
        let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        if !matches!(first, FILE | HARDWARE) {
            return Err(other_type(first, rest));
        }
        let blob = rest.split_whitespace().next().unwrap_or_default();
        let read = ssh_key::PublicKey::from_openssh(&format!("{first} {blob}"));
        Self::of(read.map_err(|e| undecoded(&e))?.key_data())
    }
}
impl<'de> Deserialize<'de> for PublicKey {
    /// Strict: as it must stand in a ledger.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        spelling::read(from, |s| {
            let key: Self = s.parse()?;
            if key.to_string() == s { Ok(key) } else { Err(BadKey::Spelling) }
        })
    }
}
impl Serialize for PublicKey {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}
impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let spelled = ssh_key::PublicKey::from(self.0.data.clone()).to_openssh().map_err(|_| fmt::Error)?;
        f.pad(&spelled)
    }
}
impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

#[cfg(test)]
mod tests;
