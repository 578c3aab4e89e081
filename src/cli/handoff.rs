//! The hand-off to ClearQuest at the desk: the worksheets that the ledger keeps, read again; a folder with all that the
//! Release Manager needs; what ClearQuest was seen to say held against them. What must not live here: the form of a worksheet
//! (`service::clearquest`). `cq resolve`, `show`, `confirm` and `check` call it.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use crate::domain::event::{CqAction, CqState, Worksheet};
use crate::domain::{OcrId, Refusal, RefusalKind, Release, Text};
use crate::service::clearquest::{self, Sheet};
use crate::service::evidence::EvidenceError;
use crate::store::Store;
use crate::workflow::Failure;

use super::documents;

const MATCH: &str = "what ClearQuest was seen to say is what the worksheet asked for (SOP step 12)";

/// Reads a worksheet that the ledger keeps.
///
/// # Errors
/// Those of [`documents::copy`]; [`Failure::Evidence`] for one that this program cannot read.
pub fn read(store: &dyn Store, worksheet: &Worksheet) -> Result<Sheet, Failure> {
    let mut json = Vec::new();
    documents::copy(store, &worksheet.json.digest, &mut json)?;
    Sheet::read(&json).map_err(|why| {
        let of = worksheet.json.name.to_string();
        EvidenceError::Broken { of, line: 1, column: 1, why }.into()
    })
}

/// Writes a new folder with one folder for each OCR: its worksheet as text, as JSON and as a script, and the file to attach.
/// Gives the files.
///
/// # Errors
/// [`Failure::Conflict`] if the folder is there already; those of [`read`].
pub fn write(store: &dyn Store, folder: &Path, sheets: &[&Worksheet]) -> Result<Vec<String>, Failure> {
    let read: Vec<Sheet> = sheets.iter().map(|w| read(store, w)).collect::<Result<_, _>>()?;
    new_folder(folder)?;
    let mut files = Vec::new();
    for (worksheet, sheet) in sheets.iter().zip(&read) {
        let own = folder.join(worksheet.ocr.key().as_str());
        new_folder(&own)?;
        let mut kept = vec![
            (own.join("worksheet.txt"), worksheet.text.digest),
            (own.join("worksheet.json"), worksheet.json.digest),
        ];
        kept.extend(sheet.attach.iter().map(|a| (own.join(a.file()), a.sha256)));
        for (path, digest) in &kept {
            documents::write_new(path, |out| documents::copy(store, digest, out))?;
        }
        let script = own.join("worksheet.pl");
        let text = clearquest::script(sheet, &worksheet.json.digest);
        documents::write_new(&script, |out| out.write_all(text.as_bytes()).map_err(documents::said))?;
        let all = kept.into_iter().map(|(path, _)| path).chain([script]);
        files.extend(all.map(|path: PathBuf| path.display().to_string()));
    }
    files.sort_unstable();
    Ok(files)
}
/// The files that were written, as people read them.
pub fn wrote(files: &[String]) -> String {
    files.iter().map(|f| format!("wrote {f}\n")).collect()
}
fn new_folder(path: &Path) -> Result<(), Failure> {
    DirBuilder::new().mode(0o700).create(path).map_err(|e| documents::unwritable(path, &e))
}

/// What ClearQuest was seen to say.
pub struct Seen<'a> {
    /// The state.
    pub state: CqState,
    /// What names the deployed release.
    pub deployed_release: Option<&'a Text>,
    /// Who is assigned.
    pub assigned: Option<&'a Text>,
}

/// Holds what was seen of OCRs against their worksheets. Gives what the person should know: who is assigned binds nobody.
///
/// # Errors
/// A refusal where the deployed release is another than the worksheet's; those of [`read`].
pub fn held(
    store: &dyn Store,
    release: &Release,
    ocrs: &[OcrId],
    seen: &Seen<'_>,
) -> Result<Vec<String>, Failure> {
    let mut notes = Vec::new();
    let said = seen.deployed_release.is_some() || seen.assigned.is_some();
    for ocr in ocrs.iter().filter(|_| said && seen.state != CqState::Opened) {
        let resolve = release.cq_of(ocr).filter(|c| c.sheet.0 == CqAction::Resolve);
        let Some(worksheet) = resolve.and_then(|c| clearquest::latest(release, c)) else { continue };
        let sheet = read(store, worksheet)?;
        if let (Some(wanted), Some(is)) = (sheet.deployed_release(), seen.deployed_release)
            && wanted.value != is.as_str()
        {
            let message = format!(
                "the worksheet of {ocr} asked for {:?} in the field {}; CQ shows {:?}",
                wanted.value,
                wanted.name,
                is.as_str()
            );
            let hint = "set the field in CQ as the worksheet says, look again, and confirm what is seen then";
            return Err(Refusal::new(RefusalKind::Evidence, MATCH, message).hint(hint).into());
        }
        if let (Some(wanted), Some(is)) = (sheet.assigned(), seen.assigned)
            && !wanted.value.eq_ignore_ascii_case(is.as_str())
        {
            let (asked, field) = (&wanted.value, &wanted.name);
            notes.push(format!("the worksheet of {ocr} asked for {asked} in the field {field}, and CQ shows {is}; that binds nobody"));
        }
    }
    Ok(notes)
}
