//! What ClearQuest's export shows of a release's OCRs, held against what the ledger knows: as it is reported.

use serde::Serialize;

use crate::cli::handoff;
use crate::cli::ui::wrap;
use crate::domain::event::{CqAction, CqState};
use crate::domain::release::CqRecord;
use crate::domain::{OcrId, Release};
use crate::service::clearquest::{self, export::Export, export::Shown};
use crate::service::evidence::EvidenceError;
use crate::sop::world::World;
use crate::store::Store;
use crate::workflow::Failure;

use super::word;

/// One OCR of the release.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct RecordReport {
    /// The OCR.
    pub ocr: String,
    /// Its record in ClearQuest.
    pub record: String,
    /// The state last seen, as the ledger has it.
    pub ledger: String,
    /// The line of the export; absent if the record is not in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The state that the export shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shows: Option<String>,
    /// What differs.
    pub drift: Vec<DriftReport>,
    /// What is no drift, and may be good to know.
    pub notes: Vec<String>,
}
/// A difference.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct DriftReport {
    /// `missing`, `state` or `deployed-release`.
    pub what: &'static str,
    /// What the ledger has.
    pub ledger: String,
    /// What the export shows; absent for a record that is not in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub export: Option<String>,
    /// What to do.
    pub hint: String,
}

/// Every OCR of a release that is in it or was taken to ClearQuest.
///
/// # Errors
/// [`Failure::Evidence`] for a record that the export has more than once; those of [`handoff::read`].
pub fn records(
    store: &dyn Store,
    world: &World,
    r: &Release,
    of: &str,
    export: &Export,
) -> Result<Vec<RecordReport>, Failure> {
    let besides = r.cq.iter().map(|c| &c.ocr).filter(|o| !r.scope.ocrs.contains(o));
    let all = r.scope.ocrs.iter().chain(besides);
    all.map(|ocr| {
        let package = world.ocrs.get(ocr).and_then(|o| o.package.as_ref());
        let record = package.map_or_else(|| ocr.to_string(), |p| p.cq_record.to_string());
        let rows = export.records.get(&record).map(Vec::as_slice).unwrap_or_default();
        if let [first, second, ..] = rows {
            let line = usize::try_from(second.line).unwrap_or(usize::MAX);
            let why = format!("record {record} is in line {} already", first.line);
            return Err(EvidenceError::Broken { of: of.into(), line, column: 1, why }.into());
        }
        report(store, r, ocr, record, rows.first())
    })
    .collect()
}

fn report(
    store: &dyn Store,
    r: &Release,
    ocr: &OcrId,
    record: String,
    shown: Option<&Shown>,
) -> Result<RecordReport, Failure> {
    let known = r.cq_of(ocr);
    let ledger = word(&known.map_or(CqState::Opened, |c| c.seen));
    let (mut drift, mut notes) = (Vec::new(), Vec::new());
    match shown {
        None => drift.push(DriftReport {
            what: "missing",
            ledger: ledger.clone(),
            export: None,
            hint: "export all records of the release; a record that is gone is for the keeper of ClearQuest"
                .into(),
        }),
        Some(shown) => {
            if shown.state != ledger {
                let hint = state_hint(r, ocr, known, &shown.state);
                drift.push(DriftReport {
                    what: "state",
                    ledger: ledger.clone(),
                    export: Some(shown.state.clone()),
                    hint,
                });
            } else if let Some(c) = known.filter(|c| !c.confirmed) {
                notes.push(format!("{} is asked for, and not done yet", word(&c.sheet.0)));
            }
            fields(store, r, known, shown, &mut drift, &mut notes)?;
        }
    }
    let (line, shows) = (shown.map(|s| s.line), shown.map(|s| s.state.clone()));
    Ok(RecordReport { ocr: ocr.to_string(), record, ledger, line, shows, drift, notes })
}

/// What to do about a state that is not the one last seen.
fn state_hint(r: &Release, ocr: &OcrId, known: Option<&CqRecord>, shown: &str) -> String {
    let asked = known.map(|c| match (c.sheet.0, c.confirmed) {
        (CqAction::Resolve, false) => CqState::Resolved,
        (CqAction::Resolve, true) => CqState::Closed,
        (CqAction::Reject | CqAction::ReOpen, _) => CqState::Opened,
    });
    match asked {
        Some(state) if word(&state) == shown => {
            format!("look at the record, then: era-rm cq confirm {} --ocr {ocr} --state {shown}", r.number)
        }
        _ if matches!(shown, "Opened" | "Resolved" | "Closed") => {
            "no worksheet asked for this: find out who took the action, and take it back in CQ".into()
        }
        _ => "the SOP knows Opened, Resolved and Closed: find out who took the action".into(),
    }
}

/// The two fields, where the record was resolved by a worksheet.
fn fields(
    store: &dyn Store,
    r: &Release,
    known: Option<&CqRecord>,
    shown: &Shown,
    drift: &mut Vec<DriftReport>,
    notes: &mut Vec<String>,
) -> Result<(), Failure> {
    let resolved = known.filter(|c| c.sheet.0 == CqAction::Resolve && shown.state != word(&CqState::Opened));
    let Some(worksheet) = resolved.and_then(|c| clearquest::latest(r, c)) else { return Ok(()) };
    let sheet = handoff::read(store, worksheet)?;
    if let Some(wanted) = sheet.deployed_release().filter(|f| f.value != shown.deployed_release) {
        drift.push(DriftReport {
            what: "deployed-release",
            ledger: wanted.value.clone(),
            export: Some(shown.deployed_release.clone()),
            hint: format!("set the field {} in CQ as the worksheet says", wanted.name),
        });
    }
    if let Some(wanted) = sheet.assigned().filter(|f| !f.value.eq_ignore_ascii_case(&shown.assigned)) {
        let is = if shown.assigned.is_empty() { "nobody" } else { shown.assigned.as_str() };
        notes.push(format!(
            "{is} is assigned, and the worksheet asked for {}; that binds nobody",
            wanted.value
        ));
    }
    Ok(())
}

/// As people read it.
pub fn text(records: &[RecordReport]) -> String {
    let mut out = String::new();
    for r in records {
        let shows = r.shows.as_deref().unwrap_or("not in the export");
        let line = r.line.map(|n| format!(", line {n}")).unwrap_or_default();
        let head = format!("{} ({}): ledger {}, export {shows}{line}", r.ocr, r.record, r.ledger);
        out.push_str(&wrap(&head, 0));
        for d in &r.drift {
            let export = d.export.as_ref().map_or_else(|| "nothing".to_owned(), |e| format!("{e:?}"));
            out.push_str(&wrap(
                &format!("{}: the ledger has {:?}, the export {export}", d.what, d.ledger),
                2,
            ));
            out.push_str(&wrap(&d.hint, 4));
        }
        r.notes.iter().for_each(|n| out.push_str(&wrap(&format!("note: {n}"), 2)));
    }
    out
}
