//! `document export`.

use crate::support::page::Page;

#[test]
fn document_export() {
    let mut page = Page::of("document export");
    page.at(7);
    let letter = std::fs::read("examples/letters/release-letter.md").unwrap();
    let digest = era_rm::ledger::digest::of_bytes(&letter).to_string();
    page.done("", &format!("document export {digest} --out letter.md"));
    assert_eq!(std::fs::read(page.desk().folder().join("letter.md")).unwrap(), letter);
    page.no(7, "", &format!("document export {digest} --out letter.md"));
    page.told("", &format!("document export {} --release 4.2.0 --out same.md", &digest[..8]));
    page.no(3, "", &format!("document export {} --out other.md", "0".repeat(64)));
    page.no(2, "", "document export zzz --out other.md");
    page.no(2, "", &format!("document export {digest}"));
    page.keep();
}
