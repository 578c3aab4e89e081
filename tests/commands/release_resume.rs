//! `release resume`.

use crate::support::page::Page;

#[test]
fn release_resume() {
    let mut page = Page::of("release resume");
    page.at(5);
    page.no(7, "rhea", "release resume 4.2.0");
    page.given("rhea", "release hold 4.2.0 --reason 'audit this week'");
    page.no(5, "dev", "release resume 4.2.0");
    page.done("rhea", "release resume 4.2.0 --reason 'the audit is over'");
    page.no(3, "rhea", "release resume 9.9.9");
    page.keep();
}
