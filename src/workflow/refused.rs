//! Refusals: recorded where they are of identity, role or separation and the person is known; and who may help.

use crate::domain::event::Refused;
use crate::domain::results::Suite;
use crate::domain::{
    Basis, Event, Fact, Login, Refusal, Release, ReleaseId, ReleaseNumber, Role, Subject, Text, Time,
};
use crate::sop::decide::Decision;
use crate::sop::permit;
use crate::store::Store;

use super::act::Judged;
use super::loader::Loaded;
use super::plan::{Plan, Stamp, body_of};
use super::request::Request;
use super::{Failure, people};

/// How many refusals are recorded for a person and day.
const REFUSALS: u32 = 100;

/// A refusal: recorded where it is one of identity, role or separation and the person is known.
pub(super) fn refuse(
    store: &dyn Store,
    mut loaded: Loaded<'_>,
    request: &Request<'_>,
    refusal: Refusal,
    release: Option<ReleaseId>,
    at: Time,
) -> Result<Judged, Failure> {
    let known = loaded.world.persons.get(&request.actor).cloned();
    let record = refusal.kind.is_recorded() && !request.dry_run;
    let who = people::candidates(&loaded, &refusal, release, at)?;
    let failure = |r: Refusal| Failure::Refused(Box::new(r), who);
    let (Some(person), true) = (known, record) else { return Ok(Judged::Unrecorded(failure(refusal))) };
    let Some(key) = refusal_key(store, &request.actor, at)? else {
        return Ok(Judged::Unrecorded(failure(refusal)));
    };
    loaded.load(&[Subject::Refusals])?;
    let text = |s: &str| s.chars().take(900).collect::<String>().parse::<Text>();
    let (Ok(command), Ok(code), Ok(why)) =
        (text(request.command), text(refusal.kind.word()), text(&refusal.message))
    else {
        return Ok(Judged::Unrecorded(failure(refusal)));
    };
    let fact = Fact {
        seq: 0,
        subjects: vec![(Subject::Refusals, loaded.tip(&Subject::Refusals).revision + 1)],
        event: Event::Refused(Refused { command, code, why, release }),
        actor: request.actor.clone(),
        role: person.roles(at).first().copied().unwrap_or(Role::Auditor),
        at,
        effective: at,
        basis: Basis::default(),
        tells: Vec::new(),
        behalf: None,
        signed: request.signer.map(|s| s.signed_by()),
    };
    // Who does not sign as himself is not known to be who he says: nothing is recorded under that name.
    if permit::permit(&loaded.world, &fact).is_err() {
        return Ok(Judged::Unrecorded(failure(refusal)));
    }
    let stamp = Stamp { key, intent: request.intent, effective: None, ledger: None };
    let body = body_of(&loaded, stamp, &fact);
    let decision = Decision { after: loaded.world, fallen: Vec::new() };
    let plan = Plan { body, decision, documents: Vec::new(), release: None, warnings: Vec::new() };
    Ok(Judged::Refused(plan, failure(refusal)))
}

/// The key under which a person's next refusal of the day is recorded; `None` once there are [`REFUSALS`]. Found by
/// halving, so that it costs the same however many there are.
fn refusal_key(store: &dyn Store, actor: &Login, at: Time) -> Result<Option<Text>, Failure> {
    let key = |n: u32| -> Result<Text, Failure> {
        format!("refused {} {n}", at.day()).parse().map_err(|e| Failure::Bug(anyhow::Error::new(e)))
    };
    let (mut low, mut high) = (1, REFUSALS + 1);
    while low < high {
        let middle = u32::midpoint(low, high);
        if store.find(actor, &key(middle)?)?.is_some() {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if low > REFUSALS { Ok(None) } else { key(low).map(Some) }
}

/// An act that would leave a needed role without an eligible person says so: one that gives somebody a role on the
/// release which he did not have there before (`hats`: how many had one before).
pub(super) fn warnings(
    store: &dyn Store,
    hats: Option<usize>,
    decision: &Decision,
    release: Option<ReleaseId>,
    at: Time,
) -> Result<Vec<String>, Failure> {
    let Some(r) = release.and_then(|id| decision.after.releases.get(&id)) else { return Ok(Vec::new()) };
    let same = hats == Some(r.acted.len());
    if same || !decision.after.separation || r.end.is_some() {
        return Ok(Vec::new());
    }
    let mut out = Vec::new();
    for role in Role::ALL.into_iter().filter(|x| x.signs()) {
        if people::eligible(store, Some(r), role, at)?.is_empty() {
            out.push(format!("nobody is left who may act as {role} on release {}", r.number));
        }
    }
    Ok(out)
}

/// What whoever names a release by one of its old numbers should know.
pub fn renamed(typed: &ReleaseNumber, r: &Release) -> Option<String> {
    (*typed != r.number).then(|| format!("release {typed} is now release {}", r.number))
}

/// A run in which a suite is missing can be recorded, but not passed.
pub(super) fn incomplete(event: &Event) -> Option<String> {
    let today = event.today();
    let results = match &*today {
        Event::DeveloperTested2(e) => Some(&e.results),
        Event::TestsRun2(e) => Some(&e.results),
        Event::TestRecorded2(e) => e.run.as_ref().map(|run| &run.results),
        _ => None,
    };
    let missing: Vec<String> = results?.missing().map(Suite::said).collect();
    (!missing.is_empty())
        .then(|| format!("the run is incomplete: these suites did not run: {}", missing.join(", ")))
}
