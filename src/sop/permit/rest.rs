//! Acts outside the steps: hold, retract, notices; persons, roles, parties, settings.

use crate::domain::{Event, Login, Refusal, RefusalKind, Release, Role, Sought};
use crate::sop::{decide, owed, settings};

use super::what::{demand, release};
use super::{Case, Verdict};

const NAMES: &str = "the parties and settings are a closed list (ours)";
const NOTICE: &str = "each notice that is owed is handed over once (ours)";
const HOLD: &str = "go, stop, hold (ours)";
const RETRACT: &str = "one's own latest act, while nothing stands on it; nothing at or before an issued go, and no deployment (ours)";
const ADMIN: &str = "nobody grants to himself; one administrator at least is left; an administrator holds one SOP role at most (ours)";

fn conflict(rule: &'static str, message: impl Into<String>) -> Refusal {
    Refusal::new(RefusalKind::Conflict, rule, message)
}

/// The first entry: there must be nothing before it.
pub fn first_entry(case: &Case<'_>) -> Verdict {
    demand(case.world.trust.is_none(), || conflict(ADMIN, "this ledger has begun already"))?;
    let Event::LedgerCreated(e) = &case.fact.event else { return Ok(()) };
    demand(e.role.is_none_or(Role::signs), || {
        conflict(ADMIN, "the first administrator may hold one SOP role besides")
    })
}

/// Acts outside the steps.
pub fn judge(case: &Case<'_>) -> Verdict {
    match &case.fact.event {
        Event::ReleaseHeld(_) => {
            let r = release(case)?;
            demand(r.held.is_none(), || conflict(HOLD, format!("release {} is held already", r.number)))
        }
        Event::ReleaseResumed(_) => {
            let r = release(case)?;
            demand(r.held.is_some(), || conflict(HOLD, format!("release {} is not held", r.number)))
        }
        Event::ActRetracted(e) => retract(case, release(case)?, e.revision),
        Event::NoticesGivenByHand(e) => {
            for id in &e.notices {
                let Some(n) = case.world.notices.get(id) else {
                    let sought = Sought::Notice(id.to_string());
                    return Err(Refusal::no_such(NOTICE, sought).hint("era-rm notice list shows the notices"));
                };
                demand(n.delivered.is_none(), || conflict(NOTICE, format!("notice {id} was delivered")))?;
                let roles = owed::hands_over(n.owed.role);
                demand(roles.contains(&case.fact.role), || Refusal {
                    roles,
                    ..Refusal::new(
                        RefusalKind::Role,
                        "a notice is handed over by the role that sends it, or the Release Manager",
                        format!("notice {id} is sent by the {}", n.owed.role),
                    )
                })?;
            }
            demand(!e.notices.is_empty(), || {
                Refusal::new(RefusalKind::NotFound, NOTICE, "no such notice waits to be handed over")
                    .hint("era-rm notice list shows the notices")
            })
        }
        Event::PersonAdded(e) => demand(!case.world.persons.contains_key(&e.profile.login), || {
            conflict(
                "a login belongs to one person",
                format!("there is a person {} already", e.profile.login),
            )
        }),
        Event::RoleGranted(e) => {
            // The draft's moment may lie a little before the recorded one, which follows the clock of those before it.
            demand(e.from.plus_seconds(300) >= case.fact.at, || {
                Refusal::new(RefusalKind::Evidence, ADMIN, "a role is not granted for the past")
                    .hint("leave --from out, or give a time to come")
            })?;
            grant(case, &e.login, e.role)
        }
        Event::RoleRevoked(e) => revoke(case, &e.login, e.role),
        Event::PartySet(e) => demand(settings::party(e.party.as_str()).is_some(), || {
            Refusal::no_such(NAMES, Sought::Party(e.party.to_string()))
                .hint("era-rm party list shows the parties")
        }),
        Event::SettingSet(e) => demand(settings::find(&e.name.key()).is_some(), || {
            Refusal::no_such(NAMES, Sought::Setting(e.name.to_string()))
                .hint("era-rm setting list shows the settings")
        }),
        _ => Ok(()),
    }
}

fn retract(case: &Case<'_>, r: &Release, revision: u64) -> Verdict {
    let refuse = |why: String| Refusal::new(RefusalKind::Order, RETRACT, why);
    let subject = r.subject();
    let Some(act) = r.facts().find(|f| f.revision(&subject) == revision && !r.retracted.contains(&revision))
    else {
        return Err(Refusal::new(
            RefusalKind::NotFound,
            RETRACT,
            format!("release {} has no act at revision {revision} to retract", r.number),
        ));
    };
    if act.actor != case.fact.actor || act.role != case.fact.role {
        let message = format!("revision {revision} is the act of {} ({})", act.actor, act.role);
        return Err(Refusal { roles: vec![act.role], ..Refusal::new(RefusalKind::Role, RETRACT, message) });
    }
    let latest = decide::latest_act(r, &case.fact.actor).map(|f| f.revision(&subject));
    demand(latest == Some(revision), || {
        refuse(format!("revision {revision} is not the latest act of {}", case.fact.actor))
    })?;
    let row = crate::sop::table::act_of(act.event.name());
    demand(row.retractable, || {
        refuse(format!("`{}` is not retracted; it is answered by another act", row.command))
    })?;
    let last_go = r.gos.last().map_or(0, |g| g.revision);
    demand(revision > last_go, || refuse("nothing at or before an issued go is retracted".into()))?;
    match decide::stands_on(r, act) {
        None => Ok(()),
        Some(later) => Err(refuse(format!(
            "`{}` by {} at {} stands on it",
            crate::sop::table::act_of(later.event.name()).command,
            later.actor,
            later.at
        ))),
    }
}

fn grant(case: &Case<'_>, login: &Login, role: Role) -> Verdict {
    let Some(person) = case.world.persons.get(login) else {
        return Err(Refusal::no_such(ADMIN, Sought::Person(login.to_string()))
            .hint(format!("era-rm person add {login} --name NAME")));
    };
    if *login == case.fact.actor {
        return Err(Refusal::new(RefusalKind::Separation, ADMIN, "nobody grants a role to himself")
            .hint("another administrator must grant it"));
    }
    let roles = person.roles(case.fact.at);
    demand(!roles.contains(&role), || conflict(ADMIN, format!("{login} holds the role {role} already")))?;
    let after: Vec<Role> = roles.iter().copied().chain([role]).collect();
    let signing = after.iter().filter(|r| r.signs()).count();
    demand(!(after.contains(&Role::Administrator) && signing > 1), || {
        Refusal::new(
            RefusalKind::Separation,
            ADMIN,
            format!("{login} would be an administrator with {signing} SOP roles"),
        )
    })
}

fn revoke(case: &Case<'_>, login: &Login, role: Role) -> Verdict {
    let Some(person) = case.world.persons.get(login) else {
        return Err(Refusal::no_such(ADMIN, Sought::Person(login.to_string()))
            .hint("era-rm person list shows the persons"));
    };
    let held = person.grants.iter().any(|g| g.role == role && g.until.is_none_or(|u| u > case.fact.at));
    demand(held, || conflict(ADMIN, format!("{login} does not hold the role {role}")))?;
    let last = role == Role::Administrator && case.world.administrators.len() <= 1;
    demand(!last, || {
        Refusal::new(RefusalKind::Order, ADMIN, format!("{login} is the last administrator"))
            .hint("grant the role to another person first")
    })
}
