//! `test waive`.

use crate::support::page::Page;

/// A Test Team's results with one failed case.
const RESULTS: &str = r#"<testsuite name="TP-14" tests="2" failures="1"><testcase classname="TP-14" name="TC-1401"/>
<testcase classname="TP-14" name="TC-1402"><failure message="one part is reported as altered"/></testcase></testsuite>"#;

#[test]
fn test_waive() {
    let mut page = Page::of("test waive");
    page.at(7);
    std::fs::write(page.desk().folder().join("one-fails.xml"), RESULTS).unwrap();
    page.given("tess", "test run 4.2.0 --executed --results one-fails.xml");
    page.no(6, "tess", "test record 4.2.0 --pass");
    page.no(5, "dev", "test waive 4.2.0 --case TP-14.TC-1402 --reason 'known limit of the test data'");
    page.no(6, "rhea", "test waive 4.2.0 --case TP-14.TC-1402 --accept");
    page.no(6, "tess", "test waive 4.2.0 --case TP-14.TC-1401 --reason 'known limit of the test data'");
    page.no(2, "tess", "test waive 4.2.0 --case TP-14.TC-1402");
    page.done("tess", "test waive 4.2.0 --case TP-14.TC-1402 --reason 'known limit of the test data'");
    page.no(6, "tess", "test record 4.2.0 --pass");
    page.no(5, "tess", "test waive 4.2.0 --case TP-14.TC-1402 --accept");
    page.done("rhea", "test waive 4.2.0 --case TP-14.TC-1402 --accept");
    page.no(7, "rhea", "test waive 4.2.0 --case TP-14.TC-1402 --accept");
    page.keep();
}
