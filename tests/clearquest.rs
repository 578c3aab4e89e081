//! The hand-off to ClearQuest: the script is run by Perl on a record that stands in for ClearQuest's; what it prints is what
//! is typed next; hostile text in a worksheet stays text.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use era_rm::domain::Digest;
use era_rm::ledger::digest::of_bytes;
use era_rm::service::clearquest::Sheet;

use super::support::desk::{Answer, Desk};
use super::support::stage;

const OCR: &str = "ocr-2026-0107";

/// Whether Perl is at hand; that it is not is a failed test in CI.
fn perl() -> bool {
    let found = Command::new("perl").args(["-MDigest::SHA", "-e", "1"]).status().is_ok_and(|s| s.success());
    assert!(found || std::env::var_os("CI").is_none(), "perl with Digest::SHA is needed");
    found
}

/// One record of ClearQuest, and the login to it.
struct Record(tempfile::TempDir);

impl Record {
    fn of(state: &str) -> Self {
        let record = Self(tempfile::tempdir().unwrap());
        record.set("state", state);
        record
    }
    fn set(&self, name: &str, text: &str) {
        std::fs::write(self.0.path().join(name), text).unwrap();
    }
    fn get(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.path().join(name)).unwrap_or_default()
    }
    /// Runs a script on it.
    fn run(&self, script: &Path, words: &[&str]) -> Output {
        let stub = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/cqperl");
        let mut command = Command::new("perl");
        command.arg("-I").arg(stub).arg(script).args(words).env("CQ_STUB", self.0.path());
        let login = [("CQ_USER", "rhea"), ("CQ_PASSWORD", "s3cret"), ("CQ_DATABASE", "ERA")];
        command.envs(login).env("CQ_RECORD_TYPE", "Defect").output().unwrap()
    }
    fn said(&self, script: &Path, words: &[&str]) -> String {
        let out = self.run(script, words);
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8(out.stdout).unwrap()
    }
    fn stopped(&self, script: &Path, words: &[&str]) -> String {
        let out = self.run(script, words);
        assert_eq!(out.status.code(), Some(1), "{}", String::from_utf8_lossy(&out.stdout));
        String::from_utf8(out.stderr).unwrap()
    }
}

/// A desk with the worksheets of 12a written to a folder, and the script of the first OCR.
fn resolved() -> (Desk, PathBuf) {
    let desk = stage::at(11);
    let answer = desk.act("rhea", "cq resolve 4.2.0 --assign quentin --out cq");
    assert_eq!(answer.stdout.matches("wrote cq/").count(), 8, "{}", answer.whole());
    let script = desk.folder().join(format!("cq/{OCR}/worksheet.pl"));
    (desk, script)
}

/// The command that a script tells to type, typed.
fn typed(desk: &Desk, said: &str) -> Answer {
    let line = said.lines().find_map(|l| l.trim().strip_prefix("era-rm ")).unwrap();
    desk.act("rhea", line)
}

#[test]
fn a_script_shows_then_does_then_says_what_to_type() {
    if !perl() {
        return;
    }
    let (desk, script) = resolved();
    let record = Record::of("Opened");
    let shown = record.said(&script, &[]);
    for said in ["Record ERA00041802: its state must be Opened", "Action Resolve", "Nothing was done"] {
        assert!(shown.contains(said), "{shown}");
    }
    assert_eq!(record.get("calls"), "", "who only looks does not even log on");
    let done = record.said(&script, &["--do"]);
    let calls = record.get("calls");
    let names: Vec<&str> = calls.lines().map(|l| l.split('\t').next().unwrap()).collect();
    let order = "UserLogon GetEntity EditEntity SetFieldValue SetFieldValue ItemByName AddAttachmentFieldValue Validate Commit GetEntity Unbuild";
    assert_eq!(names.join(" "), order);
    assert!(
        calls.contains(
            "UserLogon\trhea\ts3cret\tERA\t\nGetEntity\tDefect\tERA00041802\nEditEntity\tResolve\n"
        )
    );
    assert!(!done.contains("s3cret") && !std::fs::read_to_string(&script).unwrap().contains("s3cret"));
    assert_eq!(record.get("state"), "Resolved");
    let confirmed = typed(&desk, &done);
    assert!(confirmed.stdout.contains("cq confirm"), "{}", confirmed.whole());
    // The record is no longer what the worksheet is for.
    let again = record.stopped(&script, &["--do"]);
    assert!(again.contains("is Resolved, and must be Opened; nothing was changed"), "{again}");
}

#[test]
fn a_script_stops_at_whatever_is_wrong() {
    if !perl() {
        return;
    }
    let (_desk, script) = resolved();
    for (at, why) in [
        ("field", "no such field"),
        ("attach", "no such file"),
        ("validate", "Headline is needed"),
        ("commit", "locked"),
    ] {
        let record = Record::of("Opened");
        record.set("said", &format!("{at}:{why}"));
        let said = record.stopped(&script, &["--do"]);
        assert!(said.contains(why) && said.contains("nothing was changed"), "{said}");
        assert!(record.get("calls").ends_with("Revert\nUnbuild\n"), "{}", record.get("calls"));
        assert_eq!(record.get("state"), "Opened");
    }
    let record = Record::of("Opened");
    record.set("attached", "4.2.0-RL-1-deployed.html");
    let said = record.stopped(&script, &["--do"]);
    assert!(said.contains("has a file 4.2.0-RL-1-deployed.html already"), "{said}");
    assert!(record.get("calls").ends_with("Revert\nUnbuild\n"), "{}", record.get("calls"));
    let record = Record::of("Opened");
    let letter = script.with_file_name("4.2.0-RL-1-deployed.html");
    let bytes = std::fs::read(&letter).unwrap();
    std::fs::write(&letter, [&bytes[..], b" "].concat()).unwrap();
    let said = record.stopped(&script, &["--do"]);
    assert!(said.contains("is not the file to attach"), "{said}");
    assert_eq!(record.get("calls"), "");
    std::fs::remove_file(&letter).unwrap();
    assert!(record.stopped(&script, &["--do"]).contains("cannot be read"));
    let elsewhere = script.with_file_name("elsewhere.md");
    std::fs::write(&elsewhere, bytes).unwrap();
    record.said(&script, &["--do", "--file", elsewhere.to_str().unwrap()]);
}

#[test]
fn a_reject_and_a_reopening_have_their_scripts_too() {
    if !perl() {
        return;
    }
    for (from, action) in [("Resolved", "Reject"), ("Closed", "Re_open")] {
        let desk = stage::at(12);
        // A record that QM has closed already is opened again.
        if from == "Closed" {
            desk.act("rhea", "cq confirm 4.2.0 --ocr OCR-2026-0107 --state Closed");
        }
        desk.act("quentin", "verify record 4.2.0 --ocr OCR-2026-0107 --fail --findings 'still altered'");
        desk.act("rhea", "cq show 4.2.0 --out back");
        let record = Record::of(from);
        let script = desk.folder().join(format!("back/{OCR}/worksheet.pl"));
        let done = record.said(&script, &["--do"]);
        assert!(record.get("calls").contains(&format!("EditEntity\t{action}\n")), "{}", record.get("calls"));
        assert!(!record.get("calls").contains("AddAttachmentFieldValue"));
        typed(&desk, &done);
        desk.verified();
    }
}

#[test]
fn actions_are_called_as_the_settings_say() {
    let desk = stage::at(11);
    desk.act("ada", "setting set cq-resolve-action Fix");
    desk.act("rhea", "cq resolve 4.2.0 --assign quentin --out cq");
    let text = std::fs::read_to_string(desk.folder().join(format!("cq/{OCR}/worksheet.txt"))).unwrap();
    assert!(text.contains("2. Take the action Fix (the state becomes Resolved)."), "{text}");
}

#[test]
fn what_is_written_is_new_and_whole() {
    let (desk, script) = resolved();
    let folder = script.parent().unwrap();
    let json = std::fs::read(folder.join("worksheet.json")).unwrap();
    let digest = of_bytes(&json);
    let text = std::fs::read_to_string(&script).unwrap();
    assert!(text.contains(&format!("# Made of the worksheet with SHA-256 {digest}\n")));
    assert_eq!(text, script_of(&json, &digest), "a pure function of the worksheet");
    let again = desk.refused(7, "rhea", "cq show 4.2.0 --out cq");
    assert!(again.stderr.contains("there is something at cq already"), "{}", again.whole());
    assert_eq!(desk.refused(7, "rhea", "cq resolve 4.2.0 --assign quentin --out cq").code, 7);
}

const HOSTILE: [&str; 12] = [
    "'; system('touch owned'); '",
    "\\'; system('touch owned'); #",
    "\\",
    "a\\\\'",
    "$ENV{PATH} @{[system('touch owned')]} `touch owned`",
    "line\nsystem('touch owned');\n=pod\n__END__\n",
    "\r\n\t\u{1b}[2J\u{7f}\u{0}",
    "%s%n q{} qq{} <<E",
    "\u{202e}txt.exe Jörg 日本",
    "$(touch owned) `touch owned` ; touch owned",
    "'\"'\"'",
    "",
];

/// The script of a worksheet.
fn script_of(json: &[u8], digest: &Digest) -> String {
    era_rm::service::clearquest::script(&Sheet::read(json).unwrap(), digest)
}

#[test]
fn hostile_text_in_every_place_of_a_worksheet_stays_text() {
    if !perl() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let letter = folder.path().join("letter.md");
    std::fs::write(&letter, "letter").unwrap();
    for text in HOSTILE {
        let sheet = serde_json::json!({
            "schema": "era-rm/worksheet/1", "release": text, "ocr": text, "record": text, "action": text,
            "from_state": "Opened", "to_state": "Resolved",
            "fields": [{"name": format!("a{text}"), "value": text}, {"name": format!("b{text}"), "value": text}],
            "attach": {"name": text, "sha256": of_bytes(b"letter").to_string()},
        });
        let json = serde_json::to_vec(&sheet).unwrap();
        let path = folder.path().join("worksheet.pl");
        std::fs::write(&path, script_of(&json, &of_bytes(&json))).unwrap();
        let compiled = Command::new("perl").arg("-c").arg(&path).output().unwrap();
        assert!(compiled.status.success(), "{text:?}: {}", String::from_utf8_lossy(&compiled.stderr));
        let record = Record::of("Opened");
        let said = record.said(&path, &["--do", "--file", letter.to_str().unwrap()]);
        // ClearQuest is given the very bytes.
        let calls = record.get("calls");
        assert!(calls.contains(&format!("GetEntity\tDefect\t{text}\nEditEntity\t{text}\n")), "{calls:?}");
        assert!(calls.contains(&format!("SetFieldValue\tb{text}\t{text}\n")), "{calls:?}");
        assert!(!said.contains('\u{1b}') && !said.contains('\u{7f}'), "{said:?}");
        // A shell reads the command as words.
        let plain: String = text.chars().map(|c| if c.is_ascii_control() { '?' } else { c }).collect();
        let line = said.split("  era-rm ").nth(1).unwrap();
        let shell = format!("printf '<%s>' {line}");
        let words = Command::new("sh").arg("-c").arg(&shell).current_dir(folder.path()).output().unwrap();
        assert!(words.status.success(), "{shell}");
        assert!(String::from_utf8_lossy(&words.stdout).contains(&format!("<{plain}>")), "{shell}");
    }
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|f| f.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn what_was_seen_is_held_against_the_worksheet() {
    let (desk, _) = resolved();
    let wrong =
        desk.refused(6, "rhea", "cq confirm 4.2.0 --state Resolved --deployed-release '4.1.0 old.md'");
    assert!(
        wrong.stderr.contains("asked for \"4.2.0-RL-1-deployed.html\" in the field Deployed Release"),
        "{}",
        wrong.whole()
    );
    let undone = desk.refused(6, "rhea", "cq confirm 4.2.0 --state Opened");
    assert!(undone.stderr.contains("take the worksheet's action in CQ"), "{}", undone.whole());
    // The setting of today is not that of the worksheet.
    desk.act("ada", "setting set cq-deployed-release-field Elsewhere");
    let line = "cq confirm 4.2.0 --state Resolved --deployed-release '4.2.0-RL-1-deployed.html' --assigned quentin2 --json";
    let told = desk.act("rhea", line).json();
    let warnings = told["result"]["warnings"].as_array().unwrap();
    assert_eq!(warnings.len(), 2, "one for each OCR: {told}");
    assert!(warnings[0].as_str().unwrap().ends_with("CQ shows quentin2; that binds nobody"), "{told}");
    desk.verified();
}
