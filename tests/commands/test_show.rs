//! `test show`.

use crate::support::page::Page;

#[test]
fn test_show() {
    let mut page = Page::of("test show");
    page.at(5);
    page.told("", "test show 4.2.0");
    page.at(9);
    page.done("", "test show 4.2.0");
    page.no(3, "", "test show 9.9.9");
    page.keep();
}
