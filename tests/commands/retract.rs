//! `retract`.

use crate::support::page::Page;

#[test]
fn retract() {
    let mut page = Page::of("retract");
    page.at(7);
    page.no(3, "dev2", "retract 4.2.0 --reason 'meant to reject'");
    page.done("sol", "retract 4.2.0 --reason 'meant to reject'");
    page.no(4, "dev", "retract 4.2.0 --reason 'meant another letter'");
    page.no(3, "sol", "retract 4.2.0 --reason 'once more' --revision 999");
    page.no(2, "sol", "retract 4.2.0");
    page.at(10);
    page.no(4, "rhea", "retract 4.2.0 --reason 'not yet'");
    page.keep();
}
