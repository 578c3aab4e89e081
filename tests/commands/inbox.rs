//! `inbox`.

use crate::support::page::Page;

#[test]
fn inbox() {
    let mut page = Page::of("inbox");
    page.at(1);
    page.done("tess", "inbox");
    page.at(2);
    page.told("rhea", "inbox");
    page.at(7);
    page.done("tess", "inbox");
    page.told("quentin", "inbox");
    page.given("ada", "role grant dev2 tt");
    page.told("dev2", "inbox");
    page.told("dev2", "inbox --role tt");
    page.no(2, "dev2", "inbox --role qm");
    page.given("ada", "role grant dev tt");
    page.told("dev", "inbox");
    page.no(2, "", "inbox");
    page.no(3, "mallory", "inbox");
    page.keep();
}
