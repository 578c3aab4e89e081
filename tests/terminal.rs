//! At a terminal a missing word is asked for, and an act that says no or is final is confirmed by name. Anywhere else
//! nothing is ever asked.

use super::support::desk::{Desk, words};
use super::support::stage;
use super::support::tty::{CTRL_C, DOWN, ENTER, ESC, Ended, Tty};

const NOTES: &str = "--notes examples/letters/release-notes.md";

/// A person types a command line at a terminal.
fn typed(desk: &Desk, login: &str, line: &str) -> Tty {
    let mut command = desk.command();
    command.args(["--as", login]).args(words(line));
    Tty::start(command)
}
/// It ended with this code, the terminal is as it was before, and the screen says this.
fn ended(tty: Tty, code: i32, says: &[&str]) -> Ended {
    let ended = tty.end();
    let screen = &ended.screen;
    assert_eq!(ended.code, code, "{screen}");
    assert!(ended.cursor, "the cursor is hidden:\n{screen}");
    assert!(ended.restored, "the terminal is left raw:\n{screen}");
    assert!(!screen.contains("panicked"), "{screen}");
    // A line that is longer than the terminal goes on in the next.
    let unbroken = [screen.replace('\n', ""), screen.replace('\n', " ")];
    let seen = |s: &str| screen.contains(s) || unbroken.iter().any(|u| u.contains(s));
    says.iter().for_each(|s| assert!(seen(s), "{s:?} is not in\n{screen}"));
    ended
}
/// A second release that is open; its developer has been asked for nothing yet.
fn two_open(step: u8) -> Desk {
    let desk = stage::at(step);
    desk.act("rhea", "ocr receive examples/ocr-packages/OCR-2026-0119");
    desk.act("rhea", "release schedule 4.3.0 --ocr OCR-2026-0119 --window federal=2027-01-05T22:00:00Z/2027-01-06T04:00:00Z");
    desk
}

#[test]
fn a_missing_word_is_asked_for() {
    let desk = stage::at(5);
    let mut tty = typed(&desk, "rhea", "release hold 4.2.0 -y");
    tty.answer("--reason <TEXT>", ENTER).answer("--reason <TEXT>", "audit week").answer("audit week", ENTER);
    ended(
        tty,
        0,
        &[
            "Why\n--reason <TEXT>: audit week",
            "That is:\n  era-rm --as rhea release hold 4.2.0 -y --reason 'audit week'",
            "Recorded: release hold of release 4.2.0, by rhea as Release Manager",
        ],
    );
}

#[test]
fn a_word_that_is_wrong_is_asked_for_again() {
    let desk = stage::at(6);
    let mut tty = typed(&desk, "rhea", "test coordinate 4.2.0 --place laboratory --who tess");
    tty.answer("--when <TIME>:", &format!("soon{ENTER}"))
        .answer("soon", &format!("2026-11-24T09:00:00Z{ENTER}"));
    ended(tty, 0, &["\"soon\" is not a time", "Recorded: 7b test coordinate"]);

    let desk = stage::at(5);
    let mut tty = typed(&desk, "dev", "test dev 4.2.0");
    tty.answer("--results <FILE>", &format!("nowhere.xml{ENTER}"));
    // The line is emptied, and what was wrong stands below it.
    tty.answer("there is no file nowhere.xml", &format!("examples/evidence/developer-tests.xml{ENTER}"));
    tty.answer("Another? Enter ends.", ENTER);
    ended(tty, 0, &["Recorded: 6a test dev"]);
}

#[test]
fn what_can_be_named_is_picked() {
    // One of several flags; then the words that the picked one needs.
    let desk = stage::at(6);
    desk.act("rhea", "letter distribute 4.2.0");
    let mut tty = typed(&desk, "sol", "letter review 4.2.0 -y --reason 'no backup'");
    tty.answer("> --approve", DOWN).answer("> --reject", ENTER);
    tty.answer("> document", &format!("{DOWN}{ENTER}"));
    ended(tty, 0, &["--reject --class build", "Recorded: 7c letter review of release 4.2.0, a no, by sol"]);

    // People and roles, as the ledger has them.
    let desk = stage::at(0);
    let mut tty = typed(&desk, "ada", "role grant");
    tty.answer("> ada", DOWN).answer("> cora ", ENTER).answer("> rm", &format!("{DOWN}{DOWN}{DOWN}{ENTER}"));
    ended(tty, 0, &["role grant cora qm", "Recorded: role grant"]);

    // The OCRs of the pool, several at once; then windows, one after the other.
    let desk = stage::at(1);
    let mut tty = typed(&desk, "rhea", "release schedule -y");
    tty.answer("<NUMBER>:", &format!("5.0.0{ENTER}"));
    tty.answer("OCR-2026-0112", &format!(" {DOWN} {ENTER}"));
    tty.answer("--window <TARGET=START/END>", &format!("federal{ENTER}"));
    tty.answer(
        "write TARGET=START/END",
        &format!("federal=2026-12-01T22:00:00Z/2026-12-02T04:00:00Z{ENTER}"),
    );
    tty.answer("Another? Enter ends.", ENTER);
    ended(
        tty,
        0,
        &[
            "--ocr OCR-2026-0107 --ocr OCR-2026-0112 --window",
            "Recorded: 2a release schedule of release 5.0.0",
        ],
    );
}

#[test]
fn who_acts_is_asked_where_the_ledger_believes_it() {
    let desk = stage::at(5);
    let mut command = desk.command();
    command.arg("whoami");
    let mut tty = Tty::start(command);
    tty.answer("Who acts?", &format!("no such{ENTER}"))
        .answer("is not a valid name", &format!("tess{ENTER}"));
    ended(tty, 0, &["tess (tess of the archive)"]);
}

/// The only release on which the act is lawful for the caller is taken; else one is picked.
#[test]
fn the_release_is_picked_where_several_are_open() {
    let desk = two_open(5);
    let digest = desk.digest();
    desk.refused(2, "dev", "release input --yes");
    let tty = typed(&desk, "dev", "release input --yes");
    ended(tty, 0, &["Recorded: 2b release input of release 4.3.0"]);
    assert_ne!(desk.digest(), digest);

    let desk = two_open(5);
    let mut tty = typed(&desk, "rhea", "release hold --reason audit -y");
    tty.answer("> 4.2.0", DOWN).answer("> 4.3.0", ENTER);
    ended(tty, 0, &["Several releases are open: on which one?", "Recorded: release hold of release 4.3.0"]);

    let mut tty = typed(&desk, "rhea", "release show");
    tty.answer("> 4.2.0", ENTER);
    ended(tty, 0, &["4.2.0"]);

    // Refused on both: the list says so, and the refusal comes for the one that is picked.
    let mut tty = typed(&desk, "rhea", "release notify");
    tty.answer("refused:", ENTER);
    ended(tty, 7, &["error (conflict)"]);
}

#[test]
fn an_act_that_is_final_is_shown_and_confirmed_by_name() {
    let desk = stage::at(9);
    let before = desk.digest();
    let go = format!("deploy go 4.2.0 {NOTES}");
    for no in [ENTER, "n", ESC, CTRL_C] {
        let mut tty = typed(&desk, "rhea", &go);
        tty.answer("Record `deploy go` on release 4.2.0?", no);
        let ended = ended(
            tty,
            2,
            &[
                "Would record: 10 deploy go of release 4.2.0",
                "told: software-developer",
                "nothing was recorded",
            ],
        );
        assert!(!ended.screen.contains("Recorded:"), "{}", ended.screen);
        assert_eq!(desk.digest(), before);
    }
    let mut tty = typed(&desk, "rhea", &go);
    tty.answer("Record `deploy go` on release 4.2.0?", "y");
    ended(tty, 0, &["Recorded: 10 deploy go of release 4.2.0"]);
}

#[test]
fn an_ocr_is_confirmed_by_its_own_name() {
    let desk = stage::at(1);
    let mut tty = typed(&desk, "rhea", "ocr withdraw --reference OCCB-7 --reason superseded");
    tty.answer("> OCR-2026-0107", ENTER).answer("Record `ocr withdraw` on OCR-2026-0107?", "y");
    ended(tty, 0, &["Recorded: ocr withdraw"]);
}

#[test]
fn an_act_that_says_no_is_confirmed_and_a_yes_is_not() {
    let desk = stage::at(8);
    let fail = "test record --fail --reason 'a case fails'";
    let mut tty = typed(&desk, "tess", fail);
    tty.answer("Record `test record`, a no, on release 4.2.0?", "n");
    ended(tty, 2, &["fell: ", "nothing was recorded"]);
    let twin = desk.twin();
    ended(typed(&twin, "tess", "test record --pass"), 0, &["Recorded: 9 test record"]);
    // A verdict that is spelled --yes confirms nothing, and needs no confirming.
    let twin = stage::at(2);
    twin.act("rhea", "release coordinate");
    ended(typed(&twin, "sol", "release concur --yes"), 0, &["Recorded: 3b release concur"]);
    let mut tty = typed(&twin, "cora", "release concur --no --reason 'the window is full'");
    tty.answer("Record `release concur`, a no,", "y");
    ended(tty, 0, &["Recorded: 3b release concur of release 4.2.0, a no"]);
}

/// A refusal comes at once, and is recorded as it is anywhere else; a dry run and a replay are not asked for.
#[test]
fn what_will_not_be_recorded_is_not_asked_for() {
    let desk = stage::at(8);
    ended(typed(&desk, "rhea", &format!("deploy go 4.2.0 {NOTES}")), 4, &["error (not-yet)"]);
    let before = desk.digest();
    ended(typed(&desk, "dev", &format!("deploy go 4.2.0 {NOTES}")), 5, &["error (not-permitted)"]);
    assert_ne!(desk.digest(), before, "a refusal for a role is recorded");
    let desk = stage::at(9);
    let go = format!("deploy go 4.2.0 {NOTES} --idempotency-key k-1");
    ended(typed(&desk, "rhea", &format!("{go} --dry-run")), 0, &["Would record"]);
    ended(typed(&desk, "rhea", &format!("{go} --confirm")), 0, &["Recorded: 10 deploy go"]);
    ended(typed(&desk, "rhea", &go), 0, &["Recorded before: 10 deploy go"]);
}

/// What is recorded is what was shown: an act in between is noticed.
#[test]
fn what_moved_on_while_the_question_stood_is_not_recorded() {
    let desk = stage::at(9);
    let mut tty = typed(&desk, "rhea", &format!("deploy go 4.2.0 {NOTES}"));
    tty.answer("Record `deploy go` on release 4.2.0?", "");
    desk.act("rhea2", "release hold 4.2.0 --reason audit");
    desk.act("rhea2", "release resume 4.2.0 --reason done");
    tty.answer("Record `deploy go` on release 4.2.0?", "y");
    ended(tty, 7, &["error (conflict)"]);
}

#[test]
fn a_person_can_stop_in_the_middle() {
    let desk = stage::at(5);
    let before = desk.digest();
    let mut tty = typed(&desk, "rhea", "release hold 4.2.0");
    tty.answer("--reason <TEXT>:", "half a").answer("half a", CTRL_C);
    ended(tty, 2, &["you stopped; nothing was recorded"]);
    for stop in [ESC, CTRL_C] {
        let mut tty = typed(&desk, "sol", "release concur 4.2.0");
        tty.answer("> --yes", stop);
        ended(tty, 2, &["you stopped; nothing was recorded"]);
    }
    assert_eq!(desk.digest(), before);
}

/// At a terminal, but nobody is to be asked: as it is without a terminal.
#[test]
fn nothing_is_asked_where_nobody_is_to_be_asked() {
    let quiet = [
        ("--no-input", "", ""),
        ("--json", "", ""),
        ("", "CI", "true"),
        ("", "ERA_RM_NO_INPUT", "1"),
        ("", "ERA_RM_JSON", "1"),
        ("", "TERM", "dumb"),
    ];
    for (flag, variable, value) in quiet {
        let desk = two_open(9);
        let run = |line: &str| {
            let mut command = desk.command();
            command.args(["--as", "rhea"]).args(words(line)).args(words(flag));
            if !variable.is_empty() {
                command.env(variable, value);
            }
            Tty::start(command)
        };
        let without = ended(run("release hold 4.2.0"), 2, &["--reason"]);
        assert!(!without.screen.contains("Why\n"), "{}", without.screen);
        ended(run("release hold --reason audit"), 2, &["several releases are open: 4.2.0, 4.3.0"]);
        ended(run(&format!("deploy go 4.2.0 {NOTES}")), 0, &["ecorded"]);
    }
    // An empty variable is an unset one.
    let desk = stage::at(9);
    let mut command = desk.command();
    command.env("CI", "").env("ERA_RM_NO_INPUT", "").env("ERA_RM_JSON", "");
    let mut tty = Tty::start({
        command.args(["--as", "rhea", "deploy", "go"]).args(words(NOTES));
        command
    });
    tty.answer("Record `deploy go` on release 4.2.0?", "y");
    ended(tty, 0, &[]);
}

/// A terminal on stdout alone is nobody to be asked.
#[test]
fn without_a_terminal_the_act_is_recorded_as_typed() {
    let desk = stage::at(9);
    let missing = desk.refused(2, "rhea", "deploy no-go 4.2.0");
    assert!(missing.stderr.contains("--reason <TEXT>"), "{}", missing.whole());
    desk.act("rhea", &format!("deploy go 4.2.0 {NOTES}"));
}
