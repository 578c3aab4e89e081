//! Files that come with an act, read once at the door and turned into what events hold.

use std::path::Path;

use crate::domain::event::{CqAction, TestsRun, Worksheet};
use crate::domain::evidence::Mode;
use crate::domain::{BuildId, DocumentRef, Login, OcrId, Release, Results, Text};
use crate::ledger::chain::Document;
use crate::service::{clearquest, files, junit};
use crate::workflow::{Failure, Scene};

/// Test results with the document they were read from.
pub struct ReadResults {
    /// What they say.
    pub results: Results,
    /// The document, to be kept.
    pub document: Document,
}

/// Reads JUnit XML results.
///
/// # Errors
/// [`Failure::Evidence`].
pub fn results(path: &Path) -> Result<ReadResults, Failure> {
    let (results, bytes) = junit::results(path)?;
    let document = Document { digest: results.document.digest, bytes };
    Ok(ReadResults { results, document })
}

/// A document with its bytes.
pub struct ReadDocument {
    /// What the event holds.
    pub named: DocumentRef,
    /// The document, to be kept.
    pub document: Document,
}

/// Reads a document of any kind.
///
/// # Errors
/// [`Failure::Evidence`].
pub fn document(path: &Path) -> Result<ReadDocument, Failure> {
    let (named, bytes) = files::read_document(path, None, files::MAX)?;
    let document = Document { digest: named.digest, bytes };
    Ok(ReadDocument { named, document })
}

/// How the Test Team came to its results.
pub fn mode(assessed: bool) -> Mode {
    if assessed { Mode::Assessed } else { Mode::Executed }
}

/// Refuses if a build that was named is not the current one.
///
/// # Errors
/// [`Failure::Conflict`].
pub fn is_current(release: &Release, named: Option<&BuildId>) -> Result<(), Failure> {
    let Some(named) = named else { return Ok(()) };
    let current = release.build().map(|b| &b.id);
    if current == Some(named) {
        return Ok(());
    }
    let is = current.map_or_else(|| "none".to_owned(), ToString::to_string);
    Err(Failure::Conflict {
        message: format!("{named} is not the current build of release {}: that is {is}", release.number),
        hint: "era-rm build list shows the builds".into(),
        retryable: false,
    })
}

/// The failed cases that a verdict is on: of the run that comes with it, or of the latest on the current build.
pub fn failed_cases(release: &Release, run: Option<&TestsRun>) -> Vec<Text> {
    let build = release.build().map(|b| &b.id);
    let latest = || release.test_runs.iter().rev().find(|t| Some(&t.build) == build).map(|t| &t.results);
    run.map(|r| &r.results).or_else(latest).map(|r| r.failed.clone()).unwrap_or_default()
}

/// Writes worksheets for ClearQuest.
///
/// # Errors
/// [`Failure::Bug`] only.
pub fn worksheets(
    scene: &Scene<'_, '_>,
    wanted: &[(OcrId, CqAction)],
    assigned: Option<&Login>,
) -> Result<(Vec<Worksheet>, Vec<Document>), Failure> {
    let (mut sheets, mut documents) = (Vec::new(), Vec::new());
    let foot = scene.foot();
    for (ocr, action) in wanted {
        let world = &scene.loaded.world;
        let (sheet, docs) = clearquest::worksheet(world, scene.release()?, ocr, *action, assigned, &foot)?;
        sheets.push(sheet);
        documents.extend(docs);
    }
    Ok((sheets, documents))
}
