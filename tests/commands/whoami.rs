//! `whoami`.

use crate::support::page::Page;

#[test]
fn whoami() {
    let mut page = Page::of("whoami");
    page.at(5);
    page.done("rhea", "whoami");
    page.no(2, "", "whoami");
    page.no(3, "mallory", "whoami");
    page.keep();
}
