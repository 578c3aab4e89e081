//! `whoami`.

use crate::support::desk::Desk;
use crate::support::page::Page;

#[test]
fn whoami() {
    let mut page = Page::of("whoami");
    page.at(5);
    page.done("rhea", "whoami");
    page.no(2, "", "whoami");
    page.no(3, "mallory", "whoami");
    page.on(Desk::signed(&["dev", "rhea"]), "a signed ledger, in which a role is delegated");
    page.given("ada", "role grant dev sd");
    page.given("dev", "role delegate rhea sd --until 2026-12-01T00:00:00Z");
    page.done("rhea", "whoami");
    page.keep();
}
