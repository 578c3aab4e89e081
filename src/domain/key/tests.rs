//! What may be a public key, and each reason why something may not.

#![expect(clippy::unwrap_used, reason = "tests")]
use super::*;

const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAyXMTIsJWSDXsq0nSCaOT9L1HyoOXbPYxLvfVktC2mf";
const TOUCH: &str = "sk-ssh-ed25519@openssh.com \
                     AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAICFo/k5LU8863u66YC9eUO2170QduohPURkQnbLa/dczAAAABHNzaDo=";

fn read(s: &str) -> Result<String, BadKey> {
    s.parse().map(|key: PublicKey| key.to_string())
}

/// A line of a type, with a blob that is put together by hand.
fn line(kind: &str, parts: &[&[u8]]) -> String {
    let mut blob = Vec::new();
    for part in parts {
        blob.extend(u32::try_from(part.len()).unwrap().to_be_bytes());
        blob.extend(*part);
    }
    format!("{kind} {}", base64(&blob))
}

fn base64(bytes: &[u8]) -> String {
    use encoding::Writer;
    let mut out = vec![0; bytes.len() * 2 + 8];
    let mut writer = encoding::Base64Writer::new(&mut out).unwrap();
    writer.write(bytes).unwrap();
    writer.finish().unwrap().to_owned()
}

fn number(fill: u8) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes[0] = fill;
    bytes
}

#[test]
fn a_line_of_a_pub_file_is_read_without_its_comment() {
    for key in [KEY, TOUCH] {
        assert_eq!(read(key).unwrap(), key);
        assert_eq!(read(&format!("  {key} ada at her desk \n")).unwrap(), key);
        assert_eq!(read(&format!("{key}\tada\r\n")).unwrap(), key);
        assert_eq!(read(&key.replace(' ', "\t ")).unwrap(), key);
        assert!(regex(key), "{key}");
    }
    let (file, touch): (PublicKey, PublicKey) = (KEY.parse().unwrap(), TOUCH.parse().unwrap());
    assert_eq!(file.fingerprint(), "SHA256:kKgdxO8aPDLZ4KnY+b6FRN+ZQb7R/U48ng9MvEd0ht4");
    assert_eq!((file.is_hardware(), touch.is_hardware()), (false, true));
    assert_eq!(PublicKey::of(touch.data()), Ok(touch));
}

/// What [`PATTERN`] asks for, by hand.
fn regex(key: &str) -> bool {
    let (kind, blob) = key.split_once(' ').unwrap();
    let plain = blob.trim_end_matches('=');
    matches!(kind, FILE | HARDWARE)
        && !plain.is_empty()
        && blob.len() - plain.len() <= 2
        && plain.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/'))
}

#[test]
fn in_the_ledger_there_is_one_spelling() {
    let json = |s: &str| serde_json::from_value::<PublicKey>(s.into());
    for key in [KEY, TOUCH] {
        assert_eq!(serde_json::to_value(json(key).unwrap()).unwrap(), key);
        for other in [format!("{key} "), format!("{key}\n"), format!("{key} ada"), key.replace(' ', "  ")] {
            assert!(read(&other).is_ok());
            let said = json(&other).unwrap_err().to_string();
            assert_eq!(said, BadKey::Spelling.to_string(), "{other:?}");
        }
    }
    assert!(serde_json::from_str::<PublicKey>("null").is_err());
}

#[test]
fn what_is_no_key_of_the_two_types_is_refused_by_name() {
    let certificate = "ssh-ed25519-cert-v01@openssh.com";
    let begin = "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n";
    let long = format!("{KEY} {}", "x".repeat(MAX));
    let named = |kind: &str| BadKey::Algorithm(kind.into());
    for (given, why) in [
        ("", BadKey::Empty),
        (" \n", BadKey::Empty),
        (&long, BadKey::Long(long.len())),
        (&format!("{KEY}\n{KEY}"), BadKey::SeveralLines),
        (&format!("{KEY}\r{KEY}"), BadKey::SeveralLines),
        (begin, BadKey::Private),
        (&format!("no-pty,command=\"date -u\" {KEY}"), BadKey::Options),
        (&format!("restrict {TOUCH}"), BadKey::Options),
        ("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAA ada", named("ssh-rsa")),
        ("ssh-dss AAAAB3NzaC1kc3M= ada", named("ssh-dss")),
        ("ecdsa-sha2-nistp256 AAAA", named("ecdsa-sha2-nistp256")),
        ("ecdsa-sha2-nistp521 AAAA", named("ecdsa-sha2-nistp521")),
        ("sk-ecdsa-sha2-nistp256@openssh.com AAAA", named("sk-ecdsa-sha2-nistp256@openssh.com")),
        (&format!("{certificate} AAAA"), BadKey::Certificate(certificate.into())),
        ("ssh-rsa-cert-v01@openssh.com AA", BadKey::Certificate("ssh-rsa-cert-v01@openssh.com".into())),
        ("Ssh-Ed25519 AAAA", BadKey::NotAKey),
        ("ada", BadKey::NotAKey),
        ("ssh-ed448 AAAA", BadKey::NotAKey),
    ] {
        assert_eq!(read(given), Err(why), "{given}");
    }
}

#[test]
fn what_is_inside_a_key_has_to_be_one_key() {
    let (file, touch) = (FILE.as_bytes(), HARDWARE.as_bytes());
    let point = KEY.parse::<PublicKey>().unwrap().point().to_bytes();
    assert_eq!(read(&line(FILE, &[file, &point])).unwrap(), KEY);
    assert!(read(&line(HARDWARE, &[touch, &point, b"ssh:"])).is_ok());
    for (given, why) in [
        (FILE.to_owned(), BadKey::Length),
        (format!("{FILE} AAAA"), BadKey::Length),
        (format!("{FILE} !!!!"), BadKey::Base64),
        (format!("{}=", KEY), BadKey::Base64),
        (TOUCH.trim_end_matches('=').to_owned(), BadKey::Base64),
        // The last character of TOUCH carries two bits that are no part of the key.
        (TOUCH.replace("Do=", "Dp="), BadKey::Base64),
        (line(FILE, &[touch, &point, b"ssh:"]), BadKey::InnerType),
        (line(HARDWARE, &[file, &point]), BadKey::InnerType),
        (line(FILE, &[b"ssh-rsa", &point, &point]), BadKey::InnerType),
        (line(FILE, &[file, &point[..31]]), BadKey::Length),
        (line(FILE, &[file, &[&point[..], b"x"].concat()]), BadKey::Length),
        (line(FILE, &[file, &point, b""]), BadKey::Length),
        (line(HARDWARE, &[touch, &point]), BadKey::Length),
        (line(HARDWARE, &[touch, &point, b"ssh:", b""]), BadKey::Length),
        (line(HARDWARE, &[touch, &point, b"\xff"]), BadKey::Base64),
        // 2 is on no point of the curve; 1 and 0 are points of small order.
        (line(FILE, &[file, &number(2)]), BadKey::Point),
        (line(FILE, &[file, &number(1)]), BadKey::Point),
        (line(FILE, &[file, &number(0)]), BadKey::Point),
    ] {
        assert_eq!(read(&given), Err(why), "{given}");
    }
}
