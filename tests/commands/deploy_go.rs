//! `deploy go`.

use crate::support::page::Page;

#[test]
fn deploy_go() {
    let mut page = Page::of("deploy go");
    page.at(8);
    page.no(4, "rhea", "deploy go 4.2.0 --notes examples/letters/release-notes.md");
    page.at(9);
    page.no(5, "dev", "deploy go 4.2.0 --notes examples/letters/release-notes.md");
    page.no(3, "rhea", "deploy go 4.2.0 --notes nowhere.md");
    page.no(3, "rhea", "deploy go 4.2.0 --notes examples/letters/release-notes.md --target classified");
    page.done("rhea", "deploy go 4.2.0 --notes examples/letters/release-notes.md");
    page.no(7, "rhea", "deploy go 4.2.0 --notes examples/letters/release-notes.md");
    page.at(10);
    page.given("rhea", "deploy no-go 4.2.0 --reason 'storage migration overruns'");
    page.no(6, "rhea", "deploy go 4.2.0 --notes examples/letters/release-notes.md");
    page.at(9);
    page.done("rhea", "deploy go 4.2.0");
    page.at(9);
    page.given("rhea", "notes edit 4.2.0 examples/letters/release-notes.md");
    page.told("rhea", "deploy go 4.2.0");
    page.at(6);
    page.given("rhea", "notes edit 4.2.0 examples/letters/release-notes.md");
    page.given("dev", "letter submit 4.2.0 examples/letters/release-letter-revision-2.md");
    for step in [7, 8, 9] {
        page.desk().release_through("4.2.0", step);
    }
    page.no(6, "rhea", "deploy go 4.2.0");
    page.given("rhea", "notes edit 4.2.0 --generated");
    page.told("rhea", "deploy go 4.2.0");
    page.keep();
}
