//! The Release Notes: edited on the current letter, gone back to what era-rm makes of it, and withdrawn.

use crate::domain::event::{DeploymentRecorded2, NotesEdited};
use crate::domain::{Refusal, RefusalKind, Release};
use crate::sop::notes;

use super::Verdict;
use super::what::demand;

const EDIT: &str =
    "the Release Notes are made of the Release Letter, and the Release Manager may edit them (ours)";
const STALE: &str = "edited Release Notes hold for the letter on which they were edited (ours)";
const WITHDRAW: &str = "a no at 11 withdraws the Release Notes that a go sent to the Help Desk, once (ours)";

/// `notes edit`: of a letter, and not the notes that stand already.
pub fn edit(r: &Release, e: &NotesEdited) -> Verdict {
    demand(r.letter().is_some(), || {
        let message = format!("release {} has no Release Letter to make Release Notes of", r.number);
        Refusal::new(RefusalKind::Order, EDIT, message)
            .hint(format!("the Software Developer submits it: era-rm letter submit {} FILE", r.number))
    })?;
    let conflict = |message: &str| Err(Refusal::new(RefusalKind::Conflict, EDIT, message));
    if e.notes.digest == e.generated.digest && r.notes.is_none() {
        return conflict("these are the generated notes, and they are not edited");
    }
    if notes::edited(r).is_some_and(|n| n.document.digest == e.notes.digest) {
        return conflict("these very notes were recorded on this letter already");
    }
    Ok(())
}

/// A go sends no notes while an edit of an earlier letter waits to be answered.
pub fn of_go(r: &Release) -> Verdict {
    demand(notes::stale(r).is_none(), || {
        let n = &r.number;
        let message = format!("the Release Notes of release {n} were edited on an earlier letter");
        Refusal::new(RefusalKind::Evidence, STALE, message).hint(format!(
            "look at what has changed (era-rm notes show {n} --diff), then edit them on this letter: era-rm notes edit {n} FILE; or go back to the generated ones: era-rm notes edit {n} --generated"
        ))
    })
}

/// Step 11: the Help Desk is asked to withdraw exactly what is to be withdrawn.
pub fn withdrawn(r: &Release, e: &DeploymentRecorded2) -> Verdict {
    demand(e.withdraws == notes::withdraws(r, &e.target, e.outcome, e.corrects), || {
        let message = format!("what is withdrawn for {} is not what its users were sent", e.target);
        Refusal::new(RefusalKind::Evidence, WITHDRAW, message)
    })
}
