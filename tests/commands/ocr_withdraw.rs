//! `ocr withdraw`.

use crate::support::page::Page;

#[test]
fn ocr_withdraw() {
    let mut page = Page::of("ocr withdraw");
    page.at(8);
    page.done("rhea", "ocr withdraw OCR-2026-0112 --reference OCCB-2026-11-20 --reason superseded");
    page.no(7, "rhea", "ocr withdraw OCR-2026-0112 --reference OCCB-2026-11-20 --reason superseded");
    page.no(3, "rhea", "ocr withdraw OCR-2026-0999 --reference OCCB-2026-11-20 --reason superseded");
    page.no(5, "sol", "ocr withdraw OCR-2026-0107 --reference OCCB-2026-11-20 --reason superseded");
    page.no(2, "rhea", "ocr withdraw OCR-2026-0107 --reason superseded");
    page.at(15);
    page.no(7, "rhea", "ocr withdraw OCR-2026-0107 --reference OCCB-2026-11-20 --reason superseded");
    page.keep();
}
