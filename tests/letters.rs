//! The Release Letter in all its forms: what was approved is in it to the byte, every section that is due is there, an edit
//! is found where it was made and makes fall what the process says, and no text of the ledger becomes markup.

mod browser;
mod large;
mod templates;

use std::process::Command;

use era_rm::ledger::digest;
use era_rm::service::letter::sections::SECTIONS;

use super::support::desk::{Desk, example};
use super::support::{golden, stage};

/// A letter of release 4.2.0 in a form.
fn shown(desk: &Desk, form: &str) -> String {
    let answer = desk.run(&["letter", "show", "4.2.0", "--form", form]);
    assert_eq!(answer.code, 0, "{}", answer.whole());
    answer.stdout
}
fn report(desk: &Desk, words: &[&str]) -> serde_json::Value {
    let answer = desk.run(&[words, &["--json"]].concat());
    assert_eq!(answer.code, 0, "{}", answer.whole());
    answer.json()["result"].clone()
}
/// The document of a digest.
fn kept(desk: &Desk, digest: &str) -> String {
    let out = desk.folder().join(format!("kept-{digest}"));
    desk.run(&["document", "export", digest, "--out", &out.display().to_string()]);
    std::fs::read_to_string(out).unwrap()
}
fn sha256(text: &str) -> String {
    digest::of_bytes(text.as_bytes()).to_string()
}

#[test]
fn what_was_approved_is_in_the_completed_letter_to_the_byte() {
    let desk = stage::at(11);
    let letter = report(&desk, &["letter", "show", "4.2.0"]);
    let approved = letter["document"]["digest"].as_str().unwrap();
    let completion = letter["completion"]["document"]["digest"].as_str().unwrap();
    let whole = shown(&desk, "markdown");
    for part in [approved, completion] {
        let text = kept(&desk, part);
        assert_eq!(sha256(&text), part);
        assert!(whole.contains(&text), "a part stands in the whole to the byte");
        assert!(whole.contains(&format!("`{part}`")) || whole.contains(part), "its digest is on the sheet");
    }
    // As docs/letter.md tells a stranger to do it.
    let doc = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/letter.md")).unwrap();
    let check = doc.lines().find(|l| l.starts_with("sed -n")).unwrap();
    std::fs::write(desk.folder().join("letter.md"), &whole).unwrap();
    let said = Command::new("sh").args(["-c", check]).current_dir(desk.folder()).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&said.stdout), format!("{approved}  -\n"));
    for review in letter["reviews"].as_array().unwrap() {
        assert_eq!(review["approved"], true);
    }
    assert_eq!(letter["status"], "completed");
    assert_eq!(letter["reviews"].as_array().unwrap().len(), 4);
}

#[test]
fn every_section_that_is_due_is_in_every_form() {
    for (step, last) in [(6, 15), (9, 18), (11, 20)] {
        let desk = stage::at(step);
        for form in ["text", "markdown", "html"] {
            let whole = shown(&desk, form);
            for section in SECTIONS.iter().filter(|s| s.number <= last) {
                assert!(whole.contains(&section.line()), "after {step}, {form}: {}", section.line());
            }
            for (said, due) in [("Signature page", true), ("Change-control sheet", true)] {
                assert_eq!(whole.contains(said), due, "{form}: {said}");
            }
            assert!(whole.contains("Claimed identity") && whole.contains("Ledger "), "{form}");
        }
        if last < 20 {
            assert!(!shown(&desk, "text").contains(&SECTIONS[19].line()), "20 is not due after {step}");
        }
    }
}

#[test]
fn the_letter_reads_as_it_is_kept() {
    for (step, moment) in [(6, "submitted"), (9, "reviewed"), (11, "completed")] {
        let desk = stage::at(step);
        // Whatever is recorded changes the head; what a letter says of it is held above.
        let head =
            desk.ok(&["ledger", "info", "--json"]).json()["head"]["digest"].as_str().unwrap().to_owned();
        let kept = |form| shown(&desk, form).replace(&head, "(the head)");
        golden(&format!("letters/{moment}.txt"), &kept("text"));
        golden(&format!("letters/{moment}.md"), &kept("markdown"));
    }
}

#[test]
fn an_edit_is_found_where_it_was_made_and_only_the_letters_sign_offs_fall() {
    let desk = stage::at(9);
    let old = std::fs::read_to_string(example("letters/release-letter.md")).unwrap();
    let new = old.replace("Ingest is out of service", "Ingest, for once, is out of service");
    assert_ne!(old, new);
    std::fs::write(desk.folder().join("edited.md"), new).unwrap();
    let receipt = desk.act("dev", "letter submit 4.2.0 edited.md --json").json();
    let mut fell: Vec<String> = receipt["result"]["fallen"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| format!("{} {}", f["step"].as_str().unwrap(), f["key"].as_str().unwrap_or_default()))
        .collect();
    fell.sort();
    let wanted =
        ["7a ", "7c Configuration Management", "7c Quality Management", "7c Security", "7c Test Team"];
    assert_eq!(fell, wanted, "the test result and the coordination of testing stand");
    let diff = report(&desk, &["letter", "diff", "4.2.0"]);
    let titles: Vec<&str> =
        diff["sections"].as_array().unwrap().iter().map(|s| s["title"].as_str().unwrap()).collect();
    // 1 names the revision and the developer's file, 3 the letter before it.
    assert_eq!(titles, [&SECTIONS[0].line(), &SECTIONS[2].line(), &SECTIONS[11].line()]);
    let lines = diff["sections"][2]["lines"].as_array().unwrap();
    assert!(
        lines.iter().any(|l| l.as_str().unwrap().starts_with("+ Ingest, for once")
            || l.as_str().unwrap().contains("for once"))
    );
    let of_diff: Vec<&str> =
        diff["fallen"].as_array().unwrap().iter().map(|f| f["step"].as_str().unwrap()).collect();
    assert_eq!(of_diff, ["6b", "7a", "7c", "7c", "7c", "7c"]);
}

#[test]
fn a_deferred_ocr_adds_a_part_and_changes_none() {
    let desk = stage::at(12);
    let before = report(&desk, &["letter", "show", "4.2.0"]);
    desk.act("quentin", "verify record 4.2.0 --ocr OCR-2026-0107 --fail --findings 'search is slow'");
    desk.act("rhea", "cq confirm 4.2.0 --ocr OCR-2026-0107 --state Opened");
    desk.act("rhea", "ocr defer OCR-2026-0107 --change-stays --reason 'harmless; <b>fixed</b> in 4.3'");
    let after = report(&desk, &["letter", "show", "4.2.0"]);
    assert_eq!(before["completion"]["document"], after["completion"]["document"]);
    assert_eq!(after["completion"]["addenda"].as_array().unwrap().len(), 1);
    assert_eq!(before["document"], after["document"]);
    assert_eq!(after["status"], "completed, with one addendum");
    let whole = shown(&desk, "markdown");
    assert!(
        whole.contains("## Addendum 1") && whole.contains("harmless; \\<b\\>fixed\\</b\\> in 4.3"),
        "{whole}"
    );
    for part in ["document", "completion"] {
        let digest =
            after.pointer(&format!("/{part}/digest")).or(after.pointer(&format!("/{part}/document/digest")));
        assert!(whole.contains(&kept(&desk, digest.unwrap().as_str().unwrap())), "{part}");
    }
    desk.verified();
}

/// What a browser, a terminal or a spreadsheet might act on.
const HOSTILE: &str =
    "<script>alert(1)</script> =cmd|' /C calc'!A0 [x](javascript:alert(2)) ![y](http://z/) `t` | *e*";

/// A release with such text in every field of it that a letter shows.
fn hostile() -> Desk {
    let desk = Desk::staffed();
    let package = desk.folder().join("package");
    std::fs::create_dir(&package).unwrap();
    std::fs::write(package.join("a.txt"), "x").unwrap();
    let quoted = serde_json::to_string(HOSTILE).unwrap();
    let ocr = format!(
        "id = \"OCR-1\"\ntitle = {quoted}\ndescription = {quoted}\npriority = \"routine\"\nsecurity = {quoted}\ncq_record = {quoted}\ndocuments = [\"a.txt\"]\n[approval]\nreference = {quoted}\ndate = \"2026-11-02\"\n"
    );
    std::fs::write(package.join("ocr.toml"), ocr).unwrap();
    let h = HOSTILE.replace('\'', "");
    let name = format!("<img src=x onerror=alert(3)> {h}");
    desk.ok(&["person", "add", "eve", "--name", &name, "--as", "ada"]);
    desk.ok(&["role", "grant", "eve", "sd", "--as", "ada"]);
    desk.act("rhea", "ocr receive package");
    desk.act(
        "rhea",
        "release schedule 4.2.0 --ocr OCR-1 --window federal=2026-11-23T08:00:00Z/2026-11-26T08:00:00Z",
    );
    desk.ok(&["release", "input", "4.2.0", "--yes", "--text", &h, "--as", "eve"]);
    desk.act("rhea", "release coordinate 4.2.0");
    for area in ["quentin", "tess", "cora", "sol"] {
        desk.act(area, "release concur 4.2.0 --yes");
    }
    desk.act("rhea", "release notify 4.2.0");
    let artifact = format!("{h}=sha256:{}", "ab".repeat(32));
    desk.ok(&[
        "build",
        "record",
        "4.2.0",
        "--build",
        "b-1",
        "--source",
        &h,
        "--artifact",
        &artifact,
        "--environment",
        &h,
        "--as",
        "eve",
    ]);
    desk.ok(&[
        "test",
        "dev",
        "4.2.0",
        "--results",
        &example("evidence/developer-tests.xml"),
        "--witness",
        &h,
        "--as",
        "eve",
    ]);
    let letter = std::fs::read_to_string(example("letters/release-letter.md")).unwrap();
    let letter = letter.replace(
        "Ingest is out of service",
        &format!("{h} [j](JavaScript:alert(4)) a <b onclick=alert(5)>c</b> Ingest"),
    );
    std::fs::write(desk.folder().join("letter.md"), letter).unwrap();
    desk.ok(&["letter", "submit", "4.2.0", "letter.md", "--as", "eve"]);
    desk.act("rhea", "letter distribute 4.2.0");
    desk.ok(&["letter", "review", "4.2.0", "--reject", "--class", "document", "--reason", &h, "--as", "sol"]);
    desk
}

#[test]
fn hostile_text_is_inert_in_every_form() {
    let desk = hostile();
    let html = shown(&desk, "html");
    let page = report(&desk, &["letter", "show", "4.2.0"]);
    let sent = kept(&desk, page["page"]["digest"].as_str().unwrap());
    for html in [&html, &sent] {
        for tag in
            ["<script", "<img", "<b ", "<b>", "href=\"javascript", "href=\"JavaScript", "onclick=alert(5)>"]
        {
            assert!(!html.contains(tag), "{tag}\n{html}");
        }
        assert!(html.contains("&lt;script&gt;alert(1)"), "it is shown, as text");
    }
    // Nothing of the ledger is markup in Markdown either: read as Markdown, each is the text that it was.
    let markdown = shown(&desk, "markdown");
    assert!(markdown.contains("\\<script\\>alert(1)\\</script\\>"), "{markdown}");
    let text = shown(&desk, "text");
    assert!(text.contains("<script>alert(1)</script>") && !text.contains('\u{1b}'), "{text}");
}

#[test]
fn what_cannot_be_shown_is_refused_and_nothing_is_written() {
    let desk = stage::at(7);
    let file = desk.folder().join("letter.html");
    std::fs::write(&file, "mine").unwrap();
    desk.refused(7, "ada", "letter show 4.2.0 --form html --out letter.html");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
    let answer = desk.run(&["letter", "show", "4.2.0", "--form", "html", "--out", "new.html"]);
    assert_eq!(answer.code, 0, "{}", answer.whole());
    let written = std::fs::read_to_string(desk.folder().join("new.html")).unwrap();
    assert!(answer.stdout.contains(&sha256(&written)), "{}", answer.whole());
}

#[test]
fn section_18_tells_the_number_at_the_go_and_whether_it_is_probable() {
    let desk = stage::at(10);
    let whole = shown(&desk, "markdown");
    assert!(whole.contains("- Number: 4.2.0\n") && whole.contains("- go for 4.2.0, by"), "{whole}");
    desk.act("rhea", "deploy no-go 4.2.0 --reason 'the site is down'");
    desk.act("rhea", "release renumber 4.2.0 4.2.1 --reason 'the number is taken by the site'");
    let answer = desk.run(&["letter", "show", "4.2.1", "--form", "markdown"]);
    for said in [
        "- Probable number: 4.2.1\n",
        "- go for 4.2.0, by",
        "- no-go for 4.2.0, by",
        "4.2.1 (probable number)",
    ] {
        assert!(answer.stdout.contains(said), "{said}\n{}", answer.whole());
    }
    // What was approved says the number of then.
    assert!(answer.stdout.contains("- Probable number: 4.2.0\n"), "{}", answer.whole());
}
