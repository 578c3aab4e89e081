//! OCRs: received, returned, amended, withdrawn, deferred; and which of them may enter or leave a release.

use crate::domain::event::{CqState, Joined};
use crate::domain::ocr::{Ocr, Place};
use crate::domain::{Event, Key, OcrId, Refusal, RefusalKind, Sought, Step, Text};
use crate::sop::decide;

use super::what::{demand, lacks, reason, release, windows};
use super::{Case, Verdict, rest};

const PLACE: &str = "an OCR is active in at most one release";
const PACKAGE: &str = "an OCR package is complete before it is received (SOP step 1)";
const PRIORITY: &str =
    "the implementation priority set by the OCCB is kept, or a reason is recorded (SOP step 2)";

fn conflict(rule: &'static str, message: String) -> Refusal {
    Refusal::new(RefusalKind::Conflict, rule, message)
}
fn find<'a>(case: &Case<'a>, id: &OcrId) -> Result<&'a Ocr, Refusal> {
    case.world.ocrs.get(id).ok_or_else(|| {
        let refusal = Refusal::new(RefusalKind::NotFound, PACKAGE, format!("no OCR {id} was received"))
            .hint(format!("era-rm ocr receive FOLDER records {id}"));
        refusal.sought(Sought::Ocr(id.to_string()))
    })
}
fn active<'a>(case: &Case<'a>, id: &OcrId) -> Result<&'a Ocr, Refusal> {
    let ocr = find(case, id)?;
    match ocr.place {
        Place::Pool | Place::In(_) => Ok(ocr),
        Place::Returned | Place::Withdrawn | Place::Deferred(_) | Place::Done(_) => {
            Err(conflict(PLACE, format!("{id} is {}", ocr.place.say())))
        }
    }
}

/// Acts on one OCR.
pub fn judge(case: &Case<'_>) -> Verdict {
    match &case.fact.event {
        Event::OcrReceived(e) => {
            if let Some(ocr) = case.world.ocrs.get(&e.ocr).filter(|o| o.place != Place::Returned) {
                return Err(conflict(
                    PLACE,
                    format!(
                        "{} was received by {} at {} and is {}",
                        ocr.id,
                        ocr.received_by,
                        ocr.received_at,
                        ocr.place.say()
                    ),
                ));
            }
            demand(!e.package.documents.is_empty(), || {
                Refusal::new(RefusalKind::Evidence, PACKAGE, "the package has no document")
            })
        }
        Event::OcrReturned(e) => match case.world.ocrs.get(&e.ocr).map(|o| o.place) {
            None | Some(Place::Pool | Place::Returned) => Ok(()),
            Some(Place::In(_)) => Err(conflict(PLACE, format!("{} is in a release", e.ocr))
                .hint("drop it from the release first: era-rm release drop")),
            Some(p @ (Place::Withdrawn | Place::Deferred(_) | Place::Done(_))) => {
                Err(conflict(PLACE, format!("{} is {}", e.ocr, p.say())))
            }
        },
        Event::OcrAmended(e) => {
            let ocr = active(case, &e.ocr)?;
            demand(!e.changes.is_empty(), || {
                lacks(format!("nothing is amended: {} holds these values already", e.ocr))
                    .hint("--set FIELD=VALUE")
            })?;
            let current = decide::amendments(ocr, &e.changes);
            demand(current, || {
                conflict(PACKAGE, format!("{} does not hold the old values any more", e.ocr))
            })?;
            let scope = e.changes.iter().any(|c| c.field.is_scope());
            demand(!scope || e.reference.is_some(), || {
                lacks("an amendment of description, approval, priority or security statement needs the OCCB's reference").hint("--reference TEXT")
            })?;
            let frozen =
                case.release.is_some_and(|r| crate::sop::standing::Standing::of(r, case.fact.at).frozen());
            demand(!(scope && frozen), || {
                Refusal::new(
                    RefusalKind::Order,
                    "go, stop, hold (ours)",
                    "a new scope is refused while a go is live or a target carries the build",
                )
                .hint("stop the release first: era-rm deploy no-go RELEASE --reason TEXT; or withdraw the OCR: era-rm ocr withdraw")
            })
        }
        Event::OcrWithdrawn(e) => active(case, &e.ocr).map(|_| ()),
        Event::OcrDeferred(e) => defer(case, &e.ocr),
        Event::OcrDeferred2(e) => {
            let completed = release(case)?.completed.is_some();
            demand(e.addendum.is_some() == completed, || lacks("a completed letter gets an addendum"))?;
            defer(case, &e.ocr)
        }
        _ => Ok(()),
    }
}

/// After a fail at 13, once the CQ Reject is confirmed.
fn defer(case: &Case<'_>, id: &OcrId) -> Verdict {
    let r = release(case)?;
    let order =
        |m: String| Refusal::new(RefusalKind::Order, "an OCR is deferred after a fail at 13 (ours)", m);
    let key = Key::Ocr(id.clone());
    let last = r.signoffs.iter().rev().find(|s| s.step == Step::Verify && s.key == key);
    demand(last.is_some_and(|s| !s.yes), || order(format!("{id} has not failed verification")))?;
    let opened = r.cq_of(id).is_some_and(|c| c.confirmed && c.seen == CqState::Opened);
    demand(opened, || {
        order(format!("the Reject of {id} is not confirmed in CQ"))
            .hint(format!("era-rm cq confirm {} --ocr {id} --state Opened", r.number))
    })?;
    demand(r.scope.ocrs.len() > 1, || {
        order(format!("this would leave release {} without an OCR to verify", r.number)).hint(format!(
            "reopen it (era-rm release reopen {n} --step 2|5|6|12), or record the back-out and cancel it",
            n = r.number
        ))
    })
}

/// Which OCRs enter or leave a release.
pub fn scope(case: &Case<'_>) -> Verdict {
    match &case.fact.event {
        Event::ReleaseScheduled(e) => {
            demand(!e.ocrs.is_empty(), || lacks("a release needs at least one OCR").hint("--ocr ID"))?;
            windows(case, &e.windows)?;
            rest::free(case, &e.number, None)?;
            join(case, &e.ocrs)?;
            priority(case, &e.ocrs, &e.passed_over, e.reason.as_ref())
        }
        Event::OcrsAdded(e) => {
            release(case)?;
            demand(!e.ocrs.is_empty(), || lacks("nothing is added").hint("--ocr ID"))?;
            join(case, &e.ocrs)
        }
        Event::OcrsDropped(e) => {
            let r = release(case)?;
            for id in &e.ocrs {
                let inside = r.scope.ocrs.contains(id);
                demand(inside, || {
                    Refusal::new(RefusalKind::NotFound, PLACE, format!("{id} is not in release {}", r.number))
                })?;
            }
            demand(!e.ocrs.is_empty(), || lacks("nothing is dropped").hint("--ocr ID or --target TARGET"))?;
            let left = r.scope.ocrs.iter().any(|o| !e.ocrs.contains(o));
            demand(left, || {
                Refusal::new(
                    RefusalKind::Order,
                    "the last OCR is not dropped (ours)",
                    format!("this would leave release {} without an OCR", r.number),
                )
                .hint(format!("cancel it: era-rm release cancel {} --reason TEXT", r.number))
            })
        }
        _ => Ok(()),
    }
}

fn join(case: &Case<'_>, ocrs: &[Joined]) -> Verdict {
    for (i, j) in ocrs.iter().enumerate() {
        let ocr = find(case, &j.ocr)?;
        demand(!ocrs.iter().take(i).any(|x| x.ocr == j.ocr), || {
            Refusal::new(RefusalKind::Usage, PLACE, format!("{} is named twice", j.ocr))
        })?;
        if ocr.place != Place::Pool {
            let inside = ocr.place.release().and_then(|id| case.world.releases.get(&id));
            let is = match (ocr.place, inside) {
                (Place::In(_), Some(r)) => format!("in release {}", r.number),
                (place, _) => place.say().to_owned(),
            };
            return Err(conflict(PLACE, format!("{} is {is}, not in the pool", j.ocr)));
        }
        demand(ocr.received_by == j.received_by, || {
            conflict(PLACE, format!("{} was received by {}", j.ocr, ocr.received_by))
        })?;
    }
    Ok(())
}

/// Leaving a received OCR of higher priority unscheduled needs a recorded reason; judged at scheduling only.
fn priority(case: &Case<'_>, ocrs: &[Joined], passed_over: &[OcrId], why: Option<&Text>) -> Verdict {
    let higher = decide::passed_over(case.world, ocrs.iter().map(|j| &j.ocr));
    demand(higher == passed_over, || {
        conflict(PRIORITY, "the OCRs passed over are not those that are".into())
    })?;
    if higher.is_empty() {
        return Ok(());
    }
    let names = higher.iter().map(OcrId::as_str).collect::<Vec<_>>().join(", ");
    reason(why, "passing over").map_err(|_| {
        Refusal::new(
            RefusalKind::Evidence,
            PRIORITY,
            format!("{names} in the pool has a higher priority than what is scheduled"),
        )
        .hint("schedule it too (--ocr), or record why it stays: --reason TEXT")
    })
}
