//! `document erase`.

use crate::support::page::Page;

#[test]
fn document_erase() {
    let mut page = Page::of("document erase");
    page.at(7);
    let approval = digest("examples/ocr-packages/OCR-2026-0107/approval.md");
    let letter = digest("examples/letters/release-letter.md");
    let asked = "--reason 'it names a person; the Release Manager asked for it'";
    page.no(5, "rhea", &format!("document erase {approval} {asked}"));
    page.no(6, "ada", &format!("document erase {letter} {asked}"));
    page.no(3, "ada", &format!("document erase {} {asked}", "0".repeat(64)));
    page.no(2, "ada", &format!("document erase {} {asked}", &approval[..8]));
    page.no(2, "ada", &format!("document erase {approval}"));
    page.shown_here(
        0,
        "ada",
        &format!("document erase {} --release 4.2.0 {asked} --dry-run", &approval[..8]),
    );
    page.done("ada", &format!("document erase {} --release 4.2.0 {asked}", &approval[..8]));
    page.no(7, "ada", &format!("document erase {approval} {asked}"));
    page.no(3, "", &format!("document export {approval} --out approval.md"));
    page.told("", "document list --ocr OCR-2026-0107");
    page.keep();
}

fn digest(file: &str) -> String {
    era_rm::ledger::digest::of_bytes(&std::fs::read(file).unwrap()).to_string()
}
