//! `cq check`.

use crate::support::desk::Desk;
use crate::support::page::Page;
use crate::support::stage;

const HEAD: &str = "id,Headline,State,Deployed Release,Assigned\n";

fn put(desk: &Desk, name: &str, text: &str) {
    std::fs::write(desk.folder().join(name), text).unwrap();
}
/// A desk on which step 12 was confirmed, with an export beside it.
fn desk(rows: &str) -> Desk {
    let desk = stage::at(12);
    put(&desk, "export.csv", &format!("{HEAD}{rows}"));
    desk
}

#[test]
fn cq_check() {
    let as_it_is = "ERA00041802,\"Ingest, altered\",Resolved,4.2.0-RL-1-deployed.html,quentin\n\
                    ERA00041766,Digest,Resolved,4.2.0-RL-1-deployed.html,quentin2\nERA1,other,Opened,,\n";
    let mut page = Page::of("cq check");
    page.on(desk(as_it_is), "release 4.2.0 after step 12, with an export");
    page.told("", "cq check export.csv 4.2.0 --verdict-exit");
    page.on(desk("ERA00041802,a,Opened,,\n"), "an export that differs");
    // A page's JSON is of a twin of the desk, which has the ledger alone.
    page.shown_here(0, "", "cq check export.csv 4.2.0");
    put(page.desk(), "other.csv", "Id,Status\n1,2\n");
    page.no(6, "", "cq check other.csv 4.2.0");
    page.no(3, "", "cq check none.csv 4.2.0");
    page.no(3, "", "cq check export.csv 9.9.9");
    page.keep();
}

#[test]
fn drift_is_a_verdict_where_that_is_asked_for() {
    let desk = desk("ERA00041802,a,Postponed,=cmd|' /C calc'!A0,\u{1b}[31mme\n");
    let answer = desk.run(&["cq", "check", "export.csv", "--verdict-exit"]);
    assert_eq!(answer.code, 9, "{}", answer.whole());
    assert!(!answer.stdout.contains('\u{1b}'), "{}", answer.whole());
    assert!(
        answer.stdout.contains("Postponed") && answer.stdout.contains("not in the export"),
        "{}",
        answer.whole()
    );
    assert_eq!(desk.run(&["cq", "check", "export.csv", "--json"]).json()["result"]["drift"], 3);
}

#[test]
fn a_record_that_an_export_has_twice_is_no_evidence() {
    let desk = desk("ERA00041802,a,Resolved,,\nERA00041802,a,Opened,,\n");
    let answer = desk.refused(6, "rhea", "cq check export.csv");
    assert!(
        answer.stderr.contains("line 3") && answer.stderr.contains("in line 2 already"),
        "{}",
        answer.whole()
    );
}

#[test]
fn an_export_too_large_is_not_read() {
    let desk = desk("");
    let file = std::fs::File::create(desk.folder().join("large.csv")).unwrap();
    file.set_len(65 * 1024 * 1024).unwrap();
    assert!(desk.refused(6, "rhea", "cq check large.csv").stderr.contains("is larger than"));
}
