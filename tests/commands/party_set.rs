//! `party set`.

use crate::support::page::Page;

#[test]
fn party_set() {
    let mut page = Page::of("party set");
    page.at(0);
    page.done("ada", "party set help-desk --name 'ERA Help Desk' --address help@example.gov");
    page.no(3, "ada", "party set press --name Press");
    page.no(5, "rhea", "party set help-desk --name 'ERA Help Desk'");
    page.no(2, "ada", "party set help-desk");
    page.keep();
}
