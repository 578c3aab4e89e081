//! `notice list`: notices that are owed, and those that were handed over.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::chance;
use crate::cli::context::{Context, ReleaseArg};
use crate::cli::page::{self, PageArgs};
use crate::cli::portrait::act_at;
use crate::cli::portrait::notice::Became;
use crate::cli::ui::{self, Answer};
use crate::domain::release::OwedNotice;
use crate::domain::{Digest, Release, ReleaseNumber, Subject, Time};
use crate::ledger::view::NoticeRow;
use crate::sop::{decide, table};
use crate::store::Store;
use crate::workflow::{Failure, Loaded};

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
    /// What became of it; whether it is superseded is told where a release is named.
    #[serde(flatten)]
    became: Became,
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
            of_release(&store, &release, args)?
        }
        None => {
            let buckets: &[&str] = if args.all { &["open", "delivered"] } else { &["open"] };
            page::page::<NoticeRow>(&store, "notice", buckets, &args.page)?.map(of_row)
        }
    };
    let row = |n: &NoticeLine| {
        let done = match (n.became.delivered, n.became.via) {
            (Some(at), Some("by-hand") | None) => ui::day(at),
            (Some(at), Some(via)) => format!("{}, {via}", ui::day(at)),
            (None, _) if n.became.state == "waits" && n.became.tried.is_none() => "open".to_owned(),
            (None, _) if n.became.state == "waits" => "open, tried".to_owned(),
            (None, _) => n.became.state.to_owned(),
        };
        let done = if n.became.acknowledged.is_some() { format!("{done}, acknowledged") } else { done };
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
        became: Became::of_row(&n),
        notice: n.notice,
        to: n.to,
        command: table::act_of(&n.event).command,
        at: n.at,
        digest: n.digest,
    }
}

/// A release's notices come from its own history; the place of a page is a notice's identifier.
fn of_release(store: &dyn Store, r: &Release, args: &Args) -> Result<page::Listed<NoticeLine>, Failure> {
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
    let max = usize::from(args.page.max);
    let mut wanted: Vec<_> = wanted.take(max + 1).collect();
    let more = wanted.len() > max;
    wanted.truncate(max);
    let subjects = wanted.iter().map(|n| Subject::Notice(n.id.clone())).collect::<Vec<_>>();
    let (loaded, now) = (Loaded::with(store, &subjects)?, chance::now());
    let line = |n: &OwedNotice| {
        Some(NoticeLine {
            notice: n.id.to_string(),
            to: n.to.to_string(),
            command: table::act_of(n.event).command,
            at: act_at(r, n.revision).map_or(r.created, |f| f.at),
            digest: n.digest,
            became: Became::of(loaded.world.notices.get(&n.id)?, decide::superseded(r, n, now)),
        })
    };
    let rows: Vec<NoticeLine> = wanted.into_iter().filter_map(line).collect();
    let next_after = rows.last().filter(|_| more).map(|n| n.notice.clone());
    Ok(page::Listed { rows, next_after })
}
