//! `ocr amend`: a field of a package changes.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn};
use crate::cli::ui::Answer;
use crate::domain::event::OcrAmended;
use crate::domain::ocr::{Change, Field, Priority};
use crate::domain::{OcrId, Sought, Subject, Text};
use crate::sop::decide;
use crate::workflow::{Draft, Failure};

/// Amend a field of an OCR's package
///
/// Description, approval, priority and security statement are scope: they need the OCCB's reference, and everything from step 2
/// on falls. Anything else makes nothing fall.
///
/// Example: era-rm ocr amend OCR-2026-0107 --set cq-record=ERA00012345
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    /// The OCR
    #[arg(value_name = "ID")]
    ocr: OcrId,
    /// title, description, approval-reference, approval-date, priority, security or cq-record, and its new value; may be repeated
    #[arg(long = "set", value_name = "FIELD=VALUE", required = true)]
    set: Vec<String>,
    /// The OCCB's reference
    #[arg(long, value_name = "TEXT")]
    reference: Option<Text>,
    #[command(flatten)]
    #[serde(skip)]
    act: ActArgs,
}

/// Runs it.
///
/// # Errors
/// A refusal of the SOP, or evidence that cannot be read.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let fields = args.set.iter().map(|s| field(s)).collect::<Result<Vec<_>, _>>()?;
    let draft: &DraftFn<'_> = &|scene| {
        let Some(ocr) = scene.loaded.world.ocrs.get(&args.ocr).cloned() else {
            let sought = Sought::Ocr(args.ocr.to_string());
            return Err(Failure::no_such(sought, "era-rm ocr list shows the OCRs"));
        };
        if let Some(id) = ocr.place.release() {
            scene.loaded.release_by_id(id)?;
        }
        let change = |(field, new): &(Field, Text)| {
            let old = decide::field(&ocr, *field)?;
            (old != *new).then(|| Change { field: *field, old, new: new.clone() })
        };
        let changes = fields.iter().filter_map(change).collect();
        Ok(Draft::of(OcrAmended { ocr: ocr.id.clone(), changes, reference: args.reference.clone() }))
    };
    let mut answer =
        ctx.record(&Act::of("ocr amend", args, &args.act, draft).loading(vec![Subject::ocr(&args.ocr)]))?;
    answer.text.push_str(&changed(&answer.result));
    Ok(answer)
}

/// The old and the new values, from the event that was recorded.
fn changed(result: &serde_json::Value) -> String {
    let changes = result.pointer("/recorded/OcrAmended/changes").and_then(|c| c.as_array());
    let text = |c: &serde_json::Value, name: &str| {
        c.get(name).and_then(|v| v.as_str()).unwrap_or_default().to_owned()
    };
    let line = |c: &serde_json::Value| {
        format!("  {}: {:?}, which was {:?}\n", text(c, "field"), text(c, "new"), text(c, "old"))
    };
    changes.into_iter().flatten().map(line).collect()
}

const FIELDS: [Field; 7] = [
    Field::Title,
    Field::Description,
    Field::ApprovalReference,
    Field::ApprovalDate,
    Field::Priority,
    Field::Security,
    Field::CqRecord,
];

/// A field and its new value.
fn field(typed: &str) -> Result<(Field, Text), Failure> {
    let names = FIELDS.map(Field::word).join(", ");
    let bad = || Failure::usage(format!("{typed:?} is not FIELD=VALUE"), format!("the fields are {names}"));
    let (name, value) = typed.split_once('=').ok_or_else(bad)?;
    let unknown = || Failure::usage(format!("there is no field {name:?}"), format!("the fields are {names}"));
    let field = FIELDS.into_iter().find(|f| f.word() == name).ok_or_else(unknown)?;
    let value: Text = value.parse().map_err(|e| Failure::usage(format!("{name}: {e}"), "give a value"))?;
    if field == Field::Priority {
        value.as_str().parse::<Priority>().map_err(|e| Failure::usage(e, "--set priority=urgent"))?;
    }
    Ok((field, value))
}
