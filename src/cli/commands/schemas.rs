//! What each command answers, as JSON Schema: made of the types that are printed, so that it cannot say anything else.
//! `docs/schemas` is written from here and compared by a test. What must not live here: what a command does.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value};

use crate::cli::failure::{ErrorReport, Exit};
use crate::cli::page::Listed;
use crate::cli::receipt::ActReport;
use crate::cli::schema::{document, generator, merge};
use crate::domain::Event;
use crate::domain::event::OLD;
use crate::ledger::Head;
use crate::ledger::view::{PersonRow, ReleaseRow};
use crate::sop::table::ACTS;

/// How a command ends that may answer no.
const YES_OR_NO: &[Exit] = &[Exit::Done, Exit::AnsweredNo];

/// How `notice send` ends.
const SENT: &[Exit] = &[Exit::Done, Exit::NotPermitted, Exit::Evidence, Exit::Busy];

/// What a command answers: its result, how it may end with it, and whether a ledger was opened for it.
struct Answered {
    result: fn(&mut SchemaGenerator) -> Schema,
    exits: &'static [Exit],
    ledger: bool,
}

fn reads<T: JsonSchema>() -> Answered {
    Answered { result: |all| all.subschema_for::<T>(), exits: &[Exit::Done], ledger: true }
}
fn says<T: JsonSchema>() -> Answered {
    Answered { ledger: false, ..reads::<T>() }
}
fn waits<T: JsonSchema>() -> Answered {
    Answered { exits: YES_OR_NO, ..reads::<T>() }
}

/// Every command that is no act, with what it answers.
fn readers() -> Vec<(&'static str, Answered)> {
    vec![
        ("build list", reads::<super::build_list::Report>()),
        ("build show", reads::<super::build_show::Report>()),
        ("completions", says::<super::completions::Report>()),
        ("cq check", waits::<super::cq_check::Report>()),
        ("cq show", reads::<super::cq_show::Report>()),
        ("document export", reads::<super::document_export::Report>()),
        ("document list", reads::<super::document_list::Report>()),
        ("explain", reads::<super::explain::Report>()),
        ("inbox", reads::<crate::cli::portrait::inbox::InboxReport>()),
        ("ledger backup", reads::<super::ledger_backup::Report>()),
        ("ledger checkpoint", reads::<super::ledger_checkpoint::Report>()),
        ("ledger export", reads::<super::ledger_export::Report>()),
        ("ledger info", reads::<super::ledger_info::Report>()),
        ("ledger rebuild", reads::<super::ledger_rebuild::Report>()),
        ("ledger upgrade", reads::<super::ledger_upgrade::Report>()),
        ("ledger verify", reads::<super::ledger_verify::Report>()),
        ("letter diff", reads::<super::letter_diff::Report>()),
        ("letter show", reads::<super::letter_show::Report>()),
        ("letter template", says::<super::letter_template::Report>()),
        ("log", reads::<super::log::Report>()),
        ("man", says::<super::man::Report>()),
        ("next", reads::<super::next::Report>()),
        ("notes show", reads::<super::notes_show::Report>()),
        ("notice list", reads::<Listed<super::notice_list::NoticeLine>>()),
        ("notice remind", reads::<super::notice_remind::Report>()),
        ("notice send", Answered { exits: SENT, ..reads::<super::notice_send::Report>() }),
        ("notice show", reads::<super::notice_show::Report>()),
        ("ocr list", reads::<Listed<super::ocr_list::OcrLine>>()),
        ("ocr show", reads::<super::ocr_show::Report>()),
        ("party list", reads::<super::party_list::Report>()),
        ("person key list", reads::<super::person_key_list::Report>()),
        ("person list", reads::<Listed<PersonRow>>()),
        ("release list", reads::<Listed<ReleaseRow>>()),
        ("release show", reads::<super::release_show::Report>()),
        ("report access", reads::<super::report_access::Report>()),
        ("role list", reads::<super::role_list::Report>()),
        ("setting list", reads::<super::setting_list::Report>()),
        ("sop show", says::<super::sop_show::Report>()),
        ("status", reads::<super::status::Report>()),
        ("test show", reads::<super::test_show::Report>()),
        ("wait", waits::<super::wait::Report>()),
        ("whoami", reads::<super::whoami::Report>()),
    ]
}

/// The schemas, by the name of the command; `error` is that of every failure.
pub fn schemas() -> BTreeMap<String, Value> {
    let mut all: BTreeMap<String, Value> = readers()
        .into_iter()
        .map(|(name, a)| (name.to_owned(), answer(name, a.exits, a.ledger, a.result)))
        .collect();
    for row in ACTS.iter().filter(|row| !row.command.is_empty()) {
        let name = row.command.split(" --").next().unwrap_or(row.command);
        let result = |g: &mut SchemaGenerator| act(name, g);
        // What records several acts answers in its own words.
        all.entry(name.to_owned()).or_insert_with(|| answer(name, YES_OR_NO, true, result));
    }
    all.insert("error".to_owned(), error());
    all
}

/// The document of a success.
fn answer(
    name: &str,
    exits: &[Exit],
    ledger: bool,
    result: impl FnOnce(&mut SchemaGenerator) -> Schema,
) -> Value {
    let mut g = generator();
    let (result, head) = (result(&mut g), g.subschema_for::<Head>());
    let exits: Vec<u8> = exits.iter().map(|e| e.code()).collect();
    let mut required = vec!["schema", "command", "ok", "exit", "result"];
    let mut properties = json_schema!({
        "schema": {"const": "era-rm/1"}, "command": {"const": name}, "ok": {"const": true},
        "exit": {"enum": exits, "description": "The exit code; 9 for a no: of `wait`, or recorded with --verdict-exit; of `notice send` 6 for what was refused, 8 for what waits."},
        "result": result,
    });
    if ledger {
        required.push("head");
        properties.insert("head".to_owned(), head.to_value());
        properties.insert("behind".to_owned(), behind());
    }
    document(&format!("What `era-rm {name} --json` answers"), name, g, properties.to_value(), &required)
}

/// The member of a document that tells of a ledger that is behind.
fn behind() -> Value {
    serde_json::json!({
        "const": true,
        "description": "The ledger is without an entry that this account has seen; absent where it is not.",
    })
}

/// The document of a failure.
fn error() -> Value {
    let mut g = generator();
    let error = g.subschema_for::<ErrorReport>();
    let codes: Vec<u8> = Exit::ALL.iter().map(|e| e.code()).filter(|c| *c != 0).collect();
    let properties = json_schema!({
        "schema": {"const": "era-rm/1"},
        "command": {"type": "string", "description": "The command; empty where the words named none."},
        "ok": {"const": false}, "exit": {"enum": codes}, "error": error, "behind": behind(),
    });
    let required = ["schema", "command", "ok", "exit", "error"];
    document(
        "What every failing `era-rm` command answers to --json",
        "error",
        g,
        properties.to_value(),
        &required,
    )
}

/// The result of an act: whose event it is, and its form.
fn act(name: &str, g: &mut SchemaGenerator) -> Schema {
    let events = ACTS.iter().filter(|row| row.command.split(" --").next() == Some(name)).map(|row| row.event);
    let mut forms = Map::new();
    for event in events {
        let old = OLD.iter().filter(|(_, today)| *today == event).map(|(old, _)| *old);
        for event in std::iter::once(event).chain(old) {
            forms.extend(Event::schema(event, g).map(|form| (event.to_owned(), form.to_value())));
        }
    }
    let names: Vec<&String> = forms.keys().collect();
    let own = json_schema!({"properties": {
        "event": {"examples": names},
        "recorded": {
            "description": "The event as the ledger holds it, below its name.",
            "type": "object", "properties": forms, "minProperties": 1, "maxProperties": 1,
        },
    }});
    let mut report = ActReport::json_schema(g);
    merge(report.ensure_object(), own.to_value());
    if name == "deploy go" {
        let notes = g.subschema_for::<super::deploy_go::NotesSent>();
        merge(report.ensure_object(), json_schema!({"properties": {"notes": notes}}).to_value());
    }
    if name == "init" {
        let more = json_schema!({
            "properties": {
                "path": {"type": "string", "description": "The ledger's file."},
                "ledger": {"type": "string", "description": "The ledger's identity."},
                "first_key": {"type": "string", "description": "The fingerprint of the first key, in a signed ledger."},
                "group": {"type": "string", "description": "The group that may use the ledger too."},
            },
        });
        merge(report.ensure_object(), more.to_value());
    }
    report
}
