//! `ledger verify`.

use crate::support::page::Page;
use crate::support::{keys, stage};

#[test]
fn ledger_verify() {
    let mut page = Page::of("ledger verify");
    page.at(4);
    page.done("", "ledger verify");
    page.told("", "ledger verify --pages");
    page.no(2, "", "ledger verify --page");
    page.no(2, "", "ledger verify --checkpoint-key keys/ada.pub");
    keys::file("ada");
    page.given("ada", "ledger checkpoint --key keys/ada --out then.note");
    page.given("rhea", "release hold 4.2.0 --reason 'the hall is closed'");
    page.told("", "ledger verify --checkpoint then.note");
    page.told("", "ledger verify --since then.note --checkpoint-key keys/ada.pub");
    page.no(2, "", "ledger verify --checkpoint then.note --tsa-ca keys/ada.pub");
    page.no(3, "", "ledger verify --checkpoint none.note");
    page.no(6, "", "ledger verify --checkpoint examples/letters/release-letter.md");
    let now = std::fs::read(page.desk().ledger()).unwrap();
    std::fs::copy(stage::at(3).ledger(), page.desk().ledger()).unwrap();
    page.no(10, "", "ledger verify --checkpoint then.note");
    std::fs::write(page.desk().ledger(), now).unwrap();
    // Whoever can write the file can write this; pages that SQLite has let go of may hold it too.
    let mut bytes = std::fs::read(page.desk().ledger()).unwrap();
    let name = br#""name":"rhea of the archive""#;
    let places: Vec<usize> = (0..bytes.len()).filter(|i| bytes[*i..].starts_with(name)).collect();
    places.iter().for_each(|i| bytes[i + 8] = b'R');
    std::fs::write(page.desk().ledger(), bytes).unwrap();
    page.shown(10, "", "ledger verify");
    page.keep();
}
