//! Signatures put together part by part, as no program writes them.

use ed25519_dalek::{Signer as _, SigningKey};
use sha2::{Digest as _, Sha512};
use ssh_key::encoding::{Base64Reader, Base64Writer, Reader, Writer};

use crate::support::keys;

/// The order of the curve's base point, as little-endian bytes.
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// The parts of a signature.
pub struct Forged {
    pub key: &'static str,
    /// Whose key signs in truth.
    pub by: &'static str,
    pub magic: [u8; 6],
    pub version: u32,
    pub kind: &'static str,
    pub algorithm: &'static str,
    pub namespace: &'static str,
    pub reserved: &'static [u8],
    pub hash: &'static str,
    /// Signed without the envelope.
    pub bare: bool,
    /// In the place of the key's number, and of what is signed.
    pub number: Option<[u8; 32]>,
    pub signature: Option<[u8; 64]>,
    /// Behind the key and the signature.
    pub trailing: [&'static [u8]; 2],
}

impl Forged {
    /// As it should be, by the key of a name.
    pub fn of(key: &'static str) -> Self {
        Self {
            key,
            by: key,
            magic: *b"SSHSIG",
            version: 1,
            kind: "ssh-ed25519",
            algorithm: "ssh-ed25519",
            namespace: "era-rm",
            reserved: b"",
            hash: "sha512",
            bare: false,
            number: None,
            signature: None,
            trailing: [b"", b""],
        }
    }
    fn envelope(&self, body: &str) -> Vec<u8> {
        let parts = [self.namespace.as_bytes(), self.reserved, self.hash.as_bytes(), &Sha512::digest(body)];
        [self.magic.to_vec(), parts.map(string).concat()].concat()
    }
    /// What the key makes of a body.
    fn made(&self, body: &str) -> [u8; 64] {
        let signed = if self.bare { body.as_bytes().to_vec() } else { self.envelope(body) };
        self.signature.unwrap_or_else(|| secret(self.by).sign(&signed).to_bytes())
    }
    pub fn text(&self, body: &str) -> String {
        let number = self.number.unwrap_or_else(|| secret(self.key).verifying_key().to_bytes());
        let mut key = [string(self.kind.as_bytes()), string(&number)].concat();
        if self.kind.starts_with("sk-") {
            key.extend(string(b"ssh:"));
        }
        key.extend(self.trailing[0]);
        let mut signature = [string(self.algorithm.as_bytes()), string(&self.made(body))].concat();
        signature.extend(self.trailing[1]);
        let named = [self.namespace.as_bytes(), self.reserved, self.hash.as_bytes()].map(string).concat();
        let whole =
            [&self.magic[..], &self.version.to_be_bytes(), &string(&key), &named, &string(&signature)]
                .concat();
        armored(&whole, 70)
    }
}

fn secret(name: &str) -> SigningKey {
    let private = keys::private(name);
    SigningKey::from_bytes(&private.key_data().ed25519().unwrap().private.to_bytes())
}

/// The same signature with the order of the curve added to its number: what a lenient judge accepts.
pub fn plus_order(body: &str) -> Forged {
    let mut signature = Forged::of("rhea-next").made(body);
    let mut carry = 0;
    for (byte, more) in signature[32..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(more) + carry;
        (*byte, carry) = (sum.to_le_bytes()[0], sum >> 8);
    }
    Forged { signature: Some(signature), ..Forged::of("rhea-next") }
}

/// By the key for which anybody can sign everything.
pub fn neutral() -> Forged {
    let (mut number, mut signature) = ([0; 32], [0; 64]);
    (number[0], signature[0]) = (1, 1);
    Forged { number: Some(number), signature: Some(signature), ..Forged::of("rhea-next") }
}

/// RFC 4251's `string`.
fn string(bytes: &[u8]) -> Vec<u8> {
    [&u32::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat()
}

pub fn armored(bytes: &[u8], width: usize) -> String {
    let mut out = vec![0; bytes.len() * 2 + 8];
    let mut writer = Base64Writer::new(&mut out).unwrap();
    writer.write(bytes).unwrap();
    let text = writer.finish().unwrap();
    let lines: Vec<&str> = text.as_bytes().chunks(width).map(|l| str::from_utf8(l).unwrap()).collect();
    format!("-----BEGIN SSH SIGNATURE-----\n{}\n-----END SSH SIGNATURE-----\n", lines.join("\n"))
}

pub fn decoded(text: &str) -> Vec<u8> {
    let text: String = text.lines().filter(|l| !l.starts_with('-')).collect();
    let mut reader = Base64Reader::new(text.as_bytes()).unwrap();
    let mut out = vec![0; reader.remaining_len()];
    reader.read(&mut out).unwrap();
    out
}
