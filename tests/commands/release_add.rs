//! `release add`.

use crate::support::page::Page;

#[test]
fn release_add() {
    let mut page = Page::of("release add");
    page.at(5);
    page.given("rhea", "ocr receive examples/ocr-packages/OCR-2026-0119");
    page.no(5, "dev", "release add 4.2.0 --ocr OCR-2026-0119 --reason 'the fix is small'");
    page.done("rhea", "release add 4.2.0 --ocr OCR-2026-0119 --reason 'the fix is small'");
    page.no(7, "rhea", "release add 4.2.0 --ocr OCR-2026-0119 --reason 'the fix is small'");
    page.no(3, "rhea", "release add 4.2.0 --ocr OCR-2026-0999 --reason 'the fix is small'");
    page.no(2, "rhea", "release add 4.2.0 --ocr OCR-2026-0119");
    page.at(10);
    page.given("rhea", "ocr receive examples/ocr-packages/OCR-2026-0119");
    page.no(4, "rhea", "release add 4.2.0 --ocr OCR-2026-0119 --reason 'the fix is small'");
    page.keep();
}
