//! `inbox`: what waits on the caller, on every open release, and the notices that his roles owe.

use clap::Args as ClapArgs;

use crate::cli::chance;
use crate::cli::context::{self, Context, open_releases};
use crate::cli::portrait::inbox::{self, Reader};
use crate::cli::ui::Answer;
use crate::domain::{Person, Role, Subject, Time};
use crate::ledger::view::NoticeRow;
use crate::store::Store;
use crate::workflow::{Failure, Loaded};

/// For how long the notices of OCRs and of releases that have ended are shown, in seconds: what was never handed over
/// before is found by `notice list`, and does not grow here with the years.
const NINETY_DAYS: i64 = 90 * 86_400;
/// How many of them are looked at.
const OTHERS: usize = 500;

/// What waits on you: the steps that your roles may sign now, and the notices they owe, with the commands to type
///
/// Who has acted in one role on a release cannot act there in another: what that leaves to others is told too. Notices of
/// OCRs and of releases that have ended are shown for ninety days; `era-rm notice list` shows all.
///
/// Example: era-rm inbox --as tess
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// Only what waits on you in this role
    #[arg(long, value_name = "ROLE")]
    role: Option<Role>,
}

/// Runs it. Its report is an [`inbox::InboxReport`].
///
/// # Errors
/// [`Failure::Usage`] if nobody is named, or a role that the person does not hold; [`Failure::NotFound`] if the ledger does
/// not know the person.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let store = ctx.open_to_read()?;
    let mut loaded = Loaded::begin(&store)?;
    let person = ctx.caller(&mut loaded)?;
    let now = chance::now();
    let roles = roles(&person, args.role, now)?;
    let rows = open_releases(&store)?;
    loaded.load(&rows.iter().map(|r| Subject::Release(r.release)).collect::<Vec<_>>())?;
    let world = &loaded.world;
    let reader = Reader {
        login: &person.profile.login,
        roles,
        separation: world.separation,
        open: rows.iter().filter_map(|r| world.releases.get(&r.release)).collect(),
    };
    let report = reader.inbox(&lately(&store, now)?, now);
    Ok(Answer::of(&report, inbox::text(&report)))
}

/// The open notices of the last ninety days.
fn lately(store: &dyn Store, now: Time) -> Result<Vec<NoticeRow>, Failure> {
    let begin = (now.plus_seconds(-NINETY_DAYS).to_string(), String::new());
    context::rows_after(store, "notice", "open", Some(begin), OTHERS)
}

/// The roles that are held, or the one that was asked for.
fn roles(person: &Person, wanted: Option<Role>, now: Time) -> Result<Vec<Role>, Failure> {
    let held = person.roles(now);
    let Some(role) = wanted else { return Ok(held) };
    if held.contains(&role) {
        return Ok(vec![role]);
    }
    let names = held.iter().map(|r| r.code()).collect::<Vec<_>>().join(", ");
    let hint = if names.is_empty() { "no role is held now".into() } else { format!("held now: {names}") };
    Err(Failure::usage(format!("{} does not hold the role {role}", person.profile.login), hint))
}
