//! `test coordinate`.

use crate::support::page::Page;

#[test]
fn test_coordinate() {
    let mut page = Page::of("test coordinate");
    page.at(5);
    page.no(
        4,
        "rhea",
        "test coordinate 4.2.0 --place 'test lab 2' --when 2026-11-25T14:00:00Z --who 'T. Alvarez'",
    );
    page.at(6);
    page.no(
        5,
        "tess",
        "test coordinate 4.2.0 --place 'test lab 2' --when 2026-11-25T14:00:00Z --who 'T. Alvarez'",
    );
    page.no(2, "rhea", "test coordinate 4.2.0 --place 'test lab 2' --when 'next Monday' --who 'T. Alvarez'");
    page.no(2, "rhea", "test coordinate 4.2.0");
    page.done(
        "rhea",
        "test coordinate 4.2.0 --place 'test lab 2' --when 2026-11-25T14:00:00Z --who 'T. Alvarez'",
    );
    page.no(
        3,
        "rhea",
        "test coordinate 9.9.9 --place 'test lab 2' --when 2026-11-25T14:00:00Z --who 'T. Alvarez'",
    );
    page.keep();
}
