//! `ledger accept-restore`: the recorded way on. It satisfies those whose entries it names as lost, each once, and nobody
//! whose ledger was changed afterwards.

use super::super::support::desk::{Desk, words};
use super::super::support::keys;
use super::super::support::tty::Tty;
use super::{add, as_account, behind, breach, reach, restored, unguarded};

const ACCEPT: &str = "ledger accept-restore --reason 'the disk failed'";

#[test]
fn it_goes_on() {
    let desk = behind();
    let made = desk.act("ada", &format!("{ACCEPT} --json")).json();
    assert!(made.get("behind").is_none(), "{made}");
    let recorded = &made["result"]["recorded"]["RestoreAccepted"];
    assert_eq!(recorded, &serde_json::json!({"kept": 4, "lost": 6, "reason": "the disk failed"}));
    assert_eq!(reach(&desk, "state"), 5);
    add(&desk, &["f"]);
    assert_eq!(desk.run(&["person", "list"]).stderr, "");
    desk.verified();
    let again = desk.refused(7, "ada", ACCEPT);
    assert!(
        again.stderr.contains("nothing that you have seen is lost: the ledger reaches to entry 6"),
        "{}",
        again.whole()
    );
}

#[test]
fn it_is_an_administrators_and_says_what_it_is_about() {
    let desk = behind();
    let before = desk.digest();
    let refused = desk.refused(5, "a", ACCEPT);
    assert!(refused.stderr.contains("does not hold the role Administrator"), "{}", refused.whole());
    assert!(refused.stderr.contains("the ledger ends with entry 4"), "{}", refused.whole());
    desk.refused(2, "ada", "ledger accept-restore");
    desk.refused(2, "ada", &format!("{ACCEPT} --lost 5"));
    desk.refused(2, "ada", &format!("{ACCEPT} --kept 5"));
    let dry = desk.act("ada", &format!("{ACCEPT} --dry-run --json")).json();
    assert_eq!(dry["result"]["outcome"], "would-record");
    assert_eq!(
        (desk.digest(), reach(&desk, "state")),
        (before, 6),
        "nothing is recorded, not even the refusal"
    );
    desk.act("ada", &format!("{ACCEPT} --kept 3 --lost 9"));
    let log = desk.run(&["log"]).stdout;
    assert!(log.contains("kept: 3; lost: 9; reason: the disk failed"), "{log}");
}

#[test]
fn it_is_confirmed_at_a_terminal() {
    let desk = behind();
    let before = desk.digest();
    let answered = |key: &str| {
        let mut command = desk.command();
        command.args(["--as", "ada"]).args(words(ACCEPT));
        let mut tty = Tty::start(command);
        tty.answer("It cannot be taken back. Record `ledger accept-restore`", key);
        tty.end()
    };
    let no = answered("n");
    assert!(no.code == 2 && no.screen.contains("nothing was recorded"), "{}", no.screen);
    assert_eq!((desk.digest(), reach(&desk, "state")), (before, 6));
    let yes = answered("y");
    assert!(yes.code == 0 && yes.screen.contains("Recorded: ledger accept-restore"), "{}", yes.screen);
}

/// Other accounts that had seen as much are told of it, once, and go on.
#[test]
fn others_need_no_act_of_their_own() {
    let (desk, old) = restored();
    for account in ["reader", "writer"] {
        assert_eq!(as_account(&desk, account, "person list").stderr, "");
    }
    std::fs::write(desk.ledger(), old).unwrap();
    desk.act("ada", ACCEPT);
    add(&desk, &["f", "g", "h"]);
    let told = "entry 6, which this account saw at 2026-11-23T09:06:00Z, is lost: ada accepted at";
    let read = as_account(&desk, "reader", "person list --json");
    assert!(
        read.code == 0
            && read.stderr.contains(told)
            && read.stderr.contains("from entry 4 (the disk failed)"),
        "{}",
        read.whole()
    );
    assert!(read.json().get("behind").is_none());
    let act = as_account(&desk, "writer", "--as ada person add i --name I");
    assert!(act.code == 0 && act.stderr.contains(told), "{}", act.whole());
    for account in ["reader", "writer"] {
        let next = as_account(&desk, account, "--as ada person list");
        assert_eq!((next.code, next.stderr.as_str()), (0, ""), "once");
        assert_eq!(reach(&desk, account), 9);
    }
}

/// Who has seen more than was named as lost is not satisfied, until that is named too.
#[test]
fn what_was_not_named_as_lost_is_still_missed() {
    let (desk, old) = restored();
    let seven = as_account(&desk, "late", "--as ada person add f --name F");
    assert_eq!(seven.code, 0, "{}", seven.whole());
    std::fs::write(desk.ledger(), old).unwrap();
    desk.act("ada", ACCEPT);
    add(&desk, &["g", "h", "i"]);
    let late = |line: &str| as_account(&desk, "late", line);
    breach(&late("--as ada person add j --name J"), "entry 7 is ");
    let hint = desk.refused(7, "ada", ACCEPT);
    assert!(hint.stderr.contains("--lost SEQ"), "{}", hint.whole());
    desk.act("ada", &format!("{ACCEPT} --lost 7"));
    let on = late("--as ada person add j --name J");
    assert!(on.code == 0 && on.stderr.contains("entry 7, which this account saw"), "{}", on.whole());
    desk.verified();
}

/// A restore that was accepted is no licence: what is seen of the ledger that went on is missed as before, though it has the
/// numbers that were named as lost.
#[test]
fn what_was_seen_afterwards_is_missed_again() {
    let desk = behind();
    desk.act("ada", ACCEPT);
    let five = std::fs::read(desk.ledger()).unwrap();
    add(&desk, &["f"]);
    assert_eq!(reach(&desk, "state"), 6);
    std::fs::write(desk.ledger(), &five).unwrap();
    breach(
        &desk.by("ada", &["person", "add", "g", "--name", "G"]),
        "the ledger ends with entry 5, and this account saw entry 6",
    );
    // And it can be accepted anew.
    desk.act("ada", &format!("{ACCEPT} --confirm"));
    assert_eq!(desk.run(&["person", "list"]).stderr, "");
    assert_eq!(reach(&desk, "state"), 6);
}

/// The judge knows no marks; it sees that what was kept comes before, and what is lost after.
#[test]
fn a_restore_that_cannot_be_is_unlawful() {
    let desk = Desk::new();
    let refused = desk.refused(6, "ada", &format!("{ACCEPT} --lost 0"));
    assert!(refused.stderr.contains("entries up to 0 cannot be kept and 0 be lost"), "{}", refused.whole());
    desk.act("ada", &format!("{ACCEPT} --lost 2"));
    desk.verified();
    // Guards off, the entry says that more was kept than there was; the digests are made to agree elsewhere.
    unguarded(&desk.ledger(), |raw| {
        raw.execute(r#"UPDATE entry SET body = replace(body, '"kept":1', '"kept":9') WHERE seq = 2"#, [])
            .unwrap();
    });
    assert_eq!(desk.run(&["ledger", "verify"]).code, 10);
}

/// In a signed ledger it takes an administrator's key.
#[test]
fn in_a_signed_ledger_it_is_signed() {
    let desk = Desk::signed(&["rhea"]);
    let old = std::fs::read(desk.ledger()).unwrap();
    add(&desk, &["a"]);
    std::fs::write(desk.ledger(), old).unwrap();
    let before = desk.digest();
    desk.refused(5, "rhea", ACCEPT);
    let mut words_of_ada = words(ACCEPT);
    words_of_ada.extend([
        "--as".into(),
        "ada".into(),
        "--key".into(),
        keys::file("rhea").display().to_string(),
    ]);
    let stolen = desk.run(&words_of_ada.iter().map(String::as_str).collect::<Vec<_>>());
    assert_ne!(stolen.code, 0, "{}", stolen.whole());
    assert_eq!(desk.digest(), before);
    desk.act("ada", ACCEPT);
    desk.verified();
    add(&desk, &["b"]);
}
