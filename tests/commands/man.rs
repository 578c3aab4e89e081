//! `man`: one page for each command, the same every time, and nothing is overwritten.

use std::collections::BTreeMap;
use std::path::Path;

use super::all;
use crate::support::desk::Desk;
use crate::support::page::Page;

#[test]
fn man() {
    let mut page = Page::of("man");
    std::fs::create_dir(page.desk().folder().join("pages")).unwrap();
    page.done("", "man .");
    page.told("", "man pages");
    page.no(7, "", "man pages");
    page.no(3, "", "man nowhere");
    page.no(2, "", "man");
    page.keep();
}

fn pages(folder: &Path) -> BTreeMap<String, String> {
    let read = |e: std::fs::DirEntry| {
        (e.file_name().into_string().unwrap(), std::fs::read_to_string(e.path()).unwrap())
    };
    std::fs::read_dir(folder).unwrap().map(|e| read(e.unwrap())).collect()
}

#[test]
fn every_command_has_its_page_and_every_page_its_sections() {
    let desk = Desk::empty();
    let written = |name: &str| {
        std::fs::create_dir(desk.folder().join(name)).unwrap();
        desk.ok(&["man", name]);
        pages(&desk.folder().join(name))
    };
    let first = written("a");
    assert_eq!(first, written("b"), "the same every time");
    for command in all() {
        let text = &first[&format!("era-rm-{}.1", command.replace(' ', "-"))];
        for section in
            ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "\"EXIT STATUS\"", "ENVIRONMENT", "\"SEE ALSO\""]
        {
            assert!(text.contains(&format!("\n.SH {section}\n")), "{command} has no {section}:\n{text}");
        }
        assert!(text.contains("Example: era\\-rm"), "{command}:\n{text}");
        assert!(text.contains("ERA_RM_IDEMPOTENCY_KEY") && text.contains("not\\-permitted"), "{text}");
    }
    // What a page names beside it is there.
    for (name, text) in &first {
        let (_, beside) = text.rsplit_once(".SH \"SEE ALSO\"\n").unwrap();
        let beside = beside.replace("\\-", "-");
        let others: Vec<&str> = beside.trim().split(", ").map(|o| o.trim_end_matches("(1)")).collect();
        assert!(others.iter().all(|o| first.contains_key(&format!("{o}.1"))), "{name}: {others:?}");
    }
}

/// One page stands in the way: none is written.
#[test]
fn nothing_is_overwritten() {
    let desk = Desk::empty();
    std::fs::write(desk.folder().join("era-rm-wait.1"), "").unwrap();
    std::fs::write(desk.folder().join("era-rm-status.1"), "mine").unwrap();
    assert_eq!(desk.run(&["man", "."]).code, 7);
    assert_eq!(std::fs::read_to_string(desk.folder().join("era-rm-status.1")).unwrap(), "mine");
    assert!(!desk.folder().join("era-rm.1").exists());
}
