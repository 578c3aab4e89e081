//! Certificates put together by hand, part by part, and signatures under them.

use super::*;
use crate::domain::Time;

const USER: u32 = 1;
const HOUR: u64 = 3_600;
/// 2026-11-23T09:00:00Z.
const START: u64 = 1_795_424_400;
const CERTIFIED: &str = "ssh-ed25519-cert-v01@openssh.com";
const CERTIFIED_HARDWARE: &str = "sk-ssh-ed25519-cert-v01@openssh.com";

/// The parts of a certificate, each as it should be until a test says otherwise.
struct Cert {
    authority: Parts,
    kind: &'static str,
    nonce: &'static [u8],
    of: u32,
    id: &'static str,
    principals: Vec<String>,
    valid: (u64, u64),
    critical: &'static [(&'static str, &'static str)],
    extensions: &'static [(&'static str, &'static str)],
    reserved: &'static [u8],
    /// Signed by another than it names.
    forged: bool,
    trailing: &'static [u8],
}

impl Cert {
    fn of(seed: u8) -> Self {
        Self {
            authority: Parts::of(seed),
            kind: CERTIFIED,
            nonce: b"once",
            of: USER,
            id: "job 7",
            principals: vec!["ci".into()],
            valid: (START, START + HOUR),
            critical: &[],
            extensions: &[("permit-pty", ""), ("x@example.org", "y")],
            reserved: b"",
            forged: false,
            trailing: b"",
        }
    }
    fn blob(&self, of: &Parts) -> Vec<u8> {
        let names: Vec<u8> = self.principals.iter().flat_map(|p| string(p.as_bytes())).collect();
        let options = |all: &[(&str, &str)]| {
            let one = |(name, value): &(&str, &str)| {
                let value = if value.is_empty() { Vec::new() } else { string(value.as_bytes()) };
                [string(name.as_bytes()), string(&value)].concat()
            };
            string(&all.iter().flat_map(one).collect::<Vec<u8>>())
        };
        let mut blob = [string(self.kind.as_bytes()), string(self.nonce)].concat();
        blob.extend(string(of.secret.verifying_key().as_bytes()));
        if of.hardware {
            blob.extend(string(b"ssh:"));
        }
        blob.extend(7_u64.to_be_bytes());
        blob.extend(self.of.to_be_bytes());
        blob.extend([string(self.id.as_bytes()), string(&names)].concat());
        blob.extend([self.valid.0.to_be_bytes(), self.valid.1.to_be_bytes()].concat());
        blob.extend([options(self.critical), options(self.extensions), string(self.reserved)].concat());
        blob.extend(string(&self.authority.key_blob()));
        let signer =
            if self.forged { SigningKey::from_bytes(&[99; 32]) } else { self.authority.secret.clone() };
        let made = self.authority.made(&signer, &blob);
        [blob, string(&made), self.trailing.to_vec()].concat()
    }
    /// A signature by a key under this certificate.
    fn signs(&self, of: Parts) -> Parts {
        Parts { certificate: Some(self.blob(&of)), ..of }
    }
    fn why(&self) -> BadSignature {
        check(BODY, &self.signs(Parts::of(7)).armored()).unwrap_err()
    }
}

/// The same signature under a certificate by the authority of seed 5.
pub fn under(of: Parts) -> Parts {
    let kind = if of.hardware { CERTIFIED_HARDWARE } else { CERTIFIED };
    Cert { kind, ..Cert::of(5) }.signs(of)
}

fn said(of: &Parts) -> Certificate {
    let time = |s: &str| s.parse::<Time>().unwrap();
    let (from, until) = (time("2026-11-23T09:00:00Z"), time("2026-11-23T10:00:00Z"));
    Certificate { key: of.key().id(), principals: vec!["ci".into()], from, until }
}

#[test]
fn a_signature_under_a_certificate_is_its_authoritys() {
    let hardware = Cert { authority: Parts::hardware(5, 1), ..Cert::of(5) }.signs(Parts::of(7));
    for (parts, authority) in [
        (under(Parts::of(7)), Parts::of(5)),
        (under(Parts::hardware(7, 1)), Parts::of(5)),
        (hardware, Parts::hardware(5, 1)),
    ] {
        let text = parts.armored();
        let by = SignedBy { key: authority.key().id(), certificate: Some(Box::new(said(&parts))) };
        assert_eq!(check(BODY, &text), Ok(Some(by.clone())));
        assert_eq!(signed_by(&text), Ok(Some(by)));
        assert_eq!(key_of(&text), Ok(parts.key()), "the one that is certified");
        assert_eq!(verify(BODY, &text, &parts.key()), Ok(()));
        assert!(matches!(verify(BODY, &text, &authority.key()), Err(BadSignature::OtherKey { .. })));
        assert!(matches!(check("{}", &text), Err(BadSignature::Mismatch(_))));
    }
}

#[test]
fn what_is_sealed_under_a_certificate_names_it() {
    let (parts, cert) = (Parts::of(7), Cert::of(5));
    let line = format!("{CERTIFIED} {} job 7\n", base64(&cert.blob(&parts)));
    let certified = Certified::read(&line).unwrap();
    assert_eq!((certified.key(), certified.authority()), (&parts.key(), &cert.authority.key()));
    assert_eq!(certified.said(), &said(&parts));
    let made = parts.secret.sign(&to_sign(BODY).unwrap()).to_bytes().to_vec();
    let made = ssh_key::Signature::new(ssh_key::Algorithm::Ed25519, made).unwrap();
    let named = Credential::Certified(Box::new(certified));
    assert_eq!(seal(BODY, made, &named), Ok(cert.signs(parts).armored()));
    let other = format!("{CERTIFIED_HARDWARE} {}", base64(&cert.blob(&Parts::of(7))));
    for line in [other.as_str(), "", CERTIFIED, &format!("{CERTIFIED} AAAA"), &Parts::of(7).key().to_string()]
    {
        assert_eq!(Certified::read(line), Err(BadCertificate::Undecodable), "{line}");
    }
}

#[test]
fn each_part_of_a_certificate_that_differs_is_refused_by_name() {
    let good = || Cert::of(5);
    let many = |n: usize| (0..n).map(|i| format!("ci{i}")).collect::<Vec<_>>();
    let typed = |types| Parts { types, ..Parts::of(5) };
    let bound = |critical| Cert { critical, ..Cert::of(5) };
    let valid = |from, until| Cert { valid: (from, until), ..Cert::of(5) };
    for (cert, why) in [
        (Cert { of: 2, ..good() }, BadCertificate::Host),
        (bound(&[("force-command", "true")]), BadCertificate::Option("force-command".into())),
        (bound(&[("verify-required", "")]), BadCertificate::Option("verify-required".into())),
        (Cert { principals: Vec::new(), ..good() }, BadCertificate::NoPrincipal),
        (Cert { principals: many(257), ..good() }, BadCertificate::Principals(257)),
        (Cert { principals: vec!["ci\0".into()], ..good() }, BadCertificate::Undecodable),
        (Cert { id: "job\0", ..good() }, BadCertificate::Undecodable),
        (valid(START, u64::MAX), BadCertificate::Forever),
        (valid(0, u64::MAX), BadCertificate::Forever),
        // The first second of the year 10000.
        (valid(START, 253_402_300_800), BadCertificate::Forever),
        (valid(START, START), BadCertificate::Never),
        (valid(u64::MAX, START), BadCertificate::Never),
        (Cert { authority: Parts::of(7), ..good() }, BadCertificate::Itself),
        (Cert { authority: Parts::hardware(5, 0), ..good() }, BadCertificate::Untouched),
        (Cert { forged: true, ..good() }, BadCertificate::Mismatch(Parts::of(5).key().fingerprint())),
        (
            Cert { authority: typed((FILE, "ed@x.org")), ..good() },
            BadCertificate::Algorithm("ed@x.org".into()),
        ),
        (
            Cert { authority: typed(("ed@x.org", FILE)), ..good() },
            BadCertificate::Authority(BadKey::Algorithm("ed@x.org".into())),
        ),
    ] {
        assert_eq!(cert.why(), BadSignature::Certificate(why));
    }
    for (cert, why) in [
        (Cert { of: 0, ..good() }, BadSignature::Undecodable),
        (Cert { of: 3, ..good() }, BadSignature::Undecodable),
        (Cert { kind: CERTIFIED_HARDWARE, ..good() }, BadSignature::Undecodable),
        (Cert { kind: "ecdsa-sha2-nistp256-cert-v01@openssh.com", ..good() }, BadSignature::Unknown),
        (Cert { extensions: &[("b", ""), ("a", "")], ..good() }, BadSignature::Undecodable),
        (Cert { extensions: &[("a", ""), ("a", "")], ..good() }, BadSignature::Undecodable),
        (Cert { trailing: b"x", ..good() }, BadSignature::Undecodable),
    ] {
        assert_eq!(cert.why(), why);
    }
    // What does not change whom it is for is its authority's affair.
    for cert in [
        Cert { nonce: b"", ..good() },
        Cert { id: "", ..good() },
        Cert { extensions: &[], ..good() },
        Cert { reserved: b"later", ..good() },
        Cert { principals: many(256), ..good() },
        valid(0, START),
        valid(START, 253_402_300_799),
    ] {
        check(BODY, &cert.signs(Parts::of(7)).armored()).unwrap();
    }
}

#[test]
fn a_certificate_of_another_key_does_not_help() {
    let cert = Cert::of(5).blob(&Parts::of(7));
    let stolen = Parts { certificate: Some(cert.clone()), ..Parts::of(8) };
    let mismatch = BadSignature::Mismatch(Parts::of(7).key().fingerprint());
    assert_eq!(check(BODY, &stolen.armored()), Err(mismatch));
    let swapped = Parts { certificate: Some(cert), ..Parts::hardware(7, 1) };
    assert!(matches!(check(BODY, &swapped.armored()), Err(BadSignature::Algorithm(_))));
    assert_eq!(check(BODY, &under(Parts::hardware(7, 0)).armored()), Err(BadSignature::Untouched));
}
