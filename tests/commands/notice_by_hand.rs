//! `notice by-hand`.

use crate::support::page::Page;

#[test]
fn notice_by_hand() {
    let mut page = Page::of("notice by-hand");
    page.at(4);
    page.no(5, "dev", "notice by-hand --release 4.2.0 --step 4 --how 'to the LMC programme office'");
    page.no(3, "rhea", "notice by-hand 4.2.0/99/lmc --how 'to the LMC programme office'");
    page.no(3, "rhea", "notice by-hand --release 9.9.9 --how 'to the LMC programme office'");
    page.no(2, "rhea", "notice by-hand --how 'to the LMC programme office'");
    page.no(2, "rhea", "notice by-hand nonsense --how 'to the LMC programme office'");
    page.no(2, "rhea", "notice by-hand --release 4.2.0");
    page.done("rhea", "notice by-hand --release 4.2.0 --step 4 --how 'to the LMC programme office'");
    page.no(3, "rhea", "notice by-hand --release 4.2.0 --step 4 --how 'to the LMC programme office'");
    page.keep();
}
