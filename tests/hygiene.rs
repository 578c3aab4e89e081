//! The ledger's file among files that others put in its way: what is planted beside it, whose it is, who may do what to it,
//! and on what it lies. What is refused is left as it was, and so is every file that a link led to.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use nix::sys::stat::Mode;
use nix::unistd::mkfifo;

use super::faults::crash_of;
use super::support::desk::{Answer, Desk, words};

const ACT: &str = "--as ada person add bo --name Bo";
/// What opens a ledger: to read, to act, to walk, to copy, to write views.
const LINES: [&str; 6] =
    ["status", ACT, "ledger verify", "ledger info", "ledger backup copy.db", "ledger rebuild"];

fn run(desk: &Desk, line: &str) -> Answer {
    desk.run(&words(line).iter().map(String::as_str).collect::<Vec<_>>())
}
fn mode(path: &Path, bits: u32) {
    fs::set_permissions(path, Permissions::from_mode(bits)).unwrap();
}
fn mode_of(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().mode() & 0o7777
}
fn beside(desk: &Desk, ending: &str) -> PathBuf {
    desk.folder().join(format!("ledger.db{ending}"))
}

/// Every command refuses the ledger with these words and leaves it as it was.
fn refused(desk: &Desk, code: i32, says: &str) {
    let before = desk.digest();
    for line in LINES {
        let no = run(desk, line);
        assert_eq!(no.code, code, "{line}: {}", no.whole());
        assert!(no.stderr.contains(says) && no.stdout.is_empty(), "{line}: wanted {says:?}: {}", no.whole());
        assert!(!desk.folder().join("copy.db").exists());
    }
    assert_eq!(desk.digest(), before);
}

#[test]
fn a_planted_journal_is_neither_played_back_nor_written_over_nor_waited_for() {
    let desk = Desk::staffed();
    let crash = crash_of(&desk);
    let hot = fs::read(crash.path().join("ledger.db-journal")).unwrap();
    let journal = beside(&desk, "-journal");
    let victim = desk.folder().join("victim");
    let link: &dyn Fn(&[u8]) = &|bytes| {
        fs::write(&victim, bytes).unwrap();
        symlink(&victim, &journal).unwrap();
    };
    let hard: &dyn Fn(&[u8]) = &|bytes| {
        fs::write(&victim, bytes).unwrap();
        fs::hard_link(&victim, &journal).unwrap();
    };
    // A journal that SQLite would play back, one that it would write over, and one that it would take for none.
    for bytes in [&hot[..], b"\0\0\0\0a file that is dear to somebody", b"a text", b""] {
        for (plant, says) in [(link, "is a symbolic link"), (hard, "has more than one hard link")] {
            plant(bytes);
            refused(&desk, 10, &format!("FOLDER/ledger.db-journal lies beside the ledger and {says}"));
            assert_eq!(fs::read(&victim).unwrap(), bytes, "{says}");
            fs::remove_file(&journal).unwrap();
            fs::remove_file(&victim).unwrap();
        }
    }
    symlink("nowhere", &journal).unwrap();
    refused(&desk, 10, "is a symbolic link");
    assert!(!desk.folder().join("nowhere").exists());
    fs::remove_file(&journal).unwrap();
    fs::create_dir(&journal).unwrap();
    refused(&desk, 10, "is not a regular file");
    fs::remove_dir(&journal).unwrap();
    mkfifo(&journal, Mode::S_IRWXU).unwrap();
    // Held open on both ends, so that nobody who opens it waits for ever.
    let held = File::options().read(true).write(true).open(&journal).unwrap();
    refused(&desk, 10, "is not a regular file");
    drop(held);
    fs::remove_file(&journal).unwrap();
    desk.act("ada", "person add bo --name Bo");
    desk.verified();
}

#[test]
fn a_planted_log_is_refused() {
    let desk = Desk::staffed();
    for ending in ["-wal", "-shm"] {
        let log = beside(&desk, ending);
        let says = format!("FOLDER/ledger.db{ending} lies beside the ledger and is of a write-ahead log");
        for bytes in [&b""[..], b"x"] {
            fs::write(&log, bytes).unwrap();
            refused(&desk, 10, &says);
            fs::remove_file(&log).unwrap();
        }
        symlink("nowhere", &log).unwrap();
        refused(&desk, 10, &says);
        fs::remove_file(&log).unwrap();
    }
    let raw = rusqlite::Connection::open(desk.ledger()).unwrap();
    raw.pragma_update(None, "journal_mode", "wal").unwrap();
    drop(raw);
    assert!(run(&desk, "status").stderr.contains("it keeps a write-ahead log"));
    // Whoever looks into such a file only to read leaves an empty log behind.
    refused(&desk, 10, "a write-ahead log");
}

#[test]
fn a_file_that_is_no_ledger_is_refused_at_the_door() {
    let desk = Desk::staffed();
    let (ledger, away) = (desk.ledger(), desk.folder().join("away"));
    fs::rename(&ledger, &away).unwrap();
    let no = |says: &str| {
        for line in LINES {
            let no = run(&desk, line);
            assert_eq!(no.code, 10, "{line}: {}", no.whole());
            assert!(no.stderr.contains(says), "{line}: wanted {says:?}: {}", no.whole());
        }
        assert_eq!(run(&desk, "init --trust declared --admin ada --name Ada").code, 7);
    };
    symlink(&away, &ledger).unwrap();
    no("it is a symbolic link");
    fs::remove_file(&ledger).unwrap();
    fs::hard_link(&away, &ledger).unwrap();
    no("it has more than one hard link");
    fs::remove_file(&ledger).unwrap();
    fs::create_dir(&ledger).unwrap();
    no("it is not a regular file");
    fs::remove_dir(&ledger).unwrap();
    mkfifo(&ledger, Mode::S_IRWXU).unwrap();
    no("it is not a regular file");
    fs::remove_file(&ledger).unwrap();
    let socket = std::os::unix::net::UnixListener::bind(&ledger).unwrap();
    no("it is not a regular file");
    drop(socket);
    fs::remove_file(&ledger).unwrap();
    for device in ["/dev/null", "/dev/zero"] {
        let answer = run(&desk, &format!("status --ledger {device}"));
        assert_eq!(answer.code, 10, "{}", answer.whole());
        assert!(answer.stderr.contains("it is not a regular file"), "{}", answer.whole());
    }
    fs::rename(&away, &ledger).unwrap();
    desk.verified();
}

#[test]
fn a_schema_that_is_not_ours_is_refused() {
    let added = "CREATE TRIGGER quiet AFTER INSERT ON entry BEGIN DELETE FROM view; END";
    let sham =
        "DROP TRIGGER entry_update; CREATE TRIGGER entry_update BEFORE UPDATE ON entry BEGIN SELECT 1; END";
    for (sql, code, says) in [
        (added, 10, "its schema is not ours: trigger quiet does not belong there"),
        ("DROP TRIGGER entry_delete", 10, "its schema is not ours: trigger entry_delete is missing"),
        (sham, 10, "its schema is not ours: trigger entry_update is altered"),
        ("DROP INDEX view_subject", 10, "its schema is not ours: index view_subject is missing"),
        ("PRAGMA application_id = 7", 10, "it is a database of another program"),
        ("PRAGMA user_version = 3", 12, "schema version 3; this program knows up to 2"),
        ("PRAGMA user_version = 0", 10, "there is no schema version 0"),
    ] {
        let desk = Desk::new();
        rusqlite::Connection::open(desk.ledger()).unwrap().execute_batch(sql).unwrap();
        refused(&desk, code, says);
    }
}

/// Runs a line in a shell that takes no permission away from what is made.
fn careless(desk: &Desk, line: &str) -> Answer {
    let mut shell = Command::new("sh");
    let like = desk.command();
    shell.args(["-c", "umask 000; exec \"$0\" \"$@\""]).arg(like.get_program()).args(words(line)).env_clear();
    shell.envs(like.get_envs().filter_map(|(k, v)| Some((k, v?)))).env_remove("ERA_RM_LEDGER");
    answer(shell.current_dir(desk.folder()).stdin(Stdio::null()))
}
fn answer(command: &mut Command) -> Answer {
    let out = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Answer { stdout: text(&out.stdout), stderr: text(&out.stderr), code: out.status.code().unwrap_or(-1) }
}

#[test]
fn what_is_made_is_its_owners_alone_whatever_the_shell_allows() {
    let desk = Desk::empty();
    let done = |line: &str| {
        let done = careless(&desk, line);
        assert_eq!(done.code, 0, "{line}: {}", done.whole());
    };
    done("init --trust declared --admin ada --name Ada");
    done(ACT);
    done("ledger backup copy.db");
    done("ledger export --jsonl --out lines.jsonl");
    done("ledger export --folder checked");
    let checked = desk.folder().join("checked");
    assert_eq!(mode_of(&checked), 0o700);
    for file in fs::read_dir(&checked).unwrap() {
        let path = file.unwrap().path();
        assert_eq!(mode_of(&path) & 0o077, 0, "{}", path.display());
    }
    let data = desk.folder().join("data");
    for folder in [data.clone(), data.join("era-rm")] {
        assert_eq!(mode_of(&folder), 0o700, "{}", folder.display());
    }
    for file in
        [data.join("era-rm/ledger.db"), desk.folder().join("copy.db"), desk.folder().join("lines.jsonl")]
    {
        assert_eq!(mode_of(&file), 0o600, "{}", file.display());
    }
}

#[test]
fn a_copy_goes_to_a_new_file_and_through_no_link() {
    let desk = Desk::new();
    let victim = desk.folder().join("victim");
    let to = desk.folder().join("copy");
    for bytes in [Some("a file that is dear to somebody"), None] {
        if let Some(bytes) = bytes {
            fs::write(&victim, bytes).unwrap();
        }
        symlink(&victim, &to).unwrap();
        for line in ["ledger backup copy", "ledger export --jsonl --out copy", "ledger export --folder copy"]
        {
            let no = run(&desk, line);
            assert_eq!(no.code, 7, "{line}: {}", no.whole());
        }
        assert_eq!(fs::read_to_string(&victim).ok().as_deref(), bytes);
        fs::remove_file(&to).unwrap();
        let _ = fs::remove_file(&victim);
    }
    // What would become the copy's journal.
    fs::write(desk.folder().join("copy-journal"), "left over").unwrap();
    assert_eq!(run(&desk, "ledger backup copy").code, 7);
    assert!(!to.exists());
}

#[test]
fn a_network_file_system_is_refused_unless_told() {
    const NFS: (&str, &str) = ("ERA_RM_TEST_FILE_SYSTEM", "26985");
    const FUSE: (&str, &str) = ("ERA_RM_TEST_FILE_SYSTEM", "1702057286");
    const EXT4: (&str, &str) = ("ERA_RM_TEST_FILE_SYSTEM", "61267");
    let desk = Desk::new();
    let on = |system, line: &str| {
        desk.run_with(&[system], &words(line).iter().map(String::as_str).collect::<Vec<_>>())
    };
    for (system, says) in [
        (NFS, "lies on NFS, a network file system"),
        (FUSE, "lies on FUSE, behind which there may be a network"),
    ] {
        for line in LINES {
            let no = on(system, line);
            assert_eq!(no.code, 8, "{line}: {}", no.whole());
            assert!(
                no.stderr.contains(says) && no.stderr.contains("network = true"),
                "{line}: {}",
                no.whole()
            );
        }
    }
    assert_eq!(on(NFS, "status --json").json()["error"]["retryable"], false);
    let begun = "init --trust declared --admin ada --name Ada --ledger other.db";
    assert_eq!(on(NFS, begun).code, 8);
    assert!(!desk.folder().join("other.db").exists());
    assert_eq!(on(EXT4, "status").code, 0);
    // No variable says it, and the nearest file that says anything of it does.
    for name in ["ERA_RM_NETWORK", "network"] {
        assert_eq!(desk.run_with(&[NFS, (name, "true")], &["status"]).code, 8);
    }
    let (own, here) = (desk.folder().join("config/era-rm"), desk.folder().join("era-rm.toml"));
    fs::create_dir_all(&own).unwrap();
    fs::write(own.join("era-rm.toml"), "network = true\n").unwrap();
    assert_eq!(on(NFS, ACT).code, 0);
    let info = on(NFS, "ledger info --json").json();
    assert_eq!(info["result"]["file"]["network"], "NFS");
    fs::write(&here, "network = false\n").unwrap();
    assert_eq!(on(NFS, "status").code, 8);
    fs::write(&here, "ledger = \"ledger.db\"\nnetwork = true\n").unwrap();
    assert_eq!(on(NFS, "status").code, 0);
    assert_eq!(on(NFS, begun).code, 0);
    fs::write(&here, "network = \"yes\"\n").unwrap();
    assert_eq!(on(NFS, "status").code, 2);
}

#[test]
fn ledger_info_warns_of_what_others_may_do() {
    let desk = Desk::new();
    let warned = |file, folder, says: &[&str]| {
        mode(&desk.ledger(), file);
        mode(desk.folder(), folder);
        let info = run(&desk, "ledger info --json").json();
        let found = &info["result"]["file"];
        assert_eq!(
            (&found["mode"], &found["folder"]),
            (&format!("{file:04o}").into(), &format!("{folder:04o}").into())
        );
        let warnings: Vec<&str> =
            found["warnings"].as_array().unwrap().iter().filter_map(|w| w.as_str()).collect();
        assert_eq!(warnings.len(), says.len(), "{warnings:?}");
        let text = run(&desk, "ledger info").stdout;
        for (warning, words) in warnings.iter().zip(says) {
            assert!(warning.contains(words), "{warnings:?}");
            assert!(text.contains(&format!("  warning: {warning}\n")), "{text}");
        }
    };
    warned(0o600, 0o700, &[]);
    warned(0o600, 0o755, &[]);
    warned(0o644, 0o755, &["everybody may read the file"]);
    warned(0o666, 0o755, &["everybody may write", "everybody may read", "may not make the journal"]);
    warned(0o600, 0o777, &["everybody may put another file in the place of this one"]);
    warned(0o600, 0o1777, &["everybody may put files beside this one"]);
    warned(0o600, 0o770, &["the folder's group may put another file"]);
}

/// People of a shared host, by their numbers: two of a group, one who is not, and their group.
const ONE: u32 = 60_001;
const TWO: u32 = 60_002;
const STRANGER: u32 = 60_003;
const NO_GROUP: u32 = 65_534;

/// A command of somebody; `None` where tests do not run as root, or that person cannot reach the binary.
fn of(desk: &Desk, who: u32, group: u32, line: &str) -> Option<Answer> {
    if !nix::unistd::getuid().is_root() {
        return None;
    }
    let mut reach = Command::new(env!("CARGO_BIN_EXE_era-rm"));
    let reached = reach.arg("--version").uid(who).gid(group).output();
    reached.ok().filter(|o| o.status.success())?;
    // Nobody needs to see the working folder.
    Some(answer(desk.command().args(words(line)).current_dir("/").uid(who).gid(group)))
}

/// The first group of the system that is neither root's nor nobody's.
fn some_group() -> (String, u32) {
    let groups = fs::read_to_string("/etc/group").unwrap();
    let mut all = groups.lines().filter_map(|l| {
        let mut parts = l.split(':');
        Some((parts.next()?.to_owned(), parts.nth(1)?.parse::<u32>().ok()?))
    });
    all.find(|(_, number)| ![0, NO_GROUP].contains(number)).unwrap()
}

#[test]
fn a_group_shares_a_ledger() {
    let desk = Desk::empty();
    let (name, group) = some_group();
    let init = format!("init --trust declared --admin ada --name Ada --group {name}");
    let shared = |bits| {
        chown(desk.folder(), Some(ONE), Some(group)).unwrap();
        mode(desk.folder(), bits);
    };
    if of(&desk, ONE, group, "--version").is_none() {
        return;
    }
    for (bits, says) in [
        (0o700, "its group may not make files in it"),
        (0o770, "what is made in it is not of its group"),
        (0o2777, "everybody may make files in it"),
    ] {
        shared(bits);
        let no = of(&desk, ONE, group, &init).unwrap();
        assert_eq!(no.code, 2, "{}", no.whole());
        let mend = format!("chgrp {name} {folder} && chmod 2770 {folder}", folder = desk.folder().display());
        assert!(no.stderr.contains(says) && no.stderr.contains(&mend), "{}", no.whole());
        assert!(!desk.ledger().exists());
    }
    shared(0o2770);
    let made = of(&desk, ONE, group, &init).unwrap();
    assert_eq!(made.code, 0, "{}", made.whole());
    assert!(made.stdout.contains(&format!("\n  group: {name}\n")), "{}", made.whole());
    let found = fs::metadata(desk.ledger()).unwrap();
    assert_eq!((found.uid(), found.gid(), mode_of(&desk.ledger())), (ONE, group, 0o660));
    let info = run(&desk, "ledger info --json").json();
    assert_eq!(info["result"]["file"]["warnings"], serde_json::json!([]));
    for (who, login) in [(ONE, "bo"), (TWO, "cy"), (ONE, "di")] {
        desk.wait(60);
        let act = of(&desk, who, group, &format!("--as ada person add {login} --name X")).unwrap();
        assert_eq!(act.code, 0, "{}", act.whole());
        assert_eq!(of(&desk, who, group, "ledger verify").unwrap().code, 0);
    }
    for line in ["status", "--as ada person add ed --name X"] {
        let no = of(&desk, STRANGER, NO_GROUP, line).unwrap();
        assert_eq!(no.code, 8, "{line}: {}", no.whole());
    }
}

/// Puts a crash in the ledger's place: half of a transaction, and a journal that is somebody's.
fn crashed(desk: &Desk, crash: &Path, owner: u32, group: u32, bits: u32) {
    fs::write(desk.ledger(), fs::read(crash.join("ledger.db")).unwrap()).unwrap();
    let journal = beside(desk, "-journal");
    fs::copy(crash.join("ledger.db-journal"), &journal).unwrap();
    chown(&journal, Some(owner), Some(group)).unwrap();
    mode(&journal, bits);
}

#[test]
fn a_journal_is_repaired_where_it_is_of_one_who_may_write_the_ledger() {
    let desk = Desk::staffed();
    let (_, group) = some_group();
    if of(&desk, ONE, group, "--version").is_none() {
        return;
    }
    let crash = crash_of(&desk);
    let journal = beside(&desk, "-journal");
    chown(desk.folder(), Some(ONE), Some(group)).unwrap();
    chown(desk.ledger(), Some(ONE), Some(group)).unwrap();
    mode(desk.folder(), 0o2770);
    // Of whom, for whom the ledger is, and who meets it: refused, or repaired.
    for (bits, owner, of_group, mode_of_journal, repaired) in [
        (0o660, TWO, group, 0o660, true),
        (0o660, ONE, NO_GROUP, 0o600, true),
        (0o660, 0, 0, 0o600, false),
        (0o660, STRANGER, NO_GROUP, 0o666, false),
        (0o600, TWO, group, 0o660, false),
        (0o600, ONE, group, 0o602, false),
    ] {
        mode(&desk.ledger(), bits);
        crashed(&desk, crash.path(), owner, of_group, mode_of_journal);
        let (ledger, before) = (desk.digest(), fs::read(&journal).unwrap());
        let met = of(&desk, ONE, group, "ledger verify").unwrap();
        let what = format!("{bits:o} {owner} {of_group} {mode_of_journal:o}: {}", met.whole());
        if repaired {
            assert_eq!((met.code, journal.exists()), (0, false), "{what}");
            continue;
        }
        // Root's journal would be taken, but nobody else can read it.
        let code = if owner == 0 { 8 } else { 10 };
        assert_eq!(met.code, code, "{what}");
        assert!(code == 8 || met.stderr.contains("ledger.db-journal lies beside the ledger and"), "{what}");
        assert_eq!((desk.digest(), fs::read(&journal).unwrap()), (ledger, before), "{what}");
    }
}

#[test]
fn who_may_only_read_reads_and_repairs_nothing() {
    let desk = Desk::staffed();
    let (_, group) = some_group();
    if of(&desk, ONE, group, "--version").is_none() {
        return;
    }
    let crash = crash_of(&desk);
    chown(desk.folder(), Some(ONE), Some(group)).unwrap();
    chown(desk.ledger(), Some(ONE), Some(group)).unwrap();
    mode(desk.folder(), 0o750);
    mode(&desk.ledger(), 0o640);
    let reads = |line: &str| of(&desk, TWO, group, line).unwrap();
    for line in ["status", "ledger verify", "ledger info", "log"] {
        assert_eq!(reads(line).code, 0, "{line}");
    }
    let act = reads(ACT);
    assert_eq!(act.code, 8, "{}", act.whole());
    crashed(&desk, crash.path(), ONE, group, 0o640);
    let before = desk.digest();
    for line in ["status", "ledger verify", ACT] {
        let no = reads(line);
        assert_eq!(no.code, 8, "{line}: {}", no.whole());
        assert!(
            no.stderr.contains("a writer was cut short, and only who may write"),
            "{line}: {}",
            no.whole()
        );
    }
    assert_eq!(desk.digest(), before);
    assert_eq!(of(&desk, ONE, group, "status").unwrap().code, 0);
    assert_eq!(reads("ledger verify").code, 0);
}
