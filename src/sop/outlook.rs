//! How each sign-off of a release looks at a moment: it stands, a no answers it, it can be given, or it waits, and for
//! what. For boards, `explain` and `wait`. What stands is computed by `standing`, what bars an act is asked of `permit`.

use crate::domain::release::{End, Stop};
use crate::domain::{Key, Login, Refusal, Release, Step, Time};

use super::moves::{self, Move};
use super::permit;
use super::standing::{Standing, StopCause};
use super::table::{self, ACTS, Act, After, means};

/// How a sign-off looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// It counts, and everything before it stands.
    Stands,
    /// A no answers it on what is current.
    No,
    /// It can be given now.
    Open,
    /// Something before it does not stand, or the release is held, stopped or ended.
    Waits,
}

impl Look {
    /// The word that is printed.
    pub fn word(self) -> &'static str {
        match self {
            Self::Stands => "stands",
            Self::No => "no",
            Self::Open => "open",
            Self::Waits => "waits",
        }
    }
}

/// A release as it looks at a moment.
pub struct Outlook<'a> {
    release: &'a Release,
    /// What stands.
    pub standing: Standing<'a>,
    /// What can be done.
    pub moves: Vec<Move>,
}

impl<'a> Outlook<'a> {
    /// A release at a moment.
    pub fn of(release: &'a Release, now: Time) -> Self {
        Self { release, standing: Standing::of(release, now), moves: moves::moves(release, now) }
    }

    /// How the sign-off of a step for one key looks.
    pub fn look(&self, step: Step, key: &Key) -> Look {
        let s = &self.standing;
        match s.yes(step, key).or_else(|| s.answer(step, key)) {
            _ if s.signed(step, key) => Look::Stands,
            Some(a) if !a.yes => Look::No,
            _ if step == Step::Go && s.stopped() == Some(StopCause::NoGo) => Look::No,
            _ if self.moves.iter().any(|m| m.step == Some(step) && m.key == *key) => Look::Open,
            _ => Look::Waits,
        }
    }
    /// How a step looks for all its keys together: a no before all, and it stands only where each stands.
    pub fn look_of(&self, step: Step) -> Look {
        let all: Vec<Look> = self.standing.keys(step).iter().map(|k| self.look(step, k)).collect();
        let first = [Look::No, Look::Open, Look::Waits].into_iter().find(|l| all.contains(l));
        first.unwrap_or(if all.is_empty() { Look::Waits } else { Look::Stands })
    }
    /// Who answered a sign-off, and when: on what is current, and still shown while a step before it is signed anew.
    pub fn answered(&self, step: Step, key: &Key) -> Option<(&'a Login, Time)> {
        let s = &self.standing;
        if step == Step::Go && s.stopped() == Some(StopCause::NoGo) {
            return self.no_go();
        }
        s.yes(step, key).or_else(|| s.answer(step, key)).map(|a| (&a.by, a.at))
    }
    fn no_go(&self) -> Option<(&'a Login, Time)> {
        let revision = self.release.stops.iter().rev().find_map(|s| match s {
            Stop::NoGo(revision) => Some(*revision),
            Stop::Withdrawn(..) => None,
        })?;
        let subject = self.release.subject();
        let act = self.release.facts().find(|f| f.revision(&subject) == revision)?;
        Some((&act.actor, act.at))
    }
    /// Whether a step that does not stand can no longer come to stand: the release was cancelled.
    pub fn is_lost(&self) -> bool {
        matches!(self.release.end, Some(End::Cancelled(_)))
    }

    fn collect(&self, step: Step, key: &Key, all: &mut Vec<(Step, Key)>) {
        for after in means(step).after {
            for (p, k) in self.lacking(after, key) {
                if !all.contains(&(p, k.clone())) {
                    all.push((p, k.clone()));
                    self.collect(p, &k, all);
                }
            }
        }
    }
    /// The sign-offs that steps and everything before them still lack.
    pub fn awaited(&self, steps: &[Step]) -> Vec<(Step, Key)> {
        let mut all = Vec::new();
        for step in steps {
            for key in self.standing.keys(*step).into_iter().filter(|k| self.look(*step, k) != Look::Stands) {
                self.collect(*step, &key, &mut all);
                all.push((*step, key));
            }
        }
        all.sort();
        all.dedup();
        all
    }
    /// The sign-offs that one of the things a step comes after still lacks.
    pub fn lacking(&self, after: &After, key: &Key) -> Vec<(Step, Key)> {
        let s = &self.standing;
        let keys: Vec<(Step, Key)> = match after {
            // Without a single OCR nothing that is signed for OCRs stands.
            After::All(p) if s.keys(*p).is_empty() => return vec![(*p, Key::Release)],
            After::All(p) => s.keys(*p).into_iter().map(|k| (*p, k)).collect(),
            After::Same(p) => vec![(*p, key.clone())],
            After::LetterOfBuild if s.distributed().is_some() => return Vec::new(),
            After::LetterOfBuild => vec![(Step::Distribute, Key::Release)],
            After::LiveGo if matches!(key, Key::Target(t) if s.go_live_for(t)) => return Vec::new(),
            After::LiveGo => return vec![(Step::Go, Key::Release)],
        };
        keys.into_iter().filter(|(p, k)| !s.signed(*p, k)).collect()
    }
    /// What the judge would say of a yes at a step, whoever gave it: ended, held, stopped, frozen. `None` if nothing bars it.
    pub fn bar(&self, step: Step) -> Option<Refusal> {
        permit::bars(self.release, self.standing, act(step)).err()
    }
}

/// The act that signs a step of a release that is scheduled.
fn act(step: Step) -> &'static Act {
    let of = |event: Option<&str>| {
        ACTS.iter().find(|a| a.step == Some(step) && event.is_none_or(|e| e == a.event))
    };
    let again = (step == Step::Schedule).then_some("ReleaseRescheduled");
    of(again).unwrap_or_else(|| table::act_of("Refused"))
}
