//! `ledger info`.

use crate::support::desk::Desk;
use crate::support::page::Page;

#[test]
fn ledger_info() {
    let mut page = Page::of("ledger info");
    page.on(Desk::new(), "a ledger with its first entry only");
    page.done("", "ledger info");
    page.keep();
}
