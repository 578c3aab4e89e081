//! Identity, role, and separation of duties.

use crate::domain::{Event, Login, Person, Refusal, RefusalKind, Role, Sought, Time};

use super::{Case, Verdict};

const ROLES: &str = "a role is held from a date, at the time of the act and when it is recorded";
const SEPARATION: &str = "one person acts in one role per release";

/// The actor, who must be a person of this ledger.
pub fn known<'a>(case: &Case<'a>) -> Result<&'a Person, Refusal> {
    person(case, &case.fact.actor)
}
fn person<'a>(case: &Case<'a>, login: &Login) -> Result<&'a Person, Refusal> {
    case.world.persons.get(login).ok_or_else(|| {
        let message = format!("nobody in this ledger has the login {login}");
        let hint = format!("an administrator adds persons: era-rm person add {login} --name NAME");
        let refusal = Refusal::new(RefusalKind::Identity, "every act is made by a known person", message);
        refusal.hint(hint).sought(Sought::Person(login.to_string()))
    })
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
    holds(case, actor, role)?;
    if let Some((login, role)) = named(&case.fact.event) {
        holds(case, person(case, login)?, role)?;
    }
    separate(case)
}

fn holds(case: &Case<'_>, who: &Person, role: Role) -> Verdict {
    let lacks = |t: Time| !who.holds(role, t);
    let Some(when) = [case.fact.at, case.fact.effective].into_iter().find(|t| lacks(*t)) else {
        return Ok(());
    };
    let message = format!("{} does not hold the role {role} at {when}", who.profile.login);
    let hint = if when == case.fact.at {
        format!("an administrator may grant it: era-rm role grant {} {}", who.profile.login, role.code())
    } else {
        "no role is granted for the past: whoever held it then records what was done then".to_owned()
    };
    Err(Refusal {
        roles: case.act.roles.to_vec(),
        ..Refusal::new(RefusalKind::Role, ROLES, message).hint(hint)
    })
}

/// Who acts by being named: the builder and the deployer.
fn named(event: &Event) -> Option<(&Login, Role)> {
    match event {
        Event::BuildRecorded(e) => Some((&e.builder, Role::SoftwareDeveloper)),
        Event::DeploymentRecorded(e) => Some((&e.deployer, Role::SoftwareDeveloper)),
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
    hats.extend(named(&fact.event));
    hats.extend(joined.iter().map(|j| (&j.received_by, Role::ReleaseManager)));
    hats
}

fn separate(case: &Case<'_>) -> Verdict {
    if !case.world.separation {
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
