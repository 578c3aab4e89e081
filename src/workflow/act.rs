//! One act, from key press to receipt: find the key, load, draft, judge, seal. The only place that appends.

use crate::domain::event::Refused;
use crate::domain::{
    Digest, Event, Fact, Key, Login, NoticeId, PartyId, Refusal, RefusalKind, Release, ReleaseId,
    ReleaseNumber, Role, Step, Subject, Tell, Text, Time,
};
use crate::ledger::chain::Document;
use crate::ledger::{Body, Entry, Head, Link, Sealable, Standing as Read, body, digest, view};
use crate::service::notices;
use crate::sop::decide::{self, Decision};
use crate::sop::{owed, table};
use crate::store::{AppendError, Store};

use super::failure::Candidates;
use super::loader::{Loaded, decode};
use super::{Failure, paper};

/// How often an act is judged anew when its subjects moved on meanwhile.
const TRIES: usize = 3;
/// How far the recorded time may run ahead of our clock, in seconds, to follow what was recorded before.
const AHEAD: i64 = 300;
/// How many refusals are recorded for a person and day.
const REFUSALS: u32 = 100;

/// What an act is to record, drafted on what was loaded.
pub struct Draft {
    /// The event.
    pub event: Event,
    /// Documents to be kept with it.
    pub documents: Vec<Document>,
    /// The role it must be made in, where that follows from the act: a retraction.
    pub role: Option<Role>,
}

impl Draft {
    /// An event that brings no documents.
    pub fn of(event: impl Into<Event>) -> Self {
        Self { event: event.into(), documents: Vec::new(), role: None }
    }
    /// An event with documents.
    pub fn with(event: impl Into<Event>, documents: Vec<Document>) -> Self {
        Self { event: event.into(), documents, role: None }
    }
}

/// What a draft is made on.
pub struct Scene<'a, 's> {
    /// What was loaded; a draft may load more.
    pub loaded: &'a mut Loaded<'s>,
    /// The release that was named.
    pub release: Option<ReleaseId>,
    /// The moment at which it will be recorded.
    pub at: Time,
    /// The head before it, for the foot of papers.
    pub head: Option<Head>,
    /// Who acts.
    pub actor: Login,
}

impl Scene<'_, '_> {
    /// The release.
    ///
    /// # Errors
    /// [`Failure::Usage`] if none was named.
    pub fn release(&self) -> Result<&Release, Failure> {
        let found = self.release.and_then(|id| self.loaded.world.releases.get(&id));
        found.ok_or_else(|| Failure::usage("this act is on a release, and none is named", "name the release"))
    }
    /// The foot of papers drafted here.
    pub fn foot(&self) -> String {
        paper::foot(self.loaded, self.head.as_ref(), self.at)
    }
}

/// An intended act.
pub struct Request<'a> {
    /// The command as it is typed, without flags.
    pub command: &'static str,
    /// Who acts.
    pub actor: Login,
    /// In which role, if it was typed.
    pub role: Option<Role>,
    /// The idempotency key, if it was typed, and one made up for this run.
    pub key: Option<Text>,
    /// A key made up for this run, used where none was typed.
    pub made_up_key: Text,
    /// SHA-256 of the canonical command.
    pub intent: Digest,
    /// The clock, asked anew on every try.
    pub clock: &'a dyn Fn() -> Time,
    /// When it was done, if earlier, and why it is recorded late.
    pub effective: Option<(Time, Text)>,
    /// The release it is on.
    pub release: Option<ReleaseNumber>,
    /// The revision that the subject must have.
    pub expect_revision: Option<u64>,
    /// Other subjects to load before drafting.
    pub loads: Vec<Subject>,
    /// Judge only.
    pub dry_run: bool,
    /// The identity of a ledger that begins with this act.
    pub ledger: Option<uuid::Uuid>,
    /// Makes the event.
    pub draft: &'a dyn Fn(&mut Scene<'_, '_>) -> Result<Draft, Failure>,
}

/// What was recorded, or would be.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// The body.
    pub body: Body,
    /// The head after it; `None` for a dry run.
    pub head: Option<Head>,
    /// Whether this was recorded before, under the same key.
    pub replayed: bool,
    /// The sign-offs that fell.
    pub fallen: Vec<(Step, Key)>,
    /// Who is told, and by which notice.
    pub told: Vec<(PartyId, NoticeId)>,
    /// What the person should know besides.
    pub warnings: Vec<String>,
    /// The release as it stands afterwards.
    pub release: Option<Release>,
}

/// Makes one act.
///
/// # Errors
/// A [`Failure`]; nothing is recorded then, save one `Refused` entry for identity, role or separation of duties.
pub fn perform(store: &mut dyn Store, request: &Request<'_>) -> Result<Receipt, Failure> {
    if let Some(key) = &request.key {
        if let Some(entry) = store.find(&request.actor, key)? {
            return replay(store, request, &entry);
        }
    }
    let mut moved = Vec::new();
    for _ in 0..TRIES {
        let judged = judge(&*store, request)?;
        let (plan, refused) = match judged {
            Judged::Lawful(plan) => (plan, None),
            Judged::Refused(plan, failure) => (plan, Some(failure)),
            Judged::Unrecorded(failure) => return Err(failure),
        };
        if request.dry_run {
            return refused.map_or_else(|| Ok(plan.receipt(None)), Err);
        }
        let sealable = plan.sealable()?;
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
        message: format!("others were faster {TRIES} times: {names} moved on"),
        hint: "try again".into(),
        retryable: true,
    })
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
    let release = release_of(&body.links().map(|l| l.subject).collect::<Vec<_>>());
    loaded.load(&release.map(Subject::Release).into_iter().collect::<Vec<_>>())?;
    Ok(Receipt {
        head: Some(Head { seq: entry.seq, digest: entry.digest }),
        replayed: true,
        fallen: Vec::new(),
        told: told(&body),
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
fn told(body: &Body) -> Vec<(PartyId, NoticeId)> {
    let notices = body.links().filter_map(|l| match l.subject {
        Subject::Notice(id) if l.revision == 1 => Some(id),
        _ => None,
    });
    body.tells.iter().flatten().map(|t| t.to.clone()).zip(notices).collect()
}

/// A judged act with everything that is written with it.
struct Plan {
    body: Body,
    decision: Decision,
    documents: Vec<Document>,
    release: Option<ReleaseId>,
    warnings: Vec<String>,
}

enum Judged {
    Lawful(Plan),
    /// Refused, with the `Refused` entry to be recorded.
    Refused(Plan, Failure),
    Unrecorded(Failure),
}

impl Plan {
    fn sealable(&self) -> Result<Sealable, Failure> {
        let subjects = self.body.links().map(|l| l.subject);
        let views = subjects.map(|s| (s.to_string(), view::rows(&self.decision.after, &s))).collect();
        Sealable::of(&self.body, views, self.documents.clone()).map_err(|e| Failure::Bug(e.into()))
    }
    fn receipt(self, entry: Option<&Entry>) -> Receipt {
        let mut after = self.decision.after;
        Receipt {
            head: entry.map(|e| Head { seq: e.seq, digest: e.digest }),
            replayed: false,
            fallen: self.decision.fallen,
            told: told(&self.body),
            warnings: self.warnings,
            release: self.release.and_then(|id| after.releases.remove(&id)),
            body: self.body,
        }
    }
}

fn judge(store: &dyn Store, request: &Request<'_>) -> Result<Judged, Failure> {
    let head = store.head()?;
    let mut loaded = Loaded::begin(store)?;
    loaded.load(&[Subject::person(&request.actor)])?;
    loaded.load(&request.loads)?;
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
    let mut subjects = decide::subjects(&loaded.world, event, release);
    loaded.load(&subjects)?;
    loaded.load(&named_persons(event))?;
    let release = release.or_else(|| release_of(&subjects));
    let at = time(&loaded, &subjects, now)?;
    let role = match role(&loaded, request, &draft, release, at) {
        Ok(role) => role,
        Err(refusal) => return refuse(store, loaded, request, *refusal, release, at),
    };
    if let (Some(wanted), Some(first)) = (request.expect_revision, subjects.first()) {
        expected(&loaded, first, wanted)?;
    }
    let mut documents = draft.documents;
    let r = release.and_then(|id| loaded.world.releases.get(&id));
    let tells = tells(&loaded, request, event, r, head.as_ref(), at, &mut subjects, &mut documents);
    let mut fact = Fact {
        seq: head.map_or(0, |h| h.seq) + 1,
        subjects: subjects.iter().map(|s| (s.clone(), loaded.tip(s).revision + 1)).collect(),
        event: draft.event,
        actor: request.actor.clone(),
        role,
        at,
        effective: request.effective.as_ref().map_or(at, |(t, _)| *t),
        basis: crate::domain::Basis::default(),
        tells,
    };
    match decide::decide(&loaded.world, &fact) {
        Ok(decision) => {
            fact.basis = basis_after(&decision, release);
            let warnings = warnings(store, &decision, release, at)?;
            let body = body_of(&loaded, request, &fact);
            Ok(Judged::Lawful(Plan { body, decision, documents, release, warnings }))
        }
        Err(refusal) => refuse(store, loaded, request, refusal, release, at),
    }
}

/// The basis that the act's own sign-off is given on.
fn basis_after(decision: &Decision, release: Option<ReleaseId>) -> crate::domain::Basis {
    release.and_then(|id| decision.after.releases.get(&id)).map(Release::basis).unwrap_or_default()
}

fn no_release(number: &ReleaseNumber) -> Failure {
    Failure::not_found(format!("there is no release {number}"), "era-rm release list shows the releases")
}

fn expected(loaded: &Loaded<'_>, subject: &Subject, wanted: u64) -> Result<(), Failure> {
    let found = loaded.tip(subject).revision;
    if found == wanted {
        return Ok(());
    }
    Err(Failure::Conflict {
        message: format!("{subject} is at revision {found}, not {wanted}"),
        hint: "look at what happened meanwhile: era-rm log".into(),
        retryable: false,
    })
}

fn named_persons(event: &Event) -> Vec<Subject> {
    match event {
        Event::BuildRecorded(e) => vec![Subject::person(&e.builder)],
        Event::DeploymentRecorded(e) => vec![Subject::person(&e.deployer)],
        Event::RoleRevoked(e) if e.role == Role::Administrator => vec![Subject::Administrators],
        Event::NoticesGivenByHand(e) => e.notices.iter().cloned().map(Subject::Notice).collect(),
        _ => Vec::new(),
    }
}

/// The recorded time: never before that of an act it follows.
fn time(loaded: &Loaded<'_>, subjects: &[Subject], now: Time) -> Result<Time, Failure> {
    let last = subjects.iter().filter_map(|s| loaded.tip(s).at).max().unwrap_or(now);
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

#[expect(clippy::too_many_arguments, reason = "one call; the parts have no life of their own together")]
fn tells(
    loaded: &Loaded<'_>,
    request: &Request<'_>,
    event: &Event,
    release: Option<&Release>,
    head: Option<&Head>,
    at: Time,
    subjects: &mut Vec<Subject>,
    documents: &mut Vec<Document>,
) -> Vec<Tell> {
    let foot = paper::foot(loaded, head, at);
    let mut out = Vec::new();
    for to in owed::owed(event, release) {
        let id = match (release, event) {
            (Some(r), _) => NoticeId::of_release(&r.number, loaded.tip(&r.subject()).revision + 1, &to),
            (None, Event::ReleaseScheduled(e)) => NoticeId::of_release(&e.number, 1, &to),
            (None, Event::OcrReturned(e)) => {
                NoticeId::of_ocr(&e.ocr, loaded.tip(&Subject::ocr(&e.ocr)).revision + 1, &to)
            }
            (None, _) => continue,
        };
        let text = notices::render(
            &notices::Letterhead {
                world: &loaded.world,
                id: &id,
                to: &to,
                from: &request.actor,
                at,
                foot: &foot,
            },
            event,
            release,
        );
        let bytes = text.into_bytes();
        let digest = digest::of_bytes(&bytes);
        documents.push(Document { digest, bytes });
        subjects.push(Subject::Notice(id));
        out.push(Tell { to, digest });
    }
    out
}

fn body_of(loaded: &Loaded<'_>, request: &Request<'_>, fact: &Fact) -> Body {
    let mut links = fact.subjects.iter().map(|(s, revision)| {
        let parent = loaded.tip(s).parent;
        Link { subject: s.clone(), revision: *revision, parent }
    });
    let own = links.next().unwrap_or(Link { subject: Subject::Refusals, revision: 1, parent: String::new() });
    let also: Vec<Link> = links.collect();
    let mut reads: Vec<Subject> = vec![Subject::person(&fact.actor), Subject::Settings];
    reads.extend(named_persons(&fact.event));
    reads.retain(|s| !fact.subjects.iter().any(|(x, _)| x == s));
    reads.dedup();
    let reads: Vec<Read> =
        reads.into_iter().map(|subject| Read { revision: loaded.tip(&subject).revision, subject }).collect();
    let basis = (fact.basis != crate::domain::Basis::default()).then(|| fact.basis.clone());
    Body {
        v: body::VERSION,
        ledger: loaded.ledger.or(request.ledger).unwrap_or_default(),
        subject: own.subject,
        revision: own.revision,
        parent: own.parent,
        also: (!also.is_empty()).then_some(also),
        reads: (!reads.is_empty()).then_some(reads),
        at: fact.at,
        effective: request.effective.as_ref().map(|(t, _)| *t),
        why_late: request.effective.as_ref().map(|(_, why)| why.clone()),
        actor: fact.actor.clone(),
        role: fact.role,
        sop: body::SOP.into(),
        basis,
        key: request.key.clone().unwrap_or_else(|| request.made_up_key.clone()),
        intent: request.intent,
        tells: (!fact.tells.is_empty()).then(|| fact.tells.clone()),
        event: fact.event.clone(),
    }
}

/// A refusal: recorded where it is one of identity, role or separation and the person is known.
fn refuse(
    store: &dyn Store,
    mut loaded: Loaded<'_>,
    request: &Request<'_>,
    refusal: Refusal,
    release: Option<ReleaseId>,
    at: Time,
) -> Result<Judged, Failure> {
    let known = loaded.world.persons.get(&request.actor).cloned();
    let record = refusal.kind.is_recorded() && !request.dry_run;
    let who = candidates(store, &loaded, &refusal, release, at)?;
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
        basis: crate::domain::Basis::default(),
        tells: Vec::new(),
    };
    let recorded = Request { key: Some(key), effective: None, ..copy(request) };
    let body = body_of(&loaded, &recorded, &fact);
    let decision = Decision { after: loaded.world, fallen: Vec::new() };
    let plan = Plan { body, decision, documents: Vec::new(), release: None, warnings: Vec::new() };
    Ok(Judged::Refused(plan, failure(refusal)))
}

fn copy<'a>(r: &Request<'a>) -> Request<'a> {
    Request {
        command: r.command,
        actor: r.actor.clone(),
        role: r.role,
        key: r.key.clone(),
        made_up_key: r.made_up_key.clone(),
        intent: r.intent,
        clock: r.clock,
        effective: r.effective.clone(),
        release: r.release.clone(),
        expect_revision: r.expect_revision,
        loads: r.loads.clone(),
        dry_run: r.dry_run,
        ledger: r.ledger,
        draft: r.draft,
    }
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

/// Who may supply what is missing.
fn candidates(
    store: &dyn Store,
    loaded: &Loaded<'_>,
    refusal: &Refusal,
    release: Option<ReleaseId>,
    at: Time,
) -> Result<Vec<Candidates>, Failure> {
    let mut roles: Vec<Role> =
        refusal.needs.iter().flat_map(|n| n.roles.iter()).chain(&refusal.roles).copied().collect();
    roles.sort();
    roles.dedup();
    let r = release.and_then(|id| loaded.world.releases.get(&id));
    roles
        .into_iter()
        .map(|role| Ok(Candidates { role, people: super::people::eligible(store, r, role, at)? }))
        .collect()
}

/// An act that would leave a needed role without an eligible person says so.
fn warnings(
    store: &dyn Store,
    decision: &Decision,
    release: Option<ReleaseId>,
    at: Time,
) -> Result<Vec<String>, Failure> {
    let Some(r) = release.and_then(|id| decision.after.releases.get(&id)) else { return Ok(Vec::new()) };
    if !decision.after.separation || r.end.is_some() {
        return Ok(Vec::new());
    }
    let mut out = Vec::new();
    for role in Role::ALL.into_iter().filter(|x| x.signs()) {
        if super::people::eligible(store, Some(r), role, at)?.is_empty() {
            out.push(format!("nobody is left who may act as {role} on release {}", r.number));
        }
    }
    Ok(out)
}
