//! A stranger's first release, on a terminal of 80 columns and 24 rows, from `--help` alone: steps 1 to 15 with a mistake at
//! each, questions answered, acts confirmed. Every screen is kept in `tests/golden/newcomer.txt`, to be read as it was seen.

use std::fmt::Write;

use super::support::desk::{Desk, words};
use super::support::tty::{CTRL_C, DOWN, ENTER, Tty};
use super::support::{self, golden};

/// What the screen shows, and the keys that answer it.
type Keys<'a> = &'a [(&'a str, &'a str)];

const OK: i32 = 0;
const USAGE: i32 = 2;
const NOT_FOUND: i32 = 3;
const NOT_YET: i32 = 4;
const NOT_PERMITTED: i32 = 5;
const EVIDENCE: i32 = 6;
const CONFLICT: i32 = 7;

/// What the newcomer has seen so far.
struct Session {
    desk: Desk,
    text: String,
}

impl Session {
    fn new() -> Self {
        let text = "A stranger's first release, as it was seen on a terminal of 80 columns and 24 rows. `rhea$` is the prompt of\n\
                    rhea (ERA_RM_AS=rhea). `(at …  …)`: the question that was waited for, and the keys typed there. Then what the\n\
                    screen showed in the end, and the exit code, if it is not 0.\n";
        Self { desk: Desk::empty(), text: text.to_owned() }
    }
    fn part(&mut self, title: &str) {
        let _ = write!(self.text, "\n\n== {title}\n");
    }
    /// A line that is typed by a person, keys that answer questions, and the exit code.
    fn types(&mut self, who: &str, line: &str, keys: Keys<'_>, code: i32) {
        let mut command = self.desk.command();
        command.args(words(line)).env("ERA_RM_LEDGER", "ledger.db").env_remove("NO_COLOR");
        if !who.is_empty() {
            command.env("ERA_RM_AS", who);
        }
        let mut tty = Tty::start(command);
        for (shown, keys) in keys {
            tty.answer(shown, keys);
        }
        let ended = tty.end();
        let screen = &ended.screen;
        assert_eq!(ended.code, code, "{who}$ era-rm {line}\n{screen}");
        assert!(ended.restored && ended.cursor, "the terminal is not as it was:\n{screen}");
        plain(&ended.raw).unwrap_or_else(|odd| panic!("{odd}: {who}$ era-rm {line}\n{screen}"));
        // Only a command, which is to be copied in one piece, is longer than a row.
        let long = ended.broken.iter().find(|l| !l.trim_start().starts_with("era-rm "));
        assert_eq!(long, None, "{who}$ era-rm {line}\n{screen}");
        let _ = write!(self.text, "\n{who}$ era-rm {line}");
        self.text.truncate(self.text.trim_end().len());
        for (shown, keys) in keys {
            let _ =
                write!(self.text, "\n   (at {}  {})", shown.lines().last().unwrap_or_default(), named(keys));
        }
        let _ = writeln!(self.text, "\n{screen}");
        if code != OK {
            let _ = writeln!(self.text, "(exit {code})");
        }
        self.desk.wait(60);
    }
    fn ok(&mut self, who: &str, line: &str) {
        self.types(who, line, &[], OK);
    }
    fn no(&mut self, code: i32, who: &str, line: &str) {
        self.types(who, line, &[], code);
    }
    /// An act that is shown and confirmed.
    fn sure(&mut self, who: &str, line: &str) {
        self.types(who, line, &[("[y/N]", "y")], OK);
    }
}

/// Keys as people name them.
fn named(keys: &str) -> String {
    let keys = if keys == " \r" { "Space\r".to_owned() } else { keys.replace(DOWN, "Down ") };
    keys.replace(ENTER, " Enter").replace(CTRL_C, "Ctrl-C").trim().to_owned()
}

/// What a command writes to a terminal: text, bold, underlined and three of the basic colours, which can be read on dark and on light,
/// and the movements that a question needs.
fn plain(raw: &[u8]) -> Result<(), String> {
    let text = std::str::from_utf8(raw).map_err(|e| e.to_string())?;
    let mut parts = text.split('\x1b');
    let odd =
        |t: &str| t.chars().find(|c| c.is_control() && !matches!(c, '\r' | '\n')).map(|c| format!("{c:?}"));
    if let Some(odd) = odd(parts.next().unwrap_or_default()) {
        return Err(odd);
    }
    for part in parts {
        let end = part.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(0);
        let (sequence, rest) = part.split_at(end + 1);
        let style = sequence.strip_prefix('[').and_then(|s| s.strip_suffix('m'));
        let known = match style {
            Some(codes) => codes.split(';').all(|c| ["", "0", "1", "4", "31", "32", "35"].contains(&c)),
            None => sequence.starts_with('[') && sequence.ends_with(['A', 'B', 'C', 'D', 'K', 'J', 'h', 'l']),
        };
        if let Some(odd) = odd(rest).or_else(|| (!known).then(|| sequence.to_owned())) {
            return Err(odd);
        }
    }
    Ok(())
}

#[test]
fn what_a_terminal_would_obey_is_noticed() {
    for good in ["a line\r\n", "\x1b[1m\x1b[31merror\x1b[0m", "\x1b[2A\x1b[?25l"] {
        assert_eq!(plain(good.as_bytes()), Ok(()), "{good:?}");
    }
    for bad in ["\x07", "\x1b[33myellow", "\x1b[38;5;8mgrey", "\x1b]0;title\x07", "\x1bc", "\u{9b}31m"] {
        assert!(plain(bad.as_bytes()).is_err(), "{bad:?}");
    }
}

#[test]
fn a_strangers_first_release() {
    let mut s = Session::new();
    a_ledger_and_its_people(&mut s);
    receive_and_schedule(&mut s);
    coordinate_and_notify(&mut s);
    build_and_letter(&mut s);
    review_and_test(&mut s);
    go_and_deploy(&mut s);
    clearquest_and_verify(&mut s);
    close(&mut s);
    golden("newcomer.txt", &support::plain(&s.text, s.desk.folder()));
}

fn a_ledger_and_its_people(s: &mut Session) {
    s.part("What is this? A ledger, and its people");
    s.no(NOT_FOUND, "", "");
    s.ok("", "--help");
    s.no(USAGE, "", "init --trust declard --admin ada --name 'Ada Okafor'");
    let name = format!("Ada Okafor{ENTER}");
    s.types("", "init --trust declared --admin ada", &[("--name <TEXT>:", &name)], OK);
    s.no(CONFLICT, "", "init --trust declared --admin ada --name 'Ada Okafor'");
    s.types("", "whoami", &[("--as LOGIN:", &format!("ada{ENTER}"))], OK);
    s.ok("ada", "");
    let (login, name) = (format!("rhea{ENTER}"), format!("Rhea Mistry{ENTER}"));
    s.types("ada", "person add", &[("<LOGIN>:", &login), ("--name <TEXT>:", &name)], OK);
    s.no(NOT_FOUND, "ada", "role grant rhee rm");
    s.types("ada", "role grant", &[("> ada", DOWN), ("> rhea", ENTER), ("> rm", ENTER)], OK);
    let others = ["dev Devon:sd", "tess Tess:tt", "quentin Quentin:qm", "cora Cora:cm", "sol Sol:sec"];
    for (person, role) in others.iter().filter_map(|p| p.split_once(':')) {
        let (login, name) = person.split_once(' ').unwrap();
        s.desk.act("ada", &format!("person add {login} --name {name}"));
        s.desk.act("ada", &format!("role grant {login} {role}"));
    }
    s.ok("ada", "role list");
}

fn receive_and_schedule(s: &mut Session) {
    s.part("Step 1: receive. The wrong person; a package that lacks much; a folder mistyped");
    s.no(NOT_PERMITTED, "ada", "ocr receive examples/ocr-packages/OCR-2026-0107");
    s.no(EVIDENCE, "rhea", "ocr receive examples/ocr-packages/incomplete");
    let keys = [
        ("<FOLDER>:", "OCR-2026-0107\r"),
        ("there is no folder OCR-2026-0107\n<FOLDER>:", "examples/ocr-packages/OCR-2026-0107\r"),
        ("[y/N]", "y"),
    ];
    s.types("rhea", "ocr receive", &keys, OK);
    s.no(NOT_FOUND, "rhea", "ocr show OCR-2026-107");
    s.ok("rhea", "ocr show OCR-2026-0107");
    s.ok("rhea", "inbox");
    s.ok("rhea", "");

    s.part("Step 2: schedule. A number, a window and a year mistyped; a command nearly right; a no without a reason");
    let window = "federal=2026-11-22T22:00:00Z/2026-11-25T04:00:00Z";
    let keys = [
        ("<NUMBER>:", "4.2 .0\r"),
        ("a digit\n<NUMBER>:", "4.2.0\r"),
        ("> [ ] OCR", ENTER),
        ("is at.\n> [ ] OCR", " \r"),
        ("--window <TARGET=START/END>:", "federal\r"),
        ("T06:00:00Z\n--window <TARGET=START/END>:", &format!("{window}\r")),
        ("Another? Enter ends.\n--window <TARGET=START/END>:", ENTER),
        ("[y/N]", "n"),
    ];
    s.types("rhea", "release schedule", &keys, USAGE);
    let past = window.replace("2026", "2025");
    s.no(EVIDENCE, "rhea", &format!("release schedule 4.2.0 --ocr OCR-2026-0107 --window {past}"));
    s.sure("rhea", &format!("release schedule 4.2.0 --ocr OCR-2026-0107 --window {window}"));
    s.no(USAGE, "dev", "release inptu");
    s.types("dev", "release input --no --no-input", &[], EVIDENCE);
    let keys = [
        ("> --yes", DOWN),
        ("> --no", ENTER),
        ("--text <TEXT>:", "two weeks, not two days\r"),
        ("[y/N]", "n"),
    ];
    s.types("dev", "release input", &keys, USAGE);
    s.types("dev", "release input", &[("> --yes", ENTER)], OK);
}

fn coordinate_and_notify(s: &mut Session) {
    s.part("Step 3: coordinate. The wrong order; a number mistyped; a role that has no say");
    s.no(NOT_YET, "tess", "release concur --yes");
    s.ok("rhea", "release coordinate");
    s.no(NOT_FOUND, "tess", "release concur 4.2.1 --yes");
    s.no(NOT_PERMITTED, "rhea", "release concur --yes");
    s.ok("", "");
    for who in ["quentin", "tess", "cora"] {
        s.ok(who, "release concur --yes");
    }

    s.part("Step 4: notify LMC. One area has not answered");
    s.no(NOT_YET, "rhea", "release notify");
    s.ok("rhea", "explain 4.2.0 10");
    s.ok("sol", "release concur --yes");
    s.ok("rhea", "release notify");
}

fn build_and_letter(s: &mut Session) {
    let build = "--source 9f3c1aa --artifact examples/evidence/build";
    s.part("Step 5: build. An artifact that is not there; a build whose maker is not named");
    s.no(NOT_FOUND, "dev", &format!("build record --build b-101 {build}-9/era-ingest.tar"));
    s.no(USAGE, "rhea", &format!("build record --build b-101 {build}-1/era-ingest.tar"));
    let artifact = format!("examples/evidence/build-1/era-ingest.tar{ENTER}");
    let keys = [
        ("--artifact <FILE|NAME=DIGEST>:", artifact.as_str()),
        ("Another? Enter ends.\n--artifact <FILE|NAME=DIGEST>:", ENTER),
    ];
    s.types("dev", "build record --build b-101 --source 9f3c1aa", &keys, OK);

    s.part(
        "Step 6: developer testing and the Release Letter. Broken results; a letter with an empty section",
    );
    s.no(EVIDENCE, "dev", "test dev --results examples/evidence/broken.xml");
    s.no(EVIDENCE, "dev", "test dev --results examples/evidence/test-team-zero.xml");
    s.ok("dev", "test dev --results examples/evidence/developer-tests.xml");
    let letter = std::fs::read_to_string(super::support::desk::example("letters/release-letter.md")).unwrap();
    let (before, rest) = letter.split_once("## 13. Back-out").unwrap();
    let (heading, _) = rest.split_once('\n').unwrap();
    let after = rest.split_once("## 14.").unwrap().1;
    let hollow = format!("{before}## 13. Back-out{heading}\n\n## 14.{after}");
    std::fs::write(s.desk.folder().join("letter.md"), hollow).unwrap();
    s.no(EVIDENCE, "dev", "letter submit letter.md");
    s.no(NOT_YET, "quentin", "letter review --approve");
    s.ok("dev", "letter submit examples/letters/release-letter.md");
}

fn review_and_test(s: &mut Session) {
    s.part("Step 7: distribute, coordinate testing, review. A time in words; a flag that there is not; not before 7a");
    s.no(USAGE, "rhea", "test coordinate --place laboratory --who tess --when tomorrow");
    s.ok("rhea", "test coordinate --place laboratory --who tess --when 2026-11-24T09:00:00Z");
    s.no(NOT_YET, "quentin", "letter review --approve");
    s.ok("rhea", "letter distribute");
    s.no(USAGE, "quentin", "letter review --approve --digest abc");
    s.no(NOT_PERMITTED, "dev", "letter review --approve");
    for who in ["quentin", "tess", "cora", "sol"] {
        s.ok(who, "letter review --approve");
    }
    s.ok("tess", "inbox");

    s.part("Steps 8 and 9: the Test Team. A verdict before the run; a pass of a failing run; then a no");
    s.no(NOT_YET, "tess", "test record --pass");
    s.types(
        "tess",
        "test run --results examples/evidence/test-team-failing.xml",
        &[("> --executed", ENTER)],
        OK,
    );
    s.no(EVIDENCE, "tess", "test record --pass");
    s.no(NOT_YET, "rhea", "deploy go --notes examples/letters/release-notes.md");
    s.sure("tess", "test record --fail --reason 'three cases fail'");
    s.ok("rhea", "");
    s.ok("rhea", "next");

    s.part("Back to step 5: the very build that was failed; a further build without a reason; all again");
    let record = "build record --build b-102 --source 9f3c1ab --artifact examples/evidence/build";
    s.no(EVIDENCE, "dev", &format!("{record}-1/era-ingest.tar --reason again"));
    s.no(EVIDENCE, "dev", &format!("{record}-2/era-ingest.tar"));
    s.ok("dev", &format!("{record}-2/era-ingest.tar --reason 'answers the no'"));
    s.desk.act("dev", "test dev --results examples/evidence/developer-tests.xml");
    s.desk.act("dev", "letter submit examples/letters/release-letter-revision-2.md");
    s.desk.act("rhea", "letter distribute");
    s.desk.act("rhea", "test coordinate --place laboratory --who tess --when 2026-11-24T09:00:00Z");
    for who in ["quentin", "tess", "cora", "sol"] {
        s.desk.act(who, "letter review --approve");
    }
    s.ok("tess", "test run --executed --results examples/evidence/test-team-passing.xml");
    s.ok("tess", "test record --pass");
}

fn go_and_deploy(s: &mut Session) {
    s.part("Step 10: go. Notes that are not there; edited notes with a tag in them; a change of mind");
    s.no(NOT_FOUND, "rhea", "deploy go --notes notes.md");
    s.types("rhea", "deploy no-go", &[("--reason <TEXT>:", CTRL_C)], USAGE);
    s.ok("rhea", "notes show --out notes.md");
    let file = s.desk.folder().join("notes.md");
    let notes =
        std::fs::read_to_string(&file).unwrap().replacen("For the users", "Read this. For the users", 1);
    std::fs::write(&file, format!("{notes}<b>Thank you.</b>\n")).unwrap();
    s.no(EVIDENCE, "rhea", "notes edit notes.md");
    std::fs::write(&file, notes).unwrap();
    s.no(NOT_PERMITTED, "dev", "notes edit notes.md");
    s.ok("rhea", "notes edit notes.md");
    s.ok("rhea", "notes show --diff");
    s.sure("rhea", "deploy go");

    s.part("Step 11: deploy. A target mistyped; a time in the future; the wrong build; the wrong part of the letter");
    let start = s.desk.now().to_string();
    let deploy = |target: &str, end: &str, build: u8| {
        format!(
            "deploy record --target {target} --outcome deployed --start {} --end {end} --backup s-1 \
             --artifact examples/evidence/build-{build}/era-ingest.tar",
            start
        )
    };
    s.ok("dev", "inbox");
    let (end, late) = (s.desk.now().to_string(), s.desk.now().plus_seconds(86400).to_string());
    s.no(NOT_FOUND, "dev", &deploy("federl", &end, 2));
    s.no(EVIDENCE, "dev", &deploy("federal", &late, 2));
    s.no(EVIDENCE, "dev", &deploy("federal", &end, 1));
    s.no(NOT_YET, "dev", "letter complete examples/letters/completion.md");
    s.sure("dev", &deploy("federal", &end, 2));
    s.no(EVIDENCE, "dev", "letter complete examples/letters/release-letter.md");
    s.ok("dev", "letter complete examples/letters/completion.md");
}

fn clearquest_and_verify(s: &mut Session) {
    s.part("Step 12: ClearQuest. A name mistyped; somebody of another area; another state");
    s.no(NOT_FOUND, "rhea", "cq resolve --assign quentn");
    s.no(USAGE, "rhea", "cq resolve --assign tess");
    s.types("rhea", "cq resolve", &[("> quentin", ENTER)], OK);
    s.no(EVIDENCE, "rhea", "cq confirm --state Closed");
    s.ok("rhea", "cq confirm --state Resolved");

    s.part("Steps 13 and 14: verify. The report first; somebody else's part; an OCR of another release");
    s.no(NOT_YET, "quentin", "verify notify");
    s.no(NOT_PERMITTED, "tess", "verify record --ocr OCR-2026-0107 --pass --findings 'as approved'");
    s.no(NOT_FOUND, "quentin", "verify record --ocr OCR-2026-0112 --pass --findings 'as approved'");
    let keys = [("> --pass", ENTER), ("--findings <TEXT>:", "as approved\r")];
    s.types("quentin", "verify record --ocr OCR-2026-0107", &keys, OK);
    s.ok("quentin", "verify notify");
}

fn close(s: &mut Session) {
    s.part("Step 15: close. Notices that nobody has handed over");
    s.types("rhea", "release close", &[], NOT_YET);
    s.ok("rhea", "inbox");
    let how = format!("at the weekly meeting{ENTER}");
    s.types("rhea", "notice by-hand --release 4.2.0", &[("--how <TEXT>:", &how), ("[y/N]", "y")], OK);
    s.sure("rhea", "release close");
    s.no(NOT_YET, "rhea", "release close");
    s.types("rhea", "notice by-hand --release 4.2.0 --how 'to the Secretariat'", &[("[y/N]", "y")], OK);

    s.part("Afterwards");
    s.ok("rhea", "");
    s.ok("rhea", "status 4.2.0");
    s.ok("rhea", "log 4.2.0");
    s.ok("rhea", "ledger verify");
}
