//! `release renumber`: a number has a history, the release keeps what it is.

use crate::support::desk::Desk;
use crate::support::page::Page;
use crate::support::stage;

#[test]
fn release_renumber() {
    let mut page = Page::of("release renumber");
    page.at(9);
    page.no(5, "cora", "release renumber 4.2.0 4.3.0 --reason 'a patch release took the slot'");
    page.no(2, "rhea", "release renumber 4.2.0 4.3.0");
    page.no(2, "rhea", "release renumber 4.2.0 '4 3 0' --reason 'a patch release took the slot'");
    page.no(3, "rhea", "release renumber 9.9.9 4.3.0 --reason 'a patch release took the slot'");
    page.no(7, "rhea", "release renumber 4.2.0 4.2.0 --reason 'a patch release took the slot'");
    page.done("rhea", "release renumber 4.2.0 4.3.0 --reason 'a patch release took the slot'");
    page.told("rhea", "release list");
    page.told("rhea", "build list 4.2.0");
    page.given("rhea", "release renumber 4.2.1 --reason 'the slot is free again'");
    page.told("rhea", "release show 4.2.1");
    page.at(10);
    page.no(4, "rhea", "release renumber 4.2.0 4.3.0 --reason 'a patch release took the slot'");
    page.keep();
}

/// What a command answers.
fn result(desk: &Desk, line: &str) -> serde_json::Value {
    desk.act("rhea", &format!("{line} --json")).json()["result"].take()
}
/// The notice ids of a release.
fn notices(desk: &Desk) -> Vec<String> {
    let shown = result(desk, "release show");
    let all = shown["notices"].as_array().unwrap();
    all.iter().map(|n| n["notice"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn names_of_notices_stay_and_stay_apart() {
    let desk = stage::at(9);
    let before = notices(&desk);
    for number in ["4.3.0", "4.2.0", "4.3.0", "4.2.0"] {
        desk.act("rhea", &format!("release renumber {number} --reason 'back and forth'"));
    }
    let after = notices(&desk);
    assert_eq!(after[..before.len()], before[..]);
    let apart: std::collections::BTreeSet<&String> = after.iter().collect();
    assert_eq!(apart.len(), after.len(), "{after:?}");
    // Each is called after the number that the release had when it was owed.
    let last: Vec<&String> = after[before.len()..].iter().step_by(5).collect();
    let named = |n: &str| last.iter().filter(|x| x.starts_with(&format!("{n}/"))).count();
    assert_eq!((named("4.2.0"), named("4.3.0")), (2, 2), "{last:?}");
    for id in &after {
        assert_eq!(result(&desk, &format!("notice show {id}"))["notice"], id.as_str());
    }
    desk.verified();
}

#[test]
fn a_number_of_before_is_nobody_elses() {
    let desk = stage::at(9);
    desk.act("rhea", "release renumber 4.3.0 --reason 'the slot'");
    desk.act("rhea", "release hold 4.2.0 --reason 'storm'");
    assert_eq!(result(&desk, "release show 4.2.0")["release"], "4.3.0");
}
