//! `ledger backup`.

use crate::support::page::Page;

#[test]
fn ledger_backup() {
    let mut page = Page::of("ledger backup");
    page.at(4);
    page.done("", "ledger backup copy.db");
    page.no(7, "", "ledger backup copy.db");
    page.no(8, "", "ledger backup no-such-folder/copy.db");
    page.no(2, "", "ledger backup");
    page.keep();
}
