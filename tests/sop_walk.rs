//! Random walks through the law beside the model: after every act the same verdict and the same standing.

use std::collections::{BTreeMap, BTreeSet};

use era_rm::domain::{Fact, Key, Refusal, RefusalKind, Role, Step};
use era_rm::sop::world::World;

use super::sop_model::state::{End, State};
use super::sop_model::view::View;
use super::sop_model::{Act, Done, Model};
use super::support::intent::{self, Intent, Manifest};
use super::support::law::Law;
use super::support::shelf::Shelf;
use super::support::walker::Walker;

const WALKS: u64 = 2000;
const ACTS: usize = 60;
const WORKFLOW_WALKS: u64 = 100;

/// How many walks came to each thing.
type Coverage = BTreeMap<Mark, u64>;
/// A thing that a walk came to: what, and what became of it.
type Mark = (&'static str, &'static str);

/// One walk: the law, the model, and who proposes.
struct Walk {
    seed: u64,
    law: Law,
    model: Model,
    walker: Walker,
    told: Vec<(Act, Result<(), RefusalKind>)>,
    seen: BTreeSet<Mark>,
    /// Where it is also recorded, by the workflow.
    shelf: Option<Shelf>,
}

fn persons(world: &World) -> BTreeMap<era_rm::domain::Login, BTreeSet<Role>> {
    let roles = |p: &era_rm::domain::Person| p.grants.iter().map(|g| g.role).collect();
    world.persons.iter().map(|(l, p)| (l.clone(), roles(p))).collect()
}

impl Walk {
    fn new(seed: u64, law: Law) -> Self {
        let model = Model { persons: persons(&law.world), ..Model::default() };
        Self {
            seed,
            law,
            model,
            walker: Walker::new(seed),
            told: Vec::new(),
            seen: BTreeSet::new(),
            shelf: None,
        }
    }
    fn fail(&self, what: &str) -> ! {
        let line = |(a, v): &(Act, Result<(), RefusalKind>)| {
            format!("{} {} as {}: {:?} -> {v:?}\n", a.at, a.who, a.role.code(), a.intent)
        };
        panic!("walk {}: {what}\n{}", self.seed, self.told.iter().map(line).collect::<String>())
    }

    /// One act, tried on both.
    fn step(&mut self) {
        let rng = &mut self.walker.rng;
        let minutes = if rng.chance(2) { 300 + rng.below(2000) } else { 1 + rng.below(12) };
        self.law.wait(minutes as i64);
        let view = self.model.view(self.law.now);
        let act = self.walker.next(&self.model, view.as_ref(), self.law.now);
        let expected = self.model.verdict(&act, view.as_ref());
        let fact = self.law.fact(&act.who, act.role, intent::event(&self.law, &act.intent), act.effective);
        // Every lawful act, and every third of those that are refused.
        let shelf = self.shelf.as_mut().filter(|_| expected.is_ok() || self.told.len().is_multiple_of(3));
        let shelved = shelf.map(|s| s.record(&self.law, &fact));
        let got = self.law.take(fact.clone());
        if let Some(said) = shelved.filter(|said| *said != got.as_ref().map(|_| ()).map_err(|r| r.kind)) {
            self.fail(&format!("{act:?}\n the law says {got:?}, the workflow {said:?}"));
        }
        let same = match (&expected, &got) {
            (Ok(()), Ok(_)) => true,
            (Err(k), Err(r)) => *k == r.kind,
            _ => false,
        };
        if !same {
            self.fail(&disagreement(&act, expected, got.as_ref().err()));
        }
        self.seen.insert((fact.event.name(), if got.is_ok() { "done" } else { "refused" }));
        self.told.push((act.clone(), expected));
        if got.is_ok() {
            self.done(&act, &fact);
        }
        self.compare();
    }
    /// A permitted act: the properties, then the model follows.
    fn done(&mut self, act: &Act, fact: &Fact) {
        if let Some(r) = &self.model.release
            && self.model.concerns_release(&act.intent)
            && !matches!(act.intent, Intent::Schedule { .. })
        {
            let closed = View::of(&r.state, act.at).closed() || r.state.end == Some(End::Cancelled);
            if closed && !matches!(act.intent, Intent::ByHand { .. } | Intent::Send { .. }) {
                self.fail("an ended release took an act");
            }
            if matches!(act.intent, Intent::Go { .. })
                && let Err(why) = go_is_earned(&r.log, act)
            {
                self.fail(&why);
            }
        }
        let mut told: Vec<&str> = fact.tells.iter().map(|t| t.to.as_str()).collect();
        let mut wanted = self.model.tells(act);
        told.sort_unstable();
        wanted.sort_unstable();
        wanted.dedup();
        if told != wanted {
            self.fail(&format!("{:?} tells {told:?}, and should tell {wanted:?}", act.intent));
        }
        self.model.record(act);
        if let Some(r) = &self.model.release
            && let Err(why) = one_role_each(&r.log)
        {
            self.fail(&why);
        }
    }
    /// The same steps stand, for the same keys; stopped, frozen and closed alike.
    fn compare(&mut self) {
        let Some(s) = self.law.standing() else { return };
        let Some(state) = self.model.release.as_ref().map(|r| &r.state) else {
            self.fail("the model has no release")
        };
        let v = View::of(state, self.law.now);
        let mut seen: Vec<Mark> = Vec::new();
        for step in Step::ALL {
            if s.stands(step) != v.stands(step) {
                let keys: Vec<Key> = s.keys(step).into_iter().filter(|k| s.signed(step, k)).collect();
                self.fail(&format!("step {step} stands: model {}, law {keys:?}", v.stands(step)));
            }
            if v.stands(step) {
                seen.push((step.label(), "stood"));
            }
        }
        let law = (s.stopped().is_some(), s.frozen(), s.closed(), s.deployed(), s.go_live().is_some());
        let model = (v.stopped(), v.frozen(), v.closed(), v.deployed(), v.live().is_some());
        if law != model {
            self.fail(&format!(
                "stopped, frozen, closed, deployed, live: law {law:?}, model {model:?}; {:?}",
                s.stopped()
            ));
        }
        seen.extend(states(state, &v));
        self.seen.extend(seen);
    }
}

fn disagreement(act: &Act, expected: Result<(), RefusalKind>, got: Option<&Refusal>) -> String {
    let got =
        got.map_or("permits it".to_owned(), |r| format!("says {:?}: {} ({})", r.kind, r.message, r.rule));
    format!("{act:?}\n the model says {expected:?}, the law {got}\n")
}
fn states(s: &State, v: &View<'_>) -> Vec<Mark> {
    use era_rm::domain::event::Outcome;
    let round_two = !s.reopened.is_empty() && s.gos.len() > 1;
    let all = [
        (v.stopped(), "was stopped"),
        (v.frozen(), "was frozen"),
        (v.closed(), "was closed"),
        (s.held, "was held"),
        (s.end == Some(End::Cancelled), "was cancelled"),
        (!s.reopened.is_empty(), "was reopened"),
        (round_two, "went again after a reopening"),
        (s.records.iter().any(|r| r.corrected), "a deployment was corrected"),
        (s.records.iter().any(|r| r.outcome == Outcome::Irregular), "an irregular deployment"),
        (
            s.notices.iter().any(|n| n.to == "help-desk" && n.by == Role::SoftwareDeveloper),
            "notes were withdrawn",
        ),
        (
            s.notes.is_some_and(|n| s.letter().is_some_and(|l| l.0 != n.1)),
            "edited notes were of an earlier letter",
        ),
        (!s.withdrawn_late.is_empty(), "an OCR was withdrawn late"),
        (!s.waivers.is_empty(), "a waiver was proposed"),
        (s.runs.iter().any(|r| r.2 == Manifest::Missing), "a suite was missing"),
        (s.gos.last().is_some_and(|g| v.go_ends(g).is_some_and(|end| end <= v.now)), "a window ran out"),
    ];
    all.into_iter().filter(|(is, _)| *is).map(|(_, what)| ("release", what)).collect()
}

/// From the log alone: four concurrences on this plan and scope, four approvals of this letter and a pass of this build,
/// none followed by a no, none by whoever says go.
fn go_is_earned(log: &[Done], go: &Act) -> Result<(), String> {
    let acts: Vec<&Done> = log.iter().filter(|d| !d.retracted).collect();
    let since = |is: &dyn Fn(&Intent) -> bool| acts.iter().rposition(|d| is(&d.act.intent)).unwrap_or(0);
    let plan = since(&|i| {
        use era_rm::domain::ocr::Field::{CqRecord, Title};
        match i {
            Intent::Amend { field, .. } => !matches!(field, Title | CqRecord),
            Intent::Schedule { .. }
            | Intent::Reschedule { .. }
            | Intent::Add { .. }
            | Intent::DropOcrs { .. }
            | Intent::Withdraw { .. } => true,
            _ => false,
        }
    });
    let build = since(&|i| matches!(i, Intent::Build { .. }));
    let letter = since(&|i| matches!(i, Intent::Letter { .. }));
    if letter < build {
        return Err("a go on a letter of another build".into());
    }
    let text = |d: &Done| if let Intent::Letter { text } = d.act.intent { Some(text) } else { None };
    let current = text(acts[letter]);
    for area in Role::AREAS {
        let latest = |is: &dyn Fn(&Intent) -> bool, from: usize| {
            acts.iter().skip(from).rev().find(|d| d.act.role == area && is(&d.act.intent)).copied()
        };
        let word = latest(&|i| matches!(i, Intent::Concur { .. }), plan);
        if !word
            .is_some_and(|d| matches!(d.act.intent, Intent::Concur { yes: true, .. }) && d.act.who != go.who)
        {
            return Err(format!("a go without the concurrence of {area}"));
        }
        // The very same letter submitted again keeps what was said of it.
        let first = acts.iter().position(|d| text(d) == current).unwrap_or(letter).max(build);
        let review = latest(&|i| matches!(i, Intent::Review { .. }), first);
        let yes = |d: &Done| matches!(d.act.intent, Intent::Review { approve: true, .. });
        if !review.is_some_and(|d| yes(d) && d.act.who != go.who) {
            return Err(format!("a go without the approval of {area}"));
        }
    }
    let verdict = acts.iter().skip(build).rev().find(|d| matches!(d.act.intent, Intent::Record { .. }));
    let pass = |d: &&Done| matches!(d.act.intent, Intent::Record { pass: true, .. }) && d.act.who != go.who;
    if !verdict.is_some_and(pass) {
        return Err("a go without a pass".into());
    }
    Ok(())
}

/// Nobody acts in two roles on a release.
fn one_role_each(log: &[Done]) -> Result<(), String> {
    let mut hats: BTreeMap<String, Role> = BTreeMap::new();
    let aside = |i: &Intent| matches!(i, Intent::Retract { .. } | Intent::Send { .. });
    let acted = log.iter().filter(|d| !d.retracted && !aside(&d.act.intent));
    for d in acted {
        let named = match &d.act.intent {
            Intent::Build { builder, .. } => Some(builder),
            Intent::Deploy(x) => Some(&x.deployer),
            _ => None,
        };
        let all = [(&d.act.who, d.act.role)]
            .into_iter()
            .chain(named.map(|n| (n, Role::SoftwareDeveloper)))
            .chain(d.receivers.iter().map(|r| (r, Role::ReleaseManager)));
        for (who, role) in all {
            if *hats.entry(who.key().into()).or_insert(role) != role {
                return Err(format!("{who} acted in two roles"));
            }
        }
    }
    Ok(())
}

fn walk(mut w: Walk) -> Walk {
    let seed = w.seed;
    // Every third walk is led on to somewhere first, so that what comes late is tried as often as what comes early.
    if seed.is_multiple_of(3) {
        let eager = std::mem::replace(&mut w.walker.eager, 100);
        for _ in 0..seed / 3 % 40 {
            w.step();
        }
        w.walker.eager = eager.min(70);
    }
    for _ in 0..ACTS {
        w.step();
    }
    w
}

/// The same through the workflow on a shelf in memory, and at the end the audit.
#[test]
fn walks_through_the_workflow_end_with_a_sound_ledger() {
    let begun = Law::with(true, &[1, 2]);
    let shelf = Shelf::begin(&begun);
    halves(|from| {
        for seed in (from..workflow_walks()).step_by(2) {
            let mut w = Walk::new(seed * 3, begun.clone());
            w.shelf = Some(shelf.clone());
            let mut w = walk(w);
            if let Err(why) = w.shelf.as_mut().unwrap().audit() {
                w.fail(&format!("the audit says {why}"));
            }
        }
    });
}

/// How many walks go through the workflow: `ERA_RM_WALKS`, else a few.
fn workflow_walks() -> u64 {
    std::env::var("ERA_RM_WALKS").ok().and_then(|n| n.parse().ok()).unwrap_or(WORKFLOW_WALKS)
}

/// Two halves of the walks at once.
fn halves<T: Send>(half: impl Fn(u64) -> T + Sync) -> (T, T) {
    std::thread::scope(|scope| {
        let other = scope.spawn(|| half(1));
        let one = half(0);
        (one, other.join().unwrap_or_else(|e| std::panic::resume_unwind(e)))
    })
}

#[test]
fn the_law_and_the_model_agree_on_every_walk() {
    let (mut all, other) = halves(|from| {
        let (mut begun, mut all) = (Law::with(true, &[1, 2]), Coverage::new());
        for seed in (from..WALKS).step_by(2) {
            // Folded in place, save in every tenth walk.
            begun.brisk = !seed.is_multiple_of(10);
            let seen = walk(Walk::new(seed, begun.clone())).seen;
            seen.into_iter().for_each(|mark| *all.entry(mark).or_default() += 1);
        }
        all
    });
    other.into_iter().for_each(|(k, n)| *all.entry(k).or_default() += n);
    shallow(&all);
}

/// Walks that never get deep would prove little: of so many, how many at least must have come to each thing.
fn shallow(all: &Coverage) {
    let table: String = all.iter().map(|((what, how), n)| format!("{n:6} {what} {how}\n")).collect();
    if std::env::var_os("WALK_COVERAGE").is_some() {
        std::fs::write(std::env::temp_dir().join("era-rm-walks.txt"), &table).unwrap();
    }
    let steps = Step::ALL.iter().map(|s| ((s.label(), "stood"), 200));
    let states = [
        ("was closed", 200),
        ("was stopped", 200),
        ("was frozen", 200),
        ("was held", 200),
        ("was cancelled", 100),
        ("was reopened", 200),
        ("went again after a reopening", 30),
        ("a window ran out", 100),
        ("a deployment was corrected", 50),
        ("an irregular deployment", 100),
        ("notes were withdrawn", 100),
        ("edited notes were of an earlier letter", 50),
        ("an OCR was withdrawn late", 20),
        ("a waiver was proposed", 100),
        ("a suite was missing", 100),
    ];
    let acts = [("OcrDeferred2", 20), ("ActRetracted", 200), ("NoGoIssued", 50), ("NotesEdited", 200)];
    let least = steps
        .chain(states.map(|(what, n)| (("release", what), n)))
        .chain(acts.map(|(what, n)| ((what, "done"), n)));
    let few: Vec<_> = least.filter(|(mark, n)| all.get(mark).copied().unwrap_or(0) < *n).collect();
    assert!(few.is_empty(), "too few of {WALKS} walks came to {few:?}:\n{table}");
}
