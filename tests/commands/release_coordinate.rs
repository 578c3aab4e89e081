//! `release coordinate`.

use crate::support::page::Page;

#[test]
fn release_coordinate() {
    let mut page = Page::of("release coordinate");
    page.at(1);
    page.no(2, "rhea", "release coordinate");
    page.given("rhea", "release schedule 4.2.0 --ocr OCR-2026-0107 --ocr OCR-2026-0112 --window federal=2026-12-01T22:00:00Z/2026-12-02T04:00:00Z");
    page.no(4, "rhea", "release coordinate 4.2.0");
    page.given("dev", "release input 4.2.0 --yes");
    page.no(5, "cora", "release coordinate 4.2.0");
    page.done("rhea", "release coordinate 4.2.0");
    page.no(7, "rhea", "release coordinate 4.2.0");
    page.no(3, "rhea", "release coordinate 9.9.9");
    page.keep();
}
