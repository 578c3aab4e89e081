//! The Release Notes on the compiled binary: what is made of the letter, what is refused as an edit, hostile text in every
//! field they use, and what the Help Desk is asked to withdraw.

use super::support::desk::{Answer, Desk, words};
use super::support::golden;
use super::support::stage::{self, NUMBER};

fn notes(desk: &Desk) -> String {
    desk.act("rhea", &format!("notes show {NUMBER} --json")).json()["result"]["text"]
        .as_str()
        .unwrap()
        .to_owned()
}
fn told(answer: &Answer) -> Vec<String> {
    let all = answer.json()["result"]["told"].as_array().unwrap().clone();
    all.iter().map(|t| t["to"].as_str().unwrap().to_owned()).collect()
}
/// The text of the notice to the Help Desk that an act owed.
fn to_help_desk(desk: &Desk, answer: &Answer) -> String {
    let all = answer.json()["result"]["told"].as_array().unwrap().clone();
    let notice = all.iter().find(|t| t["to"] == "help-desk").unwrap()["notice"].as_str().unwrap().to_owned();
    let text = desk.act("rhea", &format!("notice show {notice} --json")).json()["result"]["text"].clone();
    let text = text.as_str().unwrap();
    // The foot names a head, which every byte before it changes.
    text.split("\n--\n").next().unwrap().to_owned()
}
fn record(desk: &Desk, target: &str, outcome: &str, rest: &str) -> String {
    let now = desk.now();
    format!(
        "deploy record {NUMBER} --target {target} --outcome {outcome} --start {now} --end {now} --reason 'the disk was full' {rest}"
    )
}
fn json(desk: &Desk, who: &str, line: &str) -> Answer {
    desk.act(who, &format!("{line} --json"))
}

#[test]
fn the_notes_of_the_example_release() {
    let desk = stage::at(9);
    golden("notes/example.md", &notes(&desk));
    // A letter with a heading of its own for the outage.
    let letter = std::fs::read_to_string("examples/letters/release-letter-revision-2.md").unwrap();
    let letter = letter.replace("## 13.", "### Outage\n\n**Ingest** only: 50 minutes.\n\n## 13.");
    std::fs::write(desk.folder().join("letter.md"), letter).unwrap();
    desk.act("dev", &format!("letter submit {NUMBER} letter.md"));
    let text = notes(&desk);
    assert!(text.contains("\n**Ingest** only: 50 minutes.\n\n## Known problems\n"), "{text}");
    assert!(!text.contains("About two hours") && text.contains("Made of Release Letter 2 of"), "{text}");
}

#[test]
fn what_is_shown_is_what_goes_out() {
    let desk = stage::at(9);
    let shown = desk.act("rhea", &format!("notes show {NUMBER} --json")).json()["result"]["document"].clone();
    let go = json(&desk, "rhea", &format!("deploy go {NUMBER}")).json()["result"].clone();
    assert_eq!(go["recorded"]["GoIssued"]["notes"], shown);
    assert_eq!((&go["notes"]["from"], &go["notes"]["digest"]), (&"generated".into(), &shown["digest"]));
    desk.act("rhea", "ledger verify");
    let kept =
        desk.act("rhea", &format!("document export {} --out sent.md", shown["digest"].as_str().unwrap()));
    assert_eq!(kept.code, 0);
    assert_eq!(std::fs::read_to_string(desk.folder().join("sent.md")).unwrap(), notes(&desk));
}

#[test]
fn a_go_that_is_typed_again_answers_the_same() {
    let desk = stage::at(9);
    desk.act("rhea", &format!("notes edit {NUMBER} examples/letters/release-notes.md"));
    let line = format!("deploy go {NUMBER} --idempotency-key once");
    let (first, again) = (json(&desk, "rhea", &line), json(&desk, "rhea", &line));
    assert_eq!(again.json()["result"]["replayed"], true);
    assert_eq!(first.json()["result"]["notes"], again.json()["result"]["notes"]);
    assert_eq!(first.json()["result"]["notes"]["from"], "edited");
    let other = format!("notes edit {NUMBER} --generated --idempotency-key once");
    desk.refused(7, "rhea", &other);
}

#[test]
fn an_edit_that_is_not_fit_for_users_is_refused_and_nothing_is_recorded() {
    let desk = stage::at(9);
    let before = std::fs::read(desk.ledger()).unwrap();
    let large = [b'a'; 1024 * 1024 + 1];
    let cases: [(&[u8], &str); 9] = [
        (b"", "is empty"),
        (b" \n\n---\n", "is empty"),
        (b"# Notes\n\xff\n", "line 2, column 1: not UTF-8 text"),
        (b"a\x1b[31mb", "line 1: the control or bidirectional character U+001B"),
        ("a\n\u{202e}b".as_bytes(), "line 2: the control or bidirectional character U+202E"),
        (b"a\0b", "U+0000"),
        (b"a\n\nb <img src=x onerror=y>", "line 3: raw HTML"),
        (b"[a](javascript:b)", "line 1: a link that is none"),
        (&large, "is larger than the 1048576 bytes allowed"),
    ];
    for (bytes, said) in cases {
        std::fs::write(desk.folder().join("n.md"), bytes).unwrap();
        let no = desk.refused(6, "rhea", &format!("notes edit {NUMBER} n.md"));
        assert!(no.stderr.contains(said), "{said}: {}", no.whole());
        let no = desk.refused(6, "rhea", &format!("notes edit {NUMBER} n.md --json"));
        assert_eq!(no.json()["error"]["code"], "evidence");
    }
    std::os::unix::fs::symlink("n.md", desk.folder().join("link.md")).unwrap();
    desk.refused(6, "rhea", &format!("notes edit {NUMBER} link.md"));
    assert_eq!(std::fs::read(desk.ledger()).unwrap(), before);
}

#[test]
fn hostile_text_is_inert_in_the_notes() {
    let desk = stage::at(9);
    let title = "=cmd <script>alert(1)</script> ](javascript:x) # | **b** {{ 7 * 7 }}";
    desk.act("rhea", &format!("ocr amend OCR-2026-0107 --set 'title={title}'"));
    let evil = "x <script>alert(1)</script> <img src=x onerror=y> [c](javascript:d) ![e](http://tracker.example/p.png)\n\
                <javascript:f> {{ 7 * 7 }} {% include '/etc/passwd' %} <https://good.example/>\n\n##### Deep\n\n";
    let letter = std::fs::read_to_string("examples/letters/release-letter-revision-2.md").unwrap();
    let letter = ["## 9.", "## 13.", "## 15."]
        .iter()
        .fold(letter, |text, next| text.replacen(next, &format!("An outage. {evil}{next}"), 1));
    std::fs::write(desk.folder().join("letter.md"), letter).unwrap();
    desk.act("dev", &format!("letter submit {NUMBER} letter.md"));
    let text = notes(&desk);
    golden("notes/hostile.md", &text);
    let mut page = String::new();
    pulldown_cmark::html::push_html(&mut page, pulldown_cmark::Parser::new(&text));
    for live in ["<script", "<img", "javascript:d\"", "javascript:f\"", "javascript:x\"", "root:"] {
        assert!(!page.to_lowercase().contains(live), "{live}:\n{page}");
    }
    assert!(page.contains("href=\"https://good.example/\"") && page.contains("{{ 7 * 7 }}"), "{page}");
    let outline: Vec<&str> = text.lines().filter(|l| l.starts_with("# ") || l.starts_with("## ")).collect();
    assert_eq!(outline.len(), 5, "the outline is ours: {outline:?}");
    // And they could be handed in again as an edit.
    std::fs::write(desk.folder().join("n.md"), format!("{text}\nOne line more.\n")).unwrap();
    desk.act("rhea", &format!("notes edit {NUMBER} n.md"));
}

#[test]
fn a_template_of_the_house_is_used_and_a_broken_one_is_told() {
    let desk = stage::at(9);
    let folder = desk.folder().join("templates");
    std::fs::create_dir(&folder).unwrap();
    let with = |text: &str| std::fs::write(folder.join("release-notes.md"), text).unwrap();
    with("# {{ number }} for {{ targets }}\n");
    let env = [("ERA_RM_TEMPLATES", folder.to_str().unwrap())];
    let go = |line: &str| {
        let line = words(line);
        desk.run_with(&env, &line.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let shown = go(&format!("notes show {NUMBER} --json"));
    assert_eq!(shown.json()["result"]["text"], "# 4.2.0 for federal and presidential\n");
    with("# {{ nothing }}\n");
    let no = go(&format!("notes show {NUMBER}"));
    assert!(no.code == 6 && no.stderr.contains("release-notes.md: line 1, column 6"), "{}", no.whole());
    // Notes that are handed over need no template.
    let sent = go(&format!("deploy go {NUMBER} --notes examples/letters/release-notes.md --as rhea"));
    assert_eq!(sent.code, 0, "{}", sent.whole());
}

#[test]
fn a_no_at_11_after_a_go_withdraws_the_notes_once_for_each_target() {
    let desk = stage::at(10);
    let failed = json(&desk, "dev", &record(&desk, "federal", "failed", ""));
    assert_eq!(told(&failed), ["release-manager", "help-desk"]);
    golden("notes/withdrawn-failed.txt", &to_help_desk(&desk, &failed));
    assert_eq!(told(&json(&desk, "dev", &record(&desk, "federal", "backed-out", ""))), ["release-manager"]);
    let irregular = json(&desk, "dev", &record(&desk, "presidential", "irregular", ""));
    assert_eq!(told(&irregular).last().map(String::as_str), Some("help-desk"));
    golden("notes/withdrawn-irregular.txt", &to_help_desk(&desk, &irregular));
    // A new go sends new notes, which can be withdrawn anew.
    desk.act("rhea", &format!("deploy go {NUMBER} --reason 'the disk was changed'"));
    let again = json(&desk, "dev", &record(&desk, "federal", "failed", ""));
    assert_eq!(told(&again), ["release-manager", "help-desk"]);
    desk.act("rhea", "ledger verify");
}

#[test]
fn a_no_go_withdraws_the_notes_of_what_is_not_deployed() {
    let desk = stage::at(10);
    desk.deploy(NUMBER, "federal");
    let no_go = json(&desk, "rhea", &format!("deploy no-go {NUMBER} --reason 'the storage is full'"));
    golden("notes/withdrawn-no-go.txt", &to_help_desk(&desk, &no_go));
    // What the no-go has withdrawn is not withdrawn again; what is in use is.
    let failed = json(&desk, "dev", &record(&desk, "presidential", "failed", ""));
    assert_eq!(told(&failed), ["release-manager"]);
    let backed_out = json(&desk, "dev", &record(&desk, "federal", "backed-out", ""));
    assert_eq!(told(&backed_out), ["release-manager", "help-desk"]);
    golden("notes/withdrawn-backed-out.txt", &to_help_desk(&desk, &backed_out));
    desk.act("rhea", "ledger verify");
}

#[test]
fn a_deployment_that_was_as_it_should_be_and_one_without_a_go_withdraw_nothing() {
    let desk = stage::at(10);
    assert_eq!(told(&json(&desk, "dev", &record(&desk, "federal", "failed", ""))).len(), 2);
    let early = stage::at(9);
    let irregular = json(&early, "dev", &record(&early, "federal", "irregular", ""));
    assert!(!told(&irregular).contains(&"help-desk".to_owned()), "{}", irregular.whole());
    early.act("rhea", "ledger verify");
}
