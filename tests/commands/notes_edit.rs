//! `notes edit`.

use crate::support::page::Page;

const NOTES: &str = "notes edit 4.2.0 examples/letters/release-notes.md";

#[test]
fn notes_edit() {
    let mut page = Page::of("notes edit");
    page.at(5);
    page.no(4, "rhea", NOTES);
    page.at(9);
    page.no(5, "dev", NOTES);
    page.no(3, "rhea", "notes edit 4.2.0 nowhere.md");
    page.no(2, "rhea", "notes edit");
    page.no(2, "rhea", "notes edit 4.2.0 notes.md --generated");
    std::fs::write(
        page.desk().folder().join("script.md"),
        "# Notes\n\n<script>x</script>\n\n[y](javascript:z)\n",
    )
    .unwrap();
    page.no(6, "rhea", "notes edit 4.2.0 script.md");
    page.no(7, "rhea", "notes edit 4.2.0 --generated");
    page.done("rhea", &format!("{NOTES} --reason 'in the words of the reading rooms'"));
    page.no(7, "rhea", NOTES);
    page.done("rhea", "notes edit 4.2.0 --generated --reason 'they have changed again'");
    page.given("rhea", NOTES);
    page.told("rhea", "retract 4.2.0 --reason 'too early'");
    page.at(10);
    page.no(4, "rhea", NOTES);
    page.keep();
}
