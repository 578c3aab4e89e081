//! `person key end`.

use crate::support::desk::Desk;
use crate::support::keys;
use crate::support::page::Page;

#[test]
fn person_key_end() {
    for name in ["tess-next", "mallory"] {
        keys::file(name);
    }
    let mut page = Page::of("person key end");
    let desk = Desk::staffed_signed();
    desk.release_at("4.2.0", 9);
    page.on(desk, "a signed ledger, release 4.2.0 after step 9");
    page.no(4, "ada", "person key end ada keys/ada.pub --reason 'new laptop'");
    page.no(5, "rhea", "person key end tess keys/tess.pub --reason 'seen on a bus'");
    page.no(3, "ada", "person key end tess keys/mallory.pub --reason 'seen on a bus'");
    page.no(
        3,
        "ada",
        "person key end tess SHA256:0000000000000000000000000000000000000000000 --reason 'seen on a bus'",
    );
    page.no(
        6,
        "ada",
        "person key end tess keys/tess.pub --compromised-since 2030-01-01T00:00:00Z --reason 'seen on a bus'",
    );
    page.given("tess", "person key add tess keys/tess-next.pub");
    page.done(
        "tess",
        "person key end tess keys/tess.pub --compromised-since 2026-11-23T00:00:00Z --reason 'seen on a bus'",
    );
    page.no(5, "tess", "retract 4.2.0 --reason 'one more'");
    page.told("", "explain 4.2.0 9 --key keys/tess-next");
    page.told("", "log 4.2.0 --max 3");
    page.done(
        "ada",
        "person key end tess keys/tess-next.pub --compromised-since 2026-11-23T00:00:00Z --reason 'nor is this one hers'",
    );
    page.keep();
}
