//! The Release Notes that users hold to: which go sent them, whether anything has withdrawn them since, and whether an
//! edit is still of the current letter. Pure. Asked by the judge, by whoever drafts step 11, and by the notices.

use crate::domain::event::Outcome;
use crate::domain::release::{EditedNotes, Go};
use crate::domain::{Digest, Release, TargetId};

use super::settings;

/// The Release Notes as they were edited on an earlier letter than the current one.
pub fn stale(r: &Release) -> Option<&EditedNotes> {
    r.notes.as_ref().filter(|n| r.letter().is_none_or(|l| l.document.digest != n.letter))
}
/// The Release Notes as they were edited on the current letter.
pub fn edited(r: &Release) -> Option<&EditedNotes> {
    r.notes.as_ref().filter(|_| stale(r).is_none())
}

/// The Release Notes that the Help Desk is to withdraw for a target, once something other than a deployment as it should be
/// is recorded there: those of its latest go, unless they were withdrawn since.
pub fn withdraws(r: &Release, target: &TargetId, outcome: Outcome, corrects: Option<u64>) -> Option<Digest> {
    if outcome == Outcome::Deployed {
        return None;
    }
    // A correction stands in the place of the record that it corrects: a go that came after it is not its go.
    let place =
        corrects.and_then(|wrong| r.deployments.iter().find(|d| d.revision == wrong)).map(|d| d.place);
    let go = out(r, target).filter(|go| place.is_none_or(|place| go.revision < place))?;
    Some(go.notes.digest)
}

/// The targets for which a no-go of now withdraws Release Notes, and the go that sent them.
pub fn of_no_go(r: &Release) -> Option<(&Go, Vec<&TargetId>)> {
    let go = r.gos.last().filter(|g| g.taken_back.is_none())?;
    let open = |t: &&TargetId| out(r, t).is_some() && !served(r, t, go, u64::MAX);
    let targets: Vec<&TargetId> = go.targets.iter().filter(open).collect();
    (!targets.is_empty()).then_some((go, targets))
}

/// The go whose Release Notes the users of a target hold to: its latest, where the Help Desk was told and no record of the
/// target and no no-go has withdrawn them.
fn out<'a>(r: &'a Release, target: &TargetId) -> Option<&'a Go> {
    let go = r.go_for(target)?;
    let told = r.notices.iter().any(|n| n.revision == go.revision && n.to.as_str() == settings::HELP_DESK);
    let since = r.deployments.iter().filter(|d| d.target == *target && d.revision > go.revision);
    let withdrawn = since.into_iter().any(|d| d.withdraws);
    let taken = go.taken_back.is_some_and(|no_go| !served(r, target, go, no_go));
    (told && !withdrawn && !taken).then_some(go)
}

/// Whether a target was deployed by a go as it should be, as was known at a revision: a later no-go leaves it as it is.
fn served(r: &Release, target: &TargetId, go: &Go, at: u64) -> bool {
    r.deployments.iter().any(|d| {
        d.target == *target
            && d.outcome == Outcome::Deployed
            && d.place > go.revision
            && d.revision < at
            && d.corrected_by.is_none_or(|by| by > at)
    })
}
