//! `test record`.

use crate::support::page::Page;

#[test]
fn test_record() {
    let mut page = Page::of("test record");
    page.at(7);
    page.no(4, "tess", "test record 4.2.0 --pass");
    page.no(
        6,
        "tess",
        "test record 4.2.0 --pass --executed --results examples/evidence/test-team-failing.xml",
    );
    page.no(2, "tess", "test record 4.2.0 --pass --executed");
    page.done("tess", "test record 4.2.0 --fail --executed --results examples/evidence/test-team-failing.xml --reason 'three cases fail on large transfers'");
    page.no(4, "tess", "test record 4.2.0 --pass");
    page.at(8);
    page.no(5, "dev", "test record 4.2.0 --pass");
    page.no(6, "tess", "test record 4.2.0 --fail");
    page.no(7, "tess", "test record 4.2.0 --pass --build b-0");
    page.no(2, "tess", "test record 4.2.0");
    page.done("tess", "test record 4.2.0 --pass");
    page.no(7, "tess2", "test record 4.2.0 --pass");
    page.shown(9, "tess", "test record 4.2.0 --fail --reason 'a case was read wrongly' --verdict-exit");
    page.at(11);
    page.no(4, "tess", "test record 4.2.0 --fail --reason 'a case was read wrongly'");
    page.keep();
}
