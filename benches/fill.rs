//! Fills a ledger: the history of its one release again and again under other names, through the very door that
//! commands use. `benches/act.sh` calls it to time an act on ledgers of several sizes.
//!
//! usage: cargo bench --bench fill -- LEDGER ENTRIES          stops with the release that reaches so many
//!
//! Documents are stored by digest, so every later release shares the first one's evidence; its notices are its own.

use std::path::Path;

use anyhow::{Context, anyhow};
use era_rm::domain::{Event, Subject, Time};
use era_rm::ledger::Body;
use era_rm::store::{SqliteStore, Store};
use era_rm::workflow::{self, Draft, Request};

/// The release and the OCRs of `examples/first-release.sh`.
const RELEASE: &str = "4.2.0";
const OCRS: &str = "OCR-2026-";

fn main() -> anyhow::Result<()> {
    // Cargo adds `--bench`. Without a ledger there is nothing to do.
    let words: Vec<String> = std::env::args().skip(1).filter(|w| !w.starts_with("--")).collect();
    let [ledger, entries] = words.as_slice() else { return Ok(()) };
    let entries: u64 = entries.parse()?;
    let mut store = SqliteStore::open(Path::new(ledger))?;
    let (id, history) = template(&store)?;
    for turn in 1.. {
        if store.head()?.map_or(0, |h| h.seq) >= entries {
            break;
        }
        let new = uuid::Uuid::new_v4().to_string();
        for body in &history {
            let text = serde_json::to_string(&body.event)?
                .replace(&id, &new)
                .replace(RELEASE, &format!("5.{turn}.0"))
                .replace(OCRS, &format!("OCR-{turn}-"));
            let event = today(serde_json::from_str(&text)?);
            again(&mut store, body, &event, &format!("5.{turn}.0")).with_context(|| text)?;
        }
    }
    Ok(())
}

/// The identity of the first release, and every act on it and on its OCRs, in order.
fn template(store: &dyn Store) -> anyhow::Result<(String, Vec<Body>)> {
    let bodies: Result<Vec<Body>, _> =
        store.scan(0, u64::MAX, usize::MAX)?.iter().map(|e| Body::decode(&e.body)).collect();
    let mut bodies = bodies?;
    let of_a_release = |s: &Subject| matches!(s, Subject::Release(_) | Subject::Ocr(_) | Subject::Notice(_));
    bodies.retain(|b| of_a_release(&b.subject));
    let id = bodies.iter().find_map(|b| match &b.subject {
        Subject::Release(id) => Some(id.to_string()),
        _ => None,
    });
    Ok((id.context("the ledger holds no release")?, bodies))
}

fn now() -> Time {
    Time::of(chrono::Utc::now())
}

/// A deployment is made under the go that was given just before.
fn today(mut event: Event) -> Event {
    if let Event::DeploymentRecorded(deployment) = &mut event {
        (deployment.start, deployment.end) = (now(), now());
    }
    event
}

/// Makes an act once more, as another event.
fn again(store: &mut SqliteStore, body: &Body, event: &Event, release: &str) -> anyhow::Result<()> {
    let on_it = matches!(body.subject, Subject::Release(_)) && !matches!(event, Event::ReleaseScheduled(_));
    let request = Request {
        command: "fill",
        actor: body.actor.clone(),
        role: Some(body.role),
        key: None,
        made_up_key: uuid::Uuid::new_v4().to_string().parse()?,
        intent: body.intent,
        clock: &now,
        effective: None,
        release: on_it.then(|| release.parse()).transpose()?,
        expect_revision: None,
        loads: match event {
            Event::NoticesGivenByHand(e) => e.notices.iter().cloned().map(Subject::Notice).collect(),
            _ => Vec::new(),
        },
        dry_run: false,
        ledger: None,
        draft: &|_| Ok(Draft::of(event.clone())),
    };
    workflow::perform(store, &request).map(|_| ()).map_err(|e| anyhow!("{e:?}"))
}
