//! `next`.

use crate::support::page::Page;

#[test]
fn next() {
    let mut page = Page::of("next");
    page.at(0);
    page.no(2, "", "next");
    page.at(4);
    page.done("", "next 4.2.0");
    page.at(7);
    page.told("tess", "next 4.2.0");
    page.told("rhea", "next");
    page.no(3, "", "next 9.9.9");
    page.at(10);
    page.given("rhea", "deploy no-go 4.2.0 --reason 'storage migration overruns'");
    page.told("", "next");
    page.at(15);
    page.told("", "next 4.2.0");
    page.keep();
}
