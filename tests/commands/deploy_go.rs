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
    page.no(2, "rhea", "deploy go 4.2.0");
    page.done("rhea", "deploy go 4.2.0 --notes examples/letters/release-notes.md");
    page.no(7, "rhea", "deploy go 4.2.0 --notes examples/letters/release-notes.md");
    page.at(10);
    page.given("rhea", "deploy no-go 4.2.0 --reason 'storage migration overruns'");
    page.no(6, "rhea", "deploy go 4.2.0 --notes examples/letters/release-notes.md");
    page.keep();
}
