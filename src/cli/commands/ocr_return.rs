//! `ocr return`: a package goes back to the Secretariat.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn};
use crate::cli::ui::Answer;
use crate::domain::event::OcrReturned;
use crate::domain::{Subject, Text};
use crate::ledger::chain::Document;
use crate::service::package;
use crate::workflow::{Draft, Failure};
use std::path::Path;

/// Return an OCR package to the OCCB Secretariat, with reasons
///
/// Given a FOLDER, receipt and return are one entry; given the ID of an OCR in the pool, that OCR is returned. The id may be
/// received again.
///
/// Example: era-rm ocr return examples/ocr-packages/incomplete --reasons "no security impact statement"
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    /// The package's folder, or the id of an OCR in the pool
    #[arg(value_name = "FOLDER|ID")]
    #[serde(skip)]
    package: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reasons: Text,
    #[command(flatten)]
    #[serde(skip)]
    act: ActArgs,
}

/// Runs it.
///
/// # Errors
/// A refusal of the SOP, or evidence that cannot be read.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let (event, documents) = returned(args)?;
    // Where the folder lies is no part of the content.
    let content = serde_json::to_vec(&event).map_err(|e| Failure::Bug(e.into()))?;
    let draft: &DraftFn<'_> = &|_| Ok(Draft::with(event.clone(), documents.clone()));
    ctx.record(
        &Act::of("ocr return", args, &args.act, draft)
            .with(vec![crate::ledger::digest::of_bytes(&content)])
            .loading(vec![Subject::ocr(&event.ocr)]),
    )
}

/// The event and the documents that came with the package.
fn returned(args: &Args) -> Result<(OcrReturned, Vec<Document>), Failure> {
    let reasons = args.reasons.clone();
    let folder = Path::new(&args.package);
    if !folder.is_dir() {
        let hint = "give the folder of a package, or the id of an OCR that was received";
        let ocr = args
            .package
            .parse()
            .map_err(|_| Failure::not_found(format!("there is no folder {}", args.package), hint))?;
        return Ok((OcrReturned { ocr, reasons, missing: Vec::new(), documents: Vec::new() }, Vec::new()));
    }
    let read = package::read(folder)?;
    let hint = "write the id into ocr.toml: a package without one cannot be told from another";
    let ocr = read.id.ok_or_else(|| Failure::not_found("the package has no id", hint))?;
    let missing = read.missing.iter().filter_map(|m| m.parse().ok()).collect();
    let named = read.documents.iter().map(|(d, _)| d.clone()).collect();
    let documents =
        read.documents.into_iter().map(|(d, bytes)| Document { digest: d.digest, bytes }).collect();
    Ok((OcrReturned { ocr, reasons, missing, documents: named }, documents))
}
