//! Folds the histories of persons and of keys: who somebody is, which roles are held, which keys sign. Total, as `evolve` is.
//! The world folds through here.

use std::collections::BTreeMap;

use crate::domain::event::Event;
use crate::domain::person::{Grant, HeldKey, KeyEnd, Person, Profile, Proposal};
use crate::domain::{Digest, Fact, Login, PublicKey, Role, Subject};

use super::world::KeyUse;

/// Folds one more fact into a person's history.
pub fn apply(persons: &mut BTreeMap<Login, Person>, subject: &Subject, revision: u64, fact: &Fact) {
    let event = &*fact.event.today();
    match event {
        Event::LedgerCreated2(e) => {
            let roles = std::iter::once(Role::Administrator).chain(e.role);
            let by = || e.administrator.login.clone();
            let grants = roles.map(|role| Grant { role, from: fact.at, until: None, by: by(), of: None });
            let mut person = begun(&e.administrator, grants.collect(), revision);
            person.keys = e.key.iter().map(|key| added(key, false, fact)).collect();
            persons.insert(e.administrator.login.clone(), person);
        }
        Event::PersonAdded(e) => {
            persons.insert(e.profile.login.clone(), begun(&e.profile, Vec::new(), revision));
        }
        Event::RoleProposed(_)
        | Event::RoleGranted(_)
        | Event::RoleDelegated(_)
        | Event::RoleRevoked(_)
        | Event::KeyAdded(_)
        | Event::KeyEnded(_) => {
            let mine = |login: &Login| Subject::person(login) == *subject;
            if let Some(person) = changes(event).filter(|l| mine(l)).and_then(|login| persons.get_mut(login))
            {
                person.revision = revision;
                change(person, event, fact);
            }
        }
        _ => {}
    }
}

/// Whose roles or keys an event changes, of a person who was there before.
pub fn changes(event: &Event) -> Option<&Login> {
    match event {
        Event::RoleProposed(e) => Some(&e.login),
        Event::RoleGranted(e) => Some(&e.login),
        Event::RoleDelegated(e) => Some(&e.login),
        Event::RoleRevoked(e) => Some(&e.login),
        Event::KeyAdded(e) => Some(&e.login),
        Event::KeyEnded(e) => Some(&e.login),
        _ => None,
    }
}

fn begun(profile: &Profile, grants: Vec<Grant>, revision: u64) -> Person {
    Person { profile: profile.clone(), grants, proposals: Vec::new(), keys: Vec::new(), revision }
}
fn added(key: &PublicKey, authority: bool, fact: &Fact) -> HeldKey {
    HeldKey { key: key.clone(), authority, added: (fact.seq, fact.at), by: fact.actor.clone(), end: None }
}

fn change(person: &mut Person, event: &Event, fact: &Fact) {
    let by = || fact.actor.clone();
    match event {
        Event::RoleProposed(e) => {
            let grant = Grant { role: e.role, from: e.from, until: e.until, by: by(), of: None };
            person.proposals.retain(|p| p.grant.role != e.role);
            person.proposals.push(Proposal { grant, at: fact.at });
        }
        Event::RoleGranted(e) => {
            person.proposals.retain(|p| p.grant.role != e.role);
            person.grants.push(Grant { role: e.role, from: e.from, until: e.until, by: by(), of: None });
        }
        Event::RoleDelegated(e) => {
            let of = Some(e.of.clone());
            person.grants.push(Grant { role: e.role, from: e.from, until: Some(e.until), by: by(), of });
        }
        Event::RoleRevoked(e) => {
            person.proposals.retain(|p| p.grant.role != e.role);
            let held = person.grants.iter_mut().filter(|g| g.role == e.role);
            held.filter(|g| g.until.is_none_or(|u| u > fact.at)).for_each(|g| g.until = Some(fact.at));
        }
        Event::KeyAdded(e) => person.keys.push(added(&e.key, e.authority, fact)),
        Event::KeyEnded(e) => {
            let live = person.keys.iter_mut().filter(|k| k.key == e.key && k.end.is_none());
            let end = KeyEnd {
                ended: (fact.seq, fact.at),
                compromised_since: e.compromised_since,
                by: by(),
                reason: e.reason.clone(),
            };
            live.for_each(|k| k.end = Some(end.clone()));
        }
        _ => {}
    }
}

/// Folds one more fact into a key's history.
pub fn apply_key(keys: &mut BTreeMap<Digest, KeyUse>, id: &Digest, fact: &Fact) {
    let (authority, login) = match &fact.event {
        Event::LedgerCreated2(e) => (false, &e.administrator.login),
        Event::KeyAdded(e) => (e.authority, &e.login),
        _ => return,
    };
    let known = keys.entry(*id).or_default();
    known.authority = authority;
    known.of.push(login.clone());
}
