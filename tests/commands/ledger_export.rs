//! `ledger export`.

use crate::support::desk::Desk;
use crate::support::page::Page;

#[test]
fn ledger_export() {
    let mut page = Page::of("ledger export");
    page.on(Desk::new(), "a ledger with its first entry only");
    page.told("", "ledger export --jsonl");
    page.done("", "ledger export --jsonl --out entries.jsonl");
    page.no(7, "", "ledger export --jsonl --out entries.jsonl");
    page.no(2, "", "ledger export");
    page.no(2, "", "ledger export --jsonl --folder for-the-auditor");
    page.on(Desk::signed(&["grace"]), "a signed ledger");
    page.done("", "ledger export --folder for-the-auditor");
    page.no(7, "", "ledger export --folder for-the-auditor");
    page.no(3, "", "ledger export --folder no-such-folder/for-the-auditor");
    page.keep();
}
