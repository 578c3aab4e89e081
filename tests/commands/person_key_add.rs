//! `person key add`.

use crate::support::desk::Desk;
use crate::support::keys;
use crate::support::page::Page;

#[test]
fn person_key_add() {
    for name in ["grace", "grace-next", "mallory", "authority"] {
        keys::file(name);
    }
    let mut page = Page::of("person key add");
    page.on(Desk::signed(&["tess"]), "a signed ledger, with ada as administrator, and tess");
    page.given("ada", "person add grace --name 'Grace Lindqvist'");
    page.given("ada", "person add ci --name 'CI of the archive' --machine");
    page.done("ada", "person key add grace keys/grace.pub");
    page.no(7, "ada", "person key add ci keys/grace.pub");
    page.no(5, "ada", "person key add grace keys/grace-next.pub");
    page.no(5, "tess", "person key add ci keys/mallory.pub");
    page.given("ada", "role grant grace qm");
    page.done("grace", "person key add grace keys/grace-next.pub");
    page.done("ada", "person key add ci keys/authority.pub --authority");
    page.no(5, "ada", "person key add tess keys/mallory.pub --authority");
    page.no(3, "ada", "person key add nobody keys/mallory.pub");
    page.no(3, "ada", "person key add ci keys/no-such-file.pub");
    page.no(2, "ada", "person key add ci examples/first-release.sh");
    page.no(5, "mallory", "person key add ci keys/mallory.pub");
    page.keep();
}
