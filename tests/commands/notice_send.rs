//! `notice send`. What a mail server answers is in `mail`.

use crate::support::page::Page;

#[test]
fn notice_send() {
    let mut page = Page::of("notice send");
    page.at(4);
    let folder = page.desk().folder().display().to_string();
    page.plainly(folder, "FOLDER");
    page.given("ada", "party set lmc --name LMC --address lmc@partner.example");
    page.no(3, "rhea", "notice send 4.2.0/99/lmc");
    page.no(3, "rhea", "notice send --release 9.9.9");
    page.no(2, "rhea", "notice send nonsense");
    page.no(2, "rhea", "notice send --every 5");
    page.no(5, "quentin", "notice send 4.2.0/8/lmc");
    page.no(6, "rhea", "notice send 4.2.0/3/security");
    page.shown_here(0, "rhea", "notice send 4.2.0/8/lmc --dry-run");
    page.done("rhea", "notice send 4.2.0/8/lmc");
    page.told("rhea", "notice send 4.2.0/8/lmc");
    page.told("", "notice show 4.2.0/8/lmc");
    page.told("rhea", "notice send --release 4.2.0");
    std::fs::write(
        page.desk().folder().join("era-rm.toml"),
        "[mail]\nserver = \"smtp://mail.example\"\nfrom = \"a@nara.example\"\n",
    )
    .unwrap();
    page.no(2, "rhea", "notice send --release 4.2.0");
    page.keep();
}
