//! `ocr list`.

use crate::support::page::Page;

#[test]
fn ocr_list() {
    let mut page = Page::of("ocr list");
    page.at(0);
    page.told("", "ocr list");
    page.at(5);
    page.given("rhea", "ocr receive examples/ocr-packages/OCR-2026-0119");
    page.done("", "ocr list");
    page.told("", "ocr list --pool");
    page.told("", "ocr list --max 1");
    page.no(2, "", "ocr list --place nowhere");
    page.at(15);
    page.told("", "ocr list");
    page.told("", "ocr list --all");
    page.keep();
}
