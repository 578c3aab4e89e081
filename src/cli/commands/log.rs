//! `log`: what happened, as the ledger holds it: to a release, an OCR, a person, or lately.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Context, ReleaseArg};
use crate::cli::portrait::entry::{self, EntryReport};
use crate::cli::ui::Answer;
use crate::domain::{Fact, Login, OcrId, ReleaseNumber, Sought, Subject};
use crate::ledger::Body;
use crate::store::Store;
use crate::workflow::loader::decode;
use crate::workflow::{Failure, Loaded};

/// The history of a release, an OCR or a person, newest last; without any, the latest entries of the ledger
///
/// A person's history is what was recorded of the person: added, roles granted and revoked.
///
/// Example: era-rm log 4.2.0 --max 20
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The release's number
    #[arg(value_name = "RELEASE")]
    release: Option<ReleaseNumber>,
    /// The history of an OCR
    #[arg(long, value_name = "ID", conflicts_with = "release")]
    ocr: Option<OcrId>,
    /// The history of a person
    #[arg(long, value_name = "LOGIN", conflicts_with_all = ["release", "ocr"])]
    person: Option<Login>,
    /// Acts that were refused for identity, role or separation of duties
    #[arg(long, conflicts_with_all = ["release", "ocr", "person"])]
    refusals: bool,
    /// Show at most so many
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=1000))]
    max: u16,
    /// Only entries before this one
    #[arg(long, value_name = "SEQ")]
    before: Option<u64>,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    /// Whose history; absent for the whole ledger.
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<String>,
    /// Oldest first.
    entries: Vec<EntryReport>,
    /// Give this to `--before` to see those before; absent if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<u64>,
}

/// Runs it.
///
/// # Errors
/// [`Failure::NotFound`] for a subject that has no history.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let store = ctx.open_to_read()?;
    let mut loaded = Loaded::begin(&store)?;
    let subject = subject(ctx, args, &store)?;
    let (entries, more) = match &subject {
        Some(s) => history(&loaded, s, args)?,
        None => latest(&store, args)?,
    };
    let shown = entry::report(&mut loaded, &entries)?;
    let before = shown.first().map(|e| e.seq).filter(|_| more);
    let of = subject.as_ref().map(ToString::to_string);
    let report = Report { of, entries: shown, before };
    let mut text = report.before.map(|b| format!("Earlier ones: add --before {b}\n")).unwrap_or_default();
    text.push_str(&entry::text(&report.entries));
    if report.entries.is_empty() {
        text.push_str("Nothing was recorded.\n");
    }
    Ok(Answer::of(&report, text))
}

fn subject(ctx: &Context, args: &Args, store: &dyn Store) -> Result<Option<Subject>, Failure> {
    if let Some(number) = &args.release {
        let typed = ReleaseArg { release: Some(number.clone()) };
        let (_, release) = ctx.load_release(store, &typed)?;
        return Ok(Some(release.subject()));
    }
    let ocr = args.ocr.as_ref().map(Subject::ocr);
    let person = args.person.as_ref().map(Subject::person);
    Ok(ocr.or(person).or(args.refusals.then_some(Subject::Refusals)))
}

type Part = (Vec<(Body, Fact)>, bool);

/// The last entries of one subject, and whether there are earlier ones.
fn history(loaded: &Loaded<'_>, subject: &Subject, args: &Args) -> Result<Part, Failure> {
    let mut all = loaded.facts(subject)?;
    if all.is_empty() && *subject != Subject::Refusals {
        let hint = "era-rm ocr list --all and era-rm person list show what there is";
        return Err(match (&args.ocr, &args.person) {
            (Some(ocr), _) => Failure::no_such(Sought::Ocr(ocr.to_string()), hint),
            (None, Some(person)) => Failure::no_such(Sought::Person(person.to_string()), hint),
            (None, None) => Failure::not_found(format!("{subject} has no history"), hint),
        });
    }
    all.retain(|(_, f)| args.before.is_none_or(|b| f.seq < b));
    let first = all.len().saturating_sub(usize::from(args.max));
    Ok((all.split_off(first), first > 0))
}

/// The last entries of the ledger, and whether there are earlier ones.
fn latest(store: &dyn Store, args: &Args) -> Result<Part, Failure> {
    let head = store.head()?.map_or(0, |h| h.seq);
    let upto = args.before.map_or(head, |b| b.saturating_sub(1).min(head));
    let after = upto.saturating_sub(u64::from(args.max));
    let entries = store.scan(after, upto, usize::from(args.max))?;
    let read = |e: &crate::ledger::Entry| {
        let body = decode(e)?;
        let fact = body.fact(e.seq);
        Ok::<_, Failure>((body, fact))
    };
    Ok((entries.iter().map(read).collect::<Result<_, _>>()?, after > 0))
}
