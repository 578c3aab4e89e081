//! `release show`: everything about one release, with the revision numbers that corrections and retractions name.

use std::fmt::Write;

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::chance;
use crate::cli::context::{Context, ReleaseArg};
use crate::cli::portrait::board::{self, BoardReport, CondemnedLine};
use crate::cli::portrait::build::{self, BuildReport};
use crate::cli::portrait::deploy::{self, CqReport, DeploymentReport, GoReport};
use crate::cli::portrait::letter::{self, LetterReport};
use crate::cli::portrait::test::{self, TestReport};
use crate::cli::portrait::{act_at, line, numbers, steps};
use crate::cli::receipt::key_of;
use crate::cli::ui::{self, Answer};
use crate::domain::release::OwedNotice;
use crate::domain::{Release, Time};
use crate::sop::standing::Standing;
use crate::sop::table;
use crate::workflow::Failure;

/// Everything about one release: scope, plan, builds, letters, tests, deployments, sign-offs, notices
///
/// Example: era-rm release show 4.2.0
#[derive(Debug, ClapArgs)]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    #[serde(flatten)]
    board: BoardReport,
    /// Every number it was given, today's last.
    numbers: Vec<numbers::NumberReport>,
    builds: Vec<BuildReport>,
    letters: Vec<LetterReport>,
    tests: TestReport,
    gos: Vec<GoReport>,
    deployments: Vec<DeploymentReport>,
    clearquest: Vec<CqReport>,
    /// Every sign-off, in order.
    signoffs: Vec<SignOffReport>,
    /// Everything that was ever condemned, whether or not it is still current.
    ever_condemned: Vec<CondemnedLine>,
    notices: Vec<NoticeReport>,
    retracted: Vec<PastReport>,
    /// Acts that a compromised key has signed: their sign-offs count no more.
    disputed: Vec<PastReport>,
}
#[derive(Serialize, schemars::JsonSchema)]
struct SignOffReport {
    revision: u64,
    step: &'static str,
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    yes: bool,
    by: String,
    role: &'static str,
    at: Time,
    effective: Time,
    /// Whether it counts now, with everything before it.
    stands: bool,
    /// Whether a compromised key has signed it.
    disputed: bool,
}
#[derive(Serialize, schemars::JsonSchema)]
struct NoticeReport {
    notice: String,
    to: String,
    revision: u64,
    command: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    delivered: Option<Time>,
}
#[derive(Serialize, schemars::JsonSchema)]
struct PastReport {
    revision: u64,
    command: &'static str,
    by: String,
}

/// Runs it.
///
/// # Errors
/// [`Failure::NotFound`] for a release that there is not.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let store = ctx.open_to_read()?;
    let (loaded, r) = ctx.load_release(&store, &args.release)?;
    let now = chance::now();
    let report = Report {
        board: board::board(&loaded, &r, now)?,
        numbers: numbers::numbers(&r),
        builds: build::builds(&r),
        letters: letter::letters(&r),
        tests: test::tests(&r),
        gos: deploy::gos(&r),
        deployments: deploy::deployments(&r),
        clearquest: deploy::cq(&r),
        signoffs: signoffs(&r, now),
        ever_condemned: r.condemned.iter().map(CondemnedLine::of).collect(),
        notices: r.notices.iter().map(notice).collect(),
        retracted: r.retracted.iter().map(|rev| past(&r, *rev)).collect(),
        disputed: r.disputed.iter().map(|rev| past(&r, *rev)).collect(),
    };
    let text = human(&report);
    Ok(Answer::of(&report, text))
}

fn signoffs(r: &Release, now: Time) -> Vec<SignOffReport> {
    let s = Standing::of(r, now);
    let report = |x: &crate::domain::SignOff| SignOffReport {
        revision: x.revision,
        step: x.step.label(),
        name: table::means(x.step).name,
        key: key_of(&x.key),
        yes: x.yes,
        by: x.by.to_string(),
        role: x.role.code(),
        at: x.at,
        effective: x.effective,
        stands: s.yes(x.step, &x.key).is_some_and(|y| y.revision == x.revision) && s.signed(x.step, &x.key),
        disputed: r.disputed.contains(&x.revision),
    };
    r.signoffs.iter().map(report).collect()
}
fn notice(n: &OwedNotice) -> NoticeReport {
    NoticeReport {
        notice: n.id.to_string(),
        to: n.to.to_string(),
        revision: n.revision,
        command: table::act_of(n.event).command,
        delivered: n.delivered,
    }
}
fn past(r: &Release, revision: u64) -> PastReport {
    let act = act_at(r, revision);
    PastReport {
        revision,
        command: act.map_or("", |f| table::act_of(f.event.name()).command),
        by: act.map(|f| f.actor.to_string()).unwrap_or_default(),
    }
}

fn human(r: &Report) -> String {
    let b = &r.board;
    let mut out = format!("Release {} ({}): {}, revision {}\n", b.release, b.id, b.state, b.revision);
    out.push_str(&numbers::text(&r.numbers));
    out.push_str(&board::head(b));
    // Writing to a String does not fail.
    for d in &b.deferred {
        let stays = if d.change_stays { "the change stays" } else { "backed out" };
        let _ = writeln!(out, "  {} deferred, {stays}", d.ocr);
    }
    let _ = write!(out, "\n{}\n", steps::table_of(&b.steps));
    r.builds.iter().for_each(|x| out.push_str(&x.text()));
    r.letters.iter().for_each(|x| out.push_str(&x.text()));
    out.push_str(&test::text(&r.tests));
    out.push_str(&deploy::text(&r.gos, &r.deployments));
    out.push_str(&deploy::cq_text(&r.clearquest));
    let _ = write!(out, "\nSign-offs\n{}", signoff_table(&r.signoffs));
    r.ever_condemned.iter().for_each(|c| out.push_str(&c.text()));
    for x in &r.retracted {
        let _ = writeln!(out, "Revision {} ({}, by {}) was retracted", x.revision, x.command, x.by);
    }
    for x in &r.disputed {
        let _ = writeln!(out, "Revision {} ({}, by {}) is disputed", x.revision, x.command, x.by);
    }
    if !r.notices.is_empty() {
        out.push_str("\nNotices\n");
    }
    for n in &r.notices {
        let done = n.delivered.map_or("not handed over".into(), |t| format!("handed over {t}"));
        let _ = writeln!(out, "  {} ({}): {done}", n.notice, n.command);
    }
    for d in &b.deficits {
        out.push_str(&ui::wrap(&format!("Note: {d}"), 0));
    }
    out
}

fn signoff_table(all: &[SignOffReport]) -> String {
    let row = |s: &SignOffReport| {
        let key = s.key.as_ref().map(|k| format!(" ({})", line(k, 18))).unwrap_or_default();
        let state = match (s.yes, s.stands, s.disputed) {
            (false, _, false) => "no",
            (false, _, true) => "no (disputed)",
            (true, true, _) => "stands",
            (true, false, false) => "fell",
            (true, false, true) => "fell (disputed)",
        };
        let who = format!("{} ({})", s.by, s.role);
        vec![s.revision.to_string(), format!("{}{key}", s.step), state.into(), who, s.at.to_string()]
    };
    ui::table(&["rev", "step", "state", "by", "at"], all.iter().map(row).collect())
}
