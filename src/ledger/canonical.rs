//! Canonical form (RFC 8785). Our bodies declare their members in the order of their names, so what they write plainly is
//! canonical already; whether it is so is watched while they write, and whatever is not goes to the library that sorts.
//! Nothing of ours has fractions. What must not live here: sorting, the spelling of numbers or of strings.

use std::cell::Cell;
use std::io;

use serde::Serialize;
use serde_json::ser::{CharEscape, CompactFormatter, Formatter, Serializer};

/// The greatest whole number that canonical form writes as it stands (RFC 8785, 3.2.2.3: numbers are doubles).
const WHOLE: u64 = 1 << 53;

/// The canonical text of a value.
///
/// # Errors
/// Those of the value, and of a number that JSON does not have.
pub fn text<T: Serialize>(value: &T) -> Result<String, serde_json::Error> {
    match plain(value)? {
        Some(text) => Ok(text),
        None => serde_json_canonicalizer::to_string(value),
    }
}

/// Whether a text is the canonical text of a value.
///
/// # Errors
/// Those of [`text`].
pub fn is_text_of<T: Serialize>(value: &T, stored: &str) -> Result<bool, serde_json::Error> {
    let mut rest = Rest(Some(stored.as_bytes()));
    let canonical = written(value, &mut rest)?;
    Ok((canonical && rest.0.is_some_and(<[u8]>::is_empty)) || text(value)? == stored)
}

/// The text of a value that is canonical as it writes itself; otherwise nothing, and it costs more to write.
///
/// # Errors
/// Those of the value.
pub fn plain<T: Serialize>(value: &T) -> Result<Option<String>, serde_json::Error> {
    let mut out = Vec::with_capacity(2048);
    let canonical = written(value, &mut out)?;
    Ok(String::from_utf8(out).ok().filter(|_| canonical))
}

/// Writes a value as it writes itself; whether that is canonical.
fn written<T: Serialize>(value: &T, out: &mut impl io::Write) -> Result<bool, serde_json::Error> {
    let canonical = Cell::new(true);
    let names = Vec::with_capacity(128);
    let watch =
        Watch { canonical: &canonical, names, begins: Vec::with_capacity(8), next: 0, in_name: false };
    value.serialize(&mut Serializer::with_formatter(out, watch))?;
    Ok(canonical.get())
}

/// Takes what is written as long as it is what is stored: the part that is left, or nothing once they differ.
struct Rest<'a>(Option<&'a [u8]>);

impl io::Write for Rest<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.and_then(|rest| rest.strip_prefix(bytes));
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Watches a value write itself.
struct Watch<'a> {
    /// Whether everything was canonical so far.
    canonical: &'a Cell<bool>,
    /// The last name of every object that is open, one after another.
    names: Vec<u8>,
    /// Where each of those begins.
    begins: Vec<usize>,
    /// Where the name that is being written begins.
    next: usize,
    /// Whether a name is being written.
    in_name: bool,
}

impl Watch<'_> {
    fn unless(&self, wrong: bool) {
        if wrong {
            self.canonical.set(false);
        }
    }
}

type Done = io::Result<()>;

impl Formatter for Watch<'_> {
    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> Done {
        self.begins.push(self.names.len());
        CompactFormatter.begin_object(writer)
    }
    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> Done {
        self.names.truncate(self.begins.pop().unwrap_or_default());
        CompactFormatter.end_object(writer)
    }
    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> Done {
        (self.next, self.in_name) = (self.names.len(), true);
        CompactFormatter.begin_object_key(writer, first)
    }
    fn end_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> Done {
        let begin = self.begins.last().copied().unwrap_or_default();
        let (before, name) = self.names.split_at(self.next);
        let before = before.get(begin..).unwrap_or_default();
        // Among ASCII, the order of bytes is that of UTF-16. A name that was not seen, a number, seems empty.
        self.unless(name.is_empty() || !name.is_ascii() || before >= name);
        self.names.drain(begin..self.next);
        self.in_name = false;
        CompactFormatter.end_object_key(writer)
    }
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> Done {
        if self.in_name {
            self.names.extend_from_slice(fragment.as_bytes());
        }
        CompactFormatter.write_string_fragment(writer, fragment)
    }
    fn write_char_escape<W: ?Sized + io::Write>(&mut self, writer: &mut W, escape: CharEscape) -> Done {
        self.unless(self.in_name);
        CompactFormatter.write_char_escape(writer, escape)
    }
    fn write_null<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> Done {
        // An absent member is left out, never null.
        self.unless(true);
        CompactFormatter.write_null(writer)
    }
    fn write_u64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: u64) -> Done {
        self.unless(value > WHOLE);
        CompactFormatter.write_u64(writer, value)
    }
    fn write_i64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: i64) -> Done {
        self.unless(value.unsigned_abs() > WHOLE);
        CompactFormatter.write_i64(writer, value)
    }
    fn write_u128<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: u128) -> Done {
        self.unless(true);
        CompactFormatter.write_u128(writer, value)
    }
    fn write_i128<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: i128) -> Done {
        self.unless(true);
        CompactFormatter.write_i128(writer, value)
    }
    fn write_number_str<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: &str) -> Done {
        self.unless(true);
        CompactFormatter.write_number_str(writer, value)
    }
    fn write_raw_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> Done {
        self.unless(true);
        CompactFormatter.write_raw_fragment(writer, fragment)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use super::*;

    /// What the library gives; and whether it was asked.
    fn agrees<T: Serialize>(value: &T) -> bool {
        let text = text(value).unwrap();
        assert_eq!(text, serde_json_canonicalizer::to_string(value).unwrap());
        let is = |stored: &str| is_text_of(value, stored).unwrap();
        assert!(is(&text) && !is(&format!("{text} ")) && !is(&text[1..]) && !is(&text[..text.len() - 1]));
        plain(value).unwrap().is_some()
    }

    #[test]
    fn what_is_in_order_is_written_as_it_stands() {
        #[derive(Serialize)]
        struct InOrder {
            a: Vec<Option<u64>>,
            ab: (i64, bool),
            b: Value,
        }
        let every: String = (0..=0x2030).filter_map(char::from_u32).collect();
        let b = json!({ "B": every, "a": { "x": { "y": 1 }, "z": [{}, { "k": "\u{1F600}" }] }, "b": "" });
        assert!(agrees(&InOrder { a: vec![Some(0), Some(WHOLE)], ab: (-7, true), b }));
    }

    #[test]
    fn what_is_not_goes_to_the_library() {
        #[derive(Serialize)]
        struct Inner {
            b: u8,
            a: u8,
        }
        #[derive(Serialize)]
        struct Outer {
            a: Inner,
            b: u8,
        }
        #[derive(Serialize)]
        struct Twice {
            a: u8,
            #[serde(rename = "a")]
            again: u8,
        }
        assert!(!agrees(&Outer { a: Inner { b: 1, a: 2 }, b: 3 }));
        assert!(plain(&Twice { a: 1, again: 2 }).unwrap().is_none());
        assert!(!agrees(&json!({ "a": WHOLE + 1 })));
        assert!(!agrees(&json!({ "a": -9_007_199_254_740_993_i64 })));
        assert!(!agrees(&json!({ "a": null })));
        assert!(!agrees(&json!({ "": 1 })));
        assert!(!agrees(&json!({ "a\n": 1, "a\\": 2 })));
        // In UTF-16 a surrogate comes before U+FB33, in UTF-8 after.
        assert!(!agrees(&json!({ "\u{1F600}": 1, "\u{FB33}": 2 })));
        assert!(!agrees(&BTreeMap::from([(9_u64, 1), (10, 2)])));
    }
}
