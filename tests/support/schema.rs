//! Answers before the published JSON Schemas. The files are open, for consumers are to bear members that are added; here
//! they are closed, so that a member that no file tells of fails a test.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use jsonschema::Validator;
use serde_json::Value;

/// A published schema, as it stands in `docs/schemas`; while the files are written anew, what they are written from.
pub fn published(file: &str) -> Value {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        return era_rm::cli::schemas().into_iter().find(|(f, ..)| f == file).unwrap().2;
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schemas").join(format!("{file}.json"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| {
        panic!("{}: {e}: `UPDATE_GOLDEN=1 cargo test docs` writes the schemas", path.display())
    });
    serde_json::from_str(&text).unwrap()
}

/// The same, with no member but those that it names.
pub fn closed(mut schema: Value) -> Value {
    fn close(v: &mut Value) {
        match v {
            Value::Object(map) => {
                map.values_mut().for_each(close);
                if map.get("properties").is_some_and(Value::is_object) && map.contains_key("type") {
                    map.entry("additionalProperties").or_insert(Value::Bool(false));
                }
                if let Some(names) = map.get("examples").cloned() {
                    map.insert("enum".into(), names);
                }
            }
            Value::Array(all) => all.iter_mut().for_each(close),
            _ => {}
        }
    }
    close(&mut schema);
    schema
}

fn validators() -> &'static BTreeMap<String, Validator> {
    static ALL: OnceLock<BTreeMap<String, Validator>> = OnceLock::new();
    ALL.get_or_init(|| {
        let all = era_rm::cli::schemas().into_iter();
        all.map(|(file, name, _)| {
            let valid = jsonschema::draft202012::new(&closed(published(&file)));
            (name, valid.unwrap_or_else(|e| panic!("docs/schemas/{file}.json is no schema: {e}")))
        })
        .collect()
    })
}

/// What is wrong with an answer; nothing if it is as its command's schema, or that of a failure, says.
pub fn problems(document: &Value) -> Vec<String> {
    let name = match document["ok"].as_bool() {
        Some(true) => document["command"].as_str().unwrap_or_default(),
        _ => "error",
    };
    let Some(valid) = validators().get(name) else {
        return vec![format!(
            "`{name}` has no schema: derive schemars::JsonSchema on its report, and give it a line in \
             src/cli/commands/schemas.rs"
        )];
    };
    valid.iter_errors(document).map(|e| format!("{}: {e}", e.instance_path())).collect()
}

/// Holds that what `--json` has put on stdout is as published.
pub fn check(stdout: &str) {
    let Ok(document) = serde_json::from_str::<Value>(stdout) else { return };
    let problems = problems(&document);
    assert!(problems.is_empty(), "{}\n{document:#}", problems.join("\n"));
}
