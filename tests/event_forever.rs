//! One kept body for each event. Whatever was recorded once is read for ever: these files are never rewritten, and a new
//! event brings a new one.

use std::path::{Path, PathBuf};

use era_rm::domain::Event;
use era_rm::ledger::{Body, Breach, canonical};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/events")
}
fn kept(name: &str) -> String {
    let path = folder().join(format!("{name}.json"));
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

#[test]
fn every_event_has_its_kept_body_and_is_read_to_the_byte() {
    for name in Event::NAMES {
        let text = kept(name);
        let body = Body::decode(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(body.event.name(), *name);
        assert_eq!(body.canonical().unwrap(), text, "{name}");
        // Declared in the order of their names, the members cost no sorting when a ledger is verified.
        assert!(canonical::plain(&body).unwrap().is_some(), "{name}: members are out of order");
    }
}

#[test]
fn no_kept_body_is_of_an_event_that_is_gone() {
    for file in std::fs::read_dir(folder()).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let event = name.strip_suffix(".json").unwrap();
        assert!(Event::NAMES.contains(&event), "{event} was recorded once: it is never removed or renamed");
    }
}

#[test]
fn every_member_of_every_event_is_needed_or_known() {
    for name in Event::NAMES {
        let body: serde_json::Value = serde_json::from_str(&kept(name)).unwrap();
        let mut more = body.clone();
        more["event"][name]["zz_unknown"] = serde_json::json!("x");
        let more = serde_json_canonicalizer::to_string(&more).unwrap();
        assert!(
            matches!(Body::decode(&more), Err(Breach::Undecodable(_))),
            "{name} takes a member it does not know"
        );
        for member in body["event"][name].as_object().unwrap().keys() {
            let mut null = body.clone();
            null["event"][name][member] = serde_json::Value::Null;
            let null = serde_json_canonicalizer::to_string(&null).unwrap();
            assert!(Body::decode(&null).is_err(), "{name}.{member} takes null: an absent member is left out");
        }
    }
}

#[test]
fn what_a_newer_program_wrote_is_newer_and_not_damaged() {
    let text = kept("LmcNotified");
    for newer in [text.replace(r#""v":1"#, r#""v":2"#), text.replace("LmcNotified", "LmcNotified2")] {
        assert_ne!(newer, text);
        let breach = Body::decode(&newer).unwrap_err();
        assert!(breach.is_newer(), "{breach}");
    }
    let spaced = text.replacen(':', ": ", 1);
    assert!(matches!(Body::decode(&spaced), Err(Breach::NotCanonical(_))));
}
