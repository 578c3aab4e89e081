//! `letter show`.

use crate::support::page::Page;

#[test]
fn letter_show() {
    let mut page = Page::of("letter show");
    page.at(5);
    page.no(3, "", "letter show 4.2.0");
    page.at(7);
    page.done("", "letter show 4.2.0");
    page.told("", "letter show 4.2.0 --form markdown");
    page.no(2, "", "letter show 4.2.0 --form word");
    page.no(3, "", "letter show 4.2.0 --out nowhere/letter.txt");
    page.no(3, "", "letter show 4.2.0 --revision 9");
    page.no(3, "", "letter show 9.9.9");
    page.keep();
}
