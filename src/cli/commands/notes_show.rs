//! `notes show`: the Release Notes as they would go out with a go, and what the Release Manager edited in them.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde::Serialize;
use similar::TextDiff;

use crate::cli::context::{Context, ReleaseArg};
use crate::cli::portrait::act_at;
use crate::cli::ui::{Answer, paper, wrap};
use crate::cli::{documents, notes};
use crate::domain::release::EditedNotes;
use crate::domain::{Digest, DocumentRef, Release, Time};
use crate::sop;
use crate::workflow::Failure;

/// The Release Notes as they would go out: made of the current Release Letter, or as they were edited (SOP step 10)
///
/// Example: era-rm notes show 4.2.0 --out release-notes.md
#[derive(Debug, ClapArgs)]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
    /// What the edit changed in the generated notes
    #[arg(long, conflicts_with = "generated")]
    diff: bool,
    /// The generated notes, though they were edited
    #[arg(long)]
    generated: bool,
    /// Write it to a new file instead
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    release: String,
    /// `generated` or `edited`.
    from: &'static str,
    document: DocumentRef,
    /// The edit, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    edited: Option<EditReport>,
    /// The notes, as Markdown.
    text: String,
    /// What the edit changed, line by line; empty where nothing is edited.
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<String>,
    /// The new file.
    #[serde(skip_serializing_if = "Option::is_none")]
    out: Option<String>,
}

/// Who edited the notes, and whether that still holds.
#[derive(Serialize, schemars::JsonSchema)]
struct EditReport {
    /// The release's revision.
    revision: u64,
    by: String,
    at: Time,
    /// The digest of the letter on which they were edited.
    letter: Digest,
    /// Whether there is a new letter since: a go is refused until they are edited again or given up.
    stale: bool,
    /// Whether era-rm makes other notes now than it made then.
    moved: bool,
}

/// Runs it.
///
/// # Errors
/// [`Failure::NotFound`] for a release, or for one without a letter; [`Failure::Evidence`] for a template that does not
/// parse; [`Failure::Conflict`] if the file is there already.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let store = ctx.open_to_read()?;
    let (loaded, release) = ctx.load_release(&store, &args.release)?;
    if release.letter().is_none() {
        let message =
            format!("release {} has no Release Letter yet to make Release Notes of", release.number);
        return Err(Failure::not_found(message, "era-rm letter template prints its headings (SOP step 6)"));
    }
    let made = notes::generated(&loaded, &release, &ctx.templates()?)?;
    let edit = release.notes.as_ref();
    let edited = edit.map(|n| edit_report(&release, n, made.named.digest));
    let shown = edit.filter(|_| !args.generated);
    let text = match shown {
        Some(n) => documents::text(&store, &n.document.digest)?,
        None => String::from_utf8_lossy(&made.document.bytes).into_owned(),
    };
    let diff = match edit.filter(|_| args.diff) {
        Some(n) => Some(difference(&documents::text(&store, &n.generated.digest)?, &text)),
        None => args.diff.then(String::new),
    };
    let report = Report {
        release: release.number.to_string(),
        from: if shown.is_some() { "edited" } else { "generated" },
        document: shown.map_or(made.named, |n| n.document.clone()),
        edited,
        text,
        diff,
        out: args.out.as_ref().map(|path| path.display().to_string()),
    };
    if let Some(path) = &args.out {
        let content = report.diff.as_ref().unwrap_or(&report.text);
        documents::write_new(path, |out| out.write_all(content.as_bytes()).map_err(documents::said))?;
    }
    Ok(Answer { warnings: warnings(&report), ..Answer::of(&report, human(&report)) })
}

fn edit_report(r: &Release, n: &EditedNotes, made: Digest) -> EditReport {
    let act = act_at(r, n.revision);
    EditReport {
        revision: n.revision,
        by: act.map(|f| f.actor.to_string()).unwrap_or_default(),
        at: act.map_or(r.touched, |f| f.at),
        letter: n.letter,
        stale: sop::notes::stale(r).is_some(),
        moved: made != n.generated.digest,
    }
}

fn difference(generated: &str, edited: &str) -> String {
    let diff = TextDiff::from_lines(generated, edited);
    diff.unified_diff().header("generated", "edited").to_string()
}

fn warnings(r: &Report) -> Vec<String> {
    match &r.edited {
        Some(e) if e.stale => vec![format!(
            "the notes were edited on an earlier letter, so no go sends them: era-rm notes edit {0} FILE, or era-rm notes edit {0} --generated",
            r.release
        )],
        Some(e) if e.moved => vec![format!(
            "what era-rm makes of the release has changed since the edit: compare with era-rm notes show {} --generated",
            r.release
        )],
        Some(_) | None => Vec::new(),
    }
}

fn human(r: &Report) -> String {
    let by = match (r.from, &r.edited) {
        ("edited", Some(e)) => format!("edited by {}, {}, revision {}", e.by, e.at, e.revision),
        (_, Some(e)) => format!("generated; edited ones of revision {} are kept beside", e.revision),
        (_, None) => "generated from the current Release Letter".to_owned(),
    };
    let head = format!("Release Notes of release {}\n{}", r.release, wrap(&by, 2));
    match (&r.out, &r.diff) {
        (Some(out), _) => format!("{head}  wrote {out}\n"),
        (None, Some(diff)) if diff.is_empty() => format!("{head}  nothing is edited\n"),
        (None, Some(diff)) => format!("{head}\n{}", paper(diff)),
        (None, None) => format!("{head}  {}\n\n{}", r.document.digest, paper(&r.text)),
    }
}
