//! Noes before a go: of an area, of the Test Team, of a reviewer; and a verdict mistyped.

use super::super::support::story::Story;
use super::{fell, next, told};

const FAILING: &str = "--executed --results examples/evidence/test-team-failing.xml";
const NOTES: &str = "deploy go --notes examples/letters/release-notes.md";

#[test]
fn two_failed_tests_and_a_letter_rejected() {
    let s = Story::begin(
        "two-fails-and-a-letter",
        "The Test Team fails two builds; Security rejects the letter of the third.",
    );
    s.say("Steps 1 to 7");
    s.planned(20);
    s.agreed();
    s.built("b-1", "build-1", "");
    s.lettered("examples/letters/release-letter.md");
    s.coordinated();
    s.approved();
    s.say("Step 9: No, go to step 5");
    let no = s.act("tess", &format!("test record --fail {FAILING} --reason 'three cases fail'"));
    assert!(no.stdout.contains("a no"), "{}", no.whole());
    assert!(fell(&no, "5 Build") && fell(&no, "7c Review letter (Quality Management, "), "{}", no.whole());
    assert!(!fell(&no, "3 ") && !fell(&no, "4 "), "what does not stand on the build stays: {}", no.whole());
    s.refused(4, "tess", "test record --pass");
    s.refused(7, "dev", "build record --build b-1 --source 9f3c1aa --artifact examples/evidence/build-1/era-ingest.tar --reason again");
    s.built("b-2", "build-2", "three cases failed");
    s.lettered("examples/letters/release-letter-revision-2.md");
    s.coordinated();
    s.say("Step 9 again: No, before the areas have answered");
    s.act(
        "tess",
        &format!("test record --fail {FAILING} --reason 'the parts are still reported as altered'"),
    );
    s.built("b-3", "build-3", "altered parts, the second attempt");
    s.lettered("examples/letters/release-letter-revision-2.md");
    s.coordinated();
    s.passed();
    s.say("Step 7: Security rejects the letter as DOCUMENT, the others may still answer");
    s.act("quentin", "letter review --approve");
    let no = s.act(
        "sol",
        "letter review --reject --class document --reason 'section 9 says nothing of the new account'",
    );
    assert!(fell(&no, "6b Release Letter") && fell(&no, "7a Distribute letter"), "{}", no.whole());
    assert!(
        !fell(&no, "7b") && !fell(&no, "8") && !fell(&no, "9"),
        "test result and coordination stay: {}",
        no.whole()
    );
    s.act("cora", "letter review --approve --reason 'for the rest of it'");
    s.refused(6, "dev", "letter submit examples/letters/release-letter-revision-2.md");
    let text = std::fs::read_to_string("examples/letters/release-letter-revision-2.md").unwrap();
    let third = s.file("letter-3.md", &text.replace("the auditor's account", "the new account `recheck`"));
    s.lettered(&third);
    let early = s.refused(4, "rhea", NOTES);
    assert!(
        early.stderr.contains("7c Review letter") && !early.stderr.contains("missing: 9"),
        "{}",
        early.whole()
    );
    s.approved();
    s.say("Step 10: the tests of b-3 count for its new letter");
    s.go("");
    s.finished("build-3");
    s.end();
}

#[test]
fn an_area_cannot_make_the_date() {
    let s = Story::begin(
        "another-date",
        "CM cannot make the date; and once the release is built and tested it is put off.",
    );
    s.say("Steps 1 to 3: CM says no");
    s.planned(20);
    s.act("dev", "release input --yes");
    s.act("rhea", "release coordinate");
    s.act("quentin", "release concur --yes");
    let no = s.act("cora", "release concur --no --reason 'the baseline audit is in that week'");
    assert_eq!(told(&no), "release-manager");
    s.act("sol", "release concur --yes");
    s.refused(4, "rhea", "release notify");
    s.say("A new plan, and every area is asked anew");
    let same = s.refused(6, "rhea", "release reschedule --reason 'the same windows'");
    assert!(same.stderr.contains("very plan that was condemned"), "{}", same.whole());
    let windows = [s.window("federal", 25), s.window("presidential", 25)].join(" ");
    s.act("rhea", &format!("release reschedule {windows} --reason 'after the audit'"));
    s.refused(4, "rhea", "release notify");
    s.agreed();
    s.ready("b-1", "build-1", "");
    s.say("Once it is tested it is put off by a week");
    let windows = [s.window("federal", 32), s.window("presidential", 32)].join(" ");
    let later = s.act("rhea", &format!("release reschedule {windows} --reason 'the hall is without power'"));
    assert!(
        fell(&later, "3b Concur (Quality Management, Test Team, Configuration Management, Security)")
            && fell(&later, "4 Notify LMC"),
        "{}",
        later.whole()
    );
    let early = s.refused(4, "rhea", NOTES);
    assert!(early.stderr.contains("2b Developer's input"), "{}", early.whole());
    s.agreed();
    s.say("The build, its tests and its letter count again: go at once");
    s.go("");
    s.finished("build-1");
    s.end();
}

#[test]
fn a_no_go_and_a_rebuild() {
    let s = Story::begin("no-go", "At the go / no-go the answer is no; the release is reopened at 5.");
    s.planned(20);
    s.agreed();
    s.ready("b-1", "build-1", "");
    s.say("Step 10: no go");
    let no = s.act("rhea", "deploy no-go --reason 'a fault in the snapshot tool was found in operation'");
    assert!(!told(&no).contains("help-desk"), "the Help Desk has heard of no go yet: {}", no.whole());
    s.say("Stopped");
    let stopped = s.refused(
        4,
        "dev",
        &format!(
            "build record --build b-2 --source 51d0be7 {} --reason x",
            super::super::support::story::artifacts("build-2")
        ),
    );
    assert!(stopped.stderr.contains("is stopped: a no-go was issued"), "{}", stopped.whole());
    assert!(stopped.stderr.contains("release reopen"), "{}", stopped.whole());
    s.refused(6, "rhea", NOTES);
    s.refused(5, "dev", "release reopen --step 5 --reason 'the tool is fixed'");
    let open = s.act("rhea", "release reopen --step 5 --reason 'the tool is fixed and goes into the build'");
    assert!(fell(&open, "5 Build") && fell(&open, "9 Pass?"), "{}", open.whole());
    assert!(next(&open, "5 Build"), "{}", open.whole());
    s.ready("b-2", "build-2", "the snapshot tool");
    s.go("");
    s.finished("build-2");
    s.end();
}

#[test]
fn a_verdict_mistyped() {
    let s = Story::begin("mistyped", "The Test Team types --fail where it meant --pass, and takes it back.");
    s.planned(20);
    s.agreed();
    s.built("b-1", "build-1", "");
    s.lettered("examples/letters/release-letter.md");
    s.coordinated();
    s.approved();
    s.act("tess", "test run --executed --results examples/evidence/test-team-passing.xml");
    s.say("A slip");
    s.act("tess", "test record --fail --reason 'all ten cases pass'");
    s.refused(4, "tess", "test record --pass");
    s.refused(4, "rhea", "retract --reason 'she meant --pass'");
    let back = s.act("tess", "retract --reason 'meant --pass'");
    assert_eq!(told(&back), "release-manager, software-developer", "those who were told are told again");
    s.act("tess", "test record --pass");
    s.say("After the go it is too late");
    s.go("");
    s.refused(4, "tess", "retract --reason 'second thoughts'");
    s.finished("build-1");
    s.end();
}

#[test]
fn a_pass_with_waivers() {
    let s = Story::begin(
        "waivers",
        "Three cases fail; the Test Team and the Release Manager waive each by name.",
    );
    s.planned(20);
    s.agreed();
    s.built("b-1", "build-1", "");
    s.lettered("examples/letters/release-letter.md");
    s.coordinated();
    s.approved();
    s.act("tess", &format!("test run {FAILING}"));
    let cases = s.json("tess", "test record --pass")["error"]["message"].to_string();
    assert!(cases.contains("TC-1403"), "{cases}");
    s.say("Each failed case is waived by name, or it is no pass");
    let names = [
        "TP-14.TC-1403 transfer in 40 parts",
        "TP-14.TC-1404 transfer in 40 parts, resumed",
        "TP-16.TC-1602 hand-over of an item between reviewers",
    ];
    for (i, case) in names.iter().enumerate() {
        s.refused(6, "tess", "test record --pass");
        s.act(
            "tess",
            &format!("test waive --case '{case}' --reason 'the laboratory is short of file handles'"),
        );
        if i == 0 {
            s.refused(5, "sol", &format!("test waive --case '{case}' --accept"));
            s.refused(6, "tess", "test record --pass");
        }
        s.act("rhea", &format!("test waive --case '{case}' --accept"));
    }
    s.refused(6, "tess", "test waive --case 'TP-14.TC-9999' --reason 'no such case'");
    let pass = s.act("tess", "test record --pass");
    assert!(next(&pass, "10 Go"), "{}", pass.whole());
    s.go("");
    s.finished("build-1");
    s.say("What the Secretariat reads");
    let notice = s.act("rhea", &format!("notice show {}", s.closing()));
    assert!(
        notice.stdout.contains("TC-1403"),
        "a waiver is printed in the closing notice: {}",
        notice.whole()
    );
    s.end();
}
