//! Checkpoints on the compiled binary: what is cut off, put back or written anew is noticed by whoever kept one, and what
//! came after one is judged as if all of it were. Beside another program: what we sign it accepts, and what it signs we do.

use std::process::Command;

use rusqlite::Connection;
use ssh_key::PrivateKey;
use ssh_key::private::Ed25519Keypair;

use era_rm::domain::{Digest, Subject};
use era_rm::ledger::{Body, Checkpoint, Head, Note, digest};
use era_rm::store::{SqliteStore, Store};
use era_rm::workflow::audit;

use super::ledger_tamper::{rehash, unguarded as unguarded_file};
use super::support::desk::{Answer, Desk};
use super::support::{keys, stage};

/// A desk with release 4.2.0 after a step, and beside it the checkpoint `then.note`, made before so many more acts.
fn kept(step: u8, more: &[(&str, &str)]) -> Desk {
    let desk = stage::at(step);
    desk.ok(&["ledger", "checkpoint", "--out", &note(&desk)]);
    more.iter().for_each(|(who, line)| drop(desk.act(who, line)));
    desk
}
fn note(desk: &Desk) -> String {
    desk.folder().join("then.note").display().to_string()
}
fn verify(desk: &Desk, flag: &str) -> Answer {
    desk.run(&["ledger", "verify", flag, &note(desk)])
}
/// What it must say who compares a ledger with a checkpoint that it does not extend, whichever way he asks.
fn lost(desk: &Desk, why: &str) {
    let before = desk.digest();
    let file = note(desk);
    for words in [
        vec!["ledger", "verify", "--checkpoint", &file],
        vec!["ledger", "verify", "--since", &file],
        vec!["--expect-checkpoint", &file, "status"],
        vec!["--expect-checkpoint", &file, "--as", "ada", "person", "add", "zoe", "--name", "Zoe"],
    ] {
        let answer = desk.run(&words);
        assert_eq!(answer.code, 10, "{words:?}\n{}", answer.whole());
        assert!(
            answer.stderr.contains("the checkpoint FOLDER/then.note does not hold"),
            "{}",
            answer.whole()
        );
        assert!(answer.stderr.contains(why), "{}", answer.whole());
    }
    let told = desk.run_with(&[("ERA_RM_EXPECT_CHECKPOINT", &file)], &["status", "--json"]);
    assert_eq!((told.code, &told.json()["error"]["code"]), (10, &"breach".into()), "{}", told.whole());
    assert_eq!(desk.digest(), before, "nothing was recorded");
}

#[test]
fn a_ledger_that_goes_on_extends_its_checkpoint() {
    let desk = kept(3, &[("rhea", "release notify 4.2.0"), ("ada", "person add zoe --name Zoe")]);
    for flag in ["--checkpoint", "--since"] {
        let answer = verify(&desk, flag);
        assert_eq!(answer.code, 0, "{}", answer.whole());
        assert!(answer.stdout.contains("extends FOLDER/then.note: entry "), "{}", answer.whole());
    }
    desk.ok(&["--expect-checkpoint", &note(&desk), "--as", "ada", "person", "add", "yan", "--name", "Yan"]);
}

#[test]
fn a_checkpoint_is_a_read() {
    let desk = stage::at(3);
    let before = desk.digest();
    let first = desk.run(&["ledger", "checkpoint"]);
    assert_eq!((first.code, desk.digest()), (0, before));
    assert_eq!(first.stdout.lines().count(), 4, "{}", first.whole());
    assert!(first.stderr.contains("it is not signed"), "{}", first.whole());
    assert_eq!(desk.run(&["ledger", "checkpoint"]).stdout, first.stdout, "the same at the same time");
}

#[test]
fn an_old_copy_put_back_is_noticed() {
    let old = std::fs::read(stage::at(3).ledger()).unwrap();
    let desk = kept(4, &[]);
    std::fs::write(desk.ledger(), old).unwrap();
    lost(&desk, "the end was cut off");
    let anew = ["ledger", "checkpoint", "--out", "anew.note"];
    assert_eq!(desk.run(&anew).code, 10, "who has seen more does not vouch for less");
    desk.forget();
    assert_eq!(desk.run(&["ledger", "verify"]).code, 0, "the file alone does not show it");
}

#[test]
fn another_history_is_noticed() {
    let desk = kept(3, &[]);
    let other = Desk::of(&std::fs::read(stage::at(2).ledger()).unwrap(), desk.now());
    for i in 0..9 {
        other.act("ada", &format!("person add other-{i} --name Other"));
    }
    std::fs::write(desk.ledger(), std::fs::read(other.ledger()).unwrap()).unwrap();
    lost(&desk, "what was recorded up to it was rewritten");
    desk.forget();
    assert_eq!(desk.run(&["ledger", "verify"]).code, 0, "the file alone does not show it");
}

#[test]
fn another_ledger_is_refused() {
    let desk = kept(3, &[]);
    std::fs::remove_file(desk.ledger()).unwrap();
    let words = ["init", "--trust", "declared", "--admin", "ada", "--name", "Ada"];
    let other = desk.run_with(&[("ERA_RM_TEST_SEED", "other")], &words);
    assert_eq!(other.code, 0, "{}", other.whole());
    lost(&desk, "and another stands here");
}

#[test]
fn nothing_is_begun_where_something_is_expected() {
    let desk = kept(3, &[]);
    std::fs::remove_file(desk.ledger()).unwrap();
    let words = ["init", "--trust", "declared", "--admin", "ada", "--name", "Ada"];
    let answer = desk.run(&[&["--expect-checkpoint", &note(&desk)], &words[..]].concat());
    assert_eq!(answer.code, 2, "{}", answer.whole());
    assert!(!desk.ledger().exists());
}

/// An altered entry under the checkpoint, with its digest left as it was: the entry itself is looked at.
#[test]
fn the_entry_of_a_checkpoint_is_hashed_anew() {
    let desk = kept(3, &[]);
    unguarded(
        &desk,
        "UPDATE entry SET body = replace(body, '2026', '2025') WHERE seq = (SELECT max(seq) FROM entry)",
    );
    let answer = desk.run(&["--expect-checkpoint", &note(&desk), "status"]);
    assert_eq!(answer.code, 10, "{}", answer.whole());
    assert!(answer.stderr.contains("its digest does not match its content"), "{}", answer.whole());
}

fn unguarded(desk: &Desk, sql: &str) {
    super::ledger_tamper::unguarded(&desk.ledger(), |raw: &Connection| raw.execute_batch(sql).unwrap());
}

/// From each entry of a whole release on, what came after is found as sound as from the first.
#[test]
fn a_sound_ledger_is_sound_from_every_checkpoint_on() {
    sound_from_every_checkpoint_on(&stage::at(15));
}
fn sound_from_every_checkpoint_on(desk: &Desk) {
    let store = SqliteStore::open(&desk.ledger()).unwrap();
    let entries = store.scan(0, u64::MAX >> 1, usize::MAX >> 1).unwrap();
    let ledger = Body::read(&entries[0].body).unwrap().ledger;
    let whole = audit::audit(&store, &mut |_, _, _| {}).unwrap();
    for e in &entries {
        let head = Head { seq: e.seq, digest: e.digest };
        let checkpoint = Checkpoint { ledger, head, time: desk.now() };
        let found = audit::audit_since(&store, &checkpoint, "one", &mut |_, _, _| {});
        let found = found.unwrap_or_else(|e| panic!("since {}: {e}", head.seq));
        assert_eq!((found.ledger, found.head), (ledger, whole.head));
        assert!(found.subjects < whole.subjects && found.documents <= whole.documents);
        // A checkpoint that was never made of this ledger is found out before anything is judged.
        let other = Checkpoint { head: Head { digest: Digest([9; 32]), ..head }, ..checkpoint };
        audit::audit_since(&store, &other, "one", &mut |_, _, _| {}).unwrap_err();
    }
}

/// What later acts were judged on is proved by their subjects' own histories, though the indexes are not looked through.
#[test]
fn histories_under_a_checkpoint_are_proved_as_far_as_later_acts_rely_on_them() {
    let more = [("rhea", "release notify 4.2.0"), ("rhea", "ocr withdraw OCR-2026-0112 --reason x")];
    let some = [
        "UPDATE entry_subject SET seq = 2 WHERE subject LIKE 'release:%' AND revision = 2",
        "UPDATE entry_subject SET seq = (SELECT seq FROM entry_subject WHERE subject LIKE 'release:%' AND revision = 3) WHERE subject LIKE 'release:%' AND revision = 2",
        "DELETE FROM entry_subject WHERE subject LIKE 'release:%' AND revision = 2",
        "DELETE FROM entry_subject WHERE subject = 'person:rhea' AND revision = 2",
        "DELETE FROM entry_subject WHERE subject = 'pool' AND revision = 1",
        "UPDATE entry_subject SET seq = 2 WHERE subject = 'pool' AND revision = 2",
        "DELETE FROM entry_subject WHERE subject = 'settings'",
    ];
    for sql in some {
        let desk = kept(3, &more[..1]);
        assert_eq!(verify(&desk, "--since").code, 0);
        unguarded(&desk, sql);
        let answer = verify(&desk, "--since");
        assert_eq!(answer.code, 10, "{sql}\n{}", answer.whole());
    }
}

/// An entry after the checkpoint is found by everything that leads to it.
#[test]
fn what_leads_to_later_entries_is_checked() {
    for sql in [
        "DELETE FROM entry_key WHERE seq = (SELECT max(seq) FROM entry)",
        "UPDATE entry_subject SET body_digest = zeroblob(32) WHERE seq = (SELECT max(seq) FROM entry)",
        "DELETE FROM entry_subject WHERE seq = (SELECT max(seq) FROM entry)",
        "DELETE FROM document_part WHERE id = (SELECT max(id) FROM document_part)",
        "DELETE FROM view WHERE subject LIKE 'release:%'",
    ] {
        let desk = kept(3, &[("rhea", "release notify 4.2.0")]);
        unguarded(&desk, sql);
        assert_eq!(verify(&desk, "--since").code, 10, "{sql}");
    }
}

#[test]
fn a_file_that_is_no_checkpoint_is_refused() {
    let desk = kept(3, &[]);
    let good = std::fs::read_to_string(note(&desk)).unwrap();
    let put = |text: &[u8]| std::fs::write(note(&desk), text).unwrap();
    let others: [&[u8]; 7] = [
        b"",
        b"\xff\n",
        b"a letter\n",
        good.trim_end().as_bytes(),
        &good.replace("era-rm/", "other/").into_bytes(),
        &good.replace("time ", "time\t").into_bytes(),
        &good.repeat(2).into_bytes(),
    ];
    for other in others {
        put(other);
        for words in [["ledger", "verify", "--checkpoint"], ["ledger", "verify", "--since"]] {
            let answer = desk.run(&[&words[..], &[&note(&desk)]].concat());
            assert_eq!(answer.code, 6, "{}", answer.whole());
        }
        let answer = desk.run(&["--expect-checkpoint", &note(&desk), "status"]);
        assert_eq!(answer.code, 6, "{}", answer.whole());
    }
    put(good.as_bytes());
    assert_eq!(verify(&desk, "--checkpoint").code, 0);
    std::fs::remove_file(note(&desk)).unwrap();
    std::os::unix::fs::symlink("/dev/null", note(&desk)).unwrap();
    assert_eq!(verify(&desk, "--checkpoint").code, 6);
}

#[test]
fn nothing_is_overwritten() {
    let desk = kept(3, &[]);
    let before = std::fs::read(note(&desk)).unwrap();
    desk.wait(60);
    let answer = desk.run(&["ledger", "checkpoint", "--out", &note(&desk)]);
    assert_eq!((answer.code, std::fs::read(note(&desk)).unwrap()), (7, before), "{}", answer.whole());
}

#[test]
fn who_signed_is_checked_by_the_keys_that_are_given() {
    let desk = stage::at(3);
    let [ada, bob] = ["ada", "bob"].map(|who| keys::file(who).display().to_string());
    desk.ok(&["--as", "ada", "ledger", "checkpoint", "--key", &ada, "--out", &note(&desk)]);
    let asked = |keys: &[&str]| {
        let mut words = vec!["ledger".to_owned(), "verify".into(), "--checkpoint".into(), note(&desk)];
        keys.iter().for_each(|k| words.extend(["--checkpoint-key".into(), format!("{k}.pub")]));
        desk.run(&words.iter().map(String::as_str).collect::<Vec<_>>())
    };
    assert!(asked(&[]).stdout.contains("1 signature not checked"), "{}", asked(&[]).whole());
    assert!(asked(&[&ada]).stdout.contains("signed by ada SHA256:"), "{}", asked(&[&ada]).whole());
    assert_eq!(asked(&[&bob, &ada]).code, 0);
    assert_eq!(asked(&[&bob]).code, 6);
    let good = std::fs::read_to_string(note(&desk)).unwrap();
    // Another text below the same line, and no line at all.
    let (text, line) = good.split_once("\n\n").unwrap();
    let later = text.replace("T1", "T2").replace("T0", "T2");
    for other in [format!("{later}\n\n{line}"), format!("{text}\n")] {
        assert_ne!(other, good);
        std::fs::write(note(&desk), &other).unwrap();
        assert_eq!(asked(&[&ada]).code, 6, "{other}");
    }
}

/// In a signed ledger a checkpoint is signed as acts are, and believed as they are.
#[test]
fn in_a_signed_ledger_a_checkpoint_is_signed_by_a_key_of_the_ledger() {
    let desk = Desk::signed(&["bo", "cy"]);
    let checkpoint = |who: &str, more: &[&str]| {
        let who = desk.who(who);
        let who = who.each_ref().map(String::as_str);
        let _ = std::fs::remove_file(note(&desk));
        desk.run(&[&who[..], &["ledger", "checkpoint", "--out", &note(&desk)], more].concat())
    };
    let stranger = checkpoint("stranger", &[]);
    assert_eq!(stranger.code, 5, "{}", stranger.whole());
    assert!(!std::path::Path::new(&note(&desk)).exists());
    assert_eq!(checkpoint("bo", &["--as", "ada"]).code, 5, "nobody signs as another");
    let made = checkpoint("bo", &[]);
    assert_eq!(made.code, 0, "{}", made.whole());
    let held = verify(&desk, "--checkpoint");
    assert!(held.stdout.contains("signed by bo SHA256:"), "{}", held.whole());
    let good = std::fs::read_to_string(note(&desk)).unwrap();
    let refused = |text: &str, why: &str| {
        std::fs::write(note(&desk), text).unwrap();
        let answer = verify(&desk, "--checkpoint");
        assert_eq!(answer.code, 6, "{text}\n{}", answer.whole());
        assert!(answer.stderr.contains(why), "{why}\n{}", answer.whole());
    };
    let text = good.split_once("\n\n").unwrap().0;
    let none = "no signature is by a key that was its person's in this ledger then";
    refused(&format!("{text}\n"), none);
    refused(&good.replace("\u{2014} bo ", "\u{2014} cy "), none);
    refused(&good.replace("\ntime 2026", "\ntime 2027"), "is not that of this text by the key");
    // A checkpoint that a key signed before it was the person's, and one that signs after it was taken away.
    std::fs::write(note(&desk), &good).unwrap();
    let end = format!("person key end bo {} --reason gone", keys::public("bo").fingerprint());
    desk.act("ada", &end);
    assert_eq!(verify(&desk, "--checkpoint").code, 0, "it was bo's then");
    let ended = checkpoint("bo", &[]);
    assert_eq!(ended.code, 5, "{}", ended.whole());
    assert!(ended.stderr.contains("is none by which bo signs now"), "{}", ended.whole());
    let mut later = Checkpoint::read(&Note::read(good.as_bytes()).unwrap()).unwrap();
    later.head = SqliteStore::open(&desk.ledger()).unwrap().head().unwrap().unwrap();
    refused(&signed(&later, "bo"), none);
    // Of another ledger's people, bo may be anybody: there he has no key.
    refused(&signed(&later, "nobody"), none);
    desk.verified();
}

/// A checkpoint signed under a name by that name's key.
fn signed(checkpoint: &Checkpoint, who: &str) -> String {
    use ed25519_dalek::Signer as _;
    let text = checkpoint.to_string();
    let pair = keys::private(who);
    let secret = pair.key_data().ed25519().unwrap().private.to_bytes();
    let made = ed25519_dalek::SigningKey::from_bytes(&secret).sign(text.as_bytes()).to_bytes();
    let line = era_rm::ledger::note::sealed(&text, who, made.to_vec(), &keys::public(who)).unwrap();
    Note { text, lines: vec![line] }.to_string()
}

#[test]
fn what_a_key_signed_that_was_in_other_hands_is_not_believed() {
    let desk = Desk::signed(&["bo"]);
    let checkpoint = |name: &str| desk.act("bo", &format!("ledger checkpoint --out {name}"));
    checkpoint("before.note");
    let since = desk.now();
    checkpoint("after.note");
    let key = keys::public("bo").fingerprint();
    desk.act("ada", &format!("person key end bo {key} --compromised-since {since} --reason stolen"));
    let verify = |name: &str| desk.run(&["ledger", "verify", "--checkpoint", name]);
    assert_eq!(verify("before.note").code, 0);
    let after = verify("after.note");
    assert_eq!(after.code, 6, "{}", after.whole());
    assert!(after.stderr.contains("may have been in other hands since"), "{}", after.whole());
}

/// As for an unsigned one, with keys that end and acts that are disputed among what came after.
#[test]
fn a_sound_signed_ledger_is_sound_from_every_checkpoint_on() {
    let desk = Desk::staffed_signed();
    desk.release_at("4.2.0", 9);
    let since = desk.now().plus_seconds(-3600);
    let key = keys::public("tess").fingerprint();
    desk.act("ada", &format!("person key end tess {key} --compromised-since {since} --reason stolen"));
    desk.act("tess2", "release concur 4.2.0 --yes");
    sound_from_every_checkpoint_on(&desk);
}

/// How people are known stands in the first entry. Who judges from a checkpoint on knows it because every act names it.
#[test]
fn an_unsigned_act_that_does_not_say_how_people_are_known_is_noticed() {
    let desk = Desk::signed(&["rhea"]);
    desk.act("ada", &format!("ledger checkpoint --out {}", note(&desk)));
    desk.act("ada", "role grant rhea rm");
    unguarded_file(&desk.ledger(), |raw| {
        let (seq, body): (i64, String) = raw
            .query_row("SELECT seq, body FROM entry ORDER BY seq DESC LIMIT 1", [], |r| {
                Ok((r.get(0)?, r.get(1)?))
            })
            .unwrap();
        let mut forged = Body::decode(&body).unwrap();
        forged.reads.as_mut().unwrap().retain(|r| r.subject != Subject::Settings);
        let body = forged.canonical().unwrap();
        let mine = digest::of_bytes(body.as_bytes()).0;
        raw.execute("UPDATE entry SET body = ?1, signature = '' WHERE seq = ?2", (&body, seq)).unwrap();
        raw.execute("UPDATE entry_subject SET body_digest = ?1 WHERE seq = ?2", (mine, seq)).unwrap();
        rehash(raw, seq);
    });
    for words in [vec!["ledger", "verify"], vec!["ledger", "verify", "--since", &note(&desk)]] {
        let answer = desk.run(&words);
        assert_eq!(answer.code, 10, "{}", answer.whole());
        assert!(answer.stderr.contains("it does not name settings"), "{}", answer.whole());
    }
}

/// The vector in the published format.
#[test]
fn the_published_checkpoint_is_one() {
    let format = include_str!("../docs/ledger-format.md");
    let example = format.split("```text\n").find(|part| part.starts_with("era-rm/")).unwrap();
    let note = Note::read(example.split("```").next().unwrap().as_bytes()).unwrap();
    let checkpoint = Checkpoint::read(&note).unwrap();
    assert_eq!((checkpoint.head.seq, note.lines.len()), (35, 1));
    let private = PrivateKey::from(Ed25519Keypair::from_seed(&[7; 32]));
    let public = private.public_key().to_openssh().unwrap().parse().unwrap();
    note.lines[0].verify(&note.text, &public).unwrap();
}

/// A note in Python, by what the specification says: it checks what we sign, and signs what we check.
const PYTHON: &str = r#"
import base64, hashlib, sys
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
seed, name, path, out = bytes.fromhex(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
whole = open(path, "rb").read().decode("utf-8")
key = Ed25519PrivateKey.from_private_bytes(seed)
public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
number = hashlib.sha256(name.encode() + b"\n\x01" + public).digest()[:4]
text, line = whole.rsplit("\n\n", 1)
text += "\n"
dash, by, signature = line.rstrip("\n").split(" ")
assert (dash, by) == ("\u2014", name)
raw = base64.b64decode(signature, validate=True)
assert raw[:4] == number and len(raw) == 68
Ed25519PublicKey.from_public_bytes(public).verify(raw[4:], text.encode())
origin, entries, digest, time = text.split("\n")[:4]
assert origin.startswith("era-rm/") and len(base64.b64decode(digest)) == 32
made = base64.b64encode(number + key.sign(text.encode())).decode()
open(out, "w").write(f"{text}\n\u2014 {name} {made}\n")
"#;

#[test]
fn another_program_reads_and_writes_the_same_note() {
    let ready = Command::new("python3").args(["-c", "import cryptography"]).output();
    if !ready.is_ok_and(|o| o.status.success()) {
        return;
    }
    let desk = stage::at(3);
    let ada = keys::file("ada").display().to_string();
    desk.ok(&["--as", "ada", "ledger", "checkpoint", "--key", &ada, "--out", &note(&desk)]);
    let out = desk.folder().join("theirs.note");
    let theirs = |seed: &str| {
        Command::new("python3").args(["-c", PYTHON, seed, "ada", &note(&desk)]).arg(&out).output().unwrap()
    };
    let seed = |who: &str| digest::of_bytes(format!("key of {who}").as_bytes()).to_string();
    let done = theirs(&seed("ada"));
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    // Ed25519 leaves no choice, and neither does the form.
    assert_eq!(std::fs::read(&out).unwrap(), std::fs::read(note(&desk)).unwrap());
    assert!(!theirs(&seed("bob")).status.success(), "it refuses another key");
}
