//! `report access`: what touched access over a period, and who could do what at its end.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::chance;
use crate::cli::context::Context;
use crate::cli::portrait::access::{self, AccessEntry, HolderReport};
use crate::cli::portrait::word;
use crate::cli::ui::{Answer, Tone, paint, paper, wrap};
use crate::domain::{Login, Sought, Subject, Time};
use crate::sop::settings;
use crate::store::Store;
use crate::workflow::access::{Asked, Found, logins, settings as settings_at, stood};
use crate::workflow::{Failure, Loaded, paper as papers};

/// Who was given access, by whom, over a period; and who held which role and key at its end
///
/// By entry: persons added, roles granted, proposed, delegated and revoked, keys added and ended, settings that touch access,
/// refusals. Then what stood at the end of the period, and the acts that a compromised key has signed.
///
/// Example: era-rm report access --from 2026-11-01T00:00:00Z --until 2026-12-01T00:00:00Z
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// From this moment on; from the first entry, if left out
    #[arg(long, value_name = "TIME")]
    from: Option<Time>,
    /// Up to this moment, which is the first after the period; up to now, if left out
    #[arg(long, value_name = "TIME")]
    until: Option<Time>,
    /// Only what this person did, or what was done to him; may be given several times
    #[arg(long, value_name = "LOGIN")]
    person: Vec<Login>,
    /// Show at most so many entries, and so many persons
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u16).range(1..=1000))]
    max: u16,
    /// Show the entries after this one
    #[arg(long, value_name = "SEQ")]
    after: Option<u64>,
    /// Show the persons after this one
    #[arg(long, value_name = "LOGIN", conflicts_with = "person")]
    after_person: Option<Login>,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    /// The ledger's identity.
    ledger: String,
    /// The first moment of the period; absent where it begins with the ledger.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<Time>,
    /// The first moment after the period, at which it is told what stood.
    until: Time,
    /// How the ledger knows who acts: declared, os or signed.
    trust: String,
    /// Whether one person acts in one role per release.
    separation: bool,
    /// Whether a role grant needed two administrators: off or on.
    two_administrators: String,
    /// Oldest first.
    entries: Vec<AccessEntry>,
    /// Give this to `--after` to see the entries after these; absent if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_after: Option<u64>,
    /// Who held what.
    persons: Vec<HolderReport>,
    /// Give this to `--after-person` to see the persons after these; absent if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_after_person: Option<String>,
    /// Which ledger vouches for it, how far it reached, and when this was asked.
    foot: String,
}

/// Runs it.
///
/// # Errors
/// [`Failure::Usage`] for a period that is none; [`Failure::NotFound`] for a person that there is not.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let store = ctx.open_to_read()?;
    let (now, head) = (chance::now(), store.head()?);
    let until = period(args, now)?;
    let mut loaded = Loaded::begin(&store)?;
    let asked = Asked {
        from: args.from,
        // Without an end, what a clock ahead of this one has recorded counts too.
        until: args.until,
        persons: args.person.clone(),
        last: head.map_or(0, |h| h.seq),
    };
    let found = Found::of(&store, &asked, args.after.unwrap_or(0), args.max.into())?;
    let (persons, next_after_person) = holders(&mut loaded, &asked, args, until)?;
    let then = settings_at(&loaded, &asked)?;
    let entries = access::entries(&found);
    let report = Report {
        ledger: loaded.ledger.map(|id| id.to_string()).unwrap_or_default(),
        from: args.from,
        until,
        trust: loaded.world.trust.as_ref().map(word).unwrap_or_default(),
        separation: loaded.world.separation,
        two_administrators: then.setting(&settings::TWO_ADMINISTRATORS),
        next_after: entries.last().map(|e| e.seq).filter(|_| found.more()),
        entries,
        persons,
        next_after_person,
        foot: papers::foot_of_report(&loaded, head.as_ref(), now),
    };
    Ok(Answer::of(&report, human(&report)))
}

/// The end of the period.
fn period(args: &Args, now: Time) -> Result<Time, Failure> {
    let until = args.until.unwrap_or(now);
    if until > now {
        let message = format!("--until {until} is still to come, and what will stand is not known");
        return Err(Failure::usage(message, "leave --until out to see what stands now"));
    }
    if args.from.is_some_and(|from| from >= until) {
        let message = format!("the period ends at {until}, and does not begin before that");
        return Err(Failure::usage(message, "give a --from that is before --until"));
    }
    Ok(until)
}

/// The persons that are asked about, as they stood; and the last of them, if there are more.
fn holders(
    loaded: &mut Loaded<'_>,
    asked: &Asked,
    args: &Args,
    at: Time,
) -> Result<(Vec<HolderReport>, Option<String>), Failure> {
    let max = usize::from(args.max);
    let mut some = asked.persons.clone();
    if some.is_empty() {
        some = logins(loaded.store(), args.after_person.as_ref(), max + 1)?.unwrap_or_default();
    }
    let more = asked.persons.is_empty() && some.len() > max;
    if more {
        some.truncate(max);
    }
    let mut people = Vec::new();
    for login in &some {
        match stood(loaded, asked, login)? {
            Some(found) => people.push(HolderReport::of(&found, at)),
            // Not there before the end of the period, but since.
            None if !loaded.facts(&Subject::person(login))?.is_empty() => {}
            None => {
                let hint = "era-rm person list shows who is known";
                return Err(Failure::no_such(Sought::Person(login.to_string()), hint));
            }
        }
    }
    let last = some.last().map(ToString::to_string).filter(|_| more);
    Ok((people, last))
}

fn human(r: &Report) -> String {
    let from = r.from.map_or_else(|| "the first entry".to_owned(), |t| t.to_string());
    let administrators =
        if r.two_administrators == "on" { "two administrators" } else { "one administrator" };
    let separation = if r.separation { "on" } else { "OFF (for training)" };
    let mut out = format!("Access from {from} until {}\n", r.until);
    let rules = format!("Trust mode {}; separation of duties {separation}; {administrators}", r.trust);
    out.push_str(&wrap(&format!("{rules} for a role grant"), 0));
    out.push_str(&format!("\n{}\n", paint(Tone::Head, "What was recorded")));
    out.push_str(&access::entries_text(&r.entries));
    if r.entries.is_empty() {
        out.push_str("Nothing was recorded that touches access.\n");
    }
    if let Some(seq) = r.next_after {
        out.push_str(&format!("There are more: add --after {seq}\n"));
    }
    out.push_str(&format!("\n{}\n", paint(Tone::Head, &format!("What stood at {}", r.until))));
    out.push_str(&access::holders_text(&r.persons));
    if let Some(login) = &r.next_after_person {
        out.push_str(&format!("There are more persons: add --after-person {login}\n"));
    }
    out.push('\n');
    out + &paper(&r.foot)
}
