//! `test run`.

use crate::support::page::Page;

#[test]
fn test_run() {
    let mut page = Page::of("test run");
    page.at(6);
    page.no(4, "tess", "test run 4.2.0 --executed --results examples/evidence/test-team-passing.xml");
    page.at(7);
    page.no(5, "dev", "test run 4.2.0 --executed --results examples/evidence/test-team-passing.xml");
    page.no(6, "tess", "test run 4.2.0 --executed --results examples/evidence/test-team-zero.xml");
    page.no(6, "tess", "test run 4.2.0 --executed --results examples/evidence/broken.xml");
    page.no(3, "tess", "test run 4.2.0 --executed --results nowhere.xml");
    page.no(2, "tess", "test run 4.2.0 --results examples/evidence/test-team-passing.xml");
    page.no(
        7,
        "tess",
        "test run 4.2.0 --build b-0 --executed --results examples/evidence/test-team-passing.xml",
    );
    page.done("tess", "test run 4.2.0 --executed --results examples/evidence/test-team-passing.xml");
    page.keep();
}
