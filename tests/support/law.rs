//! The law driven without a store: a world, and a clock that only this file moves. An act is made as the workflow makes
//! it: the subjects at their next revisions, the notices owed, then the one judge.

use std::collections::BTreeMap;
use std::sync::Arc;

use era_rm::domain::event::{LedgerCreated2, PersonAdded, RoleGranted, Trust};
use era_rm::domain::person::{PersonKind, Profile};
use era_rm::domain::{
    Event, Fact, Key, Login, NoticeId, Refusal, Release, ReleaseId, Role, Step, Subject, Tell, Text, Time,
};
use era_rm::sop::decide::{decide, subjects};
use era_rm::sop::owed::owed;
use era_rm::sop::permit::permit;
use era_rm::sop::standing::Standing;
use era_rm::sop::world::World;

use super::intent::{self, Intent, digest};

/// A world under the law.
#[derive(Clone)]
pub struct Law {
    /// Everything that was recorded, folded.
    pub world: World,
    /// The clock.
    pub now: Time,
    /// The release that acts are on.
    pub release: Option<ReleaseId>,
    /// The first entries: the ledger's beginning, its persons and their roles.
    pub beginning: Vec<Fact>,
    /// Whether the world is folded in place, without telling what fell: for many walks.
    pub brisk: bool,
    revisions: BTreeMap<Subject, u64>,
    seq: u64,
}

/// A checked name or text.
pub fn name<T: std::str::FromStr>(s: &str) -> T
where
    T::Err: std::fmt::Debug,
{
    s.parse().unwrap()
}

/// The first moment of every test.
pub fn dawn() -> Time {
    name("2026-03-02T08:00:00Z")
}

fn profile(login: &str) -> Profile {
    let text: Text = name(login);
    Profile { login: name(login), name: text, email: None, organisation: None, kind: PersonKind::Human }
}

/// The role that a login is named after: `rm1` is a Release Manager.
pub fn role_of(login: &str) -> Role {
    let code = login.trim_end_matches(|c: char| c.is_ascii_digit());
    match code {
        "adm" => Role::Administrator,
        "aud" => Role::Auditor,
        other => name(other),
    }
}
/// The login of a role's person of that number.
pub fn login_of(role: Role, number: u8) -> String {
    let code = match role {
        Role::Administrator => "adm",
        Role::Auditor => "aud",
        signing => signing.code(),
    };
    format!("{code}{number}")
}

impl Law {
    /// A ledger with persons 1, 2 and 9 of every role, and `jack`, who holds all six roles of the SOP.
    pub fn new(separation: bool) -> Self {
        Self::with(separation, &[1, 2, 9])
    }
    /// The same with fewer persons.
    pub fn with(separation: bool, numbers: &[u8]) -> Self {
        let mut law = Self {
            world: World::default(),
            now: dawn(),
            release: None,
            beginning: Vec::new(),
            brisk: false,
            revisions: BTreeMap::new(),
            seq: 0,
        };
        let administrator = profile("adm1");
        let begin =
            LedgerCreated2 { trust: Trust::Declared, separation, administrator, role: None, key: None };
        law.act("adm1", Role::Administrator, begin.into()).unwrap();
        for role in Role::ALL {
            for number in numbers {
                law.person(&login_of(role, *number), &[role]);
            }
        }
        law.person("jack", &Role::ALL.into_iter().filter(|r| r.signs()).collect::<Vec<_>>());
        law
    }
    /// Adds a person and grants roles.
    pub fn person(&mut self, login: &str, roles: &[Role]) {
        if login == "adm1" {
            return;
        }
        let admin = Role::Administrator;
        self.act("adm1", admin, PersonAdded { profile: profile(login) }.into()).unwrap();
        for role in roles {
            let grant = RoleGranted { login: name(login), role: *role, from: dawn(), until: None };
            self.act("adm1", admin, grant.into()).unwrap();
        }
    }
    /// The release that acts are on.
    pub fn release(&self) -> Option<&Release> {
        self.world.releases.get(&self.release?)
    }
    /// What stands of it now.
    pub fn standing(&self) -> Option<Standing<'_>> {
        self.release().map(|r| Standing::of(r, self.now))
    }
    /// The clock goes on.
    pub fn wait(&mut self, minutes: i64) {
        self.now = self.now.plus_seconds(60 * minutes);
    }

    /// The fact that an act would be.
    pub fn fact(&self, who: &Login, role: Role, event: Event, effective: Time) -> Fact {
        let next = |s: &Subject| self.revisions.get(s).copied().unwrap_or(0) + 1;
        let mut all: Vec<(Subject, u64)> =
            subjects(&self.world, &event, self.release).into_iter().map(|s| (s.clone(), next(&s))).collect();
        let id = all.iter().find_map(|(s, revision)| match s {
            Subject::Release(id) => Some((*id, *revision)),
            _ => None,
        });
        let release = id.and_then(|(id, _)| self.world.releases.get(&id));
        let tells: Vec<Tell> = owed(&event, release)
            .into_iter()
            .enumerate()
            .map(|(i, to)| Tell { to, digest: digest(9, self.seq * 100 + i as u64) })
            .collect();
        for t in &tells {
            let number = release.map(|r| &r.number).or(match &event {
                Event::ReleaseScheduled(e) => Some(&e.number),
                _ => None,
            });
            let notice = match (number, id, &event) {
                (Some(n), Some((_, revision)), _) => NoticeId::of_release(n, revision, &t.to),
                (_, _, Event::OcrReturned(e)) => NoticeId::of_ocr(&e.ocr, all[0].1, &t.to),
                (_, _, Event::OcrReceived(e)) => NoticeId::of_ocr(&e.ocr, all[0].1, &t.to),
                _ => continue,
            };
            all.push((Subject::Notice(notice), 1));
        }
        let basis = release.map(Release::basis).unwrap_or_default();
        let (actor, at) = (who.clone(), self.now);
        let (seq, behalf, signed) = (self.seq + 1, None, None);
        Fact { seq, subjects: all, event, actor, role, at, effective, basis, tells, behalf, signed }
    }
    /// What the judge says of an act; nothing is recorded.
    pub fn verdict(&self, who: &str, role: Role, event: Event) -> Result<(), Refusal> {
        permit(&self.world, &self.fact(&name(who), role, event, self.now))
    }
    /// Judges and records a fact.
    pub fn take(&mut self, fact: Fact) -> Result<Vec<(Step, Key)>, Refusal> {
        let mut fallen = Vec::new();
        if self.brisk {
            permit(&self.world, &fact)?;
            self.world.follows.extend(fact.subjects.iter().map(|(s, _)| s.clone()));
            self.world.apply(&Arc::new(fact.clone()));
        } else {
            let decision = decide(&self.world, &fact)?;
            (self.world, fallen) = (decision.after, decision.fallen);
        }
        self.seq = fact.seq;
        if fact.at == dawn() {
            self.beginning.push(fact.clone());
        }
        self.revisions.extend(fact.subjects);
        if let Event::ReleaseScheduled(e) = &fact.event {
            self.release = Some(e.release);
        }
        Ok(fallen)
    }
    /// Judges and records an act that is done now.
    pub fn act(&mut self, who: &str, role: Role, event: Event) -> Result<Vec<(Step, Key)>, Refusal> {
        let fact = self.fact(&name(who), role, event, self.now);
        self.take(fact)
    }
    /// The person does what is intended, in the role the login is named after, ten minutes after what was done before.
    /// Panics if it is refused.
    pub fn does(&mut self, who: &str, intent: &Intent) -> Vec<(Step, Key)> {
        self.tries(who, role_of(who), intent)
            .unwrap_or_else(|r| panic!("{who} was refused {intent:?}: {} ({})", r.message, r.rule))
    }
    /// The person tries what is intended, ten minutes after what was done before.
    pub fn tries(&mut self, who: &str, role: Role, intent: &Intent) -> Result<Vec<(Step, Key)>, Refusal> {
        self.wait(10);
        let event = intent::event(self, intent);
        self.act(who, role, event)
    }
}
