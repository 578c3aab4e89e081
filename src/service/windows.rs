//! Deployment windows as they are typed, `TARGET=START/END`, one for each target.
//! What must not live here: whether a window suits anyone (SOP steps 2 and 3). Called by `release schedule` and `reschedule`.

use super::evidence::{EvidenceError, no_repeats};
use crate::domain::event::Window;
use crate::domain::{TargetId, Time};

const FORM: &str = "write TARGET=START/END, for example federal=2026-12-05T02:00:00Z/2026-12-05T06:00:00Z";

/// Reads one window. The end is the first moment after it, and so later than the start.
///
/// # Errors
/// [`EvidenceError::Malformed`] with the rule that is broken.
pub fn parse(typed: &str) -> Result<Window, EvidenceError> {
    let malformed = |rule: String| EvidenceError::malformed("window", typed, rule);
    let (target, times) = typed.split_once('=').ok_or_else(|| malformed(FORM.to_owned()))?;
    let (start, end) = times.split_once('/').ok_or_else(|| malformed(FORM.to_owned()))?;
    let target: TargetId = target.parse().map_err(|e| malformed(format!("{e}; {FORM}")))?;
    let not_before: Time = start.parse().map_err(|e| malformed(format!("{e}")))?;
    let not_after: Time = end.parse().map_err(|e| malformed(format!("{e}")))?;
    if not_after <= not_before {
        return Err(malformed("the window must end after it starts".to_owned()));
    }
    Ok(Window { target, not_before, not_after })
}

/// Reads the windows of a plan in the order typed.
///
/// # Errors
/// As [`parse`], and [`EvidenceError::Repeated`] where a target has two windows (in whatever case).
pub fn parse_all<S: AsRef<str>>(typed: &[S]) -> Result<Vec<Window>, EvidenceError> {
    let windows = typed.iter().map(|t| parse(t.as_ref())).collect::<Result<Vec<_>, _>>()?;
    let targets: Vec<&str> = windows.iter().map(|w| w.target.as_str()).collect();
    no_repeats("target", &targets)?;
    Ok(windows)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::super::evidence::Kind;
    use super::*;

    #[test]
    fn a_window_is_read_in_utc_and_with_an_offset() {
        let w = parse("federal=2026-12-05T02:00:00Z/2026-12-05T01:00:00-05:00").unwrap();
        assert_eq!(w.target.as_str(), "federal");
        assert_eq!(w.not_before.to_string(), "2026-12-05T02:00:00Z");
        assert_eq!(w.not_after.to_string(), "2026-12-05T06:00:00Z");
    }

    #[test]
    fn a_bad_window_is_usage_and_says_why() {
        for (given, why) in [
            ("", "write TARGET=START/END"),
            ("federal", "write TARGET=START/END"),
            ("federal=2026-12-05T02:00:00Z", "write TARGET=START/END"),
            ("=2026-12-05T02:00:00Z/2026-12-05T06:00:00Z", "target \"\" is not a valid name"),
            ("fed eral=2026-12-05T02:00:00Z/2026-12-05T06:00:00Z", "not a valid name"),
            ("federal=2026-12-05/2026-12-06", "\"2026-12-05\" is not a time"),
            ("federal=2026-12-05T02:00:00Z/2026-02-30T06:00:00Z", "\"2026-02-30T06:00:00Z\" is not a time"),
            ("federal=2026-12-05T02:00:00Z/2026-12-05T02:00:00Z", "must end after it starts"),
            ("federal=2026-12-05T02:00:00Z/2026-12-05T01:00:00Z", "must end after it starts"),
        ] {
            let e = parse(given).unwrap_err();
            assert_eq!(e.kind(), Kind::Usage);
            assert!(e.to_string().contains(why), "{e}");
        }
    }

    #[test]
    fn a_target_has_one_window() {
        let span = "2026-12-05T02:00:00Z/2026-12-05T06:00:00Z";
        let list = |a: &str, b: &str| parse_all(&[format!("{a}={span}"), format!("{b}={span}")]);
        assert_eq!(list("federal", "classified").unwrap().len(), 2);
        let e = list("federal", "Federal").unwrap_err();
        assert_eq!(e.to_string(), r#"target "Federal" is given more than once"#);
    }
}
