//! A CI job that acts by a certificate of an hour, on the compiled binary, with certificates that OpenSSH makes and signatures that it
//! checks.

use era_rm::ledger::sshsig::NAMESPACE;
use serde_json::Value;

use super::support::desk::{Answer, Desk, words};
use super::support::keys;
use super::support::openssh::Bench;
use super::support::stage;

/// An hour in which these desks stand.
const HOUR: [&str; 2] = ["-V", "20261123090000Z:20261123120000Z"];
/// What a machine records next.
const BUILD: &str =
    "build record 4.2.0 --build b-1 --source 9f3c1aa --artifact examples/evidence/build-1/era-ingest.tar";

/// A desk, and on it the key `job`, which is nobody's.
fn desk() -> Option<(Desk, Bench)> {
    let desk = stage::signed();
    let bench = Bench::on(desk.folder())?;
    bench.key("job", "ed25519", &[]);
    Some((desk, bench))
}

fn certify(bench: &Bench, more: &[&str]) {
    let authority = keys::file("authority");
    bench.certify(&authority.display().to_string(), "job", more);
}

/// Flags, and what is done before.
type Way = (&'static str, fn(&Bench));

fn typed(desk: &Desk, agent: bool, line: &str) -> Answer {
    let socket = desk.folder().join("agent").display().to_string();
    let environment = [("SSH_AUTH_SOCK", socket.as_str())];
    let words = words(line);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    desk.run_with(if agent { &environment } else { &[] }, &words)
}

/// The entries of a ledger, each with its body read.
fn entries(desk: &Desk) -> Vec<(Value, String)> {
    let lines = desk.run(&["ledger", "export", "--jsonl"]).stdout;
    let read = |line: &str| {
        let line: Value = serde_json::from_str(line).unwrap();
        let body = serde_json::from_str(line["body"].as_str().unwrap()).unwrap();
        (body, line["signature"].as_str().unwrap().to_owned())
    };
    lines.lines().map(read).collect()
}

#[test]
fn a_job_acts_by_its_certificate_however_it_is_handed_over() {
    let Some((desk, bench)) = desk() else { return };
    let twin = || {
        let twin = desk.twin();
        let bench = Bench::on(twin.folder()).unwrap();
        for name in ["job", "job.pub"] {
            std::fs::copy(desk.folder().join(name), twin.folder().join(name)).unwrap();
        }
        certify(&bench, &[&["-n", "ci"], &HOUR[..]].concat());
        (twin, bench)
    };
    drop(bench);
    let ways: [Way; 7] = [
        ("--key job", |_| {}),
        ("--key job-cert.pub", |_| {}),
        ("--key job --as ci", |_| {}),
        ("--key job-cert.pub", |b| {
            b.ok("ssh-add", &["-q", "job"], "");
            std::fs::remove_file(b.at("job")).unwrap();
        }),
        ("--key job.pub", |b| {
            b.ok("ssh-add", &["-q", "job"], "");
            std::fs::remove_file(b.at("job")).unwrap();
        }),
        ("", |b| {
            b.ok("ssh-add", &["-q", "job"], "");
            for name in ["job", "job.pub", "job-cert.pub"] {
                std::fs::remove_file(b.at(name)).unwrap();
            }
        }),
        // As ssh has it: the default key, with its certificate beside it.
        ("", |b| {
            std::fs::create_dir(b.at(".ssh")).unwrap();
            for end in ["", ".pub", "-cert.pub"] {
                std::fs::rename(b.at(&format!("job{end}")), b.at(&format!(".ssh/id_ed25519{end}"))).unwrap();
            }
        }),
    ];
    for (flags, prepare) in ways {
        let (desk, bench) = twin();
        let _agent = bench.agent();
        prepare(&bench);
        let done = typed(&desk, true, &format!("{flags} {BUILD}"));
        assert_eq!(done.code, 0, "{flags}: {}", done.whole());
        let (body, signature) = entries(&desk).pop().unwrap();
        assert_eq!((&body["actor"], &body["role"]), (&"ci".into(), &"sd".into()), "{flags}");
        // OpenSSH, which knows the authority alone.
        let authority = keys::public("authority");
        bench.put("allowed", &format!("ci cert-authority,namespaces=\"{NAMESPACE}\" {authority}\n"));
        bench.put("signature", &signature);
        let at = body["at"].as_str().unwrap().replace(['-', 'T', ':'], "");
        let at = format!("-Overify-time={at}");
        let words = ["-Y", "verify", "-f", "allowed", "-I", "ci", "-n", NAMESPACE, "-s", "signature", &at];
        let text = serde_json::to_string(&body).unwrap();
        let judged = bench.run("ssh-keygen", &words, &text);
        assert!(judged.status.success(), "{}", String::from_utf8_lossy(&judged.stderr));
        assert!(!bench.run("ssh-keygen", &words, &text.replace("b-1", "b-2")).status.success());
        desk.verified();
    }
}

/// Each with what is made of the certificate, the flags, and what is said.
#[test]
fn a_certificate_that_is_not_for_this_act_is_refused_and_nothing_is_written() {
    let Some((desk, bench)) = desk() else { return };
    for name in ["rsa", "other"] {
        bench.key(name, if name == "rsa" { "rsa" } else { "ed25519" }, &[]);
    }
    bench.key("ecdsa", "ecdsa", &[]);
    let own = keys::file("authority").display().to_string();
    let ci = ["-n", "ci"];
    let with = |some: &[&'static str]| [&ci[..], &HOUR[..], some].concat();
    let cases: Vec<(&str, Vec<&str>, &str, &str)> = vec![
        (
            "expired",
            [&ci[..], &["-V", "20261123000000Z:20261123010000Z"]].concat(),
            &own,
            "ended at 2026-11-23T01:00:00Z, and it is",
        ),
        (
            "not yet valid",
            [&ci[..], &["-V", "20261124000000Z:20261124010000Z"]].concat(),
            &own,
            "is valid from 2026-11-24T00:00:00Z on, and it is",
        ),
        (
            "another principal",
            [&["-n", "tess"], &HOUR[..]].concat(),
            &own,
            "is for \"tess\", and this authority vouches for ci",
        ),
        (
            "a wildcard",
            [&["-n", "*"], &HOUR[..]].concat(),
            &own,
            "is for \"*\", and this authority vouches for ci",
        ),
        (
            "a pattern",
            [&["-n", "c?,!tess,ci*"], &HOUR[..]].concat(),
            &own,
            "and this authority vouches for ci",
        ),
        ("capitals", [&["-n", "CI"], &HOUR[..]].concat(), &own, "is for \"CI\", not for ci"),
        ("a blank", [&["-n", "ci "], &HOUR[..]].concat(), &own, "and this authority vouches for ci"),
        ("for everybody", HOUR.to_vec(), &own, "it names no principal, so it would be for everybody"),
        ("another authority", with(&[]), "other", "which is nobody's in this ledger"),
        (
            "an authority of RSA",
            with(&[]),
            "rsa",
            "the key of its authority is not accepted: ssh-rsa keys may not sign",
        ),
        ("an authority of ECDSA", with(&[]), "ecdsa", "it is not an OpenSSH certificate"),
        ("a host", with(&["-h"]), &own, "it is the certificate of a host"),
        (
            "a command",
            with(&["-O", "force-command=true"]),
            &own,
            "it is bound to the critical option \"force-command\"",
        ),
        ("an address", with(&["-O", "source-address=127.0.0.1"]), &own, "critical option \"source-address\""),
        ("a touch", with(&["-O", "verify-required"]), &own, "critical option \"verify-required\""),
        (
            "an option of nobody's",
            with(&["-O", "critical:x@example.org=1"]),
            &own,
            "critical option \"x@example.org\"",
        ),
        ("no end", ci.to_vec(), &own, "it has no end"),
        (
            "no end, though a beginning",
            [&ci[..], &["-V", "20261123090000Z:forever"]].concat(),
            &own,
            "it has no end",
        ),
    ];
    let before = desk.digest();
    for (what, more, authority, said) in cases {
        bench.certify(authority, "job", &more);
        for flags in ["--key job", "--key job-cert.pub", "--key job --as ci", "--key job --as tess"] {
            let refused = typed(&desk, false, &format!("{flags} {BUILD}"));
            assert_eq!(refused.code, 5, "{what}, {flags}: {}", refused.whole());
            let shown = refused.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
            // Who says he is tess is told that first, where the certificate is ci's.
            let pretence = flags.ends_with("tess") && shown.contains("so nobody acts as tess with it");
            assert!(shown.contains(said) || pretence, "{what}, {flags}: {}", refused.whole());
            assert!(
                shown.contains("ssh-keygen -s CA") || shown.contains("--authority") || pretence,
                "{shown}"
            );
            assert_eq!(desk.digest(), before, "{what}, {flags}: nothing is written");
        }
    }
    // Another than the key it is of lies beside it.
    bench.certify(&own, "job", &with(&[]));
    std::fs::rename(bench.at("other"), bench.at("job")).unwrap();
    let refused = typed(&desk, false, &format!("--key job-cert.pub {BUILD}"));
    assert_eq!(refused.code, 5, "{}", refused.whole());
    assert!(refused.stderr.contains("SSH_AUTH_SOCK names none"), "{}", refused.whole());
    let refused = typed(&desk, false, &format!("--key job {BUILD}"));
    assert!(refused.stderr.contains("is nobody's in this ledger"), "{}", refused.whole());
    assert_eq!(desk.digest(), before);
}

#[test]
fn a_certificate_counts_only_for_a_key_that_is_nobodys_or_where_it_is_named() {
    let Some((desk, bench)) = desk() else { return };
    // The key of dev, with a certificate for ci beside it, is dev's.
    keys::file("dev");
    for end in ["", ".pub"] {
        std::fs::copy(keys::folder().join(format!("dev{end}")), bench.at(&format!("job{end}"))).unwrap();
    }
    certify(&bench, &[&["-n", "ci"], &HOUR[..]].concat());
    let who = |flags: &str| {
        let said = typed(&desk, false, &format!("{flags} whoami --json"));
        assert_eq!(said.code, 0, "{}", said.whole());
        said.json()["result"]["login"].as_str().unwrap().to_owned()
    };
    assert_eq!(who("--key job"), "dev");
    assert_eq!(who("--key job-cert.pub"), "ci");
    let before = desk.digest();
    let refused = typed(&desk, false, &format!("--key job-cert.pub {BUILD}"));
    assert_eq!(refused.code, 5, "{}", refused.whole());
    assert!(refused.stderr.contains("which this ledger knows as that of dev"), "{}", refused.whole());
    assert_eq!(desk.digest(), before);
    // A key of nobody's. What the machine may not do is refused under its own name.
    for end in ["", ".pub", "-cert.pub"] {
        std::fs::remove_file(bench.at(&format!("job{end}"))).unwrap();
    }
    bench.key("job", "ed25519", &[]);
    certify(&bench, &[&["-n", "ci"], &HOUR[..]].concat());
    let refused = typed(&desk, false, "--key job-cert.pub role grant ci rm");
    assert_eq!(refused.code, 5, "{}", refused.whole());
    let (last, _) = entries(&desk).pop().unwrap();
    assert_eq!((&last["actor"], last["event"].get("Refused").is_some()), (&"ci".into(), true), "{last}");
    desk.verified();
    // Once its authority has ended, it vouches for nothing more; what it vouched for stands.
    desk.act("ada", "person key end ci keys/authority.pub --reason 'the CI has moved'");
    let refused = typed(&desk, false, &format!("--key job-cert.pub {BUILD}"));
    assert_eq!(refused.code, 5, "{}", refused.whole());
    assert!(refused.stderr.contains("ended at"), "{}", refused.whole());
    desk.verified();
}

#[test]
fn a_key_that_the_ledger_knows_signs_by_itself_and_by_no_certificate() {
    let Some((desk, bench)) = desk() else { return };
    desk.act("ada", "person add ci2 --name 'Another job' --machine");
    desk.act("ada", "person key add ci2 job.pub");
    desk.act("ada", "person key end ci2 job.pub --reason 'the build server is gone'");
    certify(&bench, &[&["-n", "ci"], &HOUR[..]].concat());
    let before = desk.digest();
    let answer = typed(&desk, false, &format!("--key job-cert.pub {BUILD}"));
    assert_eq!(answer.code, 5, "{}", answer.whole());
    assert!(answer.whole().contains("which this ledger knows as that of ci2"), "{}", answer.whole());
    assert_eq!(desk.digest(), before, "nobody is known by such a signature, so nothing is recorded");
    desk.verified();
}
