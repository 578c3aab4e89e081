//! `person add`.

use crate::support::page::Page;

#[test]
fn person_add() {
    let mut page = Page::of("person add");
    page.at(0);
    page.done(
        "ada",
        "person add grace --name 'Grace Lindqvist' --email grace@example.gov --organisation Archive",
    );
    page.no(7, "ada", "person add GRACE --name 'Grace Lindqvist'");
    page.no(5, "rhea", "person add mallory --name Mallory");
    page.no(2, "ada", "person add 'gr ace' --name 'Grace Lindqvist'");
    page.no(2, "ada", "person add grace2");
    page.keep();
}
