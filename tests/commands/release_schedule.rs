//! `release schedule`.

use crate::support::page::Page;

#[test]
fn release_schedule() {
    let mut page = Page::of("release schedule");
    page.at(1);
    page.done("rhea", "release schedule 4.2.0 --ocr OCR-2026-0107 --ocr OCR-2026-0112 --window federal=2026-12-01T22:00:00Z/2026-12-02T04:00:00Z");
    page.no(7, "rhea", "release schedule 4.3.0 --ocr OCR-2026-0107 --window federal=2026-12-01T22:00:00Z/2026-12-02T04:00:00Z");
    page.given("rhea", "ocr receive examples/ocr-packages/OCR-2026-0119");
    page.no(7, "rhea", "release schedule 4.2.0 --ocr OCR-2026-0119 --window federal=2026-12-01T22:00:00Z/2026-12-02T04:00:00Z");
    page.at(1);
    page.no(6, "rhea", "release schedule 4.2.0 --ocr OCR-2026-0112 --window federal=2026-12-01T22:00:00Z/2026-12-02T04:00:00Z");
    page.no(3, "rhea", "release schedule 4.2.0 --ocr OCR-2026-0999 --window federal=2026-12-01T22:00:00Z/2026-12-02T04:00:00Z");
    page.no(6, "rhea", "release schedule 4.2.0 --ocr OCR-2026-0107 --window federal=2026-11-01T22:00:00Z/2026-11-02T04:00:00Z");
    page.no(2, "rhea", "release schedule 4.2.0 --ocr OCR-2026-0107 --window federal=tomorrow");
    page.no(2, "rhea", "release schedule 4.2.0 --ocr OCR-2026-0107");
    page.no(5, "dev", "release schedule 4.2.0 --ocr OCR-2026-0107 --window federal=2026-12-01T22:00:00Z/2026-12-02T04:00:00Z");
    page.keep();
}
