//! One mistake after another at the commands that read or prepare, and with the flags of every act: what is said, what to
//! type, and nothing recorded.

use super::super::support::desk::{example, words};
use super::super::support::stage;
use super::{ARTIFACT, no};

/// The exit code, the command line, what must be said, and what the hint must say: nothing where what is said is itself what
/// has to be mended.
type Mistake = (i32, &'static str, &'static str, &'static str);

const READING: [Mistake; 42] = [
    (2, "inbox --role boss", "there is no role", "--help"),
    (2, "inbox --as 'te ss'", "is not a valid name", "--help"),
    (2, "inbox extra", "unexpected argument 'extra'", "era-rm inbox"),
    (2, "inbox --confirm", "unexpected argument '--confirm'", "era-rm inbox"),
    (2, "status --dry-run", "unexpected argument '--dry-run'", "era-rm status"),
    (2, "status --expect-revision 3", "unexpected argument '--expect-revision'", "'--expect-checkpoint'"),
    (3, "status --expect-checkpoint none.note", "none.note does not exist", "a path begins"),
    (6, "status --expect-checkpoint good.xml", "good.xml is not a checkpoint", "era-rm ledger checkpoint"),
    (2, "status --expect-checkpoint", "a value is required", "--help"),
    (3, "explain 16", "there is no release 16", "era-rm release list"),
    (2, "explain 4.2.0 9 10", "unexpected argument '10'", "era-rm explain"),
    (2, "explain ''", "is not a valid name", "name the release, then the step"),
    (2, "explain 4.2.0 ''", "the step is empty", "a number from 1 to 15"),
    (2, "wait 4.2.0 --until ''", "the step is empty", "a number from 1 to 15"),
    (2, "wait 4.2.0 --until 9 --until 10", "cannot be used multiple times", "era-rm wait"),
    (2, "wait 4.2.0 --until 9 --timeout 10m", "'--timeout <SECONDS>': it is not a whole number", "--help"),
    (2, "wait 4.2.0 --until 9 --timeout=-1", "-1 is not in 0..=604800", "--help"),
    (2, "wait 4.2.0 --until 9 --timeout 604801", "604801 is not in 0..=604800", "--help"),
    (2, "wait 4.2.0 --until 9 --interval 0", "0 is not in 1..=3600", "--help"),
    (2, "notes show 4.2.0 --diff --generated", "cannot be used with '--generated'", "era-rm notes show"),
    (2, "notes show notes.md 4.2.0", "unexpected argument '4.2.0'", "era-rm notes show"),
    (3, "notes show 4.3.0", "there is no release 4.3.0", "era-rm release list"),
    (2, "completions bash zsh", "unexpected argument 'zsh'", "era-rm completions"),
    (2, "man ''", "a value is required for '<DIR>'", "--help"),
    (3, "man ledger.db", "there is a file where ledger.db/era-rm.1 needs a folder", "give another path"),
    (2, "man . elsewhere", "unexpected argument 'elsewhere'", "era-rm man"),
    (2, "ledger verify --page", "unexpected argument '--page'", "did you mean '--pages'?"),
    (2, "ledger verify --pages=yes", "unexpected value 'yes'", "era-rm ledger verify"),
    (2, "ledger verify --pages --pages", "cannot be used multiple times", "era-rm ledger verify"),
    (2, "ledger verify ledger.db", "unexpected argument 'ledger.db'", "era-rm ledger verify"),
    (3, "ledger verify --pages --ledger none.db", "there is no ledger at FOLDER/none.db", "era-rm init"),
    (2, "ledger verify --checkpoint", "a value is required", "--help"),
    (6, "ledger verify --checkpoint ledger.db", "ledger.db is larger than the 131072 bytes allowed", ""),
    (6, "ledger verify --since good.xml", "good.xml is not a checkpoint", "era-rm ledger checkpoint"),
    (
        2,
        "ledger verify --since a.note --since b.note",
        "cannot be used multiple times",
        "era-rm ledger verify",
    ),
    (2, "ledger verify --tsa-ca good.xml", "--tsa-ca are about a checkpoint", "add --checkpoint FILE"),
    (2, "ledger checkpoint now.note", "unexpected argument 'now.note'", "era-rm ledger checkpoint"),
    (
        2,
        "ledger checkpoint --tsa http://localhost:1",
        "not provided: --out <FILE>",
        "era-rm ledger checkpoint",
    ),
    (2, "ledger checkpoint --out n --tsa localhost", "is no address", "http://"),
    (3, "ledger checkpoint --key none", "the key none does not exist", "ssh-keygen"),
    (7, "ledger checkpoint --out good.xml", "there is something at good.xml already", "give another path"),
    (2, "log --max 18446744073709551616", "'--max <N>': the number is too large", "--help"),
];

const RUNNING: [Mistake; 11] = [
    (2, "--executed --observed --results good.xml", "cannot be used with", "era-rm test run"),
    (2, "--observed --results good.xml --results good.xml", "is given more than once", "give each file"),
    (2, "--observed --results good.xml --suites s.toml --suites s.toml", "multiple times", "era-rm test run"),
    (6, "--observed --results s.toml", "s.toml: line 1", ""),
    (6, "--observed --results good.xml --suites good.xml", "good.xml: line 1", ""),
    (6, "--observed --results good.xml --suites .", "is a folder; a regular file is wanted", ""),
    (6, "--observed --results good.xml --suites empty.toml", "empty.toml is empty", ""),
    (6, "--observed --results good.xml --suites open.toml", "open.toml: line 1, column 8", ""),
    (6, "--observed --results good.xml --suites other.toml", "expected `suites`", ""),
    (6, "--observed --results good.xml --suites nobody.toml", "no suite is named", "below [suites]"),
    (6, "--observed --results good.xml --suites text.toml", "suite \"x\" has a string", "below [suites]"),
];

const ACTING: [Mistake; 11] = [
    (2, "hold 4.2.0 --dry-run", "not provided: --reason <TEXT>", "era-rm release hold"),
    (2, "hold 4.2.0 --reason x --dry-run=yes", "unexpected value 'yes'", "era-rm release hold"),
    (2, "hold 4.2.0 --reason x --dry-run --dry-run", "multiple times", "era-rm release hold"),
    (3, "hold 4.2.1 --reason x --dry-run", "there is no release 4.2.1", "era-rm release list"),
    (2, "hold 4.2.0 --reason x --yes", "unexpected argument '--yes'", "--confirm (-y)"),
    (2, "cancel 4.2.0 --reason x --confirm=no", "unexpected value 'no'", "era-rm release cancel"),
    (2, "cancel 4.2.0 --reason x --confirm --confirm", "multiple times", "era-rm release cancel"),
    (2, "cancel 4.2.0 --confirm", "not provided: --reason <TEXT>", "era-rm release cancel"),
    (7, "hold 4.2.0 --reason x --expect-revision 0", "release 4.2.0 is at revision", "era-rm log 4.2.0"),
    (2, "hold 4.2.0 --reason x --expect-revision three", "it is not a whole number", "--help"),
    (2, "hold 4.2.0 --reason x --expect-revision", "a value is required", "--help"),
];

#[test]
fn a_mistake_at_a_newer_command_is_said_and_not_recorded() {
    let desk = stage::at(7);
    let good = example("evidence/test-team-passing.xml");
    std::fs::copy(good, desk.folder().join("good.xml")).unwrap();
    for (name, text) in [
        ("s.toml", "[suites]\nx = 1\n"),
        ("empty.toml", ""),
        ("open.toml", "[suites\n"),
        ("other.toml", "suite = 1\n"),
        ("nobody.toml", "[suites]\n"),
        ("text.toml", "[suites]\nx = \"one\"\n"),
    ] {
        std::fs::write(desk.folder().join(name), text).unwrap();
    }
    let artifact = format!("{ARTIFACT} {ARTIFACT}");
    let twice = format!("build record 4.2.0 --build b-9 --source 9f3c1aa {artifact}");
    let twice = no(
        &desk,
        2,
        &[&["--as", "dev"], &twice.split(' ').collect::<Vec<_>>()[..]].concat(),
        "more than once",
    );
    assert!(twice.stderr.contains("two that differ need different names"), "{}", twice.whole());
    let all = [
        ("--as tess", &READING[..]),
        ("--as tess test run 4.2.0", &RUNNING[..]),
        ("--as rhea release", &ACTING[..]),
    ];
    for (begin, mistakes) in all {
        for (code, line, said, hint) in mistakes {
            let words = words(&format!("{begin} {line}"));
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let answer = no(&desk, *code, &words, said);
            let told = answer.stderr.split_once("  hint: ").map_or("", |(_, told)| told);
            assert!(
                told.contains(hint) && (told.is_empty() == hint.is_empty()),
                "{line}\n{}",
                answer.whole()
            );
        }
    }
}
