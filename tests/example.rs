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
    golden("first-release.txt", &plain(&text(&out.stdout), folder.path()));
}
