//! What is erased, and what an auditor makes of it: the entry and the bytes must tell the same. And files of the schema in
//! which nothing could be erased.

use rusqlite::Connection;

use crate::support::desk::{Answer, Desk};
use crate::support::stage;

const ASKED: &str = "--reason 'it names a person'";

fn digest(file: &str) -> String {
    era_rm::ledger::digest::of_bytes(&std::fs::read(file).unwrap()).to_string()
}
fn approval() -> String {
    digest("examples/ocr-packages/OCR-2026-0107/approval.md")
}
fn erase(desk: &Desk, digest: &str) -> Answer {
    desk.run(&["--as", "ada", "document", "erase", digest, "--reason", "it names a person"])
}
/// Changes the file behind the program's back, with the guard put aside and put back.
fn meddle(desk: &Desk, sql: &str) {
    let conn = Connection::open(desk.ledger()).unwrap();
    let guard: Vec<(String, String)> = conn
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    guard.iter().for_each(|(name, _)| conn.execute_batch(&format!("DROP TRIGGER {name}")).unwrap());
    conn.execute_batch(sql).unwrap();
    guard.iter().for_each(|(_, sql)| conn.execute_batch(sql).unwrap());
}
fn unsound(desk: &Desk) -> String {
    let answer = desk.run(&["ledger", "verify"]);
    assert_eq!(answer.code, 10, "{}", answer.whole());
    answer.stderr
}
fn old() -> Desk {
    let kept = std::fs::read("tests/kept/schema-version-1.db").unwrap();
    Desk::of(&kept, "2026-11-23T10:00:00Z".parse().unwrap())
}

#[test]
fn the_release_goes_on_and_the_audit_says_what_was_erased() {
    let desk = stage::at(7);
    desk.act("ada", &format!("document erase {} {ASKED}", approval()));
    for step in 8..=15 {
        desk.release_through(stage::NUMBER, step);
    }
    let report = desk.ok(&["ledger", "verify", "--json"]).json();
    let erased = report["result"]["erased"].as_array().unwrap();
    assert_eq!(erased.len(), 1);
    assert_eq!((&erased[0]["digest"], &erased[0]["by"]), (&approval().into(), &"ada".into()));
    assert_eq!(erased[0]["reason"], "it names a person");
    let bytes = std::fs::read(desk.ledger()).unwrap();
    let text = std::fs::read("examples/ocr-packages/OCR-2026-0107/approval.md").unwrap();
    let line = text.split(|b| *b == b'\n').max_by_key(|l| l.len()).unwrap();
    assert!(!bytes.windows(line.len()).any(|some| some == line), "it is still in the file");
}

#[test]
fn bytes_that_are_gone_without_an_entry_are_missed() {
    let desk = stage::at(4);
    meddle(&desk, &format!("UPDATE document_part SET bytes = x'' WHERE digest = x'{}'", approval()));
    assert!(unsound(&desk).contains(&approval()));
}

#[test]
fn an_entry_without_the_erasure_is_noticed() {
    let desk = stage::at(4);
    desk.act("ada", &format!("document erase {} {ASKED}", approval()));
    let text = std::fs::read("examples/ocr-packages/OCR-2026-0107/approval.md").unwrap();
    let hex: String = text.iter().map(|b| format!("{b:02x}")).collect();
    meddle(&desk, &format!("UPDATE document_part SET bytes = x'{hex}' WHERE digest = x'{}'", approval()));
    assert!(unsound(&desk).contains("it erases document"));
    meddle(&desk, &format!("DELETE FROM document_part WHERE digest = x'{}'", approval()));
    unsound(&desk);
}

#[test]
fn what_a_coming_step_reads_is_refused_until_another_is_in_its_place() {
    let desk = stage::at(7);
    let letter = digest("examples/letters/release-letter.md");
    let refused = erase(&desk, &letter);
    assert_eq!(refused.code, 6, "{}", refused.whole());
    assert!(refused.stderr.contains("the Release Letter of release 4.2.0"), "{}", refused.stderr);
    let new = std::fs::read_to_string("examples/letters/release-letter.md").unwrap();
    std::fs::write(desk.folder().join("new.md"), new.replace("Ingest is", "Ingest, for once, is")).unwrap();
    desk.act("dev", "letter submit 4.2.0 new.md");
    desk.act("ada", &format!("document erase {letter} {ASKED}"));
    desk.verified();
    // What was reviewed then can no longer be shown, and why is said.
    let shown = desk.run(&["letter", "diff", "4.2.0"]);
    assert!(shown.code == 0 || shown.stderr.contains("was erased"), "{}", shown.whole());
}

#[test]
fn a_notice_that_waits_is_refused_and_one_that_was_handed_over_is_not() {
    let desk = stage::at(4);
    let list = desk.ok(&["notice", "list", "--json"]).json();
    let first = &list["result"]["rows"][0];
    let [id, text] = ["notice", "digest"].map(|member| first[member].as_str().unwrap().to_owned());
    let refused = erase(&desk, &text);
    assert!(refused.code == 6 && refused.stderr.contains("a notice that waits"), "{}", refused.whole());
    desk.act("rhea", "notice by-hand --release 4.2.0 --how 'at the weekly meeting'");
    assert_eq!(erase(&desk, &text).code, 0);
    assert!(desk.run(&["notice", "show", &id]).stderr.contains("was erased"));
    desk.verified();
}

#[test]
fn what_was_erased_does_not_come_back() {
    let desk = stage::at(1);
    desk.act("ada", &format!("document erase {} {ASKED}", approval()));
    desk.act("rhea", "ocr return OCR-2026-0107 --reasons 'it names a person'");
    let before = desk.digest();
    let package = "examples/ocr-packages/OCR-2026-0107";
    for dry in [&[][..], &["--dry-run"]] {
        let again = desk.run(&[&["--as", "rhea", "ocr", "receive", package], dry].concat());
        assert_eq!(again.code, 6, "{}", again.whole());
        assert!(again.stderr.contains("does not come back"), "{}", again.stderr);
    }
    assert_eq!(desk.digest(), before);
}

#[test]
fn an_export_with_an_erasure_is_accepted_by_its_checker() {
    let desk = stage::at(2);
    desk.act("ada", &format!("document erase {} {ASKED}", approval()));
    desk.ok(&["ledger", "export", "--folder", "out"]);
    let check = std::process::Command::new("sh").arg(desk.folder().join("out/verify.sh")).output().unwrap();
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stdout));
}

#[test]
fn a_file_of_the_older_schema_goes_on_as_it_is() {
    let desk = old();
    desk.verified();
    desk.act("ada", "person add tess --name 'Tess Whitcomb'");
    desk.act(
        "rhea",
        "release schedule 4.2.0 --ocr OCR-2026-0107 --window federal=2026-12-05T02:00:00Z/2026-12-05T06:00:00Z",
    );
    desk.verified();
    assert_eq!(desk.ok(&["ledger", "info", "--json"]).json()["result"]["schema"], 1);
    let refused = erase(&desk, &approval());
    assert!(refused.code == 12 && refused.stderr.contains("era-rm ledger upgrade"), "{}", refused.whole());
    let head = desk.ok(&["ledger", "info", "--json"]).json()["result"]["head"].clone();
    desk.ok(&["ledger", "upgrade"]);
    let info = desk.ok(&["ledger", "info", "--json"]).json();
    assert_eq!((&info["result"]["schema"], &info["result"]["head"]), (&2.into(), &head));
    assert_eq!(erase(&desk, &approval()).code, 0);
    desk.verified();
}
