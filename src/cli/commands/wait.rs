//! `wait`: looks at a release again and again until a step stands, a no answers it, or the time is over. It only reads.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::chance;
use crate::cli::context::{Context, ReleaseArg};
use crate::cli::failure::Exit;
use crate::cli::portrait::steps::{self, StepReport};
use crate::cli::portrait::tone;
use crate::cli::ui::{Answer, paint, wrap};
use crate::domain::{Refusal, RefusalKind, Step};
use crate::sop::moves;
use crate::sop::outlook::{Look, Outlook};
use crate::store::StoreError;
use crate::workflow::failure::Candidates;
use crate::workflow::{Failure, people};

const RULE: &str = "`wait` ends when its time is over; what it waited for may still come";
const AGAIN: &str = "the same command again goes on waiting";

/// Wait until a step of a release stands
///
/// Ends with 0 when the step stands, with 9 when a no answers it or the release was cancelled, with 11 when the time is
/// over. It reads the ledger anew each time and never holds it; a ledger that is busy is looked at again.
///
/// Example: era-rm wait 4.2.0 --until 9 --timeout 600
#[derive(Debug, ClapArgs)]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
    /// The step: 9, 7c, 11a …; of a number such as 12, all of its sign-offs
    #[arg(long, value_name = "STEP")]
    until: String,
    /// For how long, in seconds; 0 looks once
    #[arg(long, value_name = "SECONDS", default_value_t = 600, value_parser = clap::value_parser!(u32).range(0..=604_800))]
    timeout: u32,
    /// How long between two looks, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=3600))]
    interval: u32,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    /// The release's number.
    release: String,
    /// What the release is, in a few words: open, held, stopped and why, go live until when, closed, cancelled.
    state: String,
    /// `met`, or `no`.
    outcome: &'static str,
    /// The steps that were waited for.
    steps: Vec<StepReport>,
}

/// What one look has shown.
enum Seen {
    /// The wait is over.
    Answered(Report),
    /// It goes on; this is what is missing, should the time be over.
    NotYet(Box<Refusal>, Vec<Candidates>),
}

/// Runs it.
///
/// # Errors
/// [`Failure::TimedOut`]; [`Failure::NotFound`] for a release or a step that there is not.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let until = steps::named(&args.until)?;
    let seen = if args.timeout == 0 {
        look(ctx, &mut args.release.clone(), &until)?
    } else {
        watch(ctx, args, until)?
    };
    match seen {
        Seen::NotYet(refusal, who) => Err(Failure::TimedOut(refusal, who)),
        Seen::Answered(report) => {
            let exit = if report.outcome == "met" { Exit::Done } else { Exit::AnsweredNo };
            let text = human(&report);
            Ok(Answer { exit, ..Answer::of(&report, text) })
        }
    }
}

/// Looks until there is an answer or the time is over. Another thread looks, so that a ledger that is locked for long does
/// not hold up the end; the clock is that of the machine, whatever the time of day is said to be.
fn watch(ctx: &Context, args: &Args, until: Vec<Step>) -> Result<Seen, Failure> {
    let end = Instant::now() + Duration::from_secs(args.timeout.into());
    let (say, hear) = mpsc::channel();
    let (own, mut release) = (ctx.clone(), args.release.clone());
    let pause = Duration::from_secs(args.interval.into());
    std::thread::spawn(move || keep_looking(&own, &mut release, &until, pause, &say));
    let mut last = None;
    loop {
        match hear.recv_timeout(end.saturating_duration_since(Instant::now())) {
            Ok(Ok(Seen::Answered(report))) => return Ok(Seen::Answered(report)),
            Ok(Ok(not_yet)) => last = Some(not_yet),
            Ok(Err(Failure::Store(StoreError::Busy(_)))) => {}
            Ok(Err(failure)) => return Err(failure),
            Err(RecvTimeoutError::Timeout) => return Ok(last.unwrap_or_else(never_seen)),
            Err(RecvTimeoutError::Disconnected) => {
                return Err(Failure::Bug(anyhow::anyhow!("the ledger was no longer looked at")));
            }
        }
    }
}

fn keep_looking(
    ctx: &Context,
    release: &mut ReleaseArg,
    until: &[Step],
    pause: Duration,
    say: &Sender<Result<Seen, Failure>>,
) {
    while say.send(look(ctx, release, until)).is_ok() {
        std::thread::sleep(pause);
    }
}

fn never_seen() -> Seen {
    let message = "the ledger was busy all the time, and could not be looked at";
    Seen::NotYet(Box::new(Refusal::new(RefusalKind::Order, RULE, message).hint(AGAIN)), Vec::new())
}

/// One look. The release that the first look found is the one that the next looks at, though others were opened meanwhile.
fn look(ctx: &Context, release: &mut ReleaseArg, until: &[Step]) -> Result<Seen, Failure> {
    let store = ctx.open_to_read()?;
    let (loaded, r) = ctx.load_release(&store, release)?;
    release.release = Some(r.number.clone());
    let now = chance::now();
    let outlook = Outlook::of(&r, now);
    let looks: Vec<Look> = until.iter().map(|s| outlook.look_of(*s)).collect();
    let outcome = match () {
        () if outlook.is_lost() || looks.contains(&Look::No) => Some("no"),
        () if looks.iter().all(|l| *l == Look::Stands) => Some("met"),
        () => None,
    };
    let state = moves::state(&r, now);
    if let Some(outcome) = outcome {
        let steps = until.iter().map(|s| steps::of_step(&loaded.world, &outlook, *s)).collect();
        return Ok(Seen::Answered(Report { release: r.number.to_string(), state, outcome, steps }));
    }
    let awaited = outlook.awaited(until);
    let open = |m: &moves::Move| m.step.is_some_and(|s| awaited.contains(&(s, m.key.clone())));
    let step = until.iter().find(|s| outlook.look_of(**s) != Look::Stands).copied();
    let needs = outlook.moves.iter().filter(|m| open(m));
    let needs = needs.filter_map(|m| m.step.map(|s| outlook.standing.need(s, &m.key))).collect();
    let labels = until.iter().map(|s| s.label()).collect::<Vec<_>>().join(", ");
    let message = format!("step {labels} of release {} does not stand yet; the release is {state}", r.number);
    let refusal =
        Refusal { step, ..Refusal::new(RefusalKind::Order, RULE, message).needs(needs).hint(AGAIN) };
    let who = people::candidates(&loaded, &refusal, Some(r.id), now)?;
    Ok(Seen::NotYet(Box::new(refusal), who))
}

fn human(r: &Report) -> String {
    let mut out = wrap(&format!("Release {}: {}", r.release, r.state), 0);
    for s in &r.steps {
        out.push_str(&wrap(&format!("{} {}: {}", s.step, s.name, paint(tone(s.state), s.state)), 2));
        s.signoffs.iter().for_each(|k| out.push_str(&wrap(&k.text(), 6)));
    }
    out
}
