//! `log`.

use crate::support::page::Page;

#[test]
fn log() {
    let mut page = Page::of("log");
    page.at(2);
    page.done("", "log 4.2.0");
    page.given("rhea", "release coordinate 4.2.0");
    page.told("", "log --max 3");
    page.told("", "log --max 3 --before 10");
    page.told("", "log --ocr OCR-2026-0107");
    page.told("", "log --person dev");
    page.no(5, "dev", "release notify 4.2.0");
    page.done("", "log --refusals");
    page.no(3, "", "log 9.9.9");
    page.no(3, "", "log --ocr OCR-2026-0999");
    page.no(3, "", "log --person mallory");
    page.no(2, "", "log --max many");
    page.keep();
}
