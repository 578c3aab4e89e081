//! `document list`: the documents that came with a release or an OCR.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Context, ReleaseArg};
use crate::cli::documents::{self, NamedDocument};
use crate::cli::portrait::line;
use crate::cli::ui::{self, Answer};
use crate::domain::{OcrId, Sought, Subject};
use crate::workflow::{Failure, Loaded, erase};

/// The documents that came with a release and its OCRs, or with one OCR
///
/// Example: era-rm document list 4.2.0
#[derive(Debug, ClapArgs)]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
    /// Those of an OCR instead
    #[arg(long, value_name = "ID", conflicts_with = "release")]
    ocr: Option<OcrId>,
    /// Show at most so many; the documents of one entry stay together
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=1000))]
    max: u16,
    /// Only those of entries after this one
    #[arg(long, value_name = "SEQ")]
    after: Option<u64>,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    /// The release or the OCR.
    of: String,
    documents: Vec<NamedDocument>,
    /// How many more there are.
    more: usize,
}

/// Runs it.
///
/// # Errors
/// [`Failure::NotFound`] for a release or an OCR that there is not.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let store = ctx.open_to_read()?;
    let (of, mut all) = match &args.ocr {
        Some(ocr) => {
            let mut loaded = Loaded::begin(&store)?;
            loaded.load(&[Subject::ocr(ocr)])?;
            if !loaded.world.ocrs.contains_key(ocr) {
                let hint = "era-rm ocr list --all shows all";
                return Err(Failure::no_such(Sought::Ocr(ocr.to_string()), hint));
            }
            (ocr.to_string(), documents::named(&loaded, &[Subject::ocr(ocr)])?)
        }
        None => {
            let (loaded, release) = ctx.load_release(&store, &args.release)?;
            let found = documents::named(&loaded, &documents::subjects(&release))?;
            (format!("release {}", release.number), found)
        }
    };
    all.retain(|d| args.after.is_none_or(|after| d.seq > after));
    // An entry's documents stay together, so that `--after` goes on where this ends.
    let last = all.get(usize::from(args.max) - 1).map_or(u64::MAX, |d| d.seq);
    let shown = all.partition_point(|d| d.seq <= last);
    let more = all.split_off(shown).len();
    let erased = erase::erased(&store, all.iter().map(|d| d.document.digest))?;
    all.iter_mut().for_each(|d| d.erased = erased.get(&d.document.digest).cloned());
    let report = Report { of, documents: all, more };
    let text = human(&report);
    Ok(Answer::of(&report, text))
}

fn human(r: &Report) -> String {
    if r.documents.is_empty() {
        return format!("No document came with {}\n", r.of);
    }
    let row = |d: &NamedDocument| {
        let doc = &d.document;
        let name = line(doc.name.as_str(), 32);
        let kept = match &d.erased {
            Some(gone) => format!("erased, entry {}", gone.seq),
            None => doc.size.to_string(),
        };
        vec![d.seq.to_string(), d.command.into(), name, kept, doc.digest.short()]
    };
    let header = ["entry", "by", "name", "bytes", "digest"];
    let mut out = ui::table(&header, r.documents.iter().map(row).collect());
    if r.more > 0 {
        let last = r.documents.last().map_or(0, |d| d.seq);
        out.push_str(&format!("There are {} more: add --max N, or --after {last}\n", r.more));
    }
    out
}
