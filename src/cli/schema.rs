//! A JSON Schema as it is published: made of what a generator has collected, open for members that are added later. What
//! must not live here: what a command answers. Called by `commands::schemas`.

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value};

/// Collects the schemas of types as they are printed.
pub fn generator() -> SchemaGenerator {
    SchemaSettings::draft2020_12().for_serialize().into_generator()
}

/// A document: an object with these members, and the schemas that were collected for them.
pub fn document(
    title: &str,
    name: &str,
    mut g: SchemaGenerator,
    properties: Value,
    required: &[&str],
) -> Value {
    let mut schema = json_schema!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("urn:era-rm:1:{}", file_name(name)), "title": title,
        "type": "object", "properties": properties, "required": required,
    });
    if let defs @ Value::Object(_) = Value::Object(g.take_definitions(true)) {
        schema.insert("$defs".to_owned(), defs);
    }
    RecursiveTransform(open).transform(&mut schema);
    schema.to_value()
}

/// The name of a command's schema file, without its ending.
pub fn file_name(command: &str) -> String {
    command.replace([' ', '-'], "_")
}

/// Adds members to an object, and to the objects in it.
pub fn merge(into: &mut Map<String, Value>, from: Value) {
    let Value::Object(from) = from else { return };
    for (key, value) in from {
        match (into.get_mut(&key), value) {
            (Some(Value::Object(old)), new @ Value::Object(_)) => merge(old, new),
            (_, value) => drop(into.insert(key, value)),
        }
    }
}

/// The published form: members may be added to any object, and a member that may be absent is never null.
fn open(schema: &mut Schema) {
    let Some(map) = schema.as_object_mut() else { return };
    if map.get("additionalProperties") == Some(&Value::Bool(false)) {
        map.remove("additionalProperties");
    }
    let required: Vec<Value> = map.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let Some(Value::Object(properties)) = map.get_mut("properties") else { return };
    for (name, property) in properties.iter_mut() {
        if !required.iter().any(|r| r == name.as_str()) {
            never_null(property);
        }
    }
}

fn never_null(property: &mut Value) {
    let Some(map) = property.as_object_mut() else { return };
    if let Some(Value::Array(types)) = map.get_mut("type") {
        types.retain(|t| t != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            map.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(any)) = map.get_mut("anyOf") {
        any.retain(|one| one.get("type").is_none_or(|t| t != "null"));
        if let [Value::Object(only)] = any.as_slice() {
            let only = only.clone();
            map.remove("anyOf");
            map.extend(only);
        }
    }
}
