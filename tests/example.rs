//! The walk through the fifteen steps that `examples/first-release.sh` shows, with its transcript.

use std::process::Command;

use super::support::{golden, plain};

#[test]
fn the_first_release_walks_as_its_transcript_says() {
    let folder = tempfile::tempdir().unwrap();
    let out = Command::new("sh")
        .arg("examples/first-release.sh")
        .arg(folder.path())
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", folder.path())
        .env("NO_COLOR", "1")
        .env("COLUMNS", "80")
        .env("ERA_RM_BIN", env!("CARGO_BIN_EXE_era-rm"))
        .env("ERA_RM_TEST_CLOCK", "2026-11-23T09:00:00Z")
        .env("ERA_RM_TEST_SEED", "example")
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(out.status.success(), "{}\n{}", text(&out.stdout), text(&out.stderr));
    assert_eq!(text(&out.stderr), "", "the script writes everything to stdout");
    papers(&folder.path().join("papers"));
    golden("first-release.txt", &plain(&text(&out.stdout), folder.path()));
}

/// What the walk leaves: the letter in each form at each moment, the notes, the worksheets, the notices.
fn papers(folder: &std::path::Path) {
    for moment in ["submitted", "reviewed", "completed"] {
        for form in ["txt", "md", "html"] {
            let letter = std::fs::read_to_string(folder.join(format!("letter-{moment}.{form}"))).unwrap();
            let last = if moment == "completed" { "20." } else { "15." };
            assert!(letter.contains(last), "{moment}.{form}");
        }
    }
    assert!(folder.join("release-notes-generated.md").is_file());
    assert!(folder.join("clearquest/ocr-2026-0112/worksheet.pl").is_file());
    let notices: Vec<_> =
        std::fs::read_dir(folder.join("notices")).unwrap().map(|f| f.unwrap().path()).collect();
    assert!(notices.len() > 20, "{notices:?}");
    for notice in &notices {
        let text = std::fs::read_to_string(notice).unwrap();
        assert!(text.starts_with("From: ") && text.contains("\r\nMessage-ID: <"), "{text:.400}");
    }
    let names: Vec<String> =
        notices.iter().map(|n| n.file_name().unwrap().to_string_lossy().into_owned()).collect();
    for party in ["lmc", "help-desk", "occb-secretariat", "security"] {
        assert!(names.iter().any(|n| n.ends_with(&format!("-{party}.eml"))), "{names:?}");
    }
}
