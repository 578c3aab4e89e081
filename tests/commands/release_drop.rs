//! `release drop`.

use crate::support::page::Page;

#[test]
fn release_drop() {
    let mut page = Page::of("release drop");
    page.at(9);
    page.no(5, "dev", "release drop 4.2.0 --ocr OCR-2026-0112 --reason 'not ready'");
    page.done("rhea", "release drop 4.2.0 --ocr OCR-2026-0112 --reason 'not ready'");
    page.no(4, "rhea", "release drop 4.2.0 --ocr OCR-2026-0107 --reason 'not ready'");
    page.no(3, "rhea", "release drop 4.2.0 --ocr OCR-2026-0112 --reason 'not ready'");
    page.done("rhea", "release drop 4.2.0 --target presidential --reason 'not ready'");
    page.no(4, "rhea", "release drop 4.2.0 --target federal --reason 'not ready'");
    page.no(3, "rhea", "release drop 4.2.0 --target classified --reason 'not ready'");
    page.no(2, "rhea", "release drop 4.2.0 --reason 'not ready'");
    page.at(10);
    page.no(4, "rhea", "release drop 4.2.0 --ocr OCR-2026-0112 --reason 'not ready'");
    page.at(11);
    page.no(4, "rhea", "release drop 4.2.0 --target federal --reason 'not ready'");
    page.keep();
}
