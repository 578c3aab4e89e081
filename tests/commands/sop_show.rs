//! `sop show`.

use crate::support::page::Page;

#[test]
fn sop_show() {
    let mut page = Page::of("sop show");
    page.at(0);
    page.told("", "sop show");
    page.done("", "sop show 9");
    page.told("", "sop show 7c");
    page.no(3, "", "sop show 16");
    page.keep();
}
