//! `letter template`.

use crate::support::page::Page;

#[test]
fn letter_template() {
    let mut page = Page::of("letter template");
    page.at(0);
    page.told("", "letter template");
    page.done("", "letter template --completion");
    page.no(2, "", "letter template 4.2.0");
    page.keep();
}
