//! What an account has seen of a ledger: a file that was cut, put back or replaced is noticed by whoever has seen more, and
//! by nobody else. Each account has a state folder of its own.

mod accepted;
mod pinned;

use std::path::{Path, PathBuf};

use super::ledger_tamper::unguarded;
use super::support::desk::{Answer, Desk, words};

/// An account that the harness does not know: its state folder has this name in the desk's.
fn as_account(desk: &Desk, account: &str, line: &str) -> Answer {
    let state = desk.folder().join(account);
    let words = words(line);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    desk.run_with(&[("XDG_STATE_HOME", state.to_str().unwrap())], &words)
}

/// What an act by ada adds, one entry each.
fn add(desk: &Desk, logins: &[&str]) {
    logins.iter().for_each(|login| drop(desk.act("ada", &format!("person add {login} --name {login}"))));
}

/// A ledger of six entries as its account has seen it, and a copy of the file when it had four.
fn restored() -> (Desk, Vec<u8>) {
    let desk = Desk::new();
    add(&desk, &["a", "b", "c"]);
    let old = std::fs::read(desk.ledger()).unwrap();
    add(&desk, &["d", "e"]);
    (desk, old)
}

/// A ledger that its account saw to entry six, and that has four.
fn behind() -> Desk {
    let (desk, old) = restored();
    std::fs::write(desk.ledger(), old).unwrap();
    desk
}

/// The files of an account's marks.
fn marks(desk: &Desk, account: &str) -> Vec<PathBuf> {
    let folders = std::fs::read_dir(desk.folder().join(account).join("era-rm/marks")).into_iter().flatten();
    let files = folders.flat_map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap());
    let mut all: Vec<PathBuf> =
        files.map(|f| f.unwrap().path()).filter(|f| f.extension().is_some_and(|e| e == "json")).collect();
    all.sort();
    all
}
/// How far the only mark of an account reaches.
fn reach(desk: &Desk, account: &str) -> u64 {
    let all = marks(desk, account);
    assert_eq!(all.len(), 1, "{all:?}");
    let mark: serde_json::Value = serde_json::from_slice(&std::fs::read(&all[0]).unwrap()).unwrap();
    mark["seq"].as_u64().unwrap()
}

/// An answer that reads, and warns that the ledger is behind.
fn warned(answer: &Answer, said: &str) {
    assert_eq!(answer.code, 0, "{}", answer.whole());
    assert!(answer.stderr.starts_with("warning: ") && answer.stderr.contains(said), "{}", answer.whole());
    assert!(answer.stderr.contains("era-rm ledger accept-restore --reason TEXT"), "{}", answer.whole());
}
/// An act that is refused for what was seen.
fn breach(answer: &Answer, said: &str) {
    assert_eq!(answer.code, 10, "{}", answer.whole());
    assert!(
        answer.stderr.starts_with("error (breach): ") && answer.stderr.contains(said),
        "{}",
        answer.whole()
    );
    assert!(answer.stderr.contains("hint: an administrator puts the true file back"), "{}", answer.whole());
}

#[test]
fn an_old_copy_in_its_place_bars_acts_and_reads_warn() {
    let desk = behind();
    let (before, said) = (desk.digest(), "the ledger ends with entry 4, and this account saw entry 6 (");
    breach(&desk.by("ada", &["person", "add", "f", "--name", "F"]), said);
    breach(&desk.by("ada", &["person", "add", "f", "--name", "F", "--dry-run"]), said);
    breach(&desk.by("nobody-known", &["person", "add", "f", "--name", "F"]), said);
    warned(&desk.run(&["person", "list"]), said);
    warned(&desk.run(&["ledger", "export", "--jsonl"]), said);
    let when = "at 2026-11-23T09:05:00Z";
    assert!(desk.run(&["person", "list"]).stderr.contains(when), "when it was seen");
    let missing = desk.run(&["release", "show", "9.9"]);
    assert!(missing.code == 3 && missing.stderr.contains(said), "a cut tail may be why: {}", missing.whole());
    assert_eq!(desk.digest(), before);
    assert_eq!(reach(&desk, "state"), 6, "a mark never goes back by itself");
}

#[test]
fn json_says_behind() {
    let desk = behind();
    let read = desk.run(&["person", "list", "--json"]).json();
    assert_eq!((&read["behind"], &read["ok"], &read["head"]["seq"]), (&true.into(), &true.into(), &4.into()));
    let act = desk.run(&["--as", "ada", "person", "add", "f", "--name", "F", "--json"]);
    assert_eq!((act.code, act.stderr.as_str()), (10, ""), "{}", act.whole());
    let act = act.json();
    assert_eq!((&act["behind"], &act["error"]["retryable"]), (&true.into(), &false.into()));
    let missing = desk.run(&["release", "show", "9.9", "--json"]).json();
    assert_eq!((&missing["behind"], &missing["exit"]), (&true.into(), &3.into()));
    let whole = Desk::new().run(&["person", "list", "--json"]).json();
    assert!(whole.get("behind").is_none(), "{whole}");
}

#[test]
fn the_true_file_mends_it() {
    let (desk, old) = restored();
    let whole = std::fs::read(desk.ledger()).unwrap();
    std::fs::write(desk.ledger(), old).unwrap();
    breach(&desk.by("ada", &["person", "add", "f", "--name", "F"]), "entry 4");
    std::fs::write(desk.ledger(), whole).unwrap();
    add(&desk, &["f"]);
    assert_eq!(desk.run(&["person", "list"]).stderr, "");
    assert_eq!(reach(&desk, "state"), 7);
}

/// Verify cannot see it in the file; it says so of what was seen, and only when all else is sound.
#[test]
fn verify_ends_with_ten() {
    let desk = behind();
    breach(&desk.run(&["ledger", "verify"]), "the ledger ends with entry 4");
    assert_eq!(as_account(&desk, "stranger", "ledger verify").code, 0, "who has seen nothing sees nothing");
    unguarded(&desk.ledger(), |raw| {
        raw.execute("UPDATE entry SET body = replace(body, '2026', '2025') WHERE seq = 3", []).unwrap();
    });
    let answer = desk.run(&["ledger", "verify"]);
    assert!(answer.code == 10 && answer.stderr.contains("error (breach): entry 3: "), "{}", answer.whole());
}

/// Who knows the format takes the last entries away without a trace.
#[test]
fn a_tail_that_was_cut_is_noticed() {
    let (desk, _) = restored();
    unguarded(&desk.ledger(), |raw| {
        raw.execute_batch(
            "DELETE FROM view WHERE subject IN (SELECT subject FROM entry_subject WHERE seq = 6);
             DELETE FROM entry_key WHERE seq = 6; DELETE FROM entry_subject WHERE seq = 6; DELETE FROM entry WHERE seq = 6;",
        )
        .unwrap();
    });
    assert_eq!(as_account(&desk, "stranger", "ledger verify").code, 0, "the file alone does not show it");
    breach(&desk.run(&["ledger", "verify"]), "the ledger ends with entry 5, and this account saw entry 6");
    breach(&desk.by("ada", &["person", "add", "f", "--name", "F"]), "the ledger ends with entry 5");
}

/// Two histories of one ledger: the other one is as long, or longer.
#[test]
fn another_history_is_noticed() {
    let (desk, old) = restored();
    std::fs::write(desk.ledger(), old).unwrap();
    for (login, length) in [("x", 5), ("y", 6), ("z", 7)] {
        assert_eq!(as_account(&desk, "other", &format!("--as ada person add {login} --name N")).code, 0);
        let said = if length < 6 { "the ledger ends with entry 5" } else { "entry 6 is " };
        breach(&desk.by("ada", &["person", "add", "f", "--name", "F"]), said);
        warned(&desk.run(&["person", "list"]), said);
        assert_eq!(as_account(&desk, "other", "person list").stderr, "", "it has seen no other");
    }
    let said = desk.run(&["person", "list"]).stderr;
    assert!(said.contains(", and this account saw ") && said.contains(" there at "), "{said}");
    assert_eq!(reach(&desk, "state"), 6);
}

#[test]
fn a_copy_has_its_own_mark_and_is_named_once() {
    let (desk, old) = restored();
    // A copy that has all that was seen is no news.
    std::fs::copy(desk.ledger(), desk.folder().join("whole.db")).unwrap();
    assert_eq!(desk.run(&["--ledger", "whole.db", "person", "list"]).stderr, "");
    let copy = desk.folder().join("copy.db");
    std::fs::write(&copy, old).unwrap();
    let at =
        |line: &str| desk.run(&[&["--ledger", "copy.db"][..], &line.split(' ').collect::<Vec<_>>()].concat());
    let first = at("--as ada person add f --name F");
    assert_eq!(first.code, 0, "{}", first.whole());
    let said = "this is a copy of a ledger that was seen at FOLDER/ledger.db: entry 6 was there at";
    assert!(
        first.stderr.contains(said) && first.stderr.contains("the last one here is entry 4"),
        "{}",
        first.whole()
    );
    assert_eq!(at("person list").stderr, "", "once");
    assert_eq!(desk.run(&["person", "list"]).stderr, "", "the ledger itself is not behind");
    assert_eq!(marks(&desk, "state").len(), 3);
    // By whatever way it is named, a place is one place.
    std::os::unix::fs::symlink(desk.folder(), desk.folder().join("way")).unwrap();
    assert_eq!(desk.run(&["--ledger", "way/copy.db", "person", "list"]).stderr, "");
    assert_eq!(marks(&desk, "state").len(), 3);
    // One in which an entry is another, is.
    let fork = as_account(&desk, "new", "--ledger copy.db --as ada person add g --name G");
    assert_eq!((fork.code, fork.stderr.as_str()), (0, ""), "{}", fork.whole());
    std::fs::copy(&copy, desk.folder().join("fork.db")).unwrap();
    let fork = desk.run(&["--ledger", "fork.db", "person", "list"]);
    assert!(fork.stderr.contains("another is in its place here"), "{}", fork.whole());
}

#[test]
fn a_mark_that_cannot_be_read_is_put_aside_and_made_anew() {
    for junk in ["", "{", "{\"location\":\"x\",\"seq\":-1}", "\0\u{1}"] {
        let desk = behind();
        let mark = marks(&desk, "state").pop().unwrap();
        std::fs::write(&mark, junk).unwrap();
        let answer = desk.run(&["person", "list"]);
        assert_eq!(answer.code, 0, "{}", answer.whole());
        assert!(answer.stderr.contains("cannot be read, and is put aside"), "{}", answer.whole());
        assert_eq!(std::fs::read(mark.with_extension("unreadable")).unwrap(), junk.as_bytes());
        assert_eq!(reach(&desk, "state"), 4);
        assert_eq!(desk.run(&["person", "list"]).stderr, "", "once");
    }
}

/// A home that may only be read, or none, as on a build server: at most a warning at an act.
#[test]
fn a_state_folder_that_cannot_be_written_bars_nothing() {
    let desk = Desk::new();
    std::fs::write(desk.folder().join("file"), "").unwrap();
    let act = as_account(&desk, "file", "--as ada person add a --name A");
    assert_eq!(act.code, 0, "{}", act.whole());
    assert!(
        act.stderr.contains("what this account has seen of the ledger cannot be kept ("),
        "{}",
        act.whole()
    );
    let json = as_account(&desk, "file", "--as ada person add b --name B --json").json();
    assert_eq!(json["result"]["warnings"].as_array().map(Vec::len), Some(1), "{json}");
    assert_eq!(as_account(&desk, "file", "person list").stderr, "", "a read says nothing");
    let dry = as_account(&desk, "file", "--as ada person add c --name C --dry-run");
    assert_eq!((dry.code, dry.stderr.as_str()), (0, ""), "{}", dry.whole());
    let none = desk.folder().join("no-such-home");
    let mut homeless = desk.command();
    homeless.env_remove("XDG_STATE_HOME").env("HOME", &none);
    let out = homeless.args(["--as", "ada", "person", "add", "c", "--name", "C"]).output().unwrap();
    let stderr = String::from_utf8(out.stderr).unwrap();
    assert!(out.status.success() && stderr.contains("(it has no home)"), "{stderr}");
    assert!(!none.exists(), "a home that is not there is not made");
}

#[test]
fn marks_are_private_and_last() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    let mark = marks(&desk, "state").pop().unwrap();
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&mark), mode(mark.parent().unwrap())), (0o600, 0o700));
    assert_eq!(reach(&desk, "state"), 1, "init leaves the first mark");
    // An act that is refused and recorded, and others that are not recorded, take nothing back.
    add(&desk, &["a"]);
    desk.refused(5, "a", "person add b --name B");
    desk.by("ada", &["person", "add", "b", "--name", "B", "--dry-run"]);
    assert_eq!(reach(&desk, "state"), 2);
    desk.run(&["person", "list"]);
    assert_eq!(reach(&desk, "state"), 3, "a read has seen the refusal");
    let key = ["--as", "ada", "person", "add", "c", "--name", "C", "--idempotency-key", "k"];
    desk.ok(&key);
    add(&desk, &["d"]);
    assert_eq!(desk.run(&key).code, 0);
    assert_eq!(reach(&desk, "state"), 5, "a replay answers with an older entry");
}

/// Processes of one account, reading and recording at once: none takes another's entry for a loss, and the mark reaches as
/// far as the last of them has seen.
#[test]
fn processes_of_one_account_do_not_mislead_each_other() {
    let desk = Desk::new();
    let run = |words: &[&str]| {
        let mut command = desk.command();
        command.env_remove("ERA_RM_TEST_SEED").args(words);
        command
    };
    std::thread::scope(|scope| {
        for writer in 0..3 {
            let commands: Vec<_> = (0..15)
                .map(|n| run(&["--as", "ada", "person", "add", &format!("p{writer}-{n}"), "--name", "P"]))
                .collect();
            scope.spawn(move || {
                for mut command in commands {
                    let out = command.output().unwrap();
                    let said = String::from_utf8_lossy(&out.stderr);
                    assert!(out.status.success() && said.is_empty(), "{:?} {said}", out.status);
                }
            });
        }
        let commands: Vec<_> = (0..40).map(|_| run(&["person", "list"])).collect();
        scope.spawn(move || {
            for mut command in commands {
                let out = command.output().unwrap();
                assert!(
                    out.status.success() && out.stderr.is_empty(),
                    "{}",
                    String::from_utf8_lossy(&out.stderr)
                );
            }
        });
    });
    assert_eq!(desk.run(&["person", "list"]).stderr, "");
    assert_eq!(reach(&desk, "state"), 46);
}

/// A ledger whose identity cannot be told has no mark; what is wrong with it is the auditor's to say.
#[test]
fn a_damaged_first_entry_is_left_to_the_audit() {
    let desk = Desk::new();
    add(&desk, &["a"]);
    unguarded(&desk.ledger(), |raw| {
        raw.execute("UPDATE entry SET body = 'x' WHERE seq = 1", []).unwrap();
    });
    let answer = desk.run(&["ledger", "verify"]);
    assert!(answer.code == 10 && answer.stderr.contains("entry 1: "), "{}", answer.whole());
}

#[test]
fn info_shows_what_was_seen() {
    let desk = behind();
    let text = desk.run(&["ledger", "info"]).stdout;
    assert!(
        text.contains("  seen before: entry 6 at 2026-11-23T09:05:00Z, which is not there now\n"),
        "{text}"
    );
    let json = desk.run(&["ledger", "info", "--json"]).json();
    assert_eq!((&json["result"]["seen"]["seq"], &json["behind"]), (&6.into(), &true.into()), "{json}");
    let stranger = as_account(&desk, "stranger", "ledger info").stdout;
    assert!(stranger.contains("  seen before: nothing\n"), "{stranger}");
}
