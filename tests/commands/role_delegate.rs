//! `role delegate`.

use crate::support::page::Page;

#[test]
fn role_delegate() {
    let mut page = Page::of("role delegate");
    page.at(4);
    page.given("ada", "person add milo --name 'Milo Santos'");
    page.given("ada", "person add ci --name 'CI of the archive' --machine");
    page.done("dev", "role delegate milo sd --until 2026-12-20T00:00:00Z");
    page.no(7, "dev", "role delegate milo sd --until 2026-12-20T00:00:00Z");
    page.no(5, "dev", "role delegate dev sd --until 2026-12-20T00:00:00Z");
    page.no(5, "milo", "role delegate tess2 sd --until 2026-12-20T00:00:00Z");
    page.no(5, "dev", "role delegate ci sd --until 2026-12-20T00:00:00Z");
    page.no(6, "tess", "role delegate milo tt --until 2027-12-20T00:00:00Z");
    page.no(6, "ada", "role delegate milo qm --of quentin --until 2026-12-20T00:00:00Z");
    page.done(
        "ada",
        "role delegate milo qm --of quentin --until 2026-12-20T00:00:00Z --reason 'Quentin is ill'",
    );
    page.no(5, "rhea", "role delegate milo rm --of rhea2 --until 2026-12-20T00:00:00Z");
    page.no(
        3,
        "ada",
        "role delegate mallory qm --of quentin --until 2026-12-20T00:00:00Z --reason 'Quentin is ill'",
    );
    page.keep();
}
