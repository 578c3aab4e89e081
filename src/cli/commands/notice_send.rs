//! `notice send`: hands the notices that wait over to the mail server, or to a folder, and records what became of each.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use clap::Args as ClapArgs;
use nix::sys::signal::Signal;
use serde::Serialize;

use crate::cli::chance;
use crate::cli::context::{Context, ReleaseArg, typed_or};
use crate::cli::failure::Exit;
use crate::cli::post::{Manner, Office, Sending};
use crate::cli::ui::{self, Answer, wrap};
use crate::domain::{NoticeId, ReleaseNumber, Role, Time};
use crate::ledger::Head;
use crate::store::{SqliteStore, Store, StoreError};
use crate::workflow::{Failure, outbox};

/// How long one who watches leaves a server alone that cannot be reached, at most.
const LONGEST: Duration = Duration::from_secs(900);

/// Send the notices that wait
///
/// By the role that sends a notice, the Release Manager, or a machine. To the mail server that era-rm.toml or
/// ERA_RM_MAIL_SERVER names, else into a folder of .eml files. What became of each is recorded. What a server refuses for a while
/// is tried again later; what it refuses for good only when it is named, or its addresses have changed. Left alone: notices
/// older than ninety days of releases that have ended, unless they are named.
///
/// Ends with 6 if a notice was refused, with 8 if one waits for a server, else with 0. Where notices are named, also with 5
/// if one is not yours to send, and with 6 if its party has no address.
///
/// Example: era-rm notice send --release 4.2.0
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// A notice; may be repeated. All that wait, if left out
    #[arg(value_name = "NOTICE", conflicts_with = "of_release")]
    notices: Vec<NoticeId>,
    /// Only those of this release
    #[arg(long = "release", value_name = "RELEASE")]
    of_release: Option<ReleaseNumber>,
    /// Go on and send what comes to wait, until a signal ends it (SIGTERM, or Ctrl-C)
    #[arg(long, conflicts_with_all = ["notices", "dry_run"])]
    watch: bool,
    /// How long between two looks, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 10, requires = "watch", value_parser = clap::value_parser!(u32).range(1..=3600))]
    every: u32,
    /// Write them to this folder, whatever is configured
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
    /// The role to act in, where you hold several that may do this [env: ERA_RM_ROLE]
    #[arg(long, value_name = "ROLE")]
    role: Option<Role>,
    /// Show what would be sent; send and record nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    /// The mail server, or the folder.
    to: String,
    /// How many were sent.
    sent: usize,
    /// How many were refused.
    refused: usize,
    /// How many wait for a later try.
    waiting: usize,
    /// What came of each; with --watch, at the last look.
    notices: Vec<Sending>,
}

/// Runs it.
///
/// # Errors
/// [`Failure::Usage`] for settings of mail that are wrong; [`Failure::NotFound`]; those of an act.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let office = ctx.office(args.folder.as_deref())?;
    let round = Round { ctx, args, office, role: typed_or(args.role, "ERA_RM_ROLE")? };
    let (notices, sent) = if args.watch { round.watch()? } else { (round.once()?, None) };
    let of = |outcome: &[&str]| notices.iter().filter(|n| outcome.contains(&n.outcome)).count();
    let (refused, waiting) = (of(&["refused", "unusable"]), of(&["again", "waits"]));
    let exit = match (refused, waiting) {
        _ if args.watch => Exit::Done,
        _ if !args.notices.is_empty() && of(&["not-yours"]) > 0 => Exit::NotPermitted,
        (0, 0) if !args.notices.is_empty() && of(&["no-address"]) > 0 => Exit::Evidence,
        (0, 0) => Exit::Done,
        (0, _) => Exit::Busy,
        _ => Exit::Evidence,
    };
    let report = Report {
        to: round.office.post.to_string(),
        sent: sent.unwrap_or(of(&["sent"])),
        refused,
        waiting,
        notices,
    };
    Ok(Answer { exit, ..Answer::of(&report, human(&report)) })
}

struct Round<'a> {
    ctx: &'a Context,
    args: &'a Args,
    office: Office,
    role: Option<Role>,
}

impl Round<'_> {
    /// The notices that are looked at.
    fn meant(&self, store: &SqliteStore, now: Time) -> Result<Vec<NoticeId>, Failure> {
        if !self.args.notices.is_empty() {
            return Ok(self.args.notices.clone());
        }
        if let Some(number) = &self.args.of_release {
            let typed = ReleaseArg { release: Some(number.clone()) };
            let (_, release) = self.ctx.load_release(store, &typed)?;
            let open = release.notices.iter().filter(|n| n.delivered.is_none());
            return Ok(open.map(|n| n.id.clone()).collect());
        }
        let rows = outbox::waiting(store, now)?;
        Ok(rows.iter().filter_map(|n| n.notice.parse().ok()).collect())
    }

    /// Each notice that waits, once. Where nothing can be handed over the rest is left for later.
    fn once(&self) -> Result<Vec<Sending>, Failure> {
        let mut store = self.ctx.open()?;
        self.ctx.seen().whole()?;
        let caller = self.ctx.acting(&store)?;
        if let Some(refusal) = &caller.pretence {
            return Err(refusal.clone().into());
        }
        let asked = !self.args.notices.is_empty();
        let manner = Manner { role: self.role, asked, dry_run: self.args.dry_run };
        let mut lines = Vec::new();
        for id in self.meant(&store, chance::now())? {
            let (line, _) = self.ctx.send(&mut store, &caller, &self.office, &id, manner)?;
            let down = line.down;
            lines.push(line);
            if down {
                break;
            }
        }
        Ok(lines)
    }

    /// Looks again and again until a signal comes. A look at a ledger in which nothing was recorded meanwhile, and where
    /// nothing is due, reads its head and no more.
    fn watch(&self) -> Result<(Vec<Sending>, Option<usize>), Failure> {
        let over = Arc::new(AtomicBool::new(false));
        for signal in [Signal::SIGTERM, Signal::SIGINT] {
            let heard = signal_hook::flag::register(signal as i32, Arc::clone(&over));
            heard.map_err(|e| Failure::Bug(e.into()))?;
        }
        let every = Duration::from_secs(self.args.every.into());
        let (mut pause, mut sent, mut last) = (every, 0, Vec::new());
        let mut idle: Option<(Option<Head>, Option<Time>)> = None;
        while !over.load(Ordering::Relaxed) {
            match self.look(&mut idle) {
                Ok(Some(lines)) => {
                    let told = |l: &&Sending| matches!(l.outcome, "sent" | "again" | "refused") && l.recorded;
                    lines.iter().filter(told).for_each(|l| ui::meanwhile(&l.text()));
                    sent += lines.iter().filter(|l| l.outcome == "sent").count();
                    let down = lines.iter().any(|l| l.down);
                    pause = if down { (pause * 2).min(LONGEST.max(every)) } else { every };
                    last = lines;
                }
                Ok(None) | Err(Failure::Store(StoreError::Busy(_))) => {}
                Err(failure) => return Err(failure),
            }
            chance::sleep(pause, &over);
        }
        Ok((last, Some(sent)))
    }

    /// One look; none where nothing has changed and nothing is due.
    fn look(&self, idle: &mut Option<(Option<Head>, Option<Time>)>) -> Result<Option<Vec<Sending>>, Failure> {
        let head = self.ctx.open_to_read()?.head()?;
        let due = |next: Option<Time>| next.is_some_and(|t| t <= chance::now());
        if idle.is_some_and(|(seen, next)| seen == head && !due(next)) {
            return Ok(None);
        }
        let lines = self.once()?;
        let next = lines.iter().filter_map(|l| l.next_try).min();
        let head = self.ctx.open_to_read()?.head()?;
        let left = lines.iter().any(|l| l.down);
        *idle = (!left).then_some((head, next));
        Ok(Some(lines))
    }
}

fn human(r: &Report) -> String {
    let mut out: String = r.notices.iter().map(|n| wrap(&n.text(), 0)).collect();
    match (r.sent, r.notices.is_empty()) {
        (0, true) => out.push_str("No notice is waiting to be sent\n"),
        (n, _) => out.push_str(&wrap(&format!("Sent: {n}, to {}", r.to), 0)),
    }
    out
}
