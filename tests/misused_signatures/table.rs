//! The misuses, each by its name: other texts of a good signature, signatures for other purposes and by other keys, forged ones, and
//! certificates that do not count.

use era_rm::ledger::sshsig::NAMESPACE;
use serde_json::Value;

use super::forge::{self, Forged};
use super::{CIS, HOUR, Ledger, Misuse, RHEAS};

pub fn texts(l: &Ledger) -> Vec<Misuse> {
    let good = l.signatures[RHEAS - 1].as_str();
    let blob = forge::decoded(good);
    let line = good.lines().nth(1).unwrap();
    let at =
        |what, signature: String, said, openssh_too| Misuse { what, at: RHEAS, signature, said, openssh_too };
    vec![
        at("stripped", String::new(), "it is not signed", true),
        at("cut in the middle", good[..good.len() / 2].into(), "it is not an SSH signature", true),
        at(
            "without its end",
            good.replace("-----END SSH SIGNATURE-----\n", ""),
            "it is not an SSH signature",
            true,
        ),
        at(
            "without its beginning",
            good.replace("-----BEGIN SSH SIGNATURE-----\n", ""),
            "it is not an SSH signature",
            true,
        ),
        at("armored twice", forge::armored(good.as_bytes(), 70), "it is not an SSH signature", true),
        at("doubled", format!("{good}{good}"), "it is not an SSH signature", false),
        at("after another's", format!("{}{good}", l.signatures[0]), "it is not an SSH signature", true),
        at("CRLF", good.replace('\n', "\r\n"), "it is not in the one form", true),
        at("76 columns", forge::armored(&blob, 76), "it is not in the one form", false),
        at("one line", forge::armored(&blob, 4000), "it is not in the one form", false),
        at("a line more", format!("{good}\n"), "it is not an SSH signature", false),
        at("no last line end", good.trim_end().into(), "it is not in the one form", false),
        at("a blank in a line", good.replacen("U1NI", "U1NI ", 1), "it is not an SSH signature", false),
        at(
            "a header",
            good.replacen(line, &format!("Hash: SHA512\n\n{line}"), 1),
            "it is not an SSH signature",
            true,
        ),
        at("words before", format!("signed by rhea\n{good}"), "it is not in the one form", true),
        at("a byte order mark", format!("\u{feff}{good}"), "it is not an SSH signature", true),
        at("small letters", good.to_lowercase(), "it is not an SSH signature", true),
        at("of PGP", good.replace("SSH SIGNATURE", "PGP SIGNATURE"), "it is not an SSH signature", true),
        at(
            "the base64 alone",
            good.lines().filter(|l| !l.starts_with('-')).collect(),
            "it is not an SSH signature",
            true,
        ),
        at(
            "a byte behind",
            forge::armored(&[&blob[..], b"x"].concat(), 70),
            "it is not an SSH signature",
            true,
        ),
        at("a byte less", forge::armored(&blob[..blob.len() - 1], 70), "it is not an SSH signature", true),
    ]
}

pub fn purposes(l: &Ledger) -> Vec<Misuse> {
    let body = l.body(RHEAS);
    let at =
        |what, signature: String, said, openssh_too| Misuse { what, at: RHEAS, signature, said, openssh_too };
    let space =
        |what, namespace: &str, said| at(what, l.signed("keys/rhea-next", body, namespace, &[]), said, true);
    let by = |what, key: &str, said| at(what, l.signed(key, body, NAMESPACE, &[]), said, true);
    for (kind, name) in [("rsa", "rsa"), ("ecdsa", "ecdsa")] {
        l.bench.key(name, kind, &[]);
    }
    let pretty = serde_json::to_string_pretty(&serde_json::from_str::<Value>(body).unwrap()).unwrap();
    let own =
        |what, other: &str, said| at(what, l.signed("keys/rhea-next", other, NAMESPACE, &[]), said, true);
    vec![
        space("for files", "file", "it was made for the namespace \"file\""),
        space("for git", "git", "it was made for the namespace \"git\""),
        space("in capitals", "Era-rm", "it was made for the namespace \"Era-rm\""),
        space("with a blank", "era-rm ", "it was made for the namespace \"era-rm \""),
        space("for everything", "*", "it was made for the namespace \"*\""),
        at(
            "SHA-256",
            l.signed("keys/rhea-next", body, NAMESPACE, &["-O", "hashalg=sha256"]),
            "it is over a hash by sha256",
            false,
        ),
        by("RSA", "rsa", "ssh-rsa keys may not sign"),
        by("ECDSA", "ecdsa", "it names an algorithm that is not accepted"),
        by("nobody's key", "keys/mallory", "none of rhea's"),
        by("another's key", "keys/ada", "none of rhea's"),
        by("a key that ended before", "keys/rhea", "ended at"),
        by("a key that was added later", "keys/rhea-later", "none of rhea's"),
        by("the authority's key", "keys/authority", "none of rhea's"),
        at(
            "of another entry by the same key",
            l.signatures[11].clone(),
            "it is not the signature of this body",
            true,
        ),
        at(
            "of another entry by another's key",
            l.signatures[12].clone(),
            "it is not the signature of this body",
            true,
        ),
        at("of the entry before", l.signatures[8].clone(), "it is not the signature of this body", true),
        at("of the first entry", l.signatures[0].clone(), "it is not the signature of this body", true),
        at(
            "of the machine's entry",
            l.signatures[CIS - 1].clone(),
            "it is not the signature of this body",
            true,
        ),
        at(
            "of another ledger",
            l.of("\"ledger\":\"", "\"ledger\":\"0"),
            "it is not the signature of this body",
            true,
        ),
        at(
            "of another subject",
            l.of("\"subject\":\"ocr:ocr-2026-0107\"", "\"subject\":\"ocr:ocr-2026-0108\""),
            "it is not the signature of this body",
            true,
        ),
        at(
            "of another role",
            l.of("\"role\":\"rm\"", "\"role\":\"qm\""),
            "it is not the signature of this body",
            true,
        ),
        at(
            "of another actor",
            l.of("\"actor\":\"rhea\"", "\"actor\":\"ada\""),
            "it is not the signature of this body",
            true,
        ),
        at(
            "of another time",
            l.of("\"at\":\"2026", "\"at\":\"2027"),
            "it is not the signature of this body",
            true,
        ),
        at(
            "of another revision",
            l.of("\"revision\":1", "\"revision\":2"),
            "it is not the signature of this body",
            true,
        ),
        at("of another version", l.of("\"v\":1", "\"v\":2"), "it is not the signature of this body", true),
        own("of a line more", &format!("{body}\n"), "it is not the signature of this body"),
        own("of another form of the body", &pretty, "it is not the signature of this body"),
        own("of nothing", "", "it is not the signature of this body"),
        own(
            "of the body's digest",
            &era_rm::ledger::digest::of_bytes(body.as_bytes()).to_string(),
            "it is not the signature of this body",
        ),
    ]
}

/// Put together by hand.
pub fn forged(l: &Ledger) -> Vec<Misuse> {
    let body = l.body(RHEAS);
    let of = || Forged::of("rhea-next");
    let at = |what, forged: Forged, said, openssh_too| Misuse {
        what,
        at: RHEAS,
        signature: forged.text(body),
        said,
        openssh_too,
    };
    vec![
        at("version 2", Forged { version: 2, ..of() }, "it is of version 2 of SSHSIG", true),
        at("version 0", Forged { version: 0, ..of() }, "it is of version 0 of SSHSIG", false),
        at("another magic", Forged { magic: *b"SSHSIH", ..of() }, "it is not an SSH signature", true),
        at("no namespace", Forged { namespace: "", ..of() }, "it was made for the namespace \"\"", true),
        at(
            "a namespace with an end",
            Forged { namespace: "era-rm\0", ..of() },
            "it was made for the namespace \"era-rm\\0\"",
            true,
        ),
        at(
            "something reserved",
            Forged { reserved: b"later", ..of() },
            "its reserved part is not empty",
            true,
        ),
        at("no hash", Forged { hash: "", ..of() }, "it names an algorithm that is not accepted", true),
        at(
            "the hash in capitals",
            Forged { hash: "SHA512", ..of() },
            "it names an algorithm that is not accepted",
            true,
        ),
        at("MD5", Forged { hash: "md5", ..of() }, "it names an algorithm that is not accepted", true),
        at("signed as RSA", Forged { algorithm: "ssh-rsa", ..of() }, "it was made by ssh-rsa", true),
        at("signed as DSA", Forged { algorithm: "ssh-dss", ..of() }, "it is not an SSH signature", true),
        at("the key of DSA", Forged { kind: "ssh-dss", ..of() }, "it is not an SSH signature", true),
        at(
            "a kind of key that nobody knows",
            Forged { kind: "ssh-ed448", ..of() },
            "it names an algorithm that is not accepted",
            true,
        ),
        at(
            "a byte behind the key",
            Forged { trailing: [b"x", b""], ..of() },
            "it is not an SSH signature",
            true,
        ),
        at(
            "a byte behind the signature",
            Forged { trailing: [b"", b"x"], ..of() },
            "it is not an SSH signature",
            true,
        ),
        at(
            "without the envelope",
            Forged { bare: true, ..of() },
            "it is not the signature of this body",
            true,
        ),
        at(
            "by another under her key",
            Forged { by: "mallory", ..of() },
            "it is not the signature of this body",
            true,
        ),
        at(
            "of zeros",
            Forged { signature: Some([0; 64]), ..of() },
            "it is not the signature of this body",
            true,
        ),
        at(
            "the other form of the same number",
            forge::plus_order(body),
            "it is not the signature of this body",
            false,
        ),
        at("by the neutral point", forge::neutral(), "the key is none that could", true),
        at(
            "a hardware key of the same number",
            Forged { kind: "sk-ssh-ed25519@openssh.com", ..of() },
            "it was made by ssh-ed25519",
            true,
        ),
    ]
}

pub fn certificates(l: &Ledger) -> Vec<Misuse> {
    let at =
        |what, signature: String, said, openssh_too| Misuse { what, at: CIS, signature, said, openssh_too };
    let hour = |more: &[&'static str]| [&["-V", HOUR][..], more].concat();
    for (kind, name) in
        [("rsa", "ca-rsa"), ("ecdsa", "ca-ecdsa"), ("ed25519", "ca-other"), ("ed25519", "thief")]
    {
        l.bench.key(name, kind, &[]);
    }
    let ours = |what, more: &[&'static str], said, openssh_too| {
        at(what, l.under("authority", more), said, openssh_too)
    };
    let by = |what, authority: &str, said| at(what, l.under(authority, &hour(&["-n", "ci"])), said, true);
    let mut all = vec![
        ours("expired", &["-n", "ci", "-V", "20261123080000Z:20261123090000Z"], "ended at", true),
        ours("not yet valid", &["-n", "ci", "-V", "20261123120000Z:20261123130000Z"], "is valid from", true),
        ours("another principal", &hour(&["-n", "rhea"]), "is for \"rhea\"", true),
        ours("a principal in capitals", &hour(&["-n", "CI"]), "is for \"CI\"", true),
        ours("every principal", &hour(&["-n", "*"]), "is for \"*\"", true),
        ours("no principal", &hour(&[]), "it names no principal", true),
        ours("a host", &hour(&["-n", "ci", "-h"]), "it is the certificate of a host", true),
        ours(
            "a forced command",
            &hour(&["-n", "ci", "-O", "force-command=true"]),
            "it is bound to the critical option \"force-command\"",
            false,
        ),
        ours(
            "an address",
            &hour(&["-n", "ci", "-O", "source-address=10.0.0.0/8"]),
            "it is bound to the critical option \"source-address\"",
            false,
        ),
        ours("without an end", &["-n", "ci"], "it has no end", false),
        by("another authority", "ca-other", "the authority of the certificate is none of ci's"),
        by("an authority of RSA", "ca-rsa", "ssh-rsa keys may not sign"),
        by("an authority of ECDSA", "ca-ecdsa", "it names an algorithm that is not accepted"),
        by(
            "an authority that is a person's key",
            "rhea-next",
            "the authority of the certificate is none of ci's",
        ),
        at(
            "the certified key alone",
            l.signed("job", l.body(CIS), NAMESPACE, &[]),
            "the key that signs is none of ci's",
            true,
        ),
        at(
            "the authority itself",
            l.signed("keys/authority", l.body(CIS), NAMESPACE, &[]),
            "is the key of an authority, which signs no acts",
            true,
        ),
        at(
            "a person's key",
            l.signed("keys/rhea-next", l.body(CIS), NAMESPACE, &[]),
            "the key that signs is none of ci's",
            true,
        ),
        at("of another entry", l.signatures[RHEAS - 1].clone(), "it is not the signature of this body", true),
    ];
    // A good certificate, and what is not its own.
    l.certify("authority", &hour(&["-n", "ci"]));
    let good = l.signed("job-cert.pub", l.body(CIS), NAMESPACE, &[]);
    let other = l.signed("job-cert.pub", l.body(RHEAS), NAMESPACE, &[]);
    all.push(at("of another body", other, "it is not the signature of this body", true));
    let theirs = forge::decoded(&l.signed("thief", l.body(CIS), NAMESPACE, &[]));
    let mut stolen = forge::decoded(&good);
    let (end, from) = (stolen.len() - 64, theirs.len() - 64);
    stolen[end..].copy_from_slice(&theirs[from..]);
    all.push(at(
        "stolen, by another key",
        forge::armored(&stolen, 70),
        "it is not the signature of this body",
        true,
    ));
    let mut longer = forge::decoded(&good);
    let place = longer.windows(6).position(|w| w == b"\0\0\0\x02ci").unwrap();
    longer[place + 5] = b'j';
    all.push(at(
        "made out to another by hand",
        forge::armored(&longer, 70),
        "it was not signed by the authority",
        true,
    ));
    // The authority vouches for the machine, not for rhea.
    l.certify("authority", &hour(&["-n", "rhea"]));
    let rheas = l.signed("job-cert.pub", l.body(RHEAS), NAMESPACE, &[]);
    all.push(Misuse {
        at: RHEAS,
        ..at("for a person", rheas, "the authority of the certificate is none of rhea's", true)
    });
    all
}
