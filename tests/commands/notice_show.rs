//! `notice show`.

use crate::support::page::Page;

#[test]
fn notice_show() {
    let mut page = Page::of("notice show");
    page.at(4);
    page.done("", "notice show 4.2.0/8/lmc");
    page.no(3, "", "notice show 4.2.0/99/lmc");
    page.no(2, "", "notice show nonsense");
    page.keep();
}
