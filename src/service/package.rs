//! An OCR package: a folder with `ocr.toml` and the documents that it names, as the OCCB Secretariat's approval came
//! (SOP step 1). Everything that is missing or invalid is told at once. `docs/ocr-package.md` describes the form.
//! What must not live here: whether it may be received. Called by `ocr receive` and `ocr return`.
//!
//! ```toml
//! id = "OCR-2026-0112"
//! title = "One line that names the change"
//! description = "What is to be changed."
//! priority = "urgent"                  # emergency, urgent or routine
//! security = "The security impact, or why no analysis is needed."
//! cq_record = "ERA00041877"
//! documents = ["approval.md", "security-impact.md"]
//!
//! [approval]
//! reference = "OCCB minutes 2026-41, item 6"
//! date = "2026-11-05"
//! ```

use std::path::Path;

use chrono::NaiveDate;
use serde::Deserialize;
use toml::Value;

use super::evidence::{EvidenceError, Kind, utf8};
use super::files;
use crate::domain::ocr::Approval;
use crate::domain::{DocumentRef, OcrId, Package, Text};

/// The name of the file that describes the package.
pub const FILE: &str = "ocr.toml";
/// The most bytes of that file.
const FILE_MAX: u64 = 1024 * 1024;

/// What a package folder holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// The OCR's id, where it has a valid one.
    pub id: Option<OcrId>,
    /// The package, where nothing is missing.
    pub package: Option<Package>,
    /// Everything that is missing or invalid, in the SOP's words; empty for a complete package.
    pub missing: Vec<String>,
    /// The documents that could be read, and their bytes.
    pub documents: Vec<(DocumentRef, Vec<u8>)>,
}

/// The keys of `ocr.toml`. Values of any type are taken, so that a wrong one is told together with all others.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    id: Option<Value>,
    title: Option<Value>,
    description: Option<Value>,
    priority: Option<Value>,
    security: Option<Value>,
    cq_record: Option<Value>,
    documents: Option<Value>,
    #[serde(default)]
    approval: ApprovalKeys,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct ApprovalKeys {
    reference: Option<Value>,
    date: Option<Value>,
}

/// Reads a package folder.
///
/// # Errors
/// [`EvidenceError::NotFound`] without the folder or its `ocr.toml`; [`EvidenceError::Broken`] where that file is not
/// TOML or has an unknown key. What is missing in a readable package is no error: see [`Read::missing`].
pub fn read(folder: &Path) -> Result<Read, EvidenceError> {
    let kind = std::fs::metadata(folder).map_err(|e| files::unreadable(folder, &e))?;
    if !kind.is_dir() {
        let path = files::shown(folder);
        return Err(EvidenceError::WrongType { path, found: "not a folder", wanted: "the package's folder" });
    }
    let path = folder.join(FILE);
    let (_, bytes) = files::read_document(&path, None, FILE_MAX)?;
    let of = files::shown(&path);
    let text = utf8(&of, &bytes)?;
    let keys: Keys = toml::from_str(text)
        .map_err(|e| EvidenceError::broken(&of, text, e.span().map_or(0, |s| s.start), e.message()))?;
    Ok(judge(folder, keys))
}

fn judge(folder: &Path, keys: Keys) -> Read {
    let mut missing = Missing(Vec::new());
    let id: Option<OcrId> = missing.parsed("OCR id (`id`)", keys.id);
    let title = missing.line("title (`title`)", keys.title);
    let description = missing.text("description (`description`)", keys.description);
    let reference = missing.line("OCCB approval reference (`approval.reference`)", keys.approval.reference);
    let date = missing.date("OCCB approval date (`approval.date`)", keys.approval.date);
    let priority = missing.parsed("implementation priority set by the OCCB (`priority`)", keys.priority);
    let security =
        missing.text("security impact statement, or why none is needed (`security`)", keys.security);
    let cq_record = missing.line("ClearQuest record id (`cq_record`)", keys.cq_record);
    let documents = missing.documents(folder, keys.documents);
    let approval = reference.zip(date).map(|(reference, date)| Approval { reference, date });
    let package = (|| {
        Some(Package {
            title: title?,
            description: description?,
            approval: approval?,
            priority: priority?,
            security: security?,
            cq_record: cq_record?,
            documents: documents.iter().map(|(reference, _)| reference.clone()).collect(),
        })
    })();
    Read { id, package: package.filter(|_| missing.0.is_empty()), missing: missing.0, documents }
}

/// The list of all that is missing or invalid, and the readers that add to it.
struct Missing(Vec<String>);

impl Missing {
    fn invalid<T>(&mut self, what: &str, why: impl std::fmt::Display) -> Option<T> {
        self.0.push(format!("{what}: {why}"));
        None
    }

    fn string(&mut self, what: &str, value: Option<Value>) -> Option<String> {
        match value {
            None => {
                self.0.push(what.to_owned());
                None
            }
            Some(Value::String(s)) if s.trim().is_empty() => self.invalid(what, "it is empty"),
            Some(Value::String(s)) => Some(s),
            Some(other) => self.invalid(what, format!("it must be text in quotes, not {}", kind(&other))),
        }
    }

    fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(
        &mut self,
        what: &str,
        value: Option<Value>,
    ) -> Option<T> {
        let text = self.string(what, value)?;
        text.parse().map_or_else(|e| self.invalid(what, e), Some)
    }

    fn text(&mut self, what: &str, value: Option<Value>) -> Option<Text> {
        self.parsed(what, value)
    }

    fn line(&mut self, what: &str, value: Option<Value>) -> Option<Text> {
        let text = self.text(what, value)?;
        let breaks = text.as_str().contains(['\n', '\t']);
        if breaks { self.invalid(what, "it must be one line without tabs") } else { Some(text) }
    }

    fn date(&mut self, what: &str, value: Option<Value>) -> Option<Text> {
        // TOML has dates of its own: `date = 2026-11-05` means the same without quotes.
        let value = value.map(|v| if let Value::Datetime(d) = v { Value::String(d.to_string()) } else { v });
        let text = self.string(what, value)?;
        let real = NaiveDate::parse_from_str(&text, "%Y-%m-%d").map(|d| d.format("%Y-%m-%d").to_string());
        if real.as_ref() != Ok(&text) {
            return self.invalid(what, format!("{text:?} is not a day; write YYYY-MM-DD"));
        }
        text.parse().map_or_else(|e| self.invalid(what, e), Some)
    }

    fn documents(&mut self, folder: &Path, value: Option<Value>) -> Vec<(DocumentRef, Vec<u8>)> {
        let what = "at least one document (`documents`)";
        let names = match value {
            Some(Value::Array(names)) if !names.is_empty() => names,
            None | Some(Value::Array(_)) => {
                self.0.push(what.to_owned());
                return Vec::new();
            }
            Some(other) => {
                self.0.push(format!("{what}: it must be a list of file names, not {}", kind(&other)));
                return Vec::new();
            }
        };
        let mut seen = std::collections::BTreeSet::new();
        let mut documents = Vec::new();
        for name in names {
            let Some(name) = self.string("each document (`documents`)", Some(name)) else { continue };
            let what = format!("document {name:?} (`documents`)");
            if !seen.insert(name.clone()) {
                self.0.push(format!("{what}: it is named more than once"));
            } else if !is_plain(&name) {
                let rule = "it must be the name of a file in the package's folder itself";
                self.0.push(format!("{what}: {rule}"));
            } else {
                match files::read_document(&folder.join(&name), None, files::MAX) {
                    Ok(read) => documents.push(read),
                    Err(e) if e.kind() == Kind::NotFound => {
                        self.0.push(format!("{what}: there is no such file in the folder"));
                    }
                    Err(e) => self.0.push(format!("{what}: {e}")),
                }
            }
        }
        documents
    }
}

/// A bare file name: no folder, no `..`, nothing absolute.
fn is_plain(name: &str) -> bool {
    !matches!(name, "." | "..") && !name.contains(['/', '\\', '\0'])
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "text",
        Value::Integer(_) | Value::Float(_) => "a number",
        Value::Boolean(_) => "true or false",
        Value::Datetime(_) => "a date",
        Value::Array(_) => "a list",
        Value::Table(_) => "a table",
    }
}

#[cfg(test)]
mod tests;
