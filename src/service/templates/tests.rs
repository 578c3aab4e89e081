//! Tests of templates: nothing they are filled with is markup, and what is wrong with one is told by its place.
#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;

#[derive(Serialize)]
struct With<'a> {
    text: &'a str,
}

#[derive(Serialize)]
struct Ready {
    text: Markup,
}

fn with(name: &str, source: &str) -> Result<Templates, EvidenceError> {
    let mut all = Templates::default();
    all.replace(name, source.as_bytes()).map(|()| all)
}

#[test]
fn every_built_in_template_parses() {
    Templates::default().environment().unwrap();
}

#[test]
fn what_a_template_is_filled_with_is_no_markup() {
    let hostile = "<script>alert(1)</script> | [x](javascript:y) `a` **b**\n# c\n- d";
    let markdown = with(NOTES, "{{ text }}").unwrap().render(NOTES, With { text: hostile }).unwrap();
    assert_eq!(
        markdown,
        "\\<script\\>alert(1)\\</script\\> \\| \\[x\\](javascript:y) \\`a\\` \\*\\*b\\*\\* \\# c - d"
    );
    let ready = Markup("**a**".into());
    assert_eq!(with(NOTES, "{{ text }}").unwrap().render(NOTES, Ready { text: ready }).unwrap(), "**a**");
    for (text, shown) in
        [("- a", "\\- a"), ("1. a", "1\\. a"), ("4.2.0", "4.2.0"), ("12)", "12\\)"), ("a.b", "a.b")]
    {
        assert_eq!(escape(text), shown);
    }
    assert_eq!(code("era-ingest.tar"), "`era-ingest.tar`");
    assert_eq!(code("a`b"), "a\\`b");
}

#[test]
fn a_template_that_does_not_parse_is_told_by_line_and_column() {
    let e = with(NOTES, "a\nb {% if %}\n").unwrap_err();
    assert!(
        matches!(&e, EvidenceError::Broken { of, line: 2, column, .. } if of.ends_with(NOTES) && *column > 1),
        "{e}"
    );
    let e = with(NOTES, "a\n{{ nothing }}").unwrap().render(NOTES, With { text: "" }).unwrap_err();
    assert!(matches!(&e, EvidenceError::Broken { line: 2, column: 4, .. }), "{e}");
}

#[test]
fn a_template_ends_and_reads_nothing() {
    let long = "{% for a in range(9999) %}{% for b in range(9999) %}{{ b }}{% endfor %}{% endfor %}";
    let e = with(NOTES, long).unwrap().render(NOTES, With { text: "" }).unwrap_err();
    assert!(matches!(&e, EvidenceError::Broken { .. }), "{e}");
    let e = with(NOTES, "{% include '/etc/passwd' %}").unwrap().render(NOTES, With { text: "" }).unwrap_err();
    assert!(e.to_string().contains("/etc/passwd"), "{e}");
}
