//! `document export`: a document's bytes to a new file, checked against its digest.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Context, ReleaseArg};
use crate::cli::documents;
use crate::cli::ui::Answer;
use crate::domain::{Digest, ReleaseNumber};
use crate::store::Store;
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
    let digest = match args.digest.parse::<Digest>() {
        Ok(digest) => digest,
        Err(_) => lookup(ctx, &store, args)?,
    };
    let bytes = documents::write_new(&args.out, |out| documents::copy(&store, &digest, out))?;
    let report = Report { digest, out: args.out.display().to_string(), bytes };
    let text = format!("Wrote {}, {} bytes\n  {}\n", report.out, report.bytes, report.digest);
    Ok(Answer::of(&report, text))
}

/// The only document of the named release whose digest begins so.
fn lookup(ctx: &Context, store: &dyn Store, args: &Args) -> Result<Digest, Failure> {
    let start = args.digest.to_ascii_lowercase();
    let hex = start.bytes().all(|b| b.is_ascii_hexdigit());
    if !hex || !(8..=64).contains(&start.len()) {
        let message =
            format!("{:?} is not a SHA-256 digest, nor the first 8 digits or more of one", args.digest);
        return Err(Failure::usage(message, "copy it from era-rm document list --json"));
    }
    let Some(number) = &args.release else {
        let hint = "give all 64 digits, or --release RELEASE to say where to look";
        return Err(Failure::usage("a shortened digest can be of several documents", hint));
    };
    let (loaded, release) = ctx.load_release(store, &ReleaseArg { release: Some(number.clone()) })?;
    let named = documents::named(&loaded, &documents::subjects(&release))?;
    let mut found: Vec<Digest> = named.iter().map(|d| d.document.digest).collect();
    found.extend(release.notices.iter().map(|n| n.digest));
    found.retain(|d| d.to_string().starts_with(&start));
    found.sort();
    found.dedup();
    match found.as_slice() {
        [only] => Ok(*only),
        [] => Err(Failure::not_found(
            format!("release {number} has no document {start}…"),
            format!("era-rm document list {number} shows its documents"),
        )),
        several => Err(Failure::usage(
            format!("{} documents of release {number} begin with {start}", several.len()),
            "give more digits",
        )),
    }
}
