//! `release list`.

use crate::support::page::Page;

#[test]
fn release_list() {
    let mut page = Page::of("release list");
    page.at(0);
    page.told("", "release list");
    page.at(8);
    page.done("", "release list");
    page.at(15);
    page.told("", "release list");
    page.told("", "release list --all");
    page.keep();
}
