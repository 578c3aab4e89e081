//! What somebody might type or hand over who is careless, or means harm: words, variables, and files. One number gives one
//! case, the same on every machine.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

use super::super::support::desk::{STAFF, example, words};
use super::super::support::rng::Rng;

const SEED: u64 = 10_000;
/// The system hands no longer word over than 128 KiB.
const LONGEST: usize = 131_000;

/// Words that are odd in themselves, divided by `¦`.
const ODD: &str = "¦ ¦\t¦-¦--¦---¦-x¦--x¦--=¦-1¦0¦+1¦1.5¦1e999¦NaN¦0x10¦٣¦½¦18446744073709551615¦18446744073709551616\
    ¦-9223372036854775808¦999999999999999999999999999999¦2026-02-30T00:00:00Z¦2025-02-29T12:00:00Z¦9999-12-31T23:59:59Z\
    ¦9999-12-31T23:59:60Z¦0000-00-00T00:00:00Z¦-0001-01-01T00:00:00Z¦99999-01-01T00:00:00Z¦1969-12-31T23:59:59Z\
    ¦2026-11-23T24:00:00Z¦2026-11-23T09:00:00+99:99¦2026-11-23T09:00:00.123456789Z¦2026-11-23¦09:00¦tomorrow¦now¦federal=\
    ¦=federal¦a=b=c¦federal=x/y¦federal=2026-12-02T00:00:00Z/2026-12-01T00:00:00Z\
    ¦federal=0001-01-01T00:00:00Z/9999-12-31T23:59:59Z¦x=sha256:zz¦a\nb¦a\rb¦a\tb¦\u{7}bell¦\u{8}\u{8}¦\u{1b}[31mred\u{1b}[0m\
    ¦\u{1b}]0;title\u{7}¦\u{1b}[2J\u{1b}[H¦\u{9b}31m¦\u{85}¦\u{7f}¦a\u{202e}b¦\u{2066}x\u{2069}¦\u{200f}x¦\u{feff}x¦\u{200b}\
    ¦\u{2028}¦e\u{301}\u{302}\u{303}\u{304}¦🏳️‍🌈¦$(reboot)¦`id`¦'; DROP TABLE entry; --¦%s%n%x¦=cmd|'/C calc'!A0¦{\"a\":1}\
    ¦null¦../../../../etc/passwd¦..¦a/../b¦.";
/// Words that are right in another place.
const FITTING: [&str; 20] = [
    "4.2.0",
    "9.9.9",
    "OCR-2026-0107",
    "OCR-2026-0999",
    "rhea",
    "mallory",
    "tess2",
    "rm",
    "sec",
    "5",
    "15",
    "federal",
    "classified",
    "b-1",
    "a text",
    "2026-11-23T09:30:00Z",
    "2027-01-01T00:00:00Z",
    "examples/letters/completion.md",
    "examples/evidence/test-team-failing.xml",
    "examples/evidence/build-1/era-ingest.tar",
];
/// Bytes that are no text.
const NO_TEXT: [&[u8]; 4] = [b"\xff\xfe", b"fine\xff", b"\xc3\x28", b"\xed\xa0\x80"];
/// Places that are no ordinary file. `pipe`, `loop` and `huge` are made for each desk.
const PLACES: [&str; 14] = [
    "pipe",
    "loop",
    "huge",
    "folder",
    "nowhere",
    "nowhere/deeper",
    "/dev/zero",
    "/dev/full",
    "/dev/null",
    "/dev/stdin",
    "/proc/self/mem",
    "/proc/self/fd/0",
    "/",
    "examples",
];
const VARIABLES: [&str; 11] = [
    "ERA_RM_AS",
    "ERA_RM_RELEASE",
    "ERA_RM_ROLE",
    "ERA_RM_IDEMPOTENCY_KEY",
    "ERA_RM_LEDGER",
    "COLUMNS",
    "NO_COLOR",
    "LANG",
    "TZ",
    "HOME",
    "TERM",
];

/// Files that acts read: the step after which one is wanted, who hands it over, the command, and a good one.
const PAPERS: [(u8, &str, &str, &str); 9] = [
    (0, "rhea", "ocr receive package", "ocr-packages/OCR-2026-0107/ocr.toml"),
    (0, "rhea", "ocr return package --reasons 'not complete'", "ocr-packages/incomplete/ocr.toml"),
    (
        4,
        "dev",
        "build record --build b-9 --source 9f3c1aa --artifact paper",
        "evidence/build-1/era-ingest.tar",
    ),
    (5, "dev", "test dev --results paper", "evidence/developer-tests.xml"),
    (7, "tess", "test run --executed --results paper", "evidence/test-team-failing.xml"),
    (6, "dev", "letter submit 4.2.0 paper", "letters/release-letter.md"),
    (9, "rhea", "deploy go --notes paper", "letters/release-notes.md"),
    (10, "dev", "letter complete 4.2.0 paper", "letters/completion.md"),
    (3, "rhea", "status", "../.gitignore"),
];
/// What is put into a file, or a whole file.
const MARKS: [&str; 24] = [
    "\0",
    "\u{202e}",
    "\u{1b}[31m",
    "\u{9b}",
    "\u{feff}",
    "\r",
    "]]>",
    "<![CDATA[",
    "<!--",
    "&lol;",
    "&#0;",
    "&#x202e;",
    "&#1114112;",
    "<testcase>",
    "</testsuites>",
    "tests=\"-1\"",
    "failures=\"99999999999999999999\"",
    "time=\"1e999\"",
    "\"\"\"",
    "= 1979-05-27T07:32:00Z",
    "= 1e400",
    "documents = [\"../x\"]",
    "[approval]",
    "[[a.b]]",
];

/// One attempt.
pub struct Case {
    /// The release of the desk stands after this step.
    pub step: u8,
    pub words: Vec<OsString>,
    pub variables: Vec<(&'static str, OsString)>,
    /// What `paper`, `package/ocr.toml` and `era-rm.toml` hold, where a file is handed over.
    pub paper: Option<Vec<u8>>,
    /// What stands on stdin.
    pub stdin: Vec<u8>,
}

/// Every command line of the help, and every flag there is.
pub struct Grammar {
    lines: Vec<Vec<String>>,
    flags: Vec<String>,
}

impl Grammar {
    /// Reads them out of the program.
    pub fn new() -> Self {
        let (mut lines, mut flags) = (Vec::new(), Vec::new());
        let top = era_rm::cli::command_line();
        let mut open = vec![&top];
        while let Some(command) = open.pop() {
            open.extend(command.get_subcommands());
            flags.extend(command.get_arguments().filter_map(|a| a.get_long()).map(|l| format!("--{l}")));
            let help = command.get_long_about().map(ToString::to_string).unwrap_or_default();
            let examples = help.lines().filter_map(|l| l.strip_prefix("Example: era-rm "));
            // What the shell would do is not ours to run, and nothing is written outside a desk's folder.
            let example =
                |e: &str| words(&e.split(" > ").next().unwrap().replace('"', "'").replace("/srv/", "srv/"));
            lines.extend(examples.map(example));
        }
        flags.sort();
        flags.dedup();
        assert!(lines.len() > 60 && flags.len() > 60, "{} {}", lines.len(), flags.len());
        Self { lines, flags }
    }

    /// The case of a number.
    pub fn case(&self, number: usize) -> Case {
        let mut dice = Rng(SEED.wrapping_add((number as u64).wrapping_mul(0x5851_F42D_4C95_7F2D)));
        let dice = &mut dice;
        let mut case = if dice.chance(30) { paper(dice) } else { self.line(dice) };
        if dice.chance(15) {
            let name = *dice.pick(&VARIABLES);
            case.variables.push((name, os(word(dice))));
        }
        if dice.chance(10) {
            case.stdin = rubbish(dice, 4096);
        }
        // Nobody waits for what never comes.
        if case.words.iter().any(|w| w == "wait") {
            case.words.push("--timeout=0".into());
        }
        case
    }

    fn line(&self, dice: &mut Rng) -> Case {
        let mut line: Vec<Vec<u8>> = dice.pick(&self.lines).iter().map(|w| w.clone().into_bytes()).collect();
        if dice.chance(80) {
            line.extend([b"--as".to_vec(), dice.pick(&STAFF).0.into()]);
        }
        if dice.chance(15) {
            line.push(b"--json".to_vec());
        }
        for _ in 0..1 + dice.below(6) / 4 {
            self.turn(dice, &mut line);
        }
        let step = *dice.pick(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14]);
        Case {
            step,
            words: line.into_iter().map(os).collect(),
            variables: Vec::new(),
            paper: None,
            stdin: Vec::new(),
        }
    }

    /// One thing is changed in a line.
    fn turn(&self, dice: &mut Rng, line: &mut Vec<Vec<u8>>) {
        let place = dice.below(line.len() as u64 + 1) as usize;
        let inside = place.min(line.len().saturating_sub(1));
        match dice.below(10) {
            0..=3 if !line.is_empty() => line[inside] = word(dice),
            4 if !line.is_empty() => drop(line.remove(inside)),
            5 if !line.is_empty() => line.insert(place, line[inside].clone()),
            6 if line.len() > 1 => line.swap(inside, 0),
            7 => line.insert(place, dice.pick(&self.flags).clone().into_bytes()),
            8 => {
                let flag = [dice.pick(&self.flags).as_bytes(), b"=", &word(dice)].concat();
                line.insert(place, flag);
            }
            _ => line.insert(place, word(dice)),
        }
        // Colours that were asked for are control characters by right.
        line.iter_mut().filter(|w| w.as_slice() == b"always").for_each(|w| *w = b"never".to_vec());
        line.iter_mut().for_each(|w| w.truncate(LONGEST));
    }
}

fn os(bytes: Vec<u8>) -> OsString {
    OsString::from_vec(bytes.into_iter().filter(|b| *b != 0).collect())
}

fn odd(dice: &mut Rng) -> &'static str {
    let all: Vec<&str> = ODD.split('¦').collect();
    all[dice.below(all.len() as u64) as usize]
}

/// A word that is hardly ever right.
fn word(dice: &mut Rng) -> Vec<u8> {
    match dice.below(20) {
        0 => dice
            .pick(&[b"x".as_slice(), "é".as_bytes(), b"\x1b", "\u{202e}".as_bytes(), b"a ", b"9"])
            .repeat(LONGEST / 4),
        1 => rubbish(dice, 64),
        2..=4 => dice.pick(&PLACES).as_bytes().to_vec(),
        5 => [odd(dice), "4.2.0", odd(dice)].concat().into(),
        6 => dice.pick(&NO_TEXT).to_vec(),
        7..=12 => dice.pick(&FITTING).as_bytes().to_vec(),
        _ => odd(dice).into(),
    }
}

fn rubbish(dice: &mut Rng, longest: u64) -> Vec<u8> {
    (0..dice.below(longest)).map(|_| dice.number() as u8).collect()
}

/// An act with a file that is not as it should be.
fn paper(dice: &mut Rng) -> Case {
    let (step, who, line, good) = *dice.pick(&PAPERS);
    let good = std::fs::read(example(good)).unwrap();
    let mut bytes = good.clone();
    for _ in 0..1 + dice.below(4) {
        spoil(dice, &mut bytes);
    }
    let mut words: Vec<OsString> =
        words(&format!("--as {who} {line}")).into_iter().map(OsString::from).collect();
    if dice.chance(20) {
        words.push("--json".into());
    }
    // A configuration is read where no variable says where the ledger is.
    let variables = if line == "status" { vec![("ERA_RM_LEDGER", OsString::new())] } else { Vec::new() };
    Case { step, words, variables, paper: Some(bytes), stdin: Vec::new() }
}

fn spoil(dice: &mut Rng, bytes: &mut Vec<u8>) {
    let at = dice.below(bytes.len() as u64 + 1) as usize;
    let to = (at + dice.below(200) as usize).min(bytes.len());
    match dice.below(13) {
        0 | 1 => (0..1 + dice.below(20)).for_each(|_| {
            let i = dice.below(bytes.len() as u64) as usize;
            bytes.iter_mut().skip(i).take(1).for_each(|b| *b ^= 1 << dice.below(8));
        }),
        2 => bytes.truncate(at),
        3 => drop(bytes.drain(at..to)),
        4 => {
            let part = bytes[at..to].to_vec();
            bytes.splice(at..at, part);
        }
        5..=7 => {
            let mark = dice.pick(&MARKS).as_bytes().to_vec();
            bytes.splice(at..at, mark);
        }
        8 => {
            let word = word(dice);
            bytes.splice(at..to, word);
        }
        9 => *bytes = rubbish(dice, 5000),
        10 => *bytes = bytes.repeat(1 + (1_500_000 / bytes.len().max(1)).min(3000)),
        11 => {
            let deep = dice
                .pick(&["[", "<a>", "{", "a.", "<testsuite>", "((", "&amp;", "\"", "\u{202e}"])
                .repeat(200_000);
            bytes.splice(at..at, deep.into_bytes());
        }
        _ => {
            // A value of a line of `name = value` or of an attribute, replaced.
            let text = String::from_utf8_lossy(bytes).into_owned();
            let values: Vec<(usize, &str)> = text.match_indices(['=']).collect();
            if let Some((place, _)) = values.get(dice.below(values.len() as u64) as usize) {
                let end = text[*place..].find(['\n', '>', ' ']).map_or(text.len(), |n| place + n);
                let odd = odd(dice);
                *bytes =
                    [&text[..*place], "=\"", odd, "\"", &text[end.max(*place + 1)..]].concat().into_bytes();
            }
        }
    }
}
