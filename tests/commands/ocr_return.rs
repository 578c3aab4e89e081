//! `ocr return`.

use crate::support::page::Page;

#[test]
fn ocr_return() {
    let mut page = Page::of("ocr return");
    page.at(1);
    page.done("rhea", "ocr return examples/ocr-packages/incomplete --reasons 'no security impact statement'");
    page.done("rhea", "ocr return OCR-2026-0112 --reasons 'approved for the other instance'");
    page.at(2);
    page.no(7, "rhea", "ocr return OCR-2026-0107 --reasons 'not complete'");
    page.no(3, "rhea", "ocr return 'no such thing' --reasons 'not complete'");
    page.no(5, "dev", "ocr return examples/ocr-packages/incomplete --reasons 'not complete'");
    page.no(2, "rhea", "ocr return examples/ocr-packages/incomplete");
    page.keep();
}
