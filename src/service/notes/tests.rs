//! Tests of the Release Notes: what becomes of the developer's Markdown, and which edited notes are refused.

#![expect(clippy::unwrap_used, reason = "tests")]

use super::markdown::{below, outage};
use super::*;

#[test]
fn headings_of_a_section_come_below_ours() {
    assert_eq!(below("### A\nx\n##### B\n```\n# C\n```\n", 3), "### A\nx\n##### B\n```\n# C\n```");
    assert_eq!(below("##### A\n###### B\n", 3), "### A\n#### B");
    assert_eq!(below("# A\n\n###### B", 3), "### A\n\n###### B");
    assert_eq!(below("  ## A ##", 3), "### A ##");
    assert_eq!(below("> a\n> ===\n\n### b", 3), "> a\n> \\===\n\n### b", "an underlined heading is none");
}

#[test]
fn what_a_browser_would_act_on_becomes_words() {
    for (text, inert) in [
        ("a <script>alert(1)</script> b", "a \\<script>alert(1)\\</script> b"),
        ("<div\nonclick=x>\n<b>", "\\<div\nonclick=x>\n\\<b>"),
        ("[x](javascript:alert(1))", "\\[x](javascript:alert(1))"),
        ("![x](http://tracker.example/a.png)", "\\![x](http://tracker.example/a.png)"),
        ("<javascript:alert(1)>", "\\<javascript:alert(1)>"),
        ("[x]\n\n[x]: data:text/html,y", "\\[x]\n\n[x]: data:text/html,y"),
        ("[x](https://archives.example/a) `<b>` 1 < 2", "[x](https://archives.example/a) `<b>` 1 < 2"),
    ] {
        assert_eq!(below(text, 3), inert);
    }
    let nested = below("<!-- <b> <!-- <i> --> </b> [![x](javascript:y)](z:q)", 3);
    assert!(markdown::active(&nested).is_empty(), "{nested}");
}

#[test]
fn an_outage_is_found_by_its_heading_or_its_words() {
    let by_words = "Two hours. Ingest is out of\nservice for 50 minutes.\n\n1. Stop; the outage begins.\n\nCheck it.\n\nNo Downtime for search.";
    assert_eq!(
        outage(by_words),
        "Two hours. Ingest is out of\nservice for 50 minutes.\n\nNo Downtime for search."
    );
    let by_heading =
        "An outage.\n\n### OUTAGE\n\nIngest, 50 minutes.\n\n#### Search\n\nNone.\n\n### Checks\n\nx";
    assert_eq!(outage(by_heading), "Ingest, 50 minutes.\n\n#### Search\n\nNone.");
    assert_eq!(outage("Nothing of the kind.\n\n```\noutage\n```"), "");
    assert_eq!(outage("### Outage\n"), "");
}

#[test]
fn edited_notes_are_plain_text() {
    let problems = |text: &str| match check("n.md", text.as_bytes()).unwrap_err() {
        EvidenceError::Incomplete { problems, .. } => problems,
        other => vec![other.to_string()],
    };
    assert_eq!(
        check("n.md", "# Notes\r\n\r\n- a [b](https://c.example) <https://c.example>\r\n".as_bytes()),
        Ok(())
    );
    assert_eq!(problems(" \n---\n"), ["n.md is empty"]);
    assert_eq!(problems("a\n\u{202e}b\nc\u{1b}[31m").len(), 2);
    assert_eq!(
        problems("a\n\nb <b>c</b>\n\n<script>\n"),
        ["line 3: raw HTML; write Markdown instead", "line 5: raw HTML; write Markdown instead",]
    );
    assert!(problems("a [b](javascript:c)")[0].starts_with("line 1: a link that is none"));
    assert!(matches!(check("n.md", b"a\n\xff"), Err(EvidenceError::Broken { line: 2, column: 1, .. })));
}

#[test]
fn times_and_names_are_as_users_read_them() {
    let time = |t: &str| utc(t.parse().unwrap());
    assert_eq!(time("2026-12-01T22:00:00Z"), "2026-12-01 22:00 UTC");
    assert_eq!(time("2026-12-01T22:00:05Z"), "2026-12-01 22:00:05 UTC");
    assert_eq!(
        (listed(&[]), listed(&["a"]), listed(&["a", "b", "c"])),
        (String::new(), "a".into(), "a, b and c".into())
    );
}
