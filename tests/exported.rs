//! An exported ledger before judges that know nothing of era-rm: the repository's own checker, written from
//! `docs/ledger-format.md`, and another that the environment may bring (`ERA_RM_CHECKS`). A judge that accepts
//! proves nothing until it has refused: each also gets the ledger with one byte of each entry changed.

mod spoilt;

use std::path::{Path, PathBuf};
use std::process::Command;

use super::support::desk::Desk;
use super::support::keys;

/// Runs a checker on many files in one process, with more words, one to a line: for each file its exit code.
const MANY: &str = r#"
import contextlib, io, runpy, sys
checker, more, files = sys.argv[1], sys.argv[2].split("\n"), sys.argv[3:]
for file in files:
    sys.argv = [checker, file] + [word for word in more if word]
    code = 0
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            runpy.run_path(checker, run_name="__main__")
    except SystemExit as e:
        code = e.code or 0
    except Exception:
        code = 1
    print(code)
"#;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A Python that has rfc8785, for the checkers.
fn python() -> Option<String> {
    super::support::python::with("rfc8785")
}

/// The judges: the repository's own, and the other where it is at hand.
fn judges() -> Vec<PathBuf> {
    let own = root().join("docs/verify/check_export.py");
    let named = std::env::var_os("ERA_RM_CHECKS").map(PathBuf::from);
    let other = named.unwrap_or_else(|| root().join("../shared/checks")).join("check_ledger.py");
    [own, other].into_iter().filter(|j| j.is_file()).collect()
}

/// The judges that have OpenSSH check signatures, with the words that make them.
pub fn openssh_judges(signers: &str) -> Vec<(PathBuf, Vec<String>)> {
    let words = |judge: &PathBuf| match judge.ends_with("check_ledger.py") {
        true => vec!["--allowed-signers".into(), signers.into()],
        false => vec!["--signatures".into()],
    };
    judges().into_iter().map(|judge| (judge.clone(), words(&judge))).collect()
}

/// Which of many files a judge accepts; None where there is no Python.
pub fn accepted(judge: &Path, more: &[String], files: &[String]) -> Option<Vec<bool>> {
    let python = python()?;
    let mut command = Command::new(&python);
    command.arg("-c").arg(MANY).arg(judge).arg(more.join("\n")).args(files);
    let out = command.output().unwrap();
    let codes = String::from_utf8(out.stdout).unwrap();
    let accepted: Vec<bool> = codes.lines().map(|c| c == "0").collect();
    assert_eq!(accepted.len(), files.len(), "{}", String::from_utf8_lossy(&out.stderr));
    Some(accepted)
}

fn judge(python: &str, judge: &Path, words: &[&str]) -> (bool, String) {
    let out = Command::new(python).arg(judge).args(words).output().unwrap();
    (
        out.status.success(),
        String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr),
    )
}

/// The whole of a release, exported: the file, and its lines.
fn exported(desk: &Desk) -> (PathBuf, Vec<String>) {
    desk.release_at("4.2.0", 15);
    desk.refused(5, "dev", "release hold 4.2.0 --reason late");
    let file = desk.folder().join("ledger.jsonl");
    let before = desk.digest();
    desk.ok(&["ledger", "export", "--jsonl", "--out", &file.display().to_string()]);
    assert_eq!(desk.digest(), before, "an export only reads");
    let text = std::fs::read_to_string(&file).expect("the export is where it was wanted");
    (file, text.split_terminator('\n').map(str::to_owned).collect())
}

/// Where a member's value stands in a line, which has its members in the published order.
fn span(line: &str, member: &str, next: &str) -> std::ops::Range<usize> {
    let start = line.find(&format!("\"{member}\":\"")).unwrap() + member.len() + 4;
    start..line.rfind(next).unwrap()
}

/// The line with one letter or digit of a member changed; which one depends on `nth`.
fn changed(line: &str, member: &str, nth: usize) -> String {
    let next = match member {
        "prev" => "\",\"body\":",
        "body" => "\",\"signature\":",
        _ => "\"}",
    };
    let span = span(line, member, next);
    let plain: Vec<usize> = span.filter(|i| line.as_bytes()[*i].is_ascii_alphanumeric()).collect();
    let at = plain[nth * 7919 % plain.len()];
    let other = if line.as_bytes()[at] == b'0' { "1" } else { "0" };
    format!("{}{other}{}", &line[..at], &line[at + 1..])
}

fn write(folder: &Path, name: &str, lines: &[String]) -> String {
    let path = folder.join(name);
    std::fs::write(&path, lines.iter().map(|l| format!("{l}\n")).collect::<String>()).unwrap();
    path.display().to_string()
}

/// Runs the script of an exported folder.
fn verify(python: &str, folder: &Path, more: &[&str]) -> (bool, String) {
    let out =
        Command::new("sh").arg(folder.join("verify.sh")).args(more).env("PYTHON", python).output().unwrap();
    (out.status.success(), String::from_utf8_lossy(&out.stdout).into_owned())
}

/// Years later: keys have come and gone, one of them was stolen.
#[test]
fn a_stranger_checks_a_signed_ledger_with_the_folder_alone() {
    if !Command::new("ssh-keygen").arg("-?").output().is_ok_and(|o| !o.stderr.is_empty()) {
        return;
    }
    let Some(python) = python() else { return };
    let desk = Desk::staffed_signed();
    for name in ["tess-next", "quentin-next"] {
        keys::file(name);
    }
    desk.release_at("4.2.0", 9);
    desk.act("tess", "person key add tess keys/tess-next.pub");
    desk.act(
        "tess",
        "person key end tess keys/tess.pub --compromised-since 2026-11-23T09:00:00Z --reason stolen",
    );
    desk.act("quentin", "person key add quentin keys/quentin-next.pub");
    desk.act("quentin", "person key end quentin keys/quentin.pub --reason 'new laptop'");
    desk.act("tess-next", "release concur 4.2.0 --yes");
    desk.verified();
    desk.ok(&["ledger", "export", "--folder", "export"]);
    let folder = desk.folder().join("export");
    let said = verify(&python, &folder, &[]);
    assert!(said.0 && said.1.starts_with("sound: "), "{}", said.1);
    let lines = folder.join("ledger.jsonl").display().to_string();
    let signers = folder.join("allowed_signers").display().to_string();
    for stranger in judges().iter().filter(|j| j.ends_with("check_ledger.py")) {
        let said = judge(&python, stranger, &[&lines, "--allowed-signers", &signers]);
        assert!(said.0, "{}", said.1);
    }
    let elsewhere = format!("3:{}", "0".repeat(64));
    assert!(!verify(&python, &folder, &["--head", &elsewhere]).0, "a head that is not in it");
    // Without its last line the head that the script knows is missing.
    let text = std::fs::read_to_string(&lines).unwrap();
    let cut = text.trim_end().rfind('\n').unwrap() + 1;
    std::fs::write(&lines, &text[..cut]).unwrap();
    let said = verify(&python, &folder, &[]);
    assert!(!said.0 && said.1.contains("was seen elsewhere"), "{}", said.1);
}

#[test]
fn strangers_accept_an_exported_ledger_and_refuse_every_changed_byte() {
    let Some(python) = python() else { return };
    let desk = Desk::staffed();
    let (file, lines) = exported(&desk);
    assert!(lines.len() > 50, "a whole release, not {} entries", lines.len());
    let mut spoilt = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        for member in ["body", "digest", "prev"] {
            let mut all = lines.clone();
            all[i] = changed(line, member, i);
            assert_ne!(all[i], *line);
            spoilt.push(write(desk.folder(), &format!("spoilt-{}-{member}.jsonl", i + 1), &all));
        }
    }
    let mut gap = lines.clone();
    gap.remove(lines.len() / 2);
    spoilt.push(write(desk.folder(), "gap.jsonl", &gap));
    let mut swapped = lines.clone();
    swapped.swap(10, 11);
    spoilt.push(write(desk.folder(), "swapped.jsonl", &swapped));
    for stranger in judges() {
        let (sound, said) = judge(&python, &stranger, &[&file.display().to_string()]);
        assert!(sound, "{}: {said}", stranger.display());
        let refused: Vec<bool> = accepted(&stranger, &[], &spoilt).unwrap().iter().map(|a| !a).collect();
        let passed: Vec<&String> =
            spoilt.iter().zip(&refused).filter(|(_, r)| !**r).map(|(f, _)| f).collect();
        assert!(passed.is_empty(), "{} accepted {passed:?}", stranger.display());
    }
}

#[test]
fn only_a_head_kept_elsewhere_finds_a_cut_tail() {
    let Some(python) = python() else { return };
    let desk = Desk::new();
    for login in ["rhea", "dev"] {
        desk.ok(&["--as", "ada", "person", "add", login, "--name", login]);
    }
    let file = desk.folder().join("ledger.jsonl").display().to_string();
    desk.ok(&["ledger", "export", "--jsonl", "--out", &file]);
    let text = std::fs::read_to_string(&file).unwrap();
    let lines: Vec<String> = text.split_terminator('\n').map(str::to_owned).collect();
    let digest = &lines[2][span(&lines[2], "digest", "\"}")];
    let cut = write(desk.folder(), "cut.jsonl", &lines[..2]);
    let own = root().join("docs/verify/check_export.py");
    let head = format!("3:{digest}");
    assert!(judge(&python, &own, &[&file, "--head", &head]).0);
    assert!(judge(&python, &own, &[&cut]).0, "a chain alone does not see it");
    let (sound, said) = judge(&python, &own, &[&cut, "--head", &head]);
    assert!(!sound && said.contains("seen elsewhere"), "{said}");
}
