//! `docs/schemas`: one file for each command, made of the types that are printed; and answers that they let pass or not.

use std::collections::BTreeSet;

use clap::Command;
use era_rm::cli::failure::Exit;
use era_rm::cli::{command_line, schemas};
use serde_json::{Value, json};

use super::super::support::schema::{closed, problems, published};
use super::super::support::{kept, stage};
use super::root;

/// The names of all commands.
fn commands() -> BTreeSet<String> {
    fn leaves(c: &Command, name: &str, all: &mut BTreeSet<String>) {
        let below: Vec<&Command> = c.get_subcommands().filter(|c| !c.is_hide_set()).collect();
        if below.is_empty() {
            all.insert(name.trim().to_owned());
        }
        below.into_iter().for_each(|c| leaves(c, &format!("{name} {}", c.get_name()), all));
    }
    let mut all = BTreeSet::new();
    leaves(&command_line(), "", &mut all);
    all
}

#[test]
fn every_command_has_its_schema() {
    let mut names: BTreeSet<String> = schemas().into_iter().map(|(_, name, _)| name).collect();
    assert!(names.remove("error"));
    let lacking: Vec<_> = commands().difference(&names).cloned().collect();
    assert!(
        lacking.is_empty(),
        "no schema for {lacking:?}: derive schemars::JsonSchema on the report, make it pub(super), and give it a line in \
         src/cli/commands/schemas.rs"
    );
    let gone: Vec<_> = names.difference(&commands()).cloned().collect();
    assert!(gone.is_empty(), "schemas of commands that are not there: {gone:?}");
}

#[test]
fn the_schemas_are_those_of_the_types_that_are_printed() {
    let mut files = BTreeSet::from(["README.md".to_owned()]);
    for (file, _, schema) in schemas() {
        let name = format!("{file}.json");
        kept(&format!("docs/schemas/{name}"), &format!("{:#}\n", schema));
        files.insert(name);
    }
    let found: BTreeSet<String> = std::fs::read_dir(root().join("docs/schemas"))
        .unwrap()
        .map(|f| f.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(found, files, "a file of docs/schemas that no command answers to, or one that is missing");
    for (_, name, schema) in schemas() {
        jsonschema::draft202012::meta::validate(&schema).unwrap_or_else(|e| panic!("{name}: {e}"));
    }
}

/// Every JSON document on the golden pages; the page leaves out digests of heads.
fn documents_of_pages() -> Vec<Value> {
    let mut all = Vec::new();
    for page in std::fs::read_dir(root().join("tests/golden/commands")).unwrap() {
        let text = std::fs::read_to_string(page.unwrap().path()).unwrap();
        let text = text.replace("(64 hexadecimal digits)", &"0".repeat(64));
        for part in text.split("\n{\n").skip(1) {
            let body =
                part.split_once("\n}\n").map_or(part.trim_end().trim_end_matches('}'), |(body, _)| body);
            all.push(serde_json::from_str(&format!("{{{body}}}")).unwrap_or_else(|e| panic!("{e}: {body}")));
        }
    }
    all
}

#[test]
fn every_command_is_seen_to_answer_as_its_schema_says() {
    let mut seen = BTreeSet::new();
    for document in documents_of_pages() {
        let problems = problems(&document);
        assert!(problems.is_empty(), "{}\n{document:#}", problems.join("\n"));
        if document["ok"] == true {
            seen.insert(document["command"].as_str().unwrap().to_owned());
        }
    }
    let unseen: Vec<_> = commands().difference(&seen).cloned().collect();
    assert!(unseen.is_empty(), "no golden page shows an answer in JSON of {unseen:?}");
}

#[test]
fn an_answer_that_is_not_as_published_is_found() {
    let desk = stage::at(8);
    let good = desk.run(&["--as", "tess", "test", "record", "4.2.0", "--pass", "--json"]).json();
    assert_eq!(problems(&good), Vec::<String>::new());
    let wrong = |pointer: &str, value: Value| {
        let mut bad = good.clone();
        match bad.pointer_mut(pointer) {
            Some(place) => *place = value,
            None => {
                let (parent, member) = pointer.rsplit_once('/').unwrap();
                bad.pointer_mut(parent).unwrap()[member] = value;
            }
        }
        assert_ne!(bad, good, "{pointer}");
        assert!(!problems(&bad).is_empty(), "{pointer} was not found: {bad}");
        bad
    };
    for (pointer, value) in [
        ("/schema", json!("era-rm/2")),
        ("/exit", json!(4)),
        ("/head/digest", json!("ABC")),
        ("/head/seq", json!("7")),
        ("/result/role", json!("director")),
        ("/result/at", json!("2026-11-23 09:00")),
        ("/result/step", Value::Null),
        ("/result/event", json!("GoIssued")),
        ("/result/recorded/TestRecorded2/pass", json!("yes")),
        ("/result/recorded/TestRecorded2/reason", json!("")),
        ("/result/recorded", json!({"GoIssued": {}})),
        ("/command", json!("test run")),
    ] {
        wrong(pointer, value);
    }
    for (parent, member) in [("", "head"), ("/result", "told"), ("/result/recorded/TestRecorded2", "waived")]
    {
        let mut less = good.clone();
        less.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(member).unwrap();
        assert!(!problems(&less).is_empty(), "{parent} without {member} was not found");
    }
    // A member that is added is found here, and borne by the files as they are published.
    let more = wrong("/result/zz_new", json!(1));
    let file = published("test_record");
    assert!(jsonschema::is_valid(&file, &more) && !jsonschema::is_valid(&closed(file), &more));
}

#[test]
fn every_failure_has_a_code_that_the_schema_knows() {
    let error = published("error");
    let codes = error.pointer("/properties/exit/enum").and_then(Value::as_array).unwrap();
    let names = error.pointer("/$defs/ErrorReport/properties/code/enum").and_then(Value::as_array).unwrap();
    let all: Vec<Exit> = Exit::ALL.into_iter().filter(|e| e.code() != 0).collect();
    assert_eq!(*codes, all.iter().map(|e| json!(e.code())).collect::<Vec<_>>());
    assert_eq!(*names, all.iter().map(|e| json!(e.name())).collect::<Vec<_>>());
}
