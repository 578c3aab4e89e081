//! `test dev`.

use crate::support::page::Page;

#[test]
fn test_dev() {
    let mut page = Page::of("test dev");
    page.at(4);
    page.no(4, "dev", "test dev 4.2.0 --results examples/evidence/developer-tests.xml");
    page.at(5);
    page.no(5, "tess", "test dev 4.2.0 --results examples/evidence/developer-tests.xml");
    page.no(6, "dev", "test dev 4.2.0 --results examples/evidence/test-team-zero.xml");
    page.no(6, "dev", "test dev 4.2.0 --results examples/evidence/broken.xml");
    page.no(3, "dev", "test dev 4.2.0 --results nowhere.xml");
    page.no(7, "dev", "test dev 4.2.0 --build b-0 --results examples/evidence/developer-tests.xml");
    page.no(2, "dev", "test dev 4.2.0");
    page.done(
        "dev",
        "test dev 4.2.0 --results examples/evidence/developer-tests.xml --witness 'T. Alvarez, NARA'",
    );
    page.at(5);
    let wanted = "[suites]\ningest = 1\nmigration = 1\n";
    std::fs::write(page.desk().folder().join("wanted.toml"), wanted).unwrap();
    page.told("dev", "test dev 4.2.0 --results examples/evidence/developer-tests.xml --suites wanted.toml");
    page.told("", "notice show 4.2.0/10/release-manager");
    page.keep();
}
