//! `role revoke`: a role ends.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn};
use crate::cli::ui::Answer;
use crate::domain::event::RoleRevoked;
use crate::domain::{Login, Role, Subject, Text};
use crate::workflow::{Draft, Failure};

/// End a role that a person holds
///
/// Example: era-rm role revoke grace rm --reason "moved to another office"
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    /// From whom
    #[arg(value_name = "LOGIN")]
    login: Login,
    /// rm, sd, tt, qm, cm, sec, administrator or auditor
    #[arg(value_name = "ROLE")]
    revoke: Role,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Text,
    #[command(flatten)]
    #[serde(skip)]
    act: ActArgs,
}

/// Runs it.
///
/// # Errors
/// A refusal of the SOP, or evidence that cannot be read.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let draft: &DraftFn<'_> = &|_| {
        let (login, role, reason) = (args.login.clone(), args.revoke, args.reason.clone());
        Ok(Draft::of(RoleRevoked { login, role, reason }))
    };
    ctx.record(
        &Act::of("role revoke", args, &args.act, draft)
            .loading(vec![Subject::person(&args.login), Subject::Administrators]),
    )
}
