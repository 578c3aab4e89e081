//! `verify record`.

use crate::support::page::Page;

#[test]
fn verify_record() {
    let mut page = Page::of("verify record");
    page.at(11);
    page.no(4, "quentin", "verify record 4.2.0 --ocr OCR-2026-0107 --pass --findings 'checked on federal'");
    page.at(12);
    page.no(5, "rhea", "verify record 4.2.0 --ocr OCR-2026-0107 --pass --findings 'checked on federal'");
    page.no(3, "quentin", "verify record 4.2.0 --ocr OCR-2026-0999 --pass --findings 'checked on federal'");
    page.no(2, "quentin", "verify record 4.2.0 --ocr OCR-2026-0107 --pass");
    page.done("quentin", "verify record 4.2.0 --ocr OCR-2026-0107 --pass --findings 'checked on federal'");
    page.no(7, "quentin", "verify record 4.2.0 --ocr OCR-2026-0107 --pass --findings 'checked on federal'");
    page.done(
        "quentin",
        "verify record 4.2.0 --ocr OCR-2026-0112 --fail --findings 'old transfers get no SHA-512'",
    );
    page.no(4, "quentin2", "verify record 4.2.0 --ocr OCR-2026-0112 --pass --findings 'checked on federal'");
    page.keep();
}
