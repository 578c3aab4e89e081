//! `release hold`.

use crate::support::page::Page;

#[test]
fn release_hold() {
    let mut page = Page::of("release hold");
    page.at(5);
    page.no(5, "quentin", "release hold 4.2.0 --reason 'audit this week'");
    page.done("rhea", "release hold 4.2.0 --reason 'audit this week'");
    page.no(4, "rhea", "release hold 4.2.0 --reason 'audit this week'");
    page.no(4, "dev", "test dev 4.2.0 --results examples/evidence/developer-tests.xml");
    page.no(3, "rhea", "release hold 9.9.9 --reason 'audit this week'");
    page.no(2, "rhea", "release hold 4.2.0");
    page.no(2, "rhea", "release hold 4.2.0 --reason ''");
    page.at(15);
    page.no(4, "rhea", "release hold 4.2.0 --reason 'audit this week'");
    page.keep();
}
