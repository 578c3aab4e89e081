//! What can be wrong with evidence: one typed error for every reader in this floor, in words that a user can act on.
//! What must not live here: reading anything. The floors above map [`Kind`] to an exit code.

use crate::domain::text::is_unsafe;

/// How a piece of evidence fell short; the desk makes an exit code of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The named file or folder is not there (exit 3).
    NotFound,
    /// What was typed is malformed (exit 2).
    Usage,
    /// The evidence is missing, empty, unreadable or does not match (exit 6).
    Incomplete,
}

/// Why evidence was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EvidenceError {
    /// There is no such file or folder.
    #[error("{path} does not exist")]
    NotFound {
        /// As it was typed.
        path: String,
    },
    /// A folder, symbolic link, device or pipe where a file is wanted, or the other way round.
    #[error("{path} is {found}; {wanted} is wanted")]
    WrongType {
        /// As it was typed.
        path: String,
        /// What it is.
        found: &'static str,
        /// What it has to be.
        wanted: &'static str,
    },
    /// The system does not let us read it.
    #[error("{path} cannot be read: {why}")]
    Unreadable {
        /// As it was typed.
        path: String,
        /// What the system said.
        why: String,
    },
    /// The file has no bytes.
    #[error("{path} is empty")]
    Empty {
        /// As it was typed.
        path: String,
    },
    /// The file is larger than is kept.
    #[error("{path} is larger than the {max} bytes allowed")]
    TooLarge {
        /// As it was typed.
        path: String,
        /// The most that is allowed.
        max: u64,
    },
    /// A typed value breaks its rule.
    #[error("{what} {given:?} cannot be read: {rule}")]
    Malformed {
        /// What the value was meant for, for example `window`.
        what: &'static str,
        /// What was typed.
        given: String,
        /// The rule that it breaks.
        rule: String,
    },
    /// One name was given more than once.
    #[error("{what} {name:?} is given more than once")]
    Repeated {
        /// What was named, for example `artifact`.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// The content breaks its format at one place.
    #[error("{of}: line {line}, column {column}: {why}")]
    Broken {
        /// The document.
        of: String,
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// What is wrong there.
        why: String,
    },
    /// The document lacks something, or holds something that it must not: everything at once.
    #[error("{of}: not complete: {}", .problems.join("; "))]
    Incomplete {
        /// The document.
        of: String,
        /// Everything that is wrong.
        problems: Vec<String>,
        /// What to type.
        hint: &'static str,
    },
    /// A file that is no checkpoint.
    #[error("{path} is not a checkpoint: {why}")]
    NotACheckpoint {
        /// As it was typed.
        path: String,
        /// What is wrong with it.
        why: String,
    },
    /// A checkpoint that nobody signed who had to.
    #[error("the checkpoint {path} is not accepted: {why}")]
    Unsigned {
        /// As it was typed.
        path: String,
        /// What is wrong with its signatures.
        why: String,
    },
    /// A time stamp that is not accepted.
    #[error("the time stamp {path} is not accepted: {why}")]
    BadStamp {
        /// Where it is kept.
        path: String,
        /// What is wrong with it.
        why: String,
    },
    /// A time stamp that is not to be had.
    #[error("{by} gave no time stamp: {why}")]
    NoStamp {
        /// Who was asked.
        by: String,
        /// What went wrong.
        why: String,
    },
    /// The document says two different things: everything at once.
    #[error("{of}: not consistent: {}", .problems.join("; "))]
    Mismatch {
        /// The document.
        of: String,
        /// Every disagreement.
        problems: Vec<String>,
    },
}

impl EvidenceError {
    /// Everything that is wrong, one by one, where there may be several things.
    pub fn problems(&self) -> &[String] {
        match self {
            Self::Incomplete { problems, .. } | Self::Mismatch { problems, .. } => problems,
            Self::NotFound { .. }
            | Self::WrongType { .. }
            | Self::Unreadable { .. }
            | Self::Empty { .. }
            | Self::TooLarge { .. }
            | Self::Malformed { .. }
            | Self::Repeated { .. }
            | Self::Broken { .. }
            | Self::NotACheckpoint { .. }
            | Self::Unsigned { .. }
            | Self::BadStamp { .. }
            | Self::NoStamp { .. } => &[],
        }
    }
    /// What is wrong in one sentence, without [`EvidenceError::problems`].
    pub fn headline(&self) -> String {
        match self {
            Self::Incomplete { of, .. } => format!("{of} is not complete"),
            Self::Mismatch { of, .. } => format!("{of} is not consistent"),
            other => other.to_string(),
        }
    }
    /// What to do about it, where that is more than to mend what is named.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Incomplete { hint, .. } => Some(hint),
            Self::NotFound { .. } => Some("a path begins in the folder in which the command is typed"),
            Self::NotACheckpoint { .. } => {
                Some("era-rm ledger checkpoint writes one; hand it on as it was written")
            }
            Self::BadStamp { .. } => Some(
                "a stamp is kept beside its checkpoint, as it came: era-rm ledger checkpoint --out FILE --tsa URL",
            ),
            Self::NoStamp { .. } => Some("try again, ask another authority, or leave --tsa out"),
            Self::Unsigned { .. } => {
                Some("ask for it where it was kept; what nobody vouches for proves nothing")
            }
            Self::Repeated { .. } => Some("give each once; two that differ need different names"),
            _ => None,
        }
    }
    /// Which of the three it is.
    pub fn kind(&self) -> Kind {
        match self {
            Self::NotFound { .. } => Kind::NotFound,
            Self::Malformed { .. } | Self::Repeated { .. } => Kind::Usage,
            Self::WrongType { .. }
            | Self::Unreadable { .. }
            | Self::Empty { .. }
            | Self::TooLarge { .. }
            | Self::Broken { .. }
            | Self::NotACheckpoint { .. }
            | Self::Unsigned { .. }
            | Self::BadStamp { .. }
            | Self::NoStamp { .. }
            | Self::Incomplete { .. }
            | Self::Mismatch { .. } => Kind::Incomplete,
        }
    }

    /// A [`EvidenceError::Malformed`] of a typed value, shortened to what a screen can show.
    pub(super) fn malformed(what: &'static str, given: &str, rule: impl ToString) -> Self {
        Self::Malformed { what, given: given.chars().take(200).collect(), rule: rule.to_string() }
    }

    /// A [`EvidenceError::Broken`] at a byte of a text.
    pub(super) fn broken(of: &str, text: &str, at: usize, why: impl ToString) -> Self {
        let before = text.get(..at).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1;
        Self::Broken { of: of.to_owned(), line, column, why: why.to_string() }
    }
}

/// The bytes of a document as text, its byte order mark cut off.
///
/// # Errors
/// [`EvidenceError::Broken`] where the bytes are not UTF-8.
pub(super) fn utf8<'a>(of: &str, bytes: &'a [u8]) -> Result<&'a str, EvidenceError> {
    let text = std::str::from_utf8(bytes).map_err(|e| {
        let good = bytes.get(..e.valid_up_to()).map(String::from_utf8_lossy).unwrap_or_default();
        EvidenceError::broken(of, &good, good.len(), "not UTF-8 text; save it as UTF-8")
    })?;
    Ok(text.strip_prefix('\u{FEFF}').unwrap_or(text))
}

/// The lines that hold a character which could mislead, the first twenty of them.
pub(super) fn unsafe_lines(text: &str) -> Vec<String> {
    let found = (1..).zip(text.lines()).filter_map(|(number, line)| {
        let c = line.chars().find(|c| is_unsafe(*c) && *c != '\t')?;
        Some(format!(
            "line {number}: the control or bidirectional character U+{:04X}; remove it",
            u32::from(c)
        ))
    });
    found.take(20).collect()
}

/// Refuses a list in which a name stands twice.
///
/// # Errors
/// [`EvidenceError::Repeated`] with the first such name.
pub(super) fn no_repeats(what: &'static str, names: &[&str]) -> Result<(), EvidenceError> {
    let mut seen = std::collections::BTreeSet::new();
    match names.iter().find(|n| !seen.insert(n.to_lowercase())) {
        Some(name) => Err(EvidenceError::Repeated { what, name: (*name).to_owned() }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_told_by_line_and_column() {
        let e = EvidenceError::broken("x.toml", "ä\nbö c", 7, "odd");
        assert_eq!(e.to_string(), "x.toml: line 2, column 4: odd");
        assert_eq!(e.kind(), Kind::Incomplete);
    }

    #[test]
    fn bytes_that_are_not_text_are_told_with_their_line() {
        let e = utf8("letter.md", b"one\ntwo \xff").map_err(|e| e.to_string());
        assert_eq!(e, Err("letter.md: line 2, column 5: not UTF-8 text; save it as UTF-8".to_owned()));
        assert_eq!(utf8("x", b"\xef\xbb\xbfhello"), Ok("hello"));
    }

    #[test]
    fn a_name_given_twice_is_usage() {
        assert_eq!(no_repeats("target", &["a", "b"]), Ok(()));
        let e = no_repeats("target", &["federal", "Federal"]).map_err(|e| e.kind());
        assert_eq!(e, Err(Kind::Usage));
    }
}
