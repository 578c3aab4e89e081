//! `document erase`: the bytes of a document are gone; its digest and its history stay.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn, open_releases};
use crate::cli::ui::Answer;
use crate::cli::{documents, receipt};
use crate::domain::event::DocumentErased;
use crate::domain::{ReleaseNumber, Text};
use crate::workflow::{Draft, Failure, erase};

/// What whoever erases has to see to besides.
const COPIES: &str = "copies of the ledger that were made before, and files that were exported, still hold it: docs/operations.md";

/// Erase the bytes of a document that must not be kept, such as one with personal data
///
/// Its digest, and every act and sign-off that names it, stays; `ledger verify` says what was erased, when and by whom. It
/// cannot be taken back. What a coming step of an open release reads is refused: put another in its place first.
///
/// Example: era-rm document erase 7f88c7ae --release 4.2.0 --reason "names a person; asked for by the Release Manager"
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    /// The document's SHA-256, as `era-rm document list` shows it
    #[arg(value_name = "DIGEST")]
    digest: String,
    /// The release whose documents and notices a shortened digest is looked for in
    #[arg(long, value_name = "RELEASE")]
    release: Option<ReleaseNumber>,
    /// Why, and who asked for it
    #[arg(long, value_name = "TEXT")]
    reason: Text,
    #[command(flatten)]
    #[serde(skip)]
    act: ActArgs,
}

/// Runs it.
///
/// # Errors
/// A refusal of the SOP; [`Failure::NotFound`] for a document that is not kept; [`Failure::Store`] where the file's schema
/// knows no erasing yet.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let store = ctx.open_to_read()?;
    store.erases()?;
    let digest = documents::meant(ctx, &store, &args.digest, args.release.as_ref())?;
    drop(store);
    let draft: &DraftFn<'_> = &|scene| {
        let open = open_releases(scene.loaded.store())?;
        erase::may_be(scene.loaded, &digest, open.into_iter().map(|r| r.release))?;
        Ok(Draft::of(DocumentErased { digest, reason: args.reason.clone() }))
    };
    let mut receipt = ctx.act(&Act::of("document erase", args, &args.act, draft))?;
    receipt.warnings.push(COPIES.into());
    Ok(receipt::answer(&receipt, &args.act))
}
