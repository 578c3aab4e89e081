//! The hand-off to ClearQuest (SOP step 12): a worksheet for each OCR, as text for the person who does it and as JSON for
//! `script`, which makes a script of it. What must not live here: when a worksheet is owed.

pub mod export;
mod script;

use serde::{Deserialize, Serialize};

use crate::domain::event::{CqAction, Event, Worksheet};
use crate::domain::release::CqRecord;
use crate::domain::{Digest, DocumentRef, Login, OcrId, Release, Text};
use crate::ledger::chain::Document;
use crate::ledger::digest;
use crate::sop::settings;
use crate::sop::world::World;

pub use script::script;

/// The form of a worksheet's JSON.
const SCHEMA: &str = "era-rm/worksheet/1";

/// What a worksheet asks for, as its JSON says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    schema: String,
    /// The release's number when it was written.
    pub release: String,
    /// The OCR.
    pub ocr: String,
    /// The record in ClearQuest.
    pub record: String,
    /// The action to take, as ClearQuest calls it.
    pub action: String,
    /// The state that the record must be in.
    pub from_state: String,
    /// The state that it then has.
    pub to_state: String,
    /// The fields to set: of a Resolve, what holds the deployed release, then who is assigned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field>,
    /// The file to attach.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attach: Option<Attachment>,
}
/// A field to set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name in ClearQuest.
    pub name: String,
    /// Its value.
    pub value: String,
}
/// A file to attach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// Its name.
    pub name: String,
    /// Its digest.
    pub sha256: Digest,
}

impl Attachment {
    /// The name of its file in a folder: nothing but letters, digits and `. _ -`, and no dot first.
    pub fn file(&self) -> String {
        let plain = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' };
        let name: String = self.name.chars().take(120).map(plain).collect();
        if name.starts_with(|c: char| c.is_ascii_alphanumeric()) { name } else { format!("_{name}") }
    }
}

impl Sheet {
    /// Reads a worksheet.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn read(json: &[u8]) -> Result<Self, String> {
        let sheet: Self = serde_json::from_slice(json).map_err(|e| e.to_string())?;
        let known = sheet.schema == SCHEMA && sheet.fields.len() <= sheet.flags().len();
        if known {
            Ok(sheet)
        } else {
            Err(format!("its form is none that is known here: {:?}", sheet.schema))
        }
    }
    /// The flags of `cq confirm` that say what its fields show, in their order.
    fn flags(&self) -> [&'static str; 2] {
        ["--deployed-release", "--assigned"]
    }
    /// The field that names the deployed release.
    pub fn deployed_release(&self) -> Option<&Field> {
        self.fields.first()
    }
    /// The field that names who is assigned.
    pub fn assigned(&self) -> Option<&Field> {
        self.fields.get(1)
    }
}

/// Writes the worksheet of one OCR. For a Resolve, `assigned` is the QM person; it binds nobody.
///
/// # Errors
/// Fails only if the JSON cannot be written, which is a fault of the program.
pub fn worksheet(
    world: &World,
    release: &Release,
    ocr: &OcrId,
    action: CqAction,
    assigned: Option<&Login>,
    foot: &str,
) -> anyhow::Result<(Worksheet, [Document; 2])> {
    let package = world.ocrs.get(ocr).and_then(|o| o.package.as_ref());
    let completed = release.completed.as_ref().map(|c| &c.page);
    let (called, from_state, to_state) = match action {
        CqAction::Resolve => (&settings::CQ_RESOLVE, "Opened", "Resolved"),
        CqAction::Reject => (&settings::CQ_REJECT, "Resolved", "Opened"),
        CqAction::ReOpen => (&settings::CQ_REOPEN, "Closed", "Opened"),
    };
    let resolve = action == CqAction::Resolve;
    let letter = completed.filter(|_| resolve);
    let field = |s, value: String| Field { name: world.setting(s), value };
    let mut fields = Vec::new();
    if let Some(l) = letter {
        fields.push(field(&settings::CQ_DEPLOYED_RELEASE, l.name.to_string()));
    }
    if let Some(who) = assigned.filter(|_| resolve) {
        fields.push(field(&settings::CQ_ASSIGNED, who.to_string()));
    }
    let sheet = Sheet {
        schema: SCHEMA.into(),
        release: release.number.to_string(),
        ocr: ocr.to_string(),
        record: package.map_or_else(|| ocr.to_string(), |p| p.cq_record.to_string()),
        action: world.setting(called),
        from_state: from_state.into(),
        to_state: to_state.into(),
        fields,
        attach: letter.map(|l| Attachment { name: l.name.to_string(), sha256: l.digest }),
    };
    let json = serde_json::to_vec_pretty(&sheet)?;
    let text = as_text(&sheet, foot).into_bytes();
    let stem = format!("{}-{}-{}", ocr.key(), release.number.key(), word(action).to_lowercase());
    let (text_ref, text_doc) = document(&format!("{stem}.txt"), "text/plain", text)?;
    let (json_ref, json_doc) = document(&format!("{stem}.json"), "application/json", json)?;
    Ok((Worksheet { ocr: ocr.clone(), action, text: text_ref, json: json_ref }, [text_doc, json_doc]))
}

/// The worksheet that was written last for an OCR.
pub fn latest<'a>(release: &'a Release, known: &CqRecord) -> Option<&'a Worksheet> {
    let subject = release.subject();
    let act = release.facts().find(|f| f.revision(&subject) == known.sheet.1)?;
    let sheets = match &act.event {
        Event::CqResolved(e) => &e.worksheets,
        Event::Verified(e) => &e.worksheets,
        Event::GoIssued(e) => &e.worksheets,
        Event::ReleaseReopened(e) => &e.worksheets,
        _ => return None,
    };
    sheets.iter().find(|w| w.ocr == known.ocr)
}

/// The action as ClearQuest names it where no setting says otherwise.
fn word(action: CqAction) -> &'static str {
    match action {
        CqAction::Resolve => "Resolve",
        CqAction::Reject => "Reject",
        CqAction::ReOpen => "Re_open",
    }
}

fn document(name: &str, media: &str, bytes: Vec<u8>) -> anyhow::Result<(DocumentRef, Document)> {
    let digest = digest::of_bytes(&bytes);
    let size = bytes.len() as u64;
    let named = DocumentRef { name: name.parse::<Text>()?, media: media.parse()?, size, digest };
    Ok((named, Document { digest, bytes }))
}

/// Nothing that was typed makes a step of its own.
fn one_line(text: &str) -> String {
    text.replace(['\n', '\t'], " ")
}
fn as_text(s: &Sheet, foot: &str) -> String {
    let mut out = format!(
        "ClearQuest worksheet\nRelease: {}\nOCR: {}\nRecord: {}\n\n1. Open the record; its state must be {}.\n2. Take the action {} (the state becomes {}).\n",
        s.release,
        s.ocr,
        one_line(&s.record),
        s.from_state,
        one_line(&s.action),
        s.to_state
    );
    let mut step = 2;
    for f in &s.fields {
        step += 1;
        out.push_str(&format!(
            "{step}. On the Resolution tab set {} to: {}\n",
            one_line(&f.name),
            one_line(&f.value)
        ));
    }
    if let Some(a) = &s.attach {
        step += 1;
        out.push_str(&format!(
            "{step}. On the Attachment tab attach {} (SHA-256 {})\n",
            one_line(&a.name),
            a.sha256
        ));
    }
    let confirm = format!("era-rm cq confirm {} --ocr {} --state {}", s.release, s.ocr, s.to_state);
    out.push_str(&format!(
        "{}. Save, look at the record again, and record what it shows:\n   {confirm}\n\n",
        step + 1
    ));
    out.push_str(foot);
    out
}
