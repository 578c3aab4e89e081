//! Test results as the `test` commands take them: the flags, the files read and put together. What must not live here:
//! whether they are enough. Called by `test dev`, `test run` and `test record`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use crate::domain::evidence::Part;
use crate::domain::results::{Suite, Suites};
use crate::domain::{Digest, Results, TestResults, Text};
use crate::ledger::chain::Document;
use crate::service::evidence::EvidenceError;
use crate::service::{files, junit, suites};
use crate::workflow::Failure;

/// The most files of one run.
const FILES: usize = 1000;

/// The flag that names the suites that had to run.
#[derive(Debug, Clone, Args, Default)]
pub struct SuitesArg {
    /// A TOML file of the suites that had to run, below `[suites]` a line for each: "NAME" = LEAST NUMBER OF CASES
    #[arg(long, value_name = "FILE", requires = "results")]
    pub suites: Option<PathBuf>,
}

/// How the Test Team took part, as typed: one of the three.
#[derive(Debug, Clone, Copy, Args, Default, serde::Serialize)]
pub struct PartArg {
    /// The Test Team executed test cases
    #[arg(long, group = "mode", requires = "results")]
    executed: bool,
    /// The Test Team assessed the Software Developer's results
    #[arg(long, group = "mode", requires = "results")]
    assessed: bool,
    /// The Test Team watched while the Software Developer or a site ran the test cases
    #[arg(long, group = "mode", requires = "results")]
    observed: bool,
}

impl PartArg {
    /// How the Test Team took part.
    pub fn part(self) -> Part {
        match (self.assessed, self.observed) {
            (true, _) => Part::Assessed,
            (false, true) => Part::Observed,
            (false, false) => Part::Executed,
        }
    }
}

/// The results of a run with the documents they were read from.
pub struct ReadRun {
    /// What they say.
    pub results: TestResults,
    /// The documents, to be kept.
    pub documents: Vec<Document>,
}

impl ReadRun {
    /// The digests of the documents.
    pub fn digests(&self) -> Vec<Digest> {
        self.documents.iter().map(|d| d.digest).collect()
    }
}

/// Reads the results of one run: JUnit XML from each file, and the manifest of the suites that had to run. Totals add up;
/// a case that stands in several files counts in each, and failed if it failed in any.
///
/// # Errors
/// [`Failure::Evidence`]; [`Failure::Usage`] for the same file twice, or too many.
pub fn read(paths: &[PathBuf], manifest: &SuitesArg) -> Result<ReadRun, Failure> {
    if paths.len() > FILES {
        let hint = "put them together in fewer files";
        return Err(Failure::usage(format!("{} files of results are more than {FILES}", paths.len()), hint));
    }
    let (mut files, mut documents) = (Vec::new(), Vec::new());
    let (mut ran, mut size, mut names) = (BTreeMap::<String, u64>::new(), 0, 0);
    for path in paths {
        let junit::Read { results, suites, bytes } = junit::results(path)?;
        let name = results.document.name.as_str();
        let same = |f: &&Results| f.document.digest == results.document.digest;
        if let Some(first) = files.iter().find(same).map(|f| f.document.name.as_str()) {
            let message =
                format!("results file {name:?} is given more than once: it holds what {first:?} holds");
            return Err(Failure::usage(message, "give each file of the run once"));
        }
        size += results.document.size;
        names += results.failed.iter().map(|case| case.as_str().len()).sum::<usize>();
        suites.into_iter().for_each(|(suite, cases)| *ran.entry(suite).or_default() += cases);
        documents.push(Document { digest: results.document.digest, bytes });
        files.push(results);
    }
    let together = [
        (size > files::MAX, format!("the files hold more than {} bytes together", files::MAX)),
        (
            names > junit::NAMES,
            format!("the names of the failed cases are longer than {} bytes together", junit::NAMES),
        ),
    ];
    let problems: Vec<String> = together.into_iter().filter(|(is, _)| *is).map(|(_, why)| why).collect();
    if !problems.is_empty() {
        let of = "the results".to_owned();
        let hint = "record the verdict on fewer results, or leave out what they print";
        return Err(EvidenceError::Incomplete { of, problems, hint }.into());
    }
    let suites = manifest.suites.as_deref().map(suites::read).transpose()?;
    let suites = suites.map(|m| {
        documents.push(Document { digest: m.document.digest, bytes: m.bytes });
        let suite = |(name, least): (Text, u64)| {
            let ran = ran.get(name.as_str()).copied().unwrap_or(0);
            Suite { name, least, ran }
        };
        Suites { manifest: m.document, wanted: m.wanted.into_iter().map(suite).collect() }
    });
    Ok(ReadRun { results: TestResults { files, suites }, documents })
}
