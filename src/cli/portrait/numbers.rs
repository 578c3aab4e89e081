//! The numbers of a release, as they are shown: each with when, by whom and why it was given.

use serde::Serialize;

use crate::cli::ui::wrap;
use crate::domain::{Event, Release, Time};

use super::act_at;

/// A number that a release has or had.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct NumberReport {
    /// The number.
    pub number: String,
    /// The release's revision that gave it.
    pub revision: u64,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Time>,
    /// Who gave it.
    pub by: String,
    /// Why, where it took the place of another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether it is or was probable only: no go was issued while the release had it.
    pub probable: bool,
}

/// Every number of a release, today's last.
pub fn numbers(r: &Release) -> Vec<NumberReport> {
    let report = |(place, (number, revision)): (usize, &(_, u64))| {
        let act = act_at(r, *revision);
        let reason = act.and_then(|f| match &f.event {
            Event::ReleaseRenumbered(e) => Some(e.reason.to_string()),
            _ => None,
        });
        NumberReport {
            number: crate::domain::ReleaseNumber::to_string(number),
            revision: *revision,
            at: act.map(|f| f.at),
            by: act.map(|f| f.actor.to_string()).unwrap_or_default(),
            reason,
            probable: r.is_probable(place),
        }
    };
    r.numbers.iter().enumerate().map(report).collect()
}

/// As people read them: what the number is today, and how it came to be.
pub fn text(numbers: &[NumberReport]) -> String {
    let [before @ .., now] = numbers else { return String::new() };
    let is = if now.probable { "probable, until a go" } else { "the number at the go" };
    let mut out = wrap(&format!("number {}: {is}", now.number), 2);
    if !before.is_empty() {
        for n in numbers {
            let at = n.at.map(|t| t.to_string()).unwrap_or_default();
            let why = n.reason.as_ref().map(|r| format!(": {r}")).unwrap_or_default();
            out.push_str(&wrap(&format!("{} since {at}, by {}{why}", n.number, n.by), 4));
        }
    }
    out
}
