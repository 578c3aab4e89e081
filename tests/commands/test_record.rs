//! `test record`.

use crate::support::page::Page;

#[test]
fn test_record() {
    let mut page = Page::of("test record");
    page.at(7);
    page.no(4, "tess", "test record 4.2.0 --pass");
    page.no(
        6,
        "tess",
        "test record 4.2.0 --pass --executed --results examples/evidence/test-team-failing.xml",
    );
    page.no(2, "tess", "test record 4.2.0 --pass --executed");
    page.done("tess", "test record 4.2.0 --fail --executed --results examples/evidence/test-team-failing.xml --reason 'three cases fail on large transfers'");
    page.no(4, "tess", "test record 4.2.0 --pass");
    page.at(7);
    let search = r#"<testsuite name="TP-15 Search"><testcase name="TC-1501"/></testsuite>"#;
    std::fs::write(page.desk().folder().join("search.xml"), search).unwrap();
    let incomplete = "--observed --results search.xml --suites examples/evidence/suites.toml";
    page.no(6, "tess", &format!("test record 4.2.0 --pass {incomplete}"));
    page.no(2, "tess", "test record 4.2.0 --pass --observed");
    page.told("tess", &format!("test record 4.2.0 --fail --reason 'two suites could not run' {incomplete}"));
    page.told("", "notice show 4.2.0/18/release-manager");
    page.at(8);
    page.no(5, "dev", "test record 4.2.0 --pass");
    page.no(6, "tess", "test record 4.2.0 --fail");
    page.no(7, "tess", "test record 4.2.0 --pass --build b-0");
    page.no(2, "tess", "test record 4.2.0");
    page.done("tess", "test record 4.2.0 --pass");
    page.no(7, "tess2", "test record 4.2.0 --pass");
    page.shown(9, "tess", "test record 4.2.0 --fail --reason 'a case was read wrongly' --verdict-exit");
    page.at(11);
    page.no(4, "tess", "test record 4.2.0 --fail --reason 'a case was read wrongly'");
    page.keep();
}
