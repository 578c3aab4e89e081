//! `ocr show`.

use crate::support::page::Page;

#[test]
fn ocr_show() {
    let mut page = Page::of("ocr show");
    page.at(5);
    page.done("", "ocr show OCR-2026-0107");
    page.no(3, "", "ocr show OCR-2026-0999");
    page.no(2, "", "ocr show");
    page.keep();
}
