//! `release reopen`.

use crate::support::page::Page;

#[test]
fn release_reopen() {
    let mut page = Page::of("release reopen");
    page.at(9);
    page.no(4, "rhea", "release reopen 4.2.0 --step 5 --reason 'the build is wrong'");
    page.at(12);
    page.given(
        "quentin",
        "verify record 4.2.0 --ocr OCR-2026-0107 --fail --findings 'two parts are still reported'",
    );
    page.no(5, "quentin", "release reopen 4.2.0 --step 5 --reason 'the build is wrong'");
    page.no(6, "rhea", "release reopen 4.2.0 --step 12 --reason 'the wrong letter was attached'");
    page.no(2, "rhea", "release reopen 4.2.0 --step 3 --reason 'the build is wrong'");
    page.no(2, "rhea", "release reopen 4.2.0 --step 42 --reason 'the build is wrong'");
    page.no(2, "rhea", "release reopen 4.2.0 --step 5");
    page.done(
        "rhea",
        "release reopen 4.2.0 --step 12 --ocr OCR-2026-0107 --reason 'the wrong letter was attached'",
    );
    page.at(12);
    page.given(
        "quentin",
        "verify record 4.2.0 --ocr OCR-2026-0107 --fail --findings 'two parts are still reported'",
    );
    page.done("rhea", "release reopen 4.2.0 --step 5 --reason 'the build is wrong'");
    page.keep();
}
