//! `notice show`: one notice: to whom it is owed, its text, what became of it.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::chance;
use crate::cli::context::Context;
use crate::cli::documents;
use crate::cli::portrait::notice::Became;
use crate::cli::ui::{Answer, paper, wrap};
use crate::domain::{Digest, NoticeId, Time};
use crate::sop::{owed, table};
use crate::workflow::{Failure, Loaded, outbox};

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
    /// What became of it.
    #[serde(flatten)]
    became: Became,
    /// To whom and how it was handed over by hand, the server's words, or the name of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    how: Option<String>,
    /// The addresses that it was sent to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    recipients: Vec<String>,
    /// The identifier of the message that was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<String>,
    text: String,
}

/// Runs it.
///
/// # Errors
/// [`Failure::NotFound`] for a notice that there is not; [`Failure::Breach`] if its text is not what was recorded.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let store = ctx.open_to_read()?;
    let mut loaded = Loaded::begin(&store)?;
    let (_, release) = outbox::load(&mut loaded, &args.notice)?;
    let superseded = outbox::superseded(release, &args.notice, chance::now());
    let (notice, _) = outbox::load(&mut loaded, &args.notice)?;
    let notice = notice.clone();
    let party = loaded.world.parties.get(&notice.to);
    let report = Report {
        notice: args.notice.to_string(),
        to: notice.to.to_string(),
        name: owed::party_name(&loaded.world, &notice.to),
        addresses: party.iter().flat_map(|p| &p.addresses).map(ToString::to_string).collect(),
        command: table::act_of(notice.owed.event.name()).command,
        at: notice.owed.at,
        digest: notice.digest,
        became: Became::of(&notice, superseded),
        recipients: notice.sent.iter().flat_map(|s| &s.recipients).map(ToString::to_string).collect(),
        message_id: notice.sent.as_ref().map(|s| s.message_id.to_string()),
        how: notice.delivered.as_ref().map(|(_, how)| how.to_string()),
        text: documents::text(&store, &notice.digest)?,
    };
    let text = human(&report, chance::now());
    Ok(Answer::of(&report, text))
}

fn human(r: &Report, now: Time) -> String {
    let addresses = if r.addresses.is_empty() { "no address".into() } else { r.addresses.join(", ") };
    let (delivered, how) = (r.became.delivered, r.how.as_deref().unwrap_or_default());
    let to = r.recipients.join(", ");
    let mut done = match (delivered, r.became.via) {
        (Some(at), Some("smtp")) => format!("sent {at} to {to}: {how}"),
        (Some(at), Some("folder")) => format!("written {at} for {to}: {how}"),
        (Some(at), _) => format!("handed over {at}: {how}"),
        (None, _) if r.became.state == "superseded" => {
            "superseded: its basis is no longer current, and it is not to be handed over".to_owned()
        }
        (None, _) => format!("not handed over yet: era-rm notice by-hand {} --how TEXT", r.notice),
    };
    if let Some(tries) = r.became.tries(now) {
        done.push_str(&format!("\n{tries}"));
    }
    if let Some(a) = &r.became.acknowledged {
        let note = a.note.as_ref().map(|n| format!(": {n}")).unwrap_or_default();
        done.push_str(&format!("\nacknowledged {} by {}{note}", a.at, a.by));
    }
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
