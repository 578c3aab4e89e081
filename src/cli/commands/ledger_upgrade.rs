//! `ledger upgrade`: the file of an older program gets the newest schema, and a copy is kept.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::documents::there_already;
use crate::cli::ui::{Answer, Progress};
use crate::domain::Digest;
use crate::store::{Store, StoreError};
use crate::workflow::Failure;

/// Bring the ledger's file to the newest schema, with a copy kept of it as it was
///
/// What is recorded stays as it is, to the last bit. A file of an older schema goes on working as it is; only what its schema
/// does not know, such as `document erase`, asks for this. Nothing else ever does it.
///
/// Example: era-rm ledger upgrade --backup /srv/backup/ledger-before-upgrade.db
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The new file for the copy; if left out, beside the ledger, called after its schema's version
    #[arg(long, value_name = "FILE")]
    backup: Option<PathBuf>,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    /// The version of the schema that the file had.
    from: i64,
    /// The version that it has now.
    to: i64,
    /// The copy; absent if there was nothing to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    backup: Option<String>,
    entries: u64,
    /// The digest of the last entry: the same before and after.
    #[serde(skip_serializing_if = "Option::is_none")]
    head: Option<Digest>,
}

/// Runs it.
///
/// # Errors
/// [`Failure::Conflict`] if there is something where the copy should go; [`Failure::Store`].
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut store = ctx.open()?;
    let (from, to) = store.versions()?;
    if from == to {
        let head = store.head()?;
        let report = Report {
            from,
            to,
            backup: None,
            entries: head.map_or(0, |h| h.seq),
            head: head.map(|h| h.digest),
        };
        let text = format!("There is nothing to do: the file has schema version {to}, the newest\n");
        return Ok(Answer::of(&report, text));
    }
    let copy = args.backup.clone().unwrap_or_else(|| {
        let mut name = store.path().as_os_str().to_owned();
        name.push(format!(".version-{from}"));
        name.into()
    });
    let mut progress = Progress::new();
    let upgraded = store.upgrade(&copy, &mut |done, of| progress.at("pages copied", done, of));
    drop(progress);
    let head = upgraded.map_err(|e| match e {
        StoreError::Exists(path) => there_already(&path),
        other => Failure::Store(other),
    })?;
    let report = Report {
        from,
        to,
        backup: Some(copy.display().to_string()),
        entries: head.map_or(0, |h| h.seq),
        head: head.map(|h| h.digest),
    };
    let text = format!(
        "The file has schema version {to} now; it had {from}\n  {} entries, unchanged\n  a copy of it as it was: {}\n",
        report.entries,
        copy.display()
    );
    Ok(Answer::of(&report, text))
}
