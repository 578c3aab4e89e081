//! `ledger checkpoint`.

use crate::support::page::Page;

#[test]
fn ledger_checkpoint() {
    let mut page = Page::of("ledger checkpoint");
    page.at(4);
    page.done("", "ledger checkpoint");
    page.told("", "ledger checkpoint --out then.note");
    page.no(7, "", "ledger checkpoint --out then.note");
    page.no(3, "", "ledger checkpoint --out no-such-folder/then.note");
    page.keep();
}
