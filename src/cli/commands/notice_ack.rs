//! `notice ack`: who was told says that the notice has come.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn};
use crate::cli::ui::Answer;
use crate::domain::event::NoticeAcknowledged;
use crate::domain::{NoticeId, Role, Subject, Text};
use crate::sop::settings;
use crate::workflow::{Draft, Failure};

/// Record that a notice has come
///
/// By a holder of the role that was told. What LMC, the Help Desk or the Secretariat answered is recorded by who told them,
/// with a note.
///
/// Example: era-rm notice ack 4.2.0/2/quality-management
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    /// The notice, as `era-rm notice list --all` names it
    #[arg(value_name = "NOTICE")]
    notice: NoticeId,
    /// What was answered
    #[arg(long, value_name = "TEXT")]
    note: Option<Text>,
    #[command(flatten)]
    #[serde(skip)]
    act: ActArgs,
}

/// Runs it.
///
/// # Errors
/// A refusal, or a notice that there is not.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let subject = Subject::Notice(args.notice.clone());
    let draft: &DraftFn<'_> = &|scene| {
        let to = scene.loaded.world.notices.get(&args.notice).map(|n| n.to.clone());
        // The role follows from who was told.
        let role = to.and_then(|to| Role::ALL.into_iter().find(|r| settings::party_of(*r) == to.as_str()));
        let event = NoticeAcknowledged { note: args.note.clone(), notice: args.notice.clone() };
        Ok(Draft { role, ..Draft::of(event) })
    };
    ctx.record(&Act::of("notice ack", args, &args.act, draft).loading(vec![subject]))
}
