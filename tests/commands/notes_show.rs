//! `notes show`.

use crate::support::page::Page;

#[test]
fn notes_show() {
    let mut page = Page::of("notes show");
    page.at(5);
    page.no(3, "", "notes show 4.2.0");
    page.at(9);
    page.done("", "notes show 4.2.0");
    page.told("", "notes show 4.2.0 --diff");
    page.told("", "notes show 4.2.0 --out notes.md");
    let notes = std::fs::read_to_string(page.desk().folder().join("notes.md")).unwrap();
    assert!(notes.starts_with("# Release Notes 4.2.0\n"), "{notes}");
    page.no(7, "", "notes show 4.2.0 --out notes.md");
    let edited = notes
        .replace("## What is different", "## What you will notice")
        .replace("4.2.0\n\nFor", "4.2.0\n\nRead this first. For");
    std::fs::write(page.desk().folder().join("notes.md"), edited).unwrap();
    page.given("rhea", "notes edit 4.2.0 notes.md");
    page.done("", "notes show 4.2.0 --diff");
    page.told("", "notes show 4.2.0 --out edited.md");
    page.no(2, "", "notes show 4.2.0 --diff --generated");
    page.given("dev", "letter submit 4.2.0 examples/letters/release-letter-revision-2.md");
    page.done("", "notes show 4.2.0 --diff");
    page.keep();
}
