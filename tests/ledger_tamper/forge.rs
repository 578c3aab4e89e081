//! What somebody who knows the format makes of a ledger's entries: one altered, put in, taken away, numbers and links anew.

use era_rm::domain::Digest;
use era_rm::ledger::body::parent_of;
use era_rm::ledger::digest::of_entry;
use era_rm::ledger::{Body, Entry};

/// A place in the list of the entry with this seq.
pub fn at(seq: u64) -> usize {
    usize::try_from(seq).unwrap() - 1
}

/// The entry with another digit in its `intent`; in canonical form as before.
pub fn edited(entry: &Entry) -> Entry {
    let mark = r#""intent":""#;
    let digit = entry.body.find(mark).unwrap() + mark.len();
    let other = if entry.body[digit..].starts_with('0') { "1" } else { "0" };
    let mut body = entry.body.clone();
    body.replace_range(digit..=digit, other);
    Body::decode(&body).unwrap();
    Entry { body, ..entry.clone() }
}

/// Numbers, links and digests anew from an entry on.
pub fn relinked(mut entries: Vec<Entry>, from: u64) -> Vec<Entry> {
    for i in at(from)..entries.len() {
        let seq = i as u64 + 1;
        let prev = if i == 0 { Digest::default() } else { entries[i - 1].digest };
        let Entry { body, signature, .. } = &entries[i];
        let digest = of_entry(&prev, seq, body, signature);
        entries[i] = Entry { seq, prev, digest, ..entries[i].clone() };
    }
    entries
}

/// Numbers anew, as if nothing had been put in or taken away.
pub fn renumbered(entries: Vec<Entry>) -> Vec<Entry> {
    (1..).zip(entries).map(|(seq, entry)| Entry { seq, ..entry }).collect()
}

/// Every later body made to name the new parents: those of `was`, from an entry on.
pub fn reparented(mut entries: Vec<Entry>, was: &[Entry], from: u64) -> Vec<Entry> {
    for i in at(from)..entries.len() {
        let (old, new) = (parent_of(&was[i].body).to_string(), parent_of(&entries[i].body).to_string());
        for later in &mut entries[i + 1..] {
            later.body = later.body.replace(&format!(r#""parent":"{old}""#), &format!(r#""parent":"{new}""#));
        }
    }
    entries
}

/// Another in the place of an entry.
pub fn replaced(all: &[Entry], i: u64, by: Entry) -> Vec<Entry> {
    let mut entries = all.to_vec();
    entries[at(i)] = by;
    entries
}
/// One more after an entry.
pub fn put_in(all: &[Entry], after: u64, entry: Entry) -> Vec<Entry> {
    let mut entries = all.to_vec();
    entries.insert(at(after) + 1, entry);
    entries
}
/// One less.
pub fn without(all: &[Entry], i: u64) -> Vec<Entry> {
    all.iter().filter(|e| e.seq != i).cloned().collect()
}
