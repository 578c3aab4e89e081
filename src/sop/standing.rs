//! What stands. Nothing stores a current step: a sign-off counts while it is a yes on the current basis that no no has
//! condemned, and a step stands when its sign-offs count and every step before it stands.

mod missing;

use crate::domain::event::Outcome;
use crate::domain::release::{End, Go};
use crate::domain::signoff::{Condemned, Doomed};
use crate::domain::{Key, Release, Role, SignOff, Step, TargetId, Thing, Time};

use super::table::{self, After, Per};

pub use super::stop::StopCause;

/// What stands of a release at a moment. The moment matters to a go alone, which ends with its window.
#[derive(Clone, Copy)]
pub struct Standing<'a> {
    release: &'a Release,
    now: Time,
    /// A step whose own noes are overlooked, so that other areas may still answer.
    forgive: Option<Step>,
    /// Whether each step stands, in the order of [`Step::ALL`]: a step comes after earlier ones only.
    board: [bool; Step::ALL.len()],
}

impl<'a> Standing<'a> {
    /// What stands of a release at a moment.
    pub fn of(release: &'a Release, now: Time) -> Self {
        Self::over(release, now, None)
    }
    fn over(release: &'a Release, now: Time, forgive: Option<Step>) -> Self {
        let mut s = Self { release, now, forgive, board: [false; Step::ALL.len()] };
        for (i, step) in Step::ALL.into_iter().enumerate() {
            s.board[i] = s.is_signed(step);
        }
        s
    }
    /// The moment it is asked for.
    pub fn now(&self) -> Time {
        self.now
    }
    /// The same, overlooking the noes of one step.
    #[must_use]
    pub fn forgiving(self, step: Step) -> Self {
        if self.release.condemned.is_empty() {
            return Self { forgive: Some(step), ..self };
        }
        Self::over(self.release, self.now, Some(step))
    }

    /// Whether a step is signed for every key, of which there is one at least.
    fn is_signed(&self, step: Step) -> bool {
        // What comes before all its keys is asked first: most steps of a release are still to come.
        let before = table::means(step).after.iter();
        let mut before = before.filter_map(|a| match a {
            After::All(p) => Some(*p),
            After::Same(_) | After::LetterOfBuild | After::LiveGo => None,
        });
        before.all(|p| self.stands(p))
            && match table::means(step).per {
                Per::Release => self.signed(step, &Key::Release),
                Per::Area => Role::AREAS.into_iter().all(|area| self.signed(step, &Key::Area(area))),
                Per::Target | Per::Ocr => {
                    let keys = self.keys(step);
                    !keys.is_empty() && keys.iter().all(|k| self.signed(step, k))
                }
            }
    }

    /// The keys for which a step is signed in this release.
    pub fn keys(&self, step: Step) -> Vec<Key> {
        let r = self.release;
        match table::means(step).per {
            Per::Release => vec![Key::Release],
            Per::Area => Role::AREAS.into_iter().map(Key::Area).collect(),
            Per::Target => r.targets().cloned().map(Key::Target).collect(),
            Per::Ocr => r.scope.ocrs.iter().cloned().map(Key::Ocr).collect(),
        }
    }

    /// The no that condemned the current scope, plan, build or letter; of several the one that goes back furthest.
    pub fn condemned(&self) -> Option<&'a Condemned> {
        self.all_condemned().min_by_key(|c| c.what.back_to())
    }
    /// Every no about the current scope, plan, build or letter.
    pub fn all_condemned(&self) -> impl Iterator<Item = &'a Condemned> {
        let current = [Thing::Scope, Thing::Plan, Thing::Build, Thing::Letter].map(|t| self.identity(t));
        self.release.condemned.iter().filter(move |c| current.iter().flatten().any(|d| *d == c.what))
    }
    fn identity(&self, thing: Thing) -> Option<Doomed> {
        let r = self.release;
        match thing {
            Thing::Scope => Some(Doomed::Scope(r.scope.revision)),
            Thing::Plan => Some(Doomed::Plan(r.plan.revision)),
            Thing::Build => r.build().map(|b| Doomed::Build(b.revision)),
            Thing::Letter => r.letter().map(|l| Doomed::Letter(l.revision)),
            Thing::Targets | Thing::Deployment | Thing::Completed | Thing::LaterGo | Thing::Before => None,
        }
    }
    fn is_doomed(&self, what: &Doomed) -> bool {
        self.release
            .condemned
            .iter()
            .any(|c| c.what == *what && (self.forgive.is_none() || c.step != self.forgive))
    }

    /// Whether one part of a sign-off's basis is still what it was, and not condemned.
    fn holds(&self, s: &SignOff, thing: Thing) -> bool {
        let (r, was) = (self.release, &s.basis);
        let build = || was.build.as_ref() == r.build().map(|b| &b.id);
        let targets = || was.targets == Some(r.plan.targets_revision);
        let same = match thing {
            Thing::Scope => was.scope == Some(r.scope.revision),
            Thing::Plan => was.plan == Some(r.plan.revision),
            Thing::Targets => targets(),
            Thing::Build => build(),
            // The same text submitted for another build or other targets is another letter.
            Thing::Letter => was.letter == r.letter().map(|l| l.document.digest) && build() && targets(),
            Thing::Deployment => was.deployment == r.basis().deployment,
            Thing::Completed => was.completed == r.completed.as_ref().map(|c| c.document.digest),
            Thing::LaterGo => {
                let place =
                    r.deployments.iter().find(|d| d.revision == s.revision).map_or(s.revision, |d| d.place);
                !r.gos.iter().any(|g| g.revision > place && s.key_is_target_of(&g.targets))
            }
            Thing::Before => self.before(s.step, &s.key).iter().all(|b| b.revision < s.revision),
        };
        same && !self.identity(thing).is_some_and(|d| self.is_doomed(&d))
    }
    /// The sign-offs right before a step that count now, for the keys that matter to it.
    fn before(&self, step: Step, key: &Key) -> Vec<&'a SignOff> {
        let sign = |p: Step, keys: Vec<Key>| -> Vec<&'a SignOff> {
            keys.iter().filter_map(|k| self.yes(p, k)).collect()
        };
        let after = table::means(step).after.iter();
        after
            .flat_map(|a| match a {
                After::All(p) => sign(*p, self.keys(*p)),
                After::Same(p) => sign(*p, vec![key.clone()]),
                After::LetterOfBuild | After::LiveGo => Vec::new(),
            })
            .collect()
    }

    /// The latest answer on the current basis, yes or no, condemned or not: what an area has said.
    pub fn answer(&self, step: Step, key: &Key) -> Option<&'a SignOff> {
        let here = Self { forgive: Some(step), ..*self };
        self.release.signoffs.iter().rev().find(|s| {
            s.step == step
                && s.key == *key
                && !self.is_disputed(s)
                && !self.resolve_is_doomed(s)
                && self.is_of_record(s)
                && table::means(step).falls.iter().all(|t| here.holds(s, *t))
        })
    }
    /// Whether a sign-off of a deployment is the record of its target that counts, and of the current build.
    fn is_of_record(&self, s: &SignOff) -> bool {
        let Key::Target(target) = &s.key else { return true };
        let build = self.release.build().map(|b| &b.id);
        self.release.deployment(target).is_some_and(|d| d.revision == s.revision && Some(&d.build) == build)
    }
    /// Whether it is a worksheet of ClearQuest that a Reject, a Re_open or a reopening took back.
    fn resolve_is_doomed(&self, s: &SignOff) -> bool {
        let Key::Ocr(ocr) = &s.key else { return false };
        s.step == Step::Resolve && self.is_doomed(&Doomed::Resolve(ocr.clone(), s.revision))
    }
    /// The sign-off that counts as a yes, if there is one: on the current basis, not condemned.
    pub fn yes(&self, step: Step, key: &Key) -> Option<&'a SignOff> {
        let latest = self.release.signoffs.iter().rev().find(|s| {
            s.step == step
                && s.key == *key
                && !self.is_disputed(s)
                && self.is_of_record(s)
                && table::means(step).falls.iter().all(|t| self.holds(s, *t))
        })?;
        (latest.yes && self.besides(latest)).then_some(latest)
    }
    /// Whether it was signed by a key that may have been in other hands.
    fn is_disputed(&self, s: &SignOff) -> bool {
        self.release.disputed.contains(&s.revision)
    }
    /// What a yes needs besides its basis.
    fn besides(&self, s: &SignOff) -> bool {
        let r = self.release;
        match s.step {
            Step::Go => self.go_live().is_some() || self.go_served(s.revision),
            Step::Resolve => !self.resolve_is_doomed(s),
            Step::Close => {
                r.notices.iter().filter(|n| n.revision == s.revision).all(|n| n.delivered.is_some())
            }
            Step::Receive
            | Step::Deploy
            | Step::Schedule
            | Step::Input
            | Step::Coordinate
            | Step::Concur
            | Step::Notify
            | Step::Build
            | Step::DeveloperTest
            | Step::Letter
            | Step::Distribute
            | Step::CoordinateTests
            | Step::Review
            | Step::TestRun
            | Step::Verdict
            | Step::CompleteLetter
            | Step::Confirm
            | Step::Verify
            | Step::Report => true,
        }
    }

    /// Whether the sign-off of a step for one key counts and everything before it stands.
    pub fn signed(&self, step: Step, key: &Key) -> bool {
        // An OCR is in a release only after it was received, so step 1 stands for every OCR in the scope.
        if step == Step::Receive {
            return true;
        }
        let before = |a: &After| match a {
            After::All(p) => self.stands(*p),
            After::Same(p) => self.signed(*p, key),
            After::LetterOfBuild => self.distributed().is_some(),
            // Judged when the deployment was recorded; what a target carries never falls.
            After::LiveGo => true,
        };
        self.yes(step, key).is_some() && table::means(step).after.iter().all(before)
    }
    /// Whether a step stands: every sign-off of it counts, and everything before it stands.
    pub fn stands(&self, step: Step) -> bool {
        self.board[step as usize]
    }

    /// The distribution of a letter of the current build.
    pub(super) fn distributed(&self) -> Option<&'a SignOff> {
        let build = Some(self.release.build()?.id.clone());
        self.release.signoffs.iter().find(|s| s.step == Step::Distribute && s.basis.build == build)
    }

    /// The end of a go's window: the latest of the windows of the targets it names.
    pub fn go_ends(&self, go: &Go) -> Option<Time> {
        let plan = &self.release.plan;
        go.targets.iter().filter_map(|t| plan.window(t)).map(|w| w.not_after).max()
    }
    /// The latest go, while it is live: its window has not ended, nothing took it back or spent it, and everything it
    /// rests on stands.
    pub fn go_live(&self) -> Option<&'a Go> {
        let r = self.release;
        let go = r.gos.last()?;
        let signoff = r.signoffs.iter().find(|s| s.step == Step::Go && s.revision == go.revision)?;
        let means = table::means(Step::Go);
        let live = go.taken_back.is_none()
            && !self.is_doomed(&Doomed::Go(go.revision))
            && self.go_ends(go).is_some_and(|end| self.now < end)
            && means.falls.iter().all(|t| self.holds(signoff, *t))
            && self.stands(Step::Verdict)
            && self.stands(Step::Review);
        live.then_some(go)
    }
    /// Whether a go that is live names a target.
    pub fn go_live_for(&self, target: &TargetId) -> bool {
        self.go_live().is_some_and(|g| g.targets.contains(target))
    }
    /// Whether every target of the plan that a go named has been deployed since: it has served.
    fn go_served(&self, revision: u64) -> bool {
        let r = self.release;
        r.gos.iter().filter(|g| g.revision == revision).all(|g| self.undeployed(g).is_empty())
    }
    /// The targets of a go, still in the plan, that were not deployed under it.
    fn undeployed(&self, go: &Go) -> Vec<TargetId> {
        let done = |t: &TargetId| {
            self.release
                .deployment(t)
                .is_some_and(|d| d.outcome == Outcome::Deployed && d.place > go.revision)
        };
        let planned = go.targets.iter().filter(|t| self.release.plan.window(t).is_some());
        planned.filter(|t| !done(t)).cloned().collect()
    }

    /// Why the release is stopped, if it is. What was answered by a later go or a reopening no longer stops it, nor does
    /// what concerned a target or an OCR that is no longer in it.
    pub fn stopped(&self) -> Option<StopCause> {
        use crate::domain::release::Stop;
        let r = self.release;
        let answered = r
            .gos
            .last()
            .map(|g| g.revision)
            .into_iter()
            .chain(r.reopened.iter().map(|(rev, _)| *rev))
            .max()
            .unwrap_or(0);
        if r.end.is_some() {
            return None;
        }
        let recorded = r.stops.iter().rev().find_map(|s| match s {
            Stop::NoGo(rev) if *rev > answered => Some(StopCause::NoGo),
            Stop::Withdrawn(rev, ocr) if *rev > answered => Some(StopCause::Withdrawn(ocr.clone())),
            Stop::NoGo(_) | Stop::Withdrawn(..) => None,
        });
        let deployment = || {
            r.targets().filter_map(|t| r.deployment(t)).find_map(|d| {
                (d.outcome != Outcome::Deployed && d.place > answered)
                    .then(|| StopCause::Deployment(d.target.clone(), d.outcome))
            })
        };
        let verification = || {
            r.scope.ocrs.iter().find_map(|ocr| {
                let last = r
                    .signoffs
                    .iter()
                    .rev()
                    .find(|s| s.step == Step::Verify && s.key == Key::Ocr(ocr.clone()))?;
                (!last.yes && last.revision > answered).then(|| StopCause::Verification(ocr.clone()))
            })
        };
        let ended = || {
            let go = r.gos.last()?;
            let left = self.undeployed(go);
            (go.revision == answered && self.go_live().is_none() && !left.is_empty())
                .then_some(StopCause::GoEnded(left))
        };
        recorded.or_else(deployment).or_else(verification).or_else(ended)
    }
    /// Whether scope, plan, build and letter are frozen: a go is live, or a target carries the build and the release was
    /// neither stopped nor reopened since.
    pub fn frozen(&self) -> bool {
        self.go_live().is_some() || (self.deployed() && self.stopped().is_none())
    }
    /// Whether a target carries the current build and the release was not reopened at 2, 5 or 6 since its last go.
    pub fn deployed(&self) -> bool {
        let r = self.release;
        let last_go = r.gos.last().map_or(0, |g| g.revision);
        let reopened = r.reopened.iter().any(|(rev, at)| *rev > last_go && *at != 12);
        !reopened && r.build().is_some_and(|b| self.carriers(&b.id) > 0)
    }
    /// How many targets carry a build.
    fn carriers(&self, build: &crate::domain::BuildId) -> usize {
        self.release.carrying().into_iter().filter(|t| self.release.carried(t) == Some(build)).count()
    }
    /// Whether the release is closed: 15 stands.
    pub fn closed(&self) -> bool {
        matches!(self.release.end, Some(End::Closing(_))) && self.stands(Step::Close)
    }
}

impl SignOff {
    fn key_is_target_of(&self, targets: &[TargetId]) -> bool {
        matches!(&self.key, Key::Target(t) if targets.contains(t))
    }
}
