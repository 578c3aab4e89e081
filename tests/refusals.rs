//! What a refusal leaves behind: nothing at all for order, evidence, usage, what is not there and conflicts; one entry, and
//! no revision of a release, for identity, role and separation. A dry run never writes, and exits as the real act does.

use super::support::desk::{Desk, words};
use super::support::stage;

/// A step, the exit code, who, and the command line.
type Case = (u8, i32, &'static str, &'static str);

/// Refusals that leave no trace, one of each kind at least, on several sides of the SOP.
const TRACELESS: [Case; 18] = [
    (2, 4, "rhea", "release notify 4.2.0"),
    (5, 4, "rhea", "deploy go 4.2.0 --notes examples/letters/release-notes.md"),
    (10, 4, "dev", "letter submit 4.2.0 examples/letters/release-letter-revision-2.md"),
    (11, 4, "tess", "test record 4.2.0 --fail --reason 'a case was read wrongly'"),
    (15, 4, "rhea", "release hold 4.2.0 --reason 'audit this week'"),
    (0, 6, "rhea", "ocr receive examples/ocr-packages/incomplete"),
    (7, 6, "tess", "test run 4.2.0 --executed --results examples/evidence/test-team-zero.xml"),
    (7, 6, "tess", "test record 4.2.0 --pass --executed --results examples/evidence/test-team-failing.xml"),
    (6, 6, "dev", "letter submit 4.2.0 examples/letters/completion.md"),
    (8, 6, "tess", "test record 4.2.0 --fail"),
    (8, 2, "tess", "test record 4.2.0"),
    (
        4,
        2,
        "rhea",
        "build record 4.2.0 --build b-1 --source 9f3c1aa --artifact examples/evidence/build-1/era-ingest.tar",
    ),
    (4, 2, "rhea", "release hold 4.2.0 --reason 'two words' stray"),
    (4, 3, "rhea", "release hold 9.9.9 --reason 'audit this week'"),
    (4, 3, "rhea", "ocr withdraw OCR-2026-0999 --reference OCCB --reason superseded"),
    (4, 7, "rhea", "release notify 4.2.0"),
    (1, 7, "rhea", "ocr receive examples/ocr-packages/OCR-2026-0107"),
    (5, 7, "dev", "test dev 4.2.0 --build b-0 --results examples/evidence/developer-tests.xml"),
];

/// Refusals that are recorded.
const RECORDED: [Case; 7] = [
    (3, 5, "dev", "release notify 4.2.0"),
    (9, 5, "dev", "deploy go 4.2.0 --notes examples/letters/release-notes.md"),
    (8, 5, "dev", "test record 4.2.0 --pass"),
    (0, 5, "rhea", "person add mallory --name Mallory"),
    (0, 5, "ada", "role grant ada rm"),
    (1, 5, "ada", "ocr receive examples/ocr-packages/OCR-2026-0119"),
    (10, 5, "sol", "deploy no-go 4.2.0 --reason 'not today'"),
];

/// Acts that are lawful at their step.
const LAWFUL: [Case; 6] = [
    (0, 0, "rhea", "ocr receive examples/ocr-packages/OCR-2026-0107"),
    (3, 0, "rhea", "release notify 4.2.0"),
    (8, 0, "tess", "test record 4.2.0 --pass"),
    (8, 9, "tess", "test record 4.2.0 --fail --reason 'a case was read wrongly' --verdict-exit"),
    (9, 0, "rhea", "deploy go 4.2.0 --notes examples/letters/release-notes.md"),
    (0, 0, "ada", "person add grace --name 'Grace Lindqvist'"),
];

fn run(desk: &Desk, who: &str, line: &str) -> super::support::desk::Answer {
    let words = words(line);
    desk.by(who, &words.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The revision of release 4.2.0, where there is one.
fn revision(desk: &Desk) -> Option<u64> {
    desk.run(&["release", "show", "4.2.0", "--json"]).json()["result"]["revision"].as_u64()
}

/// The recorded refusals, oldest first.
fn recorded(desk: &Desk) -> Vec<serde_json::Value> {
    let log = desk.run(&["log", "--refusals", "--max", "1000", "--json"]).json();
    log["result"]["entries"].as_array().cloned().unwrap_or_default()
}

#[test]
fn order_evidence_usage_and_conflict_leave_no_trace() {
    for (step, code, who, line) in TRACELESS {
        let desk = stage::at(step);
        let before = desk.digest();
        let answer = run(&desk, who, line);
        assert_eq!(answer.code, code, "{line}\n{}", answer.whole());
        assert_eq!(desk.digest(), before, "{line} changed the ledger");
        assert!(answer.stdout.is_empty(), "{}", answer.whole());
    }
}

#[test]
fn role_and_separation_leave_one_entry_and_no_revision() {
    for (step, code, who, line) in RECORDED {
        let desk = stage::at(step);
        let before = revision(&desk);
        let answer = run(&desk, who, line);
        assert_eq!(answer.code, code, "{line}\n{}", answer.whole());
        let found = recorded(&desk);
        assert_eq!(found.len(), 1, "{line}: {found:?}");
        assert_eq!(found[0]["actor"], who, "{line}");
        let said = &found[0]["recorded"];
        assert!(line.starts_with(said["command"].as_str().unwrap()), "{said}");
        assert!(answer.stderr.contains(said["why"].as_str().unwrap()), "{said} is not what was said");
        assert_eq!(revision(&desk), before, "{line}");
        desk.ok(&["ledger", "verify"]);
    }
}

#[test]
fn a_second_hat_is_refused_and_recorded_once() {
    let desk = stage::at(7);
    desk.act("ada", "role grant dev tt");
    let line = "test run 4.2.0 --executed --results examples/evidence/test-team-passing.xml";
    let answer = desk.refused(5, "dev", line);
    assert!(
        answer.stderr.contains("dev has acted as Software Developer on release 4.2.0, so not as Test Team")
    );
    assert!(answer.stderr.contains("the Test Team (tess, tess2)"), "{}", answer.whole());
    assert_eq!(recorded(&desk).len(), 1);
}

#[test]
fn somebody_unknown_is_refused_and_not_recorded() {
    let desk = stage::at(3);
    let before = desk.digest();
    desk.refused(5, "mallory", "release notify 4.2.0");
    assert_eq!(desk.digest(), before);
}

#[test]
fn a_dry_run_writes_nothing_and_exits_as_the_act_would() {
    for (step, code, who, line) in TRACELESS.into_iter().chain(RECORDED).chain(LAWFUL) {
        let desk = stage::at(step);
        let before = desk.digest();
        let dry = run(&desk, who, &format!("{line} --dry-run"));
        assert_eq!(desk.digest(), before, "{line} --dry-run changed the ledger");
        assert_eq!(dry.code, code, "{line} --dry-run\n{}", dry.whole());
        assert_eq!(dry.stdout.contains("Would record"), matches!(code, 0 | 9), "{}", dry.whole());
    }
}

/// What a dry run shows is what the act then tells and makes fall.
#[test]
fn a_dry_run_shows_what_the_act_will_do() {
    for (step, code, who, line) in LAWFUL {
        let desk = stage::at(step);
        let dry = run(&desk, who, &format!("{line} --dry-run --json")).json();
        let act = run(&desk, who, &format!("{line} --json"));
        assert_eq!(act.code, code, "{}", act.whole());
        for part in ["recorded", "told", "fallen", "next", "state", "subject", "revision", "warnings"] {
            assert_eq!(dry["result"][part], act.json()["result"][part], "{line}: {part}");
        }
        assert_eq!((&dry["result"]["outcome"], dry["result"].get("seq")), (&"would-record".into(), None));
        let after = dry["head"]["seq"].as_u64().map(|seq| seq + 1);
        assert_eq!(
            act.json()["head"]["seq"].as_u64(),
            after,
            "a dry run shows the head that it was judged on"
        );
    }
}

#[test]
fn a_hundred_refusals_are_recorded_for_a_person_and_day() {
    let desk = stage::at(3);
    (0..101).for_each(|_| drop(desk.refused(5, "dev", "release notify 4.2.0")));
    assert_eq!(recorded(&desk).len(), 100);
    desk.refused(5, "cora", "release notify 4.2.0");
    assert_eq!(recorded(&desk).len(), 101, "another person has a hundred of his own");
    desk.wait(86_400);
    desk.refused(5, "dev", "release notify 4.2.0");
    assert_eq!(recorded(&desk).len(), 102, "the next day has a hundred of its own");
    desk.ok(&["ledger", "verify"]);
}
