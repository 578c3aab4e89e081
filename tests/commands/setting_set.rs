//! `setting set`.

use crate::support::page::Page;

#[test]
fn setting_set() {
    let mut page = Page::of("setting set");
    page.at(0);
    page.done("ada", "setting set lmc-name 'Archive Systems Contractor'");
    page.no(3, "ada", "setting set colour red");
    page.no(5, "rhea", "setting set lmc-name Rhea");
    page.no(2, "ada", "setting set lmc-name");
    page.keep();
}
