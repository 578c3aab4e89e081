//! `release close`.

use crate::support::page::Page;

#[test]
fn release_close() {
    let mut page = Page::of("release close");
    page.at(13);
    page.no(4, "rhea", "release close 4.2.0");
    page.at(14);
    page.no(5, "quentin", "release close 4.2.0");
    page.no(4, "rhea", "release close 4.2.0");
    page.given("rhea", "notice by-hand --release 4.2.0 --how 'at the weekly meeting'");
    page.done("rhea", "release close 4.2.0");
    page.no(4, "rhea", "release close 4.2.0");
    page.no(3, "rhea", "release close 9.9.9");
    page.keep();
}
