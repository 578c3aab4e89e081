//! The published exit codes, each seen on the binary, and the shape of a failure in JSON.

use super::support::desk::{Answer, Desk};
use super::support::stage;

/// Checks what every failure in JSON has, and gives the error.
fn failure(answer: &Answer, code: i32, name: &str) -> serde_json::Value {
    assert_eq!(answer.code, code, "{}", answer.whole());
    assert!(answer.stderr.is_empty(), "one document on stdout, and nothing else: {}", answer.whole());
    let document = answer.json();
    let keys: Vec<&str> = document.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["command", "error", "exit", "ok", "schema"]);
    assert_eq!((&document["schema"], &document["ok"]), (&"era-rm/1".into(), &false.into()));
    assert_eq!((&document["exit"], &document["error"]["code"]), (&code.into(), &name.into()));
    let error = document["error"].clone();
    assert!(error["message"].as_str().is_some_and(|m| !m.trim().is_empty()), "{error}");
    assert!(
        error["needs"].is_array() && error["who"].is_array() && error["retryable"].is_boolean(),
        "{error}"
    );
    error
}

#[test]
fn zero_done() {
    let desk = stage::at(3);
    let answer = desk.act("rhea", "release notify 4.2.0 --json").json();
    let keys: Vec<&str> = answer.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["command", "exit", "head", "ok", "result", "schema"]);
    assert_eq!(
        (&answer["command"], &answer["exit"], &answer["ok"]),
        (&"release notify".into(), &0.into(), &true.into())
    );
    assert_eq!(answer["head"]["seq"], answer["result"]["seq"]);
    assert_eq!(desk.run(&["--help"]).code, 0);
    assert_eq!(desk.run(&["--version"]).stdout, format!("era-rm {}\n", env!("CARGO_PKG_VERSION")));
}

/// The clock, the dice and the fault are set by variables that a release build does not know: `floors` holds that. A panic
/// ends the same way: the test beside `caught` holds that.
#[test]
fn one_bug() {
    let desk = stage::at(3);
    let before = desk.digest();
    let faulty = |more: &[&str]| {
        let words = ["--as", "rhea", "release", "notify", "4.2.0"];
        desk.run_with(&[("ERA_RM_TEST_FAULT", "yes"), ("RUST_BACKTRACE", "1")], &[&words[..], more].concat())
    };
    let answer = faulty(&["--json"]);
    let error = failure(&answer, 1, "bug");
    assert_eq!((&answer.json()["command"], &error["retryable"]), (&"release notify".into(), &false.into()));
    assert_eq!(error["message"], "a test asked for this fault");
    assert!(error["hint"].as_str().unwrap().contains("please report it"), "{error}");
    let plain = faulty(&[]);
    assert_eq!((plain.code, plain.stdout.as_str()), (1, ""), "{}", plain.whole());
    assert!(plain.stderr.starts_with("error (bug): a test asked for this fault\n"), "{}", plain.whole());
    let noise = ["panicked", "backtrace", "stack"];
    assert!(!noise.iter().any(|word| plain.stderr.contains(word)), "{}", plain.whole());
    assert_eq!(desk.digest(), before, "nothing was recorded");
    desk.act("rhea", "release notify 4.2.0");
}

#[test]
fn two_usage() {
    let desk = stage::at(3);
    let error = failure(&desk.refused(2, "rhea", "release hold 4.2.0 --json"), 2, "usage");
    assert!(error["hint"].as_str().unwrap().starts_with("era-rm release hold"), "{error}");
    failure(&desk.run(&["release", "notify", "--json"]), 2, "usage");
}

#[test]
fn three_not_found() {
    let desk = stage::at(3);
    failure(&desk.refused(3, "rhea", "release hold 9.9.9 --reason x --json"), 3, "not-found");
    failure(&Desk::empty().run(&["status", "--json"]), 3, "not-found");
}

#[test]
fn four_not_yet() {
    let answer = stage::at(2).refused(4, "rhea", "release notify 4.2.0 --json");
    let error = failure(&answer, 4, "not-yet");
    assert_eq!((&error["step"], &error["retryable"]), (&"4".into(), &true.into()));
    let need = &error["needs"][0];
    assert_eq!((&need["step"], &need["name"]), (&"3a".into(), &"Coordinate".into()));
    assert_eq!(need["who"][0]["people"], serde_json::json!(["rhea", "rhea2"]));
    assert_eq!(need["command"], "era-rm release coordinate 4.2.0");
    assert!(need["since"].is_string(), "{need}");
}

#[test]
fn five_not_permitted() {
    let answer = stage::at(3).refused(5, "dev", "release notify 4.2.0 --json");
    let error = failure(&answer, 5, "not-permitted");
    assert_eq!(error["who"][0]["role"], "rm");
    assert_eq!(error["who"][0]["people"], serde_json::json!(["rhea", "rhea2"]));
}

#[test]
fn six_evidence() {
    let answer = stage::at(0).refused(6, "rhea", "ocr receive examples/ocr-packages/incomplete --json");
    let error = failure(&answer, 6, "evidence");
    assert_eq!(error["problems"].as_array().map(Vec::len), Some(6), "{error}");
    assert!(error["hint"].as_str().unwrap().contains("era-rm ocr return"), "{error}");
}

#[test]
fn seven_conflict() {
    let answer = stage::at(4).refused(7, "rhea", "release notify 4.2.0 --json");
    assert_eq!(failure(&answer, 7, "conflict")["retryable"], false);
}

#[test]
fn eight_busy() {
    let desk = Desk::empty();
    let words =
        ["init", "--trust", "declared", "--admin", "ada", "--name", "Ada", "--ledger", "nowhere/l.db"];
    failure(&desk.run(&[&words[..], &["--json"]].concat()), 8, "busy");
}

#[test]
fn eight_busy_while_another_writes() {
    let desk = stage::at(3);
    let lock = rusqlite::Connection::open(desk.ledger()).unwrap();
    lock.execute_batch("BEGIN IMMEDIATE").unwrap();
    let words = ["--as", "rhea", "release", "notify", "4.2.0", "--json"];
    let answer = desk.run_with(&[("ERA_RM_TEST_PATIENCE", "50")], &words);
    assert_eq!(failure(&answer, 8, "busy")["retryable"], true);
    drop(lock);
    assert_eq!(desk.run(&words).code, 0, "the same words, once the lock is gone");
}

#[test]
fn nine_answered_no() {
    let desk = stage::at(8);
    let answer =
        desk.refused(9, "tess", "test record 4.2.0 --fail --reason 'a case fails' --verdict-exit --json");
    assert_eq!((&answer.json()["ok"], &answer.json()["exit"]), (&true.into(), &9.into()));
    assert!(answer.json()["head"].is_object(), "it is recorded");
    let yes = stage::at(8).act("tess", "test record 4.2.0 --pass --verdict-exit");
    assert_eq!(yes.code, 0);
}

#[test]
fn ten_breach() {
    let desk = stage::at(3);
    let mut bytes = std::fs::read(desk.ledger()).unwrap();
    let name = br#""name":"rhea of the archive""#;
    let places: Vec<usize> = (0..bytes.len()).filter(|i| bytes[*i..].starts_with(name)).collect();
    assert!(!places.is_empty());
    places.iter().for_each(|i| bytes[i + 8] ^= 1);
    std::fs::write(desk.ledger(), bytes).unwrap();
    let error = failure(&desk.run(&["ledger", "verify", "--json"]), 10, "breach");
    assert!(error["message"].as_str().unwrap().contains("entry 2"), "{error}");
}

#[test]
fn eleven_timeout() {
    let desk = stage::at(8);
    let answer = desk.run(&["wait", "4.2.0", "--until", "9", "--timeout", "1", "--json"]);
    let error = failure(&answer, 11, "timeout");
    assert_eq!((&error["step"], &error["retryable"]), (&"9".into(), &true.into()));
    assert_eq!(error["needs"][0]["who"][0]["people"], serde_json::json!(["tess", "tess2"]));
}

#[test]
fn twelve_version() {
    let desk = stage::at(3);
    let raw = rusqlite::Connection::open(desk.ledger()).unwrap();
    raw.pragma_update(None, "user_version", 99).unwrap();
    drop(raw);
    let before = desk.digest();
    failure(&desk.refused(12, "rhea", "release notify 4.2.0 --json"), 12, "version");
    failure(&desk.run(&["status", "--json"]), 12, "version");
    assert_eq!(desk.digest(), before);
}

/// Every exit code of the program.
#[test]
fn every_exit_code_is_seen_here() {
    use era_rm::cli::failure::Exit;
    let seen = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
    let all: Vec<u8> = Exit::ALL.iter().map(|e| e.code()).collect();
    assert_eq!(all, seen);
}
