//! `notice show`: one notice: to whom it is owed, its text, what became of it.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::documents;
use crate::cli::ui::{Answer, paper, wrap};
use crate::domain::{Digest, NoticeId, Sought, Subject, Time};
use crate::sop::{owed, table};
use crate::workflow::{Failure, Loaded};

/// One notice: its text, to whom it is owed, and whether it was handed over
///
/// Example: era-rm notice show 4.2.0/9/lmc
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The notice, as `era-rm notice list` names it
    #[arg(value_name = "ID")]
    notice: NoticeId,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    notice: String,
    /// The party.
    to: String,
    /// The party's name.
    name: String,
    /// The party's addresses.
    addresses: Vec<String>,
    /// The act that owed it.
    command: &'static str,
    /// When that was recorded.
    at: Time,
    digest: Digest,
    #[serde(skip_serializing_if = "Option::is_none")]
    delivered: Option<Time>,
    /// To whom and how it was handed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    how: Option<String>,
    text: String,
}

/// Runs it.
///
/// # Errors
/// [`Failure::NotFound`] for a notice that there is not; [`Failure::Breach`] if its text is not what was recorded.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let store = ctx.open_to_read()?;
    let mut loaded = Loaded::begin(&store)?;
    loaded.load(&[Subject::Notice(args.notice.clone())])?;
    let notice = loaded.world.notices.get(&args.notice).ok_or_else(|| {
        Failure::no_such(Sought::Notice(args.notice.to_string()), "era-rm notice list --all shows all")
    })?;
    let party = loaded.world.parties.get(&notice.to);
    let report = Report {
        notice: args.notice.to_string(),
        to: notice.to.to_string(),
        name: owed::party_name(&loaded.world, &notice.to),
        addresses: party.iter().flat_map(|p| &p.addresses).map(ToString::to_string).collect(),
        command: table::act_of(notice.owed.event.name()).command,
        at: notice.owed.at,
        digest: notice.digest,
        delivered: notice.delivered.as_ref().map(|(at, _)| *at),
        how: notice.delivered.as_ref().map(|(_, how)| how.to_string()),
        text: documents::text(&store, &notice.digest)?,
    };
    let text = human(&report);
    Ok(Answer::of(&report, text))
}

fn human(r: &Report) -> String {
    let addresses = if r.addresses.is_empty() { "no address".into() } else { r.addresses.join(", ") };
    let done = match (r.delivered, &r.how) {
        (Some(at), Some(how)) => format!("handed over {at}: {how}"),
        _ => format!("not handed over yet: era-rm notice by-hand {} --how TEXT", r.notice),
    };
    format!(
        "Notice {} to {}\n{}  owed by {}, {}\n{}  {}\n\n{}",
        r.notice,
        r.name,
        wrap(&addresses, 2),
        r.command,
        r.at,
        wrap(&done, 2),
        r.digest,
        paper(&r.text)
    )
}
