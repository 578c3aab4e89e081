//! Lists, a page at a time: rows of a view, and the place at which the next page begins.

use clap::Args;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::ledger::{Breach, ViewRow};
use crate::store::{Page, Store, SubjectRow};
use crate::workflow::Failure;

/// Which page.
#[derive(Debug, Clone, Args)]
pub struct PageArgs {
    /// Show at most so many
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub max: u16,
    /// Show those after this place, as the page before names it
    #[arg(long, value_name = "PLACE")]
    pub after: Option<String>,
}

/// A page of rows.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct Listed<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Where the next page begins; absent if this is the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_after: Option<String>,
}

impl<T> Listed<T> {
    /// The rows as something else.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Listed<U> {
        Listed { rows: self.rows.into_iter().map(f).collect(), next_after: self.next_after }
    }
    /// How to see the next page, for people; empty if this is the last.
    pub fn more(&self) -> String {
        self.next_after
            .as_ref()
            .map(|place| format!("There are more: add --after '{place}'\n"))
            .unwrap_or_default()
    }
}

/// A page of the rows of several buckets of a view, as if they were one.
///
/// # Errors
/// [`Failure::Usage`] for a place that is none; [`Failure::Store`]; [`Failure::Breach`] for a row that cannot be read.
pub fn page<T: DeserializeOwned>(
    store: &dyn Store,
    kind: &str,
    buckets: &[&str],
    args: &PageArgs,
) -> Result<Listed<T>, Failure> {
    let wrong = |place: &str| {
        Failure::usage(format!("--after {place:?} is no place in this list"), "copy it from the page before")
    };
    let split =
        |p: &String| p.split_once(',').map(|(s, i)| (s.to_owned(), i.to_owned())).ok_or_else(|| wrong(p));
    let after = args.after.as_ref().map(split).transpose()?;
    let max = usize::from(args.max);
    let mut all: Vec<SubjectRow> = Vec::new();
    for bucket in buckets {
        let page = Page { kind: kind.into(), bucket: (*bucket).into(), after: after.clone(), max: max + 1 };
        all.extend(store.rows(&page)?);
    }
    let place = |v: &ViewRow| (v.sort.clone(), v.id.clone());
    all.sort_by_key(|(_, v)| place(v));
    let more = all.len() > max;
    all.truncate(max);
    let next_after = all.last().filter(|_| more).map(|(_, v)| format!("{},{}", v.sort, v.id));
    let decode = |(subject, v): &SubjectRow| {
        let breach = |_| Failure::Breach { seq: 0, breach: Breach::View(subject.clone()) };
        serde_json::from_str(&v.row).map_err(breach)
    };
    Ok(Listed { rows: all.iter().map(decode).collect::<Result<_, _>>()?, next_after })
}
