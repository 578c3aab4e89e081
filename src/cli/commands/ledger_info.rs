//! `ledger info`: which ledger this is, how far it reaches, and the settings in force.

use std::fmt::Write;

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::portrait::keeping::FileReport;
use crate::cli::portrait::word;
use crate::cli::ui::Answer;
use crate::domain::{Digest, Time};
use crate::ledger::body;
use crate::ledger::mark::Mark;
use crate::store::{Settings, Store};
use crate::workflow::{Failure, Loaded};

/// Which ledger this is: where, its id, trust mode, head, whose the file is, versions, the settings in force
///
/// Example: era-rm ledger info
#[derive(Debug, ClapArgs)]
pub struct Args {}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    ledger: Option<String>,
    /// How it knows who acts: declared or os.
    #[serde(skip_serializing_if = "Option::is_none")]
    trust: Option<String>,
    /// Whether one person acts in one role per release.
    separation: bool,
    entries: u64,
    /// The digest of the last entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    head: Option<Digest>,
    /// The last entry that this account had seen of it before.
    #[serde(skip_serializing_if = "Option::is_none")]
    seen: Option<SeenReport>,
    file: FileReport,
    /// The version of the entries' bodies that this program writes.
    format: u64,
    /// The revision of the SOP that acts are judged under.
    sop: &'static str,
    /// This program.
    program: &'static str,
    /// The version of the file's schema.
    schema: i64,
    /// The settings read back from SQLite.
    sqlite: SqliteReport,
}
#[derive(Serialize, schemars::JsonSchema)]
struct SeenReport {
    seq: u64,
    digest: Digest,
    /// When it was first seen to be the last.
    at: Time,
    /// Whether it is there now.
    there: bool,
}
#[derive(Serialize, schemars::JsonSchema)]
struct SqliteReport {
    version: String,
    journal_mode: String,
    synchronous: i64,
    fullfsync: bool,
    secure_delete: bool,
    foreign_keys: bool,
    cell_size_check: bool,
    trusted_schema: bool,
    mmap_size: i64,
    defensive: bool,
    triggers: bool,
    attached: i32,
    busy_timeout: i64,
}

/// Runs it.
///
/// # Errors
/// [`Failure::Store`].
pub fn run(ctx: &Context, _args: &Args) -> Result<Answer, Failure> {
    let store = ctx.open_to_read()?;
    let loaded = Loaded::begin(&store)?;
    let head = store.head()?;
    let report = Report {
        path: store.path().display().to_string(),
        ledger: loaded.ledger.map(|id| id.to_string()),
        trust: loaded.world.trust.as_ref().map(word),
        separation: loaded.world.separation,
        entries: head.map_or(0, |h| h.seq),
        head: head.map(|h| h.digest),
        seen: seen(ctx),
        file: FileReport::of(store.path(), store.keeping()?),
        format: body::VERSION,
        sop: body::SOP,
        program: env!("CARGO_PKG_VERSION"),
        schema: store.versions()?.0,
        sqlite: sqlite(store.settings()?),
    };
    let text = human(&report);
    Ok(Answer::of(&report, text))
}

fn seen(ctx: &Context) -> Option<SeenReport> {
    let seen = ctx.seen();
    let report = |m: Mark| SeenReport { seq: m.seq, digest: m.digest, at: m.seen, there: seen.is_there() };
    seen.mark.map(report)
}

fn sqlite(s: Settings) -> SqliteReport {
    SqliteReport {
        version: s.sqlite,
        journal_mode: s.journal_mode,
        synchronous: s.synchronous,
        fullfsync: s.fullfsync,
        secure_delete: s.secure_delete,
        foreign_keys: s.foreign_keys,
        cell_size_check: s.cell_size_check,
        trusted_schema: s.trusted_schema,
        mmap_size: s.mmap_size,
        defensive: s.defensive,
        triggers: s.triggers,
        attached: s.attached,
        busy_timeout: s.busy_timeout,
    }
}

fn human(r: &Report) -> String {
    let mut out = format!("Ledger {}\n", r.path);
    let separation = if r.separation { "on" } else { "off (for training)" };
    // Writing to a String does not fail.
    let _ = writeln!(out, "  id {}", r.ledger.as_deref().unwrap_or("none"));
    let _ = writeln!(out, "  trust mode {}", r.trust.as_deref().unwrap_or("none"));
    let _ = writeln!(out, "  separation of duties {separation}");
    let head = r.head.map(|d| d.to_string()).unwrap_or_default();
    let _ = writeln!(out, "  entries {}\n  head {head}", r.entries);
    let seen = r.seen.as_ref().map_or("nothing".to_owned(), |s| {
        let gone = if s.there { "" } else { ", which is not there now" };
        format!("entry {} at {}{gone}", s.seq, s.at)
    });
    let _ = writeln!(out, "  seen before: {seen}");
    out.push_str(&r.file.lines());
    let _ = writeln!(out, "  entry format {}, SOP {}, era-rm {}", r.format, r.sop, r.program);
    let s = &r.sqlite;
    let _ = writeln!(out, "SQLite {}, schema version {}", s.version, r.schema);
    let settings = [
        ("journal_mode", s.journal_mode.clone()),
        ("synchronous", s.synchronous.to_string()),
        ("fullfsync", s.fullfsync.to_string()),
        ("secure_delete", s.secure_delete.to_string()),
        ("foreign_keys", s.foreign_keys.to_string()),
        ("cell_size_check", s.cell_size_check.to_string()),
        ("trusted_schema", s.trusted_schema.to_string()),
        ("mmap_size", s.mmap_size.to_string()),
        ("defensive", s.defensive.to_string()),
        ("triggers", s.triggers.to_string()),
        ("attached", s.attached.to_string()),
        ("busy_timeout", s.busy_timeout.to_string()),
    ];
    for (name, value) in settings {
        let _ = writeln!(out, "  {name} {value}");
    }
    out
}
