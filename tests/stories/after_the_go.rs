//! What goes otherwise once a go was issued: a window missed, a target backed out, an OCR that does not verify.

use super::super::support::story::{NUMBER, OCRS, Story};
use super::{fell, next, told};

#[test]
fn closed_on_one_target_of_two() {
    let s = Story::begin(
        "one-target",
        "The first target is deployed; the second is backed out and leaves the plan.",
    );
    s.planned(20);
    s.agreed();
    s.ready("b-1", "build-1", "");
    s.go("");
    s.say("Step 11: federal is deployed, presidential fails and is backed out");
    s.deployed("federal", "build-1");
    let failed = format!(
        "{} --reason 'the search service does not start'",
        s.deployment("presidential", "build-1", "failed")
    );
    let failed = s.act("dev", &failed);
    assert!(next(&failed, "stopped: the deployment to presidential failed"), "{}", failed.whole());
    s.refused(4, "dev", &s.deployment("presidential", "build-1", "deployed"));
    s.act(
        "dev",
        &format!(
            "{} --reason 'put back from the snapshot'",
            s.deployment("presidential", "build-1", "backed-out")
        ),
    );
    s.refused(4, "rhea", "release cancel --reason 'give up'");
    s.refused(4, "rhea", "release drop --target federal --reason 'the wrong one'");
    let dropped = s.act("rhea", "release drop --target presidential --reason 'goes with 4.3.0'");
    assert!(next(&dropped, "11b Complete letter"), "{}", dropped.whole());
    s.say("Closed on one target");
    s.resolved();
    OCRS.iter().for_each(|ocr| s.verified(ocr));
    s.closed();
    s.end();
}

#[test]
fn deployed_and_not_verified() {
    let s = Story::begin("not-verified", "One of two OCRs fails verification, and the change stays.");
    s.planned(20);
    s.agreed();
    s.ready("b-1", "build-1", "");
    s.go("");
    s.deployed("federal", "build-1");
    s.deployed("presidential", "build-1");
    s.resolved();
    s.say("Step 13: one passes, one does not");
    s.verified(OCRS[0]);
    let fail = format!("verify record --ocr {} --fail --findings 'MD5 only is still taken'", OCRS[1]);
    let no = s.act("quentin", &fail);
    assert_eq!(told(&no), "release-manager");
    assert!(next(&no, &format!("stopped: {} failed verification", OCRS[1])), "{}", no.whole());
    s.refused(4, "quentin", "verify notify");
    let defer = format!("ocr defer {} --change-stays --reason 'harmless; fixed in 4.3.0'", OCRS[1]);
    let early = s.refused(4, "rhea", &defer);
    assert!(early.stderr.contains("not confirmed in CQ"), "{}", early.whole());
    s.say("The Reject is made in ClearQuest and seen");
    s.refused(6, "rhea", &format!("cq confirm --ocr {} --state Closed", OCRS[1]));
    s.act("rhea", &format!("cq confirm --ocr {} --state Opened", OCRS[1]));
    let deferred = s.act("rhea", &defer);
    assert!(next(&deferred, "14 Report to RM"), "{}", deferred.whole());
    s.closed();
    let results = s.last("ReleaseClosed")["results"].to_string();
    assert!(results.contains("deployed, not verified"), "{results}");
    s.say("What the Secretariat reads");
    let notice = s.act("rhea", &format!("notice show {}", s.closing()));
    assert!(notice.stdout.contains("deployed, not verified"), "{}", notice.whole());
    s.end();
}

#[test]
fn a_go_that_runs_out() {
    let s = Story::begin("go-runs-out", "The window passes before anything is deployed.");
    s.planned(3);
    s.agreed();
    s.ready("b-1", "build-1", "");
    s.go("");
    s.refused(4, "rhea", &format!("release reschedule {} --reason 'sooner'", s.window("federal", 9)));
    s.days(4);
    s.say("The window is over");
    let late = s.refused(4, "dev", &s.deployment("federal", "build-1", "deployed"));
    assert!(late.stderr.contains("no go for federal was live"), "{}", late.whole());
    let over =
        s.refused(4, "rhea", "deploy go --notes examples/letters/release-notes.md --reason 'once more'");
    assert!(over.stderr.contains("the window of federal ended"), "{}", over.whole());
    s.say("A new window: the areas sign anew, the build and its tests count");
    let windows = [s.window("federal", 9), s.window("presidential", 9)].join(" ");
    let later = s.act("rhea", &format!("release reschedule {windows} --reason 'the window was missed'"));
    assert!(fell(&later, "4 Notify LMC") && !next(&later, "5 Build"), "{}", later.whole());
    s.agreed();
    let why = s.refused(6, "rhea", "deploy go --notes examples/letters/release-notes.md");
    assert!(why.stderr.contains("a go after a stop"), "{}", why.whole());
    s.go("the window was missed");
    s.finished("build-1");
    s.end();
}

#[test]
fn deployed_before_its_window() {
    let s = Story::begin(
        "irregular",
        "A target is deployed before its window opens: recorded as irregular, and reopened.",
    );
    s.say("The window opens in two days");
    for ocr in OCRS {
        s.act("rhea", &format!("ocr receive examples/ocr-packages/{ocr}"));
    }
    let (from, to) = (s.desk.now().plus_seconds(2 * 86400), s.desk.now().plus_seconds(9 * 86400));
    let windows = format!("--window federal={from}/{to} --window presidential={from}/{to}");
    s.act("rhea", &format!("release schedule {NUMBER} --ocr {} --ocr {} {windows}", OCRS[0], OCRS[1]));
    s.agreed();
    s.ready("b-1", "build-1", "");
    s.go("");
    s.say("Today already");
    let line = s.deployment("federal", "build-1", "deployed");
    let early = s.refused(6, "dev", &line);
    assert!(
        early.stderr.contains("outside the window") && early.stderr.contains("--outcome irregular"),
        "{}",
        early.whole()
    );
    let fact = line.replace("--outcome deployed", "--outcome irregular --reason 'the wrong week was read'");
    let fact = s.act("dev", &fact);
    for area in ["quality-management", "test-team", "configuration-management", "security", "release-manager"]
    {
        assert!(told(&fact).contains(area), "{area}: {}", fact.whole());
    }
    assert!(next(&fact, "stopped: the deployment to federal was irregular"), "{}", fact.whole());
    s.refused(4, "dev", "letter complete examples/letters/completion.md");
    s.say("Reopened at 6: the letter must say what happened");
    let open = s.act("rhea", "release reopen --step 6 --reason 'the letter must say so'");
    assert!(fell(&open, "6b Release Letter") && !fell(&open, "9"), "{}", open.whole());
    s.lettered("examples/letters/release-letter-revision-2.md");
    s.approved();
    s.days(3);
    s.go("");
    s.finished("build-1");
    s.end();
}

#[test]
fn withdrawn_before_and_after_deployment() {
    let s = Story::begin(
        "withdrawn",
        "The OCCB withdraws one OCR before the build, and another once a target carries it.",
    );
    for ocr in ["OCR-2026-0107", "OCR-2026-0112", "OCR-2026-0119"] {
        s.act("rhea", &format!("ocr receive examples/ocr-packages/{ocr}"));
    }
    let all = "--ocr OCR-2026-0107 --ocr OCR-2026-0112 --ocr OCR-2026-0119";
    s.act("rhea", &format!("release schedule {NUMBER} {all} {}", s.window("federal", 20)));
    s.agreed();
    s.say("Withdrawn before the build: a new scope, so everything from step 2 on");
    let out =
        s.act("rhea", "ocr withdraw OCR-2026-0119 --reference 'OCCB minutes 2026-47' --reason 'superseded'");
    assert!(fell(&out, "2a Schedule") && fell(&out, "4 Notify LMC"), "{}", out.whole());
    s.refused(4, "dev", "test dev --results examples/evidence/developer-tests.xml");
    s.act("rhea", "release reschedule --reason 'the same windows without it'");
    s.agreed();
    s.ready("b-1", "build-1", "");
    s.go("");
    s.deployed("federal", "build-1");
    s.say("Withdrawn once federal carries it: the release is stopped");
    let out = s.act(
        "rhea",
        "ocr withdraw OCR-2026-0112 --reference 'OCCB minutes 2026-48' --reason 'a contract clause'",
    );
    assert!(next(&out, "stopped: OCR-2026-0112 was withdrawn"), "{}", out.whole());
    s.refused(4, "dev", "letter complete examples/letters/completion.md");
    s.refused(4, "rhea", "release cancel --reason 'federal carries it'");
    s.say("Reopened at 2, built without it");
    s.act("rhea", "release reopen --step 2 --reason 'rebuilt without OCR-2026-0112'");
    s.act(
        "rhea",
        &format!("release reschedule {} --reason 'without OCR-2026-0112'", s.window("federal", 21)),
    );
    s.agreed();
    s.ready("b-2", "build-2", "without OCR-2026-0112");
    s.go("");
    s.deployed("federal", "build-2");
    s.resolved();
    s.verified("OCR-2026-0107");
    s.closed();
    s.end();
}
