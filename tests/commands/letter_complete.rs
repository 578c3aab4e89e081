//! `letter complete`.

use crate::support::page::Page;

#[test]
fn letter_complete() {
    let mut page = Page::of("letter complete");
    page.at(10);
    page.no(4, "dev", "letter complete 4.2.0 examples/letters/completion.md");
    page.desk().deploy("4.2.0", "federal");
    page.no(4, "dev", "letter complete 4.2.0 examples/letters/completion.md");
    page.desk().deploy("4.2.0", "presidential");
    page.no(5, "rhea", "letter complete 4.2.0 examples/letters/completion.md");
    page.no(6, "dev", "letter complete 4.2.0 examples/letters/release-letter.md");
    page.no(3, "dev", "letter complete 4.2.0 nowhere.md");
    page.done("dev", "letter complete 4.2.0 examples/letters/completion.md");
    page.no(7, "dev", "letter complete 4.2.0 examples/letters/completion.md");
    page.keep();
}
