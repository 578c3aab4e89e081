//! Identity, role, and separation of duties.

use crate::domain::event::Trust;
use crate::domain::fact::Certificate;
use crate::domain::key::fingerprint_of;
use crate::domain::person::{HeldKey, PersonKind};
use crate::domain::{Event, Login, Person, Refusal, RefusalKind, Role, Sought, Time};
use crate::sop::table;

use super::{Case, Verdict};

const ROLES: &str = "a role is held from a date, at the time of the act and when it is recorded";
/// What a signed ledger asks of every act.
pub const SIGNED: &str = "in a signed ledger every act carries the signature of a key that is the actor's at this place in the ledger";
const MACHINE: &str = "a machine records what was done, and decides nothing (ours)";
const SEPARATION: &str = "one person acts in one role per release";

/// The actor, who must be a person of this ledger, and in a signed ledger sign by a key of his own.
pub fn known<'a>(case: &Case<'a>) -> Result<&'a Person, Refusal> {
    let actor = person(case, &case.fact.actor)?;
    signed(case, actor)?;
    Ok(actor)
}
fn person<'a>(case: &Case<'a>, login: &Login) -> Result<&'a Person, Refusal> {
    case.world.persons.get(login).ok_or_else(|| {
        let message = format!("nobody in this ledger has the login {login}");
        let hint = format!("an administrator adds persons: era-rm person add {login} --name NAME");
        let refusal = Refusal::new(RefusalKind::Identity, "every act is made by a known person", message);
        refusal.hint(hint).sought(Sought::Person(login.to_string()))
    })
}

fn unknown(message: impl Into<String>) -> Refusal {
    Refusal::new(RefusalKind::Identity, SIGNED, message)
}
/// A signature where the ledger knows people otherwise.
pub fn unwanted() -> Refusal {
    unknown("it is signed, and this ledger is not one of signed acts")
}

/// Whether it is signed as the ledger demands: by a key that is the actor's at this place in the ledger.
fn signed(case: &Case<'_>, actor: &Person) -> Verdict {
    let (by, login) = (case.fact.signed.as_ref(), &actor.profile.login);
    match case.world.trust {
        Some(Trust::Signed) => {}
        Some(Trust::Declared | Trust::Os) | None => return by.map_or(Ok(()), |_| Err(unwanted())),
    }
    let Some(by) = by else {
        return Err(unknown("it is not signed")
            .hint("name your key with --key FILE, or hand it to ssh-agent: ssh-add FILE"));
    };
    let Some(held) = actor.key(&by.key) else {
        if by.certificate.is_some() {
            let hint = format!("an administrator names it: era-rm person key add {login} CA.pub --authority");
            return Err(unknown(format!("the authority of the certificate is none of {login}'s")).hint(hint));
        }
        let hint = format!(
            "era-rm person key list {login} shows the keys; an administrator adds the first: era-rm person key add {login} FILE"
        );
        return Err(unknown(format!("the key that signs is none of {login}'s")).hint(hint));
    };
    if let Some(end) = &held.end {
        let message = format!("the key {} of {login} ended at {}", held.key.fingerprint(), end.ended.1);
        return Err(unknown(message).hint("sign with a key that has not ended: --key FILE"));
    }
    match (&by.certificate, held.authority) {
        (None, false) => Ok(()),
        (Some(certificate), true) => certified(case, held, certificate),
        (None, true) => Err(unknown(format!(
            "{} is the key of an authority, which signs no acts",
            held.key.fingerprint()
        ))),
        (Some(_), false) => Err(unknown(format!(
            "{} is no key of an authority, so its certificates do not count",
            held.key.fingerprint()
        ))),
    }
}

/// Whether a certificate lets its key sign for a person at the time of the act. The principal is the actor letter by letter,
/// as OpenSSH compares them.
fn certified(case: &Case<'_>, authority: &HeldKey, certificate: &Certificate) -> Verdict {
    let (by, who, at) = (authority.key.fingerprint(), case.fact.actor.as_str(), case.fact.at);
    let refuse = |message: String| {
        let hint = format!("have one made for {who}: ssh-keygen -s CA -I ID -n {who} -V +1h KEY.pub");
        Err(unknown(message).hint(hint))
    };
    if let Some(known) = case.world.keys.get(&certificate.key) {
        let whose = known.of.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let message = format!(
            "the certificate is of the key {}, which this ledger knows as that of {whose}: such a key signs by itself, until it ends",
            fingerprint_of(&certificate.key)
        );
        return Err(unknown(message).hint("have another key certified, which no person of the ledger has"));
    }
    if !certificate.principals.iter().any(|p| p == who) {
        let of = certificate.principals.join(", ");
        return refuse(format!("the certificate by {by} is for {of:?}, not for {who}"));
    }
    if at < certificate.from {
        return refuse(format!(
            "the certificate by {by} is valid from {} on, and it is {at}",
            certificate.from
        ));
    }
    if at >= certificate.until {
        return refuse(format!("the certificate by {by} ended at {}, and it is {at}", certificate.until));
    }
    Ok(())
}

/// What a machine may do at all.
fn narrow(case: &Case<'_>, actor: &Person) -> Verdict {
    if actor.profile.kind != PersonKind::Machine || table::is_for_machines(case.act) {
        return Ok(());
    }
    let message = format!("{} is a machine, and `{}` is for people", actor.profile.login, case.act.command);
    Err(Refusal { roles: case.act.roles.to_vec(), ..Refusal::new(RefusalKind::Role, MACHINE, message) })
}

/// Whether the actor may do this in this role, and with no second hat.
pub fn judge(case: &Case<'_>) -> Verdict {
    let actor = known(case)?;
    let role = case.fact.role;
    if !case.act.roles.contains(&role) {
        let may = case.act.roles.iter().map(|r| r.the()).collect::<Vec<_>>().join(" or ");
        let message =
            format!("`{}` is for {may}, and {} acted as {role}", case.act.command, actor.profile.login);
        return Err(Refusal {
            roles: case.act.roles.to_vec(),
            ..Refusal::new(RefusalKind::Role, "each step has its role (SOP, Responsibility)", message)
        });
    }
    narrow(case, actor)?;
    match &case.fact.behalf {
        None => holds(case, actor, role)?,
        Some(of) => stands_in(case, actor, of, role)?,
    }
    if let Some((login, role)) = named(&case.fact.event) {
        holds(case, person(case, login)?, role)?;
    }
    separate(case)
}

/// Whether a role is held for another, whose own it is all the while.
fn stands_in(case: &Case<'_>, actor: &Person, of: &Login, role: Role) -> Verdict {
    let delegated = |t: Time| actor.stands_in_for(role, t) == Some(of);
    if [case.fact.at, case.fact.effective].into_iter().all(delegated) {
        return holds(case, person(case, of)?, role);
    }
    let message = format!("{of} has not delegated the role {role} to {} for this time", actor.profile.login);
    Err(Refusal { roles: case.act.roles.to_vec(), ..Refusal::new(RefusalKind::Role, ROLES, message) })
}

fn holds(case: &Case<'_>, who: &Person, role: Role) -> Verdict {
    let lacks = |t: Time| !who.owns(role, t);
    let Some(when) = [case.fact.at, case.fact.effective].into_iter().find(|t| lacks(*t)) else {
        return Ok(());
    };
    let message = format!("{} does not hold the role {role} at {when}", who.profile.login);
    let hint = if when == case.fact.at {
        format!("an administrator may grant it: era-rm role grant {} {}", who.profile.login, role.code())
    } else {
        "no role is granted for the past: whoever held it then records what was done then".to_owned()
    };
    // What every role may do for itself, this one may do for others.
    let roles = if case.act.roles.len() == Role::ALL.len() { vec![role] } else { case.act.roles.to_vec() };
    Err(Refusal { roles, ..Refusal::new(RefusalKind::Role, ROLES, message).hint(hint) })
}

/// Who acts by being named: the builder and the deployer.
fn named(event: &Event) -> Option<(&Login, Role)> {
    match event {
        Event::BuildRecorded(e) => Some((&e.builder, Role::SoftwareDeveloper)),
        Event::DeploymentRecorded(e) => Some((&e.deployer, Role::SoftwareDeveloper)),
        Event::DeploymentRecorded2(e) => Some((&e.deployer, Role::SoftwareDeveloper)),
        _ => None,
    }
}

/// Everybody whom this act makes act on the release, and in which role.
fn hats<'a>(case: &Case<'a>) -> Vec<(&'a Login, Role)> {
    let fact = case.fact;
    let joined = match &fact.event {
        Event::ReleaseScheduled(e) => e.ocrs.as_slice(),
        Event::OcrsAdded(e) => e.ocrs.as_slice(),
        _ => &[],
    };
    let mut hats = vec![(&fact.actor, fact.role)];
    hats.extend(fact.behalf.iter().map(|of| (of, fact.role)));
    hats.extend(named(&fact.event));
    hats.extend(joined.iter().map(|j| (&j.received_by, Role::ReleaseManager)));
    hats
}

fn separate(case: &Case<'_>) -> Verdict {
    // Who only carries word does not act on the release.
    if !case.world.separation || case.fact.event.is_errand() {
        return Ok(());
    }
    let hats = hats(case);
    let before = case.release.map_or(&[][..], |r| r.acted.as_slice());
    for (i, (login, role)) in hats.iter().enumerate() {
        let earlier = before.iter().find(|a| a.login == **login && a.role != *role).map(|a| a.role);
        let same_act = || hats.iter().take(i).find(|(l, r)| l == login && r != role).map(|(_, r)| *r);
        if let Some(other) = earlier.or_else(same_act).filter(|_| role.signs()) {
            let message = match case.release {
                Some(r) => format!("{login} has acted as {other} on release {}, so not as {role}", r.number),
                None => format!("{login} cannot act both as {other} and as {role} on one release"),
            };
            return Err(Refusal {
                roles: case.act.roles.to_vec(),
                ..Refusal::new(RefusalKind::Separation, SEPARATION, message)
            }
            .hint("another holder of the role must act"));
        }
    }
    Ok(())
}
