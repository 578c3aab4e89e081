//! `cq resolve`.

use crate::support::page::Page;

#[test]
fn cq_resolve() {
    let mut page = Page::of("cq resolve");
    page.at(10);
    page.no(4, "rhea", "cq resolve 4.2.0 --assign quentin");
    page.at(11);
    page.no(5, "quentin", "cq resolve 4.2.0 --assign quentin");
    page.no(3, "rhea", "cq resolve 4.2.0 --ocr OCR-2026-0999 --assign quentin");
    page.no(2, "rhea", "cq resolve 4.2.0");
    page.no(3, "rhea", "cq resolve 4.2.0 --assign quentn");
    page.no(2, "rhea", "cq resolve 4.2.0 --assign tess");
    page.done("rhea", "cq resolve 4.2.0 --assign quentin --out for-clearquest");
    page.no(7, "rhea", "cq resolve 4.2.0 --ocr OCR-2026-0107 --assign quentin");
    page.keep();
}
