//! `ledger rebuild`.

use crate::support::page::Page;

#[test]
fn ledger_rebuild() {
    let mut page = Page::of("ledger rebuild");
    page.at(4);
    page.done("", "ledger rebuild");
    page.keep();
}
