//! `role grant`: a role is held from a date.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn};
use crate::cli::receipt;
use crate::cli::ui::Answer;
use crate::domain::event::{RoleGranted, RoleProposed};
use crate::domain::{Event, Login, Role, Subject, Time};
use crate::sop::settings;
use crate::workflow::{Draft, Failure};

/// Grant a role to a person
///
/// Nobody grants a role to himself. An administrator holds one SOP role besides at most. Where the setting
/// two-administrators is on, the first administrator proposes and a second one grants, by the same command.
///
/// Example: era-rm role grant grace rm
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    /// To whom
    #[arg(value_name = "LOGIN")]
    login: Login,
    /// rm, sd, tt, qm, cm, sec, administrator or auditor
    #[arg(value_name = "ROLE")]
    grant: Role,
    /// First moment at which it is held; now, if left out
    #[arg(long, value_name = "TIME")]
    from: Option<Time>,
    /// First moment at which it is no longer held
    #[arg(long, value_name = "TIME")]
    until: Option<Time>,
    #[command(flatten)]
    #[serde(skip)]
    act: ActArgs,
}

/// Runs it.
///
/// # Errors
/// A refusal of the SOP, or evidence that cannot be read.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let draft: &DraftFn<'_> = &|scene| {
        let from = args.from.unwrap_or(scene.at);
        if args.until.is_some_and(|until| until <= from) {
            return Err(Failure::usage(
                "the role would end before it begins",
                "give --until a time after --from",
            ));
        }
        let (login, role) = (args.login.clone(), args.grant);
        let world = &scene.loaded.world;
        if world.setting(&settings::TWO_ADMINISTRATORS) != "on" {
            return Ok(Draft::of(RoleGranted { login, role, from, until: args.until }));
        }
        let proposals = world.persons.get(&login).map_or(&[][..], |p| &p.proposals);
        Ok(match proposals.iter().find(|p| p.grant.role == role) {
            None => Draft::of(RoleProposed { login, role, from, until: args.until }),
            // What is left out is as the first administrator proposed it.
            Some(p) => {
                let from = args.from.unwrap_or(p.grant.from).max(scene.at);
                Draft::of(RoleGranted { login, role, from, until: args.until.or(p.grant.until) })
            }
        })
    };
    let act = Act::of("role grant", args, &args.act, draft).loading(vec![Subject::person(&args.login)]);
    let receipt = ctx.act(&act)?;
    let mut answer = receipt::answer(&receipt, &args.act);
    if matches!(receipt.body.event, Event::RoleProposed(_)) {
        let (login, role) = (&args.login, args.grant.code());
        answer
            .text
            .push_str(&format!("  a second administrator grants it: era-rm role grant {login} {role}\n"));
    }
    Ok(answer)
}
