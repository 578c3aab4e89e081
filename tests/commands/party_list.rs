//! `party list`.

use crate::support::page::Page;

#[test]
fn party_list() {
    let mut page = Page::of("party list");
    page.at(0);
    page.given("ada", "party set help-desk --name 'ERA Help Desk' --address help@example.gov");
    page.done("", "party list");
    page.keep();
}
