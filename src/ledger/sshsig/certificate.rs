//! The certificate of a short-lived key: what an authority says of it, in the form in which `ssh-keygen -s` writes it. Whose
//! authority it is and whether the certificate has ended, the judge asks.
//! What must not live here: signatures of bodies. `sshsig` calls this for those that are made under a certificate, the
//! signer for the files and agents that hold one.

use ssh_key::certificate::Certificate as Ssh;
use ssh_key::encoding::Encode;
use ssh_key::public::KeyData;

use super::{Flaw, made_by};
use crate::domain::fact::Certificate;
use crate::domain::key::{BadKey, id_of};
use crate::domain::{PublicKey, SignedBy, Time};

/// How many principals OpenSSH reads of a certificate.
const PRINCIPALS: usize = 256;

/// Why a certificate is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadCertificate {
    /// It cannot be decoded.
    #[error("it is not an OpenSSH certificate as ssh-keygen -s writes it")]
    Undecodable,
    /// A host's.
    #[error("it is the certificate of a host; one of a user is wanted")]
    Host,
    /// It may be used under a condition alone.
    #[error("it is bound to the critical option {0:?}, and none is accepted here")]
    Option(String),
    /// It would sign for everybody.
    #[error("it names no principal, so it would be for everybody")]
    NoPrincipal,
    /// More principals than OpenSSH reads.
    #[error("it names {0} principals; {PRINCIPALS} are the most")]
    Principals(usize),
    /// It ends never.
    #[error("it has no end; a certificate is short-lived here")]
    Forever,
    /// It ends before it begins.
    #[error("it ends before it begins")]
    Never,
    /// The key that it certifies is of another type, or cannot be a key.
    #[error("the key that it certifies is not accepted: {0}")]
    Key(BadKey),
    /// The authority's key is of another type, or cannot be a key.
    #[error("the key of its authority is not accepted: {0}")]
    Authority(BadKey),
    /// The authority certifies its own key.
    #[error("it is for the authority's own key, which signs no acts")]
    Itself,
    /// The authority's signature was made by another algorithm than that of its key.
    #[error("it was signed by {0}, which is not the algorithm of its authority's key")]
    Algorithm(String),
    /// The authority's hardware key signed without a touch.
    #[error("the hardware key of its authority signed though nobody touched it")]
    Untouched,
    /// It was not signed by the authority that it names.
    #[error("it was not signed by the authority that it names, {0}")]
    Mismatch(String),
}

impl BadCertificate {
    /// What to type.
    pub fn hint(&self) -> String {
        "have a new one made: `ssh-keygen -s CA -I ID -n LOGIN -V +1h KEY.pub`".into()
    }
}

/// What a certificate says, where its form is right. Its authority's signature is not checked.
pub(super) fn said(certificate: &Ssh) -> Result<Certificate, BadCertificate> {
    let principals = certificate.valid_principals();
    let text = principals.iter().map(String::as_str).chain([certificate.key_id()]);
    // OpenSSH reads no further than that, and so does not read it.
    if text.into_iter().any(|t| t.contains('\0')) {
        return Err(BadCertificate::Undecodable);
    }
    if certificate.cert_type().is_host() {
        return Err(BadCertificate::Host);
    }
    if let Some(option) = certificate.critical_options().keys().next() {
        return Err(BadCertificate::Option(option.chars().take(64).collect()));
    }
    match principals.len() {
        0 => return Err(BadCertificate::NoPrincipal),
        1..=PRINCIPALS => {}
        more => return Err(BadCertificate::Principals(more)),
    }
    let until = Time::of_seconds(certificate.valid_before()).ok_or(BadCertificate::Forever)?;
    let from = Time::of_seconds(certificate.valid_after()).filter(|from| *from < until);
    let from = from.ok_or(BadCertificate::Never)?;
    Ok(Certificate { key: id_of(certificate.public_key()), principals: principals.to_vec(), from, until })
}

/// By what an act is signed under a certificate that says this.
pub(super) fn signed_by(certificate: &Ssh, said: Certificate) -> SignedBy {
    SignedBy { key: id_of(certificate.signature_key()), certificate: Some(Box::new(said)) }
}

/// A key under a certificate that its authority has signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certified {
    certificate: Box<Ssh>,
    key: PublicKey,
    authority: PublicKey,
    said: Certificate,
}

impl Certified {
    /// Reads the line of a file that ends in `-cert.pub`.
    ///
    /// # Errors
    /// [`BadCertificate`].
    pub fn read(line: &str) -> Result<Self, BadCertificate> {
        Self::of(&Ssh::from_openssh(line.trim()).map_err(|_| BadCertificate::Undecodable)?)
    }
    /// Checks a certificate whole.
    ///
    /// # Errors
    /// [`BadCertificate`].
    pub(crate) fn of(certificate: &Ssh) -> Result<Self, BadCertificate> {
        let said = said(certificate)?;
        let key = PublicKey::of(certificate.public_key()).map_err(BadCertificate::Key)?;
        let authority = PublicKey::of(certificate.signature_key()).map_err(BadCertificate::Authority)?;
        if key == authority {
            return Err(BadCertificate::Itself);
        }
        let (made, by) = (certificate.signature(), authority.data().algorithm());
        if made.algorithm() != by {
            return Err(BadCertificate::Algorithm(made.algorithm().to_string()));
        }
        made_by(&authority, &signed_bytes(certificate)?, made.as_bytes()).map_err(|flaw| match flaw {
            Flaw::Undecodable => BadCertificate::Undecodable,
            Flaw::Untouched => BadCertificate::Untouched,
            Flaw::Mismatch => BadCertificate::Mismatch(authority.fingerprint()),
        })?;
        Ok(Self { certificate: Box::new(certificate.clone()), key, authority, said })
    }
    /// The key that it certifies.
    pub fn key(&self) -> &PublicKey {
        &self.key
    }
    /// The key that vouches for it.
    pub fn authority(&self) -> &PublicKey {
        &self.authority
    }
    /// What the authority says of the key.
    pub fn said(&self) -> &Certificate {
        &self.said
    }
    /// By what an act is signed under it.
    pub fn signed_by(&self) -> SignedBy {
        signed_by(&self.certificate, self.said.clone())
    }
    /// The certificate as OpenSSH holds it.
    pub(crate) fn data(&self) -> KeyData {
        KeyData::Certificate(self.certificate.clone())
    }
}

/// What the authority signed: all but the signature, which stands at the end.
fn signed_bytes(certificate: &Ssh) -> Result<Vec<u8>, BadCertificate> {
    let undecodable = |_| BadCertificate::Undecodable;
    let mut bytes = certificate.to_bytes().map_err(|_| BadCertificate::Undecodable)?;
    let signature = certificate.signature().encoded_len_prefixed().map_err(undecodable)?;
    bytes.truncate(bytes.len().saturating_sub(signature));
    Ok(bytes)
}
