//! Fills a ledger with years of history: what one release went through, again and again under other names and at later
//! times. Every copy is linked, sealed and put into the views as an act is; `ledger verify` judges it as any other.
//!
//! usage: cargo bench --bench fill -- [--keys FOLDER] LEDGER TURNS UNTIL NAME...
//!   --keys   where the private keys are, each in a file named as the login, by which a signed ledger's copies are signed
//!   NAME     a release, or an OCR in no release, to be copied with all that is its own; several take turns
//!   TURNS    how many copies are made in all
//!   UNTIL    the time at which the last copy shall end, 2026-11-22T21:31:00Z; copies are spread evenly up to it
//!
//! Evidence is kept by digest, so all copies share it; notices are their own. `benches/years.sh` and `benches/act.sh` call
//! this.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, anyhow};
use era_rm::domain::{Digest, Event, Login, Subject, Time};
use era_rm::ledger::chain::Document;
use era_rm::ledger::{Body, Link, Parent, Sealable, body, digest, view};
use era_rm::service::signer::{self, Places, Signer};
use era_rm::sop::world::World;
use era_rm::store::{SqliteStore, Store, Want};
use serde_json::Value;

/// How many acts are appended in one transaction.
const BATCH: usize = 500;

const USAGE: &str = "usage: cargo bench --bench fill -- [--keys FOLDER] LEDGER TURNS UNTIL NAME...";

#[expect(clippy::print_stderr, reason = "it is not of the program, and has no desk")]
fn main() -> anyhow::Result<ExitCode> {
    // `cargo bench` of all that there is hands over its own word alone: there is nothing to do.
    let words: Vec<String> = std::env::args().skip(1).filter(|w| w != "--bench").collect();
    match words.as_slice() {
        [] => {}
        [flag, keys, ledger, turns, until, names @ ..] if flag == "--keys" && !names.is_empty() => {
            fill(ledger, Some(Path::new(keys)), turns.parse()?, until.parse()?, names)?;
        }
        [ledger, turns, until, names @ ..] if !names.is_empty() => {
            fill(ledger, None, turns.parse()?, until.parse()?, names)?;
        }
        _ => {
            eprintln!("{USAGE}");
            return Ok(ExitCode::from(2));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn fill(ledger: &str, keys: Option<&Path>, turns: u64, until: Time, names: &[String]) -> anyhow::Result<()> {
    let mut shelf = Filling::open(ledger, keys)?;
    let templates = names.iter().map(|n| Template::of(&shelf.store, n)).collect::<Result<Vec<_>, _>>()?;
    let begin = shelf.last;
    for (turn, template) in (1..=turns).zip(templates.iter().cycle()) {
        let share =
            i128::from(until.seconds_since(begin) - template.lasts) * i128::from(turn) / i128::from(turns);
        shelf.copy(template, turn, begin.plus_seconds(i64::try_from(share)?))?;
    }
    shelf.write()
}

/// What is copied.
struct Template {
    bodies: Vec<Body>,
    /// The texts of its notices, by digest.
    notices: BTreeMap<Digest, String>,
    /// Every name in it that must be another's in a copy.
    names: Vec<String>,
    /// From its first act to its last, in seconds.
    lasts: i64,
}

impl Template {
    fn of(store: &SqliteStore, name: &str) -> anyhow::Result<Self> {
        let (mut own, mut names) = (vec![format!("ocr:{}", name.to_lowercase())], vec![name.to_owned()]);
        let number = history(store, &format!("number:{}", name.to_lowercase()))?;
        if let Some(Event::ReleaseScheduled(e)) = number.into_values().next().map(|b| b.event) {
            own = vec![format!("release:{}", e.release)];
            names.push(e.release.to_string());
            for ocr in e.ocrs {
                own.push(format!("ocr:{}", ocr.ocr.key()));
                names.push(ocr.ocr.to_string());
            }
        }
        let mut bodies = BTreeMap::new();
        for subject in &own {
            bodies.extend(history(store, subject)?);
        }
        let bodies: Vec<Body> = bodies.into_values().collect();
        let mut notices = BTreeMap::new();
        for tell in bodies.iter().flat_map(|b| b.tells.iter().flatten()) {
            let mut text = Vec::new();
            store.document(&tell.digest, &mut text)?;
            notices.insert(tell.digest, String::from_utf8(text)?);
        }
        let (first, last) = (bodies.first().context("it has no history")?.at, bodies.last().map(|b| b.at));
        let lasts = last.map_or(0, |t| t.seconds_since(first));
        names.extend(names.clone().iter().map(|n| n.to_lowercase()));
        Ok(Self { bodies, notices, names, lasts })
    }
}

/// A subject's history, by seq.
fn history(store: &SqliteStore, subject: &str) -> anyhow::Result<BTreeMap<u64, Body>> {
    let histories = store.histories(&[Want::whole(subject.parse()?)])?;
    let entries = histories.iter().flat_map(|h| &h.entries);
    entries.map(|(_, e)| Ok((e.seq, Body::decode(&e.body)?))).collect()
}

/// A ledger that is being filled.
struct Filling {
    store: SqliteStore,
    tips: BTreeMap<Subject, (u64, Parent)>,
    last: Time,
    batch: Vec<Sealable>,
    keys: Option<PathBuf>,
    signers: BTreeMap<Login, Box<dyn Signer>>,
}

impl Filling {
    fn open(ledger: &str, keys: Option<&Path>) -> anyhow::Result<Self> {
        let store = SqliteStore::open(Path::new(ledger))?;
        let head = store.head()?.context("the ledger has no entry")?;
        let last = Body::decode(&store.scan(head.seq - 1, head.seq, 1)?[0].body)?.at;
        let keys = keys.map(Path::to_owned);
        Ok(Self { store, tips: BTreeMap::new(), last, batch: Vec::new(), keys, signers: BTreeMap::new() })
    }

    /// The signature of whoever acted, where there are keys.
    fn signature(&mut self, sealable: &Sealable) -> anyhow::Result<String> {
        let Some(keys) = &self.keys else { return Ok(String::new()) };
        let who = &sealable.actor;
        if !self.signers.contains_key(who) {
            let file = keys.join(who.as_str());
            let places = Places { named: Some(&file), ..Places::default() };
            self.signers.insert(who.clone(), signer::open(places, &[], &mut |_| None)?);
        }
        Ok(self.signers[who].sign(&sealable.body)?)
    }

    fn tip(&mut self, subject: &Subject) -> anyhow::Result<(u64, Parent)> {
        if let Some(tip) = self.tips.get(subject) {
            return Ok(*tip);
        }
        let history = self.store.histories(&[Want::tip(subject.clone())])?.remove(0);
        let parent = history.entries.last().map_or_else(Parent::default, |(_, e)| body::parent_of(&e.body));
        Ok((history.revision(), parent))
    }

    /// One copy, which begins at a time.
    fn copy(&mut self, template: &Template, turn: u64, begin: Time) -> anyhow::Result<()> {
        let begin = begin.max(self.last);
        let later = begin.seconds_since(template.bodies[0].at);
        let mut renamed = BTreeMap::new();
        for name in &template.names {
            let new = match uuid::Uuid::parse_str(name) {
                Ok(_) => digest::of_bytes(format!("{turn} {name}").as_bytes()).to_string(),
                Err(_) => String::new(),
            };
            // An identity stays one: the digits of a digest in the places that version 4 leaves free.
            let new = match new.as_str() {
                "" => format!("{name}-{turn}"),
                hex => format!(
                    "{}-{}-4{}-8{}-{}",
                    &hex[..8],
                    &hex[8..12],
                    &hex[12..15],
                    &hex[15..18],
                    &hex[18..30]
                ),
            };
            renamed.insert(name.clone(), new);
        }
        let rename = |text: &str| renamed.iter().fold(text.to_owned(), |t, (old, new)| t.replace(old, new));
        let mut notices: BTreeMap<String, Document> = BTreeMap::new();
        for (old, text) in &template.notices {
            let bytes = rename(text).into_bytes();
            notices.insert(old.to_string(), Document { digest: digest::of_bytes(&bytes), bytes });
        }
        let mut world = World::default();
        for old in &template.bodies {
            let mut value: Value = serde_json::from_str(&rename(&old.canonical()?))?;
            let mut brought = Vec::new();
            shift(&mut value, later, &notices, &mut brought);
            let mut new: Body = serde_json::from_value(value)?;
            new.key = uuid::Uuid::new_v4().to_string().parse()?;
            self.link(&mut new)?;
            let fact = Arc::new(new.fact(0));
            world.follows.extend(fact.subjects.iter().map(|(s, _)| s.clone()));
            world.apply(&fact);
            let views = fact.subjects.iter().map(|(s, _)| (s.to_string(), view::rows(&world, s))).collect();
            let mut sealable = Sealable::of(&new, views, brought)?;
            sealable.signature = self.signature(&sealable)?;
            let parent = body::parent_of(&sealable.body);
            for link in &sealable.links {
                self.tips.insert(link.subject.clone(), (link.revision, parent));
            }
            self.last = new.at;
            self.batch.push(sealable);
        }
        if self.batch.len() >= BATCH { self.write() } else { Ok(()) }
    }

    /// The next revision of every subject, and what was read as it stands now.
    fn link(&mut self, new: &mut Body) -> anyhow::Result<()> {
        let (revision, parent) = self.tip(&new.subject)?;
        (new.revision, new.parent) = (revision + 1, parent);
        for Link { subject, revision, parent } in new.also.iter_mut().flatten() {
            let tip = self.tip(subject)?;
            (*revision, *parent) = (tip.0 + 1, tip.1);
        }
        for read in new.reads.iter_mut().flatten() {
            read.revision = self.tip(&read.subject)?.0;
        }
        Ok(())
    }

    fn write(&mut self) -> anyhow::Result<()> {
        self.store.append(&self.batch).map_err(|e| anyhow!("{e}"))?;
        self.batch.clear();
        // What many acts follow is kept; what is done is not.
        self.tips.retain(|s, _| {
            !matches!(s, Subject::Release(_) | Subject::Ocr(_) | Subject::Notice(_) | Subject::Number(_))
        });
        Ok(())
    }
}

/// Moves every time in a body, and puts the copy's notices in place of the old ones.
fn shift(value: &mut Value, later: i64, notices: &BTreeMap<String, Document>, brought: &mut Vec<Document>) {
    match value {
        Value::String(text) => {
            if let Ok(time) = serde_json::from_value::<Time>(Value::String(text.clone())) {
                *text = time.plus_seconds(later).to_string();
            } else if let Some(document) = notices.get(text) {
                *text = document.digest.to_string();
                brought.push(document.clone());
            }
        }
        Value::Array(all) => all.iter_mut().for_each(|v| shift(v, later, notices, brought)),
        Value::Object(all) => all.values_mut().for_each(|v| shift(v, later, notices, brought)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
