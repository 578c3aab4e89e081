//! What is pinned in an era-rm.toml is enforced at every opening, however the ledger is named.

use std::path::Path;

use super::super::support::desk::{Answer, Desk};
use super::super::support::keys;
use super::unguarded;

/// Writes a configuration and runs a command.
fn with(desk: &Desk, file: &Path, text: &str, words: &[&str]) -> Answer {
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, text).unwrap();
    desk.run(words)
}
fn id(desk: &Desk) -> String {
    desk.run(&["ledger", "info", "--json"]).json()["result"]["ledger"].as_str().unwrap().to_owned()
}
const OTHER: &str = "id = \"00000000-0000-4000-8000-000000000000\"";

#[test]
fn the_ledger_that_is_pinned_is_opened_and_no_other() {
    let desk = Desk::new();
    let pin = format!("ledger = \"ledger.db\"\nid = \"{}\"", id(&desk));
    for file in ["era-rm.toml", "config/era-rm/era-rm.toml"].map(|f| desk.folder().join(f)) {
        assert_eq!(with(&desk, &file, &pin, &["person", "list"]).code, 0);
        desk.act("ada", &format!("person add p{} --name P", file.components().count()));
        let before = desk.digest();
        for words in [
            &["person", "list"][..],
            &["--as", "ada", "person", "add", "z", "--name", "Z"],
            &["ledger", "verify"],
            &["--ledger", "ledger.db", "status"],
            &["--as", "ada", "ledger", "accept-restore", "--reason", "x"],
        ] {
            let answer = with(&desk, &file, OTHER, words);
            assert_eq!(answer.code, 10, "{}", answer.whole());
            let said = "another ledger stands in the place of the one that is pinned: FOLDER/";
            assert!(
                answer.stderr.contains(said) && answer.stderr.contains(&id_of(&pin)),
                "{}",
                answer.whole()
            );
        }
        assert_eq!(desk.digest(), before);
        std::fs::remove_file(file).unwrap();
    }
}
fn id_of(pin: &str) -> String {
    pin.rsplit("id = \"").next().unwrap().trim_end_matches('"').to_owned()
}

/// A nearer file unpins nothing.
#[test]
fn every_pin_counts() {
    let desk = Desk::new();
    let own = desk.folder().join("config/era-rm/era-rm.toml");
    assert_eq!(with(&desk, &own, OTHER, &["status"]).code, 10);
    let near = desk.folder().join("era-rm.toml");
    assert_eq!(with(&desk, &near, "ledger = \"ledger.db\"", &["status"]).code, 10);
}

#[test]
fn a_ledger_that_is_not_signed_has_no_first_key() {
    let desk = Desk::new();
    let file = desk.folder().join("era-rm.toml");
    let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";
    for key in [key, "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"] {
        let answer = with(&desk, &file, &format!("first-key = \"{key}\""), &["status"]);
        assert_eq!(answer.code, 10, "{}", answer.whole());
        assert!(
            answer.stderr.contains("SHA256:") && answer.stderr.contains("this ledger is not signed"),
            "{}",
            answer.whole()
        );
    }
    for (wrong, said) in [
        ("first-key = \"ssh-rsa AAAA\"", "ssh-rsa keys may not sign"),
        ("first-key = \"\"", "the public key is empty"),
        ("id = \"x\"", "era-rm.toml"),
        ("first_key = \"x\"", "first_key"),
    ] {
        let answer = with(&desk, &file, wrong, &["status"]);
        assert_eq!(answer.code, 2, "{}", answer.whole());
        assert!(
            answer.stderr.contains(said) && answer.stderr.contains("era-rm.toml holds:"),
            "{}",
            answer.whole()
        );
    }
    std::fs::write(&file, b"\xff\xfe").unwrap();
    assert_eq!(desk.run(&["status"]).code, 2, "what cannot be read may hold a pin");
}

/// A new ledger is never the one that is pinned, and is not left behind.
#[test]
fn none_is_made_beside_a_pin() {
    let desk = Desk::empty();
    let file = desk.folder().join("era-rm.toml");
    let words = ["init", "--trust", "declared", "--admin", "ada", "--name", "Ada"];
    let answer = with(&desk, &file, OTHER, &words);
    assert_eq!(answer.code, 10, "{}", answer.whole());
    assert!(!desk.ledger().exists());
    std::fs::remove_file(file).unwrap();
    desk.ok(&words);
}

/// The key that is named first must have signed the first entry: naming it is not enough.
#[test]
fn the_first_key_is_the_one_that_signed() {
    let desk = Desk::signed(&["rhea"]);
    let file = desk.folder().join("era-rm.toml");
    let (ada, rhea) = (keys::public("ada"), keys::public("rhea"));
    let status = |key: &str| with(&desk, &file, &format!("first-key = \"{key}\""), &["person", "list"]);
    for key in [ada.to_string(), format!("{ada} ada@archive"), ada.fingerprint()] {
        assert_eq!(status(&key).code, 0, "{key}");
    }
    desk.act("ada", "person add grace --name Grace");
    let other = status(&rhea.fingerprint());
    assert_eq!(other.code, 10, "{}", other.whole());
    let said = format!("the first key {}, and its first key is {}", rhea.fingerprint(), ada.fingerprint());
    assert!(other.stderr.contains(&said), "{}", other.whole());
    let whole = std::fs::read(desk.ledger()).unwrap();
    for forgery in [
        "UPDATE entry SET signature = '' WHERE seq = 1",
        "UPDATE entry SET signature = (SELECT signature FROM entry WHERE seq = 2) WHERE seq = 1",
        "UPDATE entry SET body = replace(body, 'Ada Okafor', 'Ada Okapor') WHERE seq = 1",
    ] {
        std::fs::write(desk.ledger(), &whole).unwrap();
        unguarded(&desk.ledger(), |raw| raw.execute_batch(forgery).unwrap());
        let forged = status(&ada.to_string());
        assert_eq!(forged.code, 10, "{forgery}\n{}", forged.whole());
        assert!(forged.stderr.contains("the signature of its first entry is none: "), "{}", forged.whole());
    }
}

/// A signed ledger is made where its first key is pinned, and another is not left behind.
#[test]
fn a_first_key_that_is_pinned_may_begin() {
    let desk = Desk::empty();
    let file = desk.folder().join("era-rm.toml");
    let (path, rhea) = (keys::file("ada"), keys::public("rhea").fingerprint());
    let words =
        ["init", "--trust", "signed", "--admin", "ada", "--name", "Ada", "--key", path.to_str().unwrap()];
    assert_eq!(with(&desk, &file, &format!("first-key = \"{rhea}\""), &words).code, 10);
    assert!(!desk.ledger().exists());
    let ada = keys::public("ada");
    assert_eq!(with(&desk, &file, &format!("first-key = \"{ada}\""), &words).code, 0);
}
