//! Trust mode `os`: the operating-system account is the person.

use super::support::desk::Desk;

/// A ledger of mode `os`, and the account that the test runs as.
fn desk() -> (Desk, String) {
    let desk = Desk::empty();
    let made =
        desk.ok(&["init", "--trust", "os", "--name", "Whoever Runs This", "--role", "rm", "--json"]).json();
    let account = made["result"]["actor"].as_str().unwrap().to_owned();
    (desk, account)
}

#[test]
fn the_account_acts() {
    let (desk, account) = desk();
    assert_eq!(desk.run(&["whoami", "--json"]).json()["result"]["login"], account.as_str());
    let added = desk.ok(&["person", "add", "grace", "--name", "Grace Lindqvist", "--json"]).json();
    assert_eq!(added["result"]["actor"], account.as_str());
    desk.ok(&["ocr", "receive", "examples/ocr-packages/OCR-2026-0107"]);
    desk.ok(&["--as", &account, "person", "add", "henry", "--name", "Henry"]);
}

#[test]
fn nobody_acts_as_another() {
    let (desk, account) = desk();
    desk.ok(&["person", "add", "grace", "--name", "Grace Lindqvist"]);
    let answer = desk.refused(5, "grace", "person add henry --name Henry");
    assert!(
        answer
            .stderr
            .contains(&format!("the operating-system account is {account}, so nobody acts as grace here"))
    );
    let log = desk.run(&["log", "--refusals", "--json"]).json();
    let found = log["result"]["entries"].as_array().unwrap();
    assert_eq!((found.len(), &found[0]["actor"]), (1, &account.as_str().into()), "{found:?}");
    let words = ["person", "add", "henry", "--name", "Henry"];
    let out = desk.command().env("ERA_RM_AS", "grace").args(words).output().unwrap();
    assert_eq!(out.status.code(), Some(5), "no variable switches a mode");
    let dry = desk.by("grace", &["person", "add", "henry", "--name", "Henry", "--dry-run"]);
    assert_eq!(dry.code, 5, "{}", dry.whole());
    assert_eq!(
        desk.run(&["log", "--refusals", "--json"]).json()["result"]["entries"].as_array().unwrap().len(),
        2
    );
    desk.ok(&["ledger", "verify"]);
}

#[test]
fn the_first_administrator_is_whoever_creates_it() {
    let desk = Desk::empty();
    let answer = desk.run(&["init", "--trust", "os", "--admin", "grace", "--name", "Grace"]);
    assert_eq!(answer.code, 2, "{}", answer.whole());
    assert!(
        answer.stderr.contains("the first administrator is whoever creates the ledger"),
        "{}",
        answer.whole()
    );
    assert!(!desk.ledger().exists());
}
