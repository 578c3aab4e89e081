//! `status`.

use crate::support::page::Page;

#[test]
fn status() {
    let mut page = Page::of("status");
    page.at(0);
    page.done("", "status");
    page.at(3);
    page.done("", "status");
    page.at(8);
    page.given("rhea", "ocr receive examples/ocr-packages/OCR-2026-0119");
    page.given("rhea", "release schedule 4.3.0 --ocr OCR-2026-0119 --window federal=2026-12-08T22:00:00Z/2026-12-09T04:00:00Z");
    page.told("", "status");
    page.told("", "status 4.2.0");
    page.no(3, "", "status 9.9.9");
    page.no(2, "", "status 4.2.0 now");
    page.at(15);
    page.told("", "status");
    page.told("", "status 4.2.0");
    page.keep();
}
