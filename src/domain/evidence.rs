//! What comes with an act: digests, documents, artifacts, test results.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::spelling;
use super::text::Text;

/// A SHA-256, written as 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, schemars::JsonSchema, Default)]
#[schemars(with = "String", extend("pattern" = "^[0-9a-f]{64}$"))]
pub struct Digest(pub [u8; 32]);

/// A digest that cannot be read.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0:?} is not a SHA-256 digest of 64 lower-case hexadecimal digits")]
pub struct BadDigest(pub String);

impl FromStr for Digest {
    type Err = BadDigest;
    fn from_str(s: &str) -> Result<Self, BadDigest> {
        let value = |digit: u8| match digit {
            b'0'..=b'9' => Some(digit - b'0'),
            b'a'..=b'f' => Some(digit - b'a' + 10),
            _ => None,
        };
        let mut digits = s.bytes().map(value);
        let mut next = || digits.next().flatten();
        let mut out = [0_u8; 32];
        let read = out.iter_mut().try_for_each(|byte| {
            *byte = next()? << 4 | next()?;
            Some(())
        });
        let whole = read.is_some() && s.len() == 64;
        if whole { Ok(Self(out)) } else { Err(BadDigest(s.chars().take(80).collect())) }
    }
}
impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        spelling::read(from, str::parse)
    }
}
impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(str::from_utf8(&self.digits()).unwrap_or_default())
    }
}
impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(str::from_utf8(&self.digits()).unwrap_or_default())
    }
}
impl Digest {
    /// The hexadecimal digits. Every entry that is audited is written again, and has many digests: no formatting.
    fn digits(&self) -> [u8; 64] {
        let mut digits = [0; 64];
        for (pair, byte) in digits.chunks_exact_mut(2).zip(self.0) {
            let nibbles = [byte >> 4, byte & 15];
            let spelled = nibbles.map(|n| if n < 10 { b'0' + n } else { b'a' + n - 10 });
            pair.copy_from_slice(&spelled);
        }
        digits
    }
    /// The first twelve digits, for lists that people read.
    pub fn short(&self) -> String {
        self.to_string().chars().take(12).collect()
    }
}

/// A document that the ledger keeps by its digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentRef {
    /// SHA-256 of the bytes.
    pub digest: Digest,
    /// Media type, for example `text/markdown`.
    pub media: Text,
    /// The file's name, without folders.
    pub name: Text,
    /// Size in bytes.
    pub size: u64,
}

/// A thing that is built and installed. Its bytes are hashed, never stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Artifact {
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Its name within the build.
    pub name: Text,
    /// Size in bytes, where the file was at hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
}

/// How the Test Team came to its results (SOP step 8), in forms that are recorded no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Test cases were executed.
    Executed,
    /// The Software Developer's results were assessed.
    Assessed,
}

/// How the Test Team took part in a test run (SOP step 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The Test Team executed test cases.
    Executed,
    /// The Test Team assessed the Software Developer's results.
    Assessed,
    /// The Test Team watched while the Software Developer or a site ran the test cases (ours).
    Observed,
}

impl Part {
    /// The word that is recorded and printed.
    pub fn word(self) -> &'static str {
        match self {
            Self::Executed => "executed",
            Self::Assessed => "assessed",
            Self::Observed => "observed",
        }
    }
}

/// Counted test results, read from a JUnit XML document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Results {
    /// All test cases, skipped ones too.
    pub cases: u64,
    /// The document they were read from.
    pub document: DocumentRef,
    /// Cases that ended in an error.
    pub errors: u64,
    /// The names of the cases that failed or ended in an error, in the order of the document.
    pub failed: Vec<Text>,
    /// Cases that failed an assertion.
    pub failures: u64,
    /// Cases that were skipped.
    pub skipped: u64,
}

impl Results {
    /// Whether at least one case was really run: only skipped cases are no test.
    pub fn ran_any(&self) -> bool {
        self.cases > self.skipped
    }
}
