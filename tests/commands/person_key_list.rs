//! `person key list`.

use crate::support::desk::Desk;
use crate::support::keys;
use crate::support::page::Page;

#[test]
fn person_key_list() {
    for name in ["grace-next", "authority"] {
        keys::file(name);
    }
    let mut page = Page::of("person key list");
    page.on(Desk::signed(&["grace"]), "a signed ledger, with ada as administrator, and grace");
    page.given("ada", "role grant grace qm");
    page.done("grace", "person key list");
    page.given("grace", "person key add grace keys/grace-next.pub");
    page.given("grace", "person key end grace keys/grace.pub --compromised-since 2026-11-23T09:00:00Z --reason 'seen on a bus'");
    page.done("", "person key list grace");
    page.given("ada", "person add ci --name 'CI of the archive' --machine");
    page.told("", "person key list ci");
    page.given("ada", "person key add ci keys/authority.pub --authority");
    page.told("", "person key list ci");
    page.no(3, "", "person key list mallory");
    page.no(5, "", "person key list");
    page.keep();
}
