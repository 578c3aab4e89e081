//! `ocr amend`.

use crate::support::page::Page;

#[test]
fn ocr_amend() {
    let mut page = Page::of("ocr amend");
    page.at(5);
    page.done("rhea", "ocr amend OCR-2026-0107 --set cq-record=ERA00012345");
    page.no(6, "rhea", "ocr amend OCR-2026-0107 --set priority=routine");
    page.done(
        "rhea",
        "ocr amend OCR-2026-0107 --set priority=routine --reference 'OCCB minutes 2026-47, item 2'",
    );
    page.no(6, "rhea", "ocr amend OCR-2026-0107 --set cq-record=ERA00012345");
    page.no(2, "rhea", "ocr amend OCR-2026-0107 --set priority=soon");
    page.no(2, "rhea", "ocr amend OCR-2026-0107 --set colour=red");
    page.no(3, "rhea", "ocr amend OCR-2026-0999 --set title=Ingest");
    page.no(5, "quentin", "ocr amend OCR-2026-0107 --set title=Ingest");
    page.at(10);
    page.no(
        4,
        "rhea",
        "ocr amend OCR-2026-0107 --set priority=routine --reference 'OCCB minutes 2026-47, item 2'",
    );
    page.keep();
}
