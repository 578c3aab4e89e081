//! Tests of the letter's check: complete, incomplete, and letters that would show a reader something else.
#![expect(clippy::unwrap_used, reason = "tests")]

use super::super::evidence::Kind;
use super::super::example;
use super::*;

fn filled(template: &str) -> String {
    template.replace("-->", "-->\nNone.")
}

fn problems(text: &str, due: Due) -> Vec<String> {
    match check(text.as_bytes(), due).unwrap_err() {
        EvidenceError::Incomplete { problems, .. } => problems,
        other => vec![other.to_string()],
    }
}

/// The one thing that is wrong with a filled template after a change.
fn wrong(from: &str, to: &str) -> String {
    let text = filled(&template());
    assert!(text.contains(from), "{from}");
    let problems = problems(&text.replacen(from, to, 1), Due::Submission);
    assert_eq!(problems.len(), 1, "{problems:#?}");
    problems.into_iter().next().unwrap()
}

#[test]
fn the_table_is_in_order() {
    assert!((1..).zip(&SECTIONS).all(|(n, s)| s.number == n));
    assert!(SECTIONS.iter().all(|s| s.hint.is_empty() == (s.source == sections::Source::Ledger)));
    let due = |due| SECTIONS.iter().filter(|s| s.is_written_for(due)).map(|s| s.number).collect::<Vec<_>>();
    assert_eq!(due(Due::Submission), [4, 8, 9, 10, 11, 12, 13, 14, 15]);
    assert_eq!((due(Due::Review), due(Due::Completion)), (vec![], vec![20]));
}

#[test]
fn a_template_is_complete_only_when_filled_in() {
    let empty = problems(&template(), Due::Submission);
    assert_eq!(empty.len(), 9);
    assert_eq!(empty[0], "section \"4. Author, organisation, contact and recipients\" is empty");
    let sections = check(filled(&template()).as_bytes(), Due::Submission).unwrap();
    assert_eq!((sections.len(), sections[0].number, sections[0].text.as_str()), (9, 4, "None."));
    assert_eq!(problems(&completion_template(), Due::Completion).len(), 1);
    let completion = check(filled(&completion_template()).as_bytes(), Due::Completion).unwrap();
    assert_eq!((completion.len(), completion[0].number), (1, 20));
}

#[test]
fn everything_wrong_is_told_at_once() {
    let text =
        "Hello\nthere\n## 5. Build id\n\u{202e}x\n## 14. Known problems\nNone\n## 14. Known problems\nmore\n";
    let list = problems(text, Due::Submission);
    assert_eq!(
        list[..4],
        [
            "line 4: the control or bidirectional character U+202E; remove it",
            "line 1: text before the first section",
            "line 3: \"5. Build id\" is no section of the letter; use ### for a heading within a section",
            "line 7: section \"14. Known problems\" stands there twice",
        ]
    );
    assert_eq!(list.len(), 4 + 8, "{list:#?}");
    assert_eq!(problems("", Due::Submission).len(), 9);
}

#[test]
fn what_is_not_a_section_is_refused() {
    let heading = "## 14. Known problems";
    assert!(
        wrong(heading, &format!("## 16. Reviews\n\nAll approve.\n\n{heading}")).contains("written by era-rm")
    );
    let other = format!("## 20. Open items and completion statement\n\nDone.\n\n{heading}");
    assert!(wrong(heading, &other).contains("belongs to the other part"));
    assert!(wrong(heading, &format!("# Annex\n\nText\n\n{heading}")).contains("\"Annex\" is no section"));
    assert!(wrong(heading, &format!("16. Reviews\n---\n\n{heading}")).contains("underlined heading"));
    assert!(wrong(heading, &format!("<h2>16. Reviews</h2>\n\n{heading}")).contains("raw HTML"));
}

#[test]
fn a_section_that_says_nothing_is_empty() {
    for nothing in ["", "---", "### Detail", "<!-- text -->", "```\n```", "- \n* "] {
        let text = filled(&template());
        let text = text.replacen("-->\nNone.", &format!("-->\n\n{nothing}\n"), 1);
        assert_eq!(problems(&text, Due::Submission).len(), 1, "{nothing:?}");
    }
}

#[test]
fn text_of_other_systems_is_read() {
    let text = format!("\u{feff}{}", filled(&template()).replace('\n', "\r\n").replace("None", "Te\u{301}"));
    let sections = check(text.as_bytes(), Due::Submission).unwrap();
    assert_eq!(sections[0].text, "T\u{e9}.");
    let odd = filled(&template()).to_uppercase().replace("## 4. ", "##  4.  ");
    assert_eq!(check(odd.as_bytes(), Due::Submission).unwrap().len(), 9);
}

#[test]
fn what_is_no_text_is_refused() {
    let e = check(b"# x\n\xff", Due::Submission).unwrap_err();
    assert_eq!(e.to_string(), "the Release Letter: line 2, column 1: not UTF-8 text; save it as UTF-8");
    assert!(wrong("None.", "a\rb").contains("U+000D"));
    let e = check("x".repeat(1024 * 1024 + 1).as_bytes(), Due::Completion).unwrap_err();
    assert_eq!(e.kind(), Kind::Incomplete);
}

#[test]
fn the_examples_are_complete() {
    let read = |name: &str| std::fs::read(example("letters").join(name)).unwrap();
    let first = check(&read("release-letter.md"), Due::Submission).unwrap();
    let second = check(&read("release-letter-revision-2.md"), Due::Submission).unwrap();
    assert!(first.iter().zip(&second).any(|(a, b)| a.text != b.text));
    assert!(first.iter().zip(&second).any(|(a, b)| a.text == b.text));
    assert_eq!(check(&read("completion.md"), Due::Completion).unwrap().len(), 1);
    assert!(check(&read("release-letter.md"), Due::Completion).is_err());
    assert!(!read("release-notes.md").is_empty());
}
