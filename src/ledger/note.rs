//! Signed notes (c2sp.org/signed-note): a text, and below it lines that say who signed it. Strict: there is one form of
//! each part, and a note that has another is not read.
//! What must not live here: what a text says (`checkpoint`), private keys, and whose key may sign. The signer calls this to
//! make a line, whoever reads a checkpoint to check one.

use std::fmt;

use base64ct::{Base64, Encoding};
use ed25519_dalek::Signature as Ed25519;

use super::digest;
use super::sshsig::{self, BadSignature};
use crate::domain::PublicKey;

/// The longest note that is read, in bytes: room for sixteen signatures of any kind.
pub const LONGEST: u64 = 128 * 1024;
/// How a signature line begins.
const MARK: &str = "\u{2014} ";
/// The kind of a plain Ed25519 signature.
const PLAIN: &[u8] = &[0x01];
/// The kind of a signature that the specification has no number for: an SSHSIG, for keys that make no plain one.
const SSH: &[u8] = b"\xffera-rm SSHSIG";
/// The length of a key's number.
const NUMBER: usize = 4;

/// Why a note is not read, or its signature not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadNote {
    /// More than any note of ours.
    #[error("a note is at most {LONGEST} bytes long")]
    Long,
    /// Not text.
    #[error("it is not UTF-8 text")]
    NotText,
    /// A control character other than the line feed.
    #[error("it holds a control character")]
    Control,
    /// Cut off, or empty.
    #[error("it does not end with a line feed")]
    End,
    /// A blank line, and nothing below it.
    #[error("below the blank line there is no signature")]
    NoLine,
    /// A line below the blank line that is no signature.
    #[error("{0:?} is no signature line, which is an em dash, a name and base64")]
    Line(String),
    /// A name that cannot stand in a signature line.
    #[error("{0:?} cannot be the name of who signs: it has a space or a plus sign, or is empty")]
    Name(String),
    /// The text is not that of a checkpoint.
    #[error("{0}")]
    Text(&'static str),
    /// A signature that is not that of the key which it names.
    #[error("the signature by {0} is not that of this text by the key {1}")]
    Mismatch(String, String),
    /// A signature of the kind that is made as OpenSSH makes them.
    #[error("the signature by {0} is not accepted: {1}")]
    Ssh(String, BadSignature),
}

/// A note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What was signed, its last line feed included.
    pub text: String,
    /// Who signed it; nobody, where a note is only text.
    pub lines: Vec<Line>,
}

/// A signature line: not yet checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The name of the key.
    pub name: String,
    /// The number of the key, by which the right one is found.
    number: [u8; NUMBER],
    signature: Vec<u8>,
}

impl Note {
    /// Reads a note.
    ///
    /// # Errors
    /// What is wrong with its form.
    pub fn read(bytes: &[u8]) -> Result<Self, BadNote> {
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > LONGEST {
            return Err(BadNote::Long);
        }
        let whole = str::from_utf8(bytes).map_err(|_| BadNote::NotText)?;
        if whole.bytes().any(|b| b < b' ' && b != b'\n') {
            return Err(BadNote::Control);
        }
        if !whole.ends_with('\n') {
            return Err(BadNote::End);
        }
        let Some(end) = whole.rfind("\n\n").map(|i| i + 1) else {
            return Ok(Self { text: whole.to_owned(), lines: Vec::new() });
        };
        let (text, below) = whole.split_at(end);
        let lines: Vec<Line> =
            below.split_terminator('\n').skip(1).map(Line::read).collect::<Result<_, _>>()?;
        if lines.is_empty() {
            return Err(BadNote::NoLine);
        }
        Ok(Self { text: text.to_owned(), lines })
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)?;
        if !self.lines.is_empty() {
            f.write_str("\n")?;
        }
        self.lines.iter().try_for_each(|line| write!(f, "{line}"))
    }
}

/// The beginning of a line that is not accepted.
fn first(text: &str) -> String {
    text.lines().next().unwrap_or_default().chars().take(80).collect()
}

/// Checks the name of a key.
fn name(name: &str) -> Result<(), BadNote> {
    let bad = name.is_empty() || name.contains(|c: char| c.is_whitespace() || c.is_control() || c == '+');
    if bad { Err(BadNote::Name(first(name))) } else { Ok(()) }
}

impl Line {
    fn read(line: &str) -> Result<Self, BadNote> {
        let bad = || BadNote::Line(first(line));
        let (name, base64) = line.strip_prefix(MARK).and_then(|l| l.split_once(' ')).ok_or_else(bad)?;
        self::name(name)?;
        let bytes = Base64::decode_vec(base64).map_err(|_| bad())?;
        let (number, signature) = bytes.split_first_chunk::<NUMBER>().ok_or_else(bad)?;
        if signature.is_empty() {
            return Err(bad());
        }
        Ok(Self { name: name.to_owned(), number: *number, signature: signature.to_vec() })
    }
    /// Whether it names this key.
    pub fn is_of(&self, key: &PublicKey) -> bool {
        self.number == number(&self.name, key)
    }
    /// Checks that this key, which it names, signed this text.
    ///
    /// # Errors
    /// [`BadNote::Mismatch`] or [`BadNote::Ssh`].
    pub fn verify(&self, text: &str, key: &PublicKey) -> Result<(), BadNote> {
        let mismatch = || BadNote::Mismatch(self.name.clone(), key.fingerprint());
        if !self.is_of(key) {
            return Err(mismatch());
        }
        if key.is_hardware() {
            let checked =
                sshsig::armored(&self.signature).and_then(|armored| sshsig::verify(text, &armored, key));
            return checked.map_err(|why| BadNote::Ssh(self.name.clone(), why));
        }
        let signature = Ed25519::from_slice(&self.signature).map_err(|_| mismatch())?;
        key.point().verify_strict(text.as_bytes(), &signature).map_err(|_| mismatch())
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [self.number.as_slice(), &self.signature].concat();
        writeln!(f, "{MARK}{} {}", self.name, Base64::encode_string(&bytes))
    }
}

/// The number of a key under a name: the beginning of SHA-256(name ‖ 0x0A ‖ kind of signature ‖ public key).
fn number(name: &str, key: &PublicKey) -> [u8; NUMBER] {
    let (kind, public) = match key.is_hardware() {
        true => (SSH, key.blob()),
        false => (PLAIN, key.point().to_bytes().to_vec()),
    };
    let digest = digest::of_bytes(&[name.as_bytes(), b"\n", kind, &public].concat());
    digest.0.first_chunk().copied().unwrap_or_default()
}

/// The line of what a key made of a text, once that is found to be good: 64 bytes of Ed25519, or for a hardware key, which
/// makes no plain signature, the bytes of an SSHSIG.
///
/// # Errors
/// As those of [`Line::verify`], and [`BadNote::Name`]: nothing leaves here that would not be accepted.
pub fn sealed(text: &str, name: &str, signature: Vec<u8>, key: &PublicKey) -> Result<Line, BadNote> {
    self::name(name)?;
    let line = Line { name: name.to_owned(), number: number(name, key), signature };
    line.verify(text, key)?;
    Ok(line)
}

#[cfg(test)]
mod tests;
