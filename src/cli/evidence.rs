//! Files that come with an act, read once at the door and turned into what events hold.

use std::path::{Path, PathBuf};

use crate::domain::event::{CqAction, Joined, Outcome, TestsRun2, Worksheet};
use crate::domain::release::Deployment;
use crate::domain::{
    Artifact, BuildId, Digest, DocumentRef, Key, Login, OcrId, Release, Sought, Step, TargetId, TestResults,
    Text,
};
use crate::ledger::chain::Document;
use crate::ledger::digest;
use crate::ledger::view::OcrRow;
use crate::service::{clearquest, files};
use crate::sop::decide;
use crate::sop::standing::Standing;
use crate::store::Page;
use crate::workflow::{Failure, Scene};

use super::context::ReleaseArg;

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

/// Artifacts as the content of a command: each by its digest and its name.
pub fn of_artifacts(list: &[Artifact]) -> Vec<Digest> {
    list.iter().map(|a| digest::of_bytes(format!("{} {}", a.digest, a.name).as_bytes())).collect()
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
pub fn failed_cases(release: &Release, run: Option<&TestsRun2>) -> Vec<Text> {
    let latest = || release.runs_of_build().next_back();
    run.map(|r| &r.results).or_else(latest).map(TestResults::failed).unwrap_or_default()
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

/// What ClearQuest shows as resolved, to be taken back when the release goes back or deploys anew.
///
/// # Errors
/// Those of [`Scene::release`].
pub fn taken_back(scene: &Scene<'_, '_>) -> Result<Vec<(OcrId, CqAction)>, Failure> {
    let wanted = decide::cq_taken_back(scene.release()?);
    Ok(wanted.into_iter().map(|(o, a)| (o.clone(), a)).collect())
}

/// The OCRs of the release whose step 12a does not stand.
///
/// # Errors
/// Those of [`Scene::release`].
pub fn unresolved(scene: &Scene<'_, '_>) -> Result<Vec<OcrId>, Failure> {
    let release = scene.release()?;
    let standing = Standing::of(release, scene.at);
    let open =
        release.scope.ocrs.iter().filter(|o| standing.yes(Step::Resolve, &Key::Ocr((*o).clone())).is_none());
    Ok(open.cloned().collect())
}

/// Refuses OCRs that the release neither holds nor has taken to ClearQuest.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn are_in(release: &Release, ocrs: &[OcrId]) -> Result<(), Failure> {
    let strange = ocrs.iter().find(|o| !release.scope.ocrs.contains(o) && release.cq_of(o).is_none());
    strange.map_or(Ok(()), |o| {
        let hint = format!("era-rm release show {} lists its OCRs", release.number);
        Err(Failure::not_found(format!("{o} is not in release {}", release.number), hint))
    })
}

/// The OCRs whose latest worksheet is not confirmed.
pub fn unconfirmed(release: &Release) -> Vec<OcrId> {
    release.cq.iter().filter(|c| !c.confirmed).map(|c| c.ocr.clone()).collect()
}

/// The targets of the plan to which the current build is not deployed. One that carries it by an irregular deployment is
/// among them: its step 11 waits for a go.
pub fn undeployed(release: &Release) -> Vec<TargetId> {
    let build = release.build().map(|b| &b.id);
    let done = |d: &Deployment| d.outcome == Outcome::Deployed && Some(&d.build) == build;
    let open = release.targets().filter(|t| !release.deployment(t).is_some_and(done)).cloned();
    let open: Vec<TargetId> = open.collect();
    if open.is_empty() { release.targets().cloned().collect() } else { open }
}

/// Refuses if a letter that was named is not the current one.
///
/// # Errors
/// [`Failure::Conflict`].
pub fn is_current_letter(release: &Release, named: Option<Digest>) -> Result<(), Failure> {
    let current = release.letter().map(|l| l.document.digest);
    if named.is_none() || named == current {
        return Ok(());
    }
    Err(Failure::Conflict {
        message: format!("that is not the current letter of release {}", release.number),
        hint: "era-rm letter show prints the current one".into(),
        retryable: false,
    })
}

/// The pool as the view has it; the auditor judges the priority order again from the pool's own history.
///
/// # Errors
/// [`Failure::Store`].
pub fn load_pool(scene: &mut Scene<'_, '_>) -> Result<(), Failure> {
    let mut page = Page { kind: "ocr".into(), bucket: "pool".into(), after: None, max: 500 };
    loop {
        let rows = scene.loaded.store().rows(&page)?;
        let Some((_, last)) = rows.last() else { return Ok(()) };
        page.after = Some((last.sort.clone(), last.id.clone()));
        for (_, row) in &rows {
            let Ok(row) = serde_json::from_str::<OcrRow>(&row.row) else { continue };
            scene.loaded.world.pool.insert(row.ocr, (row.priority, true));
        }
    }
}

/// OCRs that enter a release, with who received each. Loads the releases that they are in, so that a refusal can name them.
///
/// # Errors
/// [`Failure::NotFound`] for one that was never received.
pub fn joined(scene: &mut Scene<'_, '_>, ocrs: &[OcrId]) -> Result<Vec<Joined>, Failure> {
    ocrs.iter().try_for_each(|id| load_release_of(scene, id))?;
    let joined = |id: &OcrId| match scene.loaded.world.ocrs.get(id) {
        Some(o) => Ok(Joined { ocr: o.id.clone(), received_by: o.received_by.clone() }),
        None => Err(Failure::no_such(Sought::Ocr(id.to_string()), "era-rm ocr list shows the OCRs")),
    };
    ocrs.iter().map(joined).collect()
}

/// Loads the release that an OCR is in, if it is in one.
///
/// # Errors
/// [`Failure::NotFound`] for an OCR that was never received.
pub fn load_release_of(scene: &mut Scene<'_, '_>, ocr: &OcrId) -> Result<(), Failure> {
    let Some(found) = scene.loaded.world.ocrs.get(ocr) else {
        return Err(Failure::no_such(Sought::Ocr(ocr.to_string()), "era-rm ocr list shows the OCRs"));
    };
    match found.place.release() {
        Some(id) => scene.loaded.release_by_id(id),
        None => Ok(()),
    }
}

/// `[RELEASE]` as typed where a file could stand beside it.
///
/// # Errors
/// [`Failure::Usage`] for a release number that is none, and for more words.
pub fn release_alone(words: &[PathBuf]) -> Result<ReleaseArg, Failure> {
    let hint = "name the release alone";
    let number =
        |word: &PathBuf| word.to_string_lossy().parse().map_err(|e| Failure::usage(format!("{e}"), hint));
    match words {
        [] => Ok(ReleaseArg::default()),
        [release] => Ok(ReleaseArg { release: Some(number(release)?) }),
        _ => Err(Failure::usage("a file is not wanted here", hint)),
    }
}

/// `[RELEASE] FILE` as typed.
///
/// # Errors
/// [`Failure::Usage`] for a release number that is none.
pub fn release_and_file(words: &[PathBuf]) -> Result<(ReleaseArg, PathBuf), Failure> {
    match words {
        [file] => Ok((ReleaseArg::default(), file.clone())),
        [release, file] => {
            let number = release
                .to_string_lossy()
                .parse()
                .map_err(|e| Failure::usage(format!("{e}"), "name the release, then the file"))?;
            Ok((ReleaseArg { release: Some(number) }, file.clone()))
        }
        _ => Err(Failure::usage("a file is needed", "name the release, then the file")),
    }
}
