//! The recorded forms as the source declares them: structs and events with their members, enums with their words. Read
//! from the text of `src`, so that the published format cannot lack one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A member of a struct.
pub struct Member {
    pub name: String,
    pub form: String,
    pub about: String,
}

/// A declared form.
pub struct Form {
    pub about: String,
    /// Of a struct or an event.
    pub members: Vec<Member>,
    /// Of an enum: words as they are recorded, and what they mean.
    pub words: Vec<(String, String)>,
}

/// Every Rust file below a folder, in order.
pub fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            all.push(path);
        }
    }
    all.sort();
    all
}

/// Every form declared below `src/domain` and in the body of an entry.
pub fn declared() -> BTreeMap<String, Form> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = sources(&src.join("domain"));
    files.push(src.join("ledger/body.rs"));
    let mut all = BTreeMap::new();
    files.iter().for_each(|f| read(&std::fs::read_to_string(f).unwrap(), &mut all));
    all
}

fn read(text: &str, all: &mut BTreeMap<String, Form>) {
    let (mut about, mut attributes, mut events) = (String::new(), String::new(), false);
    let mut lines = text.lines().map(str::trim);
    while let Some(line) = lines.next() {
        if let Some(said) = line.strip_prefix("///") {
            about = join(&about, said);
        } else if line.starts_with("#[") {
            attributes.push_str(line);
        } else {
            events = line.ends_with("events! {") || line.ends_with("forms! {") || (events && line != "}");
            if let Some((name, is_enum)) = opens(line, events) {
                let mut form = Form { about: about.clone(), members: Vec::new(), words: Vec::new() };
                body(&mut lines, &mut form, is_enum, &attributes);
                all.insert(name.to_owned(), form);
            }
            about.clear();
            attributes.clear();
        }
    }
}

fn join(about: &str, said: &str) -> String {
    format!("{about} {}", said.trim()).trim().to_owned()
}

/// `pub struct Name {`, `pub enum Name {`, or in a list of events `Name {`.
fn opens(line: &str, events: bool) -> Option<(&str, bool)> {
    let rest = line.strip_suffix(" {")?;
    let (name, is_enum) = match (rest.strip_prefix("pub struct "), rest.strip_prefix("pub enum ")) {
        (Some(name), _) => (name, false),
        (_, Some(name)) => (name, true),
        (None, None) => events.then_some((rest, false))?,
    };
    let named =
        name.starts_with(|c: char| c.is_ascii_uppercase()) && name.chars().all(|c| c.is_alphanumeric());
    named.then_some((name, is_enum))
}

fn body<'a>(lines: &mut impl Iterator<Item = &'a str>, form: &mut Form, is_enum: bool, attributes: &str) {
    let (mut about, mut rename) = (String::new(), None);
    for line in lines.by_ref().take_while(|l| *l != "}") {
        if let Some(said) = line.strip_prefix("///") {
            about = join(&about, said);
            continue;
        }
        let (attribute, rest) = match line.strip_prefix("#[") {
            Some(tail) => tail.rsplit_once(']').unwrap_or((tail, "")),
            None => ("", line),
        };
        rename = between(attribute, "rename = \"", "\"").or(rename);
        let Some(declared) = rest.trim().strip_suffix(',') else { continue };
        if is_enum {
            let word = rename.take().unwrap_or_else(|| cased(declared, attributes));
            form.words.push((word, std::mem::take(&mut about)));
        } else if let Some((name, form_of)) = declared.trim_start_matches("pub ").split_once(": ") {
            let about = std::mem::take(&mut about);
            form.members.push(Member { name: name.to_owned(), form: form_of.to_owned(), about });
        }
    }
}

fn between(text: &str, start: &str, end: &str) -> Option<String> {
    let rest = text.split_once(start)?.1;
    rest.split_once(end).map(|(inside, _)| inside.to_owned())
}

/// A variant as serde's `rename_all` writes it.
fn cased(name: &str, attributes: &str) -> String {
    let kebab = || {
        let mut out = String::new();
        for (i, c) in name.chars().enumerate() {
            if c.is_ascii_uppercase() && i > 0 {
                out.push('-');
            }
            out.push(c.to_ascii_lowercase());
        }
        out
    };
    match between(attributes, "rename_all = \"", "\"").as_deref() {
        Some("lowercase") => name.to_lowercase(),
        Some("UPPERCASE") => name.to_uppercase(),
        Some("kebab-case") => kebab(),
        Some(other) => panic!("forms: {other} is not known here"),
        None => name.to_owned(),
    }
}

/// A Rust type as the format names it: the form, whether it is an array, whether it is optional.
pub fn simple(rust: &str) -> (String, bool, bool) {
    let inner = |t: &str, of: &str| t.strip_prefix(of).and_then(|t| t.strip_suffix('>')).map(str::to_owned);
    let (rust, optional) = inner(rust, "Option<").map_or((rust.to_owned(), false), |t| (t, true));
    let (rust, array) = inner(&rust, "Vec<").map_or((rust, false), |t| (t, true));
    let form = match rust.as_str() {
        "u64" => "Integer",
        "bool" => "Boolean",
        "ReleaseId" | "uuid::Uuid" => "Uuid",
        other => other,
    };
    (form.to_owned(), array, optional)
}
