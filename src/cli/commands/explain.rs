//! `explain`: why a step of a release is not lawful yet, back to the root, and who can mend it.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::chance;
use crate::cli::context::{Context, ReleaseArg};
use crate::cli::portrait::steps::{self, NextReport, People};
use crate::cli::portrait::why::{self, WayReport, WhyReport};
use crate::cli::ui::{Answer, wrap};
use crate::domain::{Step, Time};
use crate::sop::moves;
use crate::sop::outlook::{Look, Outlook};
use crate::workflow::Failure;

/// Why a step is not lawful yet: what it comes after, what is missing back to the root, who may supply it, since when
///
/// Without a step: every step that does not stand, and what each waits for.
///
/// Example: era-rm explain 4.2.0 10
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The release's number; where exactly one is open, the step alone may be given [env: ERA_RM_RELEASE]
    #[arg(value_name = "RELEASE")]
    release: Option<String>,
    /// The step: 9, 7c, 11a …; of a number such as 12, all of its sign-offs
    #[arg(value_name = "STEP")]
    step: Option<String>,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    /// The release's number.
    release: String,
    /// What the release is, in a few words: open, held, stopped and why, go live until when, closed.
    state: String,
    /// The moment for which this is told.
    as_of: Time,
    /// The step that was asked for, or every step that does not stand.
    steps: Vec<WhyReport>,
    /// What can be done besides signing a step: to end a hold, to leave a stop, to accept a waiver, to hand over notices.
    ways: Vec<NextReport>,
    /// What a no has condemned, with the way on.
    condemned: Vec<WayReport>,
}

/// Runs it.
///
/// # Errors
/// [`Failure::NotFound`] for a release or a step that there is not.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let (typed, step) = words(args)?;
    let store = ctx.open_to_read()?;
    let (loaded, release) = ctx.load_release(&store, &typed)?;
    let now = chance::now();
    let outlook = Outlook::of(&release, now);
    let mut people = People::of(&loaded, &release, now);
    let asked = |s: &Step| match &step {
        Some(wanted) => wanted.contains(s),
        None => outlook.look_of(*s) != Look::Stands,
    };
    let steps = Step::ALL.into_iter().filter(asked);
    let report = Report {
        release: release.number.to_string(),
        state: moves::state(&release, now),
        as_of: now,
        steps: steps.map(|s| why::why(&loaded, &outlook, &mut people, s)).collect::<Result<_, _>>()?,
        ways: ways(&outlook, &mut people)?,
        condemned: why::condemned(&release, &outlook),
    };
    let text = human(&report, step.is_none());
    Ok(Answer::of(&report, text))
}

/// What can be done besides signing a step.
fn ways(outlook: &Outlook<'_>, people: &mut People<'_>) -> Result<Vec<NextReport>, Failure> {
    outlook.moves.iter().filter(|m| m.step.is_none()).map(|m| people.next(m)).collect()
}

/// The release and the steps that were named. A single word that is a step is taken for one.
fn words(args: &Args) -> Result<(ReleaseArg, Option<Vec<Step>>), Failure> {
    let release = |n: &String| -> Result<ReleaseArg, Failure> {
        let number =
            n.parse().map_err(|e| Failure::usage(format!("{e}"), "name the release, then the step"))?;
        Ok(ReleaseArg { release: Some(number) })
    };
    match (&args.release, &args.step) {
        (None, _) => Ok((ReleaseArg::default(), None)),
        (Some(one), None) => match steps::named(one) {
            Ok(steps) => Ok((ReleaseArg::default(), Some(steps))),
            Err(_) => Ok((release(one)?, None)),
        },
        (Some(number), Some(step)) => Ok((release(number)?, Some(steps::named(step)?))),
    }
}

fn human(r: &Report, all: bool) -> String {
    let mut out = wrap(&format!("Release {}: {}", r.release, r.state), 0);
    out.push_str(&steps::next_text(&r.ways));
    for w in &r.condemned {
        out.push_str(&w.condemned.text());
        if !w.way_on.is_empty() {
            out.push_str(&wrap(&format!("the way on: {}", w.way_on), 2));
        }
    }
    if r.steps.is_empty() {
        out.push_str("Every step stands.\n");
    }
    for w in &r.steps {
        if all && w.step.state == "waits" {
            out.push_str(&why::brief(w));
        } else {
            out.push_str(&why::text(w, r.as_of));
        }
    }
    out
}
