//! Free text that people type: NFC, no control or bidirectional characters, within a size.

use std::fmt;
use std::str::FromStr;

use compact_str::CompactString;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::spelling;

/// The longest free text, in bytes of UTF-8.
pub const MAX: usize = 4000;

/// Checked free text. Newlines and tabs are allowed; other control characters are not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, schemars::JsonSchema)]
#[schemars(with = "String", extend("minLength" = 1, "maxLength" = MAX))]
pub struct Text(CompactString);

/// Why a text was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadText {
    /// Nothing but white space.
    #[error("the text is empty")]
    Empty,
    /// Longer than [`MAX`].
    #[error("the text is {0} bytes long; the longest allowed is {MAX}")]
    Long(usize),
    /// Holds a character that a terminal or a reader could be misled by.
    #[error("the text holds the control or bidirectional character U+{0:04X}; remove it")]
    Control(u32),
    /// In the ledger, but not in Unicode's composed form.
    #[error("the text is not in Unicode normalisation form C")]
    NotComposed,
}

/// Whether a character may mislead a terminal or a reader: C0, C1, DEL, bidirectional and line separators.
pub fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

impl Text {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// What stands where others said nothing that could be kept.
    pub fn nothing_said() -> Self {
        Self(CompactString::const_new("(no words)"))
    }
    fn check(s: &str) -> Result<(), BadText> {
        if s.trim().is_empty() {
            return Err(BadText::Empty);
        }
        if s.len() > MAX {
            return Err(BadText::Long(s.len()));
        }
        match s.chars().find(|c| is_unsafe(*c) && !matches!(c, '\n' | '\t')) {
            Some(c) => Err(BadText::Control(u32::from(c))),
            None => Ok(()),
        }
    }
}

impl FromStr for Text {
    type Err = BadText;
    /// Trims and composes what was typed.
    fn from_str(s: &str) -> Result<Self, BadText> {
        let composed: CompactString = s.trim().nfc().collect();
        Self::check(&composed).map(|()| Self(composed))
    }
}
impl<'de> Deserialize<'de> for Text {
    /// Strict: as it must stand in a ledger.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        spelling::read(from, |s| {
            Self::check(s)?;
            if s.is_ascii() || is_nfc(s) { Ok(Self(s.into())) } else { Err(BadText::NotComposed) }
        })
    }
}
impl Serialize for Text {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}
impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
