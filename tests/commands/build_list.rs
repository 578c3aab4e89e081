//! `build list`.

use crate::support::page::Page;

#[test]
fn build_list() {
    let mut page = Page::of("build list");
    page.at(4);
    page.told("", "build list 4.2.0");
    page.at(9);
    page.given("dev", "build record 4.2.0 --build b-2 --source 51d0be7 --reason 'a late finding' --artifact examples/evidence/build-2/era-ingest.tar");
    page.done("", "build list 4.2.0");
    page.no(3, "", "build list 9.9.9");
    page.keep();
}
