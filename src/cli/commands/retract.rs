//! `retract`: one's own latest act is taken back; both stay visible.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn, ReleaseArg};
use crate::cli::ui::Answer;
use crate::domain::Text;
use crate::domain::event::ActRetracted;
use crate::sop::decide;
use crate::workflow::{Draft, Failure};

/// Take back your own latest act on a release, while nothing stands on it
///
/// Both stay visible, and those who were told are told again. Nothing at or before an issued go is retracted, and no
/// deployment.
///
/// Example: era-rm retract 4.2.0 --reason "meant --pass"
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Text,
    /// The release's revision, as `era-rm log` lists it; your latest act, if left out
    #[arg(long, value_name = "N")]
    revision: Option<u64>,
    #[command(flatten)]
    #[serde(skip)]
    act: ActArgs,
}

/// Runs it.
///
/// # Errors
/// A refusal: not yours, not the latest, or something stands on it.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let draft: &DraftFn<'_> = &|scene| {
        let release = scene.release()?;
        let subject = release.subject();
        let named = args.revision.and_then(|n| release.facts().find(|f| f.revision(&subject) == n));
        let act =
            named.or_else(|| decide::latest_act(release, &scene.actor).filter(|_| args.revision.is_none()));
        let Some(act) = act else {
            let which = args.revision.map_or_else(
                || "has no act to take back".to_owned(),
                |n| format!("has no act at revision {n} to take back"),
            );
            let message = format!("{} {which} on release {}", scene.actor, release.number);
            return Err(Failure::not_found(message, "era-rm log lists the acts"));
        };
        let event = ActRetracted { revision: act.revision(&subject), reason: args.reason.clone() };
        let role = (act.actor == scene.actor).then_some(act.role);
        Ok(Draft { role, ..Draft::of(event) })
    };
    ctx.record(&Act::of("retract", args, &args.act, draft).on(&args.release))
}
