//! `deploy go`: go (SOP step 10).

use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn, ReleaseArg};
use crate::cli::ui::Answer;
use crate::cli::{evidence, notes, receipt};
use crate::domain::event::GoIssued;
use crate::domain::{Digest, Event, Fact, TargetId, Text};
use crate::service::templates::Templates;
use crate::sop;
use crate::workflow::{Draft, Failure, Receipt};

/// Issue the go deployment notification and forward the Release Notes to the Help Desk (SOP step 10)
///
/// A go is live until the window of its targets ends, until `era-rm deploy no-go`, or until a no spends it.
///
/// The Release Notes are those that `era-rm notes show` prints: made of the current Release Letter, or as they were edited.
///
/// Example: era-rm deploy go 4.2.0
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
    /// Other Release Notes than those of `era-rm notes show`
    #[arg(long, value_name = "FILE")]
    #[serde(skip)]
    notes: Option<PathBuf>,
    /// A target of the plan; may be repeated. All that are not yet deployed, if left out
    #[arg(long = "target", value_name = "TARGET")]
    targets: Vec<TargetId>,
    /// Why, where the release was stopped
    #[arg(long, value_name = "TEXT")]
    reason: Option<Text>,
    #[command(flatten)]
    #[serde(skip)]
    act: ActArgs,
}

/// The Release Notes that went out.
#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct NotesSent {
    name: String,
    digest: Digest,
    /// `generated`, `edited`, or `file` where others were named.
    from: &'static str,
}

/// Runs it.
///
/// # Errors
/// A refusal of the SOP, or evidence that cannot be read.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let file = args.notes.as_deref().map(evidence::document).transpose()?;
    let templates = if file.is_some() { Templates::default() } else { ctx.templates()? };
    let draft: &DraftFn<'_> = &|scene| {
        let release = scene.release()?;
        let targets =
            if args.targets.is_empty() { evidence::undeployed(release) } else { args.targets.clone() };
        let wanted = evidence::taken_back(scene)?;
        let (worksheets, mut documents) = evidence::worksheets(scene, &wanted, None)?;
        let notes = match (&file, sop::notes::edited(release)) {
            (Some(file), _) => {
                documents.push(file.document.clone());
                file.named.clone()
            }
            (None, Some(edited)) => edited.document.clone(),
            (None, None) => {
                let made = notes::generated(scene.loaded, release, &templates)?;
                documents.push(made.document);
                made.named
            }
        };
        let reason = args.reason.clone();
        Ok(Draft::with(GoIssued { targets, notes, reason, worksheets }, documents))
    };
    let digests = file.iter().map(|f| f.document.digest).collect();
    let receipt = ctx.act(&Act::of("deploy go", args, &args.act, draft).on(&args.release).with(digests))?;
    Ok(with_notes(receipt::answer(&receipt, &args.act), &receipt, file.is_some()))
}

/// The answer, with the notes that went.
fn with_notes(mut answer: Answer, receipt: &Receipt, of_file: bool) -> Answer {
    let (Event::GoIssued(e), Some(r)) = (&receipt.body.event, &receipt.release) else { return answer };
    let edited = |f: &Fact| matches!(&f.event, Event::NotesEdited(n) if n.notes.digest == e.notes.digest && n.notes != n.generated);
    let from = match of_file {
        true => "file",
        false if r.facts().any(edited) => "edited",
        false => "generated",
    };
    let sent = NotesSent { name: e.notes.name.to_string(), digest: e.notes.digest, from };
    answer.text.push_str(&format!("  notes: {} {} ({from})\n", sent.name, sent.digest.short()));
    if let Some(map) = answer.result.as_object_mut() {
        map.insert("notes".into(), serde_json::to_value(&sent).unwrap_or_default());
    }
    answer
}
