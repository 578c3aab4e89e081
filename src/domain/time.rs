//! One form of time: UTC, whole seconds, `2026-11-22T21:31:00Z`. Nothing here asks the clock.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, SecondsFormat, TimeDelta, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::spelling;

/// A moment, in whole seconds of UTC, between the years 1970 and 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, schemars::JsonSchema)]
#[schemars(with = "String", extend("pattern" = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"))]
pub struct Time(DateTime<Utc>);

/// A time that cannot be read.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0:?} is not a time: write 2026-11-22T21:31:00Z, or with an offset 2026-11-22T16:31:00-05:00")]
pub struct BadTime(pub String);

impl Time {
    /// The moment of a chrono time, its fraction of a second cut off.
    pub fn of(t: DateTime<Utc>) -> Self {
        Self(DateTime::from_timestamp(t.timestamp(), 0).unwrap_or(DateTime::UNIX_EPOCH))
    }
    /// The moment so many seconds after the beginning of 1970; `None` past the years we can write.
    pub fn of_seconds(since_1970: u64) -> Option<Self> {
        let t = DateTime::from_timestamp(i64::try_from(since_1970).ok()?, 0)?;
        (t.year() <= 9999).then_some(Self(t))
    }
    /// This moment moved by so many seconds, held within the years we can write.
    pub fn plus_seconds(self, seconds: i64) -> Self {
        TimeDelta::try_seconds(seconds).and_then(|d| self.0.checked_add_signed(d)).map_or(self, Self)
    }
    /// The calendar day in UTC, `2026-11-22`.
    pub fn day(self) -> String {
        self.0.format("%Y-%m-%d").to_string()
    }
    /// Whole seconds since the year 1970 began.
    pub fn unix(self) -> u64 {
        u64::try_from(self.0.timestamp()).unwrap_or_default()
    }
    /// Whole seconds from `earlier` to this moment; negative if it is later.
    pub fn seconds_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).num_seconds()
    }
}

impl FromStr for Time {
    type Err = BadTime;
    /// Reads our one form, or RFC 3339 with an offset and without a fraction.
    fn from_str(s: &str) -> Result<Self, BadTime> {
        let bad = || BadTime(s.chars().take(40).collect());
        let t = DateTime::parse_from_rfc3339(s).map_err(|_| bad())?.with_timezone(&Utc);
        let fits = s.len() <= 25 && t.timestamp_subsec_nanos() == 0 && (1970..=9999).contains(&t.year());
        if fits { Ok(Self(t)) } else { Err(bad()) }
    }
}
impl<'de> Deserialize<'de> for Time {
    /// Strict: our one form only, as it stands in a ledger.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        spelling::read(from, |s| {
            let t: Self = s.parse()?;
            if t.to_string() == s { Ok(t) } else { Err(BadTime(s.to_owned())) }
        })
    }
}
impl Serialize for Time {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.to_string())
    }
}
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.to_rfc3339_opts(SecondsFormat::Secs, true))
    }
}
