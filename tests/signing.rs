//! Signatures beside the real OpenSSH programs: what ssh-keygen makes, we accept; what we make, it accepts; what it would
//! make of other keys, hashes and purposes, we do not. Keys with a passphrase, and keys behind a real ssh-agent.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use ed25519_dalek::{Signer as _, SigningKey};
use era_rm::domain::PublicKey;
use era_rm::domain::key::BadKey;
use era_rm::ledger::BadSignature;
use era_rm::ledger::sshsig::{BadCertificate, NAMESPACE, key_of, to_sign, verify};
use era_rm::service::signer::{Places, SignError, Signer, open};
use sha2::{Digest as _, Sha256};
use ssh_key::public::{Ed25519PublicKey, KeyData, SkEd25519};
use ssh_key::{Algorithm, HashAlg, LineEnding, Signature, SshSig};

use super::support::openssh::Bench;

/// Bodies of all sorts: what is signed are bytes.
const BODIES: [&str; 4] = [r#"{"actor":"ada","v":1}"#, "", "\n", "{\"note\":\"Größe \u{2028} ≥ 1\"}"];

/// Opens a file by name, with an agent and a home of this folder.
fn named(bench: &Bench, name: &str) -> Result<Box<dyn Signer>, SignError> {
    let (file, agent) = (bench.at(name), bench.at("agent"));
    let places = Places { named: Some(&file), agent: Some(&agent), home: Some(&bench.folder) };
    open(places, &[], &mut nobody)
}

fn nobody(question: &str) -> Option<String> {
    panic!("nobody was to be asked: {question}")
}

fn parsed(line: &str) -> PublicKey {
    line.parse().unwrap()
}

#[test]
fn ssh_keygen_and_we_read_the_same_of_a_key() {
    let Some(bench) = Bench::new() else { return };
    bench.key("ada", "ed25519", &[]);
    let line = bench.public("ada");
    let key = parsed(&line);
    assert_eq!(line, format!("{key} ada at her desk\n"));
    let listed = bench.ok("ssh-keygen", &["-l", "-f", "ada.pub"], "");
    assert!(listed.contains(&format!(" {} ", key.fingerprint())), "{listed}");
    for (kind, named) in [("rsa", "ssh-rsa"), ("ecdsa", "ecdsa-sha2-nistp256")] {
        bench.key(kind, kind, &[]);
        let refused = bench.public(kind).parse::<PublicKey>();
        assert_eq!(refused, Err(BadKey::Algorithm(named.into())));
    }
    bench.key("ca", "ed25519", &[]);
    bench.ok("ssh-keygen", &["-q", "-s", "ca", "-I", "ada", "-n", "ada", "ada.pub"], "");
    let certificate = bench.public("ada-cert").parse::<PublicKey>();
    assert_eq!(certificate, Err(BadKey::Certificate("ssh-ed25519-cert-v01@openssh.com".into())));
    assert_eq!(fs::read_to_string(bench.at("ada")).unwrap().parse::<PublicKey>(), Err(BadKey::Private));
}

#[test]
fn we_and_ssh_keygen_make_the_same_signature() {
    let Some(bench) = Bench::new() else { return };
    bench.key("ada", "ed25519", &[]);
    bench.key("bob", "ed25519", &[]);
    let (ada, bob) = (parsed(&bench.public("ada")), parsed(&bench.public("bob")));
    let signer = named(&bench, "ada").unwrap();
    assert_eq!(signer.key(), &ada);
    let large = "x".repeat(1 << 20);
    for body in BODIES.into_iter().chain([large.as_str()]) {
        let theirs = bench.signed("ada", body, &[]);
        verify(body, &theirs, &ada).unwrap();
        assert_eq!(key_of(&theirs).unwrap(), ada);
        // Ed25519 leaves no choice, and neither does the form.
        assert_eq!(signer.sign(body).unwrap(), theirs);
        let (good, said) = bench.judged(&ada, body, &theirs);
        assert!(good, "{said}");
        // The judge is seen to refuse, as we do: another body, another key.
        let other = format!("{body} ");
        assert!(!bench.judged(&ada, &other, &theirs).0 && !bench.judged(&bob, body, &theirs).0);
        assert!(matches!(verify(&other, &theirs, &ada), Err(BadSignature::Mismatch(_))));
        assert!(matches!(verify(body, &theirs, &bob), Err(BadSignature::OtherKey { .. })));
    }
}

#[test]
fn what_ssh_keygen_signs_otherwise_is_not_accepted() {
    let Some(bench) = Bench::new() else { return };
    let body = BODIES[0];
    bench.key("ada", "ed25519", &[]);
    let ada = parsed(&bench.public("ada"));
    let why = |text: &str| verify(body, text, &ada).unwrap_err();
    let hashed = bench.signed("ada", body, &["-O", "hashalg=sha256"]);
    assert_eq!(why(&hashed), BadSignature::Hash("sha256".into()));
    for namespace in ["file", "git", "era-rm2"] {
        let words = ["-Y", "sign", "-q", "-n", namespace, "-f", "ada"];
        let other = bench.ok("ssh-keygen", &words, body);
        assert_eq!(why(&other), BadSignature::Namespace(namespace.into()));
    }
    bench.key("rsa", "rsa", &[]);
    let rsa = bench.signed("rsa", body, &[]);
    assert_eq!(why(&rsa), BadSignature::Key(BadKey::Algorithm("ssh-rsa".into())));
    for size in ["256", "384", "521"] {
        let name = format!("ecdsa{size}");
        bench.key(&name, "ecdsa", &["-b", size]);
        assert_eq!(why(&bench.signed(&name, body, &[])), BadSignature::Unknown);
    }
    // Newer programs make no DSA keys.
    let made = bench.run("ssh-keygen", &["-q", "-t", "dsa", "-N", "", "-f", "dsa"], "");
    if made.status.success() {
        let dsa = bench.signed("dsa", body, &[]);
        assert_eq!(why(&dsa), BadSignature::Key(BadKey::Algorithm("ssh-dss".into())));
    }
    // Under a certificate that never ends.
    bench.key("ca", "ed25519", &[]);
    bench.certify("ca", "ada", &["-n", "ada"]);
    let certified = bench.signed("ada-cert.pub", body, &[]);
    assert_eq!(why(&certified), BadSignature::Certificate(BadCertificate::Forever));
    let good = bench.signed("ada", body, &[]);
    assert_eq!(verify(body, &good, &ada), Ok(()));
}

#[test]
fn a_key_with_a_passphrase_asks_for_it_once() {
    let Some(bench) = Bench::new() else { return };
    let ciphers = ["aes256-ctr", "aes256-gcm@openssh.com", "chacha20-poly1305@openssh.com", "aes128-cbc"];
    for (i, cipher) in ciphers.iter().enumerate() {
        let name = format!("ada{i}");
        let file = bench.key(&name, "ed25519", &["-N", "open, Sésame", "-Z", cipher, "-a", "2"]);
        let places = Places { named: Some(&file), ..Places::default() };
        let path = file.display().to_string();
        let mut asked = Vec::new();
        let signer = open(places, &[], &mut |question| {
            asked.push(question.to_owned());
            Some("open, Sésame".into())
        });
        let signer = signer.unwrap();
        let key = parsed(&bench.public(&name));
        for body in BODIES {
            verify(body, &signer.sign(body).unwrap(), &key).unwrap();
        }
        assert_eq!(asked, [format!("Passphrase of the key {path}")], "{cipher}");
        for wrong in ["open, sesame", "", "open, Sésame "] {
            let refused = open(places, &[], &mut |_| Some(wrong.into())).err();
            assert_eq!(
                refused,
                Some(SignError::WrongPassphrase { path: path.clone() }),
                "{cipher} {wrong:?}"
            );
        }
        let alone = open(places, &[], &mut |_| None).err();
        assert_eq!(alone, Some(SignError::NoPassphrase { path }));
    }
}

#[test]
fn nobody_is_asked_for_a_key_that_may_not_sign_here() {
    let Some(bench) = Bench::new() else { return };
    fs::create_dir(bench.at(".ssh")).unwrap();
    bench.key(".ssh/id_ed25519", "ed25519", &["-N", "sesame", "-a", "1"]);
    bench.key("bob", "ed25519", &[]);
    let places = Places { home: Some(&bench.folder), ..Places::default() };
    let refused = open(places, &[parsed(&bench.public("bob"))], &mut nobody).err();
    assert!(matches!(refused, Some(SignError::NotYours { .. })), "{refused:?}");
    let own = parsed(&bench.public(".ssh/id_ed25519"));
    let signer = open(places, std::slice::from_ref(&own), &mut |_| Some("sesame".into())).unwrap();
    verify(BODIES[0], &signer.sign(BODIES[0]).unwrap(), &own).unwrap();
}

#[test]
fn other_types_and_open_files_are_refused_as_ssh_keygen_refuses_them() {
    let Some(bench) = Bench::new() else { return };
    for (kind, why) in [("rsa", BadKey::Algorithm("ssh-rsa".into())), ("ecdsa", BadKey::Unknown)] {
        for passphrase in ["", "sesame"] {
            let name = format!("{kind}{passphrase}");
            let path = bench.key(&name, kind, &["-N", passphrase]).display().to_string();
            assert_eq!(named(&bench, &name).err(), Some(SignError::Key { path, why: why.clone() }));
        }
    }
    let ada = bench.key("ada", "ed25519", &[]);
    for mode in [0o600, 0o400, 0o640, 0o604, 0o660] {
        fs::set_permissions(&ada, fs::Permissions::from_mode(mode)).unwrap();
        let words = ["-Y", "sign", "-q", "-n", NAMESPACE, "-f", "ada"];
        let theirs = bench.run("ssh-keygen", &words, BODIES[0]).status.success();
        let ours = named(&bench, "ada");
        assert_eq!(ours.is_ok(), theirs, "{mode:o}");
        if let Some(why) = ours.err() {
            assert_eq!(why, SignError::Open { path: ada.display().to_string(), mode });
        }
    }
    // A private key in the older form, which no Ed25519 key has.
    bench.key("old", "rsa", &["-m", "PEM"]);
    assert!(matches!(named(&bench, "old"), Err(SignError::NotAKey { .. })));
}

#[test]
fn a_key_behind_a_real_agent_signs() {
    let Some(bench) = Bench::new() else { return };
    for (name, kind) in [("ada", "ed25519"), ("bob", "ed25519"), ("rsa", "rsa")] {
        bench.key(name, kind, &[]);
    }
    let (ada, bob) = (parsed(&bench.public("ada")), parsed(&bench.public("bob")));
    let fingerprint = ada.fingerprint();
    assert!(matches!(named(&bench, "ada.pub"), Err(SignError::Agent { .. })));
    let agent = bench.agent();
    assert_eq!(
        named(&bench, "ada.pub").err(),
        Some(SignError::AgentLacks { fingerprint: fingerprint.clone() })
    );
    for name in ["rsa", "bob", "ada"] {
        bench.ok("ssh-add", &["-q", name], "");
        fs::remove_file(bench.at(name)).unwrap();
    }
    let signer = named(&bench, "ada.pub").unwrap();
    for body in BODIES {
        let text = signer.sign(body).unwrap();
        verify(body, &text, &ada).unwrap();
        let (good, said) = bench.judged(&ada, body, &text);
        assert!(good, "{said}");
        // Through the agent too, ssh-keygen makes the same.
        assert_eq!(text, bench.signed("ada.pub", body, &[]));
    }
    // A note, which is signed as it is: as the private key itself would.
    let line = signer.sign_note("era-rm/1\n", "ada").unwrap();
    assert!(line.is_of(&ada) && !line.is_of(&bob));
    line.verify("era-rm/1\n", &ada).unwrap();
    let socket = bench.at("agent");
    let places = Places { agent: Some(&socket), ..Places::default() };
    let unnamed = open(places, std::slice::from_ref(&bob), &mut nobody).unwrap();
    verify(BODIES[0], &unnamed.sign(BODIES[0]).unwrap(), &bob).unwrap();
    // Taken away, and with a confirmation that nobody gives.
    bench.ok("ssh-add", &["-q", "-d", "ada.pub"], "");
    assert_eq!(signer.sign(BODIES[0]), Err(SignError::AgentRefused { fingerprint }));
    bench.key("eve", "ed25519", &[]);
    bench.ok("ssh-add", &["-q", "-c", "eve"], "");
    let eve = named(&bench, "eve.pub").unwrap();
    let refused = SignError::AgentRefused { fingerprint: eve.key().fingerprint() };
    assert_eq!(eve.sign(BODIES[0]), Err(refused));
    drop(agent);
    assert!(matches!(unnamed.sign(BODIES[0]), Err(SignError::Agent { .. })));
}

/// A hardware key, played by one in memory.
fn hardware(application: &str) -> (SigningKey, PublicKey, KeyData) {
    let secret = SigningKey::from_bytes(&[7; 32]);
    let number = Ed25519PublicKey(secret.verifying_key().to_bytes());
    let data = KeyData::SkEd25519(SkEd25519::new(number, application));
    let line = ssh_key::PublicKey::from(data.clone()).to_openssh().unwrap();
    (secret, parsed(&line), data)
}

#[test]
fn ssh_keygen_and_we_agree_about_hardware_keys() {
    let Some(bench) = Bench::new() else { return };
    let body = BODIES[0];
    for application in ["ssh:", "ssh:release"] {
        let (secret, key, data) = hardware(application);
        for (flags, accepted) in [(1_u8, true), (5, true), (0, false), (4, false)] {
            let touch = [flags, 0, 0, 1, 2];
            let message = Sha256::digest(to_sign(body).unwrap());
            let over = [&Sha256::digest(application)[..], &touch, &message].concat();
            let raw = [&secret.sign(&over).to_bytes()[..], &touch].concat();
            let made = Signature::new(Algorithm::SkEd25519, raw).unwrap();
            let text = SshSig::new(data.clone(), NAMESPACE, HashAlg::Sha512, made).unwrap();
            let text = text.to_pem(LineEnding::LF).unwrap();
            let ours = verify(body, &text, &key);
            assert_eq!(ours, if accepted { Ok(()) } else { Err(BadSignature::Untouched) });
            let (good, said) = bench.judged(&key, body, &text);
            assert!(good || !accepted, "{said}");
            assert!(!bench.judged(&key, "{}", &text).0);
        }
    }
}
