//! Tests of the JUnit reader: what tools write, and what nobody should.
#![expect(clippy::unwrap_used, reason = "tests")]

use super::super::evidence::Kind;
use super::super::example;
use super::*;

fn failed(counts: &Counts) -> Vec<&str> {
    counts.failed.iter().map(Text::as_str).collect()
}

fn why(xml: &str) -> String {
    let e = read(xml.as_bytes()).unwrap_err();
    assert_eq!(e.kind(), Kind::Incomplete);
    e.to_string()
}

#[test]
fn elements_are_counted_in_nested_suites() {
    let xml = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="6" failures="1" errors="2"><!-- all -->
  <testsuite name="outer" tests="1">
    <properties><property name="os" value="a &lt; b"/></properties>
    <testcase name="alone"/>
    <testsuite name="inner" tests="5" failures="1" errors="2">
      <testcase classname="Fixity" name="migrates"><failure message="x">at &amp; <![CDATA[<y>]]></failure></testcase>
      <testcase classname="Fixity" name="breaks"><error/></testcase>
      <testcase classname="Fixity" name="breaks"><error/></testcase>
      <testcase classname="Fixity" name="later"><skipped/></testcase>
      <testcase classname="" name="passes"><system-out>&#x41; ok</system-out></testcase>
    </testsuite>
  </testsuite>
</testsuites>"#;
    let counts = read(xml.as_bytes()).unwrap();
    assert_eq!((counts.cases, counts.failures, counts.errors, counts.skipped), (6, 1, 2, 1));
    assert_eq!(failed(&counts), ["Fixity.migrates", "Fixity.breaks"]);
}

#[test]
fn the_cases_that_ran_are_counted_for_each_suite() {
    let xml = r#"<testsuites name="all"><testsuite name="outer"><testcase name="a"/>
  <testsuite name="inner"><testcase name="b"><skipped/></testcase><testcase name="c"><skipped/><error/></testcase></testsuite>
  <testsuite name="outer"><testcase name="d"/></testsuite></testsuite>
  <testsuite name="inner"><testcase name="e"/></testsuite><testsuite name="empty"/>
  <testsuite><testcase name="f"/></testsuite><testsuite name="e&#x301;"><testcase name="g"/></testsuite></testsuites>"#;
    let suites = read(xml.as_bytes()).unwrap().suites;
    let found: Vec<(&str, u64)> = suites.iter().map(|(n, c)| (n.as_str(), *c)).collect();
    assert_eq!(found, [("empty", 0), ("inner", 2), ("outer", 3), ("\u{e9}", 1)]);
}

#[test]
fn more_failed_cases_than_an_entry_can_name_are_refused() {
    let name = "x".repeat(1000);
    let case = |n: usize| format!("<testcase name='{name}{n:04}'><failure/></testcase>");
    let many = |count: usize| format!("<testsuite>{}</testsuite>", (0..count).map(case).collect::<String>());
    assert!(why(&many(600)).contains("longer than 524288 bytes together"));
    assert_eq!(read(many(500).as_bytes()).unwrap().failures, 500);
}

#[test]
fn no_case_is_counted_as_none() {
    assert_eq!(read(b"<testsuite/>").unwrap(), Counts::default());
    assert_eq!(read(b"\xef\xbb\xbf<testsuites tests='0'></testsuites>\n").unwrap(), Counts::default());
}

#[test]
fn a_case_has_one_outcome_the_worst() {
    let xml = "<testsuite tests='2' failures='1' errors='1'>\
        <testcase name='a'><failure/><failure/><error/><skipped/></testcase><testcase name='b'/></testsuite>";
    let counts = read(xml.as_bytes()).unwrap();
    assert_eq!((counts.cases, counts.failures, counts.errors, counts.skipped), (2, 0, 1, 0));
    assert_eq!(failed(&counts), ["a"]);
}

#[test]
fn a_disabled_case_is_not_a_passed_one() {
    let xml = "<testsuite tests='2'><testcase name='a' status='notrun' result='suppressed'/>\
        <testcase name='b' status='run' result='completed'/></testsuite>";
    assert_eq!(read(xml.as_bytes()).unwrap().skipped, 1);
}

#[test]
fn a_failure_and_a_broken_teardown_may_be_claimed_as_one_test() {
    let xml = "<testsuite tests='1' failures='1' errors='1'><testcase name='a'><failure/></testcase>\
        <testcase name='a'><error/></testcase></testsuite>";
    let counts = read(xml.as_bytes()).unwrap();
    assert_eq!((counts.cases, failed(&counts)), (2, vec!["a"]));
}

#[test]
fn every_false_claim_is_told_with_its_suite() {
    let xml = "<testsuites failures='0'><testsuite name='a' tests='2' failures='0'><testcase name='x'>\
        <failure/></testcase></testsuite><testsuite name='b' tests='1' errors='1'><testcase name='y'/></testsuite></testsuites>";
    assert_eq!(
        why(xml),
        "the test results: not consistent: suite \"a\" says tests=\"2\", its elements say 1; \
         suite \"a\" says failures=\"0\", its elements say 1; suite \"b\" says errors=\"1\", its elements say 0; \
         the <testsuites> without a name says failures=\"0\", its elements say 1"
    );
}

#[test]
fn what_is_not_junit_xml_is_refused_where_it_breaks() {
    let deep = "<testsuite>".repeat(65);
    let wide = format!("<testsuite {}/>", (0..65).map(|n| format!("a{n}='1' ")).collect::<String>());
    for (xml, said) in [
        ("", "no <testsuites> or <testsuite> in it"),
        ("<html/>", "the root is <html>"),
        ("<testcase name='a'/>", "the root is <testcase>"),
        ("PASS 12", "text outside the root"),
        ("<testsuite>\n<testcase name='a'>", "the document ends inside an element"),
        ("<testsuite>\n  <testcase name='a'></testsuite>", "line 2, column 22"),
        ("<testsuite/><testsuite/>", "a second root element <testsuite>"),
        ("<testsuite/>x", "text outside the root"),
        ("<testsuite/>&amp;", "text outside the root"),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><testsuite/>", "a DOCTYPE"),
        ("<testsuite>&boom;</testsuite>", "the entity &boom;"),
        ("<testsuite name='&boom;'/>", "boom"),
        ("<testsuite name='a' name='b'/>", "duplicate"),
        ("<testsuite name=a/>", "line 1, column 1"),
        (
            "<testsuite tests='many'/>",
            "the <testsuite> without a name says tests=\"many\", which is no count",
        ),
        ("<testsuite tests='-1'/>", "which is no count"),
        ("<testsuite tests='18446744073709551615'/>", "its elements say 0"),
        ("<testsuite><testcase/></testsuite>", "a <testcase> without a name"),
        ("<testsuite><x><testcase name='a'/></x></testsuite>", "a <testcase> where JUnit XML has none"),
        ("<testsuite><testcase name='a&#10;b'/></testsuite>", "holds U+000A"),
        ("<testsuite><testcase name='a&#x202E;b'/></testsuite>", "holds U+202E"),
        ("<testsuite>\n\u{1b}[31m</testsuite>", "line 2, column 1: a control character"),
        ("<?xml version='1.0' encoding='ISO-8859-1'?><testsuite name='\u{e9}'/>", "ISO-8859-1"),
        (&deep, "nested more than 64 deep"),
        (&wide, "more than 64 attributes"),
        ("<testsuite><!-- a -- b --></testsuite>", "line 1"),
    ] {
        assert!(why(xml).contains(said), "{xml}: {}", why(xml));
    }
    let e = read(b"<testsuite name='\xff'/>").unwrap_err();
    assert_eq!(e.to_string(), "the test results: line 1, column 18: not UTF-8 text; save it as UTF-8");
}

#[test]
fn a_name_longer_than_a_text_is_refused() {
    assert!(
        why(&format!("<testsuite><testcase name='{}'/></testsuite>", "x".repeat(4001)))
            .contains("4001 bytes")
    );
}

#[test]
fn the_examples_read_as_they_say() {
    let read = |name: &str| results(&example("evidence").join(name)).map(|r| (r.results, r.bytes));
    let (developer, bytes) = read("developer-tests.xml").unwrap();
    assert_eq!((developer.cases, developer.failures, developer.errors, developer.skipped), (13, 0, 0, 1));
    assert_eq!(
        (developer.document.media.as_str(), developer.document.size),
        ("application/xml", bytes.len() as u64)
    );
    let (failing, _) = read("test-team-failing.xml").unwrap();
    assert_eq!((failing.cases, failing.failures, failing.errors, failing.failed.len()), (10, 2, 1, 3));
    let (passing, _) = read("test-team-passing.xml").unwrap();
    assert_eq!((passing.cases, passing.failures, passing.errors, passing.skipped), (11, 0, 0, 0));
    let (zero, _) = read("test-team-zero.xml").unwrap();
    assert!(zero.cases == 0 && !zero.ran_any());
    let broken = read("broken.xml").unwrap_err();
    assert_eq!(broken.kind(), Kind::Incomplete);
    assert!(broken.to_string().contains("broken.xml: line "), "{broken}");
}
