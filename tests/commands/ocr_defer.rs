//! `ocr defer`.

use crate::support::page::Page;

#[test]
fn ocr_defer() {
    let mut page = Page::of("ocr defer");
    page.at(12);
    page.given(
        "quentin",
        "verify record 4.2.0 --ocr OCR-2026-0107 --fail --findings 'two parts are still reported'",
    );
    page.no(4, "rhea", "ocr defer OCR-2026-0107 --change-stays --reason 'cosmetic; fixed in 4.3'");
    page.given("rhea", "cq confirm 4.2.0 --ocr OCR-2026-0107 --state Opened");
    page.done("rhea", "ocr defer OCR-2026-0107 --change-stays --reason 'cosmetic; fixed in 4.3'");
    page.no(4, "rhea", "ocr defer OCR-2026-0112 --change-stays --reason 'cosmetic; fixed in 4.3'");
    page.no(3, "rhea", "ocr defer OCR-2026-0999 --change-stays --reason 'cosmetic; fixed in 4.3'");
    page.no(5, "quentin", "ocr defer OCR-2026-0112 --change-stays --reason 'cosmetic; fixed in 4.3'");
    page.no(2, "rhea", "ocr defer OCR-2026-0112 --reason 'cosmetic; fixed in 4.3'");
    page.no(
        2,
        "rhea",
        "ocr defer OCR-2026-0112 --change-stays --backed-out --reason 'cosmetic; fixed in 4.3'",
    );
    page.keep();
}
