//! `document list`.

use crate::support::page::Page;

#[test]
fn document_list() {
    let mut page = Page::of("document list");
    page.at(0);
    page.no(2, "", "document list");
    page.at(5);
    page.told("", "document list 4.2.0");
    page.done("", "document list --ocr OCR-2026-0107");
    page.no(3, "", "document list --ocr OCR-2026-0999");
    page.keep();
}
