//! The signature of an entry: OpenSSH's SSHSIG over the body, in the one form in which ssh-keygen writes it. Strict: what
//! does not give the same text when it is decoded and encoded again is not accepted. A key may be named with the certificate of
//! an authority, which is checked with it.
//! What must not live here: private keys, and whose key may sign. The signer calls this to make a signature, the writer and
//! the auditor to check one.

mod certificate;

use ed25519_dalek::Signature as Ed25519;
use ssh_key::encoding::{Decode, Encode};
use ssh_key::public::KeyData;
use ssh_key::{Error, HashAlg, LineEnding, SshSig, encoding};

use super::digest;
use crate::domain::fact::Certificate;
use crate::domain::key::{BadKey, id_of};
use crate::domain::{PublicKey, SignedBy};

pub use certificate::{BadCertificate, Certified};

/// What every signature is for, so that it can be taken for nothing else.
pub const NAMESPACE: &str = "era-rm";
/// The one hash of the body that is signed.
const HASH: HashAlg = HashAlg::Sha512;
const VERSION: u32 = 1;
/// The length of an Ed25519 signature; a hardware key adds flags (1) and a counter (4).
const LENGTH: usize = 64;
/// The flag of a hardware key that somebody touched it.
const TOUCHED: u8 = 1;

/// Why a signature is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadSignature {
    /// There is none.
    #[error("it is not signed")]
    Missing,
    /// It cannot be decoded.
    #[error("it is not an SSH signature as ssh-keygen -Y sign writes it")]
    Undecodable,
    /// It can be decoded, but says the same in another form.
    #[error("it is not in the one form in which ssh-keygen -Y sign writes it")]
    Form,
    /// A version of the format that is not known.
    #[error("it is of version {0} of SSHSIG; only version {VERSION} is accepted")]
    Version(u32),
    /// The key in it is of another type, or cannot be a key.
    #[error("the key in it is not accepted: {0}")]
    Key(#[from] BadKey),
    /// The certificate in it is not accepted.
    #[error("the certificate in it is not accepted: {0}")]
    Certificate(#[from] BadCertificate),
    /// The key or the hash is of a kind that is not even known.
    #[error(
        "it names an algorithm that is not accepted; only ssh-ed25519, sk-ssh-ed25519@openssh.com and {HASH} are"
    )]
    Unknown,
    /// It was made by another algorithm than that of its key.
    #[error("it was made by {0}, which is not the algorithm of its key")]
    Algorithm(String),
    /// Another hash of the body.
    #[error("it is over a hash by {0}; only {HASH} is accepted")]
    Hash(String),
    /// It was made for something else.
    #[error("it was made for the namespace {0:?}, not for {NAMESPACE:?}")]
    Namespace(String),
    /// The reserved part holds something.
    #[error("its reserved part is not empty")]
    Reserved,
    /// It was made by another key.
    #[error("it was made by the key {by}, not by {wanted}")]
    OtherKey {
        /// The fingerprint of the key that it names.
        by: String,
        /// The fingerprint of the key that was wanted.
        wanted: String,
    },
    /// The hardware key signed without a touch.
    #[error("the hardware key signed though nobody touched it")]
    Untouched,
    /// It is not over this body, or was not made by the key that it names.
    #[error("it is not the signature of this body by the key {0}")]
    Mismatch(String),
}

/// What a signature names: a key of the ledger's own, or one under a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// A key.
    Key(PublicKey),
    /// A key under a certificate.
    Certified(Box<Certified>),
}

impl Credential {
    /// The key that signs.
    pub fn key(&self) -> &PublicKey {
        match self {
            Self::Key(key) => key,
            Self::Certified(certified) => certified.key(),
        }
    }
    /// By what an act is signed with it, as the ledger knows it.
    pub fn signed_by(&self) -> SignedBy {
        match self {
            Self::Key(key) => SignedBy { key: key.id(), certificate: None },
            Self::Certified(certified) => certified.signed_by(),
        }
    }
    /// As OpenSSH holds it.
    pub(crate) fn data(&self) -> KeyData {
        match self {
            Self::Key(key) => key.data().clone(),
            Self::Certified(certified) => certified.data(),
        }
    }
}

/// A signature whose form is right: what it names is accepted, but not yet checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    sig: SshSig,
    /// What the certificate says that it names, if it names one.
    said: Option<Certificate>,
}

impl Signature {
    /// Reads a signature from its text.
    ///
    /// # Errors
    /// Everything but [`BadSignature::OtherKey`], [`BadSignature::Untouched`] and [`BadSignature::Mismatch`].
    pub fn read(armored: &str) -> Result<Self, BadSignature> {
        if armored.is_empty() {
            return Err(BadSignature::Missing);
        }
        let sig = SshSig::from_pem(armored).map_err(|e| undecoded(&e))?;
        if armor(&sig)? != armored {
            return Err(BadSignature::Form);
        }
        if sig.version() != VERSION {
            return Err(BadSignature::Version(sig.version()));
        }
        let said = match sig.public_key() {
            KeyData::Ed25519(_) | KeyData::SkEd25519(_) => None,
            KeyData::Certificate(certificate) => Some(certificate::said(certificate)?),
            // PublicKey has the words for what is wrong with any other.
            other => return Err(PublicKey::of(other).err().map_or(BadSignature::Unknown, Into::into)),
        };
        if sig.algorithm() != sig.public_key().algorithm() {
            return Err(BadSignature::Algorithm(sig.algorithm().to_string()));
        }
        if sig.hash_alg() != HASH {
            return Err(BadSignature::Hash(sig.hash_alg().to_string()));
        }
        if sig.namespace() != NAMESPACE {
            return Err(BadSignature::Namespace(sig.namespace().chars().take(64).collect()));
        }
        if sig.reserved().is_empty() { Ok(Self { sig, said }) } else { Err(BadSignature::Reserved) }
    }
    /// Whether this key made it, as it says itself.
    pub fn is_of(&self, key: &PublicKey) -> bool {
        self.data() == key.data()
    }
    /// The key that made it, as it says itself; under a certificate the one that is certified.
    ///
    /// # Errors
    /// [`BadSignature::Key`] if that cannot be a key.
    pub fn key(&self) -> Result<PublicKey, BadSignature> {
        Ok(PublicKey::of(self.data())?)
    }
    fn data(&self) -> &KeyData {
        match self.sig.public_key() {
            KeyData::Certificate(certificate) => certificate.public_key(),
            key => key,
        }
    }
    /// By what it is made: a key of the ledger's own, or a certificate of one.
    pub fn signed_by(&self) -> SignedBy {
        match (self.sig.public_key(), &self.said) {
            (KeyData::Certificate(it), Some(said)) => certificate::signed_by(it, said.clone()),
            (key, _) => SignedBy { key: id_of(key), certificate: None },
        }
    }
    /// Checks that this key signed this body; and the authority the certificate, where it names one.
    ///
    /// # Errors
    /// [`BadSignature::OtherKey`], [`BadSignature::Untouched`], [`BadSignature::Mismatch`] or [`BadSignature::Certificate`].
    pub fn verify(&self, body: &str, key: &PublicKey) -> Result<(), BadSignature> {
        if !self.is_of(key) {
            let by = self.data().fingerprint(HashAlg::Sha256).to_string();
            return Err(BadSignature::OtherKey { by, wanted: key.fingerprint() });
        }
        if let KeyData::Certificate(certificate) = self.sig.public_key() {
            Certified::of(certificate)?;
        }
        made_by(key, &to_sign(body)?, self.sig.signature_bytes()).map_err(|flaw| match flaw {
            Flaw::Undecodable => BadSignature::Undecodable,
            Flaw::Untouched => BadSignature::Untouched,
            Flaw::Mismatch => BadSignature::Mismatch(key.fingerprint()),
        })
    }
}

/// What is wrong with what a key made.
enum Flaw {
    Undecodable,
    Untouched,
    Mismatch,
}

/// Whether a key made this of these bytes.
fn made_by(key: &PublicKey, bytes: &[u8], made: &[u8]) -> Result<(), Flaw> {
    let (signature, touch) = made.split_at_checked(LENGTH).unwrap_or_default();
    let signature = Ed25519::from_slice(signature).map_err(|_| Flaw::Undecodable)?;
    let good = match key.data() {
        KeyData::SkEd25519(hardware) => {
            if touch.first().is_none_or(|flags| flags & TOUCHED == 0) {
                return Err(Flaw::Untouched);
            }
            let application = digest::of_bytes(hardware.application().as_bytes()).0;
            let signed = [application.as_slice(), touch, &digest::of_bytes(bytes).0].concat();
            key.point().verify_strict(&signed, &signature)
        }
        _ => key.point().verify_strict(bytes, &signature),
    };
    good.map_err(|_| Flaw::Mismatch)
}

/// Why it could not be decoded.
fn undecoded(e: &Error) -> BadSignature {
    match e {
        Error::Version { number } => BadSignature::Version(*number),
        Error::Namespace => BadSignature::Namespace(String::new()),
        Error::AlgorithmUnknown | Error::Encoding(encoding::Error::Label(_)) => BadSignature::Unknown,
        _ => BadSignature::Undecodable,
    }
}

fn armor(sig: &SshSig) -> Result<String, BadSignature> {
    sig.to_pem(LineEnding::LF).map_err(|_| BadSignature::Undecodable)
}

/// A signature in bytes, without the frame of text around them: as the line of a note holds it.
///
/// # Errors
/// What is wrong with the signature's form.
pub fn bytes(armored: &str) -> Result<Vec<u8>, BadSignature> {
    Signature::read(armored)?.sig.encode_vec().map_err(|_| BadSignature::Undecodable)
}

/// The text of a signature in bytes.
///
/// # Errors
/// [`BadSignature::Undecodable`]; [`BadSignature::Form`] where they are not the bytes in which it is encoded.
pub fn armored(bytes: &[u8]) -> Result<String, BadSignature> {
    let mut rest = bytes;
    let sig = SshSig::decode(&mut rest).map_err(|e| undecoded(&e))?;
    let encoded = sig.encode_vec().map_err(|_| BadSignature::Undecodable)?;
    if encoded == bytes { armor(&sig) } else { Err(BadSignature::Form) }
}

/// The bytes that a key signs for a body.
///
/// # Errors
/// [`BadSignature::Undecodable`] where a length does not fit its form, which cannot be for a hash.
pub fn to_sign(body: &str) -> Result<Vec<u8>, BadSignature> {
    SshSig::signed_data(NAMESPACE, HASH, body.as_bytes()).map_err(|_| BadSignature::Undecodable)
}

/// The text of what a key made of [`to_sign`], once that is found to be good.
///
/// # Errors
/// As those of [`verify`]: nothing leaves here that would not be accepted.
pub fn seal(body: &str, made: ssh_key::Signature, named: &Credential) -> Result<String, BadSignature> {
    let sig = SshSig::new(named.data(), NAMESPACE, HASH, made);
    let armored = armor(&sig.map_err(|_| BadSignature::Undecodable)?)?;
    verify(body, &armored, named.key())?;
    Ok(armored)
}

/// Checks that a key signed a body, under a certificate or not.
///
/// # Errors
/// What is wrong with the signature.
pub fn verify(body: &str, armored: &str, key: &PublicKey) -> Result<(), BadSignature> {
    Signature::read(armored)?.verify(body, key)
}

/// The key that made a signature, as it says itself.
///
/// # Errors
/// What is wrong with the signature's form.
pub fn key_of(armored: &str) -> Result<PublicKey, BadSignature> {
    Signature::read(armored)?.key()
}

/// By what an entry is signed; `None` where it is not signed. Whether the signature is good is not asked.
///
/// # Errors
/// What is wrong with the signature's form.
pub fn signed_by(armored: &str) -> Result<Option<SignedBy>, BadSignature> {
    if armored.is_empty() { Ok(None) } else { Ok(Some(Signature::read(armored)?.signed_by())) }
}

/// Checks that a signature is good for this body, by the key that it names itself; whose that is, the judge asks.
/// `None` where there is none.
///
/// # Errors
/// What is wrong with the signature.
pub fn check(body: &str, armored: &str) -> Result<Option<SignedBy>, BadSignature> {
    if armored.is_empty() {
        return Ok(None);
    }
    let signature = Signature::read(armored)?;
    signature.verify(body, &signature.key()?)?;
    Ok(Some(signature.signed_by()))
}

#[cfg(test)]
mod tests;
