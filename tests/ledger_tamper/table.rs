//! The tamper table: nine attacks at each of forty entries of a signed ledger, and which evidence notices each, every kind
//! of evidence by itself. `cargo test --test main -- tamper_table --nocapture` prints it; it is kept in a golden file.
//!
//! The five kinds: the chain (numbers, links, digests); the signatures and what they sign, as `ledger verify` judges them,
//! after numbers, links, digests, indexes and views were made to agree; a checkpoint of the middle; one of the head; what an
//! account remembers of the head.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use rusqlite::Connection;

use era_rm::domain::{Digest, Subject};
use era_rm::ledger::digest::of_bytes;
use era_rm::ledger::mark::{Mark, Sight};
use era_rm::ledger::{Body, Entry, Head, chain};
use era_rm::store::{SqliteStore, Store};
use era_rm::workflow::audit;

use super::super::support::desk::Desk;
use super::super::support::{golden, tell};
use super::content::audited;
use super::forge::{at, edited, put_in, relinked, renumbered, reparented, replaced, without};
use super::{each, unguarded};

/// At how many entries each attack is made.
const POSITIONS: u64 = 40;
/// How many entries the dishonest signer makes.
const FORGED: u64 = 3;

/// What stands in the ledger after an attack.
struct Forgery {
    entries: Vec<Entry>,
    /// The file, where the attacker needs no forging of indexes and views.
    file: Option<Vec<u8>>,
}

/// The ledger before, and everything that the attackers have.
struct Booty {
    entries: Vec<Entry>,
    /// The file after each entry.
    copies: Vec<Vec<u8>>,
    /// What the dishonest signer made of the copy after an entry: the entries and the file.
    rewritten: BTreeMap<u64, (Vec<Entry>, Vec<u8>)>,
    /// Where they attack.
    positions: Vec<u64>,
}

type Attack = fn(&Booty, u64) -> Forgery;

/// The attacks. An entry after the position is there always.
const ATTACKS: [(&str, Attack); 9] = [
    ("edit", |b, i| forged(replaced(&b.entries, i, edited(&b.entries[at(i)])))),
    ("swap with the next", |b, i| {
        let mut entries = b.entries.clone();
        entries.swap(at(i), at(i) + 1);
        forged(renumbered(entries))
    }),
    ("duplicate", |b, i| forged(renumbered(put_in(&b.entries, i, b.entries[at(i)].clone())))),
    ("delete", |b, i| forged(renumbered(without(&b.entries, i)))),
    ("edit + re-hash", |b, i| {
        let bodies = replaced(&b.entries, i, edited(&b.entries[at(i)]));
        forged(relinked(reparented(bodies, &b.entries, i), i))
    }),
    ("delete + re-hash", |b, i| forged(relinked(renumbered(without(&b.entries, i)), i))),
    ("cut tail", |b, i| forged(b.entries[..=at(i)].to_vec())),
    ("restore of an old copy", |b, i| Forgery {
        entries: b.entries[..=at(i)].to_vec(),
        file: Some(b.copies[at(i)].clone()),
    }),
    ("rewrite by a dishonest signer", |b, i| {
        let (entries, file) = b.rewritten[&i].clone();
        Forgery { entries, file: Some(file) }
    }),
];

fn forged(entries: Vec<Entry>) -> Forgery {
    Forgery { entries, file: None }
}
fn entries(path: &Path) -> Vec<Entry> {
    SqliteStore::open(path).unwrap().scan(0, u64::MAX, usize::MAX).unwrap()
}

/// A whole release in a signed ledger.
fn booty() -> Booty {
    let desk = Desk::with_copies().begun_staffed_signed();
    desk.release_at("4.2.0", 15);
    let (entries, copies) = (entries(&desk.ledger()), desk.copies());
    assert_eq!(entries.len(), copies.len(), "each act is one entry");
    let positions = positions(entries.len() as u64);
    let going_on = |i: u64| {
        let there = desk.twin();
        std::fs::write(there.ledger(), &copies[at(i)]).unwrap();
        assert_eq!(self::entries(&there.ledger()), entries[..=at(i)], "the copy is that of its time");
        for n in 1..=FORGED {
            there.act("ada", &format!("setting set lmc-name 'As I wish {n}'"));
        }
        (i, (self::entries(&there.ledger()), std::fs::read(there.ledger()).unwrap()))
    };
    let rewritten = positions.iter().map(|i| going_on(*i)).collect();
    Booty { entries, copies, rewritten, positions }
}

/// The chain: whether some entry does not follow the one before.
fn chain_notices(there: &[Entry]) -> bool {
    let mut head = None;
    !there.iter().all(|entry| chain::check(head.as_ref(), entry).map(|now| head = Some(now)).is_ok())
}
/// The signatures: whether `ledger verify` finds anything where all that nobody has signed agrees.
fn signatures_notice(sound: &[u8], forgery: &Forgery, path: &Path) -> bool {
    match &forgery.file {
        Some(file) => std::fs::write(path, file).unwrap(),
        None => {
            std::fs::write(path, sound).unwrap();
            unguarded(path, |raw| agree(raw, &relinked(renumbered(forgery.entries.clone()), 1)));
            let mut store = SqliteStore::open(path).unwrap();
            // It fails where a body cannot be folded at all; then the audit fails too.
            let _ = audit::rebuild(&mut store, &mut |_, _, _| {});
        }
    }
    audited(path).is_err()
}
/// A checkpoint: whether the ledger does not extend it.
fn checkpoint_notices(kept: &Head, there: &[Entry]) -> bool {
    digest_at(there, kept.seq) != Some(kept.digest)
}
/// The high-water mark: whether the ledger is behind it or another.
fn mark_notices(seen: &Mark, there: &[Entry]) -> bool {
    match seen.sight(there.last().map(head_of), digest_at(there, seen.seq)) {
        Sight::Same | Sight::Further => false,
        Sight::Behind | Sight::Another => true,
    }
}
fn digest_at(there: &[Entry], seq: u64) -> Option<Digest> {
    there.iter().find(|e| e.seq == seq).map(|e| e.digest)
}
fn head_of(entry: &Entry) -> Head {
    Head { seq: entry.seq, digest: entry.digest }
}

/// Entries in the place of those of a file, with indexes that lead to them and the documents that they name.
fn agree(raw: &Connection, entries: &[Entry]) {
    raw.execute_batch("BEGIN; DELETE FROM entry; DELETE FROM entry_subject; DELETE FROM entry_key").unwrap();
    let mut add = raw.prepare("INSERT INTO entry VALUES (?1, ?2, ?3, ?4, ?5)").unwrap();
    let mut lead = raw.prepare("INSERT OR IGNORE INTO entry_subject VALUES (?1, ?2, ?3, ?4)").unwrap();
    let mut key = raw.prepare("INSERT OR IGNORE INTO entry_key VALUES (?1, ?2, ?3)").unwrap();
    let mut named = BTreeSet::new();
    for e in entries {
        let (body, seq) = (Body::decode(&e.body).unwrap(), i64::try_from(e.seq).unwrap());
        add.execute((seq, e.prev.0, &e.body, &e.signature, e.digest.0)).unwrap();
        for (subject, revision, _) in body.links() {
            let revision = i64::try_from(revision).unwrap();
            lead.execute((subject.to_string(), revision, seq, of_bytes(e.body.as_bytes()).0)).unwrap();
        }
        key.execute((body.actor.key().as_str(), body.key.as_str(), seq)).unwrap();
        named.extend(body.tells.iter().flatten().map(|t| t.digest.0));
        named.extend(audit::named(&body.event).iter().map(|d| d.digest.0));
    }
    keep(raw, &named);
    raw.execute_batch("COMMIT").unwrap();
}
/// The documents of these digests alone, numbered without a gap.
fn keep(raw: &Connection, named: &BTreeSet<[u8; 32]>) {
    type Part = ([u8; 32], i64, Vec<u8>);
    let mut ask = raw.prepare("SELECT digest, part, bytes FROM document_part ORDER BY id").unwrap();
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let all: Vec<Part> = ask.query_map([], read).unwrap().map(Result::unwrap).collect();
    raw.execute_batch("DELETE FROM document_part").unwrap();
    let kept = all.iter().filter(|(digest, ..)| named.contains(digest));
    for (id, (digest, part, bytes)) in (1i64..).zip(kept) {
        raw.execute("INSERT INTO document_part VALUES (?1, ?2, ?3, ?4)", (id, digest, part, bytes)).unwrap();
    }
}

/// Forty entries from the first to the last but one.
fn positions(last: u64) -> Vec<u64> {
    (0..POSITIONS).map(|n| 1 + n * (last - 2) / (POSITIONS - 1)).collect()
}

/// Whether a later entry is bound to what this one changed: its signed body names it as a parent, or as what it was judged on.
fn is_leant_on(booty: &Booty, i: u64, later: u64) -> bool {
    let body = |seq| Body::decode(&booty.entries[at(seq)].body).unwrap();
    let changed: Vec<Subject> = body(i).links().map(|(s, ..)| s.clone()).collect();
    let next = body(later);
    let read = next.reads.iter().flatten().map(|r| &r.subject);
    next.links().map(|(s, ..)| s).chain(read).any(|s| changed.contains(s))
}

/// What each kind of evidence must notice of an attack at an entry: chain, signatures, old checkpoint, head checkpoint, mark.
fn claimed(booty: &Booty, attack: &str, i: u64, old: u64) -> [bool; 5] {
    let last = booty.entries.len() as u64;
    // From which entry on the digests are others.
    let from = |first: u64| [first <= old, true, true];
    let (chain, signatures, [old, head, mark]) = match attack {
        // Whoever forges no digest leaves those that are kept elsewhere as they are: the chain alone tells.
        "edit" => (true, true, [false, false, false]),
        "swap with the next" => {
            (true, is_leant_on(booty, i, i + 1), [i == old || i + 1 == old, i + 1 == last, i + 1 == last])
        }
        "duplicate" => (true, true, from(i + 1)),
        "delete" => (true, (i + 1..=last).any(|j| is_leant_on(booty, i, j)), from(i)),
        "edit + re-hash" => (false, true, from(i)),
        "delete + re-hash" => (false, (i + 1..=last).any(|j| is_leant_on(booty, i, j)), from(i)),
        "cut tail" | "restore of an old copy" | "rewrite by a dishonest signer" => {
            (false, false, from(i + 1))
        }
        other => panic!("{other}"),
    };
    [chain, signatures, old, head, mark]
}

#[test]
fn tamper_table() {
    let booty = booty();
    let last = booty.entries.len() as u64;
    let (old, head) = (head_of(&booty.entries[at(last / 2)]), head_of(&booty.entries[at(last)]));
    let mark = Mark::of(&head, "2026-11-23T12:00:00Z".parse().unwrap());
    let sound = booty.copies.last().unwrap();
    // In memory, where that can be had.
    let desk = Desk::empty();
    let folder = desk.folder();
    let found = std::sync::Mutex::new(Vec::new());
    each(ATTACKS.len() * booty.positions.len(), |thread| {
        let path = folder.join(format!("forged-{thread}.db"));
        let (found, booty, positions) = (&found, &booty, &booty.positions);
        move |n| {
            let (attack, i) = (n / positions.len(), positions[n % positions.len()]);
            let (name, make) = ATTACKS[attack];
            let forgery = make(booty, i);
            let noticed = [
                chain_notices(&forgery.entries),
                signatures_notice(sound, &forgery, &path),
                checkpoint_notices(&old, &forgery.entries),
                checkpoint_notices(&head, &forgery.entries),
                mark_notices(&mark, &forgery.entries),
            ];
            let claimed = claimed(booty, name, i, old.seq);
            let wrong =
                (noticed != claimed).then(|| format!("{name} at {i}: {noticed:?}, claimed {claimed:?}"));
            found.lock().unwrap().push((attack, noticed, wrong));
        }
    });
    let found = found.into_inner().unwrap();
    let table = table(&found.iter().map(|(attack, noticed, _)| (*attack, *noticed)).collect::<Vec<_>>());
    tell(&table);
    let wrong: Vec<&String> = found.iter().filter_map(|(.., wrong)| wrong.as_ref()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    golden("tamper-table.txt", &table);
}

/// How often each attack was noticed, by each kind of evidence and by any.
fn table(found: &[(usize, [bool; 5])]) -> String {
    let mut out = String::from(
        "Each kind of evidence by itself, at each of so many positions.\n\n| attack | positions | chain | signatures | old checkpoint | head checkpoint | high-water mark | any of them |\n|---|---|---|---|---|---|---|---|\n",
    );
    for (attack, (name, _)) in ATTACKS.iter().enumerate() {
        let of: Vec<[bool; 5]> = found.iter().filter(|(a, _)| *a == attack).map(|(_, n)| *n).collect();
        let count = |by: &dyn Fn(&[bool; 5]) -> bool| of.iter().filter(|n| by(n)).count();
        let each: Vec<String> = (0..5).map(|k| count(&|n| n[k]).to_string()).collect();
        let any = count(&|n| n.contains(&true));
        assert_eq!(any, of.len(), "{name} goes unnoticed");
        // Writing to a String does not fail.
        let _ = writeln!(out, "| {name} | {} | {} | {any} |", of.len(), each.join(" | "));
    }
    out
}
