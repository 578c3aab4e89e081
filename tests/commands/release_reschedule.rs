//! `release reschedule`.

use crate::support::page::Page;

#[test]
fn release_reschedule() {
    let mut page = Page::of("release reschedule");
    page.at(9);
    page.no(5, "cora", "release reschedule 4.2.0 --window federal=2026-12-01T22:00:00Z/2026-12-02T04:00:00Z --reason 'CM cannot'");
    page.done("rhea", "release reschedule 4.2.0 --window federal=2026-12-01T22:00:00Z/2026-12-02T04:00:00Z --window presidential=2026-12-01T22:00:00Z/2026-12-02T04:00:00Z --reason 'CM cannot'");
    page.no(6, "rhea", "release reschedule 4.2.0 --window federal=2026-11-01T22:00:00Z/2026-11-02T04:00:00Z --reason 'CM cannot'");
    page.no(2, "rhea", "release reschedule 4.2.0 --window federal=2026-12-02T22:00:00Z/2026-12-01T04:00:00Z --reason 'CM cannot'");
    page.no(2, "rhea", "release reschedule 4.2.0 --window federal=2026-12-01T22:00:00Z/2026-12-02T04:00:00Z");
    page.no(3, "rhea", "release reschedule 9.9.9 --window federal=2026-12-01T22:00:00Z/2026-12-02T04:00:00Z --reason 'CM cannot'");
    page.at(2);
    page.given("rhea", "release coordinate 4.2.0");
    page.given("cora", "release concur 4.2.0 --no --reason 'the tape library is being moved'");
    page.no(6, "rhea", "release reschedule 4.2.0 --reason 'again'");
    page.at(10);
    page.no(4, "rhea", "release reschedule 4.2.0 --window federal=2026-12-01T22:00:00Z/2026-12-02T04:00:00Z --reason 'CM cannot'");
    page.keep();
}
