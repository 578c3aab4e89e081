//! `person list`: the people that the ledger knows.

use clap::Args as ClapArgs;

use crate::cli::chance;
use crate::cli::context::Context;
use crate::cli::page::{self, PageArgs};
use crate::cli::portrait::line;
use crate::cli::portrait::person::stands_in;
use crate::cli::ui::{self, Answer};
use crate::domain::Time;
use crate::ledger::view::PersonRow;
use crate::workflow::Failure;

/// The people that this ledger knows, with the roles they hold now
///
/// Example: era-rm person list
#[derive(Debug, ClapArgs)]
pub struct Args {
    #[command(flatten)]
    page: PageArgs,
}

/// Runs it. Its report is a page of the view of persons.
///
/// # Errors
/// [`Failure::Store`].
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let store = ctx.open_to_read()?;
    let people = page::page::<PersonRow>(&store, "person", &["all"], &args.page)?;
    let now = chance::now();
    let row = |p: &PersonRow| vec![p.login.clone(), line(&p.name, 30), held(p, now)];
    let mut text = ui::table(&["login", "name", "roles"], people.rows.iter().map(row).collect());
    text.push_str(&people.more());
    Ok(Answer::of(&people, text))
}

/// The roles held now; those that begin later, with the day.
fn held(p: &PersonRow, now: Time) -> String {
    let live = p.roles.iter().filter(|r| r.until.is_none_or(|u| now < u));
    let word = |r: &crate::ledger::view::RoleRow| {
        let later = (r.from > now).then(|| format!(" from {}", ui::day(r.from)));
        let until = r.until.map(|u| format!(" until {}", ui::day(u)));
        let of = stands_in(r.of.as_ref());
        format!("{}{of}{}{}", r.role.code(), later.unwrap_or_default(), until.unwrap_or_default())
    };
    live.map(word).collect::<Vec<_>>().join(", ")
}
