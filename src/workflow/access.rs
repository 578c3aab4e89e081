//! Who could do what, and since when: the entries over a period that touch access, and what stood at its end. Read from the
//! histories of persons, of the settings and of refusals, never from the whole ledger; what is held at once is a page.
//! What must not live here: how it is told. `report access` calls this.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::event::{Event, KeyEnded};
use crate::domain::{Digest, Fact, Login, Person, PublicKey, ReleaseNumber, Subject, Time};
use crate::ledger::{Body, Breach, Entry};
use crate::sop::world::World;
use crate::sop::{people, settings};
use crate::store::{Inspect, Page, Store, Want};

use super::Failure;
use super::loader::{self, Loaded};

/// How many persons are looked up at a time.
const SOME: usize = 100;
/// How many entries are looked at for what a compromised key has given.
const MOST: usize = 1_000;

/// What is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The first moment of the period.
    pub from: Option<Time>,
    /// The first moment after it.
    pub until: Option<Time>,
    /// Only what these persons did or what was done to them; everybody, if empty.
    pub persons: Vec<Login>,
    /// The last entry that is looked at: later ones are of no account.
    pub last: u64,
}

impl Asked {
    /// Whether it was recorded by the end of the period.
    fn reaches(&self, fact: &Fact) -> bool {
        fact.seq <= self.last && self.until.is_none_or(|end| fact.at < end)
    }
    fn wants(&self, fact: &Fact) -> bool {
        let event = &*fact.event.today();
        let access = !matches!(event, Event::SettingSet(e) if !settings::touches_access(&e.name.to_string()));
        let among = |l: &Login| self.persons.contains(l);
        let named = self.persons.is_empty() || among(&fact.actor) || whom(event).any(among);
        access && named && self.reaches(fact) && self.from.is_none_or(|begin| fact.at >= begin)
    }
}

/// To whom something is done; and whose role is delegated.
pub fn whom(event: &Event) -> impl Iterator<Item = &Login> {
    let (to, of) = match event {
        Event::LedgerCreated2(e) => (Some(&e.administrator.login), None),
        Event::PersonAdded(e) => (Some(&e.profile.login), None),
        Event::RoleDelegated(e) => (Some(&e.login), Some(&e.of)),
        other => (people::changes(other), None),
    };
    to.into_iter().chain(of)
}

/// Entries that touch access.
#[derive(Debug)]
pub struct Found<'a> {
    asked: &'a Asked,
    after: u64,
    max: usize,
    /// The first of those that are wanted, by seq: one more than are shown, if there is one.
    first: BTreeMap<u64, (Body, Fact)>,
    /// The keys that were in other hands as was known at the end of the period, by their ids, and since when.
    pub compromised: BTreeMap<Digest, Time>,
}

impl<'a> Found<'a> {
    /// The entries after one of them, at most so many.
    ///
    /// # Errors
    /// [`Failure::Store`]; [`Failure::Breach`] for an entry that cannot be read.
    pub fn of(shelf: &dyn Inspect, asked: &'a Asked, after: u64, max: usize) -> Result<Self, Failure> {
        let loaded = Loaded::with(shelf, &[])?;
        let mut found = Self { asked, after, max, first: BTreeMap::new(), compromised: BTreeMap::new() };
        // That of the administrators names who is one even where a person is missing in the view of persons.
        for subject in [Subject::Settings, Subject::Administrators] {
            found.hear_all(loaded.facts(&subject)?);
        }
        let mut place = None;
        while let Some(some) = logins(shelf, place.as_ref(), SOME)? {
            for login in &some {
                found.hear_all(loaded.facts(&Subject::person(login))?);
            }
            place = some.into_iter().next_back();
        }
        found.refusals(shelf)?;
        Ok(found)
    }
    /// Whether there are later ones.
    pub fn more(&self) -> bool {
        self.first.len() > self.max
    }
    /// The entries, oldest first.
    pub fn entries(&self) -> impl Iterator<Item = &(Body, Fact)> {
        self.first.values().take(self.max)
    }

    fn hear_all(&mut self, facts: Vec<(Body, Fact)>) {
        facts.into_iter().for_each(|(body, fact)| self.hear(body, fact));
    }
    fn hear(&mut self, body: Body, fact: Fact) {
        if let Event::KeyEnded(KeyEnded { compromised_since: Some(since), key, .. }) = &fact.event
            && self.asked.reaches(&fact)
        {
            self.compromised.insert(key.id(), *since);
        }
        if fact.seq > self.after && self.asked.wants(&fact) {
            self.first.insert(fact.seq, (body, fact));
            if self.first.len() > self.max + 1 {
                self.first.pop_last();
            }
        }
    }

    /// Refusals are many, so those before the period are passed over by halving, and those after it are not read.
    fn refusals(&mut self, shelf: &dyn Inspect) -> Result<(), Failure> {
        let tips = shelf.histories(&[Want::tip(Subject::Refusals)])?;
        let last = tips.first().map_or(0, crate::store::History::revision);
        let early = |(_, fact): &(Body, Fact)| {
            fact.seq <= self.after || self.asked.from.is_some_and(|begin| fact.at < begin)
        };
        let (mut low, mut high) = (1, last + 1);
        while low < high {
            let middle = u64::midpoint(low, high);
            if early(&refusal(shelf, middle)?) { low = middle + 1 } else { high = middle }
        }
        for revision in low..=last {
            let (body, fact) = refusal(shelf, revision)?;
            let late = self.more() && self.first.last_key_value().is_some_and(|(seq, _)| fact.seq > *seq);
            if late || !self.asked.reaches(&fact) {
                break;
            }
            self.hear(body, fact);
        }
        Ok(())
    }
}

/// One refusal.
fn refusal(shelf: &dyn Inspect, revision: u64) -> Result<(Body, Fact), Failure> {
    let place = shelf.revision_at(&Subject::Refusals, revision)?;
    let entry: Option<Entry> = match place {
        Some((seq, _)) => shelf.scan(seq.saturating_sub(1), seq, 1)?.pop(),
        None => None,
    };
    let lost = || Failure::Breach {
        seq: place.map_or(0, |(seq, _)| seq),
        breach: Breach::Index(format!("refusal {revision} is not found")),
    };
    loader::read(&entry.ok_or_else(lost)?)
}

/// The persons after one of them, in the order of their logins; `None` after the last.
///
/// # Errors
/// [`Failure::Store`]; [`Failure::Breach`] for a row that cannot be read.
pub fn logins(store: &dyn Store, after: Option<&Login>, max: usize) -> Result<Option<Vec<Login>>, Failure> {
    let after = after.map(|l| (l.key().to_string(), l.key().to_string()));
    let rows = store.rows(&Page { kind: "person".into(), bucket: "all".into(), after, max })?;
    let login = |(subject, row): &(String, crate::ledger::ViewRow)| {
        let breach = Breach::View(subject.clone());
        row.id.parse::<Login>().map_err(|_| Failure::Breach { seq: 0, breach })
    };
    let some = rows.iter().map(login).collect::<Result<Vec<_>, _>>()?;
    Ok(Some(some).filter(|some| !some.is_empty()))
}

/// An act that a compromised key has signed.
#[derive(Debug)]
pub struct DisputedAct {
    /// The entry that disputes it.
    pub by: u64,
    /// The key that signed it.
    pub fingerprint: String,
    /// The release's number.
    pub release: ReleaseNumber,
    /// The revision it took there.
    pub revision: u64,
    /// The act.
    pub act: Arc<Fact>,
}

/// A subject as it stood at the end of the period, and the ends of keys that its history names.
fn folded(
    loaded: &Loaded<'_>,
    asked: &Asked,
    subject: Subject,
) -> Result<(World, Vec<(u64, KeyEnded)>), Failure> {
    let (mut world, mut ends) = (World::default(), Vec::new());
    let facts = loaded.facts(&subject)?;
    world.follows.insert(subject);
    for (_, fact) in facts.into_iter().filter(|(_, fact)| asked.reaches(fact)) {
        if let Event::KeyEnded(e) = &fact.event {
            ends.push((fact.seq, e.clone()));
        }
        world.apply(&Arc::new(fact));
    }
    Ok((world, ends))
}

/// The settings as they stood at the end of the period.
///
/// # Errors
/// Those of [`Loaded::facts`].
pub fn settings(loaded: &Loaded<'_>, asked: &Asked) -> Result<World, Failure> {
    folded(loaded, asked, Subject::Settings).map(|(world, _)| world)
}

/// A person as he stood at the end of the period, and the disputed acts that were known then; `None` before he was added.
///
/// # Errors
/// Those of [`Loaded::facts`] and [`Loaded::load`].
pub fn stood(
    loaded: &mut Loaded<'_>,
    asked: &Asked,
    login: &Login,
) -> Result<Option<(Person, Vec<DisputedAct>)>, Failure> {
    let (mut world, ends) = folded(loaded, asked, Subject::person(login))?;
    let mut disputed = Vec::new();
    for (by, end) in &ends {
        for there in &end.disputed {
            let subject = Subject::Release(there.release);
            loaded.load(std::slice::from_ref(&subject))?;
            let release = loaded.world.releases.get(&there.release);
            for (r, revision) in
                release.into_iter().flat_map(|r| there.revisions.iter().map(move |v| (r, *v)))
            {
                let act = r.history.iter().find(|f| f.revision(&subject) == revision);
                disputed.extend(act.map(|act| DisputedAct {
                    by: *by,
                    fingerprint: end.key.fingerprint(),
                    release: r.number.clone(),
                    revision,
                    act: Arc::clone(act),
                }));
            }
            loaded.forget(&subject);
        }
    }
    Ok(world.persons.remove(login).map(|person| (person, disputed)))
}

/// What a compromised key has done to access.
#[derive(Debug, Default)]
pub struct Given {
    /// The keys that it has added and that still sign: the entry, whose, which.
    pub keys: Vec<(u64, Login, PublicKey)>,
    /// How many other entries that touch access it has signed.
    pub others: usize,
}

/// What a compromised key of a person has done to access since a moment.
///
/// # Errors
/// Those of [`Found::of`].
pub fn given_by(
    shelf: &dyn Inspect,
    (login, key): (&Login, &PublicKey),
    since: Time,
) -> Result<Given, Failure> {
    let last = shelf.head()?.map_or(0, |h| h.seq);
    let asked = Asked { from: Some(since), until: None, persons: vec![login.clone()], last };
    let found = Found::of(shelf, &asked, 0, MOST)?;
    let mut given = Given::default();
    for (_, fact) in found.entries().filter(|(_, f)| f.signed.as_ref().is_some_and(|s| s.key == key.id())) {
        match &fact.event {
            Event::KeyAdded(e) => given.keys.push((fact.seq, e.login.clone(), e.key.clone())),
            // Nothing was given.
            Event::Refused(_) => {}
            Event::KeyEnded(e) if e.key == *key => {}
            _ => given.others += 1,
        }
    }
    let whose: Vec<Subject> = given.keys.iter().map(|(_, login, _)| Subject::person(login)).collect();
    let persons = Loaded::with(shelf, &whose)?.world.persons;
    let lives = |(_, login, key): &(u64, Login, PublicKey)| {
        persons.get(login).is_some_and(|p| p.live_keys().any(|k| k.key == *key))
    };
    given.keys.retain(lives);
    Ok(given)
}
