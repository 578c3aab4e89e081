//! Templates of one's own: used, kept with the letter and used for it for ever; refused where they cannot be.

use super::super::support::desk::{Desk, example};
use super::super::support::stage;
use super::{kept, report, shown};

fn folder(desk: &Desk, name: &str, text: &str) -> String {
    let folder = desk.folder().join("templates");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(name), text).unwrap();
    folder.display().to_string()
}
fn submit(desk: &Desk, templates: &str) -> super::super::support::desk::Answer {
    let letter = example("letters/release-letter-revision-2.md");
    desk.run_with(&[("ERA_RM_TEMPLATES", templates)], &["letter", "submit", "4.2.0", &letter, "--as", "dev"])
}
const BODY: &str = include_str!("../../src/service/templates/letter-body.md");

#[test]
fn a_template_of_ones_own_is_kept_with_the_letter_and_shows_it_for_ever() {
    let desk = stage::at(7);
    let own =
        BODY.replace("Nothing: this is the first letter", "It supersedes nothing: this is the first letter");
    let own = own.replace("- Letter: {{ letter.id }}", "- Letter of the archive: {{ letter.id }}");
    let templates = folder(&desk, "letter-body.md", &own);
    folder(
        &desk,
        "letter.md",
        "# Of the archive: {{ title }}\n\n{% for p in parts %}{{ p.markdown }}{% endfor %}",
    );
    let answer = submit(&desk, &templates);
    assert_eq!(answer.code, 0, "{}", answer.whole());
    std::fs::remove_dir_all(&templates).unwrap();
    let whole = shown(&desk, "markdown");
    assert!(whole.starts_with("# Of the archive: Release Letter 4.2.0\n"), "{whole}");
    assert!(whole.contains("- Letter of the archive: 4.2.0-RL-2"), "{whole}");
    let letter = report(&desk, &["letter", "show", "4.2.0"]);
    let names: Vec<&str> =
        letter["templates"].as_array().unwrap().iter().map(|t| t["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["letter-body.md", "letter.md"]);
    assert_eq!(kept(&desk, letter["templates"][0]["digest"].as_str().unwrap()), own);
    // The letter before it is shown with the built-in ones, as it was written.
    let first = desk.run(&["letter", "show", "4.2.0", "--revision", "1", "--form", "markdown"]);
    assert!(first.stdout.starts_with("# Release Letter 4.2.0\n"), "{}", first.whole());
    desk.verified();
}

#[test]
fn a_template_that_cannot_be_used_is_refused_by_its_place_and_nothing_is_recorded() {
    let desk = stage::at(7);
    let before = desk.digest();
    let cases = [
        ("letter-body.md", "a\nb {% if %}\n", "letter-body.md: line 2, column"),
        ("letter-body.md", "## 1. {{ no.such.thing }}\n", "letter-body.md: line 1, column"),
        ("letter.html", "<p>{{ title }</p>\n", "letter.html: line 1, column"),
        (
            "letter-body.md",
            "{% for i in range(100000) %}{% for j in range(100000) %}x{% endfor %}{% endfor %}",
            "letter-body.md",
        ),
    ];
    for (name, text, said) in cases {
        let templates = folder(&desk, name, text);
        let answer = submit(&desk, &templates);
        assert_eq!(answer.code, 6, "{}", answer.whole());
        assert!(answer.whole().contains(said), "{}", answer.whole());
        std::fs::remove_dir_all(&templates).unwrap();
    }
    let without = BODY.replace("## 13. Back-out of software and rollback of data", "## Back-out");
    let answer = submit(&desk, &folder(&desk, "letter-body.md", &without));
    assert_eq!(answer.code, 6, "{}", answer.whole());
    assert!(
        answer.whole().contains("section \"13. Back-out of software and rollback of data\""),
        "{}",
        answer.whole()
    );
    std::fs::remove_dir_all(desk.folder().join("templates")).unwrap();
    let answer = submit(&desk, "nowhere");
    assert_eq!(answer.code, 3, "{}", answer.whole());
    assert_eq!(desk.digest(), before);
    std::fs::write(desk.folder().join("era-rm.toml"), "templates = \"nowhere\"\n").unwrap();
    assert_eq!(
        desk.refused(
            3,
            "dev",
            &format!("letter submit 4.2.0 {}", example("letters/release-letter-revision-2.md"))
        )
        .code,
        3
    );
}
