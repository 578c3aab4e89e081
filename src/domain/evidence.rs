//! What comes with an act: digests, documents, artifacts, test results.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::text::Text;

/// A SHA-256, written as 64 lower-case hexadecimal digits.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    schemars::JsonSchema,
    Deserialize,
    Default,
)]
#[serde(try_from = "String", into = "String")]
#[schemars(extend("pattern" = "^[0-9a-f]{64}$"))]
pub struct Digest(pub [u8; 32]);

/// A digest that cannot be read.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0:?} is not a SHA-256 digest of 64 lower-case hexadecimal digits")]
pub struct BadDigest(pub String);

impl FromStr for Digest {
    type Err = BadDigest;
    fn from_str(s: &str) -> Result<Self, BadDigest> {
        let bad = || BadDigest(s.chars().take(80).collect());
        if s.len() != 64 || !s.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(bad());
        }
        let mut out = [0_u8; 32];
        for (i, byte) in out.iter_mut().enumerate() {
            let pair = s.get(2 * i..2 * i + 2).ok_or_else(bad)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| bad())?;
        }
        Ok(Self(out))
    }
}
impl TryFrom<String> for Digest {
    type Error = BadDigest;
    fn try_from(s: String) -> Result<Self, BadDigest> {
        s.parse()
    }
}
impl From<Digest> for String {
    fn from(d: Digest) -> String {
        d.to_string()
    }
}
impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Every entry that is read is written again, and has many digests: no formatting byte by byte.
        let digits = self.0.iter().flat_map(|b| [b >> 4, b & 15]);
        f.write_str(&digits.filter_map(|d| char::from_digit(d.into(), 16)).collect::<String>())
    }
}
impl Digest {
    /// The first twelve digits, for lists that people read.
    pub fn short(&self) -> String {
        self.to_string().chars().take(12).collect()
    }
}

/// A document that the ledger keeps by its digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentRef {
    /// The file's name, without folders.
    pub name: Text,
    /// Media type, for example `text/markdown`.
    pub media: Text,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 of the bytes.
    pub digest: Digest,
}

/// A thing that is built and installed. Its bytes are hashed, never stored.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Artifact {
    /// Its name within the build.
    pub name: Text,
    /// SHA-256 of its bytes.
    pub digest: Digest,
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
    /// The document they were read from.
    pub document: DocumentRef,
    /// All test cases, skipped ones too.
    pub cases: u64,
    /// Cases that failed an assertion.
    pub failures: u64,
    /// Cases that ended in an error.
    pub errors: u64,
    /// Cases that were skipped.
    pub skipped: u64,
    /// The names of the cases that failed or ended in an error, in the order of the document.
    pub failed: Vec<Text>,
}

impl Results {
    /// Whether at least one case was really run: only skipped cases are no test.
    pub fn ran_any(&self) -> bool {
        self.cases > self.skipped
    }
}
