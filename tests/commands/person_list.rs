//! `person list`.

use crate::support::page::Page;

#[test]
fn person_list() {
    let mut page = Page::of("person list");
    page.at(0);
    page.done("", "person list --max 2");
    page.told("", "person list");
    page.no(2, "", "person list --max 0");
    page.given("ada", "person add milo --name 'Milo Santos'");
    page.given("quentin", "role delegate milo qm --until 2026-12-01T00:00:00Z");
    page.told("", "person list --after dev,dev --max 3");
    page.keep();
}
