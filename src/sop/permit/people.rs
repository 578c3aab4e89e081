//! Acts on people: persons, keys, roles granted, delegated, revoked.

use crate::domain::event::{KeyAdded, KeyEnded, RoleDelegated, RoleGranted, RoleProposed};
use crate::domain::person::PersonKind;
use crate::domain::{Event, Login, Person, Refusal, RefusalKind, Role, Sought, Text, Time};
use crate::sop::table::MACHINE_ROLES;
use crate::sop::{disputes, settings};

use super::rest::conflict;
use super::what::{demand, reason};
use super::{Case, Verdict};

const PERSON: &str = "a login belongs to one person";
const ADMIN: &str = "nobody grants to himself; one administrator at least is left; an administrator holds one SOP role at most (ours)";
const TWO: &str = "a role grant needs two administrators, where the settings ask for it (ours)";
const DELEGATE: &str = "a role is delegated for 30 days at most, by its holder, or by an administrator with a reason; never to oneself, and not further";
const MACHINE: &str = "a machine has a narrow role: it records what was done, and decides nothing (ours)";
const KEY: &str =
    "a key signs for one person, from the entry that adds it to the entry that ends it, and never again";
const OWN_KEY: &str = "who has a key adds the next one; an administrator gives the first (ours)";
/// How long a role is delegated at most, in seconds.
const LONGEST: i64 = 30 * 24 * 60 * 60;

/// Acts on people.
pub fn judge(case: &Case<'_>) -> Verdict {
    match &case.fact.event {
        Event::PersonAdded(e) => demand(!case.world.persons.contains_key(&e.profile.login), || {
            conflict(PERSON, format!("there is a person {} already", e.profile.login))
        }),
        Event::KeyAdded(e) => key_added(case, e),
        Event::KeyEnded(e) => key_ended(case, e),
        Event::RoleProposed(e) => proposed(case, e),
        Event::RoleGranted(e) => granted(case, e),
        Event::RoleDelegated(e) => delegated(case, e),
        Event::RoleRevoked(e) => revoked(case, &e.login, e.role),
        _ => Ok(()),
    }
}

fn person<'a>(case: &Case<'a>, rule: &'static str, login: &Login) -> Result<&'a Person, Refusal> {
    case.world.persons.get(login).ok_or_else(|| {
        Refusal::no_such(rule, Sought::Person(login.to_string()))
            .hint(format!("era-rm person list shows the persons; era-rm person add {login} --name NAME"))
    })
}
fn separation(rule: &'static str, message: impl Into<String>) -> Refusal {
    Refusal::new(RefusalKind::Separation, rule, message)
}

fn key_added(case: &Case<'_>, e: &KeyAdded) -> Verdict {
    let whose = person(case, KEY, &e.login)?;
    let machine = whose.profile.kind == PersonKind::Machine;
    demand(!e.authority || machine, || {
        let message = format!("{} is no machine; an authority vouches for machines alone", e.login);
        Refusal::new(RefusalKind::Role, KEY, message)
    })?;
    let own = e.login == case.fact.actor;
    demand(own || case.fact.role == Role::Administrator, || {
        let message = format!("{} adds a key of {}", case.fact.actor, e.login);
        Refusal { roles: vec![Role::Administrator], ..Refusal::new(RefusalKind::Role, OWN_KEY, message) }
    })?;
    demand(!(own && e.authority), || {
        Refusal::new(
            RefusalKind::Role,
            KEY,
            "an administrator names the authority that vouches for a machine",
        )
    })?;
    // Else an administrator could act as anybody, unseen by the one whose name it is.
    demand(own || machine || whose.live_keys().next().is_none(), || {
        let hint = format!(
            "{0} adds it: era-rm person key add {0} FILE; where the key is lost: era-rm person key end {0} FINGERPRINT --reason TEXT",
            e.login
        );
        separation(OWN_KEY, format!("{} has a key, and signs himself for another", e.login)).hint(hint)
    })?;
    let Some(known) = case.world.keys.get(&e.key.id()) else { return Ok(()) };
    let both = known.authority && e.authority && !known.of.contains(&e.login);
    demand(both, || {
        let of = known.of.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        conflict(KEY, format!("the key {} is or was one of {of}", e.key.fingerprint()))
            .hint("make a new key: ssh-keygen -t ed25519")
    })
}

fn key_ended(case: &Case<'_>, e: &KeyEnded) -> Verdict {
    let whose = person(case, KEY, &e.login)?;
    demand(e.login == case.fact.actor || case.fact.role == Role::Administrator, || {
        let message = format!("{} ends a key of {}", case.fact.actor, e.login);
        Refusal { roles: vec![Role::Administrator], ..Refusal::new(RefusalKind::Role, OWN_KEY, message) }
    })?;
    demand(whose.live_keys().any(|k| k.key == e.key), || {
        conflict(KEY, format!("{} has no key {} that could end", e.login, e.key.fingerprint()))
            .hint(format!("era-rm person key list {} shows the keys", e.login))
    })?;
    let more = whose.live_keys().any(|k| k.key != e.key && !k.authority);
    demand(more || !is_last_who_can_sign(case, &e.login), || {
        let message = format!("without this key no administrator could sign: {} is the last", e.login);
        Refusal::new(RefusalKind::Order, KEY, message)
            .hint(format!("add the next key first: era-rm person key add {} FILE", e.login))
    })?;
    demand(e.compromised_since.is_none_or(|since| since <= case.fact.at), || {
        Refusal::new(RefusalKind::Evidence, KEY, "a key is not compromised in the future")
    })?;
    let found = e
        .compromised_since
        .map_or_else(Vec::new, |since| disputes::disputed(case.world, &e.login, &e.key.id(), since));
    demand(e.disputed == found, || {
        Refusal::new(RefusalKind::Evidence, KEY, "it does not name the acts that the key has signed since")
    })
}

/// Whether, of all administrators, this one alone has a key.
fn is_last_who_can_sign(case: &Case<'_>, login: &Login) -> bool {
    let signs = |l: &Login| {
        let person = case.world.persons.get(l);
        person
            .is_some_and(|p| p.live_keys().any(|k| !k.authority) && p.owns(Role::Administrator, case.fact.at))
    };
    let administrators = &case.world.administrators;
    administrators.contains(login) && !administrators.iter().any(|l| l != login && signs(l))
}

/// What holds of every role that somebody is to hold.
fn fits(case: &Case<'_>, rule: &'static str, login: &Login, role: Role, from: Time) -> Verdict {
    let whose = person(case, rule, login)?;
    // The draft's moment may lie a little before the recorded one, which follows the clock of those before it.
    demand(from.plus_seconds(300) >= case.fact.at, || {
        Refusal::new(RefusalKind::Evidence, rule, "a role is not given for the past")
            .hint("leave --from out, or give a time to come")
    })?;
    let roles = whose.roles(case.fact.at);
    demand(!roles.contains(&role), || conflict(rule, format!("{login} holds the role {role} already")))?;
    if whose.profile.kind == PersonKind::Machine {
        let may = MACHINE_ROLES.map(Role::code).join(", ");
        demand(MACHINE_ROLES.contains(&role), || {
            separation(MACHINE, format!("{login} is a machine, and may hold {may}, not {role}"))
        })?;
        demand(roles.is_empty(), || {
            separation(MACHINE, format!("{login} is a machine, and holds one role already"))
        })?;
    }
    let after: Vec<Role> = roles.iter().copied().chain([role]).collect();
    let signing = after.iter().filter(|r| r.signs()).count();
    demand(!(after.contains(&Role::Administrator) && signing > 1), || {
        separation(ADMIN, format!("{login} would be an administrator with {signing} SOP roles"))
    })
}

fn not_himself(case: &Case<'_>, login: &Login) -> Verdict {
    demand(*login != case.fact.actor, || {
        separation(ADMIN, "nobody grants a role to himself").hint("another administrator must grant it")
    })
}
fn two(case: &Case<'_>) -> bool {
    case.world.setting(&settings::TWO_ADMINISTRATORS) == "on"
}

fn proposed(case: &Case<'_>, e: &RoleProposed) -> Verdict {
    not_himself(case, &e.login)?;
    demand(two(case), || {
        conflict(TWO, "one administrator is enough: the setting two-administrators is off")
    })?;
    fits(case, ADMIN, &e.login, e.role, e.from)
}

fn granted(case: &Case<'_>, e: &RoleGranted) -> Verdict {
    not_himself(case, &e.login)?;
    fits(case, ADMIN, &e.login, e.role, e.from)?;
    if !two(case) {
        return Ok(());
    }
    let proposals = case.world.persons.get(&e.login).map_or(&[][..], |p| &p.proposals);
    let first = proposals.iter().find(|p| p.grant.role == e.role);
    let same = |p: &crate::domain::person::Proposal| p.grant.until == e.until && p.grant.from <= e.from;
    match first {
        Some(p) if p.grant.by == case.fact.actor => {
            let message = format!("{} has proposed it; a second administrator grants it", p.grant.by);
            Err(separation(TWO, message).hint(format!(
                "another administrator types: era-rm role grant {} {}",
                e.login,
                e.role.code()
            )))
        }
        Some(p) if same(p) => Ok(()),
        Some(p) => Err(conflict(TWO, format!("{} has proposed it for another time", p.grant.by))
            .hint("leave --from and --until out, to grant what was proposed")),
        None => Err(Refusal::new(RefusalKind::Order, TWO, "no other administrator has proposed it")),
    }
}

fn delegated(case: &Case<'_>, e: &RoleDelegated) -> Verdict {
    let own = e.of == case.fact.actor && case.fact.role == e.role;
    demand(own || case.fact.role == Role::Administrator, || {
        let message = format!("{} delegates a role of {}", case.fact.actor, e.of);
        Refusal {
            roles: vec![e.role, Role::Administrator],
            ..Refusal::new(RefusalKind::Role, DELEGATE, message)
        }
    })?;
    let because: Option<&Text> = e.reason.as_ref();
    if !own {
        reason(because, "a role delegated for somebody who is away")?;
    }
    demand(e.login != case.fact.actor && e.login != e.of, || {
        separation(DELEGATE, "nobody delegates a role to himself")
    })?;
    demand(e.role.signs(), || separation(DELEGATE, format!("the role {} is not delegated", e.role)))?;
    demand(person(case, DELEGATE, &e.of)?.owns(e.role, case.fact.at), || {
        Refusal::new(RefusalKind::Role, DELEGATE, format!("the role {} is not {}'s own", e.role, e.of))
    })?;
    let machine = person(case, DELEGATE, &e.login)?.profile.kind == PersonKind::Machine;
    demand(!machine, || {
        separation(MACHINE, format!("{} is a machine, to which no role is delegated", e.login))
    })?;
    let long = e.until.seconds_since(e.from);
    demand((1..=LONGEST).contains(&long), || {
        Refusal::new(RefusalKind::Evidence, DELEGATE, "a role is delegated for 30 days at most")
            .hint("give a time at most 30 days after --from: --until TIME")
    })?;
    fits(case, DELEGATE, &e.login, e.role, e.from)
}

fn revoked(case: &Case<'_>, login: &Login, role: Role) -> Verdict {
    let whose = person(case, ADMIN, login)?;
    let held = whose.grants.iter().any(|g| g.role == role && g.until.is_none_or(|u| u > case.fact.at));
    let proposed = whose.proposals.iter().any(|p| p.grant.role == role);
    demand(held || proposed, || conflict(ADMIN, format!("{login} does not hold the role {role}")))?;
    if role != Role::Administrator || !held {
        return Ok(());
    }
    let least = if two(case) { 2 } else { 1 };
    demand(case.world.administrators.len() > least, || {
        let message = if least == 1 {
            format!("{login} is the last administrator")
        } else {
            format!("a role grant needs two administrators, and {login} is one of the last two")
        };
        Refusal::new(RefusalKind::Order, ADMIN, message).hint("grant the role to another person first")
    })?;
    let signed = case.world.trust == Some(crate::domain::event::Trust::Signed);
    demand(!signed || !is_last_who_can_sign(case, login), || {
        Refusal::new(RefusalKind::Order, ADMIN, format!("{login} is the last administrator who has a key"))
            .hint("add a key of another administrator first: era-rm person key add LOGIN FILE")
    })
}
