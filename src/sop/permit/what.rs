//! What must come with an act: steps 2 to 10. Each arm is the Evidence cell of its row.

use crate::domain::release::Build;
use crate::domain::results::Suite;
use crate::domain::signoff::{Condemned, Doomed};
use crate::domain::{Artifact, Event, Key, Refusal, RefusalKind, Release, Step, TestResults, Text};
use crate::sop::standing::Standing;
use crate::sop::table::means;

use super::{Case, Verdict, notices, ocr, people, rest, target, when};

const EVIDENCE: &str = "what must come with a step (era-rm sop show, Evidence)";
const NO_STICKS: &str = "a no sticks: what it condemned is never a basis again";
const ZERO: &str = "zero test cases is never a pass";
const COMPLETE: &str = "a suite that had to run and did not makes the run incomplete, never a pass (ours)";
const WAIVER: &str = "every failed case of a pass is waived by name: proposed by the Test Team, accepted by the Release Manager";
const NEW_BUILD: &str = "a build is recorded once, under an id of its own (SOP step 5)";
const ONCE: &str = "a sign-off that stands is not given twice";

/// A refusal for evidence.
pub fn lacks(message: impl Into<String>) -> Refusal {
    Refusal::new(RefusalKind::Evidence, EVIDENCE, message)
}
/// Demands that a condition holds.
pub fn demand(holds: bool, refusal: impl FnOnce() -> Refusal) -> Verdict {
    if holds { Ok(()) } else { Err(refusal()) }
}
/// Demands a text.
pub fn reason(given: Option<&Text>, what: &str) -> Verdict {
    demand(given.is_some(), || lacks(format!("{what} needs a reason")).hint("say it with --reason TEXT"))
}
/// The release of an act that cannot be without one.
pub fn release<'a>(case: &Case<'a>) -> Result<&'a Release, Refusal> {
    case.release.ok_or_else(|| {
        Refusal::new(RefusalKind::NotFound, "an act is on a release", "there is no such release")
    })
}

/// Whether everything that must come with an act has come.
pub fn judge(case: &Case<'_>) -> Verdict {
    match &case.fact.event {
        Event::OcrReceived(_)
        | Event::OcrReturned(_)
        | Event::OcrAmended(_)
        | Event::OcrWithdrawn(_)
        | Event::OcrDeferred(_)
        | Event::OcrDeferred2(_) => ocr::judge(case),
        Event::ReleaseScheduled(_) | Event::OcrsAdded(_) | Event::OcrsDropped(_) => ocr::scope(case),
        Event::ReleaseRenumbered(e) => rest::number(case, &e.number),
        Event::GoIssued(_)
        | Event::NoGoIssued(_)
        | Event::NotesEdited(_)
        | Event::DeploymentRecorded(_)
        | Event::DeploymentRecorded2(_)
        | Event::LetterCompleted(_)
        | Event::LetterCompleted2(_)
        | Event::CqResolved(_)
        | Event::CqConfirmed(_)
        | Event::Verified(_)
        | Event::VerificationReported(_)
        | Event::ReleaseClosed(_)
        | Event::TargetDropped(_)
        | Event::ReleaseReopened(_)
        | Event::ReleaseCancelled(_) => target::judge(case, release(case)?),
        Event::ReleaseHeld(_)
        | Event::ReleaseResumed(_)
        | Event::ActRetracted(_)
        | Event::PartySet(_)
        | Event::SettingSet(_)
        | Event::RestoreAccepted(_)
        | Event::DocumentErased(_)
        | Event::LedgerCreated(_)
        | Event::LedgerCreated2(_)
        | Event::Refused(_) => rest::judge(case),
        Event::NoticesGivenByHand(_)
        | Event::NoticeSent(_)
        | Event::NoticeFailed(_)
        | Event::NoticeAcknowledged(_)
        | Event::Reminded(_) => notices::judge(case),
        Event::PersonAdded(_)
        | Event::KeyAdded(_)
        | Event::KeyEnded(_)
        | Event::RoleProposed(_)
        | Event::RoleGranted(_)
        | Event::RoleDelegated(_)
        | Event::RoleRevoked(_) => people::judge(case),
        Event::ReleaseRescheduled(_)
        | Event::InputGiven(_)
        | Event::CoordinationOpened(_)
        | Event::Concurred(_)
        | Event::LmcNotified(_)
        | Event::BuildRecorded(_)
        | Event::DeveloperTested(_)
        | Event::DeveloperTested2(_)
        | Event::LetterSubmitted(_)
        | Event::LetterSubmitted2(_)
        | Event::LetterDistributed(_)
        | Event::TestsCoordinated(_)
        | Event::LetterReviewed(_)
        | Event::TestsRun(_)
        | Event::TestsRun2(_)
        | Event::WaiverProposed(_)
        | Event::WaiverAccepted(_)
        | Event::TestRecorded(_)
        | Event::TestRecorded2(_) => to_nine(case, release(case)?),
    }
}

/// Refuses a yes where one stands, and a yes after one's own no on the same basis.
pub fn once(case: &Case<'_>, step: Step, yes: bool) -> Verdict {
    let r = release(case)?;
    let s = case.stands(r);
    for key in when::keys(case) {
        match s.answer(step, &key) {
            Some(a) if a.yes == yes && (yes || a.by == case.fact.actor) => {
                let said = if yes { "signed" } else { "answered no" };
                let message = format!(
                    "{step} {}{} of release {} was {said} by {} at {} and nothing has changed since",
                    means(step).name,
                    when::of(&key),
                    r.number,
                    a.by,
                    a.at
                );
                let hint = format!("nothing is left to do here; era-rm next {} shows what is", r.number);
                return Err(Refusal::new(RefusalKind::Conflict, ONCE, message).hint(hint));
            }
            Some(a) if yes && !a.yes => {
                let message = format!("{} said no to {step} {} at {}", a.by, means(step).name, a.at);
                return Err(Refusal::new(RefusalKind::Order, NO_STICKS, message)
                    .hint("a mistaken no is taken back by whoever said it: era-rm retract"));
            }
            Some(_) | None => {}
        }
    }
    Ok(())
}

/// The windows of a plan: at least one, each target once, none ended.
pub fn windows(case: &Case<'_>, windows: &[crate::domain::event::Window]) -> Verdict {
    demand(!windows.is_empty(), || {
        lacks("a plan needs a window for at least one target").hint("--window TARGET=START/END")
    })?;
    for (i, w) in windows.iter().enumerate() {
        demand(!windows.iter().take(i).any(|x| x.target == w.target), || {
            lacks(format!("target {} has two windows", w.target))
        })?;
        demand(w.not_before < w.not_after, || {
            lacks(format!("the window of {} ends before it begins", w.target))
                .hint(format!("the earlier time comes first: --window {}=START/END", w.target))
        })?;
        demand(w.not_after > case.fact.at, || {
            lacks(format!("the window of {} has ended: {}", w.target, w.not_after))
                .hint(format!("give one that has not: --window {}=START/END", w.target))
        })?;
    }
    Ok(())
}

/// Step 5: a new id; a reason for a further build; artifacts, each once.
fn build(r: &Release, e: &crate::domain::event::BuildRecorded) -> Verdict {
    if let Some(old) = r.builds.iter().find(|b| b.id == e.build) {
        let message = format!("build {} was recorded at {}; a build is recorded once", e.build, old.at);
        return Err(Refusal::new(RefusalKind::Conflict, NEW_BUILD, message)
            .hint("give the new build a new id: --build ID"));
    }
    demand(!e.artifacts.is_empty(), || {
        lacks("a build needs the digest of at least one artifact")
            .hint("--artifact FILE or --artifact NAME=sha256:HEX")
    })?;
    for (i, a) in e.artifacts.iter().enumerate() {
        demand(!e.artifacts.iter().take(i).any(|b| b.name == a.name), || {
            lacks(format!("artifact {} is named twice", a.name))
        })?;
    }
    if let Some((old, no)) = condemned_before(r, &e.artifacts) {
        let message = format!(
            "these are the very artifacts of build {}, which was condemned by {} ({}) at {}: {}",
            old.id, no.by, no.role, no.at, no.reason
        );
        return Err(Refusal::new(RefusalKind::Evidence, NO_STICKS, message)
            .hint("record a build that answers the no"));
    }
    if r.builds.is_empty() { Ok(()) } else { reason(e.reason.as_ref(), "a further build") }
}

/// A condemned build of the very same artifacts: another id does not make it another build.
fn condemned_before<'a>(r: &'a Release, artifacts: &[Artifact]) -> Option<(&'a Build, &'a Condemned)> {
    let same = |b: &Build| {
        b.artifacts.len() == artifacts.len()
            && artifacts.iter().all(|a| b.artifacts.iter().any(|o| o.name == a.name && o.digest == a.digest))
    };
    r.builds.iter().filter(|b| same(b)).find_map(|b| {
        let no = r.condemned.iter().find(|c| c.what == Doomed::Build(b.revision))?;
        Some((b, no))
    })
}

/// Steps 6 and 8: results of documents that are each named once, with at least one case that ran; of the suites that had to
/// run each is named once.
fn results(found: &TestResults) -> Verdict {
    for (i, file) in found.files.iter().enumerate() {
        demand(!found.files.iter().take(i).any(|f| f.document.digest == file.document.digest), || {
            lacks(format!("{} is given twice: its cases would be counted twice", file.document.name))
        })?;
    }
    let wanted = found.suites.iter().flat_map(|s| &s.wanted);
    let ordered = wanted.clone().zip(wanted.clone().skip(1)).all(|(a, b)| a.name < b.name);
    let named = found.suites.is_none() || wanted.clone().next().is_some();
    demand(ordered && named && wanted.clone().all(|s| s.least > 0), || {
        lacks("the manifest names each suite that had to run, once, with at least one case")
    })?;
    demand(found.ran_any(), || {
        let names = found.files.iter().map(|f| f.document.name.as_str()).collect::<Vec<_>>().join(", ");
        let (cases, skipped) = (found.cases(), found.skipped());
        let message =
            format!("{names} holds {cases} test cases, of which {skipped} were skipped: nothing was tested");
        Refusal::new(RefusalKind::Evidence, ZERO, message)
    })
}

/// Step 8: the Test Team's results. What had to run of a build is not forgotten by leaving the manifest out.
fn run(r: &Release, found: &TestResults) -> Verdict {
    results(found)?;
    let before = r.runs_of_build().rev().find_map(|t| t.suites.as_ref());
    match (before, &found.suites) {
        (Some(suites), None) => {
            let name = &suites.manifest.name;
            let message =
                format!("{name} names the suites that have to run on this build, and no manifest is given");
            Err(Refusal::new(RefusalKind::Evidence, COMPLETE, message)
                .hint(format!("give it, or a newer one, with every file of the results: --suites {name}")))
        }
        (None, _) | (Some(_), Some(_)) => Ok(()),
    }
}

/// Refuses a pass where a suite that had to run did not.
fn complete(found: &TestResults) -> Verdict {
    let missing: Vec<String> = found.missing().map(Suite::said).collect();
    demand(missing.is_empty(), || {
        let message = format!("the test run is incomplete: these suites did not run: {}", missing.join(", "));
        Refusal::new(RefusalKind::Evidence, COMPLETE, message)
            .hint("run them, then record every file of the results together: era-rm test run --suites FILE")
    })
}

/// Step 6b: a letter that no no has condemned.
fn letter(r: &Release, e: &crate::domain::event::LetterSubmitted2) -> Verdict {
    let digest = e.source.digest;
    let Some(old) = r.letters.iter().rev().find(|l| l.source.digest == digest) else { return Ok(()) };
    let by = r.condemned.iter().find(|c| c.what == Doomed::Letter(old.revision));
    match (by, r.letter()) {
        (Some(c), _) => {
            let message =
                format!("this very letter was rejected by {} ({}) at {}: {}", c.by, c.role, c.at, c.reason);
            Err(Refusal::new(RefusalKind::Evidence, NO_STICKS, message)
                .hint("submit a letter that answers the rejection"))
        }
        (None, Some(now)) if now.source.digest == digest && r.build().is_some_and(|b| b.id == now.build) => {
            let at = Standing::of(r, r.touched);
            let stands = at.yes(Step::Letter, &Key::Release).is_some();
            demand(!stands, || {
                Refusal::new(RefusalKind::Conflict, ONCE, "this very letter is the current one")
            })
        }
        (None, _) => Ok(()),
    }
}

/// Step 9: every failed case of a pass is waived, and waived by both.
fn verdict(r: &Release, e: &crate::domain::event::TestRecorded2) -> Verdict {
    if let Some(with) = &e.run {
        run(r, &with.results)?;
    }
    if !e.pass {
        return reason(e.reason.as_ref(), "a fail");
    }
    let build = r.build().map(|b| &b.id);
    let before = || r.runs_of_build().next_back();
    let Some(found) = e.run.as_ref().map(|t| &t.results).or_else(before) else {
        return Err(lacks("a pass needs test results").hint("--results FILE"));
    };
    complete(found)?;
    let (failed, named) = (found.failures().saturating_add(found.errors()), found.failed());
    demand(failed == 0 || !named.is_empty(), || lacks("failed cases must be named"))?;
    for case in &named {
        let waiver = r.waivers.iter().find(|w| w.case == *case && Some(&w.build) == build);
        let hint = match waiver {
            Some(w) if w.accepted_by.is_some() => continue,
            Some(_) => format!(
                "the Release Manager may accept it: era-rm test waive {} --accept --case '{case}'",
                r.number
            ),
            None => format!(
                "the Test Team may propose it: era-rm test waive {} --case '{case}' --reason TEXT",
                r.number
            ),
        };
        let message = format!("{failed} of {} cases failed, and {case} is not waived", found.cases());
        return Err(Refusal::new(RefusalKind::Evidence, WAIVER, message).hint(hint));
    }
    demand(e.waived == named, || {
        Refusal::new(RefusalKind::Evidence, WAIVER, "the waived cases named are not those that failed")
    })
}

fn waive(r: &Release, case: &Text, accept: bool) -> Verdict {
    let build = r.build().map(|b| &b.id);
    let failed = r.runs_of_build().next_back().is_some_and(|t| t.failed().contains(case));
    demand(failed, || {
        lacks(format!("{case} is not among the failed cases of the current build"))
            .hint(format!("era-rm test show {} lists them", r.number))
    })?;
    let waiver = r.waivers.iter().find(|w| w.case == *case && Some(&w.build) == build);
    match (waiver, accept) {
        (None, true) => {
            Err(lacks(format!("no waiver of {case} was proposed")).hint("the Test Team proposes it"))
        }
        (Some(w), _) if w.accepted_by.is_some() => {
            Err(Refusal::new(RefusalKind::Conflict, ONCE, "this waiver is accepted already"))
        }
        (Some(_), true) | (_, false) => Ok(()),
    }
}

fn to_nine(case: &Case<'_>, r: &Release) -> Verdict {
    match &*case.fact.event.today() {
        Event::ReleaseRescheduled(e) => {
            windows(case, &e.windows)?;
            let doomed = case.stands(r).all_condemned().any(|c| matches!(c.what, Doomed::Plan(_)));
            demand(!(doomed && e.windows == r.plan.windows), || {
                Refusal::new(RefusalKind::Evidence, NO_STICKS, "this is the very plan that was condemned")
                    .hint("give other windows or targets: --window TARGET=START/END")
            })
        }
        Event::InputGiven(e) => once(case, Step::Input, e.feasible)
            .and_then(|()| if e.feasible { Ok(()) } else { reason(e.text.as_ref(), "a no") }),
        Event::CoordinationOpened(_) => once(case, Step::Coordinate, true),
        Event::Concurred(e) => once(case, Step::Concur, e.yes)
            .and_then(|()| if e.yes { Ok(()) } else { reason(e.reason.as_ref(), "a no") }),
        Event::LmcNotified(_) => once(case, Step::Notify, true),
        Event::BuildRecorded(e) => build(r, e),
        Event::DeveloperTested2(e) => results(&e.results),
        Event::LetterSubmitted2(e) => letter(r, e),
        Event::LetterDistributed(_) => once(case, Step::Distribute, true),
        Event::LetterReviewed(e) => {
            once(case, Step::Review, e.approved)?;
            demand(e.approved || e.class.is_some(), || {
                lacks("a rejection needs its class").hint("--class document, build or scope")
            })?;
            if e.approved { Ok(()) } else { reason(e.comment.as_ref(), "a rejection") }
        }
        Event::TestsRun2(e) => run(r, &e.results),
        Event::WaiverProposed(e) => waive(r, &e.case, false),
        Event::WaiverAccepted(e) => waive(r, &e.case, true),
        Event::TestRecorded2(e) => once(case, Step::Verdict, e.pass).and_then(|()| verdict(r, e)),
        _ => Ok(()),
    }
}
