//! Signatures put together by hand, part by part: the right one is accepted, and none that differs in a part, a bit or a
//! character. Those of OpenSSH's own programs are in `tests/signing.rs`.

#![expect(clippy::unwrap_used, reason = "tests")]
use ed25519_dalek::{Signer as _, SigningKey};
use sha2::{Digest as _, Sha256, Sha512};
use ssh_key::encoding::{Base64Writer, Writer};

use super::*;

mod certified;

const BODY: &str = r#"{"actor":"ada","v":1}"#;
const FILE: &str = "ssh-ed25519";
const HARDWARE: &str = "sk-ssh-ed25519@openssh.com";

/// RFC 4251's `string`.
fn string(bytes: &[u8]) -> Vec<u8> {
    [&u32::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat()
}

fn base64(bytes: &[u8]) -> String {
    let mut out = vec![0; bytes.len() * 2 + 8];
    let mut writer = Base64Writer::new(&mut out).unwrap();
    writer.write(bytes).unwrap();
    writer.finish().unwrap().to_owned()
}

fn armored(bytes: &[u8], width: usize) -> String {
    let text = base64(bytes);
    let lines: Vec<&str> = text.as_bytes().chunks(width).map(|l| str::from_utf8(l).unwrap()).collect();
    format!("-----BEGIN SSH SIGNATURE-----\n{}\n-----END SSH SIGNATURE-----\n", lines.join("\n"))
}

/// The parts of a signature, each as it should be until a test says otherwise.
struct Parts {
    secret: SigningKey,
    hardware: bool,
    flags: u8,
    magic: &'static [u8],
    version: u32,
    /// The type inside the key, and that inside the signature.
    types: (&'static str, &'static str),
    namespace: &'static str,
    reserved: &'static [u8],
    hash: &'static str,
    /// What stands in the key's place.
    certificate: Option<Vec<u8>>,
    /// Behind the key, the signature, and the whole.
    trailing: [&'static [u8]; 3],
}

impl Parts {
    fn of(seed: u8) -> Self {
        Self {
            secret: SigningKey::from_bytes(&[seed; 32]),
            hardware: false,
            flags: 0,
            magic: b"SSHSIG",
            version: 1,
            types: (FILE, FILE),
            namespace: NAMESPACE,
            reserved: b"",
            hash: "sha512",
            certificate: None,
            trailing: [b"", b"", b""],
        }
    }
    fn hardware(seed: u8, flags: u8) -> Self {
        Self { hardware: true, flags, types: (HARDWARE, HARDWARE), ..Self::of(seed) }
    }
    fn key_blob(&self) -> Vec<u8> {
        let mut blob = string(self.types.0.as_bytes());
        blob.extend(string(self.secret.verifying_key().as_bytes()));
        if self.hardware {
            blob.extend(string(b"ssh:"));
        }
        [blob, self.trailing[0].to_vec()].concat()
    }
    fn key(&self) -> PublicKey {
        let plain = if self.hardware { Self::hardware(0, 0) } else { Self::of(0) };
        let blob = Self { secret: self.secret.clone(), ..plain }.key_blob();
        PublicKey::of(ssh_key::PublicKey::from_bytes(&blob).unwrap().key_data()).unwrap()
    }
    /// Signed over the parts as they are: only the rules can refuse it, not the curve.
    fn bytes(&self, body: &str) -> Vec<u8> {
        let hashed = match self.hash {
            "sha256" => Sha256::digest(body).to_vec(),
            _ => Sha512::digest(body).to_vec(),
        };
        let named =
            [string(self.namespace.as_bytes()), string(self.reserved), string(self.hash.as_bytes())].concat();
        let message = [self.magic, &named, &string(&hashed)].concat();
        let signature = [self.made(&self.secret, &message), self.trailing[1].to_vec()].concat();
        [
            self.magic,
            &self.version.to_be_bytes(),
            &string(&self.certificate.clone().unwrap_or_else(|| self.key_blob())),
            &named,
            &string(&signature),
            self.trailing[2],
        ]
        .concat()
    }
    /// A signature of bytes, of which the type and the touch are these.
    fn made(&self, by: &SigningKey, bytes: &[u8]) -> Vec<u8> {
        let named = string(self.types.1.as_bytes());
        if !self.hardware {
            return [named, string(&by.sign(bytes).to_bytes())].concat();
        }
        let touch = [&[self.flags][..], &7_u32.to_be_bytes()].concat();
        let over = [&Sha256::digest("ssh:")[..], &touch, &Sha256::digest(bytes)].concat();
        [named, string(&by.sign(&over).to_bytes()), touch].concat()
    }
    fn armored(&self) -> String {
        armored(&self.bytes(BODY), 70)
    }
    fn why(&self) -> BadSignature {
        verify(BODY, &self.armored(), &self.key()).unwrap_err()
    }
}

#[test]
fn a_signature_as_it_should_be_is_accepted_for_its_body_and_key() {
    for parts in [Parts::of(7), Parts::hardware(7, 1), Parts::hardware(7, 5)] {
        let (key, text) = (parts.key(), parts.armored());
        assert_eq!(verify(BODY, &text, &key), Ok(()));
        assert_eq!(key_of(&text), Ok(key.clone()));
        let read = Signature::read(&text).unwrap();
        assert!(read.is_of(&key) && !read.is_of(&Parts::of(8).key()));
        let mismatch = Err(BadSignature::Mismatch(key.fingerprint()));
        assert_eq!(verify(&format!("{BODY} "), &text, &key), mismatch);
        assert_eq!(verify("", &text, &key), mismatch);
        let other = Parts { secret: SigningKey::from_bytes(&[8; 32]), ..parts }.key();
        let named = BadSignature::OtherKey { by: key.fingerprint(), wanted: other.fingerprint() };
        assert_eq!(verify(BODY, &text, &other), Err(named));
    }
    // The same number, in a file and in a hardware key, is two keys.
    let (file, touch) = (Parts::of(7), Parts::hardware(7, 1));
    assert!(matches!(verify(BODY, &file.armored(), &touch.key()), Err(BadSignature::OtherKey { .. })));
    assert!(matches!(verify(BODY, &touch.armored(), &file.key()), Err(BadSignature::OtherKey { .. })));
}

#[test]
fn what_a_key_makes_is_sealed_only_if_it_is_good() {
    let parts = Parts::of(7);
    let made = |body: &str| {
        let signature = parts.secret.sign(&to_sign(body).unwrap()).to_bytes().to_vec();
        ssh_key::Signature::new(ssh_key::Algorithm::Ed25519, signature).unwrap()
    };
    assert_eq!(seal(BODY, made(BODY), &Credential::Key(parts.key())).unwrap(), parts.armored());
    assert!(matches!(seal(BODY, made("{}"), &Credential::Key(parts.key())), Err(BadSignature::Mismatch(_))));
    let touch = Credential::Key(Parts::hardware(7, 1).key());
    assert_eq!(seal(BODY, made(BODY), &touch), Err(BadSignature::Algorithm(FILE.into())));
}

#[test]
fn each_part_that_differs_is_refused_by_name() {
    let good = || Parts::of(7);
    let touched = || Parts::hardware(7, 1);
    let cannot = BadSignature::Undecodable;
    for (parts, why) in [
        (Parts { magic: b"SSHSIH", ..good() }, cannot.clone()),
        (Parts { version: 0, ..good() }, BadSignature::Version(0)),
        (Parts { version: 2, ..good() }, BadSignature::Version(2)),
        (Parts { namespace: "file", ..good() }, BadSignature::Namespace("file".into())),
        (Parts { namespace: "Era-rm", ..good() }, BadSignature::Namespace("Era-rm".into())),
        (Parts { namespace: "era-rm\0", ..good() }, BadSignature::Namespace("era-rm\0".into())),
        (Parts { namespace: "*", ..good() }, BadSignature::Namespace("*".into())),
        (Parts { namespace: "", ..good() }, BadSignature::Namespace(String::new())),
        (Parts { reserved: b"later", ..good() }, BadSignature::Reserved),
        (Parts { hash: "sha256", ..good() }, BadSignature::Hash("sha256".into())),
        (Parts { hash: "sha256", ..touched() }, BadSignature::Hash("sha256".into())),
        (Parts { hash: "SHA512", ..good() }, BadSignature::Unknown),
        (Parts { hash: "", ..good() }, BadSignature::Unknown),
        (Parts { types: (FILE, HARDWARE), ..good() }, cannot.clone()),
        (Parts { types: (HARDWARE, FILE), ..good() }, cannot.clone()),
        (Parts { types: (HARDWARE, FILE), ..touched() }, cannot.clone()),
        (Parts { types: (FILE, "ssh-ed448"), ..good() }, BadSignature::Unknown),
        (Parts { types: (FILE, "ed@x.org"), ..good() }, BadSignature::Algorithm("ed@x.org".into())),
        (Parts { types: (FILE, "ssh-rsa"), ..good() }, BadSignature::Algorithm("ssh-rsa".into())),
        (Parts { types: ("ed@x.org", "ed@x.org"), ..good() }, BadKey::Algorithm("ed@x.org".into()).into()),
        (Parts { types: ("ed@x.org", FILE), ..good() }, BadKey::Algorithm("ed@x.org".into()).into()),
        (Parts { trailing: [b"x", b"", b""], ..good() }, cannot.clone()),
        (Parts { trailing: [b"", b"x", b""], ..good() }, cannot.clone()),
        (Parts { trailing: [b"", b"", b"x"], ..good() }, cannot.clone()),
        (Parts { trailing: [b"", b"x", b""], ..touched() }, cannot.clone()),
        (Parts::hardware(7, 0), BadSignature::Untouched),
        (Parts::hardware(7, 4), BadSignature::Untouched),
    ] {
        assert_eq!(parts.why(), why);
    }
    assert_eq!(verify(BODY, "", &good().key()), Err(BadSignature::Missing));
}

#[test]
fn a_key_for_which_anybody_can_sign_is_refused() {
    // The neutral point: R = it, S = 0 satisfies the equation for every body.
    let mut bytes = Parts::of(7).bytes(BODY);
    let neutral = |at: usize, bytes: &mut Vec<u8>| {
        bytes[at..at + 32].fill(0);
        bytes[at] = 1;
    };
    let at = |needle: &[u8], bytes: &[u8]| bytes.windows(needle.len()).position(|w| w == needle).unwrap();
    let secret = Parts::of(7).secret;
    let key_at = at(secret.verifying_key().as_bytes(), &bytes);
    neutral(key_at, &mut bytes);
    let end = bytes.len();
    neutral(end - 64, &mut bytes);
    bytes[end - 32..].fill(0);
    assert_eq!(key_of(&armored(&bytes, 70)), Err(BadSignature::Key(BadKey::Point)));
}

#[test]
fn another_text_of_the_same_signature_is_refused() {
    let (good, key) = (Parts::of(7).armored(), Parts::of(7).key());
    let bytes = Parts::of(7).bytes(BODY);
    let body = good.lines().nth(1).unwrap();
    let other = [
        ("CRLF", good.replace('\n', "\r\n")),
        ("CR", good.replace('\n', "\r")),
        ("one CRLF", good.replacen('\n', "\r\n", 1)),
        ("no last newline", good.trim_end().to_owned()),
        ("two last newlines", format!("{good}\n")),
        ("a blank at the end", format!("{good} ")),
        ("a blank before", format!(" {good}")),
        ("a newline before", format!("\n{good}")),
        ("a preamble", format!("signed by ada\n{good}")),
        ("a byte order mark", format!("\u{feff}{good}")),
        ("doubled", format!("{good}{good}")),
        ("armor in armor", armored(good.as_bytes(), 70)),
        ("76 columns", armored(&bytes, 76)),
        ("64 columns", armored(&bytes, 64)),
        ("one line", armored(&bytes, 4000)),
        ("an empty line", good.replacen(body, &format!("{body}\n"), 1)),
        ("a header", good.replacen(body, &format!("Comment: x\n\n{body}"), 1)),
        ("a blank in a line", good.replacen("U1NI", "U1NI ", 1)),
        ("another label", good.replace("SSH SIGNATURE", "SSH  SIGNATURE")),
        ("lower case", good.to_lowercase()),
        ("the base64 alone", base64(&bytes)),
        ("the end alone missing", good.replace("-----END SSH SIGNATURE-----\n", "")),
    ];
    assert_eq!(armored(&bytes, 70), good);
    for (what, text) in other {
        assert_ne!(text, good, "{what}");
        assert!(verify(BODY, &text, &key).is_err(), "{what}");
        assert!(key_of(&text).is_err(), "{what}");
    }
    // A padded end has bits that stand for nothing: the namespace of this one makes it so.
    assert!(good.contains("="), "{good}");
    let letters: Vec<char> = ('A'..='Z').chain('a'..='z').chain('0'..='9').chain(['+', '/']).collect();
    let last = good.find('=').unwrap() - 1;
    for letter in letters.into_iter().filter(|l| !good[last..].starts_with(*l)) {
        let text = format!("{}{letter}{}", &good[..last], &good[last + 1..]);
        assert!(verify(BODY, &text, &key).is_err(), "{letter}");
    }
}

/// Every text that differs from a good one in one bit: `text` is made of the bytes that differ.
fn flipped(good: &[u8], text: impl Fn(&[u8]) -> Option<String>) -> impl Iterator<Item = (usize, String)> {
    (0..good.len() * 8).filter_map(move |bit| {
        let mut bytes = good.to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        text(&bytes).map(|t| (bit, t))
    })
}

#[test]
fn no_single_bit_of_a_signature_can_be_another() {
    let kinds = [Parts::of(7), Parts::hardware(7, 1), certified::under(Parts::of(7))];
    let kinds = kinds.into_iter().chain([certified::under(Parts::hardware(7, 1))]);
    let mut counted = Vec::new();
    for parts in kinds {
        let (text, bytes) = (parts.armored(), parts.bytes(BODY));
        assert!(check(BODY, &text).unwrap().is_some());
        let decoded = flipped(&bytes, |b| Some(armored(b, 70)));
        // What is not UTF-8 is no text, and no signature is read of it.
        let typed = flipped(text.as_bytes(), |b| String::from_utf8(b.to_vec()).ok());
        let mut tried = 0;
        for (bit, other) in decoded.chain(typed) {
            tried += 1;
            // By whatever key it names.
            assert!(check(BODY, &other).is_err(), "bit {bit}:\n{other}");
        }
        counted.push((bytes.len() * 8, tried));
    }
    // Of the signature itself, and with those of its text.
    assert_eq!(counted, [(1408, 3494), (1752, 4237), (3600, 8269), (3848, 8832)]);
}
