//! Folds steps 10 to 15: the go, the targets, ClearQuest, verification.

use crate::domain::event::{CqState, Event, Outcome};
use crate::domain::release::{Completed, CqRecord, Deployment, EditedNotes, End, Go, Release, Stop};
use crate::domain::signoff::Doomed;
use crate::domain::{Fact, Key, Role, Step};

use super::{acted, condemn, sign, take_back};

/// Steps 10 to 15: the go, the targets, ClearQuest, verification.
pub(super) fn fold_deployment(r: &mut Release, fact: &Fact, rev: u64) {
    match &*fact.event.today() {
        Event::NotesEdited(e) => {
            let edited = e.notes.digest != e.generated.digest;
            r.notes = r.basis().letter.filter(|_| edited).map(|letter| EditedNotes {
                revision: rev,
                generated: e.generated.clone(),
                document: e.notes.clone(),
                letter,
            });
        }
        Event::GoIssued(e) => {
            take_back(r, fact, rev, &e.worksheets);
            r.gos.push(Go {
                revision: rev,
                targets: e.targets.clone(),
                at: fact.effective,
                notes: e.notes.clone(),
                taken_back: None,
            });
            sign(r, fact, rev, Step::Go, Key::Release, true);
        }
        Event::NoGoIssued(_) => {
            // A further no-go, when a release comes to 10 again, takes nothing back that was taken back before.
            if let Some(g) = r.gos.last_mut() {
                g.taken_back = g.taken_back.or(Some(rev));
            }
            r.stops.push(Stop::NoGo(rev));
        }
        Event::DeploymentRecorded2(e) => {
            acted(r, &e.deployer, Role::SoftwareDeveloper, rev);
            // A correction stands in the place of the record it corrects, and is of the same build.
            let corrected = e.corrects.and_then(|wrong| r.deployments.iter().find(|d| d.revision == wrong));
            let (place, of) = corrected.map_or((rev, None), |d| (d.place, Some(d.build.clone())));
            if let Some(wrong) = e.corrects {
                r.deployments
                    .iter_mut()
                    .filter(|d| d.revision == wrong)
                    .for_each(|d| d.corrected_by = Some(rev));
                r.condemned.retain(|c| !(c.revision == wrong && c.step == Some(Step::Deploy)));
            }
            let Some(build) = r.build().map(|b| b.id.clone()) else { return };
            // What is backed out is what the target carried, which need not be the current build.
            let build = match (of, e.outcome) {
                (Some(of), _) => of,
                (None, Outcome::BackedOut) => r.carried(&e.target).cloned().unwrap_or(build),
                (None, Outcome::Deployed | Outcome::Failed | Outcome::Irregular) => build,
            };
            r.deployments.push(Deployment {
                revision: rev,
                target: e.target.clone(),
                build,
                outcome: e.outcome,
                start: e.start,
                end: e.end,
                deployer: e.deployer.clone(),
                corrected_by: None,
                place,
                withdraws: e.withdraws.is_some(),
            });
            let yes = e.outcome == Outcome::Deployed;
            sign(r, fact, rev, Step::Deploy, Key::Target(e.target.clone()), yes);
            let go = r.gos.iter().rev().map(|g| g.revision).find(|g| *g < place);
            if let (false, Some(go)) = (yes, go) {
                condemn(r, fact, rev, Doomed::Go(go), Some(Step::Deploy), e.reason.as_ref());
            }
        }
        Event::LetterCompleted2(e) => {
            r.completed = Some(Completed {
                revision: rev,
                document: e.completion.clone(),
                page: e.page.clone(),
                approved: e.approved,
                addenda: Vec::new(),
            });
            sign(r, fact, rev, Step::CompleteLetter, Key::Release, true);
        }
        Event::CqResolved(e) => {
            for s in &e.worksheets {
                r.cq.retain(|c| c.ocr != s.ocr);
                let seen = CqState::Opened;
                r.cq.push(CqRecord { ocr: s.ocr.clone(), sheet: (s.action, rev), confirmed: false, seen });
                sign(r, fact, rev, Step::Resolve, Key::Ocr(s.ocr.clone()), true);
            }
        }
        Event::CqConfirmed(e) => {
            for ocr in &e.ocrs {
                if let Some(c) = r.cq.iter_mut().find(|c| c.ocr == *ocr) {
                    c.seen = e.state;
                    c.confirmed = true;
                }
                if e.state == CqState::Resolved {
                    sign(r, fact, rev, Step::Confirm, Key::Ocr(ocr.clone()), true);
                }
            }
        }
        Event::Verified(e) => {
            sign(r, fact, rev, Step::Verify, Key::Ocr(e.ocr.clone()), e.pass);
            if !e.pass {
                take_back(r, fact, rev, &e.worksheets);
            }
        }
        Event::VerificationReported(_) => sign(r, fact, rev, Step::Report, Key::Release, true),
        Event::ReleaseClosed(_) => {
            sign(r, fact, rev, Step::Close, Key::Release, true);
            r.end = Some(End::Closing(rev));
        }
        _ => {}
    }
}
