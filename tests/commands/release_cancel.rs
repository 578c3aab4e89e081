//! `release cancel`.

use crate::support::page::Page;

#[test]
fn release_cancel() {
    let mut page = Page::of("release cancel");
    page.at(9);
    page.no(5, "dev", "release cancel 4.2.0 --reason 'the contract ended'");
    page.no(2, "rhea", "release cancel 4.2.0");
    page.done("rhea", "release cancel 4.2.0 --reason 'the contract ended'");
    page.no(4, "rhea", "release cancel 4.2.0 --reason 'the contract ended'");
    page.no(3, "rhea", "release cancel 9.9.9 --reason 'the contract ended'");
    page.at(11);
    page.no(4, "rhea", "release cancel 4.2.0 --reason 'the contract ended'");
    page.keep();
}
