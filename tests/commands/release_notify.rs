//! `release notify`.

use crate::support::page::Page;

#[test]
fn release_notify() {
    let mut page = Page::of("release notify");
    page.at(2);
    page.no(4, "rhea", "release notify 4.2.0");
    page.at(3);
    page.no(5, "dev", "release notify 4.2.0");
    page.done("rhea", "release notify 4.2.0 --note 'the parts list is unchanged'");
    page.no(7, "rhea", "release notify 4.2.0");
    page.no(3, "rhea", "release notify 9.9.9");
    page.no(2, "rhea", "release notify 4.2.0 now");
    page.keep();
}
