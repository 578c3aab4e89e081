//! What people read: `era-rm` alone, boards that fit a screen, lines that fit 80 columns, times in the reader's zone,
//! colour only where it is wanted.

use era_rm::domain::Time;

use super::support::desk::{Answer, Desk};
use super::support::{golden, stage};

/// POSIX zones with their rules in the name, so that no test depends on the zones that the machine knows.
const NEW_YORK: &str = "EST5EDT,M3.2.0,M11.1.0";
const KIRITIMATI: &str = "<+14>-14";
const PAGO_PAGO: &str = "<-11>11";

fn run(desk: &Desk, words: &[&str], variables: &[(&str, &str)]) -> Answer {
    let out = desk.command().args(words).envs(variables.iter().copied()).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    Answer { stdout: text(&out.stdout), stderr: text(&out.stderr), code: out.status.code().unwrap() }
}
fn in_zone(desk: &Desk, zone: &str, words: &[&str]) -> Answer {
    run(desk, words, &[("TZ", zone)])
}

/// A desk whose clock stands at a moment, with OCRs 0107 and 0112 in the pool.
fn pooled(now: &str) -> Desk {
    let now: Time = now.parse().unwrap();
    let desk = stage::at(0);
    desk.wait(now.seconds_since(desk.now()));
    desk.release_through("4.2.0", 1);
    desk
}

#[test]
fn era_rm_alone_is_the_board() {
    let desk = stage::at(8);
    assert_eq!(desk.run(&[]), desk.run(&["status"]));
    assert_eq!(desk.run(&["--json"]).json(), desk.run(&["status", "--json"]).json());
    assert_eq!(desk.run(&["release"]).code, 2, "a noun alone still says what is missing");
}

#[test]
fn era_rm_alone_without_a_ledger_says_how_to_begin() {
    let desk = Desk::empty();
    let answer = desk.run(&[]);
    assert_eq!((answer.code, answer.stdout.as_str()), (3, ""), "{}", answer.whole());
    for word in ["era-rm init", "era-rm sop show", "--help", "FOLDER/ledger.db"] {
        assert!(answer.stderr.contains(word), "{}", answer.whole());
    }
    assert_eq!(desk.run(&["--json"]).json()["error"]["code"], "not-found");
    assert!(!desk.ledger().exists(), "looking creates nothing");
}

/// As many releases as are shown at most, all of them waiting for somebody.
#[test]
fn a_board_of_twenty_fits_a_screen() {
    let desk = stage::at(0);
    for n in 0..21 {
        let ocr = format!("OCR-2027-{n:04}");
        let folder = desk.folder().join(&ocr);
        copy(&desk.folder().join("examples/ocr-packages/OCR-2026-0119"), &folder);
        let file = folder.join("ocr.toml");
        let text = std::fs::read_to_string(&file).unwrap().replace("OCR-2026-0119", &ocr);
        std::fs::write(file, text).unwrap();
        desk.act("rhea", &format!("ocr receive {}", folder.display()));
        desk.act(
            "rhea",
            &format!("release schedule 5.{n}.0 --ocr {ocr} --window a-target-of-some-length=2027-03-01T00:00:00Z/2027-03-02T00:00:00Z"),
        );
        fits(&desk);
    }
    desk.release_through("4.2.0", 1);
    desk.act("rhea", "release hold 5.3.0 --reason 'a reason\n\nof several\nlines'");
    let board = fits(&desk);
    assert!(board.contains("In the pool: 1 emergency, 1 urgent: OCR-2026-0107, OCR-2026-0112"), "{board}");
    assert!(board.contains("5.19.0") && board.contains("Open too, name one to see it: 5.20.0"), "{board}");
    let json = desk.run(&["status", "--json"]).json();
    assert_eq!(json["result"]["releases"].as_array().unwrap().len(), 20);
    assert_eq!(json["result"]["not_shown"], serde_json::json!(["5.20.0"]));
}

/// The board, which leaves a row for the prompt.
fn fits(desk: &Desk) -> String {
    let board = desk.run(&["status"]).stdout;
    assert!(board.lines().count() < 24, "{board}");
    assert!(board.lines().all(|r| columns(r) <= 80), "{board}");
    board
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

fn columns(line: &str) -> usize {
    line.chars().count()
}

/// A busy release: long names, noes, corrections, a hold.
fn busy() -> Desk {
    let desk = stage::at(4);
    let long = "konstantin.featherstonehaugh";
    desk.act("ada", &format!("person add {long} --name 'Konstantin Featherstonehaugh'"));
    desk.act("ada", &format!("role grant {long} sd"));
    desk.act(long, "build record 4.2.0 --build b-1 --source 9f3c1aa --artifact examples/evidence/build-1/era-ingest.tar --artifact examples/evidence/build-1/era-search.tar");
    (6..=9).for_each(|step| desk.release_through("4.2.0", step));
    let reason = "because the cabinet in which the storage of the presidential instance stands was flooded, and nobody can say yet for how long";
    desk.act("rhea", &format!("release hold 4.2.0 --reason '{reason}'"));
    desk.act("rhea", "release resume 4.2.0 --reason 'the cabinet is dry'");
    desk.release_through("4.2.0", 10);
    desk.deploy("4.2.0", "federal");
    let (start, end) = (desk.now(), desk.now().plus_seconds(600));
    desk.wait(900);
    desk.act("dev", &format!("deploy record 4.2.0 --target presidential --outcome failed --start {start} --end {end} --backup 'snapshot presidential-2026-11-23-of-some-length' --reason '{reason}' --artifact examples/evidence/build-1/era-ingest.tar"));
    desk.act("ada", "role grant dev tt");
    desk
}

/// What is to be copied stays in one piece: a command, a path, a digest, an identifier.
fn is_one_piece(line: &str) -> bool {
    let line = line.trim();
    line.starts_with("era-rm ") || !line.contains(' ')
}

#[test]
fn what_is_read_fits_eighty_columns() {
    let desk = busy();
    let lines = [
        "status",
        "status 4.2.0",
        "next",
        "release show",
        "ocr list --all",
        "log 4.2.0",
        "log",
        "explain 4.2.0",
        "explain 4.2.0 11a",
        "explain 4.2.0 15",
        "inbox --as rhea",
        "inbox --as dev",
        "inbox --as tess",
        "release list",
        "notice list 4.2.0",
        "build show",
        "test show",
        "letter show 4.2.0 --current",
        "cq show",
        "wait 4.2.0 --until 9",
        "whoami --as dev",
        "role list",
        "person list",
    ];
    let mut wide = Vec::new();
    for zone in ["UTC", NEW_YORK] {
        for line in lines {
            let words: Vec<&str> = line.split(' ').collect();
            let answer = in_zone(&desk, zone, &words);
            if line.starts_with("letter show") && answer.code == 2 {
                continue;
            }
            assert_eq!(answer.code, 0, "{line}\n{}", answer.whole());
            let long = answer.stdout.lines().filter(|l| columns(l) > 80 && !is_one_piece(l));
            wide.extend(long.map(|l| format!("{zone} {line}: {l}")));
        }
    }
    assert!(wide.is_empty(), "{}", wide.join("\n"));
}

/// What a desk shows in a zone, and that JSON says it in UTC.
fn page(text: &mut String, desk: &Desk, zone: &str, line: &str) {
    let words: Vec<&str> = line.split(' ').collect();
    let answer = in_zone(desk, zone, &words);
    assert_eq!(answer.code, 0, "{line}\n{}", answer.whole());
    text.push_str(&format!("$ TZ='{zone}' era-rm {line}\n{}\n", answer.stdout));
    let json = in_zone(desk, zone, &[&words[..], &["--json"]].concat());
    assert_eq!(
        json.stdout,
        in_zone(desk, "UTC", &[&words[..], &["--json"]].concat()).stdout,
        "JSON is in UTC"
    );
}

/// Scheduled with the offsets of the zone, over an hour that there is twice.
#[test]
fn a_window_over_the_end_of_summer_time() {
    let desk = pooled("2027-11-05T14:00:00Z");
    let window = "federal=2027-11-07T00:30:00-04:00/2027-11-07T01:30:00-05:00";
    desk.act(
        "rhea",
        &format!("release schedule 4.2.0 --ocr OCR-2026-0107 --reason 'alone' --window {window}"),
    );
    desk.act(
        "dev",
        "release input 4.2.0 --yes --at 2027-11-05T10:02:00-04:00 --why-late 'told by telephone'",
    );
    let mut text = String::new();
    for line in ["status 4.2.0", "log 4.2.0", "release list"] {
        page(&mut text, &desk, NEW_YORK, line);
    }
    let json = desk.run(&["status", "4.2.0", "--json"]).json();
    let planned = &json["result"]["releases"][0]["windows"][0];
    assert_eq!(planned["not_before"], "2027-11-07T04:30:00Z");
    assert_eq!(planned["not_after"], "2027-11-07T06:30:00Z");
    golden("zones/end-of-summer-time.txt", &text);
}

#[test]
fn a_window_on_a_leap_day() {
    let desk = pooled("2028-02-28T22:00:00Z");
    let window = "federal=2028-02-29T19:00:00-05:00/2028-03-01T01:00:00-05:00";
    desk.act(
        "rhea",
        &format!("release schedule 4.2.0 --ocr OCR-2026-0107 --reason 'alone' --window {window}"),
    );
    desk.wait(86_400);
    let mut text = String::new();
    for line in ["status 4.2.0", "release list", "explain 4.2.0 2b"] {
        page(&mut text, &desk, NEW_YORK, line);
    }
    golden("zones/leap-day.txt", &text);
}

/// The same moment is on three days of two months.
#[test]
fn zones_far_from_utc_at_a_months_end() {
    let desk = pooled("2026-11-30T10:30:00Z");
    let window = "federal=2026-12-01T00:30:00+14:00/2026-12-01T06:00:00+14:00";
    desk.act(
        "rhea",
        &format!("release schedule 4.2.0 --ocr OCR-2026-0107 --reason 'alone' --window {window}"),
    );
    let mut text = String::new();
    for zone in [KIRITIMATI, "UTC", PAGO_PAGO] {
        for line in ["status 4.2.0", "release list", "notice list 4.2.0", "next 4.2.0"] {
            page(&mut text, &desk, zone, line);
        }
    }
    golden("zones/months-end.txt", &text);
}

/// What is shown can be typed again, and means the same moment.
#[test]
fn a_time_that_is_shown_can_be_typed() {
    let desk = stage::at(2);
    let shown = in_zone(&desk, NEW_YORK, &["next", "4.2.0"]).stdout;
    let since = shown.split_whitespace().find(|w| w.starts_with("2026-")).unwrap();
    assert!(since.ends_with("-05:00"), "{shown}");
    let words =
        ["--as", "rhea", "release", "coordinate", "4.2.0", "--at", since, "--why-late", "late", "--json"];
    let answer = in_zone(&desk, NEW_YORK, &words).json();
    assert_eq!(
        answer["result"]["effective"].as_str().map(|t| t.parse::<Time>().unwrap()),
        since.parse().ok()
    );
}

/// Papers are the same for every reader.
#[test]
fn papers_stay_as_they_are_kept() {
    let desk = stage::at(7);
    for line in ["letter show 4.2.0 --text", "notice show 4.2.0/3/security", "ledger export", "sop show"] {
        let words: Vec<&str> = line.split(' ').collect();
        let (here, there) = (in_zone(&desk, "UTC", &words), in_zone(&desk, KIRITIMATI, &words));
        let paper = |a: &Answer| a.stdout.split_once("\n\n").map(|(_, text)| text.to_owned());
        if here.code == 0 {
            assert_eq!(paper(&here), paper(&there), "{line}");
        }
    }
}

/// Where one person may act in several roles, nobody is passed over for what he did.
#[test]
fn without_separation_everybody_is_eligible() {
    let desk = Desk::empty();
    desk.ok(&["init", "--trust", "declared", "--admin", "ada", "--name", "Ada", "--separation", "off"]);
    desk.act("ada", "person add jack --name Jack");
    ["rm", "sd"].into_iter().for_each(|role| drop(desk.act("ada", &format!("role grant jack {role}"))));
    desk.act("jack", "ocr receive examples/ocr-packages/OCR-2026-0107");
    desk.act("jack", "release schedule 4.2.0 --ocr OCR-2026-0107 --window federal=2026-12-01T00:00:00Z/2026-12-02T00:00:00Z");
    for line in ["next", "explain 2b", "status", "wait --until 2b --timeout 0", "inbox --as jack"] {
        let answer = desk.run(&line.split(' ').collect::<Vec<_>>());
        let whole = answer.whole();
        assert!(whole.contains("2b Developer's input") && whole.contains("jack"), "{line}: {whole}");
        assert!(
            !whole.contains("nobody is eligible") && !whole.contains("left to others"),
            "{line}: {whole}"
        );
    }
    let refused = desk.refused(4, "jack", "release coordinate 4.2.0");
    assert!(refused.stderr.contains("(jack)"), "{}", refused.whole());
}

/// What was mistyped is answered with what may have been meant.
#[test]
fn did_you_mean() {
    let desk = stage::at(2);
    let meant = |who: &str, line: &str| {
        let words = super::support::desk::words(line);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let who = if who.is_empty() { vec![] } else { vec!["--as", who] };
        let answer = desk.run(&[&who[..], &words, &["--json"]].concat());
        assert!([3, 5].contains(&answer.code), "{line}\n{}", answer.whole());
        let found = answer.json()["error"]["did_you_mean"].clone();
        found.as_array().map_or(Vec::new(), |a| a.iter().map(|w| w.as_str().unwrap().to_owned()).collect())
    };
    assert_eq!(meant("", "status 4.2"), ["4.2.0"]);
    assert_eq!(meant("rhea", "release notify 4.2.00"), ["4.2.0"]);
    assert_eq!(meant("rhea", "notice by-hand --release 4.3.0 --how x"), ["4.2.0"]);
    assert_eq!(meant("", "status 11.7"), [""; 0]);
    assert_eq!(meant("", "ocr show OCR-2026-0170"), ["OCR-2026-0107", "OCR-2026-0112"]);
    assert_eq!(meant("rhea", "ocr amend OCR-2026-0122 --set title=x"), ["OCR-2026-0112", "OCR-2026-0107"]);
    assert_eq!(
        meant("rhea", "ocr withdraw OCR-2026-0113 --reference z --reason y"),
        ["OCR-2026-0112", "OCR-2026-0107"]
    );
    assert_eq!(meant("", "log --ocr 0107"), ["OCR-2026-0107"]);
    assert_eq!(meant("ada", "role grant quenten qm"), ["quentin", "quentin2"]);
    assert_eq!(meant("", "log --person tes"), ["tess", "tess2"]);
    assert_eq!(meant("rea", "release coordinate 4.2.0"), ["rhea", "rhea2"]);
    assert_eq!(meant("tes", "inbox"), ["tess", "tess2"]);
    assert_eq!(meant("ada", "setting set lmc-nam x"), ["lmc-name"]);
    assert_eq!(meant("ada", "party set securty --name x"), ["security"]);
    assert_eq!(meant("", "notice show 4.2.0/1/software-developr"), ["4.2.0/1/software-developer"]);
    assert_eq!(meant("", "explain 4.2.0 7d"), ["7a", "7b", "7c"]);
    let text = desk.run(&["status", "4.2"]);
    assert!(text.stderr.contains("  did you mean: 4.2.0?\n"), "{}", text.whole());
}

/// A zone that there is not, or that is no zone, is UTC; nothing fails over it.
#[test]
fn a_zone_that_is_none_is_utc() {
    let desk = stage::at(2);
    let utc = in_zone(&desk, "UTC", &["next"]);
    for zone in ["Nowhere/Atlantis", "../../../etc/passwd", "EST5EDT,M99.9.9", "\u{1b}[31m"] {
        let answer = in_zone(&desk, zone, &["next"]);
        assert_eq!(answer.code, 0, "{zone}: {}", answer.whole());
        assert!(!answer.stdout.contains('\u{1b}'), "{zone}");
        assert_eq!(answer.stdout.lines().count(), utc.stdout.lines().count());
    }
}

/// Without colour nothing is lost; with it, only styles are added.
#[test]
fn colour_adds_styles_and_no_words() {
    let desk = busy();
    for line in ["status", "status 4.2.0", "explain 4.2.0", "inbox --as dev", "release show"] {
        let words: Vec<&str> = line.split(' ').collect();
        let plain = desk.run(&words);
        let always = desk.run(&[&words[..], &["--color", "always"]].concat());
        assert!(!plain.stdout.contains('\u{1b}'), "{line}: piped is plain");
        assert!(always.stdout.contains("\u{1b}["), "{line}: {}", always.stdout);
        assert_eq!(bare(&always.stdout), plain.stdout, "{line}");
        let (white, black, yellow) = ("37", "30", "33");
        for color in [white, black, yellow] {
            assert!(!always.stdout.contains(&format!("\u{1b}[{color}m")), "{line}");
        }
    }
    let refused = desk.run(&["next", "9.9.9", "--color", "always"]);
    assert!(refused.stderr.contains("\u{1b}[31merror"), "{:?}", refused.stderr);
    assert!(!desk.run(&["status", "--json", "--color", "always"]).stdout.contains('\u{1b}'));
}

/// A text without its styles.
fn bare(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let mut out = parts.next().unwrap_or_default().to_owned();
    parts.for_each(|p| out.push_str(p.split_once('m').map_or("", |(_, rest)| rest)));
    out
}

/// A waiver that the Test Team proposes waits on the Release Manager, who is told so, until it is accepted.
#[test]
fn a_proposed_waiver_waits_on_the_release_manager() {
    let desk = stage::at(7);
    desk.act("tess", "test run 4.2.0 --executed --results examples/evidence/test-team-failing.xml");
    let failed = desk.run(&["test", "show", "4.2.0", "--json"]).json();
    let runs = failed["result"]["runs"].as_array().unwrap();
    let case = runs.last().unwrap()["results"]["failed"][0].as_str().unwrap().to_owned();
    desk.ok(&["--as", "tess", "test", "waive", "4.2.0", "--case", &case, "--reason", "it's a known limit"]);
    let inbox = |who: &str| desk.by(who, &["inbox", "--json"]).json()["result"]["items"].to_string();
    assert!(
        inbox("rhea").contains("accept the waiver of") && !inbox("tess").contains("accept the waiver of")
    );
    let next = desk.run(&["next", "4.2.0", "--json"]).json();
    let mut moves = next["result"]["next"].as_array().unwrap().iter();
    let typed = moves.find(|m| m["what"].as_str().unwrap().contains("waiver")).unwrap();
    let line = typed["command"].as_str().unwrap().trim_start_matches("era-rm ").to_owned();
    assert!(typed["since"].is_string(), "{typed}");
    desk.act("rhea", &line);
    assert!(!inbox("rhea").contains("accept the waiver of"), "it was accepted");
}
