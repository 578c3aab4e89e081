//! `release concur`.

use crate::support::page::Page;

#[test]
fn release_concur() {
    let mut page = Page::of("release concur");
    page.at(2);
    page.no(4, "quentin", "release concur 4.2.0 --yes");
    page.given("rhea", "release coordinate 4.2.0");
    page.no(5, "rhea", "release concur 4.2.0 --yes");
    page.no(6, "quentin", "release concur 4.2.0 --no");
    page.done("quentin", "release concur 4.2.0 --yes");
    page.no(7, "quentin2", "release concur 4.2.0 --yes");
    page.done("cora", "release concur 4.2.0 --no --reason 'the tape library is being moved'");
    page.no(4, "cora2", "release concur 4.2.0 --yes");
    page.no(2, "tess", "release concur 4.2.0 --yes --no");
    page.keep();
}
