//! Times as people read them: in the zone of the reader, with its offset, so that they can be typed again. JSON, papers
//! and the ledger stay in UTC and never come here. Called by `ui` alone, on every text for people.

use std::borrow::Cow;

use chrono::{DateTime, Local, SecondsFormat};

use crate::domain::Time;

/// The length of our one form of time, `2026-11-22T21:31:00Z`.
const LONG: usize = 20;

/// A text with every time of our one form in the reader's zone, `2026-11-22T16:31:00-05:00`. Where the zone is UTC at
/// that time, it stays.
pub fn local(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut done = 0;
    for (end, _) in text.match_indices('Z') {
        let Some(start) = (end + 1).checked_sub(LONG).filter(|s| *s >= done && text.is_char_boundary(*s))
        else {
            continue;
        };
        let (before, word, after) = (&text[..start], &text[start..=end], &text[end + 1..]);
        if before.ends_with(char::is_alphanumeric) || after.starts_with(char::is_alphanumeric) {
            continue;
        }
        if let Some(here) = word.parse::<Time>().ok().and_then(here) {
            out.push_str(&text[done..start]);
            out.push_str(&here);
            done = end + 1;
        }
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

/// The day of a moment in the reader's zone, `2026-11-22`.
pub fn day(t: Time) -> String {
    let form = here(t).unwrap_or_else(|| t.to_string());
    form.split('T').next().unwrap_or_default().to_owned()
}

/// A moment in the reader's zone; `None` where that is UTC, or could not be typed again.
fn here(t: Time) -> Option<String> {
    let utc = DateTime::parse_from_rfc3339(&t.to_string()).ok()?;
    let form = utc.with_timezone(&Local).to_rfc3339_opts(SecondsFormat::Secs, true);
    // A zone of old with seconds in its offset, or a year of five digits, would be read as another moment.
    let same = form.parse::<Time>().ok() == Some(t);
    (same && !form.ends_with('Z')).then_some(form)
}

#[cfg(test)]
mod tests {
    use super::local;

    /// The zone of whoever runs this is not known: what must not be touched is tried here, the rest on the binary.
    #[test]
    fn only_a_whole_time_is_one() {
        for text in [
            "",
            "Z",
            "é2026-11-22T21:31:0Z",
            "2026-13-22T21:31:00Z",
            "a2026-11-22T21:31:00Z",
            "2026-11-22T21:31:00Zulu",
            "2026-11-22T21:31:00-05:00",
            "ÄÖÜ26-11-22T21:31:00Z",
        ] {
            assert_eq!(local(text), text);
        }
    }
}
