//! `notice remind`.

use crate::support::page::Page;
use crate::support::stage;

#[test]
fn notice_remind() {
    let mut page = Page::of("notice remind");
    page.at(4);
    page.told("rhea", "notice remind");
    let desk = stage::at(4);
    desk.wait(73 * 3600);
    page.on(desk, "release 4.2.0 after step 4, three days later");
    page.no(5, "ada", "notice remind");
    page.no(2, "rhea", "notice remind --after 0");
    page.shown_here(0, "rhea", "notice remind --dry-run");
    page.done("rhea", "notice remind");
    page.told("rhea", "notice remind");
    page.keep();
}
