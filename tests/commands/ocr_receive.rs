//! `ocr receive`.

use crate::support::page::Page;

#[test]
fn ocr_receive() {
    let mut page = Page::of("ocr receive");
    page.at(0);
    page.done("rhea", "ocr receive examples/ocr-packages/OCR-2026-0107");
    page.no(7, "rhea2", "ocr receive examples/ocr-packages/OCR-2026-0107");
    page.no(6, "rhea", "ocr receive examples/ocr-packages/incomplete");
    page.no(3, "rhea", "ocr receive examples/ocr-packages/nowhere");
    page.no(6, "rhea", "ocr receive examples/ocr-packages/incomplete/ocr.toml");
    page.no(5, "dev", "ocr receive examples/ocr-packages/OCR-2026-0112");
    page.no(5, "mallory", "ocr receive examples/ocr-packages/OCR-2026-0112");
    page.no(2, "", "ocr receive examples/ocr-packages/OCR-2026-0112");
    page.no(2, "rhea", "ocr receive");
    page.keep();
}
