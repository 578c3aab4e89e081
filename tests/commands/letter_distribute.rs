//! `letter distribute`.

use crate::support::page::Page;

#[test]
fn letter_distribute() {
    let mut page = Page::of("letter distribute");
    page.at(5);
    page.no(4, "rhea", "letter distribute 4.2.0");
    page.at(6);
    page.no(5, "dev", "letter distribute 4.2.0");
    page.done("rhea", "letter distribute 4.2.0 --note 'section 13 is new'");
    page.no(7, "rhea", "letter distribute 4.2.0");
    page.no(3, "rhea", "letter distribute 9.9.9");
    page.keep();
}
