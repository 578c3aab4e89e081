//! A ledger of forty entries with one thing done to it at each place by somebody who knows the format: what `ledger verify`
//! names, and what it cannot see without a checkpoint.
//!
//! What is edited is a digit of `intent`: no rule reads it, and no view shows it, so the digests alone can tell.
//! `cargo test --test main -- positions --nocapture` prints the table.

use std::path::Path;

use rusqlite::Connection;

use era_rm::domain::Subject;
use era_rm::ledger::digest::of_bytes;
use era_rm::ledger::{Body, Checkpoint, Entry, Head};
use era_rm::store::{SqliteStore, Store};
use era_rm::workflow::Failure;

use super::super::support::desk::Desk;
use super::super::support::tell;
use super::content::{told, verify, verify_since};
use super::forge::{at, edited, put_in, relinked, renumbered, reparented, replaced, without};
use super::{each, unguarded};

const LAST: u64 = 40;
/// Where a checkpoint was kept.
const MIDDLE: u64 = 20;

/// Forty entries: persons and roles, two OCRs, a release as far as its letter, notices, two acts that were refused.
fn forty() -> Desk {
    let desk = Desk::staffed();
    desk.release_at("4.2.0", 6);
    desk.refused(5, "dev", "letter distribute 4.2.0");
    desk.refused(5, "tess", "letter distribute 4.2.0");
    assert_eq!(super::ask(&desk, "SELECT max(seq) FROM entry"), i64::try_from(LAST).unwrap());
    desk
}

/// The entries as they are to stand in the file, and whether the index beside them is made to agree.
struct Forgery {
    entries: Vec<Entry>,
    index: bool,
}

fn forged(entries: Vec<Entry>) -> Forgery {
    Forgery { entries, index: false }
}

/// What is done to the ledger, at an entry.
type Deed = fn(&[Entry], u64) -> Forgery;
/// Which entries may be named.
type Expected = fn(&Book, u64) -> Named;

/// What `ledger verify` must say.
#[derive(Debug)]
enum Named {
    /// That one of these entries is not sound.
    One(Vec<u64>),
    /// That something is wrong; nothing that is left has the number.
    Nobody,
    /// Nothing: the file alone does not show it.
    Sound,
}
impl Named {
    fn is(&self, verdict: Option<&(u8, String)>) -> bool {
        match (self, verdict) {
            (Self::Sound, None) | (Self::Nobody, Some((10, _))) => true,
            (Self::One(seqs), Some((10, message))) => {
                seqs.iter().any(|seq| message.contains(&format!("entry {seq}:")))
            }
            (Self::Sound | Self::Nobody | Self::One(_), _) => false,
        }
    }
}

/// This entry.
fn itself(_: &Book, i: u64) -> Named {
    Named::One(vec![i])
}
/// The one after it, whose link does not hold; the last is left to the index.
fn after(_: &Book, i: u64) -> Named {
    Named::One(vec![if i < LAST { i + 1 } else { i }])
}
/// What is left after an entry was taken away: that the next is out of its place; of the last the index alone knows.
fn left(i: u64, next: u64) -> Named {
    if i < LAST { Named::One(vec![next]) } else { Named::Nobody }
}

const DEEDS: [(&str, Deed, Expected); 11] = [
    ("edit", |all, i| forged(replaced(all, i, edited(&all[at(i)]))), itself),
    ("swap with the next", swap, itself),
    (
        "double in place",
        |all, i| forged(renumbered(put_in(all, i, all[at(i)].clone()))),
        |_, i| Named::One(vec![i + 1]),
    ),
    (
        "double at the end",
        |all, i| forged(renumbered(put_in(all, LAST, all[at(i)].clone()))),
        |_, _| Named::One(vec![LAST + 1]),
    ),
    ("delete", |all, i| forged(without(all, i)), |_, i| left(i, i + 1)),
    ("delete and close the gap", |all, i| forged(renumbered(without(all, i))), |_, i| left(i, i)),
    ("insert, well linked", insert, |_, i| Named::One(vec![i + 1, i + 2])),
    ("edit, its digest anew", rehash_one, after),
    ("edit, all digests anew", |all, i| forged(rehash_all(all, i)), itself),
    (
        "edit, all digests and the index anew",
        |all, i| Forgery { entries: rehash_all(all, i), index: true },
        |book, i| book.next(i).map_or(Named::Sound, |next| Named::One(vec![next])),
    ),
    (
        "edit, all digests, the index and the parents anew",
        |all, i| {
            let bodies = reparented(replaced(all, i, edited(&all[at(i)])), all, i);
            Forgery { entries: relinked(bodies, i), index: true }
        },
        |_, _| Named::Sound,
    ),
];

fn swap(all: &[Entry], i: u64) -> Forgery {
    let mut entries = all.to_vec();
    entries.swap(at(i), if i < LAST { at(i) + 1 } else { at(i) });
    forged(renumbered(entries))
}
/// The act before it once more, as if it had been done again: linked to the entry before, and with a digest of its own.
fn insert(all: &[Entry], i: u64) -> Forgery {
    let entries = renumbered(put_in(all, i, edited(&all[at(i)])));
    let mut linked = relinked(entries.clone(), i + 1);
    linked.truncate(at(i) + 2);
    linked.extend_from_slice(&entries[at(i) + 2..]);
    forged(linked)
}
fn rehash_one(all: &[Entry], i: u64) -> Forgery {
    let entry = relinked(replaced(all, i, edited(&all[at(i)])), i)[at(i)].clone();
    forged(replaced(all, i, entry))
}
fn rehash_all(all: &[Entry], i: u64) -> Vec<Entry> {
    relinked(replaced(all, i, edited(&all[at(i)])), i)
}

/// The sound ledger.
struct Book {
    file: Vec<u8>,
    entries: Vec<Entry>,
    subjects: Vec<Vec<Subject>>,
}

impl Book {
    fn of(desk: &Desk) -> Self {
        let entries = SqliteStore::open(&desk.ledger()).unwrap().scan(0, u64::MAX, usize::MAX).unwrap();
        let links =
            |e: &Entry| Body::decode(&e.body).unwrap().links().map(|(subject, ..)| subject.clone()).collect();
        Self {
            file: std::fs::read(desk.ledger()).unwrap(),
            subjects: entries.iter().map(links).collect(),
            entries,
        }
    }
    /// The first later entry that names this one as a parent.
    fn next(&self, i: u64) -> Option<u64> {
        let shared = |j: &u64| self.subjects[at(*j)].iter().any(|s| self.subjects[at(i)].contains(s));
        (i + 1..=LAST).find(shared)
    }
    /// Writes a forgery into a copy of the file; gives its head, what `ledger verify` says of it, and what it says where it
    /// begins at a checkpoint of the middle.
    fn verdict(&self, path: &Path, forgery: &Forgery) -> (Option<Head>, [Option<(u8, String)>; 2]) {
        std::fs::write(path, &self.file).unwrap();
        unguarded(path, |raw| write(raw, forgery));
        let head = SqliteStore::open(path).unwrap().head().unwrap();
        let said = |verdict: Result<(), Failure>| verdict.err().map(|failure| told(&failure));
        (head, [said(verify(path)), said(verify_since(path, &self.checkpoint(MIDDLE)))])
    }
    fn checkpoint(&self, seq: u64) -> Checkpoint {
        let Entry { digest, body, .. } = &self.entries[at(seq)];
        let time = "2026-11-23T09:00:00Z".parse().unwrap();
        Checkpoint { ledger: Body::decode(body).unwrap().ledger, head: Head { seq, digest: *digest }, time }
    }
}

fn write(raw: &Connection, forgery: &Forgery) {
    raw.execute_batch("BEGIN; DELETE FROM entry").unwrap();
    let mut add = raw.prepare("INSERT INTO entry VALUES (?1, ?2, ?3, ?4, ?5)").unwrap();
    let mut agree = raw.prepare("UPDATE entry_subject SET body_digest = ?2 WHERE seq = ?1").unwrap();
    for e in &forgery.entries {
        let seq = i64::try_from(e.seq).unwrap();
        add.execute((seq, e.prev.0, &e.body, &e.signature, e.digest.0)).unwrap();
        if forgery.index {
            agree.execute((seq, of_bytes(e.body.as_bytes()).0)).unwrap();
        }
    }
    raw.execute_batch("COMMIT").unwrap();
}

#[test]
fn each_deed_at_each_of_forty_positions_is_named_as_far_as_a_chain_can() {
    let desk = forty();
    let book = Book::of(&desk);
    verify(&desk.ledger()).unwrap();
    let (folder, sound) = (desk.folder(), SqliteStore::open(&desk.ledger()).unwrap().head().unwrap());
    let found = std::sync::Mutex::new(Vec::new());
    each(DEEDS.len() * book.entries.len(), |thread| {
        let path = folder.join(format!("forged-{thread}.db"));
        let (found, book, sound) = (&found, &book, &sound);
        move |n| {
            let (name, deed, expected) = DEEDS[n / book.entries.len()];
            let i = (n % book.entries.len()) as u64 + 1;
            let forgery = deed(&book.entries, i);
            if forgery.entries == book.entries {
                return;
            }
            let (head, [verdict, since]) = book.verdict(&path, &forgery);
            let expected = expected(book, i);
            // Whoever kept the head of before sees what the file alone cannot show.
            let kept = verdict.is_some() || head != *sound;
            // What the checkpoint holds is seen even where the file alone shows nothing, and the rest no later than ever.
            let as_well = since.is_some() == (verdict.is_some() || i <= MIDDLE);
            let wrong = (!expected.is(verdict.as_ref()) || !kept || !as_well).then(|| {
                format!("{name} at {i}: {verdict:?}, expected {expected:?}; since {MIDDLE}: {since:?}")
            });
            found.lock().unwrap().push((n / book.entries.len(), verdict.is_some(), wrong));
        }
    });
    let found = found.into_inner().unwrap();
    tell("| deed | positions | named by `ledger verify` | seen with a kept head alone |\n|---|---|---|---|");
    for (n, (name, ..)) in DEEDS.iter().enumerate() {
        let of = |noticed: bool| found.iter().filter(|(d, was, _)| *d == n && *was == noticed).count();
        tell(&format!("| {name} | {} | {} | {} |", of(true) + of(false), of(true), of(false)));
    }
    let wrong: Vec<&String> = found.iter().filter_map(|(.., wrong)| wrong.as_ref()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
