//! `ledger upgrade`.

use crate::support::desk::Desk;
use crate::support::page::Page;

#[test]
fn ledger_upgrade() {
    let mut page = Page::of("ledger upgrade");
    let desk = Desk::of(
        &std::fs::read("tests/kept/schema-version-1.db").unwrap(),
        "2026-11-23T10:00:00Z".parse().unwrap(),
    );
    let folder = desk.folder().display().to_string();
    page.on(desk, "the file of an older era-rm, which the person ada begins to use")
        .plainly(folder, "FOLDER");
    page.no(12, "ada", &format!("document erase {} --reason 'it names a person'", "0".repeat(64)));
    page.no(7, "", "ledger upgrade --backup ledger.db");
    page.no(8, "", "ledger upgrade --backup no-such-folder/copy.db");
    page.done("", "ledger upgrade");
    page.told("", "ledger upgrade");
    page.keep();
}
