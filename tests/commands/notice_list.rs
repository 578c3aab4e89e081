//! `notice list`.

use crate::support::page::Page;

#[test]
fn notice_list() {
    let mut page = Page::of("notice list");
    page.at(0);
    page.told("", "notice list");
    page.at(4);
    page.done("", "notice list 4.2.0");
    page.given("rhea", "notice by-hand --release 4.2.0 --step 3a --how 'at the weekly meeting'");
    page.told("", "notice list");
    page.told("", "notice list --all --max 3");
    page.no(3, "", "notice list 9.9.9");
    page.keep();
}
