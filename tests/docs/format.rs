//! `docs/ledger-format.md`: its lists are those of the source, its vectors are recomputed, and the published ledger is read.

use std::collections::BTreeSet;
use std::fmt::Write;

use era_rm::domain::{Digest, Event, Role};
use era_rm::ledger::{Body, Entry, body, chain, digest};

use super::super::support::forms::{Form, declared, simple};
use super::super::support::kept;
use super::text;

const DOC: &str = "docs/ledger-format.md";

/// The document with a generated part made anew.
fn with(doc: &str, part: &str, made: &str) -> String {
    let begin = format!("<!-- generated: {part} -->\n");
    let (before, rest) = doc.split_once(&begin).unwrap_or_else(|| panic!("{DOC} has no part {part}"));
    let (_, after) = rest.split_once("<!-- end -->").unwrap();
    format!("{before}{begin}{made}<!-- end -->{after}")
}

fn members(out: &mut String, form: &Form) {
    out.push_str("| Member | Form | What it is |\n|---|---|---|\n");
    for m in &form.members {
        let (name, array, optional) = simple(&m.form);
        let array = if array { "array of " } else { "" };
        let optional = if optional { ", optional" } else { "" };
        let _ = writeln!(out, "| `{}` | {array}`{name}`{optional} | {} |", m.name, m.about);
    }
    out.push('\n');
}

#[test]
fn every_event_and_form_is_published() {
    let all = declared();
    let (mut body, mut events, mut forms) = (String::from("\n"), String::from("\n"), String::from("\n"));
    members(&mut body, &all["Body"]);
    let mut reached: BTreeSet<String> = BTreeSet::new();
    let mut open: Vec<String> = vec!["Body".into()];
    open.extend(Event::NAMES.iter().map(ToString::to_string));
    while let Some(name) = open.pop() {
        let form = all.get(&name).into_iter().flat_map(|f| &f.members).map(|m| simple(&m.form).0);
        let fresh: Vec<String> = form.filter(|f| reached.insert(f.clone())).collect();
        open.extend(fresh);
    }
    for name in Event::NAMES {
        let form = all.get(*name).unwrap_or_else(|| panic!("{name} is not declared below src/domain"));
        let _ = write!(events, "### {name}\n{}\n\n", form.about);
        members(&mut events, form);
    }
    let doc = text(DOC);
    let values =
        doc.split_once("## Values").and_then(|(_, rest)| rest.split_once("<!-- generated")).unwrap().0;
    for name in
        reached.iter().filter(|n| *n != "Event" && !Event::NAMES.contains(&n.as_str()) && *n != "Basis")
    {
        match all.get(name).filter(|_| !values.contains(&format!("`{name}`"))) {
            Some(form) if form.words.is_empty() => {
                let _ = write!(forms, "### {name}\n{}\n\n", form.about);
                members(&mut forms, form);
            }
            Some(form) => {
                let _ = write!(
                    forms,
                    "### {name}\n{} One of the words:\n\n| Word | What it means |\n|---|---|\n",
                    form.about
                );
                form.words.iter().for_each(|(word, about)| {
                    let _ = writeln!(forms, "| `{word}` | {about} |");
                });
                forms.push('\n');
            }
            None => assert!(values.contains(&format!("`{name}`")), "{DOC}: Values has no line for {name}"),
        }
    }
    let _ = write!(forms, "### Basis\n{}\n\n", all["Basis"].about);
    members(&mut forms, &all["Basis"]);
    for role in Role::ALL {
        assert!(values.contains(&format!("`{}`", role.code())), "Values lacks {role}");
    }
    kept(DOC, &with(&with(&with(&doc, "body", &body), "forms", &forms), "events", &events));
}

#[test]
fn the_published_vectors_are_those_of_the_formula() {
    let doc = text(DOC);
    let mut prev = Digest::default();
    let rows: Vec<Vec<&str>> = doc
        .lines()
        .skip_while(|l| !l.starts_with("### Test vectors"))
        .skip_while(|l| !l.starts_with("|---"))
        .skip(1)
        .take_while(|l| l.starts_with('|'))
        .map(|l| l.split('|').map(|c| c.trim().trim_matches('`')).collect())
        .collect();
    assert_eq!(rows.len(), 2);
    for row in rows {
        let digest = digest::of_entry(&prev, row[1].parse().unwrap(), row[3], row[4]);
        assert_eq!(digest.to_string(), row[5], "entry {}", row[1]);
        prev = digest;
    }
}

#[derive(serde::Deserialize)]
struct Line {
    seq: u64,
    prev: Digest,
    body: String,
    signature: String,
    digest: Digest,
}

#[test]
fn the_published_ledger_is_read_and_sound() {
    let doc = text(DOC);
    let mut head = None;
    let mut count = 0;
    for raw in text("docs/verify/vectors.jsonl").split_terminator('\n') {
        let line: Line = serde_json::from_str(raw).unwrap();
        let (seq, digest) = (line.seq, line.digest);
        let row = format!("| {seq} | {} | `{}` | `{digest}` |", line.body.len(), body::parent_of(&line.body));
        let entry = Entry { seq, prev: line.prev, body: line.body, signature: line.signature, digest };
        head = Some(chain::check(head.as_ref(), &entry).unwrap());
        let read =
            Body::decode(&entry.body).unwrap_or_else(|e| panic!("a released form is read for ever: {e}"));
        assert_eq!(read.canonical().unwrap(), entry.body);
        assert!(doc.contains(&row), "{DOC} lacks {row}");
        count += 1;
    }
    assert_eq!(count, 7);
    let head = head.unwrap();
    assert!(doc.contains(&format!("head {} {}", head.seq, head.digest)), "{DOC} shows the checker's answer");
}
