//! `release show`.

use crate::support::page::Page;

#[test]
fn release_show() {
    let mut page = Page::of("release show");
    page.at(3);
    page.done("", "release show 4.2.0");
    page.at(11);
    page.told("", "release show");
    page.no(3, "", "release show 9.9.9");
    page.keep();
}
