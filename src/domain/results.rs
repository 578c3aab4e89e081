//! The results of one test run: from one JUnit XML document or several, and what they say of the suites that had to run.
//! What must not live here: reading them, and whether they are enough (SOP steps 6, 8, 9).

use serde::{Deserialize, Serialize};

use super::evidence::{DocumentRef, Results};
use super::text::Text;

/// The results of one test run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestResults {
    /// Each document and what it says; at least one, none twice.
    pub files: Vec<Results>,
    /// The suites that had to run, where a manifest names them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suites: Option<Suites>,
}

/// The suites that had to run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suites {
    /// The manifest that names them.
    pub manifest: DocumentRef,
    /// Each of them, in the order of their names.
    pub wanted: Vec<Suite>,
}

/// A suite that had to run, and whether it did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suite {
    /// How many of its cases had to run, at least one.
    pub least: u64,
    /// Its name in the results.
    pub name: Text,
    /// How many ran, in all documents together; a skipped case did not run.
    pub ran: u64,
}

impl Suite {
    /// Whether too few of its cases ran.
    pub fn is_missing(&self) -> bool {
        self.ran < self.least
    }
    /// Its name, and how many of its cases ran and had to.
    pub fn said(&self) -> String {
        format!("{} (cases that ran: {}, that had to: {})", self.name, self.ran, self.least)
    }
}

impl TestResults {
    /// The results of a run that one document holds.
    pub fn of(results: Results) -> Self {
        Self { files: vec![results], suites: None }
    }
    fn sum(&self, of: impl Fn(&Results) -> u64) -> u64 {
        self.files.iter().map(of).fold(0, u64::saturating_add)
    }
    /// All test cases, skipped ones too. A case that stands in several documents ran several times.
    pub fn cases(&self) -> u64 {
        self.sum(|r| r.cases)
    }
    /// Cases that failed an assertion.
    pub fn failures(&self) -> u64 {
        self.sum(|r| r.failures)
    }
    /// Cases that ended in an error.
    pub fn errors(&self) -> u64 {
        self.sum(|r| r.errors)
    }
    /// Cases that were skipped.
    pub fn skipped(&self) -> u64 {
        self.sum(|r| r.skipped)
    }
    /// The cases that failed or ended in an error in any document, each once, in the order of the documents.
    pub fn failed(&self) -> Vec<Text> {
        let mut seen = std::collections::BTreeSet::new();
        self.files.iter().flat_map(|r| &r.failed).filter(|case| seen.insert(*case)).cloned().collect()
    }
    /// Whether at least one case was really run: only skipped cases are no test.
    pub fn ran_any(&self) -> bool {
        self.files.iter().any(Results::ran_any)
    }
    /// The suites that had to run and did not. Without any the run is complete.
    pub fn missing(&self) -> impl Iterator<Item = &Suite> {
        self.suites.iter().flat_map(|s| &s.wanted).filter(|s| s.is_missing())
    }
    /// Every document that the results come from, the manifest last.
    pub fn documents(&self) -> impl Iterator<Item = &DocumentRef> {
        self.files.iter().map(|r| &r.document).chain(self.suites.iter().map(|s| &s.manifest))
    }
}
