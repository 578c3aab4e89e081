//! View rows: what lists read. A row depends on one subject's history only, and holds nothing that depends on
//! the clock. A view is a cache with a proof: `ledger verify` computes it again from the entries and compares.

use serde::{Deserialize, Serialize};

use crate::domain::event::Via;
use crate::domain::release::{End, Release};
use crate::domain::{Digest, Login, Ocr, OcrId, Person, Priority, ReleaseId, Role, Subject, Time};
use crate::sop::world::{Acknowledged, Notice, Tried, World};

/// One row of a view.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ViewRow {
    /// What it lists: `release`, `ocr`, `person`, `notice`.
    pub kind: String,
    /// Which of them: `open`, `closed`, `pool`, `role:qm` …
    pub bucket: String,
    /// By what they are sorted.
    pub sort: String,
    /// The thing's own name.
    pub id: String,
    /// The row, as JSON text.
    pub row: String,
}

/// A release in a list; kind `release`, buckets `open`, `closed`, `cancelled`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
pub struct ReleaseRow {
    /// Its identity.
    pub release: ReleaseId,
    /// Its number.
    pub number: String,
    /// `open`, `closed` or `cancelled`.
    pub state: String,
    /// When it was scheduled.
    pub created: Time,
    /// When its latest act was recorded.
    pub touched: Time,
    /// The OCRs in it.
    pub ocrs: Vec<OcrId>,
}

/// An OCR in a list; kind `ocr`, buckets as the places of an OCR are called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
pub struct OcrRow {
    /// The OCCB's id.
    pub ocr: OcrId,
    /// Its title; absent if its package never was complete.
    pub title: Option<String>,
    /// The implementation priority.
    pub priority: Priority,
    /// Where it is.
    pub place: String,
    /// The release it is or was in.
    pub release: Option<ReleaseId>,
    /// When it was received.
    pub received: Time,
}

/// A person in a list; kind `person`, buckets `all` and `role:<code>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
pub struct PersonRow {
    /// Login.
    pub login: String,
    /// Display name.
    pub name: String,
    /// Roles held, from when and until when.
    pub roles: Vec<RoleRow>,
}

/// A role in a person's row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
pub struct RoleRow {
    /// The role.
    pub role: Role,
    /// First moment at which it is held.
    pub from: Time,
    /// First moment at which it is no longer held.
    pub until: Option<Time>,
    /// Whose role it is, where it is delegated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
}

/// A notice in a list; kind `notice`, buckets `open` and `delivered`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
pub struct NoticeRow {
    /// Its identifier.
    pub notice: String,
    /// The party.
    pub to: String,
    /// The act that owed it.
    pub event: String,
    /// The release or OCR whose act it was.
    pub of: Subject,
    /// When it was owed.
    pub at: Time,
    /// The text's digest.
    pub digest: Digest,
    /// When it was handed over.
    pub delivered: Option<Time>,
    /// How it was sent, where it was not handed over by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<Via>,
    /// The last time that it was tried in vain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tried: Option<Tried>,
    /// Who acknowledged it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged: Option<Acknowledged>,
}

fn row(kind: &str, bucket: &str, sort: String, id: String, row: &impl Serialize) -> Option<ViewRow> {
    let mut text = Vec::with_capacity(512);
    serde_json::to_writer(&mut text, row).ok()?;
    let row = String::from_utf8(text).ok()?;
    Some(ViewRow { kind: kind.into(), bucket: bucket.into(), sort, id, row })
}

/// The rows of a subject, from the state that its history folds to.
pub fn rows(world: &World, subject: &Subject) -> Vec<ViewRow> {
    match subject {
        Subject::Release(id) => world.releases.get(id).and_then(release).into_iter().collect(),
        Subject::Ocr(key) => {
            let known = key.parse::<OcrId>().ok().and_then(|id| world.ocrs.get(&id));
            known.and_then(ocr).into_iter().collect()
        }
        Subject::Person(key) => {
            let known = key.parse::<Login>().ok().and_then(|login| world.persons.get(&login));
            known.map(person).unwrap_or_default()
        }
        Subject::Notice(id) => {
            world.notices.get(id).and_then(|n| notice(id.as_str(), n)).into_iter().collect()
        }
        Subject::Number(_)
        | Subject::Pool
        | Subject::Key(_)
        | Subject::Document(_)
        | Subject::Administrators
        | Subject::Parties
        | Subject::Settings
        | Subject::Refusals => Vec::new(),
    }
}

fn state(r: &Release) -> &'static str {
    match r.end {
        None => "open",
        Some(End::Cancelled(_)) => "cancelled",
        Some(End::Closing(rev)) => {
            let told = r.notices.iter().filter(|n| n.revision == rev).all(|n| n.delivered.is_some());
            if told { "closed" } else { "open" }
        }
    }
}

/// Whether a release is closed or cancelled, and so rests.
pub fn rests(r: &Release) -> bool {
    state(r) != "open"
}

fn release(r: &Release) -> Option<ViewRow> {
    let state = state(r);
    let row_of = ReleaseRow {
        release: r.id,
        number: r.number.to_string(),
        state: state.into(),
        created: r.created,
        touched: r.touched,
        ocrs: r.scope.ocrs.clone(),
    };
    row("release", state, r.created.to_string(), r.id.to_string(), &row_of)
}

fn ocr(o: &Ocr) -> Option<ViewRow> {
    let row_of = OcrRow {
        ocr: o.id.clone(),
        title: o.package.as_ref().map(|p| p.title.to_string()),
        priority: o.priority(),
        place: o.place.word().into(),
        release: o.place.release(),
        received: o.received_at,
    };
    let rank = match o.priority() {
        Priority::Emergency => 1,
        Priority::Urgent => 2,
        Priority::Routine => 3,
    };
    row("ocr", o.place.word(), format!("{rank}"), o.id.key().into(), &row_of)
}

fn person(p: &Person) -> Vec<ViewRow> {
    let roles: Vec<RoleRow> = p
        .grants
        .iter()
        .map(|g| RoleRow {
            role: g.role,
            from: g.from,
            until: g.until,
            of: g.of.as_ref().map(ToString::to_string),
        })
        .collect();
    let row_of = PersonRow { login: p.profile.login.to_string(), name: p.profile.name.to_string(), roles };
    let mut buckets: Vec<String> = row_of.roles.iter().map(|r| format!("role:{}", r.role.code())).collect();
    buckets.push("all".into());
    buckets.sort();
    buckets.dedup();
    let key = String::from(p.profile.login.key());
    buckets.iter().filter_map(|b| row("person", b, key.clone(), key.clone(), &row_of)).collect()
}

fn notice(id: &str, n: &Notice) -> Option<ViewRow> {
    let row_of = NoticeRow {
        notice: id.into(),
        to: n.to.to_string(),
        event: n.owed.event.name().into(),
        of: n.of.clone(),
        at: n.owed.at,
        digest: n.digest,
        delivered: n.delivered.as_ref().map(|(at, _)| *at),
        via: n.sent.as_ref().map(|s| s.via),
        tried: n.tried.clone(),
        acknowledged: n.acknowledged.clone(),
    };
    let bucket = if n.delivered.is_some() { "delivered" } else { "open" };
    row("notice", bucket, n.owed.at.to_string(), id.into(), &row_of)
}
