//! Where a key is looked for, what is said when it is not to be had, and an agent that answers whatever it likes. The real
//! programs are in `tests/signing.rs`.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;
use std::path::PathBuf;

use ed25519_dalek::{Signer as _, SigningKey};
use ssh_key::private::{Ed25519Keypair, PrivateKey};
use ssh_key::public::{Ed25519PublicKey, KeyData, SkEd25519};
use ssh_key::{Algorithm, LineEnding};

use crate::ledger::digest::of_bytes;
use crate::service::files::shown;

use crate::domain::key::BadKey;
use crate::ledger::sshsig::{BadCertificate, BadSignature};

use super::*;

const BODY: &str = r#"{"actor":"ada","v":1}"#;

fn pair(seed: u8) -> Ed25519Keypair {
    Ed25519Keypair::from_seed(&[seed; 32])
}

fn key(seed: u8) -> PublicKey {
    PublicKey::of(&KeyData::Ed25519(pair(seed).public)).unwrap()
}

fn hardware(seed: u8) -> PublicKey {
    let number = Ed25519PublicKey(SigningKey::from_bytes(&[seed; 32]).verifying_key().to_bytes());
    PublicKey::of(&KeyData::SkEd25519(SkEd25519::new(number, "ssh:"))).unwrap()
}

fn nobody(_: &str) -> Option<String> {
    panic!("nobody was to be asked")
}

/// A home with the key of a seed in it.
fn home(seed: u8) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join(".ssh")).unwrap();
    let text = PrivateKey::from(pair(seed)).to_openssh(LineEnding::LF).unwrap();
    put(home.path(), DEFAULT, &text, 0o600);
    home
}

fn put(folder: &Path, name: &str, text: &str, mode: u32) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
    path
}

/// RFC 4251's `string`.
fn string(bytes: &[u8]) -> Vec<u8> {
    [&u32::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat()
}

fn blob(key: &PublicKey) -> Vec<u8> {
    ssh_key::PublicKey::from(key.data().clone()).to_bytes().unwrap()
}

/// The answer to a list: these keys, after one of a type that nobody knows.
fn list(keys: &[PublicKey]) -> Vec<u8> {
    let strange = [string(b"ssh-none"), string(b"x")].concat();
    let all: Vec<u8> = std::iter::once(strange)
        .chain(keys.iter().map(blob))
        .flat_map(|b| [string(&b), string(b"\xff not text")].concat())
        .collect();
    let count = u32::try_from(keys.len() + 1).unwrap();
    [&[12], &count.to_be_bytes()[..], &all].concat()
}

/// The answer to a wish for a signature, of which the parts are given.
fn signed(kind: &str, signature: &[u8], touch: &[u8]) -> Vec<u8> {
    [vec![14], string(&[string(kind.as_bytes()), string(signature), touch.to_vec()].concat())].concat()
}

/// An agent that lists some keys and gives one answer, byte for byte, to every wish for a signature.
fn agent(keys: &[PublicKey], answer: Vec<u8>) -> (tempfile::TempDir, PathBuf) {
    agent_of(string(&list(keys)), answer)
}

fn agent_of(list: Vec<u8>, answer: Vec<u8>) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("agent");
    let listener = UnixListener::bind(&socket).unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut length = [0; 4];
            stream.read_exact(&mut length).unwrap();
            let mut asked = vec![0; u32::from_be_bytes(length) as usize];
            stream.read_exact(&mut asked).unwrap();
            stream.write_all(if asked == [11] { &list } else { &answer }).unwrap();
        }
    });
    (folder, socket)
}

fn wanted_of(socket: &Path, key: &PublicKey) -> Result<String, SignError> {
    let places = Places { agent: Some(socket), ..Places::default() };
    open(places, std::slice::from_ref(key), &mut nobody)?.sign(BODY)
}

fn why(places: Places<'_>, wanted: &[PublicKey]) -> SignError {
    open(places, wanted, &mut nobody).err().unwrap()
}

#[test]
fn an_agent_is_asked_for_a_key_that_is_wanted_and_checked() {
    let good = pair(7).try_sign(&sshsig::to_sign(BODY).unwrap()).unwrap();
    let (_folder, socket) = agent(&[key(8), key(7)], string(&signed("ssh-ed25519", good.as_bytes(), b"")));
    let text = wanted_of(&socket, &key(7)).unwrap();
    sshsig::verify(BODY, &text, &key(7)).unwrap();
    // The agent that gives another's signature, or one of another body, is found out.
    assert!(matches!(wanted_of(&socket, &key(8)), Err(SignError::Bad(BadSignature::Mismatch(_)))));
    let places = Places { agent: Some(&socket), ..Places::default() };
    let other = open(places, &[key(7)], &mut nobody).unwrap().sign("{}");
    assert!(matches!(other, Err(SignError::Bad(BadSignature::Mismatch(_)))));
}

#[test]
fn a_hardware_key_signs_through_an_agent() {
    let secret = SigningKey::from_bytes(&[7; 32]);
    for (flags, touched) in [(1_u8, true), (0, false)] {
        let touch = [flags, 0, 0, 0, 9];
        let message = of_bytes(&sshsig::to_sign(BODY).unwrap()).0;
        let over = [&of_bytes(b"ssh:").0[..], &touch, &message].concat();
        let answer = signed("sk-ssh-ed25519@openssh.com", &secret.sign(&over).to_bytes(), &touch);
        let (_folder, socket) = agent(&[hardware(7)], string(&answer));
        let made = wanted_of(&socket, &hardware(7));
        if touched {
            sshsig::verify(BODY, &made.unwrap(), &hardware(7)).unwrap();
        } else {
            assert_eq!(made, Err(SignError::Bad(BadSignature::Untouched)));
        }
    }
}

#[test]
fn an_agent_that_does_not_answer_as_one_is_named() {
    let good = pair(7).try_sign(&sshsig::to_sign(BODY).unwrap()).unwrap();
    let good = signed("ssh-ed25519", good.as_bytes(), b"");
    let answers = [
        Vec::new(),
        string(b""),
        vec![0, 0, 0],
        vec![0xff, 0xff, 0xff, 0xff, 14],
        string(&[12, 0, 0, 0, 0]),
        string(&[14]),
        string(&signed("ssh-ed25519", &[0; 63], b"")),
        string(&signed("ssh-ed25519", &[0; 64], b"x")),
        string(&[&good[..], b"x"].concat()),
        string(&good[..good.len() - 1]),
    ];
    for answer in answers {
        let (_folder, socket) = agent(&[key(7)], answer.clone());
        let said = wanted_of(&socket, &key(7)).unwrap_err();
        let strange = "its answer is not that of an agent".to_owned();
        assert_eq!(said, SignError::Agent { socket: shown(&socket), why: strange }, "{answer:?}");
    }
    let (_folder, socket) = agent(&[key(7)], string(&[5]));
    let refused = SignError::AgentRefused { fingerprint: key(7).fingerprint() };
    assert_eq!(wanted_of(&socket, &key(7)), Err(refused));
    // Lists that promise more than they hold, or are too long, and the default key that is taken in their place.
    let home = home(9);
    let long = [&[12, 0, 0, 0, 1][..], &string(&blob(&key(3))), &string(&[b'x'; 300_000])].concat();
    let lists: [&[u8]; 4] = [&long, &[12, 0xff, 0xff, 0xff, 0xff], &[12], &[5]];
    for list in lists.map(string).into_iter().chain([Vec::new()]) {
        let (_folder, socket) = agent_of(list, Vec::new());
        let places = Places { agent: Some(&socket), home: Some(home.path()), named: None };
        assert_eq!(open(places, &[key(3), key(9)], &mut nobody).unwrap().key(), &key(9));
    }
}

#[test]
fn the_key_that_is_named_comes_before_the_agents_and_that_before_the_default() {
    let (home, other) = (home(1), home(2));
    let named = other.path().join(DEFAULT);
    let (_folder, socket) = agent(&[key(3), key(4)], Vec::new());
    let everywhere = Places { named: Some(&named), agent: Some(&socket), home: Some(home.path()) };
    let all = [key(1), key(2), key(4), key(3)];
    let of = |places, wanted: &[PublicKey]| open(places, wanted, &mut nobody).unwrap().key().clone();
    assert_eq!(of(everywhere, &all), key(2));
    assert_eq!(of(everywhere, &[key(1)]), key(2), "a named key need not be wanted");
    let unnamed = Places { named: None, ..everywhere };
    assert_eq!(of(unnamed, &all), key(4), "the first that is wanted and held");
    assert_eq!(of(unnamed, &[key(1), key(2)]), key(1));
    assert_eq!(of(unnamed, &[]), key(1));
    // A socket that nobody listens at is as none.
    let gone = Places { agent: Some(&home.path().join("gone")), ..unnamed };
    assert_eq!(of(gone, &[key(3), key(1)]), key(1));
    let path = shown(&home.path().join(DEFAULT));
    let theirs = SignError::NotYours { path, fingerprint: key(1).fingerprint() };
    assert_eq!(why(gone, &[key(3)]), theirs);
}

#[test]
fn a_public_key_that_is_named_is_the_agents() {
    let folder = tempfile::tempdir().unwrap();
    let named = put(folder.path(), "id.pub", &format!("{} ada\n", key(7)), 0o644);
    let places = Places { named: Some(&named), ..Places::default() };
    let fingerprint = key(7).fingerprint();
    assert_eq!(why(places, &[]), SignError::NoAgent { fingerprint: fingerprint.clone() });
    let gone = folder.path().join("gone");
    assert!(matches!(why(Places { agent: Some(&gone), ..places }, &[]), SignError::Agent { .. }));
    let (_one, socket) = agent(&[key(8)], Vec::new());
    assert_eq!(why(Places { agent: Some(&socket), ..places }, &[]), SignError::AgentLacks { fingerprint });
    let (_two, socket) = agent(&[key(7)], Vec::new());
    let signer = open(Places { agent: Some(&socket), ..places }, &[], &mut nobody).unwrap();
    assert_eq!(signer.key(), &key(7));
}

#[test]
fn in_the_file_of_a_hardware_key_lies_a_handle_and_the_agent_signs() {
    let folder = tempfile::tempdir().unwrap();
    let KeyData::SkEd25519(public) = hardware(7).data().clone() else { panic!("it is one") };
    let handle = ssh_key::private::SkEd25519::new(public, 1, [9; 64]).unwrap();
    let text = PrivateKey::new(handle.into(), "ada").unwrap().to_openssh(LineEnding::LF).unwrap();
    let named = put(folder.path(), "id_sk", &text, 0o600);
    let places = Places { named: Some(&named), ..Places::default() };
    assert_eq!(why(places, &[]), SignError::NoAgent { fingerprint: hardware(7).fingerprint() });
    let (_agent, socket) = agent(&[hardware(7)], Vec::new());
    let signer = open(Places { agent: Some(&socket), ..places }, &[], &mut nobody).unwrap();
    assert_eq!(signer.key(), &hardware(7));
}

#[test]
fn a_file_that_is_no_key_that_can_sign_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| shown(&folder.path().join(name));
    let named = |name: &str| why(Places { named: Some(&folder.path().join(name)), ..Places::default() }, &[]);
    assert_eq!(named("none"), SignError::NotFound { path: at("none") });
    let special = "it is not a regular file".to_owned();
    assert_eq!(named("."), SignError::Unreadable { path: at("."), why: special.clone() });
    nix::unistd::mkfifo(&folder.path().join("pipe"), nix::sys::stat::Mode::S_IRWXU).unwrap();
    assert_eq!(named("pipe"), SignError::Unreadable { path: at("pipe"), why: special });
    let private = PrivateKey::from(pair(7)).to_openssh(LineEnding::LF).unwrap();
    let cut = private.replacen("b3Blbn", "b3Blbm", 1);
    let no_key = [
        ("empty", ""),
        ("words", "no key"),
        ("pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"),
        ("two.pub", "ssh-rsa AAAA\nssh-rsa AAAA\n"),
        ("cut", &cut),
        ("large", &"x".repeat(70_000)),
    ];
    for (name, text) in no_key {
        put(folder.path(), name, text, 0o600);
        assert_eq!(named(name), SignError::NotAKey { path: at(name) }, "{name}");
    }
    std::fs::write(folder.path().join("bytes"), [0xff; 9]).unwrap();
    assert_eq!(named("bytes"), SignError::NotAKey { path: at("bytes") });
    put(folder.path(), "rsa.pub", "ssh-rsa AAAAB3NzaC1yc2E= ada", 0o644);
    let rsa = BadKey::Algorithm("ssh-rsa".into());
    assert_eq!(named("rsa.pub"), SignError::Key { path: at("rsa.pub"), why: rsa });
    for mode in [0o640, 0o604, 0o666, 0o610] {
        put(folder.path(), "open", &private, mode);
        assert_eq!(named("open"), SignError::Open { path: at("open"), mode });
    }
    put(folder.path(), "mine", &private, 0o400);
    std::os::unix::fs::symlink(folder.path().join("mine"), folder.path().join("link")).unwrap();
    let link = folder.path().join("link");
    let places = Places { named: Some(&link), ..Places::default() };
    assert_eq!(open(places, &[], &mut nobody).unwrap().key(), &key(7));
}

#[test]
fn without_any_key_the_default_is_named() {
    let home = tempfile::tempdir().unwrap();
    let default = shown(&home.path().join(DEFAULT));
    let places = Places { home: Some(home.path()), ..Places::default() };
    assert_eq!(why(places, &[key(1)]), SignError::NoKey { default });
    assert_eq!(why(Places::default(), &[]), SignError::NoKey { default: "~/.ssh/id_ed25519".into() });
}

#[test]
fn every_error_says_what_to_type() {
    let (path, fingerprint) = (|| "k".to_owned(), || "SHA256:x".to_owned());
    let all = [
        SignError::NoKey { default: path() },
        SignError::NotFound { path: path() },
        SignError::Unreadable { path: path(), why: "no".into() },
        SignError::Open { path: path(), mode: 0o644 },
        SignError::NotAKey { path: path() },
        SignError::Key { path: path(), why: BadKey::Algorithm(Algorithm::Dsa.to_string()) },
        SignError::Certificate { path: path(), why: BadCertificate::Forever },
        SignError::NoPassphrase { path: path() },
        SignError::WrongPassphrase { path: path() },
        SignError::NotYours { path: path(), fingerprint: fingerprint() },
        SignError::NoAgent { fingerprint: fingerprint() },
        SignError::Agent { socket: path(), why: "no".into() },
        SignError::AgentLacks { fingerprint: fingerprint() },
        SignError::AgentRefused { fingerprint: fingerprint() },
        SignError::Bad(BadSignature::Missing),
    ];
    let text: Vec<String> = all.iter().map(|e| format!("{e}\n  {}", e.hint())).collect();
    insta::assert_snapshot!(text.join("\n"), @r"
    there is no key to sign with: none was named, ssh-agent holds none that may sign here, and k does not exist
      name your key with `--key FILE`, or hand it to ssh-agent with `ssh-add FILE`
    the key k does not exist
      name the file of your key, or make a key with `ssh-keygen -t ed25519`
    the key k cannot be read: no
      name a file that you may read
    the private key k may be used by others (mode 0644), so it proves nothing
      make it yours alone: `chmod 600 k`
    k holds neither a private key nor a public key of OpenSSH
      name a file that ssh-keygen made; `ssh-keygen -t ed25519` makes a new key
    the key k cannot sign: ssh-dss keys may not sign; only ssh-ed25519 and sk-ssh-ed25519@openssh.com
      make a key that can sign with `ssh-keygen -t ed25519`
    the certificate k is not accepted: it has no end; a certificate is short-lived here
      have a new one made: `ssh-keygen -s CA -I ID -n LOGIN -V +1h KEY.pub`
    the key k has a passphrase, and none was given
      hand it to ssh-agent with `ssh-add k`, and name `--key k.pub`
    the passphrase does not open the key k
      type the command again, with the key's own passphrase
    the key k (SHA256:x) is none of those that may sign here
      name your key with `--key FILE`, or hand it to ssh-agent with `ssh-add FILE`
    the key SHA256:x signs through ssh-agent, and SSH_AUTH_SOCK names none
      start one with `eval $(ssh-agent)`, and hand it the key with `ssh-add FILE`
    ssh-agent at k does not answer: no
      start one with `eval $(ssh-agent)`, and hand it the key with `ssh-add FILE`
    ssh-agent does not hold the key SHA256:x
      hand it the key with `ssh-add FILE`; `ssh-add -L` lists what it holds
    ssh-agent refused to sign with the key SHA256:x
      touch or confirm the key when it asks; `ssh-add -x` may have locked the agent
    the signature that was made is not good: it is not signed
      try another key; if it happens again, report it
    ");
}
