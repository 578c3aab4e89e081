//! What becomes of notices: handed over by hand or sent, tried in vain, acknowledged; and reminders.

use crate::domain::event::{NoticeAcknowledged, Reminded};
use crate::domain::person::PersonKind;
use crate::domain::{Event, NoticeId, Refusal, RefusalKind, Role, Sought};
use crate::sop::world::Notice;
use crate::sop::{owed, settings};

use super::rest::conflict;
use super::what::{demand, release};
use super::{Case, Verdict};

const NOTICE: &str = "each notice that is owed is handed over once (ours)";
const SENDER: &str = "a notice is handed over by the role that sends it, or the Release Manager";
const ANSWER: &str = "a notice that was handed over is acknowledged once, by a role that was told; the answer of others is recorded by who told them (ours)";
const REMINDER: &str = "a reminder names each role that it reminds once (ours)";
const SHOWS: &str = "era-rm notice list shows the notices";

/// Acts about notices.
pub fn judge(case: &Case<'_>) -> Verdict {
    let event = &case.fact.event;
    match event {
        Event::Reminded(e) => reminder(case, e),
        Event::NoticeAcknowledged(e) => answer(case, e),
        Event::NoticeSent(e) => handed(case, &e.notice).and_then(|()| named(e.recipients.is_empty())),
        Event::NoticeFailed(e) => handed(case, &e.notice).and_then(|()| named(e.recipients.is_empty())),
        _ => {
            let notices = event.about_notices().unwrap_or_default();
            notices.iter().try_for_each(|id| handed(case, id))?;
            demand(!notices.is_empty(), || {
                Refusal::new(RefusalKind::NotFound, NOTICE, "no such notice waits to be handed over")
                    .hint(SHOWS)
            })
        }
    }
}

fn notice<'a>(case: &Case<'a>, id: &NoticeId) -> Result<&'a Notice, Refusal> {
    let none = || Refusal::no_such(NOTICE, Sought::Notice(id.to_string())).hint(SHOWS);
    case.world.notices.get(id).ok_or_else(none)
}

fn named(nobody: bool) -> Verdict {
    demand(!nobody, || super::what::lacks("a notice is sent to somebody").hint("party set gives addresses"))
}

/// A notice that waits, in the hands of who may hand it over.
fn handed(case: &Case<'_>, id: &NoticeId) -> Verdict {
    let n = notice(case, id)?;
    demand(n.delivered.is_none(), || conflict(NOTICE, format!("notice {id} was delivered")))?;
    // A machine that sends is of no side: it may hold no role that most notices are sent by.
    demand(is_machine(case) && case.fact.event.is_errand() || sends(case, n), || Refusal {
        roles: owed::hands_over(n.owed.role),
        ..Refusal::new(RefusalKind::Role, SENDER, format!("notice {id} is sent by the {}", n.owed.role))
    })
}
fn sends(case: &Case<'_>, n: &Notice) -> bool {
    owed::hands_over(n.owed.role).contains(&case.fact.role)
}
fn is_machine(case: &Case<'_>) -> bool {
    let actor = case.world.persons.get(&case.fact.actor);
    actor.is_some_and(|p| p.profile.kind == PersonKind::Machine)
}

fn answer(case: &Case<'_>, e: &NoticeAcknowledged) -> Verdict {
    let n = notice(case, &e.notice)?;
    let told = Role::ALL.into_iter().find(|r| settings::party_of(*r) == n.to.as_str());
    let roles = told.map_or_else(|| owed::hands_over(n.owed.role), |r| vec![r]);
    demand(roles.contains(&case.fact.role), || Refusal {
        roles,
        ..Refusal::new(RefusalKind::Role, ANSWER, format!("notice {} was owed to {}", e.notice, n.to))
    })?;
    if let Some(a) = &n.acknowledged {
        return Err(conflict(
            ANSWER,
            format!("notice {} was acknowledged by {} at {}", e.notice, a.by, a.at),
        ));
    }
    demand(n.delivered.is_some(), || {
        let message = format!("notice {} was not handed over yet", e.notice);
        Refusal::new(RefusalKind::Order, ANSWER, message)
            .hint(format!("era-rm notice send {0}, or era-rm notice by-hand {0} --how TEXT", e.notice))
    })?;
    demand(told.is_some() || e.note.is_some(), || {
        super::what::lacks(format!("{} cannot answer here, so its answer is told", n.to)).hint("--note TEXT")
    })
}

fn reminder(case: &Case<'_>, e: &Reminded) -> Verdict {
    let r = release(case)?;
    let of_role = |p: &str| Role::ALL.into_iter().any(|role| role.signs() && settings::party_of(role) == p);
    let once = e.waited.iter().zip(1..).all(|(w, n)| e.waited.iter().skip(n).all(|x| x.party != w.party));
    demand(once && !e.waited.is_empty() && e.waited.iter().all(|w| of_role(w.party.as_str())), || {
        Refusal::new(
            RefusalKind::Evidence,
            REMINDER,
            format!("the reminder on release {} names nobody, or somebody twice, or no role", r.number),
        )
    })
}
