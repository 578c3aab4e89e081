//! `ledger accept-restore`: the ledger goes on though entries that were seen are not in it.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn};
use crate::cli::ui::Answer;
use crate::domain::Text;
use crate::domain::event::RestoreAccepted;
use crate::ledger::mark::Gap;
use crate::workflow::{Draft, Failure};

/// Record that the ledger goes on though entries that were seen are lost, as after a restore
///
/// Who has seen an entry that is not there can record nothing until the true file is back or this is recorded. It is a word to
/// everyone: they are told of it once, and it stands in the log for ever.
///
/// Example: era-rm ledger accept-restore --reason "the disk failed; the backup of Sunday stands in its place"
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    /// What happened, and why the ledger goes on
    #[arg(long, value_name = "TEXT")]
    reason: Text,
    /// The last entry that was kept; if left out, the last that can have been
    #[arg(long, value_name = "SEQ")]
    kept: Option<u64>,
    /// The last entry that is known to be lost; if left out, the last that you have seen
    #[arg(long, value_name = "SEQ")]
    lost: Option<u64>,
    #[command(flatten)]
    #[serde(skip)]
    act: ActArgs,
}

/// Runs it.
///
/// # Errors
/// A refusal of the SOP; [`Failure::Conflict`] where nothing is lost, [`Failure::Usage`] for entries that cannot be.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let draft: &DraftFn<'_> = &|scene| {
        let (gap, last) = (ctx.seen().gap, scene.head.map_or(0, |h| h.seq));
        let lost = lost(args.lost, gap.as_ref(), last)?;
        let most = gap.map_or(last, |gap| gap.kept()).min(lost.saturating_sub(1));
        let kept = args.kept.unwrap_or(most);
        if kept > most {
            let message = format!("entry {most} is the last that can have been kept, not {kept}");
            return Err(Failure::usage(
                message,
                "--kept SEQ is the last entry of the copy that was put back",
            ));
        }
        Ok(Draft::of(RestoreAccepted { kept, lost, reason: args.reason.clone() }))
    };
    ctx.record(&Act::of("ledger accept-restore", args, &args.act, draft).mending())
}

/// The last entry that is lost: what was typed, or what was seen here.
fn lost(typed: Option<u64>, gap: Option<&Gap>, last: u64) -> Result<u64, Failure> {
    match (typed, gap.map(|gap| gap.mark.seq)) {
        (Some(typed), Some(seen)) if typed < seen => {
            let message = format!("you have seen entry {seen}, so more is lost than up to {typed}");
            Err(Failure::usage(message, format!("leave --lost out, or give {seen} or more")))
        }
        (Some(typed), _) => Ok(typed),
        (None, Some(seen)) => Ok(seen),
        (None, None) => Err(Failure::Conflict {
            message: format!("nothing that you have seen is lost: the ledger reaches to entry {last}"),
            hint: "where others are refused, their refusal names the entry that they have seen: --lost SEQ"
                .into(),
            retryable: false,
        }),
    }
}
