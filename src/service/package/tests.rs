//! Tests of the package reader: complete, incomplete, malformed, and meant ill.
#![expect(clippy::unwrap_used, reason = "tests")]

use super::super::example;
use super::*;
use crate::domain::Priority;

const WHOLE: &str = r#"
id = "OCR-2026-0001"
title = "Raise the open file limit"
description = """
Two lines
of description."""
priority = "urgent"
security = "None needed: no interface, account or data changes."
cq_record = "ERA00040001"
documents = ["memo.md"]
[approval]
reference = "OCCB minutes 2026-40, item 2"
date = 2026-11-05
"#;

fn folder(toml: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("ocr.toml"), toml).unwrap();
    std::fs::write(folder.path().join("memo.md"), "Approved.\n").unwrap();
    folder
}

fn missing(toml: &str) -> Vec<String> {
    let read = read(folder(toml).path()).unwrap();
    assert_eq!(read.package.is_none(), !read.missing.is_empty());
    read.missing
}

#[test]
fn a_complete_package_is_read() {
    let read = read(folder(WHOLE).path()).unwrap();
    assert_eq!(read.missing, Vec::<String>::new());
    let package = read.package.unwrap();
    assert_eq!(read.id.unwrap().as_str(), "OCR-2026-0001");
    assert_eq!(package.description.as_str(), "Two lines\nof description.");
    assert_eq!((package.priority, package.approval.date.as_str()), (Priority::Urgent, "2026-11-05"));
    assert_eq!(package.documents, [read.documents[0].0.clone()]);
    assert_eq!(read.documents[0].1, b"Approved.\n");
}

#[test]
fn everything_missing_is_told_at_once() {
    let toml = "title = 7\nsecurity = ' '\npriority = 'high'\n[approval]\ndate = '2026-02-30'";
    assert_eq!(
        missing(toml),
        [
            "OCR id (`id`)",
            "title (`title`): it must be text in quotes, not a number",
            "description (`description`)",
            "OCCB approval reference (`approval.reference`)",
            "OCCB approval date (`approval.date`): \"2026-02-30\" is not a day; write YYYY-MM-DD",
            "implementation priority set by the OCCB (`priority`): \"high\" is not a priority: the OCCB sets emergency, \
             urgent or routine",
            "security impact statement, or why none is needed (`security`): it is empty",
            "ClearQuest record id (`cq_record`)",
            "at least one document (`documents`)",
        ]
    );
}

#[test]
fn a_date_is_a_day_in_one_form() {
    for date in
        ["'2026-2-3'", "'5 November 2026'", "'2026-11-05 '", "2026-11-05T10:00:00Z", "'+2026-11-05'", "5"]
    {
        let list = missing(&WHOLE.replace("2026-11-05", date));
        assert!(list.len() == 1 && list[0].starts_with("OCCB approval date"), "{date}: {list:?}");
    }
}

#[test]
fn the_id_survives_what_else_is_missing() {
    let toml = WHOLE.replace("cq_record = \"ERA00040001\"", "");
    let read = read(folder(&toml).path()).unwrap();
    assert!(read.package.is_none() && read.id.is_some());
    assert_eq!(
        (read.missing, read.documents.len()),
        (vec!["ClearQuest record id (`cq_record`)".to_owned()], 1)
    );
    assert_eq!(missing(&WHOLE.replace("OCR-2026-0001", "OCR 1")).len(), 1);
}

#[test]
fn only_files_in_the_folder_itself_are_documents() {
    for (name, why) in [
        ("../memo.md", "in the package's folder itself"),
        ("/etc/hostname", "in the package's folder itself"),
        ("sub/memo.md", "in the package's folder itself"),
        ("..", "in the package's folder itself"),
        ("none.md", "there is no such file"),
        ("", "it is empty"),
    ] {
        let list = missing(&WHOLE.replace("\"memo.md\"", &format!("\"{name}\"")));
        assert!(list.len() == 1 && list[0].contains(why), "{name}: {list:?}");
    }
    assert!(missing(&WHOLE.replace("\"memo.md\"", "\"memo.md\", \"memo.md\""))[0].contains("more than once"));
    assert!(
        missing(&WHOLE.replace("[\"memo.md\"]", "\"memo.md\""))[0].contains("a list of file names, not text")
    );
    assert_eq!(missing(&WHOLE.replace("[\"memo.md\"]", "[]")), ["at least one document (`documents`)"]);
    assert!(missing(&WHOLE.replace("[\"memo.md\"]", "[7]"))[0].contains("text in quotes"));
}

#[test]
fn a_linked_or_empty_document_is_none() {
    let folder = folder(&WHOLE.replace("\"memo.md\"", "\"memo.md\", \"link.md\", \"empty.md\""));
    std::os::unix::fs::symlink("/etc/hostname", folder.path().join("link.md")).unwrap();
    std::fs::write(folder.path().join("empty.md"), "").unwrap();
    let read = read(folder.path()).unwrap();
    assert_eq!((read.documents.len(), read.missing.len()), (1, 2));
    assert!(read.missing[0].contains("a symbolic link") && read.missing[1].contains("is empty"));
}

#[test]
fn malformed_is_an_error_with_its_line() {
    let why = |toml: &str| {
        let e = read(folder(toml).path()).unwrap_err();
        assert_eq!(e.kind(), Kind::Incomplete);
        e.to_string()
    };
    assert!(why("id = \"x\"\nurgency = 1\n").contains("ocr.toml: line 2, column 1: unknown field `urgency`"));
    assert!(why("id = \"x\"\n[approval]\nby = 1\n").contains("line 3, column 1: unknown field `by`"));
    assert!(why("id = \"x\"\ntitle = oops\n").contains("ocr.toml: line 2"));
    assert!(why("id = 'x'\nid = 'y'\n").contains("line 2"));
    assert!(why("approval = 'yes'\n").contains("line 1"));
}

#[test]
fn no_folder_and_no_file_are_not_found() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(read(folder.path()).unwrap_err().kind(), Kind::NotFound);
    assert_eq!(read(&folder.path().join("none")).unwrap_err().kind(), Kind::NotFound);
    let file = folder.path().join("file");
    std::fs::write(&file, "x").unwrap();
    assert_eq!(read(&file).unwrap_err().kind(), Kind::Incomplete);
}

#[test]
fn the_examples_read_as_they_say() {
    for (id, priority) in [
        ("OCR-2026-0107", Priority::Emergency),
        ("OCR-2026-0112", Priority::Urgent),
        ("OCR-2026-0119", Priority::Routine),
    ] {
        let read = read(&example("ocr-packages").join(id)).unwrap();
        assert_eq!(read.missing, Vec::<String>::new(), "{id}");
        assert_eq!(read.id.unwrap().as_str(), id);
        assert_eq!(read.package.unwrap().priority, priority);
    }
    let read = read(&example("ocr-packages").join("incomplete")).unwrap();
    assert!(read.package.is_none() && read.id.is_some());
    assert_eq!(read.missing.len(), 6, "{:#?}", read.missing);
}
