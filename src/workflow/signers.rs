//! Who may sign, in the form that OpenSSH reads (`allowed_signers`): a stranger checks signatures with `ssh-keygen -Y verify`.
//! There a key is valid from a time to a time, here from an entry to an entry; the times are those of the entries.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::domain::person::HeldKey;
use crate::domain::{Digest, Login, Person, Subject, Time};
use crate::ledger::view::PersonRow;
use crate::ledger::{Head, sshsig};
use crate::store::{Inspect, Page};

use super::gate::Gate;
use super::loader::Loaded;
use super::{Failure, lanes};

/// How many entries are read at a time.
const CHUNK: u64 = 250;
/// How many persons are read at a time.
const PERSONS: usize = 100;

/// One line for each key of each person, ended ones too; none in an unsigned ledger.
///
/// # Errors
/// [`Failure::Store`]; [`Failure::Breach`] with an entry that cannot be read.
pub fn allowed(shelf: &dyn Inspect, head: Head) -> Result<String, Failure> {
    let last = last_signed(shelf, head)?;
    let mut text = String::new();
    if last.is_empty() {
        return Ok(text);
    }
    let mut after = None;
    loop {
        let page = Page { kind: "person".into(), bucket: "all".into(), after, max: PERSONS };
        let rows = shelf.rows(&page)?;
        let Some((_, end)) = rows.last() else { return Ok(text) };
        after = Some((end.sort.clone(), end.id.clone()));
        let logins = rows.iter().filter_map(|(_, v)| serde_json::from_str::<PersonRow>(&v.row).ok());
        let subjects: Vec<Subject> =
            logins.filter_map(|p| p.login.parse::<Login>().ok()).map(|l| Subject::person(&l)).collect();
        let loaded = Loaded::with(shelf, &subjects)?;
        for person in loaded.world.persons.values() {
            person.keys.iter().for_each(|key| line(&mut text, person, key, &last));
        }
    }
}

/// A line of `allowed_signers`.
fn line(text: &mut String, person: &Person, held: &HeldKey, last: &BTreeMap<Digest, Time>) {
    let authority = if held.authority { "cert-authority," } else { "" };
    // What a clock that ran ahead has signed before the key ended was signed before it ended.
    let end = held.end.as_ref().map(|e| last.get(&held.key.id()).map_or(e.ended.1, |l| e.ended.1.max(*l)));
    let until = end.map(|t| format!(",valid-before=\"{}\"", compact(t))).unwrap_or_default();
    let (login, from) = (&person.profile.login, compact(held.added.1));
    // Writing to a String does not fail.
    let _ = writeln!(
        text,
        "{login} {authority}namespaces=\"{}\",valid-after=\"{from}\"{until} {}",
        sshsig::NAMESPACE,
        held.key
    );
}

/// A time as OpenSSH has it: `20261122213100Z`.
fn compact(t: Time) -> String {
    t.to_string().replace(['-', 'T', ':'], "")
}

/// When each key has signed last.
fn last_signed(shelf: &dyn Inspect, head: Head) -> Result<BTreeMap<Digest, Time>, Failure> {
    let mut last: BTreeMap<Digest, Time> = BTreeMap::new();
    let gate = Gate::default();
    lanes::in_order((shelf, &gate), (head.seq, CHUNK), &signed, &mut |_, some| {
        for (key, at) in some {
            let known = last.entry(key).or_insert(at);
            *known = at.max(*known);
        }
        Ok(())
    })?;
    Ok(last)
}

fn signed(reader: &dyn Inspect, after: u64, upto: u64) -> Result<Vec<(Digest, Time)>, Failure> {
    #[derive(serde::Deserialize)]
    struct When {
        at: Time,
    }
    let mut all = Vec::new();
    for e in reader.scan(after, upto, usize::try_from(upto - after).unwrap_or(usize::MAX))? {
        let breach = |breach| Failure::Breach { seq: e.seq, breach };
        let by = sshsig::signed_by(&e.signature).map_err(|b| breach(b.into()))?;
        let when: When = serde_json::from_str(&e.body)
            .map_err(|e| breach(crate::ledger::Breach::Undecodable(e.to_string())))?;
        all.extend(by.map(|by| (by.key, when.at)));
    }
    Ok(all)
}
