//! `inbox`.

use crate::support::page::Page;
use crate::support::stage;

#[test]
fn inbox() {
    let mut page = Page::of("inbox");
    page.at(1);
    page.done("tess", "inbox");
    page.at(2);
    page.told("rhea", "inbox");
    page.at(7);
    page.done("tess", "inbox");
    page.told("quentin", "inbox");
    page.given("ada", "role grant dev2 tt");
    page.told("dev2", "inbox");
    page.told("dev2", "inbox --role tt");
    page.no(2, "dev2", "inbox --role qm");
    page.given("ada", "role grant dev tt");
    page.told("dev", "inbox");
    page.no(2, "", "inbox");
    page.no(3, "mallory", "inbox");
    page.keep();
}

/// Of OCRs and of releases that have ended the notices of the last ninety days are shown: they do not grow with the years.
#[test]
fn what_was_never_handed_over_is_forgotten_here() {
    let desk = stage::at(1);
    desk.act("rhea", "ocr withdraw OCR-2026-0112 --reference 'OCCB 2026-11-23' --reason 'not needed'");
    desk.act("rhea", "release schedule 4.2.0 --ocr OCR-2026-0107 --window federal=2026-12-01T00:00:00Z/2026-12-02T00:00:00Z");
    let owed = |after: i64| -> Vec<String> {
        desk.wait(after);
        let notices = desk.by("rhea", &["inbox", "--json"]).json()["result"]["notices"].clone();
        let of = |n: &serde_json::Value| n["release"].as_str().unwrap_or("none").to_owned();
        notices.as_array().unwrap().iter().map(of).collect()
    };
    assert_eq!(owed(0), ["4.2.0"]);
    desk.act("rhea", "release cancel 4.2.0 --reason 'no longer wanted'");
    assert_eq!(owed(0), ["none"]);
    assert_eq!(owed(100 * 86_400), [""; 0]);
}
