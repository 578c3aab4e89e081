//! Acts outside the steps: hold, retract; the first entry, parties, settings. Those about people are in `people`, those about
//! notices in `notices`.

use crate::domain::event::{SettingSet, Trust};
use crate::domain::{Event, Refusal, RefusalKind, Release, ReleaseId, ReleaseNumber, Role, Sought};
use crate::sop::{decide, settings};

use super::what::{demand, release};
use super::{Case, Verdict, who};

const NAMES: &str = "the parties and settings are a closed list (ours)";
const RESTORE: &str =
    "a restore that is accepted names entries before it that were kept, and later ones that are lost (ours)";
const ERASED: &str = "a document is erased once, by an administrator who says why; its digest stays (ours)";
const TWO: &str = "a role grant needs two administrators, where the settings ask for it (ours)";
const NUMBER: &str = "a release number once used belongs to that release for ever";
const HOLD: &str = "go, stop, hold (ours)";
const RETRACT: &str = "one's own latest act, while nothing stands on it; nothing at or before an issued go, and no deployment (ours)";
const BEGIN: &str = "a ledger begins once, with its first administrator (ours)";

pub(super) fn conflict(rule: &'static str, message: impl Into<String>) -> Refusal {
    Refusal::new(RefusalKind::Conflict, rule, message)
}

/// The first entry: there must be nothing before it.
pub fn first_entry(case: &Case<'_>) -> Verdict {
    demand(case.world.trust.is_none(), || conflict(BEGIN, "this ledger has begun already"))?;
    let today = case.fact.event.today();
    let Event::LedgerCreated2(e) = &*today else { return Ok(()) };
    demand(e.role.is_none_or(Role::signs), || {
        conflict(BEGIN, "the first administrator may hold one SOP role besides")
    })?;
    let by = case.fact.signed.as_ref();
    match (e.trust, &e.key) {
        (Trust::Signed, Some(key)) => demand(by.is_some_and(|by| by.key == key.id()), || {
            Refusal::new(RefusalKind::Identity, BEGIN, "the first entry is not signed by the first key")
        }),
        (Trust::Signed, None) => Err(Refusal::new(
            RefusalKind::Identity,
            BEGIN,
            "a signed ledger begins with the first administrator's key",
        )),
        (Trust::Declared | Trust::Os, _) => demand(by.is_none(), who::unwanted),
    }
}

/// Whether a number is free for a release: no other has or ever had it.
pub fn free(case: &Case<'_>, number: &ReleaseNumber, release: Option<ReleaseId>) -> Verdict {
    let of = case.world.numbers.get(number);
    demand(of.is_none() || of == release.as_ref(), || {
        conflict(NUMBER, format!("release number {number} is taken"))
            .hint(format!("era-rm release show {number} shows whose it is; give another"))
    })
}
/// A new number: another than it has, and free, or one of its own of before.
pub fn number(case: &Case<'_>, new: &ReleaseNumber) -> Verdict {
    let r = release(case)?;
    demand(*new != r.number, || {
        conflict(NUMBER, format!("{} is the number of this release already", r.number))
    })?;
    free(case, new, Some(r.id))
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
        Event::PartySet(e) => demand(settings::party(e.party.as_str()).is_some(), || {
            Refusal::no_such(NAMES, Sought::Party(e.party.to_string()))
                .hint("era-rm party list shows the parties")
        }),
        Event::SettingSet(e) => setting(case, e),
        Event::RestoreAccepted(e) => demand(e.kept < case.fact.seq && e.kept < e.lost, || {
            let message = format!("entries up to {} cannot be kept and {} be lost", e.kept, e.lost);
            Refusal::new(RefusalKind::Evidence, RESTORE, message).hint(
                "--kept SEQ is the last entry of the copy, --lost SEQ the last that is known to be lost",
            )
        }),
        Event::DocumentErased(e) => match case.world.erased.get(&e.digest) {
            Some((at, by)) => {
                Err(conflict(ERASED, format!("document {} was erased by {by} at {at}", e.digest))
                    .hint("nothing is left to do here; era-rm log shows the entry"))
            }
            None => Ok(()),
        },
        _ => Ok(()),
    }
}

fn setting(case: &Case<'_>, e: &SettingSet) -> Verdict {
    let Some(setting) = settings::find(&e.name.key()) else {
        return Err(Refusal::no_such(NAMES, Sought::Setting(e.name.to_string()))
            .hint("era-rm setting list shows the settings"));
    };
    let fits = setting.values.is_empty() || setting.values.contains(&e.value.as_str());
    demand(fits, || {
        let message =
            format!("{} is {}, not {:?}", setting.name, setting.values.join(" or "), e.value.as_str());
        Refusal::new(RefusalKind::Evidence, NAMES, message)
    })?;
    let counts = setting.name != settings::REMIND_AFTER.name || settings::hours(e.value.as_str()).is_some();
    demand(counts, || {
        let message =
            format!("{} is a number of hours from 1 to 8760, not {:?}", setting.name, e.value.as_str());
        Refusal::new(RefusalKind::Evidence, NAMES, message)
    })?;
    if setting.name != settings::TWO_ADMINISTRATORS.name {
        return Ok(());
    }
    let on = case.world.setting(&settings::TWO_ADMINISTRATORS) == "on";
    demand(!on || e.value.as_str() == "on", || {
        conflict(TWO, "once a role grant needs two administrators, it stays so: one alone could undo it")
    })?;
    demand(e.value.as_str() == "off" || case.world.administrators.len() > 1, || {
        Refusal::new(RefusalKind::Order, TWO, "there is one administrator only")
            .hint("grant the role administrator to another person first")
    })
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
