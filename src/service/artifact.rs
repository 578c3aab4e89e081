//! Artifacts as they are typed: a file that is hashed, or a name with the digest that a build system already knows.
//! What must not live here: the bytes, which are never kept. Called by `build record` and `deploy record`.

use std::collections::BTreeMap;
use std::path::Path;

use super::evidence::{EvidenceError, Kind, no_repeats};
use super::files;
use crate::domain::text::is_unsafe;
use crate::domain::{Artifact, Digest, Text};

const FORM: &str = "name a file that exists, or write NAME=sha256:HEX with 64 hexadecimal digits";
const MARK: &str = "=sha256:";

/// Reads `FILE`, which is hashed and named by its file name, or `NAME=sha256:HEX`.
///
/// # Errors
/// [`EvidenceError::Malformed`] for a bad name or digest, and what is wrong with the file.
pub fn parse(typed: &str) -> Result<Artifact, EvidenceError> {
    let malformed = |rule: &str| EvidenceError::malformed("artifact", typed, rule);
    let Some((name, hex)) = typed.rsplit_once(MARK) else {
        return of_file(Path::new(typed)).map_err(|e| match e.kind() {
            Kind::NotFound if typed.contains('=') => malformed(FORM),
            _ => e,
        });
    };
    if name.contains(is_unsafe) {
        return Err(malformed("a name holds no control or bidirectional characters"));
    }
    let name: Text = name.parse().map_err(|_| malformed(FORM))?;
    // Some tools print digests in capitals; kept in lower case, as everywhere in the ledger.
    let digest: Digest = hex.to_ascii_lowercase().parse().map_err(|_| malformed(FORM))?;
    Ok(Artifact { name, digest, size: None })
}

/// Reads a list of artifacts in the order typed.
///
/// # Errors
/// As [`parse`], and [`EvidenceError::Repeated`] where a name stands twice (in whatever case).
pub fn parse_all<S: AsRef<str>>(typed: &[S]) -> Result<Vec<Artifact>, EvidenceError> {
    let artifacts = typed.iter().map(|t| parse(t.as_ref())).collect::<Result<Vec<_>, _>>()?;
    let names: Vec<&str> = artifacts.iter().map(|a| a.name.as_str()).collect();
    no_repeats("artifact", &names)?;
    Ok(artifacts)
}

/// Where what was installed is not what was built, one line for each artifact; empty if it is the same. Sizes are not
/// compared: the digest says it all.
pub fn differences(expected: &[Artifact], installed: &[Artifact]) -> Vec<String> {
    let by_name = |list: &[Artifact]| -> BTreeMap<Text, Digest> {
        list.iter().map(|a| (a.name.clone(), a.digest)).collect()
    };
    let (built, found) = (by_name(expected), by_name(installed));
    let missing_or_other = built.iter().filter_map(|(name, digest)| match found.get(name) {
        None => Some(format!("{name}: part of the build, not installed")),
        Some(other) if other != digest => {
            Some(format!("{name}: digest differs, built {}, installed {}", digest.short(), other.short()))
        }
        Some(_) => None,
    });
    let extra = found.keys().filter(|n| !built.contains_key(*n));
    missing_or_other.chain(extra.map(|n| format!("{n}: installed, not part of the build"))).collect()
}

fn of_file(path: &Path) -> Result<Artifact, EvidenceError> {
    let (digest, size) = files::hash_file(path)?;
    if size == 0 {
        return Err(EvidenceError::Empty { path: files::shown(path) });
    }
    Ok(Artifact { name: files::file_name(path)?, digest, size: Some(size) })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::super::evidence::Kind;
    use super::*;

    fn typed(name: &str, digit: char) -> String {
        format!("{name}=sha256:{}", digit.to_string().repeat(64))
    }

    #[test]
    fn a_file_is_hashed_and_a_digest_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("era-ingest.tar");
        std::fs::write(&path, "abc").unwrap();
        let a = parse(path.to_str().unwrap()).unwrap();
        assert_eq!((a.name.as_str(), a.size), ("era-ingest.tar", Some(3)));
        assert_eq!(a.digest.short(), "ba7816bf8f01");
        let b = parse(&typed("era search.tar", 'A')).unwrap();
        assert_eq!((b.name.as_str(), b.size), ("era search.tar", None));
        assert_eq!(b.digest.to_string(), "a".repeat(64));
    }

    #[test]
    fn what_cannot_be_an_artifact_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let empty = folder.path().join("empty.tar");
        std::fs::write(&empty, "").unwrap();
        for (given, kind) in [
            ("no-such.tar", Kind::NotFound),
            ("x.tar=md5:00", Kind::Usage),
            ("x.tar=sha256:00", Kind::Usage),
            ("x.tar=sha256:", Kind::Usage),
            (&typed("", '0'), Kind::Usage),
            (&typed("a\u{202e}b", '0'), Kind::Usage),
            (&typed("a\nb", '0'), Kind::Usage),
            ("", Kind::NotFound),
            (folder.path().to_str().unwrap(), Kind::Incomplete),
            (empty.to_str().unwrap(), Kind::Incomplete),
        ] {
            assert_eq!(parse(given).unwrap_err().kind(), kind, "{given:?}");
        }
    }

    #[test]
    fn a_list_names_each_artifact_once() {
        let list = [typed("a.tar", '1'), typed("b.tar", '2')];
        assert_eq!(parse_all(&list).unwrap().len(), 2);
        let e = parse_all(&[typed("a.tar", '1'), typed("A.tar", '1')]).unwrap_err();
        assert_eq!(
            (e.to_string().as_str(), e.kind()),
            (r#"artifact "A.tar" is given more than once"#, Kind::Usage)
        );
    }

    #[test]
    fn what_differs_is_told_artifact_by_artifact() {
        let list = |of: &[(&str, char)]| -> Vec<Artifact> {
            of.iter().map(|(n, d)| parse(&typed(n, *d)).unwrap()).collect()
        };
        let built = list(&[("a.tar", '1'), ("b.tar", '2'), ("c.tar", '3')]);
        let mut same = list(&[("c.tar", '3'), ("b.tar", '2'), ("a.tar", '1')]);
        same[0].size = Some(9);
        assert_eq!(differences(&built, &same), Vec::<String>::new());
        let other = list(&[("b.tar", '2'), ("c.tar", '4'), ("d.tar", '5')]);
        assert_eq!(
            differences(&built, &other),
            [
                "a.tar: part of the build, not installed",
                "c.tar: digest differs, built 333333333333, installed 444444444444",
                "d.tar: installed, not part of the build",
            ]
        );
    }

    #[test]
    fn the_example_builds_differ() {
        let list = |build: &str| -> Vec<Artifact> {
            let file = |n| super::super::example("evidence").join(build).join(n).display().to_string();
            parse_all(&[file("era-ingest.tar"), file("era-search.tar")]).unwrap()
        };
        assert_eq!(differences(&list("build-1"), &list("build-1")), Vec::<String>::new());
        assert_eq!(differences(&list("build-1"), &list("build-2")).len(), 1);
    }
}
