//! The letter in a real browser: valid HTML, and nothing that axe-core finds, in light and in dark, narrow and wide.

use std::path::PathBuf;
use std::process::Command;

use super::super::support::desk::Desk;
use super::super::support::stage;
use super::hostile;

/// The folder with the judges and the browser; none where they are not there, which is never so in CI.
fn judges() -> Option<(PathBuf, PathBuf)> {
    let folder = std::env::var_os("ERA_RM_HTML").map(PathBuf::from);
    let chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    let chromium = chromium.iter().map(PathBuf::from).find(|p| p.exists());
    let both = folder.filter(|f| f.join("node_modules").is_dir()).zip(chromium);
    assert!(both.is_some() || std::env::var_os("CI").is_none(), "tests/run.sh installs the judges of HTML");
    both
}

fn page(desk: &Desk, name: &str) -> PathBuf {
    let file = desk.folder().join(name);
    let answer = desk.run(&["letter", "show", "4.2.0", "--form", "html", "--out", name]);
    assert_eq!(answer.code, 0, "{}", answer.whole());
    file
}

#[test]
fn the_page_is_valid_and_everybody_can_read_it() {
    let Some((folder, chromium)) = judges() else { return };
    let (submitted, completed, evil) = (stage::at(6), stage::at(11), hostile());
    let pages = [page(&submitted, "a.html"), page(&completed, "b.html"), page(&evil, "c.html")];
    let judged =
        Command::new("node").arg("judge.mjs").arg(chromium).args(pages).current_dir(folder).output().unwrap();
    let said = String::from_utf8_lossy(&judged.stdout).into_owned();
    assert!(
        judged.status.success() && said.ends_with("3 pages, 0 findings\n"),
        "{said}\n{}",
        String::from_utf8_lossy(&judged.stderr)
    );
}
