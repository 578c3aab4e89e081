//! An export of a signed ledger, spoilt by somebody who writes every number, link and digest anew: what is left to tell are
//! the signatures. Each judge refuses each, and names the entry.

use era_rm::domain::Digest;
use era_rm::ledger::digest::of_entry;
use ssh_key::{HashAlg, LineEnding};

use super::{judge, judges, python, write};
use crate::support::desk::Desk;
use crate::support::keys;

/// A key that signs the entry that adds it.
const SELF: &str = "a key that is added by what it signs";

/// A body and its signature.
type Signed = (String, String);

/// A ledger in which a key has come and another has gone; exported as a folder.
fn exported() -> Desk {
    keys::file("tess-next");
    let desk = Desk::signed(&["tess", "dev"]);
    desk.act("ada", "role grant tess tt");
    desk.refused(5, "tess", "role grant dev sd");
    desk.wait(60);
    desk.act("tess", "person key add tess keys/tess-next.pub");
    desk.act("tess", "person key end tess keys/tess.pub --reason 'new laptop'");
    desk.act("tess-next", "role delegate dev tt --until 2026-12-01T00:00:00Z");
    desk.verified();
    desk.ok(&["ledger", "export", "--folder", "export"]);
    desk
}

fn read(desk: &Desk) -> Vec<Signed> {
    let text = std::fs::read_to_string(desk.folder().join("export/ledger.jsonl")).unwrap();
    let member = |line: &serde_json::Value, name: &str| line[name].as_str().unwrap().to_owned();
    let lines = text.lines().map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap());
    lines.map(|l| (member(&l, "body"), member(&l, "signature"))).collect()
}

/// The lines of an export, with numbers, links and digests as they must be.
fn sealed(entries: &[Signed]) -> Vec<String> {
    let (mut prev, mut lines) = (Digest::default(), Vec::new());
    for (seq, (body, signature)) in (1..).zip(entries) {
        let digest = of_entry(&prev, seq, body, signature);
        let text = |s: &str| serde_json::to_string(s).unwrap();
        lines.push(format!(
            r#"{{"seq":{seq},"prev":"{prev}","body":{},"signature":{},"digest":"{digest}"}}"#,
            text(body),
            text(signature)
        ));
        prev = digest;
    }
    lines
}

fn sign(who: &str, namespace: &str, body: &str) -> String {
    let made = keys::private(who).sign(namespace, HashAlg::Sha512, body.as_bytes()).unwrap();
    made.to_pem(LineEnding::LF).unwrap()
}

/// One hexadecimal digit of `intent` is another.
fn one_byte_changed(body: &str) -> String {
    let mark = r#""intent":""#;
    let digit = body.find(mark).unwrap() + mark.len();
    let other = if body[digit..].starts_with('0') { "1" } else { "0" };
    format!("{}{other}{}", &body[..digit], &body[digit + 1..])
}

/// The same body, had it been made for another ledger.
fn elsewhere(body: &str) -> String {
    let mark = r#""ledger":""#;
    let id = body.find(mark).unwrap() + mark.len();
    format!("{}00000000-0000-4000-8000-00000000000a{}", &body[..id], &body[id + 36..])
}

/// Ways to spoil the last entry, which `tess` has signed by the key `tess-next`.
fn ways((body, signature): &Signed, before: &Signed) -> Vec<(&'static str, Signed)> {
    let by = |who: &str| (body.clone(), sign(who, "era-rm", body));
    let foreign = elsewhere(body);
    let moved = sign("tess-next", "era-rm", &foreign);
    let flipped = {
        let mut lines: Vec<String> = signature.lines().map(str::to_owned).collect();
        let line = lines.len() - 2;
        let other = if lines[line].starts_with('A') { "B" } else { "A" };
        lines[line].replace_range(..1, other);
        lines.join("\n") + "\n"
    };
    vec![
        ("one byte of the body changed", (one_byte_changed(body), signature.clone())),
        ("one byte of the signature changed", (body.clone(), flipped)),
        ("another person's key", by("dev")),
        ("an administrator's key", by("ada")),
        ("a key that nobody has", by("mallory")),
        ("a key that ended before", by("tess")),
        ("another namespace", (body.clone(), sign("tess-next", "file", body))),
        ("another namespace that begins alike", (body.clone(), sign("tess-next", "era-rm2", body))),
        ("no signature", (body.clone(), String::new())),
        ("the signature of the entry before", (body.clone(), before.1.clone())),
        ("an entry of another ledger", (foreign, moved.clone())),
        ("an entry of another ledger, made to name this one", (body.clone(), moved)),
    ]
}

#[test]
fn strangers_refuse_what_is_not_well_signed_though_every_digest_is_right() {
    if !std::process::Command::new("ssh-keygen").arg("-?").output().is_ok_and(|o| !o.stderr.is_empty()) {
        return;
    }
    let Some(python) = python() else { return };
    let desk = exported();
    let entries = read(&desk);
    let last = entries.len() - 1;
    let signers = desk.folder().join("export/allowed_signers").display().to_string();
    let mut spoilt = Vec::new();
    for (what, entry) in ways(&entries[last], &entries[last - 1]) {
        let mut all = entries.clone();
        all[last] = entry;
        spoilt.push((what, last + 1, sealed(&all)));
    }
    // A key before the entry that adds it: what tess had signed by the key of then, and the adding itself.
    let adding =
        entries.iter().position(|(b, _)| b.contains("KeyAdded") && b.contains("\"actor\":\"tess\"")).unwrap();
    for (what, there) in [("a key that was added later", adding - 1), (SELF, adding)] {
        let mut all = entries.clone();
        all[there].1 = sign("tess-next", "era-rm", &all[there].0);
        spoilt.push((what, there + 1, sealed(&all)));
    }
    let mut all = sealed(&entries);
    all[adding] = all[adding].replacen(r#"\"intent\":\""#, r#"\"intent\":\"0"#, 1);
    spoilt.push(("a byte put in, no digest anew", adding + 1, all));

    for stranger in judges() {
        let own = stranger.ends_with("check_export.py");
        let more: &[&str] = if own { &["--signatures"] } else { &["--allowed-signers", &signers] };
        let said = |name: &str, lines: &[String]| {
            judge(&python, &stranger, &[&[&*write(desk.folder(), name, lines)], more].concat())
        };
        let sound = said("again.jsonl", &sealed(&entries));
        assert!(sound.0, "{}: {}", stranger.display(), sound.1);
        for (what, seq, lines) in &spoilt {
            let (accepted, words) = said("spoilt.jsonl", lines);
            // By the clock, as allowed_signers has it, a key signs from the second in which it is added.
            if accepted && !own && *what == SELF {
                continue;
            }
            assert!(!accepted, "{} accepts {what}", stranger.display());
            let named = if own { format!("after entry {}:", seq - 1) } else { format!("entry {seq}") };
            assert!(words.contains(&named), "{what}: {words}");
            assert!(!words.contains("Traceback"), "{what}: {words}");
        }
    }
}
