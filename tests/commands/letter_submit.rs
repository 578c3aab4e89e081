//! `letter submit`.

use crate::support::page::Page;

#[test]
fn letter_submit() {
    let mut page = Page::of("letter submit");
    page.at(5);
    page.no(4, "dev", "letter submit 4.2.0 examples/letters/release-letter.md");
    page.given("dev", "test dev 4.2.0 --results examples/evidence/developer-tests.xml");
    page.no(5, "rhea", "letter submit 4.2.0 examples/letters/release-letter.md");
    page.no(6, "dev", "letter submit 4.2.0 examples/letters/completion.md");
    page.no(3, "dev", "letter submit 4.2.0 nowhere.md");
    page.no(3, "dev", "letter submit 9.9.9 examples/letters/release-letter.md");
    page.no(2, "dev", "letter submit");
    page.done("dev", "letter submit 4.2.0 examples/letters/release-letter.md");
    page.no(7, "dev", "letter submit 4.2.0 examples/letters/release-letter.md");
    page.at(10);
    page.no(4, "dev", "letter submit 4.2.0 examples/letters/release-letter-revision-2.md");
    page.keep();
}
