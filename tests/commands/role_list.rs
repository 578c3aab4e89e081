//! `role list`.

use crate::support::page::Page;

#[test]
fn role_list() {
    let mut page = Page::of("role list");
    page.at(0);
    page.done("", "role list --role qm");
    page.told("", "role list");
    page.given("ada", "role revoke rhea2 rm --reason 'moved to another office'");
    page.told("", "role list --role rm");
    page.told("", "role list --role rm --all");
    page.no(2, "", "role list --role boss");
    page.given("ada", "person add milo --name 'Milo Santos'");
    page.given("quentin", "role delegate milo qm --until 2026-12-01T00:00:00Z");
    page.done("", "role list --role qm");
    page.keep();
}
