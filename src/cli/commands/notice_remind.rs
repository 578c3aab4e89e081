//! `notice remind`: reminds those whose move has waited for long. It decides nothing.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::chance;
use crate::cli::context::{Act, ActArgs, Context, DraftFn, ReleaseArg, open_releases, parse_number};
use crate::cli::ui::{Answer, wrap};
use crate::domain::event::{Event, Reminded, Waited};
use crate::domain::text;
use crate::domain::{Release, ReleaseNumber, Role, Time};
use crate::sop::{moves, settings};
use crate::workflow::{Draft, Failure, Loaded};

/// Remind those whose move a release has waited for
///
/// For every open release: each role whose move could have been made for longer than that is owed a notice, one at most in
/// such a time. Says nothing, and ends with 0, where nothing is due: it is made for cron.
///
/// Example: era-rm notice remind --after 48
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    /// After how many hours [default: the setting remind-after]
    #[arg(long, value_name = "HOURS", value_parser = clap::value_parser!(u32).range(1..=8760))]
    after: Option<u32>,
    /// The role to act in, where you hold several [env: ERA_RM_ROLE]
    #[arg(long, value_name = "ROLE")]
    #[serde(skip)]
    role: Option<Role>,
    /// Show who would be reminded; record nothing
    #[arg(long)]
    #[serde(skip)]
    dry_run: bool,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    /// After how many hours somebody is reminded.
    after: u32,
    /// The releases on which somebody was, or would be.
    reminded: Vec<Line>,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Line {
    /// The release's number.
    release: String,
    /// Who, of what.
    waited: Vec<Waited>,
    /// The notices that are owed.
    notices: Vec<String>,
}

/// Runs it.
///
/// # Errors
/// Those of an act.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut store = ctx.open()?;
    ctx.seen().whole()?;
    let (now, mut due) = (chance::now(), Vec::new());
    let mut loaded = Loaded::begin(&store)?;
    let after = args.after.or_else(|| settings::hours(&loaded.world.setting(&settings::REMIND_AFTER)));
    let after = after.unwrap_or(72);
    for row in open_releases(&store)? {
        loaded.release_by_id(row.release)?;
        let waited = loaded.world.releases.get(&row.release).map(|r| overdue(r, after, now));
        if let Some(waited) = waited.filter(|w| !w.is_empty()) {
            due.push((parse_number(&row.number)?, waited));
        }
    }
    drop(loaded);
    let mut reminded = Vec::new();
    if !due.is_empty() {
        let caller = ctx.acting(&store)?;
        if let Some(refusal) = &caller.pretence {
            return Err(refusal.clone().into());
        }
        for (number, waited) in due {
            let receipt = ctx.remind(&mut store, &caller, (args, after), &number)?;
            let notices = receipt.told.iter().map(|(_, id)| id.to_string()).collect();
            reminded.push(Line { release: number.to_string(), waited, notices });
        }
    }
    let report = Report { after, reminded };
    let text = human(&report, args.dry_run);
    Ok(Answer::of(&report, text))
}

impl Context {
    fn remind(
        &self,
        store: &mut crate::store::SqliteStore,
        caller: &crate::cli::identity::Caller,
        (args, after): (&Args, u32),
        number: &ReleaseNumber,
    ) -> Result<crate::workflow::Receipt, Failure> {
        let draft: &DraftFn<'_> = &|scene| {
            let held = scene.loaded.world.persons.get(&scene.actor).map(|p| p.roles(scene.at));
            let role = held.unwrap_or_default().into_iter().find(|r| r.signs());
            // Looked at anew: others may have reminded meanwhile, and then it names nobody and is refused.
            let waited = overdue(scene.release()?, after, scene.at);
            Ok(Draft { role, ..Draft::of(Event::from(Reminded { waited })) })
        };
        let (on, flags) =
            (ReleaseArg { release: Some(number.clone()) }, ActArgs::of_part(args.role, args.dry_run));
        let act = Act::of("notice remind", args, &flags, draft).on(&on).within();
        let mut receipt = self.act_as(store, caller, &act)?;
        self.has_recorded(&mut receipt);
        self.sent_at_once(store, caller, &mut receipt);
        Ok(receipt)
    }
}

/// Who is to be reminded: each role with a move that has waited for so many hours, unless it was reminded since.
fn overdue(r: &Release, after: u32, now: Time) -> Vec<Waited> {
    let limit = now.plus_seconds(-i64::from(after) * 3600);
    let all = moves::moves(r, now);
    let of = |role: Role| {
        let party = settings::party(settings::party_of(role))?;
        let reminded = r.facts().any(|f| match &f.event {
            Event::Reminded(e) => f.at > limit && e.waited.iter().any(|w| w.party == party),
            _ => false,
        });
        let mine: Vec<_> =
            all.iter().filter(|m| m.roles.contains(&role) && m.since.is_some_and(|t| t <= limit)).collect();
        let since = mine.iter().filter_map(|m| m.since).min().filter(|_| !reminded)?;
        let mut said: Vec<String> = mine.iter().map(|m| format!("{}: {}", m.what, m.command)).collect();
        said.dedup();
        let mut what = said.join("\n");
        while what.len() > text::MAX {
            what.pop();
        }
        Some(Waited { party, since, what: what.parse().ok()? })
    };
    Role::ALL.into_iter().filter_map(of).collect()
}

fn human(r: &Report, dry_run: bool) -> String {
    let word = if dry_run { "Would remind" } else { "Reminded" };
    let line = |l: &Line| {
        let who = l.waited.iter().map(|w| w.party.as_str()).collect::<Vec<_>>().join(", ");
        wrap(&format!("{word} on release {}: {who}", l.release), 0)
    };
    r.reminded.iter().map(line).collect()
}
