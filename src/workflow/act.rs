//! One act, from key press to receipt: find the key, load, draft, judge, seal. The only place that appends.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::domain::{
    Basis, Event, Fact, Refusal, RefusalKind, ReleaseId, ReleaseNumber, Role, SignedBy, Sought, Subject, Time,
};
use crate::ledger::{Entry, Head, Sealable};
use crate::sop::{decide, permit, table};
use crate::store::{AppendError, Store};

use super::loader::{Loaded, decode};
use super::plan::{Paper, Plan, Stamp, basis_after, body_of, judged_on, tells, told};
use super::refused::{incomplete, refuse, renamed, warnings};
use super::request::{Draft, Receipt, Request, Scene};
use super::{Failure, erase};

/// How often an act is judged anew when its subjects moved on meanwhile.
const AGAIN: u32 = 3;
/// How far the recorded time may run ahead of our clock, in seconds, to follow what was recorded before.
const AHEAD: i64 = 300;

/// Makes one act.
///
/// # Errors
/// A [`Failure`]; nothing is recorded then, save one `Refused` entry for identity, role or separation of duties.
pub fn perform(store: &mut dyn Store, request: &Request<'_>) -> Result<Receipt, Failure> {
    if let Some(key) = &request.key
        && let Some(entry) = store.find(&request.actor, key)?
    {
        return replay(store, request, &entry);
    }
    let mut moved = Vec::new();
    for attempt in 0..=AGAIN {
        std::thread::sleep(pause(attempt));
        let (plan, refused) = match judge(&*store, request)? {
            Judged::Lawful(plan) => (plan, None),
            Judged::Refused(plan, failure) => (plan, Some(failure)),
            Judged::Unrecorded(failure) => return Err(failure),
        };
        if request.dry_run {
            return refused.map_or_else(|| Ok(plan.receipt(None)), Err);
        }
        // Before the write lock is taken: a hardware key may take seconds.
        let sealed = plan.sealable().and_then(|sealable| signed(sealable, request));
        let sealable = match sealed {
            Ok(sealable) => sealable,
            // A refusal that could not be signed is still that refusal.
            Err(failure) => return Err(refused.unwrap_or(failure)),
        };
        match (store.append(std::slice::from_ref(&sealable)), refused) {
            (Ok(_), Some(failure)) => return Err(failure),
            (Ok(entries), None) => return Ok(plan.receipt(entries.last())),
            (Err(AppendError::Moved(subjects)), _) => moved = subjects,
            (Err(AppendError::Replay(entry)), None) => return replay(store, request, &entry),
            (Err(AppendError::KeyReused(seq)), None) => return Err(key_reused(seq)),
            (Err(AppendError::Clock(why)), None) => return Err(clock(why)),
            (Err(AppendError::Unknown(why)), None) => {
                return Err(Failure::Unknown(why, plan.body.key.to_string()));
            }
            (Err(AppendError::Store(e)), None) => return Err(e.into()),
            // A refusal that could not be recorded is still that refusal.
            (Err(_), Some(failure)) => return Err(failure),
        }
    }
    let names = moved.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    Err(Failure::Conflict {
        message: format!("others were faster {} times: {names} moved on", AGAIN + 1),
        hint: "try again".into(),
        retryable: true,
    })
}

/// With the signature of who acts; unsigned where the ledger asks for none.
fn signed(sealable: Sealable, request: &Request<'_>) -> Result<Sealable, Failure> {
    let Some(signer) = request.signer else { return Ok(sealable) };
    Ok(Sealable { signature: signer.sign(&sealable.body)?, ..sealable })
}

/// How long to wait before an act is judged anew: nothing at first, then a little, and not the same for all who wait.
fn pause(attempt: u32) -> Duration {
    let scatter = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |t| t.subsec_micros() % 40);
    Duration::from_millis(u64::from(attempt * (10 + scatter)))
}

fn key_reused(seq: u64) -> Failure {
    Failure::Conflict {
        message: format!("the idempotency key was used for another command, in entry {seq}"),
        hint: "use a new key for a new command".into(),
        retryable: false,
    }
}
fn clock(why: String) -> Failure {
    Failure::Conflict { message: why, hint: "set this machine's clock right".into(), retryable: false }
}

/// The same answer as the first time.
fn replay(store: &dyn Store, request: &Request<'_>, entry: &Entry) -> Result<Receipt, Failure> {
    let body = decode(entry)?;
    if body.intent != request.intent {
        return Err(key_reused(entry.seq));
    }
    let mut loaded = Loaded::begin(store)?;
    let release = release_of(&body.links().map(|(s, ..)| s.clone()).collect::<Vec<_>>());
    loaded.load(&release.map(Subject::Release).into_iter().collect::<Vec<_>>())?;
    Ok(Receipt {
        head: Some(Head { seq: entry.seq, digest: entry.digest }),
        replayed: true,
        fallen: Vec::new(),
        told: told(&body),
        came: Vec::new(),
        warnings: Vec::new(),
        release: release.and_then(|id| loaded.world.releases.remove(&id)),
        body,
    })
}

fn release_of(subjects: &[Subject]) -> Option<ReleaseId> {
    subjects.iter().find_map(|s| match s {
        Subject::Release(id) => Some(*id),
        _ => None,
    })
}
/// What the judge made of an act.
pub(super) enum Judged {
    Lawful(Plan),
    /// Refused, with the `Refused` entry to be recorded.
    Refused(Plan, Failure),
    Unrecorded(Failure),
}

fn judge(store: &dyn Store, request: &Request<'_>) -> Result<Judged, Failure> {
    let head = store.head()?;
    let mut first = vec![Subject::Settings, Subject::Parties, Subject::person(&request.actor)];
    first.extend(request.signer.and_then(|s| certified_key(&s.signed_by())));
    first.extend(request.release.iter().map(Subject::number).chain(request.loads.iter().cloned()));
    let mut loaded = Loaded::with(store, &first)?;
    let release = match &request.release {
        Some(number) => Some(loaded.release(number)?.ok_or_else(|| no_release(number))?),
        None => None,
    };
    let now = (request.clock)();
    let mut scene = Scene { loaded: &mut loaded, release, at: now, head, actor: request.actor.clone() };
    let draft = match (request.draft)(&mut scene) {
        Ok(draft) => draft,
        Err(Failure::Refused(refusal, _)) => return refuse(store, loaded, request, *refusal, release, now),
        Err(other) => return Err(other),
    };
    let event = &draft.event;
    // What an act names is loaded first: a notice tells whose release it changes.
    loaded.load(&judged_on(&loaded.world, event))?;
    let mut subjects = decide::subjects(&loaded.world, event, release);
    loaded.load(&subjects)?;
    // Whom these name again: the administrators who are left.
    loaded.load(&judged_on(&loaded.world, event))?;
    let of_many = matches!(event, Event::KeyEnded(_));
    let release = release.or_else(|| release_of(&subjects).filter(|_| !of_many));
    let at = time(&loaded, &subjects, request, now)?;
    let role = match role(&loaded, request, &draft, release, at) {
        Ok(role) => role,
        Err(refusal) => return refuse(store, loaded, request, *refusal, release, at),
    };
    let behalf = loaded.world.persons.get(&request.actor).and_then(|p| p.stands_in_for(role, at)).cloned();
    loaded.load(&behalf.iter().map(Subject::person).collect::<Vec<_>>())?;
    if let (Some(wanted), Some(first)) = (request.expect_revision, subjects.first()) {
        expected(&loaded, first, wanted)?;
    }
    let mut documents = draft.documents;
    let r = release.and_then(|id| loaded.world.releases.get(&id));
    let paper = Paper { loaded: &loaded, head: head.as_ref(), at, actor: &request.actor };
    let tells = tells(&paper, event, r, &mut subjects, &mut documents);
    erase::none_comes_back(store, documents.iter().map(|d| d.digest))?;
    let mut fact = Fact {
        seq: head.map_or(0, |h| h.seq) + 1,
        subjects: subjects.iter().map(|s| (s.clone(), loaded.tip(s).revision + 1)).collect(),
        event: draft.event,
        actor: request.actor.clone(),
        role,
        at,
        effective: request.effective.as_ref().map_or(at, |(t, _)| *t),
        basis: Basis::default(),
        tells,
        behalf,
        signed: request.signer.map(|s| s.signed_by()),
    };
    if let Err(refusal) = permit::permit(&loaded.world, &fact) {
        return refuse(store, loaded, request, refusal, release, at);
    }
    let hats = r.map(|r| r.acted.len());
    let renamed = request.release.as_ref().zip(r).and_then(|(typed, r)| renamed(typed, r));
    let decision = decide::apply(std::mem::take(&mut loaded.world), &fact);
    fact.basis = basis_after(&decision, release);
    let mut warnings = warnings(store, hats, &decision, release, at)?;
    warnings.extend(incomplete(&fact.event).into_iter().chain(renamed));
    let stamp = Stamp {
        key: request.key.clone().unwrap_or_else(|| request.made_up_key.clone()),
        intent: request.intent,
        effective: request.effective.clone(),
        ledger: request.ledger,
    };
    let body = body_of(&loaded, stamp, &fact);
    Ok(Judged::Lawful(Plan { body, decision, documents, release, warnings }))
}

/// The key that a certificate is of: it may not be one that the ledger knows.
pub(super) fn certified_key(by: &SignedBy) -> Option<Subject> {
    by.certificate.as_ref().map(|c| Subject::Key(c.key))
}

fn no_release(number: &ReleaseNumber) -> Failure {
    Failure::no_such(Sought::Release(number.to_string()), "era-rm release list shows the releases")
}

fn expected(loaded: &Loaded<'_>, subject: &Subject, wanted: u64) -> Result<(), Failure> {
    let found = loaded.tip(subject).revision;
    if found == wanted {
        return Ok(());
    }
    let release = release_of(std::slice::from_ref(subject)).and_then(|id| loaded.world.releases.get(&id));
    let name = release.map_or_else(|| subject.to_string(), |r| format!("release {}", r.number));
    let log = release.map_or_else(|| "era-rm log".to_owned(), |r| format!("era-rm log {}", r.number));
    Err(Failure::Conflict {
        message: format!("{name} is at revision {found}, not {wanted}"),
        hint: format!("look at what happened meanwhile: {log}"),
        retryable: false,
    })
}

/// The recorded time: never before that of an act it follows, nor before the key that signs it was added.
fn time(
    loaded: &Loaded<'_>,
    subjects: &[Subject],
    request: &Request<'_>,
    now: Time,
) -> Result<Time, Failure> {
    let person = request.signer.map(|_| Subject::person(&request.actor));
    let last = subjects.iter().chain(&person).filter_map(|s| loaded.tip(s).at).max().unwrap_or(now);
    if last.seconds_since(now) > AHEAD {
        return Err(clock(format!("this machine's clock says {now}, but an act was recorded at {last}")));
    }
    Ok(last.max(now))
}

/// The role acted in: as typed, as the act demands, or the only one of the person's that may do it.
fn role(
    loaded: &Loaded<'_>,
    request: &Request<'_>,
    draft: &Draft,
    release: Option<ReleaseId>,
    at: Time,
) -> Result<Role, Box<Refusal>> {
    if let Some(role) = request.role.or(draft.role) {
        return Ok(role);
    }
    let act = table::act_of(draft.event.name());
    let Some(person) = loaded.world.persons.get(&request.actor) else {
        return Ok(act.roles.first().copied().unwrap_or(Role::Auditor));
    };
    let held = person.roles(at);
    let fit: Vec<Role> = held.iter().copied().filter(|r| act.roles.contains(r)).collect();
    let acted = release
        .and_then(|id| loaded.world.releases.get(&id))
        .and_then(|r| r.acted.iter().find(|a| a.login == request.actor && fit.contains(&a.role)));
    match (fit.as_slice(), acted) {
        ([only], _) => Ok(*only),
        (_, Some(a)) => Ok(a.role),
        // Not one of them may do it: let the judge say so, of the role the person does hold.
        ([], None) => Ok(held.first().or(act.roles.first()).copied().unwrap_or(Role::Auditor)),
        (several, None) => {
            let names = several.iter().map(|r| r.code()).collect::<Vec<_>>().join(", ");
            let message = format!("{} holds several roles that may do this: {names}", request.actor);
            Err(Box::new(
                Refusal::new(RefusalKind::Usage, "an act is made in one role", message)
                    .hint("say which: --role ROLE"),
            ))
        }
    }
}
