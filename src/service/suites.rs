//! A suite manifest: the suites that have to run, each with the least number of its cases that have to run. A small TOML
//! file that is kept with the results. What must not live here: whether they ran. Called by the `test` commands.
//!
//! ```toml
//! [suites]
//! "TP-14 Ingest and fixity" = 6
//! "TP-15 Search" = 1
//! ```

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use toml::Value;

use super::evidence::{EvidenceError, utf8};
use super::files;
use crate::domain::text::is_unsafe;
use crate::domain::{DocumentRef, Text};

/// The most bytes of a manifest: 256 KiB.
const MAX: u64 = 256 * 1024;

/// The most cases that a suite may have to run.
const CASES: u64 = 1_000_000_000;

/// What a manifest holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// The document.
    pub document: DocumentRef,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Each suite and how many of its cases have to run at least, in the order of their names.
    pub wanted: Vec<(Text, u64)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    suites: BTreeMap<String, Value>,
}

/// Reads a manifest.
///
/// # Errors
/// What is wrong with the file; [`EvidenceError::Broken`] where it is not such TOML; [`EvidenceError::Incomplete`] with
/// every suite that is not named as it must be.
pub fn read(path: &Path) -> Result<Manifest, EvidenceError> {
    let (document, bytes) = files::read_document(path, Some("application/toml"), MAX)?;
    let of = files::shown(path);
    let text = utf8(&of, &bytes)?;
    let keys: Keys = toml::from_str(text)
        .map_err(|e| EvidenceError::broken(&of, text, e.span().map_or(0, |s| s.start), e.message()))?;
    let (mut wanted, mut problems) = (Vec::new(), Vec::new());
    if keys.suites.is_empty() {
        problems.push("no suite is named".to_owned());
    }
    for (name, least) in &keys.suites {
        match suite(name, least) {
            Ok(suite) => wanted.push(suite),
            Err(why) => problems.push(why),
        }
    }
    wanted.sort();
    if let Some(pair) = wanted.windows(2).find(|pair| matches!(pair, [a, b] if a.0 == b.0)) {
        problems.push(format!("suite {:?} is named twice", pair.first().map_or("", |s| s.0.as_str())));
    }
    if problems.is_empty() {
        return Ok(Manifest { document, bytes, wanted });
    }
    let hint = "below [suites], a line for each: \"NAME\" = LEAST NUMBER OF CASES";
    Err(EvidenceError::Incomplete { of, problems, hint })
}

fn suite(name: &str, least: &Value) -> Result<(Text, u64), String> {
    let shown: String = name.chars().take(80).collect();
    if name.contains(is_unsafe) {
        return Err(format!("suite {shown:?} has a control character in its name"));
    }
    let text = name.parse().map_err(|e| format!("suite {shown:?}: {e}"))?;
    let Value::Integer(least) = least else {
        let found = least.type_str();
        return Err(format!(
            "suite {shown:?} has a {found}; a number from 1 to {CASES} has to run, without quotes"
        ));
    };
    match u64::try_from(*least) {
        Ok(least @ 1..=CASES) => Ok((text, least)),
        Ok(_) | Err(_) => {
            Err(format!("suite {shown:?} has {least} cases; a number from 1 to {CASES} has to run"))
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::super::evidence::Kind;
    use super::*;

    fn of(text: impl AsRef<[u8]>) -> Result<Manifest, EvidenceError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("suites.toml");
        std::fs::write(&path, text).unwrap();
        read(&path)
    }

    #[test]
    fn suites_are_read_in_the_order_of_their_names() {
        let manifest = of("# what has to run\n[suites]\nsearch = 1\n\"TP-14 Ingest\" = 6\n").unwrap();
        let wanted: Vec<(&str, u64)> = manifest.wanted.iter().map(|(n, l)| (n.as_str(), *l)).collect();
        assert_eq!(wanted, [("TP-14 Ingest", 6), ("search", 1)]);
        assert_eq!(manifest.document.media.as_str(), "application/toml");
    }

    #[test]
    fn what_names_no_suites_is_refused() {
        let deep = format!("suites = {}", "[".repeat(100_000));
        let long = format!("[suites]\n{:?} = 1", "x".repeat(4001));
        let cases: [(&[u8], &str); 15] = [
            (b"[suites]\na = 1000000001\n", "a number from 1 to 1000000000"),
            (b"[suites]\n", "no suite is named"),
            (b"x = 1\n", "unknown field"),
            (b"[suites]\na = 0\n", "a number from 1 to 1000000000"),
            (b"[suites]\na = -3\n", "a number from 1 to 1000000000"),
            (b"[suites]\na = 99999999999999999999\n", "line 2"),
            (
                b"[suites]\na = \"3\"\n",
                "has a string; a number from 1 to 1000000000 has to run, without quotes",
            ),
            (b"[suites]\na = 1\na = 2\n", "line 3"),
            (b"[suites]\n\"\" = 1\n", "the text is empty"),
            (b"[suites]\n\"a\\nb\" = 1\n", "control character"),
            (b"[suites]\n\"\\u202Ea\" = 1\n", "control character"),
            ("[suites]\n\"\u{e9}\" = 1\n\"e\u{301}\" = 2\n".as_bytes(), "is named twice"),
            (b"[suites]\n\"\xff\" = 1\n", "not UTF-8"),
            (deep.as_bytes(), "line 1"),
            (long.as_bytes(), "4001 bytes"),
        ];
        for (text, said) in cases {
            let e = of(text).unwrap_err();
            assert!(e.to_string().contains(said), "{said}: {e}");
            assert_eq!(e.kind(), Kind::Incomplete);
        }
        assert!(matches!(of(vec![b'#'; 256 * 1024 + 1]), Err(EvidenceError::TooLarge { .. })));
        assert!(matches!(of(""), Err(EvidenceError::Empty { .. })));
    }
}
