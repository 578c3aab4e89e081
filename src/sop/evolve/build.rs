//! Folds steps 5 to 9: the build, its tests, its letter.

use crate::domain::event::{Event, RejectClass};
use crate::domain::release::{Build, Letter, Release, Run, Waiver};
use crate::domain::signoff::Doomed;
use crate::domain::{Fact, Key, Role, Step};

use super::{acted, condemn, condemn_build, condemn_letter, sign};

/// Steps 5 to 9: the build, its tests, its letter.
pub(super) fn fold_build(r: &mut Release, fact: &Fact, rev: u64) {
    let build = r.build().map(|b| b.id.clone());
    match (&*fact.event.today(), build) {
        (Event::BuildRecorded(e), _) => {
            acted(r, &e.builder, Role::SoftwareDeveloper, rev);
            r.builds.push(Build {
                revision: rev,
                id: e.build.clone(),
                source: e.source.clone(),
                builder: e.builder.clone(),
                artifacts: e.artifacts.clone(),
                at: fact.effective,
                environment: e.environment.clone(),
                reason: e.reason.clone(),
            });
            sign(r, fact, rev, Step::Build, Key::Release, true);
        }
        (Event::DeveloperTested2(e), Some(build)) => {
            r.developer_runs.push(Run { build, results: e.results.clone() });
            sign(r, fact, rev, Step::DeveloperTest, Key::Release, true);
        }
        (Event::LetterSubmitted2(e), Some(build)) => {
            r.letters.push(Letter {
                revision: rev,
                document: e.letter.clone(),
                page: e.page.clone(),
                source: e.source.clone(),
                templates: e.templates.clone(),
                build,
            });
            sign(r, fact, rev, Step::Letter, Key::Release, true);
        }
        (Event::LetterDistributed(_), _) => sign(r, fact, rev, Step::Distribute, Key::Release, true),
        (Event::TestsCoordinated(_), _) => sign(r, fact, rev, Step::CoordinateTests, Key::Release, true),
        (Event::LetterReviewed(e), _) => {
            sign(r, fact, rev, Step::Review, Key::Area(fact.role), e.approved);
            let (step, why) = (Some(Step::Review), e.comment.as_ref());
            match (e.approved, e.class) {
                (true, _) => {}
                (false, Some(RejectClass::Build)) => condemn_build(r, fact, rev, step, why),
                (false, Some(RejectClass::Scope)) => {
                    condemn(r, fact, rev, Doomed::Scope(r.scope.revision), step, why);
                }
                (false, Some(RejectClass::Document) | None) => condemn_letter(r, fact, rev, step, why),
            }
        }
        (Event::TestsRun2(e), Some(build)) => {
            r.test_runs.push(Run { build, results: e.results.clone() });
            sign(r, fact, rev, Step::TestRun, Key::Release, true);
        }
        (Event::WaiverProposed(e), Some(build)) => {
            r.waivers.retain(|w| !(w.case == e.case && w.build == build));
            r.waivers.push(Waiver {
                case: e.case.clone(),
                build,
                reason: e.reason.clone(),
                proposed_by: fact.actor.clone(),
                accepted_by: None,
            });
        }
        (Event::WaiverAccepted(e), Some(build)) => {
            let waiver = r.waivers.iter_mut().find(|w| w.case == e.case && w.build == build);
            waiver.into_iter().for_each(|w| w.accepted_by = Some(fact.actor.clone()));
        }
        (Event::TestRecorded2(e), Some(build)) => {
            if let Some(run) = &e.run {
                r.test_runs.push(Run { build, results: run.results.clone() });
                sign(r, fact, rev, Step::TestRun, Key::Release, true);
            }
            sign(r, fact, rev, Step::Verdict, Key::Release, e.pass);
            if !e.pass {
                condemn_build(r, fact, rev, Some(Step::Verdict), e.reason.as_ref());
            }
        }
        _ => {}
    }
}
