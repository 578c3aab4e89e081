//! Values that stand in JSON as a string of their own spelling: read from the text as it lies there, without a copy of it.
//! What must not live here: any one spelling.

use std::fmt;

use serde::Deserializer;
use serde::de::{Error, Visitor};

/// Reads a value from the string that stands next.
///
/// # Errors
/// Where no string stands next, and what `read` says of it.
pub fn read<'de, D: Deserializer<'de>, T, E: fmt::Display>(
    from: D,
    read: fn(&str) -> Result<T, E>,
) -> Result<T, D::Error> {
    from.deserialize_str(Spelling(read))
}

struct Spelling<T, E>(fn(&str) -> Result<T, E>);

impl<T, E: fmt::Display> Visitor<'_> for Spelling<T, E> {
    type Value = T;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }
    fn visit_str<F: Error>(self, s: &str) -> Result<T, F> {
        (self.0)(s).map_err(F::custom)
    }
}
