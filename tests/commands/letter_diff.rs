//! `letter diff`.

use crate::support::page::Page;

#[test]
fn letter_diff() {
    let mut page = Page::of("letter diff");
    page.at(5);
    page.no(3, "", "letter diff 4.2.0");
    page.at(7);
    page.no(3, "", "letter diff 4.2.0");
    page.given("dev", "letter submit 4.2.0 examples/letters/release-letter-revision-2.md");
    page.done("", "letter diff 4.2.0");
    page.no(2, "", "letter diff 4.2.0 --from 2 --to 2");
    page.no(2, "", "letter diff 4.2.0 --from 0");
    page.no(3, "", "letter diff 4.2.0 --from 2 --to 3");
    page.no(3, "", "letter diff 9.9.9");
    page.keep();
}
