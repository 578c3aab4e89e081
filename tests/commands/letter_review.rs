//! `letter review`.

use crate::support::page::Page;

#[test]
fn letter_review() {
    let mut page = Page::of("letter review");
    page.at(6);
    page.no(4, "quentin", "letter review 4.2.0 --approve");
    page.given("rhea", "letter distribute 4.2.0");
    page.no(5, "dev", "letter review 4.2.0 --approve");
    page.no(6, "quentin", "letter review 4.2.0 --reject --class document");
    page.no(2, "quentin", "letter review 4.2.0 --reject --reason 'section 13 lacks the backup'");
    page.no(7, "quentin", "letter review 4.2.0 --approve --letter 0000000000000000000000000000000000000000000000000000000000000000");
    page.done("quentin", "letter review 4.2.0 --approve");
    page.no(7, "quentin", "letter review 4.2.0 --approve");
    page.done("sol", "letter review 4.2.0 --reject --class document --reason 'section 13 lacks the backup'");
    page.no(4, "sol2", "letter review 4.2.0 --approve");
    page.no(6, "dev", "letter submit 4.2.0 examples/letters/release-letter.md");
    page.keep();
}
