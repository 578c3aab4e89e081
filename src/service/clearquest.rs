//! The hand-off to ClearQuest (SOP step 12): a worksheet for each OCR, as text for the person who does it and as JSON for
//! a script. What must not live here: when a worksheet is owed.

use serde::Serialize;

use crate::domain::event::{CqAction, Worksheet};
use crate::domain::{Digest, DocumentRef, Login, OcrId, Release, Text};
use crate::ledger::chain::Document;
use crate::ledger::digest;
use crate::sop::settings;
use crate::sop::world::World;

/// What a worksheet asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Sheet<'a> {
    schema: &'static str,
    release: String,
    ocr: String,
    record: String,
    action: &'static str,
    from_state: &'static str,
    to_state: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<Field>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attach: Option<Attachment<'a>>,
}
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Field {
    name: String,
    value: String,
}
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Attachment<'a> {
    name: &'a str,
    sha256: Digest,
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
    let (from_state, to_state) = match action {
        CqAction::Resolve => ("Opened", "Resolved"),
        CqAction::Reject => ("Resolved", "Opened"),
        CqAction::ReOpen => ("Closed", "Opened"),
    };
    let resolve = action == CqAction::Resolve;
    let letter = completed.filter(|_| resolve);
    let field = |s, value: String| Field { name: world.setting(s), value };
    let mut fields = Vec::new();
    if let Some(l) = letter {
        fields.push(field(&settings::CQ_DEPLOYED_RELEASE, format!("{} {}", release.number, l.name)));
    }
    if let Some(who) = assigned.filter(|_| resolve) {
        fields.push(field(&settings::CQ_ASSIGNED, who.to_string()));
    }
    let sheet = Sheet {
        schema: "era-rm/worksheet/1",
        release: release.number.to_string(),
        ocr: ocr.to_string(),
        record: package.map_or_else(|| ocr.to_string(), |p| p.cq_record.to_string()),
        action: word(action),
        from_state,
        to_state,
        fields,
        attach: letter.map(|l| Attachment { name: l.name.as_str(), sha256: l.digest }),
    };
    let json = serde_json::to_vec_pretty(&sheet)?;
    let text = as_text(&sheet, foot).into_bytes();
    let stem = format!("{}-{}-{}", ocr.key(), release.number.key(), sheet.action.to_lowercase());
    let (text_ref, text_doc) = document(&format!("{stem}.txt"), "text/plain", text)?;
    let (json_ref, json_doc) = document(&format!("{stem}.json"), "application/json", json)?;
    Ok((Worksheet { ocr: ocr.clone(), action, text: text_ref, json: json_ref }, [text_doc, json_doc]))
}

/// The action as ClearQuest names it.
pub fn word(action: CqAction) -> &'static str {
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

fn as_text(s: &Sheet<'_>, foot: &str) -> String {
    let mut out = format!(
        "ClearQuest worksheet\nRelease: {}\nOCR: {}\nRecord: {}\n\n1. Open the record; its state must be {}.\n2. Take the action {} (the state becomes {}).\n",
        s.release, s.ocr, s.record, s.from_state, s.action, s.to_state
    );
    let mut step = 2;
    for f in &s.fields {
        step += 1;
        out.push_str(&format!("{step}. On the Resolution tab set {} to: {}\n", f.name, f.value));
    }
    if let Some(a) = &s.attach {
        step += 1;
        out.push_str(&format!("{step}. On the Attachment tab attach {} (SHA-256 {})\n", a.name, a.sha256));
    }
    let confirm = format!("era-rm cq confirm {} --ocr {} --state {}", s.release, s.ocr, s.to_state);
    out.push_str(&format!(
        "{}. Save, look at the record again, and record what it shows:\n   {confirm}\n\n",
        step + 1
    ));
    out.push_str(foot);
    out
}
