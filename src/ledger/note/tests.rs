//! Notes of others that we must read as they do, every bit of one of ours changed, and every form that is none. Beside
//! another program they are tried in `tests/checkpoints.rs`.

#![expect(clippy::unwrap_used, reason = "tests")]
use ed25519_dalek::{Signer as _, SigningKey};
use sha2::{Digest as _, Sha256};
use ssh_key::public::{Ed25519PublicKey, KeyData, SkEd25519};
use ssh_key::{Algorithm, Signature};

use super::*;

const TEXT: &str = "era-rm/7\n35\n";

fn plain(public: [u8; 32]) -> PublicKey {
    PublicKey::of(&KeyData::Ed25519(Ed25519PublicKey(public))).unwrap()
}
fn secret(seed: u8) -> (SigningKey, PublicKey) {
    let secret = SigningKey::from_bytes(&[seed; 32]);
    let public = plain(secret.verifying_key().to_bytes());
    (secret, public)
}
fn line(text: &str, name: &str, seed: u8) -> Line {
    let (secret, public) = secret(seed);
    sealed(text, name, secret.sign(text.as_bytes()).to_bytes().to_vec(), &public).unwrap()
}
fn note(seeds: &[u8]) -> String {
    let lines = seeds.iter().map(|s| line(TEXT, "ada", *s)).collect();
    Note { text: TEXT.into(), lines }.to_string()
}
/// A verifier key as the specification writes it: its name, number and public key.
fn verifier(vkey: &str) -> (&str, String, PublicKey) {
    let mut parts = vkey.splitn(3, '+');
    let (name, number) = (parts.next().unwrap(), parts.next().unwrap());
    let public = Base64::decode_vec(parts.next().unwrap()).unwrap();
    assert_eq!(public[0], 1, "a plain Ed25519 key");
    (name, number.to_owned(), plain(public[1..].try_into().unwrap()))
}

/// The example of c2sp.org/signed-note.
#[test]
fn the_specifications_own_note_is_accepted() {
    let (name, number, key) =
        verifier("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
    let whole = "This is an example message.\n\n\u{2014} example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
    let note = Note::read(whole.as_bytes()).unwrap();
    assert_eq!((note.text.as_str(), note.to_string().as_str()), ("This is an example message.\n", whole));
    let line = &note.lines[0];
    assert_eq!((line.name.as_str(), hex(line.number)), (name, number));
    assert!(line.is_of(&key));
    line.verify(&note.text, &key).unwrap();
    assert!(matches!(line.verify("This is an example message!\n", &key), Err(BadNote::Mismatch(..))));
}

fn hex(number: [u8; NUMBER]) -> String {
    number.iter().map(|b| format!("{b:02x}")).collect()
}

/// Verifier keys of the tests of Go's sumdb/note.
#[test]
fn keys_have_the_numbers_that_others_give_them() {
    for vkey in [
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop",
    ] {
        let (name, wanted, key) = verifier(vkey);
        assert_eq!(hex(number(name, &key)), wanted);
    }
}

#[test]
fn no_bit_of_a_note_can_be_another() {
    let (_, key) = secret(7);
    let good = note(&[7]);
    let accepted = |bytes: &[u8]| {
        Note::read(bytes)
            .is_ok_and(|n| n.lines.iter().any(|l| l.name == "ada" && l.verify(&n.text, &key).is_ok()))
    };
    assert!(accepted(good.as_bytes()));
    for bit in 0..good.len() * 8 {
        let mut bytes = good.clone().into_bytes();
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert!(!accepted(&bytes), "bit {bit}: {}", String::from_utf8_lossy(&bytes));
    }
    for cut in 0..good.len() {
        assert!(!accepted(&good.as_bytes()[..cut]), "cut at {cut}");
    }
}

#[test]
fn a_line_is_of_one_name_one_key_and_one_text() {
    let ((_, ada), (_, bob)) = (secret(7), secret(8));
    let mut line = line(TEXT, "ada", 7);
    assert_eq!(line.verify(TEXT, &ada), Ok(()));
    let mismatch = |key: &PublicKey| Err(BadNote::Mismatch("ada".into(), key.fingerprint()));
    assert_eq!(line.verify(TEXT, &bob), mismatch(&bob));
    assert_eq!(line.verify("era-rm/7\n36\n", &ada), mismatch(&ada));
    // The number alone proves nothing.
    line.signature = [1; 64].to_vec();
    assert_eq!(line.verify(TEXT, &ada), mismatch(&ada));
    line.name = "eve".into();
    assert!(!line.is_of(&ada));
}

#[test]
fn what_is_not_in_the_form_of_a_note_is_not_read() {
    let good = note(&[7, 8]);
    assert_eq!(Note::read(good.as_bytes()).unwrap().lines.len(), 2);
    assert_eq!(Note::read(TEXT.as_bytes()).unwrap().lines, [], "only text is a note that nobody signed");
    let last = good.lines().last().unwrap();
    let why = |text: &str| Note::read(text.as_bytes()).unwrap_err();
    let no_line = |line: &str| BadNote::Line(line.chars().take(80).collect());
    assert_eq!(why(""), BadNote::End);
    assert_eq!(why(good.trim_end()), BadNote::End);
    assert_eq!(why(&format!("{TEXT}\n")), BadNote::NoLine);
    assert_eq!(Note::read(b"era-rm\xff\n"), Err(BadNote::NotText));
    assert_eq!(why(&good.replace('\n', "\r\n")), BadNote::Control);
    assert_eq!(why(&good.replace("era", "e\tra")), BadNote::Control);
    assert_eq!(why(&good.repeat(1 << 10)), BadNote::Long);
    for (from, to) in
        [("\u{2014} ada", "- ada"), ("\u{2014} ada", "\u{2014}  ada"), ("\u{2014} ada", "\u{2014}ada")]
    {
        assert!(matches!(why(&good.replace(from, to)), BadNote::Line(_) | BadNote::Name(_)), "{to}");
    }
    for name in ["a+a", "a\u{a0}a", "a\u{85}a"] {
        assert_eq!(why(&good.replace(" ada ", &format!(" {name} "))), BadNote::Name(name.into()));
    }
    assert_eq!(why(&format!("{good}more\n")), no_line("more"));
    assert_eq!(why(&format!("{good}{last} \n")), no_line(&format!("{last} ")));
    for base64 in ["", "AAAA", "AAAAAA==", "AAAAAAA", "AAAAAAB=", "AA AAAAA=", "AAAA-AA="] {
        let text = format!("{TEXT}\n{MARK}ada {base64}\n");
        assert_eq!(why(&text), no_line(&format!("{MARK}ada {base64}")), "{base64}");
    }
    assert_eq!(why(&format!("{good}\n")), BadNote::NoLine, "the last blank line parts text and signatures");
}

#[test]
fn sixteen_signatures_of_any_kind_are_read() {
    let long = format!("{MARK}ada {}\n", Base64::encode_string(&[5; 5000]));
    let text = format!("{}{}", note(&[7]), long.repeat(15));
    assert_eq!(Note::read(text.as_bytes()).unwrap().lines.len(), 16);
}

/// A hardware key signs in OpenSSH's form, under a kind of its own.
#[test]
fn a_hardware_key_signs_in_the_form_of_openssh() {
    let (secret, plain) = secret(7);
    let data =
        KeyData::SkEd25519(SkEd25519::new(Ed25519PublicKey(secret.verifying_key().to_bytes()), "ssh:"));
    let key = PublicKey::of(&data).unwrap();
    let touch = [1_u8, 0, 0, 0, 9];
    let message = Sha256::digest(sshsig::to_sign(TEXT).unwrap());
    let over = [&Sha256::digest("ssh:")[..], &touch, &message].concat();
    let raw = [&secret.sign(&over).to_bytes()[..], &touch].concat();
    let armored = sshsig::seal(
        TEXT,
        Signature::new(Algorithm::SkEd25519, raw).unwrap(),
        &sshsig::Credential::Key(key.clone()),
    )
    .unwrap();
    let bytes = sshsig::bytes(&armored).unwrap();
    let line = sealed(TEXT, "ada", bytes.clone(), &key).unwrap();
    let whole = Note { text: TEXT.into(), lines: vec![line] }.to_string();
    let note = Note::read(whole.as_bytes()).unwrap();
    assert!(note.lines[0].is_of(&key) && !note.lines[0].is_of(&plain));
    note.lines[0].verify(TEXT, &key).unwrap();
    assert_eq!(
        number("ada", &key),
        *Sha256::digest([b"ada\n\xffera-rm SSHSIG".as_slice(), &key.blob()].concat()).first_chunk().unwrap()
    );
    let refused = |bytes: Vec<u8>| sealed(TEXT, "ada", bytes, &key).unwrap_err();
    assert!(matches!(refused([bytes.clone(), vec![0]].concat()), BadNote::Ssh(_, BadSignature::Form)));
    assert!(matches!(refused(secret.sign(TEXT.as_bytes()).to_bytes().to_vec()), BadNote::Ssh(..)));
    for bit in 0..bytes.len() * 8 {
        let mut other = bytes.clone();
        other[bit / 8] ^= 1 << (bit % 8);
        refused(other);
    }
}
