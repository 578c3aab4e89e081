//! `document export`: a document's bytes to a new file, checked against its digest.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::documents;
use crate::cli::ui::Answer;
use crate::domain::{Digest, ReleaseNumber};
use crate::workflow::Failure;

/// Write a document that the ledger keeps to a new file, checked against its digest
///
/// Nothing is overwritten. The first eight digits or more will do where --release says in which release to look.
///
/// Example: era-rm document export 1f6e2a90 --release 4.2.0 --out letter.md
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The document's SHA-256, as `era-rm document list` shows it
    #[arg(value_name = "DIGEST")]
    digest: String,
    /// The release whose documents and notices a shortened digest is looked for in
    #[arg(long, value_name = "RELEASE")]
    release: Option<ReleaseNumber>,
    /// The new file
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    digest: Digest,
    out: String,
    bytes: u64,
}

/// Runs it.
///
/// # Errors
/// [`Failure::NotFound`] for a document that is not kept; [`Failure::Conflict`] if the file is there already;
/// [`Failure::Breach`] if the bytes are not what the digest says: no file is left then.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let store = ctx.open_to_read()?;
    let digest = documents::meant(ctx, &store, &args.digest, args.release.as_ref())?;
    let bytes = documents::write_new(&args.out, |out| documents::copy(&store, &digest, out))?;
    let report = Report { digest, out: args.out.display().to_string(), bytes };
    let text = format!("Wrote {}, {} bytes\n  {}\n", report.out, report.bytes, report.digest);
    Ok(Answer::of(&report, text))
}
