//! `test run`.

use crate::support::page::Page;

/// Two files of one run: together two of the three suites that had to run.
const INGEST: &str = r#"<testsuite name="TP-14 Ingest and fixity" tests="5">
<testcase classname="TP-14" name="TC-1401"/><testcase classname="TP-14" name="TC-1402"/>
<testcase classname="TP-14" name="TC-1403"/><testcase classname="TP-14" name="TC-1404"/>
<testcase classname="TP-14" name="TC-1405"><failure/></testcase></testsuite>"#;
const SEARCH: &str = r#"<testsuite name="TP-15 Search" tests="3"><testcase classname="TP-15" name="TC-1501"/>
<testcase classname="TP-15" name="TC-1502"/><testcase classname="TP-15" name="TC-1503"/></testsuite>"#;

#[test]
fn test_run() {
    let mut page = Page::of("test run");
    page.at(6);
    page.no(4, "tess", "test run 4.2.0 --executed --results examples/evidence/test-team-passing.xml");
    page.at(7);
    page.no(5, "dev", "test run 4.2.0 --executed --results examples/evidence/test-team-passing.xml");
    page.no(6, "tess", "test run 4.2.0 --executed --results examples/evidence/test-team-zero.xml");
    page.no(6, "tess", "test run 4.2.0 --executed --results examples/evidence/broken.xml");
    page.no(3, "tess", "test run 4.2.0 --executed --results nowhere.xml");
    page.no(2, "tess", "test run 4.2.0 --results examples/evidence/test-team-passing.xml");
    page.no(
        7,
        "tess",
        "test run 4.2.0 --build b-0 --executed --results examples/evidence/test-team-passing.xml",
    );
    page.done("tess", "test run 4.2.0 --executed --results examples/evidence/test-team-passing.xml");
    page.at(7);
    std::fs::write(page.desk().folder().join("ingest.xml"), INGEST).unwrap();
    std::fs::write(page.desk().folder().join("search.xml"), SEARCH).unwrap();
    std::fs::copy(page.desk().folder().join("search.xml"), page.desk().folder().join("again.xml")).unwrap();
    std::fs::write(page.desk().folder().join("none.toml"), "[suites]\n\"TP-14\" = 0\n").unwrap();
    page.no(2, "tess", "test run 4.2.0 --observed --results search.xml --results again.xml");
    page.no(2, "tess", "test run 4.2.0 --observed --suites examples/evidence/suites.toml");
    page.no(6, "tess", "test run 4.2.0 --observed --results search.xml --suites none.toml");
    page.no(3, "tess", "test run 4.2.0 --observed --results search.xml --suites nowhere.toml");
    let both = "--results ingest.xml --results search.xml --suites examples/evidence/suites.toml";
    page.told("tess", &format!("test run 4.2.0 --observed {both}"));
    page.done("", "test show 4.2.0");
    page.no(6, "tess", "test record 4.2.0 --pass");
    page.no(6, "tess", "test run 4.2.0 --executed --results examples/evidence/test-team-passing.xml");
    page.told("tess", "test run 4.2.0 --executed --results examples/evidence/test-team-passing.xml --suites examples/evidence/suites.toml");
    page.told("tess", "test record 4.2.0 --pass");
    page.told("", "test show 4.2.0");
    page.keep();
}
