//! What became of a notice, as lists and shows tell it.

use serde::Serialize;

use crate::cli::ui::wrap;
use crate::domain::event::Via;
use crate::domain::{Release, Subject, Time};
use crate::ledger::view::NoticeRow;
use crate::sop::decide;
use crate::sop::world::{Acknowledged, Notice, Tried};
use crate::store::Store;
use crate::workflow::{Failure, Loaded};

use super::age;

/// What became of a notice.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Became {
    /// `waits`, `refused` (by a mail server), `superseded` (its basis is no longer current: it asks for nothing), `delivered`
    /// or `acknowledged`.
    pub state: &'static str,
    /// When it was handed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivered: Option<Time>,
    /// How: `by-hand`, `smtp`, or `folder`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub via: Option<&'static str>,
    /// The last time that it was tried in vain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tried: Option<Tried>,
    /// When it is tried again, at the earliest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_try: Option<Time>,
    /// Who acknowledged it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acknowledged: Option<Acknowledged>,
}

impl Became {
    /// What became of a notice that is loaded.
    pub fn of(n: &Notice, superseded: bool) -> Self {
        let delivered = n.delivered.as_ref().map(|(at, _)| *at);
        Self::told(delivered, n.sent.as_ref().map(|s| s.via), &n.tried, &n.acknowledged, superseded)
    }
    /// What its row says.
    pub fn of_row(n: &NoticeRow) -> Self {
        Self::told(n.delivered, n.via, &n.tried, &n.acknowledged, false)
    }
    fn told(
        delivered: Option<Time>,
        via: Option<Via>,
        tried: &Option<Tried>,
        acknowledged: &Option<Acknowledged>,
        superseded: bool,
    ) -> Self {
        let next = tried.as_ref().map(|t| t.next());
        let state = match (acknowledged, delivered, next) {
            (Some(_), ..) => "acknowledged",
            (None, Some(_), _) => "delivered",
            (None, None, _) if superseded => "superseded",
            (None, None, Some(None)) => "refused",
            (None, None, _) => "waits",
        };
        let via = delivered.map(|_| match via {
            Some(Via::Smtp) => "smtp",
            Some(Via::Folder) => "folder",
            None => "by-hand",
        });
        let next_try = next.flatten().filter(|_| state == "waits");
        Self { state, delivered, via, tried: tried.clone(), next_try, acknowledged: acknowledged.clone() }
    }
    /// The last try, and when the next one is.
    pub fn tries(&self, now: Time) -> Option<String> {
        let t = self.tried.as_ref().filter(|_| self.delivered.is_none())?;
        let again = match self.next_try {
            Some(next) => format!("next try at {next}"),
            None => "not tried again unless it is named, or its address changes".to_owned(),
        };
        let many = if t.times == 1 { "once".to_owned() } else { format!("{} times", t.times) };
        Some(format!("tried {many}, last {} ago: {}; {again}", age(now, t.at), t.reply))
    }
}

/// A notice that was tried in vain.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Stuck {
    /// Which.
    pub notice: String,
    /// The party that is to be told.
    pub to: String,
    /// What became of it.
    #[serde(flatten)]
    pub became: Became,
}

impl Stuck {
    /// As people read it.
    pub fn text(&self, now: Time) -> String {
        let tries = self.became.tries(now).unwrap_or_default();
        wrap(&format!("{} {}: {tries}", self.notice, self.became.state), 2)
    }
}

/// The notices that a release owes, that nobody has handed over and that are not superseded.
pub fn open(r: &Release, now: Time) -> impl Iterator<Item = &crate::domain::release::OwedNotice> {
    r.notices.iter().filter(move |n| n.delivered.is_none() && !decide::superseded(r, n, now))
}

/// Those of them that were tried in vain.
///
/// # Errors
/// Those of [`Loaded::load`].
pub fn stuck(store: &dyn Store, r: &Release, now: Time) -> Result<Vec<Stuck>, Failure> {
    let ids: Vec<_> = open(r, now).map(|n| n.id.clone()).collect();
    let loaded = Loaded::with(store, &ids.iter().cloned().map(Subject::Notice).collect::<Vec<_>>())?;
    let known = ids.iter().filter_map(|id| loaded.world.notices.get(id).map(|n| (id, n)));
    let tried = known.filter(|(_, n)| n.tried.is_some());
    let stuck = |(id, n): (&crate::domain::NoticeId, &Notice)| Stuck {
        notice: id.to_string(),
        to: n.to.to_string(),
        became: Became::of(n, false),
    };
    Ok(tried.map(stuck).collect())
}
