//! `cq confirm`: what ClearQuest was seen to say (SOP step 12).

use std::cell::RefCell;

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn, ReleaseArg};
use crate::cli::handoff::{self, Seen};
use crate::cli::ui::Answer;
use crate::cli::{evidence, receipt};
use crate::domain::event::{CqConfirmed, CqState};
use crate::domain::{OcrId, Text};
use crate::workflow::{Draft, Failure};

/// Record what ClearQuest was seen to say after a worksheet's action (SOP step 12)
///
/// What is seen is held against the worksheet: another state or another deployed release is refused. Who is assigned binds
/// nobody; a difference is told.
///
/// Example: era-rm cq confirm 4.2.0 --state Resolved --deployed-release 4.2.0-RL-1-deployed.html --assigned quentin
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
    /// An OCR of the release; may be repeated. All whose worksheet is not confirmed, if left out
    #[arg(long = "ocr", value_name = "ID")]
    ocrs: Vec<OcrId>,
    /// The state that ClearQuest shows: Opened, Resolved or Closed
    #[arg(long, value_name = "STATE", value_parser = ["Opened", "Resolved", "Closed"], ignore_case = true)]
    state: String,
    /// What the Deployed Release field shows
    #[arg(long, value_name = "TEXT")]
    deployed_release: Option<Text>,
    /// Whom the Assigned field shows
    #[arg(long, value_name = "TEXT")]
    assigned: Option<Text>,
    #[command(flatten)]
    #[serde(skip)]
    act: ActArgs,
}

/// Runs it.
///
/// # Errors
/// A refusal of the SOP, or evidence that cannot be read.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let state = match args.state.to_ascii_lowercase().as_str() {
        "opened" => CqState::Opened,
        "closed" => CqState::Closed,
        _ => CqState::Resolved,
    };
    let notes = RefCell::new(Vec::new());
    let draft: &DraftFn<'_> = &|scene| {
        evidence::are_in(scene.release()?, &args.ocrs)?;
        let ocrs =
            if args.ocrs.is_empty() { evidence::unconfirmed(scene.release()?) } else { args.ocrs.clone() };
        let (deployed_release, assigned) = (args.deployed_release.as_ref(), args.assigned.as_ref());
        let seen = Seen { state, deployed_release, assigned };
        *notes.borrow_mut() = handoff::held(scene.loaded.store(), scene.release()?, &ocrs, &seen)?;
        Ok(Draft::of(CqConfirmed {
            ocrs,
            state,
            deployed_release: args.deployed_release.clone(),
            assigned: args.assigned.clone(),
        }))
    };
    let mut receipt = ctx.act(&Act::of("cq confirm", args, &args.act, draft).on(&args.release))?;
    receipt.warnings.extend(notes.into_inner());
    Ok(receipt::answer(&receipt, &args.act))
}
