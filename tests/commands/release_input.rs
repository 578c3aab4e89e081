//! `release input`.

use crate::support::page::Page;

#[test]
fn release_input() {
    let mut page = Page::of("release input");
    page.at(1);
    page.given("rhea", "release schedule 4.2.0 --ocr OCR-2026-0107 --ocr OCR-2026-0112 --window federal=2026-12-01T22:00:00Z/2026-12-02T04:00:00Z");
    page.no(6, "dev", "release input 4.2.0 --no");
    page.no(5, "rhea", "release input 4.2.0 --yes");
    page.done("dev", "release input 4.2.0 --yes --text 'two days of build time are enough'");
    page.no(7, "dev", "release input 4.2.0 --yes");
    page.done("dev", "release input 4.2.0 --no --text 'the builder is away'");
    page.no(3, "dev", "release input 9.9.9 --yes");
    page.no(2, "dev", "release input 4.2.0");
    page.keep();
}
