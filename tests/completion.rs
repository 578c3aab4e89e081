//! What a shell is answered at every key: the protocol on the binary for bash, zsh and fish, and bash itself.

use std::process::Command;

use super::support::desk::{Answer, Desk};
use super::support::stage;

const BIN: &str = env!("CARGO_BIN_EXE_era-rm");

fn answer(command: &mut Command) -> Answer {
    let out = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Answer { stdout: text(out.stdout), stderr: text(out.stderr), code: out.status.code().unwrap_or(-1) }
}
/// The words that are offered for the last word of a line. A shell's own list is what stands before a tab or a colon.
fn offered(desk: &Desk, shell: &str, line: &[&str]) -> Vec<String> {
    let mut command = desk.command();
    command.env("ERA_RM_COMPLETE", shell).env("_CLAP_COMPLETE_INDEX", (line.len() - 1).to_string());
    let answer = answer(command.env("_CLAP_IFS", "\n").arg("--").args(line));
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{}", answer.whole());
    let word = |l: &str| match shell {
        "fish" => l.split('\t').next().unwrap_or_default().to_owned(),
        "zsh" => l.split(':').next().unwrap_or_default().to_owned(),
        _ => l.to_owned(),
    };
    answer.stdout.lines().map(word).filter(|w| !w.starts_with("--")).collect()
}

#[test]
fn each_shell_is_offered_what_the_ledger_holds() {
    let desk = stage::at(5);
    desk.act("rhea", "ocr receive examples/ocr-packages/OCR-2026-0119");
    for shell in ["bash", "zsh", "fish"] {
        let offered = |line: &[&str]| offered(&desk, shell, line);
        assert_eq!(offered(&["era-rm", "rel"]), ["release"]);
        assert_eq!(offered(&["era-rm", "release", "res"]), ["reschedule", "resume"].map(String::from));
        assert_eq!(offered(&["era-rm", "release", "show", ""]), ["4.2.0"]);
        assert_eq!(offered(&["era-rm", "build", "show", "4.2.0", "--build", ""]), ["b-1"]);
        assert_eq!(offered(&["era-rm", "deploy", "go", "--target", ""]), ["federal", "presidential"]);
        assert_eq!(offered(&["era-rm", "release", "add", "--ocr", ""]), ["OCR-2026-0119"]);
        assert_eq!(
            offered(&["era-rm", "release", "drop", "4.2.0", "--ocr", "ocr-2026-0112"]),
            ["OCR-2026-0112"]
        );
        assert_eq!(
            offered(&["era-rm", "ocr", "show", ""]),
            ["OCR-2026-0107", "OCR-2026-0112", "OCR-2026-0119"]
        );
        assert_eq!(offered(&["era-rm", "--as", "te"]), ["tess", "tess2"]);
        assert_eq!(offered(&["era-rm", "role", "revoke", "tess", "t"]), ["tt"]);
        assert_eq!(offered(&["era-rm", "letter", "review", "--class", ""]), ["document", "build", "scope"]);
    }
    // What is new is not offered.
    for new in [&["era-rm", "person", "add", ""][..], &["era-rm", "build", "record", "--build", ""]] {
        assert_eq!(offered(&desk, "fish", new), Vec::<String>::new());
    }
    // A file, and the number before it.
    let first = offered(&desk, "fish", &["era-rm", "letter", "submit", ""]);
    assert_eq!(first[0], "4.2.0");
    assert!(first.contains(&"examples/".to_owned()), "{first:?}");
}

#[test]
fn open_releases_come_first() {
    let desk = stage::at(15);
    desk.act("rhea", "ocr receive examples/ocr-packages/OCR-2026-0119");
    desk.act("rhea", "release schedule 4.3.0 --ocr OCR-2026-0119 --window federal=2027-01-05T22:00:00Z/2027-01-06T04:00:00Z");
    assert_eq!(offered(&desk, "bash", &["era-rm", "status", ""]), ["4.3.0"]);
    assert_eq!(offered(&desk, "bash", &["era-rm", "status", "4.2"]), ["4.2.0"]);
    assert_eq!(offered(&stage::at(15), "bash", &["era-rm", "status", ""]), ["4.2.0"], "none is open");
}

/// `--ledger` on the line is the ledger that is read.
#[test]
fn the_ledger_that_the_line_names_is_read() {
    let desk = stage::at(5);
    let ledger = desk.ledger().display().to_string();
    let mut command = desk.command();
    command.env_remove("ERA_RM_LEDGER").env("ERA_RM_COMPLETE", "fish");
    let answer = answer(command.args(["--", "era-rm", "--ledger", &ledger, "release", "show", ""]));
    assert!(answer.stdout.starts_with("4.2.0\topen\n"), "{}", answer.whole());
}

/// No ledger, a broken one, a locked one: nothing is offered, nothing is said, nothing is waited for.
#[test]
fn a_ledger_that_cannot_be_read_offers_nothing() {
    let line = ["era-rm", "release", "show", "4"];
    assert_eq!(offered(&Desk::empty(), "bash", &line), Vec::<String>::new());
    let desk = stage::at(5);
    let lock = rusqlite::Connection::open(desk.ledger()).unwrap();
    lock.execute_batch("BEGIN EXCLUSIVE").unwrap();
    assert_eq!(offered(&desk, "bash", &line), Vec::<String>::new());
    drop(lock);
    assert_eq!(offered(&desk, "bash", &line), ["4.2.0"]);
    std::fs::write(desk.ledger(), "not a ledger").unwrap();
    assert_eq!(offered(&desk, "bash", &line), Vec::<String>::new());
}

/// A stray variable turns no act into a list of words.
#[test]
fn the_variable_alone_completes_nothing() {
    let desk = stage::at(5);
    let mut command = desk.command();
    command.env("ERA_RM_COMPLETE", "bash").env("COMPLETE", "bash");
    let held = answer(command.args(["--as", "rhea", "release", "hold", "4.2.0", "--reason", "audit"]));
    assert!(held.stdout.starts_with("Recorded: release hold"), "{}", held.whole());
    let mut command = desk.command();
    assert_eq!(
        answer(command.args(["--", "era-rm", "rel"])).code,
        2,
        "without the variable it is a command line"
    );
    for strange in ["tcsh", "1"] {
        let mut command = desk.command();
        let said = answer(command.env("ERA_RM_COMPLETE", strange).args(["--", "era-rm", "rel"]));
        assert_eq!((said.code, said.stdout, said.stderr), (0, String::new(), String::new()));
    }
}

/// Whatever a shell hands over: words that are none, an index that is nowhere. Nothing breaks.
#[test]
fn strange_lines_break_nothing() {
    use std::os::unix::ffi::OsStrExt;
    let desk = stage::at(5);
    let bytes = |b: &'static [u8]| std::ffi::OsStr::from_bytes(b).to_owned();
    let lines: [Vec<std::ffi::OsString>; 7] = [
        vec!["".into()],
        vec!["era-rm".into()],
        vec!["era-rm".into(), bytes(b"\xff\xfe")],
        vec!["era-rm".into(), "--ledger".into(), bytes(b"\xff"), "release".into(), "show".into(), "".into()],
        vec!["era-rm".into(), "--as".into(), "\u{202e}\u{1b}[2J".into(), "whoami".into(), "".into()],
        vec!["era-rm".into(), "release".into(), "show".into(), "--".into(), "-".into()],
        vec!["era-rm".into(), "--ledger".into()],
    ];
    for shell in ["bash", "zsh", "fish"] {
        for (line, index) in lines.iter().flat_map(|l| ["0", "1", "5", "99999", "x", ""].map(|i| (l, i))) {
            let mut command = desk.command();
            command.env("ERA_RM_COMPLETE", shell).env("_CLAP_COMPLETE_INDEX", index).arg("--").args(line);
            let out = command.output().unwrap();
            let said = String::from_utf8_lossy(&out.stderr).into_owned();
            assert_eq!((out.status.code(), said.as_str()), (Some(0), ""), "{shell} {line:?} {index}");
        }
    }
}

/// The script that bash is given, in bash.
#[test]
fn bash_completes() {
    let desk = stage::at(5);
    let script = r#"
        set -e
        source <(era-rm completions bash)
        try() {
            COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_TYPE=9
            _clap_complete_era_rm era-rm "${@: -1}" "${@: -2:1}"
            printf '%s\n' "${COMPREPLY[@]}" | grep -v '^--'
        }
        try era-rm release show ''
        try era-rm deploy go --target p
        complete -p era-rm
    "#;
    let mut bash = desk.command();
    let folder = std::path::Path::new(BIN).parent().unwrap();
    let path = format!("{}:/usr/bin:/bin", folder.display());
    let program = std::mem::replace(&mut bash, Command::new("bash"));
    bash.env_clear().envs(program.get_envs().filter_map(|(k, v)| Some((k, v?))));
    let said = answer(bash.env("PATH", path).args(["-c", script]).current_dir(desk.folder()));
    let lines: Vec<&str> = said.stdout.lines().collect();
    assert_eq!(&lines[..2], ["4.2.0", "presidential"], "{}", said.whole());
    assert!(lines[2].contains("_clap_complete_era_rm era-rm"), "{}", said.whole());
}
