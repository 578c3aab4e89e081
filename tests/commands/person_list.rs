//! `person list`.

use crate::support::page::Page;

#[test]
fn person_list() {
    let mut page = Page::of("person list");
    page.at(0);
    page.done("", "person list --max 2");
    page.told("", "person list");
    page.no(2, "", "person list --max 0");
    page.keep();
}
