//! `ocr receive`: an approved package is received (SOP step 1).

use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn};
use crate::cli::ui::Answer;
use crate::domain::Subject;
use crate::domain::event::OcrReceived;
use crate::ledger::chain::Document;
use crate::service::evidence::EvidenceError;
use crate::service::package;
use crate::workflow::{Draft, Failure};

/// Receive an approved OCR package from the OCCB Secretariat (SOP step 1)
///
/// FOLDER holds ocr.toml and the package's documents; docs/ocr-package.md describes it. Everything that is missing is listed at
/// once, and nothing is recorded then; `era-rm ocr return` sends it back.
///
/// Example: era-rm ocr receive examples/ocr-packages/OCR-2026-0107
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    /// The package's folder
    #[arg(value_name = "FOLDER")]
    #[serde(skip)]
    folder: PathBuf,
    #[command(flatten)]
    #[serde(skip)]
    act: ActArgs,
}

const RETURN: &str =
    "ask the Secretariat for what is missing, or send it back: era-rm ocr return FOLDER --reasons TEXT";

/// Runs it.
///
/// # Errors
/// A refusal of the SOP, or evidence that cannot be read.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let read = package::read(&args.folder)?;
    let (Some(ocr), Some(package), true) = (read.id, read.package, read.missing.is_empty()) else {
        let of = args.folder.display().to_string();
        return Err(EvidenceError::Incomplete { of, problems: read.missing, hint: RETURN }.into());
    };
    let documents: Vec<Document> =
        read.documents.into_iter().map(|(d, bytes)| Document { digest: d.digest, bytes }).collect();
    let content = serde_json::to_vec(&(&ocr, &package)).map_err(|e| Failure::Bug(e.into()))?;
    let draft: &DraftFn<'_> = &|_| {
        let event = OcrReceived { ocr: ocr.clone(), package: package.clone() };
        Ok(Draft::with(event, documents.clone()))
    };
    ctx.record(
        &Act::of("ocr receive", args, &args.act, draft)
            .with(vec![crate::ledger::digest::of_bytes(&content)])
            .loading(vec![Subject::ocr(&ocr)]),
    )
}
