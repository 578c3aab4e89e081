//! `cq confirm`.

use crate::support::page::Page;

#[test]
fn cq_confirm() {
    let mut page = Page::of("cq confirm");
    page.at(11);
    page.no(4, "rhea", "cq confirm 4.2.0 --ocr OCR-2026-0107 --state Resolved");
    page.given("rhea", "cq resolve 4.2.0 --assign quentin");
    page.no(5, "quentin", "cq confirm 4.2.0 --state Resolved");
    page.no(6, "rhea", "cq confirm 4.2.0 --state Opened");
    page.no(2, "rhea", "cq confirm 4.2.0 --state Done");
    page.no(6, "rhea", "cq confirm 4.2.0 --state Resolved --deployed-release '4.1.0 completion.md'");
    page.done(
        "rhea",
        "cq confirm 4.2.0 --state Resolved --deployed-release '4.2.0-RL-1-deployed.html' --assigned quentin2",
    );
    page.no(6, "rhea", "cq confirm 4.2.0 --state Resolved");
    page.no(7, "rhea", "cq confirm 4.2.0 --ocr OCR-2026-0107 --state Resolved");
    page.keep();
}
