//! `verify notify`.

use crate::support::page::Page;

#[test]
fn verify_notify() {
    let mut page = Page::of("verify notify");
    page.at(12);
    page.no(4, "quentin", "verify notify 4.2.0");
    page.at(13);
    page.no(5, "rhea", "verify notify 4.2.0");
    page.done("quentin", "verify notify 4.2.0 --note 'both on both targets'");
    page.no(7, "quentin", "verify notify 4.2.0");
    page.no(3, "quentin", "verify notify 9.9.9");
    page.keep();
}
