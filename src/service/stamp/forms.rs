//! What RFC 3161 asks and answers with, as far as `cms` does not know it, and the numbers by which things are named there.
//! What must not live here: what is accepted of them (`stamp`).

use cms::content_info::ContentInfo;
use der::asn1::{BitString, Int, OctetString, Utf8StringRef};
use der::oid::ObjectIdentifier;
use der::{Any, Sequence};
use x509_cert::ext::Extensions;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::spki::AlgorithmIdentifierOwned;

pub(super) const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

pub(super) const SIGNED_DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.2");
pub(super) const TST_INFO: ObjectIdentifier = oid("1.2.840.113549.1.9.16.1.4");
pub(super) const CONTENT_TYPE: ObjectIdentifier = oid("1.2.840.113549.1.9.3");
pub(super) const MESSAGE_DIGEST: ObjectIdentifier = oid("1.2.840.113549.1.9.4");
pub(super) const SIGNING_CERTIFICATE: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.12");
pub(super) const SIGNING_CERTIFICATE_2: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.47");
pub(super) const SHA256: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.1");
pub(super) const SHA384: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.2");
pub(super) const SHA512: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.3");
pub(super) static TIME_STAMPING: ObjectIdentifier = oid("1.3.6.1.5.5.7.3.8");

/// The digest of what is to be stamped.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub(super) struct Imprint {
    pub algorithm: AlgorithmIdentifierOwned,
    pub digest: OctetString,
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub(super) struct Request {
    pub version: u8,
    pub imprint: Imprint,
    pub nonce: Int,
    pub certificates: bool,
}

/// What is answered.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub(super) struct Reply {
    pub status: Status,
    #[asn1(optional = "true")]
    pub token: Option<ContentInfo>,
}

/// Whether a stamp was given, and if not, why.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub(super) struct Status {
    pub status: u8,
    #[asn1(optional = "true")]
    pub words: Option<Vec<Any>>,
    #[asn1(optional = "true")]
    pub why: Option<BitString>,
}

impl Status {
    /// What the authority says for people.
    pub(super) fn said(&self) -> String {
        let one = |word: &Any| word.decode_as::<Utf8StringRef<'_>>().map(|s| s.as_str().to_owned()).ok();
        self.words.iter().flatten().filter_map(one).collect::<Vec<_>>().join("; ")
    }
}

/// How far off the time may be.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub(super) struct Accuracy {
    #[asn1(optional = "true")]
    pub seconds: Option<u64>,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", optional = "true")]
    pub millis: Option<u16>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    pub micros: Option<u16>,
}

/// What the authority signs.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub(super) struct Info {
    pub version: u8,
    pub policy: ObjectIdentifier,
    pub imprint: Imprint,
    pub serial: Int,
    /// A time, perhaps with a fraction of a second.
    pub time: Any,
    #[asn1(optional = "true")]
    pub accuracy: Option<Accuracy>,
    #[asn1(default = "Default::default")]
    pub ordering: bool,
    #[asn1(optional = "true")]
    pub nonce: Option<Int>,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub authority: Option<GeneralName>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    pub extensions: Option<Extensions>,
}

/// Which certificate signs, the first of some.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub(super) struct Signing {
    pub certificates: Vec<Any>,
    #[asn1(optional = "true")]
    pub policies: Option<Any>,
}

/// A certificate by its SHA-1.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub(super) struct ById {
    pub digest: OctetString,
    #[asn1(optional = "true")]
    pub issuer: Option<Any>,
}

/// A certificate by a digest of its own choice, SHA-256 if none is named.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub(super) struct ById2 {
    #[asn1(optional = "true")]
    pub algorithm: Option<AlgorithmIdentifierOwned>,
    pub digest: OctetString,
    #[asn1(optional = "true")]
    pub issuer: Option<Any>,
}
