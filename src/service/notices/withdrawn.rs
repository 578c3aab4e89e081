//! What a notice says of Release Notes that are withdrawn: which, for which target, why, and what users should know.

use crate::domain::Release;
use crate::domain::event::{DeploymentRecorded2, Outcome};
use crate::sop::notes;

use super::list;

/// To the Help Desk, after a no at 11: in place of what the others are told.
pub(super) fn to_help_desk(e: &DeploymentRecorded2, r: &Release) -> String {
    let (n, target) = (&r.number, &e.target);
    let go = r.go_for(target).filter(|go| Some(go.notes.digest) == e.withdraws);
    let which = go.map(|go| format!(" ({}, SHA-256 {})", go.notes.name, go.notes.digest)).unwrap_or_default();
    let (what, know) = match e.outcome {
        Outcome::Failed => ("The deployment failed", "goes on with the version that it had before"),
        Outcome::BackedOut => ("The deployment was backed out", "was put back as it was before"),
        Outcome::Irregular | Outcome::Deployed => (
            "The deployment did not go as it was announced",
            "may show some of the changes, and none of them can be relied on yet",
        ),
    };
    let why = e.reason.as_ref().map(|r| format!("\nReason: {r}")).unwrap_or_default();
    format!(
        "Please withdraw the Release Notes of release {n}{which} for {target}.\n{what}, from {} to {}.{why}\n\
         What users should know: {target} {know}. What the Release Notes say does not hold there. When it is tried again, \
         new Release Notes come first.",
        e.start, e.end
    )
}

/// In a no-go, what it withdraws of the go before it; empty where that is nothing.
pub(super) fn of_no_go(r: &Release) -> String {
    let Some((go, targets)) = notes::of_no_go(r) else { return String::new() };
    format!(
        "\nThe Release Notes that came with the go of {} ({}, SHA-256 {}) are withdrawn for {}: users go on there with the \
         version that they have.",
        go.at,
        go.notes.name,
        go.notes.digest,
        list(targets)
    )
}
