//! Time stamps (RFC 3161): an authority signs that it saw some bytes at a time. What is kept is its answer, whole, which
//! `openssl ts -verify` reads too; it is checked when it comes and whenever it is read, without asking anybody.
//! What must not live here: which bytes are stamped, and where the answer is kept.

mod forms;
mod post;

use cms::cert::CertificateChoices;
use cms::signed_data::{SignedData, SignerIdentifier, SignerInfo};
use der::asn1::{Int, OctetString, SetOfVec};
use der::oid::ObjectIdentifier;
use der::{Any, Decode, Encode, Tag, Tagged};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, SignatureVerificationAlgorithm, UnixTime};
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use webpki::{EndEntityCert, KeyUsage, ring as algorithms};
use x509_cert::Certificate;
use x509_cert::ext::pkix::ExtendedKeyUsage;
use x509_cert::spki::AlgorithmIdentifierOwned;

use crate::domain::Time;

use forms::{ById, ById2, Imprint, Info, Reply, Request, Signing, oid};

/// Why there is no time stamp, or it is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadStamp {
    /// The authority cannot be asked.
    #[error("{0}")]
    Unreachable(String),
    /// Not what RFC 3161 answers with.
    #[error("it is not the answer of an authority for time stamps (RFC 3161): {0}")]
    Form(String),
    /// The authority said no.
    #[error("the authority gave none: {0}")]
    Refused(String),
    /// It is of other bytes.
    #[error("it is of something else")]
    Imprint,
    /// It answers another request.
    #[error("it does not answer this request")]
    Nonce,
    /// The signature, or what it has to be over.
    #[error("its signature does not hold: {0}")]
    Signature(&'static str),
    /// The certificate that signs.
    #[error("who signed it may not: {0}")]
    Certificate(String),
    /// Nobody who is trusted vouches for it.
    #[error("none of the authorities that were given vouches for {by}: {why}")]
    Untrusted {
        /// Who signed.
        by: String,
        /// What is wrong.
        why: String,
    },
    /// The file of authorities.
    #[error("it holds no certificates in PEM: {0}")]
    Pem(String),
}

/// A time stamp that is good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// When the authority saw the bytes, in whole seconds.
    pub time: Time,
    /// Who signed, as the certificate says.
    pub by: String,
    /// Whether a trusted authority vouches for who signed; else anybody may have.
    pub vouched: bool,
}

/// The authorities that are trusted: their certificates.
pub struct Trusted(Vec<CertificateDer<'static>>);

impl Trusted {
    /// Reads certificates in PEM.
    ///
    /// # Errors
    /// [`BadStamp::Pem`] where there is none, or one that cannot be read.
    pub fn read(pem: &[u8]) -> Result<Self, BadStamp> {
        let found = CertificateDer::pem_slice_iter(pem).collect::<Result<Vec<_>, _>>();
        let found = found.map_err(|e| BadStamp::Pem(e.to_string()))?;
        if found.is_empty() {
            return Err(BadStamp::Pem("there is none".to_owned()));
        }
        for one in &found {
            webpki::anchor_from_trusted_cert(one).map_err(|e| BadStamp::Pem(e.to_string()))?;
        }
        Ok(Self(found))
    }
}

/// Asks an authority to stamp bytes; its answer, found good. The nonce is used this once.
///
/// # Errors
/// [`BadStamp`].
pub fn ask(
    url: &str,
    bytes: &[u8],
    nonce: &[u8; 16],
    trusted: Option<&Trusted>,
) -> Result<(Vec<u8>, Stamp), BadStamp> {
    let number = nonce_of(nonce)?;
    let imprint = Imprint {
        algorithm: AlgorithmIdentifierOwned { oid: forms::SHA256, parameters: Some(Any::null()) },
        digest: octets(&Sha256::digest(bytes))?,
    };
    let request = Request { version: 1, imprint, nonce: number.clone(), certificates: true };
    let answer = post::post(url, &request.to_der().map_err(form)?).map_err(BadStamp::Unreachable)?;
    let (info, stamp) = read(&answer, bytes, trusted)?;
    if info.nonce != Some(number) {
        return Err(BadStamp::Nonce);
    }
    Ok((answer, stamp))
}

/// Checks the kept answer of an authority to a request for a stamp of bytes.
///
/// # Errors
/// [`BadStamp`].
pub fn check(answer: &[u8], bytes: &[u8], trusted: Option<&Trusted>) -> Result<Stamp, BadStamp> {
    read(answer, bytes, trusted).map(|(_, stamp)| stamp)
}

fn form(e: impl std::fmt::Display) -> BadStamp {
    BadStamp::Form(e.to_string())
}
fn octets(bytes: &[u8]) -> Result<OctetString, BadStamp> {
    OctetString::new(bytes).map_err(form)
}
/// A number above zero: its first bit is none, and its first byte is not zero.
fn nonce_of(bytes: &[u8; 16]) -> Result<Int, BadStamp> {
    let mut bytes = *bytes;
    bytes[0] = (bytes[0] & 0x7F) | 0x40;
    Int::new(&bytes).map_err(form)
}

/// 1. The answer is a yes with a token, which is signed data of the kind of time stamps.
/// 2. What is signed is of these bytes.
/// 3. The signature is good, and made by the certificate that it names, which may sign time stamps alone.
/// 4. Where authorities are given, one of them vouches for that certificate at the time of the stamp.
fn read(answer: &[u8], bytes: &[u8], trusted: Option<&Trusted>) -> Result<(Info, Stamp), BadStamp> {
    let reply = Reply::from_der(answer).map_err(form)?;
    if reply.status.status > 1 {
        return Err(BadStamp::Refused(format!("status {} {}", reply.status.status, reply.status.said())));
    }
    let token = reply.token.ok_or_else(|| form("there is no token in it"))?;
    if token.content_type != forms::SIGNED_DATA {
        return Err(form("the token is not signed data"));
    }
    let signed: SignedData = token.content.decode_as().map_err(form)?;
    let content = content(&signed)?;
    let info = Info::from_der(&content).map_err(form)?;
    let critical = info.extensions.iter().flatten().any(|e| e.critical);
    if info.version != 1 || critical {
        return Err(form("the token is of a version that is not known"));
    }
    if info.imprint.algorithm.oid != forms::SHA256
        || info.imprint.digest.as_bytes() != Sha256::digest(bytes).as_slice()
    {
        return Err(BadStamp::Imprint);
    }
    let [signer] = signed.signer_infos.0.as_slice() else { return Err(form("it must have one signature")) };
    let certificates = certificates(&signed)?;
    let own = signing(signer, &certificates)?;
    verify(signer, &content, own)?;
    may_stamp(&own.read)?;
    let (time, by) = (time(&info.time)?, own.read.tbs_certificate().subject().to_string());
    if let Some(trusted) = trusted {
        vouched(own, &certificates, trusted, time)
            .map_err(|why| BadStamp::Untrusted { by: by.clone(), why })?;
    }
    Ok((info, Stamp { time, by, vouched: trusted.is_some() }))
}

/// What was signed, byte for byte.
fn content(signed: &SignedData) -> Result<Vec<u8>, BadStamp> {
    let inside = &signed.encap_content_info;
    if inside.econtent_type != forms::TST_INFO {
        return Err(form("the token is no time stamp"));
    }
    let content = inside.econtent.as_ref().ok_or_else(|| form("the token holds nothing"))?;
    Ok(content.decode_as::<OctetString>().map_err(form)?.into_bytes().into())
}

/// A certificate, and its bytes.
struct Held {
    read: Certificate,
    der: CertificateDer<'static>,
}

fn certificates(signed: &SignedData) -> Result<Vec<Held>, BadStamp> {
    let all = signed.certificates.iter().flat_map(|set| set.0.iter());
    let plain = all.filter_map(|choice| match choice {
        CertificateChoices::Certificate(read) => Some(read.clone()),
        CertificateChoices::Other(_) => None,
    });
    plain.map(|read| Ok(Held { der: read.to_der().map_err(form)?.into(), read })).collect()
}

/// The one value of a signed attribute.
fn attribute(signer: &SignerInfo, name: ObjectIdentifier) -> Option<&Any> {
    let mut found = signer.signed_attrs.iter().flat_map(SetOfVec::iter).filter(|a| a.oid == name);
    match (found.next().map(|a| a.values.as_slice()), found.next()) {
        (Some([only]), None) => Some(only),
        _ => None,
    }
}

/// How a signature names its certificate: by a digest of it.
enum Named {
    /// SHA-1 finds the certificate. That this is the right one is shown by the signature, and by who vouches for it.
    Old(OctetString),
    New(ObjectIdentifier, OctetString),
}

impl Named {
    fn of(signer: &SignerInfo) -> Result<Self, BadStamp> {
        let missing = || BadStamp::Signature("it does not name its certificate");
        let first = |value: &Any| {
            let all: Signing = value.decode_as().map_err(form)?;
            all.certificates.into_iter().next().ok_or_else(missing)
        };
        if let Some(value) = attribute(signer, forms::SIGNING_CERTIFICATE_2) {
            let ById2 { algorithm, digest, .. } = first(value)?.decode_as().map_err(form)?;
            return Ok(Self::New(algorithm.map_or(forms::SHA256, |a| a.oid), digest));
        }
        let value = attribute(signer, forms::SIGNING_CERTIFICATE).ok_or_else(missing)?;
        let ById { digest, .. } = first(value)?.decode_as().map_err(form)?;
        Ok(Self::Old(digest))
    }
    fn is(&self, der: &[u8]) -> bool {
        match self {
            Self::Old(digest) => {
                let own = ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, der);
                own.as_ref() == digest.as_bytes()
            }
            Self::New(algorithm, digest) => hashed(*algorithm, der).as_deref() == Some(digest.as_bytes()),
        }
    }
}

/// The certificate that the signature names, in what is signed and beside it.
fn signing<'c>(signer: &SignerInfo, certificates: &'c [Held]) -> Result<&'c Held, BadStamp> {
    let named = Named::of(signer)?;
    let own = certificates.iter().find(|c| named.is(&c.der));
    let own = own.ok_or(BadStamp::Signature("its certificate does not come with it"))?;
    let same = match &signer.sid {
        SignerIdentifier::IssuerAndSerialNumber(id) => {
            let tbs = own.read.tbs_certificate();
            id.issuer == *tbs.issuer() && id.serial_number == *tbs.serial_number()
        }
        SignerIdentifier::SubjectKeyIdentifier(_) => true,
    };
    if same { Ok(own) } else { Err(BadStamp::Signature("it names two certificates")) }
}

/// The digest of bytes by the algorithm of a name; `None` for one that is not accepted.
fn hashed(algorithm: ObjectIdentifier, bytes: &[u8]) -> Option<Vec<u8>> {
    match algorithm {
        forms::SHA256 => Some(Sha256::digest(bytes).to_vec()),
        forms::SHA384 => Some(Sha384::digest(bytes).to_vec()),
        forms::SHA512 => Some(Sha512::digest(bytes).to_vec()),
        _ => None,
    }
}

/// Checks the signature over the attributes, and that they are of the content.
fn verify(signer: &SignerInfo, content: &[u8], own: &Held) -> Result<(), BadStamp> {
    let bad = BadStamp::Signature;
    let digest = hashed(signer.digest_alg.oid, content).ok_or(bad("its hash is not accepted"))?;
    let says: Option<OctetString> =
        attribute(signer, forms::MESSAGE_DIGEST).and_then(|value| value.decode_as().ok());
    let kind: Option<ObjectIdentifier> =
        attribute(signer, forms::CONTENT_TYPE).and_then(|value| value.decode_as().ok());
    if says.is_none_or(|says| says.as_bytes() != digest) || kind != Some(forms::TST_INFO) {
        return Err(bad("it is not of this content"));
    }
    let attributes = signer.signed_attrs.as_ref().map(Encode::to_der).transpose().map_err(form)?;
    let attributes = attributes.ok_or(bad("it is not of this content"))?;
    let algorithms = of_signature(signer.signature_algorithm.oid, signer.digest_alg.oid);
    if algorithms.is_empty() {
        return Err(bad("its algorithm is not accepted"));
    }
    let certificate = EndEntityCert::try_from(&own.der).map_err(|e| BadStamp::Certificate(e.to_string()))?;
    let signature = signer.signature.as_bytes();
    let good = algorithms.iter().any(|a| certificate.verify_signature(*a, &attributes, signature).is_ok());
    if good { Ok(()) } else { Err(bad("it is not by the key of its certificate")) }
}

/// The algorithms that a signature may have been made by, by its name and that of its hash.
fn of_signature(
    name: ObjectIdentifier,
    hash: ObjectIdentifier,
) -> Vec<&'static dyn SignatureVerificationAlgorithm> {
    const RSA: ObjectIdentifier = oid("1.2.840.113549.1.1.1");
    const PSS: ObjectIdentifier = oid("1.2.840.113549.1.1.10");
    const RSA_256: ObjectIdentifier = oid("1.2.840.113549.1.1.11");
    const RSA_384: ObjectIdentifier = oid("1.2.840.113549.1.1.12");
    const RSA_512: ObjectIdentifier = oid("1.2.840.113549.1.1.13");
    const ECDSA_256: ObjectIdentifier = oid("1.2.840.10045.4.3.2");
    const ECDSA_384: ObjectIdentifier = oid("1.2.840.10045.4.3.3");
    const ED25519: ObjectIdentifier = oid("1.3.101.112");
    match (name, hash) {
        (RSA | RSA_256, forms::SHA256) => vec![algorithms::RSA_PKCS1_2048_8192_SHA256],
        (RSA | RSA_384, forms::SHA384) => vec![algorithms::RSA_PKCS1_2048_8192_SHA384],
        (RSA | RSA_512, forms::SHA512) => vec![algorithms::RSA_PKCS1_2048_8192_SHA512],
        (PSS, forms::SHA256) => vec![algorithms::RSA_PSS_2048_8192_SHA256_LEGACY_KEY],
        (PSS, forms::SHA384) => vec![algorithms::RSA_PSS_2048_8192_SHA384_LEGACY_KEY],
        (PSS, forms::SHA512) => vec![algorithms::RSA_PSS_2048_8192_SHA512_LEGACY_KEY],
        (ECDSA_256, forms::SHA256) => vec![algorithms::ECDSA_P256_SHA256, algorithms::ECDSA_P384_SHA256],
        (ECDSA_384, forms::SHA384) => vec![algorithms::ECDSA_P256_SHA384, algorithms::ECDSA_P384_SHA384],
        (ED25519, forms::SHA512) => vec![algorithms::ED25519],
        _ => Vec::new(),
    }
}

/// Whether a certificate is for time stamps and nothing else, as RFC 3161 demands.
fn may_stamp(certificate: &Certificate) -> Result<(), BadStamp> {
    let usage = certificate.tbs_certificate().get_extension::<ExtendedKeyUsage>();
    match usage.map_err(form)? {
        Some((true, usage)) if usage.0 == [forms::TIME_STAMPING] => Ok(()),
        Some(_) | None => {
            let by = certificate.tbs_certificate().subject();
            Err(BadStamp::Certificate(format!("the certificate of {by} is not for time stamps alone")))
        }
    }
}

/// Whether an authority vouches for a certificate at a time, perhaps through others that came with it.
fn vouched(own: &Held, certificates: &[Held], trusted: &Trusted, at: Time) -> Result<(), String> {
    let said = |e: webpki::Error| e.to_string();
    let anchors = trusted
        .0
        .iter()
        .map(webpki::anchor_from_trusted_cert)
        .collect::<Result<Vec<_>, _>>()
        .map_err(said)?;
    let between: Vec<CertificateDer<'_>> = certificates.iter().map(|c| c.der.clone()).collect();
    let at = UnixTime::since_unix_epoch(std::time::Duration::from_secs(at.unix()));
    let usage = KeyUsage::required(forms::TIME_STAMPING.as_bytes());
    let certificate = EndEntityCert::try_from(&own.der).map_err(said)?;
    let path = certificate.verify_for_usage(
        webpki::ALL_VERIFICATION_ALGS,
        &anchors,
        &between,
        at,
        usage,
        None,
        None,
    );
    path.map(|_| ()).map_err(said)
}

/// The time of a stamp, its fraction of a second cut off.
fn time(value: &Any) -> Result<Time, BadStamp> {
    let bad = || form("its time cannot be read");
    let text = str::from_utf8(value.value()).map_err(|_| bad())?;
    let whole = text.strip_suffix('Z').map(|t| t.split_once('.').map_or(t, |(whole, _)| whole));
    let whole = whole
        .filter(|t| value.tag() == Tag::GeneralizedTime && t.len() == 14 && t.is_ascii())
        .ok_or_else(bad)?;
    let part = |from: usize, to: usize| whole.get(from..to).unwrap_or_default();
    let (day, hour) =
        ([part(0, 4), part(4, 6), part(6, 8)].join("-"), [part(8, 10), part(10, 12), part(12, 14)].join(":"));
    format!("{day}T{hour}Z").parse().map_err(|_| bad())
}
