//! `ledger export`: every entry as one line of JSON, for others to verify; and what they verify it with.

use std::fs::DirBuilder;
use std::io::Write;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::documents;
use crate::cli::ui::{Answer, Progress};
use crate::domain::Digest;
use crate::ledger::Head;
use crate::store::{Inspect, Store};
use crate::workflow::{Failure, export, signers};

/// The checker that uses nothing of era-rm.
const CHECKER: &str = include_str!("../../../docs/verify/check_export.py");
const VERIFY: &str = r#"#!/bin/sh
# Checks the ledger in this folder with nothing of era-rm: Python 3, and OpenSSH (9.1 or later) for signatures.
# It proves that nothing was altered inside. That its end was not cut off, or all of it written anew, only a head that was
# kept elsewhere can show: the foot of a notice or worksheet, or a checkpoint. Hand it over as --head SEQ:DIGEST.
#
# usage: ./verify.sh [--head SEQ:DIGEST]...
set -eu
cd "$(dirname "$0")"
exec "${PYTHON:-python3}" check_export.py ledger.jsonl@flags@ "$@"
"#;

/// Write every entry as one line of JSON, to stdout or to a new file; or a folder with all that a stranger needs to check them
///
/// A line is {"seq","prev","body","signature","digest"}; the body is the stored text, byte by byte. A folder holds these lines,
/// the checker, the keys that may sign in the form of OpenSSH, and verify.sh, which needs Python 3 and OpenSSH alone.
///
/// Example: era-rm ledger export --jsonl --out ledger.jsonl
///
/// Example: era-rm ledger export --folder for-the-auditor
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// One JSON document on each line
    #[arg(long, required_unless_present = "folder")]
    jsonl: bool,
    /// A new file; nothing is overwritten
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// A new folder, with the lines, allowed_signers, the checker and verify.sh
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["jsonl", "out"])]
    folder: Option<PathBuf>,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    /// The file, or the folder.
    out: String,
    entries: u64,
    /// The digest of the last entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    head: Option<Digest>,
    /// The files of the folder.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    files: Vec<String>,
}
/// Runs it.
///
/// # Errors
/// [`Failure::Usage`] for `--json` without a file; [`Failure::Conflict`] if the file or the folder is there already.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let store = ctx.open_to_read()?;
    let head = store.head()?;
    let mut files = Vec::new();
    let path = match (&args.folder, &args.out) {
        (Some(folder), _) => {
            files = parcel(folder, &store, head)?;
            folder
        }
        (None, Some(path)) => {
            documents::write_new(path, |out| written(&store, head, out))?;
            path
        }
        (None, None) if ctx.global.json => {
            let message = "an export to stdout is no JSON document but one on each line";
            return Err(Failure::usage(message, "give --out FILE, or leave --json out"));
        }
        (None, None) => {
            let stream = move |out: &mut dyn Write| written(&store, head, out);
            return Ok(Answer { stream: Some(Box::new(stream)), ..Answer::of(&"", String::new()) });
        }
    };
    let out = path.display().to_string();
    let report = Report { out, entries: head.map_or(0, |h| h.seq), head: head.map(|h| h.digest), files };
    let last = report.head.map(|d| format!("  head {d}\n")).unwrap_or_default();
    let check = args.folder.as_ref().map(|_| format!("  to check it: {}/verify.sh\n", report.out));
    let text =
        format!("Wrote {} entries to {}\n{last}{}", report.entries, report.out, check.unwrap_or_default());
    Ok(Answer::of(&report, text))
}

/// A folder with everything that a stranger needs; the names of its files.
fn parcel(folder: &Path, store: &dyn Inspect, head: Option<Head>) -> Result<Vec<String>, Failure> {
    DirBuilder::new().mode(0o700).create(folder).map_err(|e| documents::unwritable(folder, &e))?;
    let bytes = |out: &mut dyn Write, text: &str| out.write_all(text.as_bytes()).map_err(documents::said);
    documents::write_new(&folder.join("ledger.jsonl"), |out| written(store, head, out))?;
    documents::write_new(&folder.join("check_export.py"), |out| bytes(out, CHECKER))?;
    let mut files = vec!["ledger.jsonl", "check_export.py", "verify.sh"];
    let signers = head.map_or_else(|| Ok(String::new()), |head| signers::allowed(store, head))?;
    if !signers.is_empty() {
        documents::write_new(&folder.join("allowed_signers"), |out| bytes(out, &signers))?;
        files.push("allowed_signers");
    }
    let flag = if signers.is_empty() { "" } else { " --signatures" };
    let seen = head.map(|h| format!(" --head {}:{}", h.seq, h.digest)).unwrap_or_default();
    let script = VERIFY.replace("@flags@", &format!("{flag}{seen}"));
    documents::write_new_of(0o700, &folder.join("verify.sh"), |out| bytes(out, &script))?;
    files.sort_unstable();
    Ok(files.into_iter().map(str::to_owned).collect())
}

/// Every entry up to the head.
fn written(store: &dyn Inspect, head: Option<Head>, out: &mut dyn Write) -> Result<(), Failure> {
    let Some(head) = head else { return Ok(()) };
    let mut progress = Progress::new();
    export::jsonl(store, head, out, &mut |done, of| progress.at("entries written", done, of))
}
