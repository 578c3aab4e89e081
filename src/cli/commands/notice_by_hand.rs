//! `notice by-hand`: notices were handed over by other means.

use clap::{ArgGroup, Args as ClapArgs};
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn};
use crate::cli::ui::Answer;
use crate::domain::event::NoticesGivenByHand;
use crate::domain::{NoticeId, ReleaseNumber, Sought, Step, Subject, Text};
use crate::sop::table;
use crate::workflow::{Draft, Failure, Loaded};

/// Record that notices were handed over by hand
///
/// By the role that sends a notice, or the Release Manager. `era-rm notice list` names the notices that wait.
///
/// Example: era-rm notice by-hand 4.2.0/7/lmc --how "handed to M. Reyes at the weekly meeting"
#[derive(Debug, ClapArgs, Serialize)]
#[command(group = ArgGroup::new("which").required(true))]
pub struct Args {
    /// A notice; may be repeated
    #[arg(value_name = "NOTICE", group = "which")]
    notices: Vec<NoticeId>,
    /// All notices of this release that wait
    #[arg(long, value_name = "RELEASE", group = "which")]
    release: Option<ReleaseNumber>,
    /// Only those of this step: 3, or 3a
    #[arg(long, value_name = "STEP", requires = "release")]
    step: Option<String>,
    /// To whom and how
    #[arg(long, value_name = "TEXT")]
    how: Text,
    #[command(flatten)]
    #[serde(skip)]
    act: ActArgs,
}

/// Runs it.
///
/// # Errors
/// A refusal, or a notice that there is not.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let steps = named(args.step.as_deref())?;
    let draft: &DraftFn<'_> = &|scene| {
        let notices = match &args.release {
            Some(number) => waiting(scene.loaded, number, &steps)?,
            None => args.notices.clone(),
        };
        scene.loaded.load(&notices.iter().cloned().map(Subject::Notice).collect::<Vec<_>>())?;
        Ok(Draft::of(NoticesGivenByHand { notices, how: args.how.clone() }))
    };
    ctx.record(
        &Act::of("notice by-hand", args, &args.act, draft)
            .loading(args.notices.iter().cloned().map(Subject::Notice).collect()),
    )
}

/// The sign-offs that a step's number or label names; all of them where none is named.
fn named(step: Option<&str>) -> Result<Vec<Step>, Failure> {
    let Some(typed) = step else { return Ok(Step::ALL.to_vec()) };
    let found = Step::named(typed);
    if found.is_empty() {
        let message = format!("the SOP has no step {:?}", typed.chars().take(16).collect::<String>());
        return Err(Failure::usage(message, "a step is a number from 1 to 15, or a label such as 3a"));
    }
    Ok(found)
}

/// The notices of a release that nobody has handed over.
fn waiting(
    loaded: &mut Loaded<'_>,
    number: &ReleaseNumber,
    steps: &[Step],
) -> Result<Vec<NoticeId>, Failure> {
    let id = loaded.release(number)?;
    let release = id.and_then(|id| loaded.world.releases.get(&id));
    let Some(release) = release else {
        let sought = Sought::Release(number.to_string());
        return Err(Failure::no_such(sought, "era-rm release list shows the releases"));
    };
    let of_step = |event: &str| {
        table::act_of(event).step.map_or(steps.len() == Step::ALL.len(), |s| steps.contains(&s))
    };
    let open = release.notices.iter().filter(|n| n.delivered.is_none() && of_step(n.event));
    Ok(open.map(|n| n.id.clone()).collect())
}
