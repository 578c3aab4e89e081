//! A ledger of eight entries with one bit turned, or cut short: every bit of the pages that hold entries, one bit of every
//! other byte, every length. Either `ledger verify` tells, or every reading command answers as before.
//!
//! Where the chain, a document's digest or the shelf tells at sight, one file in 32 is put before `ledger verify` itself.
//! `ERA_RM_BITS=all cargo test --test main -- bits --nocapture` does without that, and turns every bit of every page.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use rusqlite::Connection;

use super::super::support::desk::{Answer, Desk, example, words};
use super::super::support::rng::Rng;
use super::super::support::tell;
use super::content::{Part, Reader, Seen, Sound, audited, told, verify};
use super::each;

const SEED: u64 = 8192;
const PAGE: usize = 4096;
/// The exit codes that damage ends in: a breach, or the number of a newer version.
const CODES: [u8; 2] = [10, 12];
/// Every command that reads what the ledger holds.
const READING: [&str; 24] = [
    "status",
    "next",
    "log",
    "whoami",
    "ocr list",
    "ocr show OCR-2026-0107",
    "release list --all",
    "release show",
    "build list",
    "test show",
    "letter show",
    "cq show",
    "notice list --all",
    "notice show 4.2.0/1/software-developer",
    "person list",
    "role list",
    "party list",
    "setting list",
    "document list",
    "ledger info",
    "ledger export --jsonl",
    "status --json",
    "log --json",
    "release show --json",
];

/// Eight entries: a ledger, two persons and their roles, an OCR with its documents, a release with a notice, its input.
fn eight() -> Desk {
    let desk = Desk::new();
    for (login, role) in [("rhea", "rm"), ("dev", "sd")] {
        desk.ok(&["--as", "ada", "person", "add", login, "--name", &format!("{login} of the archive")]);
        desk.ok(&["--as", "ada", "role", "grant", login, role]);
    }
    let window = format!("{}/{}", desk.now(), desk.now().plus_seconds(86_400));
    desk.act("rhea", &format!("ocr receive {}", example("ocr-packages/OCR-2026-0107")));
    desk.act("rhea", &format!("release schedule 4.2.0 --ocr OCR-2026-0107 --window federal={window}"));
    desk.act("dev", "release input 4.2.0 --yes");
    assert_eq!(super::ask(&desk, "SELECT max(seq) FROM entry"), 8);
    desk
}

/// One thing done to the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Bit { byte: usize, bit: u8 },
    Cut { length: usize },
}
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bit { byte, bit } => write!(f, "bit {bit} of byte {byte} (page {})", byte / PAGE + 1),
            Self::Cut { length } => write!(f, "cut to {length} bytes"),
        }
    }
}

/// What came of a change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    /// Every answer is as before.
    Same,
    /// The chain or a document's digest does not hold, or the file cannot be read: `ledger verify` looks at all of it.
    AtSight,
    /// `ledger verify` ends in this code.
    Noticed(u8),
    /// It does so because it checks the pages of the file, which it does unasked where the file is small.
    Pages(u8),
    /// What must not be.
    Wrong(String),
}

/// The sound file, and whose each page of it is.
struct Siege {
    whole: Vec<u8>,
    parts: Vec<Part>,
    sound: Sound,
    every: bool,
}

/// A copy of the file in which one change at a time is made and taken back.
struct Copy<'a> {
    siege: &'a Siege,
    path: PathBuf,
    file: File,
    reader: Reader,
    changes: u32,
}

impl Copy<'_> {
    fn make(&mut self, change: Change) {
        match change {
            Change::Bit { byte, bit } => {
                self.file.write_all_at(&[self.siege.whole[byte] ^ (1 << bit)], byte as u64).unwrap();
            }
            Change::Cut { length } => self.file.set_len(length as u64).unwrap(),
        }
    }
    fn undo(&mut self, change: Change) {
        let (from, to) = match change {
            Change::Bit { byte, .. } => (byte, byte + 1),
            Change::Cut { length } => (length, self.siege.whole.len()),
        };
        self.file.write_all_at(&self.siege.whole[from..to], from as u64).unwrap();
    }
    /// Counts on in the file's header, as whoever writes to it does, so that an open reader drops what it remembers.
    fn count_on(&mut self) {
        self.changes += 1;
        for at in [24, 92] {
            self.file.write_all_at(&(1_000_000 + self.changes).to_be_bytes(), at).unwrap();
        }
    }
    fn fate(&mut self, number: usize, change: Change) -> Fate {
        let part = self.siege.part(change);
        self.make(change);
        let once = || {
            let sound = &self.siege.sound;
            let seen = if part == Part::Schema {
                Reader::of(&self.path).and_then(|mut r| r.seen(sound, part))
            } else {
                self.count_on();
                self.reader.seen(sound, part)
            };
            let brief = !self.siege.every && !number.is_multiple_of(32);
            match seen {
                Ok(Seen::Same) => Fate::Same,
                Ok(Seen::Broken) if brief => Fate::AtSight,
                Err(error) if brief => match told(&error.into()) {
                    (code, _) if CODES.contains(&code) => Fate::AtSight,
                    (code, message) => Fate::Wrong(format!("exit {code}: {message}")),
                },
                Ok(Seen::Broken | Seen::Other) | Err(_) => verdict(&self.path),
            }
        };
        let fate = catch_unwind(AssertUnwindSafe(once));
        self.undo(change);
        fate.unwrap_or_else(|_| Fate::Wrong("it panicked".into()))
    }
}

/// What `ledger verify` says of a file that does not answer as the sound one does.
fn verdict(path: &Path) -> Fate {
    let (failure, found): (_, fn(u8) -> Fate) = match audited(path).err() {
        Some(failure) => (failure, Fate::Noticed),
        None => match verify(path).err() {
            Some(failure) => (failure, Fate::Pages),
            None => return Fate::Wrong("an answer differs, and `ledger verify` finds nothing".into()),
        },
    };
    match told(&failure) {
        (code, _) if CODES.contains(&code) => found(code),
        (code, message) => Fate::Wrong(format!("exit {code}: {message}")),
    }
}

impl Siege {
    fn of(desk: &Desk) -> Self {
        let raw = Connection::open(desk.ledger()).unwrap();
        let whole = std::fs::read(desk.ledger()).unwrap();
        assert_eq!(
            raw.pragma_query_value(None, "page_size", |row| row.get::<_, u32>(0)).unwrap() as usize,
            PAGE
        );
        let mut ask = raw.prepare("SELECT name FROM dbstat ORDER BY pageno").unwrap();
        let trees = ask.query_map([], |row| row.get::<_, String>(0)).unwrap();
        let parts: Vec<Part> = trees.map(|tree| Part::of(&tree.unwrap())).collect();
        assert_eq!(parts.len() * PAGE, whole.len(), "no page is of nobody");
        let every = std::env::var("ERA_RM_BITS").is_ok_and(|v| v == "all");
        Self { whole, parts, sound: Sound::of(&desk.ledger()), every }
    }
    /// Whose the changed page is; a cut is everybody's.
    fn part(&self, change: Change) -> Part {
        match change {
            Change::Bit { byte, .. } => self.parts[byte / PAGE],
            Change::Cut { .. } => Part::Schema,
        }
    }
    fn changes(&self) -> Vec<Change> {
        let (mut dice, mut all) = (Rng(SEED), Vec::new());
        for (byte, part) in self.parts.iter().flat_map(|part| [part; PAGE]).enumerate() {
            let one = dice.below(8) as u8;
            let bits = (0..8).filter(|bit| self.every || *part == Part::Entry || *bit == one);
            all.extend(bits.map(|bit| Change::Bit { byte, bit }));
        }
        all.extend((0..self.whole.len()).map(|length| Change::Cut { length }));
        all
    }
    fn copy(&self, path: PathBuf) -> Copy<'_> {
        std::fs::write(&path, &self.whole).unwrap();
        let file = File::options().write(true).open(&path).unwrap();
        Copy { siege: self, reader: Reader::of(&path).unwrap(), path, file, changes: 0 }
    }
    /// The fates of all changes, found by as many threads as there are processors, each with a copy of the file.
    fn fates(&self, folder: &Path, changes: &[Change]) -> Vec<Fate> {
        let fates = Mutex::new(vec![Fate::Same; changes.len()]);
        each(changes.len(), |thread| {
            let mut copy = self.copy(folder.join(format!("copy-{thread}.db")));
            let fates = &fates;
            move |i| {
                let fate = copy.fate(i, changes[i]);
                fates.lock().unwrap()[i] = fate;
            }
        });
        fates.into_inner().unwrap()
    }
}

#[test]
fn every_bit_of_entries_and_every_length_is_noticed_or_of_no_account() {
    let desk = eight();
    let siege = Siege::of(&desk);
    verify(&desk.ledger()).unwrap();
    let changes = siege.changes();
    let fates = siege.fates(desk.folder(), &changes);
    let mut table: BTreeMap<_, BTreeMap<&Fate, usize>> = BTreeMap::new();
    for (change, fate) in changes.iter().zip(&fates) {
        let cut = matches!(change, Change::Cut { .. });
        *table.entry((cut, siege.part(*change))).or_default().entry(fate).or_default() += 1;
    }
    for ((cut, part), fates) in &table {
        let what = if *cut { "cut short".into() } else { format!("a bit, pages of {part:?}") };
        tell(&format!("{what}: {fates:?}"));
        // A judge who finds nothing anywhere, or something everywhere, has not looked.
        assert!(*cut || fates.contains_key(&Fate::Same), "{what}: {fates:?}");
        assert!(fates.contains_key(&Fate::Noticed(10)), "{what}: {fates:?}");
    }
    // Few, and each worth a look: what does not end in a breach.
    for (change, fate) in changes.iter().zip(&fates) {
        if matches!(fate, Fate::Noticed(12) | Fate::Pages(_)) {
            let near = match change {
                Change::Bit { byte, .. } => {
                    String::from_utf8_lossy(&siege.whole[byte.saturating_sub(24)..byte + 8]).into_owned()
                }
                Change::Cut { .. } => String::new(),
            };
            tell(&format!("{change}: {fate:?}, in {near:?}"));
        }
    }
    let wrong = |(change, fate): (&Change, &Fate)| match fate {
        Fate::Wrong(why) => Some(format!("{change}: {why}")),
        Fate::Same | Fate::AtSight | Fate::Noticed(_) | Fate::Pages(_) => None,
    };
    let wrong: Vec<String> = changes.iter().zip(&fates).filter_map(wrong).collect();
    let some = wrong.iter().take(30).cloned().collect::<Vec<_>>().join("\n");
    assert!(wrong.is_empty(), "{} of {}:\n{some}", wrong.len(), changes.len());
}

/// What is answered to who has seen nothing of the ledger before.
fn answer(desk: &Desk, line: &str) -> Answer {
    desk.forget();
    desk.by("rhea", &words(line).iter().map(String::as_str).collect::<Vec<_>>())
}

/// The same, through the compiled binary, for some of each part: `ledger verify` and every command that reads.
#[test]
fn the_binary_answers_of_a_changed_bit_as_was_found_in_process() {
    let desk = eight();
    let siege = Siege::of(&desk);
    let before = READING.map(|line| answer(&desk, line));
    for (line, answer) in READING.iter().zip(&before) {
        assert!([0, 3].contains(&answer.code), "{line}: {}", answer.whole());
    }
    let mut dice = Rng(SEED + 1);
    let all = siege.changes();
    let mut some: Vec<Change> = all.iter().rev().take(3).copied().collect();
    for part in [Part::Schema, Part::Entry, Part::Subject, Part::Key, Part::Document, Part::View] {
        let of_part: Vec<&Change> = all.iter().filter(|c| siege.part(**c) == part).collect();
        some.extend((0..5).map(|_| **dice.pick(&of_part)));
    }
    let (folder, now) = (desk.folder(), desk.now());
    each(some.len(), |thread| {
        let twin = Desk::of(&siege.whole, now);
        let mut copy = siege.copy(folder.join(format!("copy-{thread}.db")));
        let (siege, some, before) = (&siege, &some, &before);
        move |i| {
            let fate = copy.fate(0, some[i]);
            copy.make(some[i]);
            std::fs::write(twin.ledger(), std::fs::read(&copy.path).unwrap()).unwrap();
            copy.undo(some[i]);
            let what = format!("{} of {:?}: {fate:?}", some[i], siege.part(some[i]));
            let verdict = answer(&twin, "ledger verify");
            let told = if let Fate::Noticed(code) | Fate::Pages(code) = fate { i32::from(code) } else { 0 };
            assert!(verdict.code == told || fate == Fate::Same, "{what}\n{}", verdict.whole());
            for (line, before) in READING.iter().zip(before) {
                let now = answer(&twin, line);
                let published = (0..=12).contains(&now.code) && now.code != 1;
                assert!(published && !now.whole().contains("panicked"), "{what}, {line}\n{}", now.whole());
                assert!(now == *before || fate != Fate::Same, "{what}, {line}\n{}", now.whole());
            }
        }
    });
}

/// What the whole file found: SQLite's message had no code, and the file was told to be busy.
#[test]
fn a_header_of_no_known_form_is_a_breach() {
    let desk = eight();
    let mut file = std::fs::read(desk.ledger()).unwrap();
    file[47] ^= 1;
    std::fs::write(desk.ledger(), file).unwrap();
    for line in ["ledger verify", "status", "person add bo --name Bo"] {
        let told = answer(&desk, line);
        assert_eq!(told.code, 10, "{line}: {}", told.whole());
    }
}

/// An index that leads back is read to no end by who follows it from stretch to stretch.
#[test]
fn an_index_out_of_order_is_told_and_not_followed_for_ever() {
    let desk = eight();
    let siege = Siege::of(&desk);
    let raw = Connection::open(desk.ledger()).unwrap();
    let page: usize = raw
        .query_row("SELECT pageno FROM dbstat WHERE name = 'view_subject'", [], |row| row.get::<_, u32>(0))
        .unwrap() as usize;
    drop(raw);
    let index = &siege.whole[(page - 1) * PAGE..page * PAGE];
    let name = b"person:dev";
    let at = (0..index.len()).rfind(|i| index[*i..].starts_with(name)).unwrap();
    let mut file = siege.whole.clone();
    file[(page - 1) * PAGE + at] = b'x';
    for line in [&["ledger", "verify"][..], &["ledger", "rebuild"]] {
        std::fs::write(desk.ledger(), &file).unwrap();
        let like = desk.command();
        let mut limited = std::process::Command::new("timeout");
        limited.args(["--signal=KILL", "60"]).arg(like.get_program()).args(line);
        let out = limited.env("ERA_RM_LEDGER", desk.ledger()).output().unwrap();
        assert_eq!(out.status.code(), Some(10), "{line:?}: {}", String::from_utf8_lossy(&out.stderr));
    }
}
