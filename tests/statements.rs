//! Every statement stands in `store/sqlite/sql.rs`, and every one that stands there is in the list of those of which SQLite is
//! asked, in the tests of that file, that it searches by key. What reads a table from end to end has its reason here.

use std::path::Path;

use super::support::forms::sources;

/// Statements that stand elsewhere and are not asked about: their file, how they begin, why they may read from end to end.
const EXEMPT: [(&str, &str, &str); 1] =
    [("door.rs", "SELECT type, name, sql FROM sqlite_schema", "the schema is the same in every ledger")];
/// Checks of SQLite's own that read the whole file, and the one place where they are asked for: `ledger verify`.
const WHOLE: [(&str, &str); 2] =
    [("integrity_check", "store/sqlite.rs"), ("foreign_key_check", "store/sqlite.rs")];

/// The texts in quotes of a source file, as far as its tests, which come last; comments are left out.
fn texts(source: &str) -> Vec<String> {
    let code = source.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let lines = code.lines().filter(|l| !l.trim_start().starts_with("//"));
    let code = lines.collect::<Vec<_>>().join("\n").replace("'\"'", "").replace("\\\"", "");
    code.split('"').skip(1).step_by(2).map(|t| t.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// Whether a text is a statement.
fn is_statement(text: &str) -> bool {
    let verbs = [
        "SELECT ", "INSERT ", "UPDATE ", "DELETE ", "REPLACE ", "WITH ", "PRAGMA ", "ATTACH ", "VACUUM",
        "ANALYZE",
    ];
    verbs.iter().any(|v| text.starts_with(v))
}

#[test]
fn every_statement_is_in_the_list_or_exempt() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut strays, mut met, mut whole) = (Vec::new(), Vec::new(), Vec::new());
    for path in sources(&src) {
        let name = path.strip_prefix(&src).unwrap().display().to_string();
        if name == "store/sqlite/sql.rs" || name.ends_with("tests.rs") || name.contains("/tests/") {
            continue;
        }
        for text in texts(&std::fs::read_to_string(&path).unwrap()) {
            whole.extend(
                WHOLE.iter().filter(|(check, _)| *check == text).map(|(check, _)| (*check, name.clone())),
            );
            if !is_statement(&text) {
                continue;
            }
            let exempt =
                EXEMPT.iter().position(|(file, begins, _)| name.ends_with(file) && text.starts_with(begins));
            exempt.map_or_else(|| strays.push(format!("src/{name}: {text}")), |i| met.push(i));
        }
    }
    assert!(strays.is_empty(), "statements outside of store/sqlite/sql.rs:\n{}", strays.join("\n"));
    met.sort_unstable();
    assert_eq!(met, (0..EXEMPT.len()).collect::<Vec<_>>(), "each exemption is of one statement");
    whole.sort();
    let mut wanted = WHOLE.map(|(check, file)| (check, file.to_owned()));
    wanted.sort();
    assert_eq!(whole, wanted, "a check of the whole file is asked for in one place");
}

#[test]
fn every_statement_of_the_room_is_asked_about() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/sqlite/sql.rs");
    let source = std::fs::read_to_string(path).unwrap();
    let (room, tests) = source.split_once("#[cfg(test)]").unwrap();
    let name =
        |l: &str| l.strip_prefix("pub(super) const ").and_then(|l| l.split(':').next()).map(str::to_owned);
    let mut stated: Vec<String> = room.lines().filter_map(name).collect();
    let list = tests.split_once("const ALL").and_then(|(_, l)| l.split_once("= [")).unwrap().1;
    let list = list.split(']').next().unwrap();
    let mut asked: Vec<String> =
        list.split(',').map(|n| n.trim().to_owned()).filter(|n| !n.is_empty()).collect();
    stated.sort();
    asked.sort();
    assert!(stated.len() >= 15, "{stated:?}");
    assert_eq!(asked, stated, "the list ALL, and the statements");
    assert_eq!(
        stated.len(),
        texts(room).iter().filter(|t| is_statement(t)).count(),
        "each statement has a name"
    );
}

#[test]
fn a_statement_in_the_middle_of_code_is_found() {
    let code = "let x = '\"';\n// \"SELECT 2\"\nask(\"SELECT a\n    FROM b\", \"say \\\"DELETE x\\\"\");";
    let found: Vec<String> = texts(code).into_iter().filter(|t| is_statement(t)).collect();
    assert_eq!(found, ["SELECT a FROM b"]);
}
