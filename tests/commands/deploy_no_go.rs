//! `deploy no-go`.

use crate::support::page::Page;

#[test]
fn deploy_no_go() {
    let mut page = Page::of("deploy no-go");
    page.at(8);
    page.no(4, "rhea", "deploy no-go 4.2.0 --reason 'storage migration overruns'");
    page.at(10);
    page.no(5, "sol", "deploy no-go 4.2.0 --reason 'storage migration overruns'");
    page.no(2, "rhea", "deploy no-go 4.2.0");
    page.done("rhea", "deploy no-go 4.2.0 --reason 'storage migration overruns'");
    page.no(4, "rhea", "deploy no-go 4.2.0 --reason 'storage migration overruns'");
    page.no(4, "dev", "letter submit 4.2.0 examples/letters/release-letter-revision-2.md");
    page.at(9);
    page.shown(9, "rhea", "deploy no-go 4.2.0 --reason 'storage migration overruns' --verdict-exit");
    page.keep();
}
