//! `notice ack`.

use crate::support::page::Page;

#[test]
fn notice_ack() {
    let mut page = Page::of("notice ack");
    page.at(4);
    page.no(4, "quentin", "notice ack 4.2.0/3/quality-management");
    page.given("rhea", "notice by-hand 4.2.0/3/quality-management 4.2.0/8/lmc --how 'at the weekly meeting'");
    page.no(5, "tess", "notice ack 4.2.0/3/quality-management");
    page.no(3, "quentin", "notice ack 4.2.0/99/quality-management");
    page.no(2, "quentin", "notice ack");
    page.no(6, "rhea", "notice ack 4.2.0/8/lmc");
    page.done("quentin", "notice ack 4.2.0/3/quality-management");
    page.no(7, "quentin2", "notice ack 4.2.0/3/quality-management");
    page.told("rhea", "notice ack 4.2.0/8/lmc --note 'their duty officer called'");
    page.told("", "notice show 4.2.0/8/lmc");
    page.keep();
}
