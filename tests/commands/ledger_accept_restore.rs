//! `ledger accept-restore`.

use crate::support::page::Page;
use crate::support::stage;

#[test]
fn ledger_accept_restore() {
    let mut page = Page::of("ledger accept-restore");
    let desk = stage::at(4);
    let old = std::fs::read(desk.ledger()).unwrap();
    page.on(desk, "release 4.2.0 after step 4, and then an older copy of the file in its place");
    page.given("ada", "person add grace --name Grace");
    std::fs::write(page.desk().ledger(), old).unwrap();
    page.shown_here(10, "rhea", "release hold 4.2.0 --reason 'a fault was found'");
    page.shown_here(0, "", "release list");
    page.no(5, "rhea", "ledger accept-restore --reason 'the disk failed'");
    page.no(2, "ada", "ledger accept-restore");
    page.no(2, "ada", "ledger accept-restore --reason 'the disk failed' --lost 4");
    page.told(
        "ada",
        "ledger accept-restore --reason 'the disk failed; the copy of Sunday stands in its place'",
    );
    page.no(7, "ada", "ledger accept-restore --reason 'the disk failed'");
    page.shown_here(0, "ada", "ledger accept-restore --reason 'cora has seen more' --lost 99 --dry-run");
    page.keep();
}
