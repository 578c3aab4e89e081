//! A release as boards, lists and shows tell it: reports made from the folded state, each with its text for people.
//! What must not live here: printing, and anything that decides. Called by the commands that read.

pub mod access;
pub mod board;
pub mod build;
pub mod deploy;
pub mod drift;
pub mod entry;
pub mod inbox;
pub mod keeping;
pub mod letter;
pub mod numbers;
pub mod notice;
pub mod overview;
pub mod person;
pub mod steps;
pub mod test;
pub mod why;

use serde::Serialize;

use crate::cli::ui::Tone;
use crate::domain::{Fact, Release, Time};

/// The word under which JSON writes one of our enums.
pub fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

/// Text on one line, cut to so many characters.
pub fn line(text: &str, max: usize) -> String {
    let mut out = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = out.char_indices().nth(max) {
        let short = out.char_indices().nth(max.saturating_sub(1)).map_or(end, |(at, _)| at);
        out.truncate(short);
        out.push('…');
    }
    out
}

/// The act that a revision of a release recorded.
pub fn act_at(r: &Release, revision: u64) -> Option<&Fact> {
    let subject = r.subject();
    r.facts().find(|f| f.revision(&subject) == revision)
}

/// `open`, `closing` (its notice is not handed over yet), `closed` or `cancelled`.
pub fn state(r: &Release, now: Time) -> &'static str {
    use crate::domain::release::End;
    match r.end {
        None => "open",
        Some(End::Cancelled(_)) => "cancelled",
        Some(End::Closing(_)) if crate::sop::standing::Standing::of(r, now).closed() => "closed",
        Some(End::Closing(_)) => "closing",
    }
}

/// How long ago something was, roughly: `under 1 min`, `12 min`, `5 h`, `2 d`.
pub fn age(now: Time, since: Time) -> String {
    match now.seconds_since(since).max(0) {
        s if s < 60 => "under 1 min".to_owned(),
        s if s < 3600 => format!("{} min", s / 60),
        s if s < 48 * 3600 => format!("{} h", s / 3600),
        s => format!("{} d", s / 86400),
    }
}

/// The tone of a word that says how something stands.
pub fn tone(word: &str) -> Tone {
    match word {
        "stands" | "closed" | "delivered" => Tone::Good,
        "no" | "cancelled" => Tone::Bad,
        "open" => Tone::Head,
        _ => Tone::Plain,
    }
}
