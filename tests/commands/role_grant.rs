//! `role grant`.

use crate::support::page::Page;

#[test]
fn role_grant() {
    let mut page = Page::of("role grant");
    page.at(0);
    page.given("ada", "person add grace --name 'Grace Lindqvist'");
    page.done("ada", "role grant grace rm --until 2027-01-01T00:00:00Z");
    page.no(7, "ada", "role grant grace rm");
    page.no(5, "ada", "role grant ada rm");
    page.no(5, "rhea", "role grant grace qm");
    page.no(3, "ada", "role grant mallory rm");
    page.no(2, "ada", "role grant grace boss");
    page.no(2, "ada", "role grant grace sec --until 2026-01-01T00:00:00Z");
    page.given("ada", "role grant grace sec");
    page.no(5, "ada", "role grant grace administrator");
    page.given("ada", "person add bea --name 'Bea Novak'");
    page.no(4, "ada", "setting set two-administrators on");
    page.given("ada", "role grant bea administrator");
    page.given("ada", "setting set two-administrators on");
    page.no(7, "bea", "setting set two-administrators off");
    page.done("ada", "role grant dev2 tt");
    page.no(5, "ada", "role grant dev2 tt");
    page.no(7, "bea", "role grant dev2 tt --until 2027-01-01T00:00:00Z");
    page.done("bea", "role grant dev2 tt");
    page.no(4, "ada", "role revoke bea administrator --reason 'on leave'");
    page.keep();
}
