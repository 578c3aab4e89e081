//! `role revoke`.

use crate::support::page::Page;

#[test]
fn role_revoke() {
    let mut page = Page::of("role revoke");
    page.at(5);
    page.done("ada", "role revoke rhea2 rm --reason 'moved to another office'");
    page.no(7, "ada", "role revoke rhea2 rm --reason 'moved to another office'");
    page.no(4, "ada", "role revoke ada administrator --reason 'moved to another office'");
    page.no(5, "rhea", "role revoke dev sd --reason 'moved to another office'");
    page.no(3, "ada", "role revoke mallory rm --reason 'moved to another office'");
    page.no(2, "ada", "role revoke rhea rm");
    page.keep();
}
