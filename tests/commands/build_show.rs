//! `build show`.

use crate::support::page::Page;

#[test]
fn build_show() {
    let mut page = Page::of("build show");
    page.at(4);
    page.no(3, "", "build show 4.2.0");
    page.at(9);
    page.given("dev", "build record 4.2.0 --build b-2 --source 51d0be7 --reason 'a late finding' --artifact examples/evidence/build-2/era-ingest.tar");
    page.done("", "build show 4.2.0");
    page.told("", "build show 4.2.0 --build b-1");
    page.no(3, "", "build show 4.2.0 --build b-9");
    page.keep();
}
