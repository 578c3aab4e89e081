//! Documents that cannot rot: what is generated is generated again, what is listed is compared, what is to be typed is
//! parsed, what is linked is there. `UPDATE_GOLDEN=1` rewrites the generated parts; then read the diff.

mod cli_reference;
mod format;
mod schemas;
mod sop;

use std::path::{Path, PathBuf};

use clap::error::ErrorKind;
use era_rm::cli::command_line;
use era_rm::cli::failure::Exit;

use super::support::kept;

/// A file of the repository.
fn text(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every document that people read.
fn documents() -> Vec<PathBuf> {
    fn below(folder: &Path) -> Vec<PathBuf> {
        let mut all = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                all.extend(below(&path));
            } else if path.extension().is_some_and(|e| e == "md") {
                all.push(path);
            }
        }
        all
    }
    let mut all = below(&root().join("docs"));
    all.extend(["README.md", "CHANGELOG.md"].map(|name| root().join(name)));
    all.sort();
    all
}

#[test]
fn the_cli_reference_is_that_of_the_binary() {
    kept("docs/cli-reference.md", &cli_reference::render());
}

#[test]
fn the_sop_is_that_of_the_table() {
    kept("docs/sop.md", &sop::render());
}

#[test]
fn the_exit_codes_are_those_of_the_binary() {
    let table = text("docs/exit-codes.md");
    let rows: Vec<(String, String)> = table
        .lines()
        .filter_map(|l| {
            let cells: Vec<&str> = l.split('|').map(str::trim).collect();
            let code = cells.get(1)?.parse::<u8>().ok()?;
            Some((code.to_string(), cells.get(2)?.trim_matches('`').to_owned()))
        })
        .collect();
    let wanted: Vec<(String, String)> =
        Exit::ALL.iter().map(|e| (e.code().to_string(), e.name().to_owned())).collect();
    assert_eq!(rows, wanted);
}

/// The table of variables is that of the desk, and every name that the source holds is in the document.
#[test]
fn the_variables_are_those_of_the_desk() {
    let document = text("docs/environment.md");
    let rows: Vec<(String, &str)> = document
        .lines()
        .filter_map(|l| l.strip_prefix("| `")?.strip_suffix(" |")?.split_once(" | "))
        .map(|(name, about)| (name.replace('`', ""), about))
        .collect();
    let mut wanted: Vec<(String, &str)> =
        era_rm::cli::environment::VARIABLES.iter().map(|v| (v.name.to_owned(), v.about)).collect();
    let of_debug_builds = [
        ("ERA_RM_TEST_CLOCK", "What the time is."),
        ("ERA_RM_TEST_SEED", "From what new identities are made."),
        ("ERA_RM_TEST_FAULT", "With any value, a command ends in a fault of the program: exit code 1."),
        ("ERA_RM_TEST_PATIENCE", "For how many milliseconds a lock is waited for."),
        ("ERA_RM_TEST_FILE_SYSTEM", "Which file system the ledger lies on, by its number."),
    ];
    wanted.extend(of_debug_builds.map(|(name, about)| (name.to_owned(), about)));
    assert_eq!(rows, wanted);
    let mut named = std::collections::BTreeSet::new();
    for source in super::support::forms::sources(&root().join("src")) {
        let text = std::fs::read_to_string(&source).unwrap();
        let end =
            |rest: &str| rest.find(|c: char| !(c.is_ascii_uppercase() || c == '_')).unwrap_or(rest.len());
        named.extend(text.split("ERA_RM_").skip(1).map(|rest| format!("ERA_RM_{}", &rest[..end(rest)])));
    }
    // The beginning of all of them is no name.
    named.remove("ERA_RM_");
    let listed = rows.iter().map(|(name, _)| name.clone()).filter(|n| n.starts_with("ERA_RM_")).collect();
    assert_eq!(named, listed);
}

/// The command lines in fenced `sh` and `console` blocks: file, line number, the words after `era-rm`.
fn typed(path: &Path) -> Vec<(usize, Vec<String>)> {
    let text = std::fs::read_to_string(path).unwrap();
    let (mut out, mut fence, mut open) = (Vec::new(), "", None::<(usize, String)>);
    for (number, line) in (1..).zip(text.lines()) {
        if let Some(info) = line.trim_start().strip_prefix("```") {
            fence = if fence.is_empty() && !info.is_empty() { info.trim() } else { "" };
            continue;
        }
        let said = match (&open, fence) {
            (Some(_), _) => Some(line),
            (None, "sh") => Some(line),
            (None, "console") => line.strip_prefix("$ "),
            (None, _) => None,
        };
        let Some(said) = said else { continue };
        let (at, before) = open.take().unwrap_or((number, String::new()));
        let whole = format!("{before}{said}");
        match whole.strip_suffix('\\') {
            Some(more) => open = Some((at, more.to_owned())),
            None => out.extend(words(&whole).map(|w| (at, w))),
        }
    }
    out
}

/// The words of a shell line that runs era-rm; none for any other line.
fn words(line: &str) -> Option<Vec<String>> {
    let (mut all, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in line.chars() {
        match (quote, c) {
            (Some(q), c) if c == q => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, ' ') => all.extend(word.take()),
            (None, '#') if word.is_none() => break,
            (None, '|' | '>' | ';' | '&') => break,
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    all.extend(word);
    let program = all.iter().position(|w| !w.contains('=') || w.starts_with('-'))?;
    (all.get(program)? == "era-rm").then(|| all.split_off(program))
}

#[test]
fn every_command_that_a_document_shows_can_be_typed() {
    let mut tried = 0;
    for path in documents() {
        for (line, words) in typed(&path) {
            let shown = format!("{}:{line}: {}", path.display(), words.join(" "));
            match command_line().try_get_matches_from(&words) {
                Ok(_) => {}
                Err(e) if matches!(e.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {}
                Err(e) => panic!("{shown}\n{e}"),
            }
            tried += 1;
        }
    }
    assert!(tried > 50, "only {tried} commands were found: are the blocks still ```sh and ```console?");
}

#[test]
fn the_first_command_of_the_readme_does_what_it_says() {
    let folder = tempfile::tempdir().unwrap();
    let out = std::process::Command::new(root().join("examples/first-release.sh"))
        .arg(folder.path())
        .env("ERA_RM_BIN", env!("CARGO_BIN_EXE_era-rm"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&out.stdout);
    assert!(out.status.success(), "{said}\n{}", String::from_utf8_lossy(&out.stderr));
    assert!(said.contains("== Step 15") && said.contains("== The ledger verifies"), "{said}");
}

#[test]
fn every_link_leads_somewhere() {
    for path in documents() {
        let text = std::fs::read_to_string(&path).unwrap();
        let links = text.split("](").skip(1).filter_map(|rest| rest.split_once(')').map(|(to, _)| to));
        for link in links.filter(|l| !l.contains("://")) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { path.clone() } else { path.parent().unwrap().join(file) };
            assert!(target.exists(), "{}: {link} leads nowhere", path.display());
            if !anchor.is_empty() {
                let there = std::fs::read_to_string(&target).unwrap();
                let found = there
                    .lines()
                    .filter_map(|l| l.trim_start_matches('#').strip_prefix(' '))
                    .any(|h| slug(h) == anchor);
                assert!(found, "{}: {link}: no such heading", path.display());
            }
        }
    }
}

/// The anchor of a heading.
fn slug(heading: &str) -> String {
    let kept = heading.to_lowercase().replace(' ', "-");
    kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect()
}
