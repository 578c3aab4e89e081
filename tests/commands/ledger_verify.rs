//! `ledger verify`.

use crate::support::page::Page;

#[test]
fn ledger_verify() {
    let mut page = Page::of("ledger verify");
    page.at(4);
    page.done("", "ledger verify");
    page.told("", "ledger verify --pages");
    page.no(2, "", "ledger verify --page");
    // Whoever can write the file can write this; pages that SQLite has let go of may hold it too.
    let mut bytes = std::fs::read(page.desk().ledger()).unwrap();
    let name = br#""name":"rhea of the archive""#;
    let places: Vec<usize> = (0..bytes.len()).filter(|i| bytes[*i..].starts_with(name)).collect();
    places.iter().for_each(|i| bytes[i + 8] = b'R');
    std::fs::write(page.desk().ledger(), bytes).unwrap();
    page.shown(10, "", "ledger verify");
    page.keep();
}
