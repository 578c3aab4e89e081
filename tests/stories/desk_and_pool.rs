//! A release held and resumed; and the order of the pool.

use super::super::support::story::{NUMBER, OCRS, Story};
use super::told;

#[test]
fn held_and_resumed() {
    let s =
        Story::begin("held", "The release is held in the middle of its tests, and once more with a go live.");
    s.planned(20);
    s.agreed();
    s.built("b-1", "build-1", "");
    s.lettered("examples/letters/release-letter.md");
    s.coordinated();
    s.say("Held");
    let held = s.act("rhea", "release hold --reason 'the laboratory has no power'");
    assert!(
        told(&held).contains("test-team") && told(&held).contains("software-developer"),
        "{}",
        held.whole()
    );
    let no = s.refused(4, "tess", "test run --executed --results examples/evidence/test-team-passing.xml");
    assert!(no.stderr.contains("is held since") && no.stderr.contains("release resume"), "{}", no.whole());
    s.refused(4, "quentin", "letter review --approve");
    s.refused(4, "rhea", "release hold --reason again");
    s.days(1);
    let on = s.act("rhea", "release resume --reason 'power is back'");
    assert!(!on.stdout.contains("fell:"), "nothing falls: {}", on.whole());
    s.refused(7, "rhea", "release resume");
    s.approved();
    s.passed();
    s.go("");
    s.say("Held with a go live: facts are still recorded");
    s.act("rhea", "release hold --reason 'a storm warning'");
    s.refused(4, "rhea", "deploy no-go --reason 'storm'");
    s.deployed("federal", "build-1");
    s.act("rhea", "release resume");
    s.deployed("presidential", "build-1");
    s.resolved();
    OCRS.iter().for_each(|ocr| s.verified(ocr));
    s.closed();
    s.end();
}

#[test]
fn an_emergency_left_in_the_pool() {
    let s = Story::begin("priority", "An urgent OCR is scheduled while an emergency waits in the pool.");
    for ocr in ["OCR-2026-0107", "OCR-2026-0112", "OCR-2026-0119"] {
        s.act("rhea", &format!("ocr receive examples/ocr-packages/{ocr}"));
    }
    let line = format!("release schedule {NUMBER} --ocr OCR-2026-0112 {}", s.window("federal", 20));
    s.say("Step 2: the implementation priority is kept, or there is a reason");
    let no = s.refused(6, "rhea", &line);
    assert!(no.stderr.contains("OCR-2026-0107 in the pool has a higher priority"), "{}", no.whole());
    assert!(!no.stderr.contains("OCR-2026-0119 in the pool"), "a lower one may stay: {}", no.whole());
    let plan = s.json("rhea", &format!("{line} --reason 'its part waits for the vendor' --dry-run"));
    assert_eq!(
        plan["result"]["recorded"]["ReleaseScheduled"]["passed_over"],
        serde_json::json!(["OCR-2026-0107"])
    );
    s.act("rhea", &format!("{line} --reason 'its part waits for the vendor'"));
    s.say("In order: no reason is asked for");
    s.act("rhea", &format!("release schedule 4.2.1 --ocr OCR-2026-0107 {}", s.window("federal", 9)));
    s.say("Two releases are open: which is meant must be said");
    s.refused(2, "dev", "release input --yes");
    s.act("dev", "release input 4.2.1 --yes");
    let board = s.act("rhea", "status");
    assert!(
        board.stdout.contains("OCR-2026-0119"),
        "what waits in the pool is on the board: {}",
        board.whole()
    );
    s.end();
}
