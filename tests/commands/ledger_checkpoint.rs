//! `ledger checkpoint`.

use crate::support::keys;
use crate::support::page::Page;

#[test]
fn ledger_checkpoint() {
    let mut page = Page::of("ledger checkpoint");
    page.at(4);
    page.done("", "ledger checkpoint");
    page.told("", "ledger checkpoint --out then.note");
    keys::file("ada");
    page.told("ada", "ledger checkpoint --key keys/ada --out signed.note");
    page.no(2, "", "ledger checkpoint --out other.note --tsa ftp://tsa.example.com");
    page.no(2, "", "ledger checkpoint --tsa http://tsa.example.com");
    page.no(7, "", "ledger checkpoint --out then.note");
    page.no(3, "", "ledger checkpoint --out no-such-folder/then.note");
    page.keep();
}
