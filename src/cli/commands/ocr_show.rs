//! `ocr show`: one OCR: its package, its documents, where it is, and what happened to it.

use std::fmt::Write;

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::portrait::entry::{self, EntryReport};
use crate::cli::ui::{Answer, wrap};
use crate::domain::{Ocr, OcrId, Package, Sought, Subject, Time};
use crate::workflow::{Failure, Loaded};

/// One OCR: its package, its documents, where it is, and its history
///
/// Example: era-rm ocr show OCR-2026-0107
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The OCCB's id of the OCR
    #[arg(value_name = "ID")]
    ocr: OcrId,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    ocr: String,
    revision: u64,
    /// Where it is.
    place: &'static str,
    /// The release it is or was in.
    #[serde(skip_serializing_if = "Option::is_none")]
    release: Option<String>,
    received_by: String,
    received: Time,
    /// Its package as amended; absent if it never was complete.
    #[serde(skip_serializing_if = "Option::is_none")]
    package: Option<Package>,
    /// Oldest first.
    history: Vec<EntryReport>,
}

/// Runs it.
///
/// # Errors
/// [`Failure::NotFound`] for an OCR that there is not.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let store = ctx.open_to_read()?;
    let mut loaded = Loaded::begin(&store)?;
    let subject = Subject::ocr(&args.ocr);
    loaded.load(std::slice::from_ref(&subject))?;
    let ocr: Ocr = loaded.world.ocrs.get(&args.ocr).cloned().ok_or_else(|| {
        Failure::no_such(Sought::Ocr(args.ocr.to_string()), "era-rm ocr list --all shows all")
    })?;
    let facts = loaded.facts(&subject)?;
    let history = entry::report(&mut loaded, &facts)?;
    let inside = ocr.place.release();
    loaded.load(&inside.map(Subject::Release).into_iter().collect::<Vec<_>>())?;
    let release = inside.and_then(|id| loaded.world.releases.get(&id)).map(|r| r.number.to_string());
    let report = Report {
        ocr: ocr.id.to_string(),
        revision: ocr.revision,
        place: ocr.place.word(),
        release,
        received_by: ocr.received_by.to_string(),
        received: ocr.received_at,
        package: ocr.package,
        history,
    };
    let text = human(&report);
    Ok(Answer::of(&report, text))
}

fn human(r: &Report) -> String {
    let release = r.release.as_ref().map(|n| format!(" {n}")).unwrap_or_default();
    let mut out = format!("{}: {}{release}, revision {}\n", r.ocr, r.place, r.revision);
    // Writing to a String does not fail.
    let _ = writeln!(out, "  received by {}, {}", r.received_by, r.received);
    if let Some(p) = &r.package {
        out.push_str(&wrap(p.title.as_str(), 2));
        let _ = writeln!(out, "  priority {}, ClearQuest record {}", p.priority, p.cq_record);
        let approved = format!("approved by the OCCB: {}, {}", p.approval.reference, p.approval.date);
        out.push_str(&wrap(&approved, 2));
        let _ = write!(out, "Description\n{}", wrap(p.description.as_str(), 2));
        let _ = write!(out, "Security impact\n{}", wrap(p.security.as_str(), 2));
        out.push_str("Documents\n");
        for d in &p.documents {
            let _ = writeln!(out, "  {}, {}, {} bytes\n    {}", d.name, d.media, d.size, d.digest);
        }
    }
    let _ = write!(out, "History\n{}", entry::text(&r.history));
    out
}
