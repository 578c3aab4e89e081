//! `cq show`.

use crate::support::page::Page;

#[test]
fn cq_show() {
    let mut page = Page::of("cq show");
    page.at(11);
    page.told("", "cq show 4.2.0");
    page.at(12);
    page.done("", "cq show 4.2.0");
    page.done("", "cq show 4.2.0 --out for-clearquest");
    page.no(7, "", "cq show 4.2.0 --out for-clearquest");
    page.no(3, "", "cq show 9.9.9");
    page.keep();
}
