//! `setting list`.

use crate::support::page::Page;

#[test]
fn setting_list() {
    let mut page = Page::of("setting list");
    page.at(0);
    page.given("ada", "setting set lmc-name 'Archive Systems Contractor'");
    page.done("", "setting list");
    page.keep();
}
