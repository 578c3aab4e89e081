//! What people and scripts may type or hand over that is wrong: a clear message, the exit code, nothing written, no panic.

mod hostile;
mod malformed;
mod newer;

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::process::{Command, Stdio};

use super::support::desk::{Answer, Desk, example, words};
use super::support::stage;

/// A step, the exit code, who, the command line, and what must be said.
type Case = (u8, i32, &'static str, &'static str, &'static str);

const ARTIFACT: &str =
    "--artifact era-ingest.tar=sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

const CASES: [Case; 40] = [
    // Packages, files and what is in them.
    (0, 3, "rhea", "ocr receive nowhere", "nowhere does not exist"),
    (0, 3, "rhea", "ocr receive examples/letters", "examples/letters/ocr.toml does not exist"),
    (0, 6, "rhea", "ocr receive examples/letters/completion.md", "is not a folder"),
    (0, 6, "rhea", "ocr receive examples/ocr-packages/incomplete", "is not complete"),
    (5, 6, "dev", "test dev 4.2.0 --results examples/evidence/broken.xml", "line 5, column 5"),
    (5, 6, "dev", "test dev 4.2.0 --results examples/letters/completion.md", "completion.md"),
    (5, 6, "dev", "test dev 4.2.0 --results examples/evidence/test-team-zero.xml", "nothing was tested"),
    (5, 6, "dev", "test dev 4.2.0 --results examples/evidence", "is a folder"),
    (5, 6, "dev", "test dev 4.2.0 --results /dev/zero", "is a device"),
    (6, 3, "dev", "letter submit 4.2.0 nowhere.md", "nowhere.md does not exist"),
    // Things and people that there are not.
    (
        4,
        3,
        "rhea",
        "ocr withdraw OCR-2026-0999 --reference OCCB --reason superseded",
        "there is no OCR OCR-2026-0999",
    ),
    (4, 3, "rhea", "release hold 4.2.1 --reason audit", "there is no release 4.2.1"),
    (4, 5, "mallory", "release hold 4.2.0 --reason audit", "nobody in this ledger has the login mallory"),
    (
        12,
        3,
        "quentin",
        "verify record 4.2.0 --ocr OCR-2026-0999 --pass --findings fine",
        "OCR-2026-0999 is not in release",
    ),
    // Order, roles.
    (2, 4, "rhea", "release notify 4.2.0", "must wait"),
    (3, 5, "dev", "release notify 4.2.0", "is for the Release Manager"),
    // Times.
    (3, 6, "rhea", "release notify 4.2.0 --at 2030-01-01T00:00:00Z --why-late x", "is in the future"),
    (3, 6, "rhea", "release notify 4.2.0 --at 2026-11-23T09:30:00Z --why-late x", "is before"),
    (3, 2, "rhea", "release notify 4.2.0 --at 2026-11-23T09:33:30Z", "--why-late"),
    (3, 2, "rhea", "release notify 4.2.0 --why-late 'the ledger was away'", "--at"),
    (3, 2, "rhea", "release notify 4.2.0 --at yesterday --why-late x", "is not a time"),
    (3, 2, "rhea", "release notify 4.2.0 --at 2026-02-30T00:00:00Z --why-late x", "is not a time"),
    (3, 2, "rhea", "release notify 4.2.0 --at 99999-01-01T00:00:00Z --why-late x", "is not a time"),
    (3, 2, "rhea", "release notify 4.2.0 --at 0001-01-01T00:00:00Z --why-late x", "is not a time"),
    (3, 5, "rhea", "release notify 4.2.0 --at 1970-01-01T00:00:00Z --why-late x", "at 1970-01-01T00:00:00Z"),
    (3, 2, "rhea", "release notify 4.2.0 --at 9999-12-31T23:59:60Z --why-late x", "is not a time"),
    // Numbers.
    (3, 7, "rhea", "release notify 4.2.0 --expect-revision 18446744073709551615", "is at revision"),
    (3, 2, "rhea", "release notify 4.2.0 --expect-revision 18446744073709551616", "--expect-revision"),
    (3, 2, "rhea", "release notify 4.2.0 --expect-revision=-1", "--expect-revision"),
    (7, 3, "sol", "retract 4.2.0 --reason x --revision 18446744073709551615", "no act at revision"),
    // Words.
    (3, 2, "rhea", "release notify 4.2.0 stray", "unexpected argument 'stray'"),
    (3, 2, "rhea", "release notify 4.2.0 --note a --note b", "cannot be used multiple times"),
    (3, 2, "rhea", "release frobnicate 4.2.0", "unrecognized subcommand 'frobnicate'"),
    (3, 2, "rhea", "frobnicate", "unrecognized subcommand 'frobnicate'"),
    (3, 2, "rhea", "release hold 4.2.0 --reason ''", "the text is empty"),
    (3, 2, "rhea", "release hold '' --reason audit", "is not a valid name"),
    (3, 2, "rhea", "release hold 4/2/0 --reason audit", "is not a valid name"),
    (3, 2, "rhea", "release hold ../4.2.0 --reason audit", "is not a valid name"),
    (3, 2, "rhea", "release hold 4.2.0 --reason audit --role boss", "there is no role"),
    (3, 2, "rhea", "ocr", "Usage: era-rm ocr"),
];

/// No fault of ours shows, whatever was typed.
fn sound(answer: &Answer, line: &str) {
    for word in ["panicked", "RUST_BACKTRACE", "src/", ".rs:"] {
        assert!(!answer.whole().contains(word), "{line}\n{}", answer.whole());
    }
}

fn no(desk: &Desk, code: i32, words: &[&str], said: &str) -> Answer {
    let before = desk.ledger().exists().then(|| desk.digest());
    let answer = desk.run(words);
    let line = words.iter().map(|w| w.chars().take(60).collect::<String>()).collect::<Vec<_>>().join(" ");
    sound(&answer, &line);
    assert_eq!(answer.code, code, "{line}\n{}", answer.whole());
    assert!(answer.stderr.contains(said), "{line}: {said:?} is not said in\n{}", answer.whole());
    if code != 5 {
        assert_eq!(desk.ledger().exists().then(|| desk.digest()), before, "{line} wrote something");
    }
    answer
}

#[test]
fn what_is_typed_wrong_is_said_and_not_recorded() {
    for (step, code, who, line, said) in CASES {
        let desk = stage::at(step);
        let words = words(line);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        no(&desk, code, &[&["--as", who], &words[..]].concat(), said);
    }
}

#[test]
fn a_package_that_cannot_be_read() {
    let desk = stage::at(0);
    let folder = desk.folder().join("package");
    std::fs::create_dir(&folder).unwrap();
    let file = folder.join("ocr.toml");
    let told = [
        ("", 6, "is empty"),
        ("id = ", 6, "line 1"),
        ("surprise = 1\n", 6, "surprise"),
        ("id = \"OCR 1\"\n", 6, "is not a valid name"),
        ("id = 7\n", 6, "it must be text in quotes"),
        ("title = \"a\u{202e}b\"\n", 6, "U+202E"),
        ("documents = [\"../../etc/passwd\"]\n", 6, "documents"),
        ("documents = [\"ocr.toml\\u0000\"]\n", 6, "documents"),
    ];
    for (text, code, said) in told {
        std::fs::write(&file, text).unwrap();
        no(&desk, code, &["--as", "rhea", "ocr", "receive", "package"], said);
    }
    std::fs::write(&file, [0xff, 0xfe, 0x00]).unwrap();
    no(&desk, 6, &["--as", "rhea", "ocr", "receive", "package"], "ocr.toml");
    std::fs::remove_file(&file).unwrap();
    std::os::unix::fs::symlink(example("ocr-packages/OCR-2026-0107/ocr.toml"), &file).unwrap();
    no(&desk, 6, &["--as", "rhea", "ocr", "receive", "package"], "a symbolic link");
}

#[test]
fn characters_that_mislead_are_refused_in_every_text() {
    let desk = stage::at(3);
    for (c, name) in [
        ('\u{202e}', "U+202E"),
        ('\u{7}', "U+0007"),
        ('\u{9b}', "U+009B"),
        ('\u{2066}', "U+2066"),
        ('\r', "U+000D"),
    ] {
        let text = format!("fine{c}text");
        let answer = no(&desk, 2, &["--as", "rhea", "release", "hold", "4.2.0", "--reason", &text], name);
        assert!(!answer.stderr.contains(c), "the character itself is not printed");
        no(&desk, 2, &["--as", &text, "release", "hold", "4.2.0", "--reason", "x"], "is not a valid name");
        no(&desk, 2, &["--as", "rhea", &text], "unrecognized subcommand");
    }
}

#[test]
fn ids_with_odd_characters_are_refused() {
    let desk = stage::at(4);
    for id in ["b 1", "b/1", "-b", ".b", "bé", "b;rm", "$(id)", "b\n1", "%00", &"b".repeat(65)] {
        let build = format!("--build={id}");
        let words = [
            &["--as", "dev", "build", "record", "4.2.0", &build, "--source", "9f3c1aa"][..],
            &ARTIFACT.split(' ').collect::<Vec<_>>(),
        ]
        .concat();
        no(&desk, 2, &words, "is not a valid name");
    }
}

#[test]
fn the_longest_word_is_refused_in_a_short_message() {
    let desk = stage::at(3);
    // The system hands no longer word over than 128 KiB.
    let long = "x".repeat(131_000);
    for words in [
        vec!["--as", "rhea", "release", "hold", "4.2.0", "--reason", &long],
        vec!["--as", &long, "release", "hold", "4.2.0", "--reason", "x"],
        vec!["--as", "rhea", "release", "hold", &long, "--reason", "x"],
        vec!["--as", "rhea", "release", "hold", "4.2.0", "--reason", "x", "--at", &long, "--why-late", "x"],
        vec!["--as", "rhea", &long],
        vec!["--as", "rhea", "release", "hold", "4.2.0", "--reason", "x", &long],
    ] {
        let answer = no(&desk, 2, &words, "error (usage)");
        assert!(answer.stderr.len() < 2000, "{} bytes were printed", answer.stderr.len());
    }
    let answer = no(&desk, 6, &["--as", "rhea", "ocr", "receive", &long], "cannot be read");
    assert!(answer.stderr.len() < 2000, "{} bytes were printed", answer.stderr.len());
}

#[test]
fn a_deployment_is_what_the_go_and_the_build_allow() {
    let desk = stage::at(10);
    let now = desk.now();
    desk.wait(900);
    let record = |start: &str, end: &str, rest: &str| {
        words(&format!(
            "--as dev deploy record 4.2.0 --target federal --outcome deployed --start {start} --end {end} --backup s-1 {rest}"
        ))
    };
    let built = "--artifact examples/evidence/build-1/era-ingest.tar --artifact examples/evidence/build-1/era-search.tar";
    let (start, end) = (now.to_string(), now.plus_seconds(60).to_string());
    let other = "--artifact examples/evidence/build-2/era-ingest.tar --artifact examples/evidence/build-1/era-search.tar";
    let ahead = now.plus_seconds(86_400).to_string();
    for (words, code, said) in [
        (record(&start, &end, other), 6, "what was installed as era-ingest.tar is not the build's"),
        (record(&start, &end, ARTIFACT), 6, "is not the build's"),
        (
            record(&start, &end, &format!("{built} {}", ARTIFACT.replace("ingest", "other"))),
            6,
            "is no artifact of the build",
        ),
        (record(&start, &end, ""), 6, "was not installed"),
        (record(&end, &start, built), 6, "is after the end"),
        (record(&start, &ahead, built), 6, "is in the future"),
        (record("2026-11-23T08:00:00Z", &end, built), 4, "no go for federal was live at"),
    ] {
        no(&desk, code, &words.iter().map(String::as_str).collect::<Vec<_>>(), said);
    }
}

#[test]
fn a_deployment_outside_its_window_is_refused() {
    let desk = stage::at(1);
    let (opens, ends) = (desk.now().plus_seconds(86_400), desk.now().plus_seconds(90_000));
    desk.act(
        "rhea",
        &format!(
            "release schedule 4.2.0 --ocr OCR-2026-0107 --ocr OCR-2026-0112 --window federal={opens}/{ends}"
        ),
    );
    desk.act("dev", "release input 4.2.0 --yes");
    (3..=10).for_each(|s| desk.release_through("4.2.0", s));
    let now = desk.now();
    desk.wait(900);
    let line = format!(
        "--as dev deploy record 4.2.0 --target federal --outcome deployed --start {now} --end {now} --backup s-1 --artifact examples/evidence/build-1/era-ingest.tar --artifact examples/evidence/build-1/era-search.tar"
    );
    let words = words(&line);
    no(&desk, 6, &words.iter().map(String::as_str).collect::<Vec<_>>(), "is outside the window of federal");
}

#[test]
fn what_is_no_ledger_of_ours_is_left_alone() {
    let desk = Desk::empty();
    let path = desk.ledger();
    let act = ["--as", "rhea", "release", "hold", "4.2.0", "--reason", "x"];
    for words in [&act[..], &["status"], &["ledger", "verify"]] {
        no(&desk, 3, words, "there is no ledger at FOLDER/ledger.db");
        assert!(!path.exists(), "only init creates one");
    }
    std::fs::write(&path, "a shopping list\n").unwrap();
    no(&desk, 10, &act, "FOLDER/ledger.db");
    no(&desk, 10, &["status"], "FOLDER/ledger.db");
    std::fs::write(&path, "").unwrap();
    no(&desk, 10, &act, "it is empty");
    std::fs::remove_file(&path).unwrap();
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("CREATE TABLE invoice (id INTEGER); PRAGMA application_id = 7").unwrap();
    drop(other);
    no(&desk, 10, &act, "FOLDER/ledger.db");
    no(&desk, 7, &["init", "--trust", "declared", "--admin", "ada", "--name", "Ada"], "there is a file at");
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    no_folder(&desk, &act);
}

fn no_folder(desk: &Desk, words: &[&str]) {
    let answer = desk.run(words);
    sound(&answer, "a folder");
    assert_eq!(answer.code, 10, "{}", answer.whole());
    assert!(answer.stderr.contains("it is not a regular file"), "{}", answer.whole());
}

#[test]
fn a_ledger_by_another_way_in_is_refused() {
    let desk = stage::at(3);
    let act = ["--as", "rhea", "release", "notify", "4.2.0"];
    std::os::unix::fs::symlink(desk.ledger(), desk.folder().join("link.db")).unwrap();
    no(&desk, 10, &[&["--ledger", "link.db"], &act[..]].concat(), "it is a symbolic link");
    std::fs::hard_link(desk.ledger(), desk.folder().join("second.db")).unwrap();
    no(&desk, 10, &act, "it has more than one hard link");
    std::fs::remove_file(desk.folder().join("second.db")).unwrap();
    no(&desk, 2, &[&["--ledger", ""], &act[..]].concat(), "--ledger");
    desk.act("rhea", "release notify 4.2.0");
}

#[test]
fn a_newer_ledger_is_refused() {
    let desk = stage::at(3);
    rusqlite::Connection::open(desk.ledger()).unwrap().pragma_update(None, "user_version", 99).unwrap();
    no(&desk, 12, &["--as", "rhea", "release", "notify", "4.2.0"], "newer");
    no(&desk, 12, &["status"], "newer");
}

/// Runs the binary with a stdout of our own.
fn with_stdout(desk: &Desk, stdout: Stdio, line: &str) -> (Option<i32>, String) {
    let mut command: Command = desk.command();
    let out = command
        .args(words(line))
        .stdout(stdout)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
        .wait_with_output()
        .unwrap();
    (out.status.code(), String::from_utf8(out.stderr).unwrap())
}

#[test]
fn an_act_whose_answer_cannot_be_written_is_recorded_all_the_same() {
    for json in ["", " --json"] {
        let desk = stage::at(3);
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let line = format!("--as rhea release notify 4.2.0{json}");
        let (code, stderr) = with_stdout(&desk, writer.into(), &line);
        assert_eq!(code, Some(0), "{stderr}");
        assert!(
            stderr.contains("warning: the act is recorded, but the answer could not be written"),
            "{stderr}"
        );
        desk.refused(7, "rhea", "release notify 4.2.0");

        let desk = stage::at(3);
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let (code, stderr) = with_stdout(&desk, full.into(), &line);
        assert_eq!(code, Some(0), "{stderr}");
        assert!(stderr.contains("warning: the act is recorded"), "{stderr}");
        assert!(!stderr.contains("panicked"), "{stderr}");
        desk.refused(7, "rhea", "release notify 4.2.0");
    }
}

#[test]
fn nobody_listening_to_an_answer_that_reads_is_no_panic() {
    let desk = stage::at(9);
    for line in
        ["status", "release show --json", "ledger export --jsonl", "sop show", "--help", "log --max 1000"]
    {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let (_, stderr) = with_stdout(&desk, writer.into(), line);
        assert!(!stderr.contains("panicked"), "{line}: {stderr}");
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let (_, stderr) = with_stdout(&desk, full.into(), line);
        assert!(!stderr.contains("panicked"), "{line}: {stderr}");
    }
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let out = desk.command().args(["release", "hold"]).stderr(writer).output().unwrap();
    assert_eq!(out.status.code(), Some(2), "a refusal that nobody hears is still one");
}

#[test]
fn words_that_are_not_utf8_are_refused() {
    let desk = stage::at(3);
    let before = desk.digest();
    let odd = || OsString::from_vec(b"aud\xffit".to_vec());
    let lines: [Vec<OsString>; 3] = [
        vec![
            "--as".into(),
            "rhea".into(),
            "release".into(),
            "hold".into(),
            "4.2.0".into(),
            "--reason".into(),
            odd(),
        ],
        vec!["--as".into(), odd(), "release".into(), "notify".into(), "4.2.0".into()],
        vec![odd()],
    ];
    for line in lines {
        let out = desk.command().args(line).output().unwrap();
        let stderr = String::from_utf8(out.stderr).unwrap();
        assert_eq!(out.status.code(), Some(2), "{stderr}");
        assert!(stderr.starts_with("error (usage)") && !stderr.contains("panicked"), "{stderr}");
    }
    assert_eq!(desk.digest(), before);
    let out = desk.command().args(["--as", "rhea", "ocr", "receive"]).arg(odd()).output().unwrap();
    assert_eq!(
        out.status.code(),
        Some(3),
        "a path may be of any bytes: {}",
        String::from_utf8_lossy(&out.stderr)
    );
}

#[test]
fn variables_that_are_empty_or_wrong() {
    let run = |set: &[(&str, &str)], line: &str| {
        let desk = stage::at(3);
        let out = desk.command().envs(set.iter().copied()).args(words(line)).output().unwrap();
        (out.status.code().unwrap(), String::from_utf8(out.stderr).unwrap())
    };
    let notify = "--as rhea release notify";
    let usage = [
        (&[("ERA_RM_AS", "")][..], "release notify 4.2.0", "you have not said it"),
        (&[("ERA_RM_AS", "rh ea")], "release notify 4.2.0", "ERA_RM_AS"),
        (&[("ERA_RM_RELEASE", "4/2")], notify, "ERA_RM_RELEASE"),
        (&[("ERA_RM_ROLE", "boss")], notify, "ERA_RM_ROLE"),
        (&[("ERA_RM_IDEMPOTENCY_KEY", "  ")], notify, "ERA_RM_IDEMPOTENCY_KEY"),
        (&[("ERA_RM_LEDGER", "postgres://archive/ledger")], notify, "only SQLite ledgers"),
    ];
    for (set, line, said) in usage {
        let (code, stderr) = run(set, line);
        assert_eq!(code, 2, "{set:?} {stderr}");
        assert!(stderr.contains(said), "{set:?} {stderr}");
    }
    assert_eq!(run(&[("ERA_RM_RELEASE", "9.9.9")], notify).0, 3);
    let empty = [("ERA_RM_RELEASE", ""), ("ERA_RM_ROLE", ""), ("ERA_RM_IDEMPOTENCY_KEY", "")];
    assert_eq!(run(&empty, notify).0, 0, "an empty variable is an unset one");
    assert_eq!(
        run(&[("ERA_RM_AS", "rhea"), ("ERA_RM_RELEASE", "4.2.0"), ("ERA_RM_ROLE", "rm")], "release notify").0,
        0
    );
    assert_eq!(run(&[("ERA_RM_AS", "dev")], notify).0, 0, "what is typed counts before a variable");
}

#[test]
fn a_configuration_that_cannot_be_read() {
    let desk = stage::at(3);
    for (text, said) in [("ledger = 7", "era-rm.toml"), ("legder = \"x\"", "legder"), ("]", "era-rm.toml")] {
        std::fs::write(desk.folder().join("era-rm.toml"), text).unwrap();
        let out = desk.command().env_remove("ERA_RM_LEDGER").arg("status").output().unwrap();
        let stderr = String::from_utf8(out.stderr).unwrap();
        assert_eq!(out.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains(said), "{stderr}");
    }
    std::fs::write(desk.folder().join("era-rm.toml"), "ledger = \"ledger.db\"").unwrap();
    let out = desk.command().env_remove("ERA_RM_LEDGER").arg("status").output().unwrap();
    assert_eq!(out.status.code(), Some(0));
}

#[test]
fn a_noun_alone_shows_the_help_as_it_is() {
    let desk = Desk::empty();
    let answer = desk.run(&["ocr"]);
    assert_eq!((answer.code, answer.stdout.as_str()), (2, ""), "{}", answer.whole());
    assert!(answer.stderr.lines().any(|l| l.starts_with("Commands:")), "{}", answer.whole());
    let json = desk.run(&["ocr", "--json"]).json();
    assert_eq!(json["error"]["code"], "usage");
    assert!(json["error"]["message"].as_str().unwrap().contains("one was not provided"));
}

/// What [`malformed`] found first, each by itself.
#[test]
fn what_is_said_of_a_bad_thing_is_short_and_plain() {
    let desk = stage::at(10);
    let many = "a ".repeat(65_000);
    no(&desk, 2, &["status", "4.2.0", &many], "unexpected argument 'a a a");
    std::fs::write(
        desk.folder().join("long.md"),
        "## 20. Open items and completion statement\n".repeat(3000),
    )
    .unwrap();
    no(&desk, 6, &["--as", "dev", "letter", "complete", "4.2.0", "long.md"], "more");
    let tag = "&\"".repeat(100_000);
    std::fs::write(desk.folder().join("long.xml"), format!("<testsuites><{tag}></testsuites>")).unwrap();
    let tester = stage::at(7);
    std::fs::copy(desk.folder().join("long.xml"), tester.folder().join("long.xml")).unwrap();
    let results = ["--as", "tess", "test", "run", "--executed", "--results", "long.xml"];
    no(&tester, 6, &results, "line 1");
    for answer in [
        desk.run(&["status", "4.2.0", &many]),
        desk.run(&["--as", "dev", "letter", "complete", "4.2.0", "long.md"]),
        tester.run(&results),
    ] {
        assert!(answer.stderr.len() < 12_000, "{} bytes were printed", answer.stderr.len());
    }
    let json = desk.run(&["status", "a\u{202e}b\u{9b}c\u{7f}d", "--json"]);
    let plain = json.stdout.chars().all(|c| c == '\n' || !(c.is_control() || c == '\u{202e}'));
    assert!(plain && json.json()["exit"] == 2, "{}", json.stdout.escape_debug());
}
