//! `wait`.

use std::time::Instant;

use crate::support::page::Page;
use crate::support::stage;

#[test]
fn wait() {
    let mut page = Page::of("wait");
    page.at(8);
    page.done("", "wait 4.2.0 --until 8 --timeout 60");
    page.shown(11, "", "wait 4.2.0 --until 9 --timeout 0");
    page.no(11, "", "wait --until 9 --timeout 1 --interval 1");
    page.given("tess", "test record 4.2.0 --fail --reason 'the digest of a large file is wrong'");
    page.shown(9, "", "wait 4.2.0 --until 9 --timeout 60");
    page.no(11, "", "wait 4.2.0 --until 10 --timeout 0");
    page.at(9);
    page.given("rhea", "release cancel 4.2.0 --reason 'no longer wanted'");
    page.no(9, "", "wait 4.2.0 --until 10 --timeout 60");
    page.at(10);
    page.given("rhea", "deploy no-go 4.2.0 --reason 'storage migration overruns'");
    page.no(9, "", "wait 4.2.0 --until 10 --timeout 60");
    page.no(3, "", "wait 9.9.9 --until 10");
    page.no(3, "", "wait 4.2.0 --until 16");
    page.no(2, "", "wait 4.2.0");
    page.no(2, "", "wait 4.2.0 --until 9 --timeout soon");
    page.keep();
}

/// What comes while it waits is seen: the wait is begun first, the act is made then.
#[test]
fn what_comes_meanwhile_is_seen() {
    let desk = stage::at(8);
    let words = ["wait", "4.2.0", "--until", "9", "--timeout", "600", "--interval", "1", "--json"];
    let waiting = desk.command().args(words).stdout(std::process::Stdio::piped()).spawn().unwrap();
    desk.act("tess", "test record 4.2.0 --pass");
    let out = waiting.wait_with_output().unwrap();
    let answer: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(out.status.code(), Some(0), "{answer}");
    assert_eq!(answer["result"]["steps"][0]["signoffs"][0]["by"], "tess");
}

/// A ledger that another process keeps locked is not what a wait ends with, and does not hold up its end: the program
/// waits half a minute for a lock.
#[test]
fn a_locked_ledger_ends_in_no_failure() {
    let desk = stage::at(8);
    let lock = rusqlite::Connection::open(desk.ledger()).unwrap();
    lock.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let began = Instant::now();
    let answer = desk.run(&["wait", "4.2.0", "--until", "8", "--timeout", "1"]);
    assert_eq!(answer.code, 11, "{}", answer.whole());
    assert!(began.elapsed().as_secs() < 25, "it waited for the lock, not for its own time");
    drop(lock);
    assert_eq!(desk.run(&["wait", "4.2.0", "--until", "8", "--timeout", "1"]).code, 0);
}

/// It writes nothing, whatever it ends with.
#[test]
fn it_only_reads() {
    let desk = stage::at(8);
    let before = desk.digest();
    for until in ["8", "9"] {
        desk.run(&["wait", "4.2.0", "--until", until, "--timeout", "0"]);
    }
    assert_eq!(desk.digest(), before);
}
