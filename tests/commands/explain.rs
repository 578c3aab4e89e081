//! `explain`.

use crate::support::page::Page;

#[test]
fn explain() {
    let mut page = Page::of("explain");
    page.at(2);
    page.done("", "explain 4.2.0 3b");
    page.at(7);
    page.told("", "explain 4.2.0");
    page.told("", "explain 10");
    page.told("", "explain 4.2.0 12");
    page.at(8);
    page.given("tess", "test record 4.2.0 --fail --reason 'the digest of a large file is wrong'");
    page.told("", "explain 4.2.0 9");
    page.at(9);
    page.given("rhea", "release hold 4.2.0 --reason 'the archive moves house'");
    page.told("", "explain 4.2.0 10");
    page.at(10);
    page.told("", "explain 4.2.0 5");
    page.given("rhea", "deploy no-go 4.2.0 --reason 'storage migration overruns'");
    page.done("", "explain 4.2.0 11a");
    page.no(3, "", "explain 9.9.9");
    page.no(3, "", "explain 4.2.0 16");
    page.no(2, "", "explain '4.2 0'");
    page.at(15);
    page.told("", "explain 4.2.0");
    page.keep();
}
