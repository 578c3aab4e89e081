//! `cq resolve`: worksheets for ClearQuest (SOP step 12).

use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn, ReleaseArg};
use crate::cli::ui::Answer;
use crate::cli::{documents, evidence, handoff, receipt};
use crate::domain::event::{CqAction, CqResolved};
use crate::domain::{Event, Login, OcrId, Sought, Step, Subject};
use crate::sop::table;
use crate::workflow::{Draft, Failure, Receipt, Scene};

/// Write the ClearQuest worksheets of the OCRs and notify QM that it is OK to verify (SOP step 12)
///
/// The Release Manager takes the action in ClearQuest and records what is then seen by `era-rm cq confirm`. The worksheets are
/// kept as text and JSON; --out writes them to a new folder, each with a script for cqperl and the file to attach, as
/// `era-rm cq show --out` does later.
///
/// Example: era-rm cq resolve 4.2.0 --assign quentin
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
    /// An OCR of the release; may be repeated. All that are not resolved, if left out
    #[arg(long = "ocr", value_name = "ID")]
    ocrs: Vec<OcrId>,
    /// The QM person to be assigned in ClearQuest; another of QM may verify all the same
    #[arg(long, value_name = "LOGIN")]
    assign: Login,
    /// A new folder for the worksheets, their scripts and what they attach
    #[arg(long, value_name = "FOLDER")]
    #[serde(skip)]
    out: Option<PathBuf>,
    #[command(flatten)]
    #[serde(skip)]
    act: ActArgs,
}

/// Runs it.
///
/// # Errors
/// A refusal of the SOP, or evidence that cannot be read; [`Failure::NotFound`] and [`Failure::Usage`] for somebody who is
/// not of QM.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let draft: &DraftFn<'_> = &|scene| {
        can_verify(scene, &args.assign)?;
        evidence::are_in(scene.release()?, &args.ocrs)?;
        let ocrs = if args.ocrs.is_empty() { evidence::unresolved(scene)? } else { args.ocrs.clone() };
        let wanted: Vec<_> = ocrs.into_iter().map(|o| (o, CqAction::Resolve)).collect();
        let (worksheets, documents) = evidence::worksheets(scene, &wanted, Some(&args.assign))?;
        Ok(Draft::with(CqResolved { worksheets, assigned: args.assign.clone() }, documents))
    };
    let loads = vec![Subject::person(&args.assign)];
    if let Some(folder) = args.out.as_ref().filter(|folder| folder.symlink_metadata().is_ok()) {
        return Err(documents::there_already(folder));
    }
    let mut receipt =
        ctx.act(&Act::of("cq resolve", args, &args.act, draft).on(&args.release).loading(loads))?;
    let files = match args.out.as_ref().filter(|_| receipt.head.is_some()) {
        Some(folder) => written(ctx, folder, &mut receipt),
        None => Vec::new(),
    };
    Ok(receipt::answer_with(&receipt, &args.act, files))
}

/// Writes the worksheets that were recorded. They are, whatever comes of this.
fn written(ctx: &Context, folder: &Path, receipt: &mut Receipt) -> Vec<String> {
    let Event::CqResolved(e) = &receipt.body.event else { return Vec::new() };
    let sheets: Vec<_> = e.worksheets.iter().collect();
    let done = ctx.open_to_read().and_then(|store| handoff::write(&store, folder, &sheets));
    done.unwrap_or_else(|e| {
        receipt.warnings.push(format!(
            "the worksheets are recorded, and could not be written to {}: {e}; to write them: era-rm cq show --out FOLDER",
            folder.display()
        ));
        Vec::new()
    })
}

/// Who is assigned is somebody who may verify: a slip would stand in ClearQuest and on the worksheets.
fn can_verify(scene: &Scene<'_, '_>, login: &Login) -> Result<(), Failure> {
    let hint = "era-rm role list shows who holds which role";
    let Some(person) = scene.loaded.world.persons.get(login) else {
        return Err(Failure::no_such(Sought::Person(login.to_string()), hint));
    };
    let roles = table::roles_of(Step::Verify);
    if roles.iter().any(|role| person.holds(*role, scene.at)) {
        return Ok(());
    }
    let titles = roles.iter().map(|r| r.title()).collect::<Vec<_>>().join(" or ");
    Err(Failure::usage(format!("{login} is not of {titles}, and could not verify"), hint))
}
