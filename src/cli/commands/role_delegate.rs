//! `role delegate`: a role is held for another, for a while.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn};
use crate::cli::ui::Answer;
use crate::domain::event::RoleDelegated;
use crate::domain::{Login, Role, Subject, Text, Time};
use crate::workflow::{Draft, Failure};

/// Delegate a role to another person, for 30 days at most
///
/// The holder delegates it; where he is away, an administrator, with a reason. Who acts for another on a release counts as
/// having acted on it, and so does the other. It ends when the time is over or the role is revoked, and goes no further.
///
/// Example: era-rm role delegate milo rm --until 2026-12-20T00:00:00Z
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    /// To whom
    #[arg(value_name = "LOGIN")]
    login: Login,
    /// rm, sd, tt, qm, cm or sec
    #[arg(value_name = "ROLE")]
    delegate: Role,
    /// First moment at which it is no longer held
    #[arg(long, value_name = "TIME")]
    until: Time,
    /// First moment at which it is held; now, if left out
    #[arg(long, value_name = "TIME")]
    from: Option<Time>,
    /// Whose role it is; yours, if left out
    #[arg(long, value_name = "LOGIN")]
    of: Option<Login>,
    /// Why; needed from an administrator
    #[arg(long, value_name = "TEXT")]
    reason: Option<Text>,
    #[command(flatten)]
    #[serde(skip)]
    act: ActArgs,
}

/// Runs it.
///
/// # Errors
/// A refusal of the SOP.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let draft: &DraftFn<'_> = &|scene| {
        let of = args.of.clone().unwrap_or_else(|| scene.actor.clone());
        let role = Some(if of == scene.actor { args.delegate } else { Role::Administrator });
        let event = RoleDelegated {
            from: args.from.unwrap_or(scene.at),
            login: args.login.clone(),
            of,
            reason: args.reason.clone(),
            role: args.delegate,
            until: args.until,
        };
        Ok(Draft { role, ..Draft::of(event) })
    };
    let subjects = vec![Subject::person(&args.login)];
    ctx.record(&Act::of("role delegate", args, &args.act, draft).loading(subjects))
}
