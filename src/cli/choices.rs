//! What can be named where a word is wanted: releases, OCRs, people, builds … as the ledger has them now, by reads of a page
//! at most and without waiting. A ledger that cannot be read offers nothing. Completions and the questions for missing
//! words read here; what must not live here is either of those.

use std::ffi::OsString;
use std::time::Duration;

use clap::{Arg, Command};

use crate::domain::{ReleaseNumber, Role, Step};
use crate::ledger::view::{NoticeRow, OcrRow, PersonRow, ReleaseRow};
use crate::sop::{settings, table};
use crate::store::{SqliteStore, Store};
use crate::workflow::Failure;

use super::context::{Context, Global, ReleaseArg, open_releases, rows};
use super::environment::env_as;
use super::ui::prompt::Choice;

/// At most so many of a kind are offered.
const MOST: usize = 200;
/// How long a lock is waited for: whoever waits for a word will not wait for long.
const WAITS: Duration = Duration::from_millis(200);

/// What is named by a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A release, open or not.
    Release,
    /// An OCR of the release, or of the pool too where none is named.
    Ocr,
    /// An OCR of the pool.
    Pooled,
    /// A person.
    Person,
    /// A person of QM.
    Verifier,
    /// A role.
    Role,
    /// A build of the release.
    Build,
    /// A target of the release's plan.
    Target,
    /// A notice that waits.
    Notice,
    /// A party that is told.
    Party,
    /// A setting.
    Setting,
    /// A step of the SOP.
    Step,
}

/// What a word of a command names; `None` where it names nothing that there is already.
pub fn kind(command: &str, arg: &Arg) -> Option<Kind> {
    let names = arg.get_value_names()?;
    let [name] = names else { return None };
    match (name.as_str(), arg.get_id().as_str(), command) {
        (_, _, "init") | ("LOGIN", _, "person add") | ("ID", _, "build record") => None,
        ("ID", "ocrs", "release schedule" | "release add") => Some(Kind::Pooled),
        ("ID", "ocr" | "ocrs", _) => Some(Kind::Ocr),
        ("ID", "build", _) => Some(Kind::Build),
        ("RELEASE" | "[RELEASE] FILE" | "[RELEASE] NEW", ..) => Some(Kind::Release),
        ("FOLDER|ID", ..) => Some(Kind::Pooled),
        ("LOGIN", "assign", _) => Some(Kind::Verifier),
        ("LOGIN", ..) => Some(Kind::Person),
        ("ROLE", ..) => Some(Kind::Role),
        ("TARGET", ..) => Some(Kind::Target),
        ("NOTICE", ..) => Some(Kind::Notice),
        ("PARTY", ..) => Some(Kind::Party),
        ("NAME", "name", "setting set") => Some(Kind::Setting),
        ("STEP", _, command) if command != "release reopen" => Some(Kind::Step),
        _ => None,
    }
}

/// A command line that is not complete yet.
pub struct Line<'a> {
    /// The command that it names so far, as it is typed.
    pub path: String,
    /// Its description.
    pub command: &'a Command,
    ctx: Context,
    words: Vec<String>,
}

impl<'a> Line<'a> {
    /// Reads a line as far as it goes; `top` must be built.
    pub fn of(top: &'a Command, words: &[OsString]) -> Self {
        let words: Vec<String> = words.iter().map(|w| w.to_string_lossy().into_owned()).collect();
        // Who is asked for a word already is not asked for another meanwhile.
        let global = Global { no_input: true, ..Global::default() };
        let mut line =
            Self { path: String::new(), command: top, ctx: Context::of(global), words: Vec::new() };
        let mut rest = words.iter().skip(1).take_while(|w| *w != "--");
        while let Some(word) = rest.next() {
            let Some(flag) = word.strip_prefix("--") else {
                line.go(word);
                continue;
            };
            let (name, value) = flag.split_once('=').map_or((flag, None), |(n, v)| (n, Some(v.to_owned())));
            let takes = |a: &&Arg| a.get_long() == Some(name) && a.get_action().takes_values();
            let value = match line.command.get_arguments().any(|a| takes(&a)) {
                true => value.or_else(|| rest.next().cloned()),
                false => None,
            };
            match name {
                "ledger" => line.ctx.global.ledger = value,
                "as" => line.ctx.global.actor = value.and_then(|v| v.parse().ok()),
                _ => {}
            }
        }
        Self { words, ..line }
    }
    /// Goes on to the command below, if the word names one.
    fn go(&mut self, word: &str) {
        if let Some(below) = self.command.find_subcommand(word) {
            self.command = below;
            self.path = format!("{} {word}", self.path).trim().to_owned();
        }
    }

    /// What can be named and begins so, the most likely first.
    pub fn choices(&self, kind: Kind, begun: &str) -> Vec<Choice> {
        let begins = |c: &Choice| c.word.to_ascii_lowercase().starts_with(&begun.to_ascii_lowercase());
        let mut all = self.read(kind, &begins).unwrap_or_default();
        all.retain(begins);
        all
    }

    fn read(&self, kind: Kind, begins: &dyn Fn(&Choice) -> bool) -> Result<Vec<Choice>, Failure> {
        let choice = |(word, about): &(&str, &str)| Choice::of(*word, *about);
        match kind {
            Kind::Role => return Ok(Role::ALL.iter().map(|r| Choice::of(r.code(), r.title())).collect()),
            Kind::Party => return Ok(settings::PARTIES.iter().map(choice).collect()),
            Kind::Setting => {
                return Ok(settings::SETTINGS.iter().map(|s| Choice::of(s.name, s.about)).collect());
            }
            Kind::Step => {
                let step = |s: &Step| Choice::of(s.label(), table::means(*s).name);
                return Ok(Step::ALL.iter().map(step).collect());
            }
            Kind::Release
            | Kind::Ocr
            | Kind::Pooled
            | Kind::Person
            | Kind::Verifier
            | Kind::Build
            | Kind::Target
            | Kind::Notice => {}
        }
        let store = SqliteStore::open_to_glance(&self.ctx.place()?, WAITS)?;
        match kind {
            Kind::Release => releases(&store, begins),
            Kind::Pooled => pooled(&store),
            Kind::Ocr => self.ocrs(&store),
            Kind::Person => people(&store, "all"),
            Kind::Verifier => {
                let of = |role: &Role| people(&store, &format!("role:{}", role.code()));
                Ok(table::roles_of(Step::Verify).iter().map(of).collect::<Result<Vec<_>, _>>()?.concat())
            }
            Kind::Notice => notices(&store),
            Kind::Build | Kind::Target => self.of_release(&store, kind),
            Kind::Role | Kind::Party | Kind::Setting | Kind::Step => Ok(Vec::new()),
        }
    }

    /// The release that the line is about: named in it or by the environment, or the only one that is open.
    fn release(&self, open: &[ReleaseRow]) -> Option<ReleaseRow> {
        let is = |number: &ReleaseNumber, row: &ReleaseRow| {
            row.number.parse().is_ok_and(|n: ReleaseNumber| n == *number)
        };
        let named =
            self.words.iter().filter_map(|w| w.parse().ok()).chain(env_as("ERA_RM_RELEASE").ok().flatten());
        let mut named = named.filter_map(|n| open.iter().find(|row| is(&n, row)));
        named.next().or(if let [only] = open { Some(only) } else { None }).cloned()
    }

    fn ocrs(&self, store: &dyn Store) -> Result<Vec<Choice>, Failure> {
        let open = open_releases(store)?;
        // The commands of the noun `ocr` are on OCRs wherever they are.
        let named = self.release(&open).filter(|_| !self.path.starts_with("ocr "));
        let of = named.as_ref().map_or(open.as_slice(), std::slice::from_ref);
        let of = of
            .iter()
            .flat_map(|r| r.ocrs.iter().map(|o| Choice::of(o.as_str(), format!("in release {}", r.number))));
        let mut all: Vec<Choice> = of.take(MOST).collect();
        if named.is_none() {
            all.extend(pooled(store)?);
        }
        Ok(all)
    }

    fn of_release(&self, store: &dyn Store, kind: Kind) -> Result<Vec<Choice>, Failure> {
        let Some(row) = self.release(&open_releases(store)?) else { return Ok(Vec::new()) };
        let typed = ReleaseArg { release: row.number.parse().ok() };
        let (_, release) = self.ctx.load_release(store, &typed)?;
        let builds =
            release.builds.iter().rev().map(|b| Choice::of(b.id.as_str(), format!("from {}", b.source)));
        let targets = release.targets().map(|t| Choice::of(t.as_str(), ""));
        Ok(if kind == Kind::Build { builds.take(MOST).collect() } else { targets.take(MOST).collect() })
    }
}

/// The open releases; where none of them begins so, those that were closed or cancelled, the oldest first.
fn releases(store: &dyn Store, begins: &dyn Fn(&Choice) -> bool) -> Result<Vec<Choice>, Failure> {
    let mut all: Vec<Choice> = Vec::new();
    for state in ["open", "closed", "cancelled"] {
        if state == "open" || !all.iter().any(begins) {
            let some: Vec<ReleaseRow> = rows(store, "release", state, MOST)?;
            all.extend(some.iter().map(|r| Choice::of(&r.number, &r.state)));
        }
    }
    Ok(all)
}

fn pooled(store: &dyn Store) -> Result<Vec<Choice>, Failure> {
    let some: Vec<OcrRow> = rows(store, "ocr", "pool", MOST)?;
    let about = |o: &OcrRow| format!("{}, {}", o.priority, o.title.as_deref().unwrap_or("no title"));
    Ok(some.iter().map(|o| Choice::of(o.ocr.as_str(), about(o))).collect())
}

fn people(store: &dyn Store, bucket: &str) -> Result<Vec<Choice>, Failure> {
    let some: Vec<PersonRow> = rows(store, "person", bucket, MOST)?;
    let roles = |p: &PersonRow| p.roles.iter().map(|r| r.role.code()).collect::<Vec<_>>().join(", ");
    Ok(some.iter().map(|p| Choice::of(&p.login, format!("{} ({})", p.name, roles(p)))).collect())
}

fn notices(store: &dyn Store) -> Result<Vec<Choice>, Failure> {
    let some: Vec<NoticeRow> = rows(store, "notice", "open", MOST)?;
    Ok(some.iter().map(|n| Choice::of(&n.notice, format!("of {}", n.event))).collect())
}
