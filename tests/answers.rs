//! What every answer in JSON has, whatever the command: the envelope and the head of the ledger.

use super::support::desk::Desk;
use super::support::stage;

#[test]
fn an_answer_that_reads_shows_the_head_that_it_read() {
    let desk = stage::at(3);
    let head = desk.run(&["ledger", "info", "--json"]).json()["head"].clone();
    assert!(head["seq"].as_u64().is_some_and(|seq| seq > 20), "{head}");
    assert_eq!(head["digest"].as_str().map(str::len), Some(64));
    for line in ["status", "next 4.2.0", "ocr list", "test show 4.2.0", "letter template", "whoami"] {
        let words: Vec<&str> = ["--as", "rhea", "--json"].into_iter().chain(line.split(' ')).collect();
        let answer = desk.run(&words).json();
        let reads = line != "letter template";
        assert_eq!(answer.get("head"), reads.then_some(&head), "{line}");
    }
    // What would be recorded is judged on the same head; what is recorded has a head of its own.
    let words = ["--as", "rhea", "release", "notify", "4.2.0", "--json"];
    assert_eq!(desk.run(&[&words[..], &["--dry-run"]].concat()).json()["head"], head);
    let after = desk.run(&words).json()["head"].clone();
    assert_eq!(after["seq"].as_u64(), head["seq"].as_u64().map(|seq| seq + 1));
}

#[test]
fn only_an_act_is_said_to_be_recorded_where_nobody_reads_the_answer() {
    let desk = stage::at(3);
    let closed = |words: &[&str]| {
        // A full device takes no byte.
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let out = desk.command().args(words).stdout(full).output().unwrap();
        String::from_utf8(out.stderr).unwrap()
    };
    assert_eq!(closed(&["status", "--json"]), "");
    assert_eq!(closed(&["--as", "rhea", "release", "notify", "4.2.0", "--json", "--dry-run"]), "");
    let said = closed(&["--as", "rhea", "release", "notify", "4.2.0", "--json"]);
    assert!(said.contains("the act is recorded, but the answer could not be written"), "{said}");
}

#[test]
fn without_a_ledger_there_is_no_head() {
    let answer = Desk::empty().run(&["sop", "show", "--json"]).json();
    assert_eq!((answer.get("head"), &answer["ok"]), (None, &true.into()));
}
