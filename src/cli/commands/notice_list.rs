//! `notice list`: notices that are owed, and those that were handed over.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Context, ReleaseArg};
use crate::cli::page::{self, PageArgs};
use crate::cli::portrait::act_at;
use crate::cli::ui::{self, Answer};
use crate::domain::{Digest, Release, ReleaseNumber, Time};
use crate::ledger::view::NoticeRow;
use crate::sop::table;
use crate::workflow::Failure;

/// The notices that are not handed over yet, of a release or of all
///
/// Example: era-rm notice list 4.2.0 --all
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// Only those of this release
    #[arg(value_name = "RELEASE")]
    release: Option<ReleaseNumber>,
    /// Those that were handed over too
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    page: PageArgs,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct NoticeLine {
    notice: String,
    to: String,
    /// The act that owed it.
    command: &'static str,
    /// When that was recorded.
    at: Time,
    digest: Digest,
    /// When it was handed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    delivered: Option<Time>,
}

/// Runs it. Its report is a page of notices, oldest first.
///
/// # Errors
/// [`Failure::NotFound`] for a release that there is not.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let store = ctx.open_to_read()?;
    let notices = match &args.release {
        Some(number) => {
            let typed = ReleaseArg { release: Some(number.clone()) };
            let (_, release) = ctx.load_release(&store, &typed)?;
            of_release(&release, args)?
        }
        None => {
            let buckets: &[&str] = if args.all { &["open", "delivered"] } else { &["open"] };
            page::page::<NoticeRow>(&store, "notice", buckets, &args.page)?.map(of_row)
        }
    };
    let row = |n: &NoticeLine| {
        let done = n.delivered.map_or("open".to_owned(), ui::day);
        vec![n.notice.clone(), n.command.into(), ui::day(n.at), done]
    };
    let header = ["notice", "of", "owed", "handed over"];
    let mut text = ui::table(&header, notices.rows.iter().map(row).collect());
    if notices.rows.is_empty() {
        text.push_str("No notice is waiting to be handed over\n");
    }
    text.push_str(&notices.more());
    Ok(Answer::of(&notices, text))
}

fn of_row(n: NoticeRow) -> NoticeLine {
    NoticeLine {
        notice: n.notice,
        to: n.to,
        command: table::act_of(&n.event).command,
        at: n.at,
        digest: n.digest,
        delivered: n.delivered,
    }
}

/// A release's notices come from its own history; the place of a page is a notice's identifier.
fn of_release(r: &Release, args: &Args) -> Result<page::Listed<NoticeLine>, Failure> {
    let first = match &args.page.after {
        Some(place) => {
            r.notices.iter().position(|n| n.id.as_str() == place).map(|i| i + 1).ok_or_else(|| {
                let message = format!("--after {place:?} is no notice of release {}", r.number);
                Failure::usage(message, "copy it from the page before")
            })?
        }
        None => 0,
    };
    let wanted = r.notices.iter().skip(first).filter(|n| args.all || n.delivered.is_none());
    let mut rows: Vec<NoticeLine> = wanted
        .map(|n| NoticeLine {
            notice: n.id.to_string(),
            to: n.to.to_string(),
            command: table::act_of(n.event).command,
            at: act_at(r, n.revision).map_or(r.created, |f| f.at),
            digest: n.digest,
            delivered: n.delivered,
        })
        .collect();
    let max = usize::from(args.page.max);
    let more = rows.len() > max;
    rows.truncate(max);
    let next_after = rows.last().filter(|_| more).map(|n| n.notice.clone());
    Ok(page::Listed { rows, next_after })
}
