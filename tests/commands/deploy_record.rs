//! `deploy record`.

use crate::support::page::Page;

const INSTALLED: &str =
    "--artifact examples/evidence/build-1/era-ingest.tar --artifact examples/evidence/build-1/era-search.tar";
const OTHER: &str =
    "--artifact examples/evidence/build-2/era-ingest.tar --artifact examples/evidence/build-2/era-search.tar";

#[test]
fn deploy_record() {
    let mut page = Page::of("deploy record");
    let deployed = |page: &Page, rest: &str| {
        let (start, end) = (page.desk().now(), page.desk().now().plus_seconds(600));
        page.desk().wait(900);
        format!("deploy record 4.2.0 --outcome deployed --start {start} --end {end} {rest}")
    };
    page.at(9);
    let line = deployed(&page, &format!("--target federal --backup snapshot-1 {INSTALLED}"));
    page.no(4, "dev", &line);
    page.at(10);
    let line = deployed(&page, "--target federal");
    page.no(5, "rhea", &format!("{line} --backup snapshot-1 {INSTALLED}"));
    page.no(5, "dev", &format!("{line} --deployer tess --backup snapshot-1 {INSTALLED}"));
    page.no(6, "dev", &format!("{line} --backup snapshot-1 {OTHER}"));
    page.no(6, "dev", &format!("{line} --backup snapshot-1"));
    page.no(6, "dev", &format!("{line} {INSTALLED}"));
    page.done("dev", &format!("{line} --backup snapshot-1 {INSTALLED}"));
    let line = deployed(&page, "--target classified");
    page.no(3, "dev", &format!("{line} --backup snapshot-1 {INSTALLED}"));
    let ahead = page.desk().now().plus_seconds(86400);
    page.no(
        6,
        "dev",
        &format!(
            "deploy record 4.2.0 --target presidential --outcome irregular --start {ahead} --end {ahead}"
        ),
    );
    let now = page.desk().now();
    page.no(
        6,
        "dev",
        &format!("deploy record 4.2.0 --target presidential --outcome failed --start {now} --end {now}"),
    );
    page.no(
        2,
        "dev",
        &format!("deploy record 4.2.0 --target presidential --outcome perfect --start {now} --end {now}"),
    );
    page.no(2, "dev", "deploy record 4.2.0 --target presidential --outcome failed");
    page.done(
        "dev",
        &format!("deploy record 4.2.0 --target presidential --outcome failed --reason 'the disk was full' --start {now} --end {now}"),
    );
    page.keep();
}
