//! What stands of the model's release at a moment: the table's After and Falls columns, walked once from step 1 to 15.

use std::rc::Rc;

use era_rm::domain::event::Outcome;
use era_rm::domain::{Key, Role, Step, TargetId, Time};

use super::state::{Doom, End, ModelGo, On, Sign, State};

/// What stands.
pub struct View<'a> {
    pub s: &'a State,
    pub now: Time,
    /// A step whose own noes are overlooked, so that other areas may still answer.
    lenient: Option<Step>,
    /// What would be signed on now.
    on: Rc<On>,
    board: [bool; 22],
}

/// A thing in the column "Falls when … changes".
#[derive(Clone, Copy)]
enum Part {
    Scope,
    Plan,
    Targets,
    Build,
    Letter,
    Records,
    Completed,
}

fn at(step: Step) -> usize {
    Step::ALL.iter().position(|s| *s == step).unwrap()
}

/// The columns After (for the whole step) and Falls.
fn row(step: Step) -> (&'static [Step], &'static [Part]) {
    use Part::{Build, Completed, Letter, Plan, Records, Scope, Targets};
    match step {
        Step::Receive => (&[], &[]),
        Step::Schedule => (&[Step::Receive], &[Scope, Plan]),
        Step::Input => (&[Step::Schedule], &[Scope, Plan]),
        Step::Coordinate => (&[Step::Schedule, Step::Input], &[Scope, Plan]),
        Step::Concur => (&[Step::Coordinate], &[Scope, Plan]),
        Step::Notify => (&[Step::Concur], &[Scope, Plan]),
        Step::Build => (&[Step::Notify], &[Scope, Build]),
        Step::DeveloperTest => (&[Step::Build], &[Build]),
        Step::Letter => (&[Step::DeveloperTest], &[Build, Targets, Letter]),
        Step::Distribute => (&[Step::Letter], &[Letter]),
        Step::CoordinateTests => (&[Step::DeveloperTest], &[Build]),
        Step::Review => (&[Step::Distribute], &[Letter]),
        Step::TestRun => (&[Step::CoordinateTests], &[Build]),
        Step::Verdict => (&[Step::TestRun], &[Build]),
        Step::Go => (&[Step::Verdict, Step::Review], &[Letter, Scope, Plan]),
        Step::Deploy => (&[], &[Build]),
        Step::CompleteLetter => (&[Step::Deploy, Step::Review], &[Records, Letter]),
        Step::Resolve => (&[Step::CompleteLetter], &[Completed]),
        Step::Confirm => (&[], &[Completed]),
        Step::Verify => (&[], &[]),
        Step::Report => (&[Step::Verify], &[]),
        Step::Close => (&[Step::Report], &[]),
    }
}

/// The step before it on the same OCR.
fn before_of_ocr(step: Step) -> Option<Step> {
    match step {
        Step::Confirm => Some(Step::Resolve),
        Step::Verify => Some(Step::Confirm),
        _ => None,
    }
}

impl<'a> View<'a> {
    pub fn of(s: &'a State, now: Time) -> Self {
        Self::with(s, now, None)
    }
    pub fn lenient(s: &'a State, now: Time, step: Step) -> Self {
        Self::with(s, now, Some(step))
    }
    fn with(s: &'a State, now: Time, lenient: Option<Step>) -> Self {
        let mut v = Self { s, now, lenient, on: Rc::new(s.on()), board: [false; 22] };
        for (i, step) in Step::ALL.into_iter().enumerate() {
            let keys = v.keys(step);
            v.board[i] = !keys.is_empty() && keys.iter().all(|k| v.signed(step, k));
        }
        v
    }
    pub fn stands(&self, step: Step) -> bool {
        self.board[at(step)]
    }
    pub fn keys(&self, step: Step) -> Vec<Key> {
        match step {
            Step::Concur | Step::Review => Role::AREAS.into_iter().map(Key::Area).collect(),
            Step::Deploy => self.s.windows.iter().map(|w| Key::Target(w.target.clone())).collect(),
            Step::Receive | Step::Resolve | Step::Confirm | Step::Verify => {
                self.s.ocrs.iter().cloned().map(Key::Ocr).collect()
            }
            _ => vec![Key::Release],
        }
    }
    /// What must stand before a step does; the steps that are missing.
    pub fn ready(&self, step: Step, key: &Key) -> bool {
        let whole = row(step).0.iter().all(|p| self.stands(*p));
        let own = before_of_ocr(step).is_none_or(|p| self.signed(p, key));
        let letter = step != Step::TestRun || self.letter_of_build_distributed();
        whole && own && letter
    }
    fn letter_of_build_distributed(&self) -> bool {
        let build = self.s.build();
        build.is_some() && self.s.signs.iter().any(|x| x.step == Step::Distribute && x.on.build == build)
    }
    pub fn signed(&self, step: Step, key: &Key) -> bool {
        step == Step::Receive || (self.counts(step, key).is_some() && self.ready(step, key))
    }

    fn doomed(&self, what: &Doom) -> bool {
        let heard = |step: &Option<Step>| self.lenient.is_none() || *step != self.lenient;
        self.s.dooms.iter().any(|(d, step, _)| d == what && heard(step))
    }
    fn same(&self, x: &Sign, part: Part) -> bool {
        let (s, now) = (self.s, &*self.on);
        let spoilt = |d: Option<Doom>| d.is_some_and(|d| self.doomed(&d));
        match part {
            Part::Scope => x.on.scope == now.scope && !self.doomed(&Doom::Scope(s.scope)),
            Part::Plan => x.on.plan == now.plan && !self.doomed(&Doom::Plan(s.plan)),
            Part::Targets => x.on.targets == now.targets,
            Part::Build => x.on.build == now.build && !spoilt(s.builds.last().map(|b| Doom::Build(b.0))),
            Part::Letter => {
                // A letter is of its build and targets; so is what was said of it.
                x.on.letter == now.letter
                    && (x.on.build, x.on.targets) == (now.build, now.targets)
                    && !spoilt(s.letters.last().map(|l| Doom::Letter(l.0)))
            }
            Part::Records => x.on.records == now.records,
            Part::Completed => x.on.completed == now.completed,
        }
    }
    fn on_basis(&self, x: &Sign) -> bool {
        let s = self.s;
        let later_than =
            |step: Step, key: &Key| self.counts(step, key).is_none_or(|b| b.revision < x.revision);
        row(x.step).1.iter().all(|p| self.same(x, *p))
            && match x.step {
                // A later go naming this target.
                Step::Deploy => s.records.iter().find(|r| r.revision == x.revision).is_some_and(|r| {
                    // The record of its target that counts, of the current build, with no later go for the target.
                    s.latest(&r.target).is_some_and(|l| l.revision == r.revision)
                        && Some(r.build) == s.build()
                        && !s.gos.iter().any(|g| g.revision > r.place && g.targets.contains(&r.target))
                }),
                Step::Resolve => match &x.key {
                    Key::Ocr(o) => !self.doomed(&Doom::Resolve(o.clone(), x.revision)),
                    _ => false,
                },
                Step::Confirm => later_than(Step::Resolve, &x.key),
                Step::Verify => later_than(Step::Confirm, &x.key),
                Step::Report => self.keys(Step::Verify).iter().all(|k| later_than(Step::Verify, k)),
                Step::Close => later_than(Step::Report, &Key::Release),
                _ => true,
            }
    }
    /// The latest answer on the basis of now, yes or no, condemned by itself or not.
    pub fn answer(&self, step: Step, key: &Key) -> Option<&'a Sign> {
        let own =
            View { s: self.s, now: self.now, lenient: Some(step), on: self.on.clone(), board: self.board };
        self.s.signs.iter().rev().find(|x| x.step == step && x.key == *key && own.on_basis(x))
    }
    /// The yes that counts, whatever stands before it.
    pub fn counts(&self, step: Step, key: &Key) -> Option<&'a Sign> {
        let all = self.s.signs.iter().rev();
        let x = all.into_iter().find(|x| x.step == step && x.key == *key && self.on_basis(x))?;
        let more = match step {
            Step::Go => self.live().is_some() || self.served(x.revision),
            Step::Close => self.s.notices.iter().filter(|n| n.revision == x.revision).all(|n| n.delivered),
            _ => true,
        };
        (x.yes && more).then_some(x)
    }

    pub fn undeployed(&self, go: &ModelGo) -> Vec<TargetId> {
        let open = |t: &&TargetId| {
            let done = self.s.latest(t);
            self.s.window(t).is_some()
                && !done.is_some_and(|r| r.outcome == Outcome::Deployed && r.place > go.revision)
        };
        go.targets.iter().filter(open).cloned().collect()
    }
    fn served(&self, revision: u64) -> bool {
        self.s.gos.iter().filter(|g| g.revision == revision).all(|g| self.undeployed(g).is_empty())
    }
    pub fn go_ends(&self, go: &ModelGo) -> Option<Time> {
        go.targets.iter().filter_map(|t| self.s.window(t)).map(|w| w.not_after).max()
    }
    /// The live go.
    pub fn live(&self) -> Option<&'a ModelGo> {
        let go = self.s.gos.last()?;
        let sign = self.s.signs.iter().find(|x| x.step == Step::Go && x.revision == go.revision)?;
        let holds = row(Step::Go).1.iter().all(|p| self.same(sign, *p));
        let spent = self.doomed(&Doom::Go(go.revision));
        let open = self.go_ends(go).is_some_and(|end| self.now < end);
        let rests = self.stands(Step::Verdict) && self.stands(Step::Review);
        (holds && !spent && !go.taken_back && open && rests).then_some(go)
    }

    fn answered(&self) -> u64 {
        let go = self.s.gos.last().map_or(0, |g| g.revision);
        self.s.reopened.last().map_or(0, |r| r.0).max(go)
    }
    /// No-go, late withdrawal, a no at 11 or 13, a go that ended too early.
    pub fn stopped(&self) -> bool {
        let (s, since) = (self.s, self.answered());
        let said = s.no_gos.iter().chain(&s.withdrawn_late).any(|rev| *rev > since);
        let eleven = s
            .windows
            .iter()
            .filter_map(|w| s.latest(&w.target))
            .any(|r| r.outcome != Outcome::Deployed && r.place > since);
        let thirteen = s.ocrs.iter().any(|o| {
            let last = s.last_sign(Step::Verify, &Key::Ocr(o.clone()));
            last.is_some_and(|x| !x.yes && x.revision > since)
        });
        let ended = s
            .gos
            .last()
            .is_some_and(|g| g.revision == since && self.live().is_none() && !self.undeployed(g).is_empty());
        s.end.is_none() && (said || eleven || thirteen || ended)
    }
    /// A target carries the build, and no reopening at 2, 5 or 6 has begun a new round.
    pub fn deployed(&self) -> bool {
        let s = self.s;
        let go = s.gos.last().map_or(0, |g| g.revision);
        let new_round = s.reopened.iter().any(|(rev, at)| *rev > go && *at != 12);
        let carries = s.build().is_some_and(|b| s.carrying().iter().any(|t| s.carried(t) == Some(b)));
        carries && !new_round
    }
    pub fn frozen(&self) -> bool {
        self.live().is_some() || (self.deployed() && !self.stopped())
    }
    pub fn closed(&self) -> bool {
        matches!(self.s.end, Some(End::Closing(_))) && self.stands(Step::Close)
    }
}
