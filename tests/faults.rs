//! What a ledger goes through: a process killed, a disk full, a file or folder that cannot be written, a file gone, a
//! journal left behind. An act is in the ledger as a whole or not at all, and the ledger verifies afterwards.

use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use era_rm::store::{SqliteStore, Store};

use super::support::desk::{Answer, Desk, words};
use super::support::package;
use super::support::rng::Rng;

fn head(desk: &Desk) -> u64 {
    SqliteStore::open(&desk.ledger()).unwrap().head().unwrap().map_or(0, |h| h.seq)
}
fn answer(mut command: Command) -> Answer {
    let out = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Answer { stdout: text(&out.stdout), stderr: text(&out.stderr), code: out.status.code().unwrap_or(-1) }
}
fn receive(desk: &Desk, id: &str, key: &str) -> Command {
    let mut command = desk.command();
    let folder = package::make(desk.folder(), id, "routine");
    command.args(["--as", "rhea", "ocr", "receive", &folder, "--idempotency-key", key]);
    command
}

#[test]
fn killed_at_any_moment_an_act_is_there_or_not() {
    const SEED: u64 = 20_261_123;
    let desk = Desk::staffed();
    let began = Instant::now();
    let whole = (0..3)
        .map(|n| assert_eq!(answer(receive(&desk, &format!("W-{n}"), &format!("w{n}"))).code, 0))
        .count();
    let usual = began.elapsed() / u32::try_from(whole).unwrap();
    let mut dice = Rng(SEED);
    let mut recorded = 0;
    for round in 0..60 {
        let (id, key) = (format!("K-{round}"), format!("k{round}"));
        let before = head(&desk);
        let mut child =
            receive(&desk, &id, &key).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(usual.mul_f64(dice.below(1200) as f64 / 1000.0));
        child.kill().unwrap();
        child.wait().unwrap();
        desk.verified();
        let there = head(&desk) - before;
        assert!(there <= 1, "seed {SEED}, round {round}: {there} entries");
        recorded += there;
        // The same key again: recorded now, or answered as it was then.
        let again = answer(receive(&desk, &id, &key));
        assert_eq!(again.code, 0, "seed {SEED}, round {round}\n{}", again.whole());
        assert_eq!(again.stdout.starts_with("Recorded before"), there == 1, "{}", again.whole());
        assert_eq!(head(&desk) - before, 1, "seed {SEED}, round {round}");
    }
    assert!(recorded < 60, "the knife fell after {usual:?} at the latest, and cut nothing off");
    desk.verified();
}

#[test]
fn killed_while_it_begins_a_ledger_is_whole_or_told_apart() {
    let mut dice = Rng(7);
    for round in 0..20 {
        let desk = Desk::empty();
        let mut init = desk.command();
        init.args(["init", "--trust", "declared", "--admin", "ada", "--name", "Ada"]);
        let mut child = init.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(dice.below(40_000)));
        child.kill().unwrap();
        child.wait().unwrap();
        let found = desk.by("ada", &["person", "add", "bo", "--name", "Bo"]);
        // Never a bug, never a guess: it is a ledger, or there is none, or the file is said to be none.
        assert!([0, 3, 10].contains(&found.code), "round {round}: {}", found.whole());
        if found.code == 0 {
            desk.verified();
        } else if found.code == 10 {
            assert!(found.stderr.contains("ledger"), "{}", found.whole());
        }
    }
}

#[test]
fn a_full_disk_is_told_and_nothing_is_half_written() {
    let desk = Desk::staffed();
    let size = std::fs::metadata(desk.ledger()).unwrap().len();
    let blocks = size / 512;
    let before = head(&desk);
    let mut refused = 0;
    // From a limit that not even the journal fits in, to one that lets the act through.
    let limits =
        [0, 1, 2, 8, 9, 16, 24, blocks / 2, blocks, blocks + 1, blocks + 8, blocks + 16, blocks + 4000];
    for (n, limit) in limits.into_iter().enumerate() {
        let act = receive(&desk, &format!("F-{n}"), &format!("f{n}"));
        let mut limited = desk.command();
        limited = shell_of(&limited, &format!("ulimit -f {limit}; exec \"$0\" \"$@\""), &act);
        let was = head(&desk);
        let full = answer(limited);
        match full.code {
            0 => assert_eq!(head(&desk), was + 1),
            8 => {
                refused += 1;
                assert_eq!(head(&desk), was, "limit {limit}: {}", full.whole());
                assert!(full.stderr.contains("cannot be read or written"), "{}", full.whole());
            }
            _ => panic!("limit {limit}: {}", full.whole()),
        }
        desk.verified();
    }
    assert!(refused >= 4 && head(&desk) > before, "{refused} of {} limits were too low", limits.len());
    let again = answer(receive(&desk, "F-0", "f0"));
    assert_eq!(again.code, 0, "with room again the same command is recorded: {}", again.whole());
    desk.verified();
}

/// `act`, run through `sh -c script` with the environment of `like`.
fn shell_of(like: &Command, script: &str, act: &Command) -> Command {
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(script).arg(act.get_program()).args(act.get_args()).env_clear();
    shell.envs(like.get_envs().filter_map(|(k, v)| Some((k, v?)))).stdin(Stdio::null());
    shell.current_dir(like.get_current_dir().unwrap());
    shell
}

/// Who runs a command in [`nobody`]'s tests: not root, who may write everything.
const NOBODY: u32 = 65_534;

/// Runs the command as one who is not root. Where tests run as root, folder and file are given to `nobody` first; false if
/// `nobody` cannot even reach the binary, and the test then has nothing to say.
fn as_other_than_root(desk: &Desk, command: &mut Command) -> bool {
    if !nix::unistd::getuid().is_root() {
        return true;
    }
    for path in [desk.folder().to_path_buf(), desk.ledger()] {
        chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
    }
    command.uid(NOBODY).gid(NOBODY);
    Command::new(env!("CARGO_BIN_EXE_era-rm"))
        .arg("--version")
        .uid(NOBODY)
        .gid(NOBODY)
        .output()
        .is_ok_and(|o| o.status.success())
}
fn mode(path: &Path, bits: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(bits)).unwrap();
}

#[test]
fn a_file_or_folder_that_cannot_be_written_is_told() {
    for (file, folder) in [(0o400, 0o700), (0o600, 0o500), (0o000, 0o700), (0o600, 0o000)] {
        let desk = Desk::staffed();
        let mut act = desk.command();
        act.args(["--as", "ada", "person", "add", "bo", "--name", "Bo"]).current_dir("/");
        if !as_other_than_root(&desk, &mut act) {
            return;
        }
        mode(&desk.ledger(), file);
        mode(desk.folder(), folder);
        let no = answer(act);
        mode(desk.folder(), 0o700);
        mode(&desk.ledger(), 0o600);
        assert_eq!(no.code, 8, "{file:o} {folder:o}: {}", no.whole());
        assert!(no.stderr.contains("permissions"), "{}", no.whole());
        assert_eq!(head(&desk), 25);
        desk.verified();
    }
}

#[test]
fn a_ledger_that_is_gone_is_not_begun_again() {
    let desk = Desk::staffed();
    std::fs::remove_file(desk.ledger()).unwrap();
    for line in ["ocr receive x", "status", "ledger verify", "person add bo --name Bo", "log"] {
        let gone = desk.by("ada", &words(line).iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(gone.code, 3, "{line}: {}", gone.whole());
        assert!(!desk.ledger().exists(), "only init creates a ledger");
    }
}

#[test]
fn a_journal_left_by_a_crash_is_rolled_back() {
    for line in ["ledger verify", "status", "person list", "person add bo --name Bo"] {
        let desk = Desk::staffed();
        let before = head(&desk);
        let crash = crash_of(&desk);
        std::fs::copy(crash.path().join("ledger.db"), desk.ledger()).unwrap();
        std::fs::copy(crash.path().join("ledger.db-journal"), desk.folder().join("ledger.db-journal"))
            .unwrap();
        let first = desk.by("ada", &words(line).iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(first.code, 0, "{line}: {}", first.whole());
        desk.verified();
        assert_eq!(head(&desk), before + u64::from(line.starts_with("person add")));
        assert!(!desk.folder().join("ledger.db-journal").exists());
    }
}

#[test]
fn without_its_journal_a_crashed_ledger_does_not_verify() {
    let desk = Desk::staffed();
    let crash = crash_of(&desk);
    std::fs::copy(crash.path().join("ledger.db"), desk.ledger()).unwrap();
    let broken = desk.run(&["ledger", "verify"]);
    assert_eq!(broken.code, 10, "so the journal above was hot: {}", broken.whole());
}

/// A copy of the ledger as a crash leaves it: half of a transaction is in the file, and its journal beside it.
pub fn crash_of(desk: &Desk) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    let raw = rusqlite::Connection::open(desk.ledger()).unwrap();
    raw.pragma_update(None, "cache_size", 1).unwrap();
    raw.execute_batch("BEGIN IMMEDIATE; UPDATE view SET row = row || ' ' || hex(randomblob(200));").unwrap();
    raw.execute_batch(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
         INSERT INTO view SELECT 'x', 'x', i, i, 'x', hex(randomblob(500)) FROM n",
    )
    .unwrap();
    for name in ["ledger.db", "ledger.db-journal"] {
        std::fs::copy(desk.folder().join(name), copy.path().join(name)).unwrap();
    }
    raw.execute_batch("ROLLBACK").unwrap();
    copy
}
