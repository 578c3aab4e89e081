//! Who may act: the holders of a role, less those who have acted in another on the release. Read from a view, for
//! refusals and boards; the judge never leans on it.

use crate::domain::{Login, Refusal, Release, ReleaseId, Role, Time};
use crate::ledger::view::PersonRow;
use crate::store::{Page, Store};

use super::failure::Candidates;
use super::{Failure, Loaded};

/// The people who could act in a role on a release at a moment.
///
/// # Errors
/// [`Failure::Store`].
pub fn eligible(
    store: &dyn Store,
    release: Option<&Release>,
    role: Role,
    at: Time,
) -> Result<Vec<Login>, Failure> {
    let page = Page { kind: "person".into(), bucket: format!("role:{}", role.code()), after: None, max: 50 };
    let rows = store.rows(&page)?;
    let people = rows.iter().filter_map(|(_, v)| serde_json::from_str::<PersonRow>(&v.row).ok());
    let holds = |p: &PersonRow| {
        p.roles.iter().any(|r| r.role == role && r.from <= at && r.until.is_none_or(|u| at < u))
    };
    let logins = people.filter(|p| holds(p)).filter_map(|p| p.login.parse::<Login>().ok());
    let free = |l: &Login| !release.is_some_and(|r| r.acted.iter().any(|a| a.login == *l && a.role != role));
    Ok(logins.filter(free).collect())
}

/// Who may supply what a refusal says is missing, and who may do what was refused.
///
/// # Errors
/// [`Failure::Store`].
pub fn candidates(
    loaded: &Loaded<'_>,
    refusal: &Refusal,
    release: Option<ReleaseId>,
    at: Time,
) -> Result<Vec<Candidates>, Failure> {
    let mut roles: Vec<Role> =
        refusal.needs.iter().flat_map(|n| n.roles.iter()).chain(&refusal.roles).copied().collect();
    roles.sort();
    roles.dedup();
    let acted = release.and_then(|id| loaded.world.releases.get(&id)).filter(|_| loaded.world.separation);
    let of = |role| Ok(Candidates { role, people: eligible(loaded.store(), acted, role, at)? });
    roles.into_iter().map(of).collect()
}
