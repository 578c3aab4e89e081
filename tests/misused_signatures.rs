//! Signatures put in the place of good ones, the chain hashed anew behind them: what `ledger verify` says of each, and whether OpenSSH
//! refuses it too, asked by the checkers of exported ledgers. What it accepts and we do not is marked.

mod forge;
mod table;

use serde_json::Value;

use super::exported;
use super::ledger_tamper::{rehash, unguarded};
use super::support::desk::{Desk, example};
use super::support::keys;
use super::support::openssh::Bench;
use era_rm::ledger::sshsig::NAMESPACE;
use table::{certificates, forged, purposes, texts};

/// The entry of rhea, by the key `rhea-next`: the first, `rhea`, has ended before; `rhea-later` is added after.
const RHEAS: usize = 10;
/// The entry of the machine ci, by a certificate of `authority`.
const CIS: usize = 11;

/// A misuse: what it is, the entry, the signature, what is said of it, and whether OpenSSH 9.2 refuses it too.
struct Misuse {
    what: &'static str,
    at: usize,
    signature: String,
    said: &'static str,
    openssh_too: bool,
}

/// A small signed ledger, and its entries.
struct Ledger {
    desk: Desk,
    bench: Bench,
    bodies: Vec<String>,
    signatures: Vec<String>,
}

impl Ledger {
    fn new() -> Option<Self> {
        for name in ["rhea-next", "rhea-later", "authority", "mallory"] {
            keys::file(name);
        }
        let desk = Desk::signed(&["rhea"]);
        let bench = Bench::on(desk.folder())?;
        desk.act("ada", "role grant rhea rm");
        desk.act("ada", "person add ci --name 'CI of the archive' --machine");
        desk.act("ada", "role grant ci sd");
        desk.act("ada", "person key add ci keys/authority.pub --authority");
        desk.act("rhea", "person key add rhea keys/rhea-next.pub");
        desk.act("rhea-next", "person key end rhea keys/rhea.pub --reason 'new laptop'");
        desk.act("rhea-next", &format!("ocr receive {}", example("ocr-packages/OCR-2026-0107")));
        bench.key("job", "ed25519", &[]);
        let ledger = Self { desk, bench, bodies: Vec::new(), signatures: Vec::new() };
        ledger.certify("authority", &["-n", "ci", "-V", HOUR]);
        ledger.desk.run(&["--key", "job", "role", "grant", "ci", "rm"]);
        ledger.desk.wait(60);
        ledger.desk.act("rhea-next", "person key add rhea keys/rhea-later.pub");
        ledger.desk.act("ada", "person add tess --name Tess");
        ledger.desk.verified();
        let lines = ledger.desk.run(&["ledger", "export", "--jsonl"]).stdout;
        let lines: Vec<Value> = lines.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        let all = |member: &str| lines.iter().map(|l| l[member].as_str().unwrap().to_owned()).collect();
        let (bodies, signatures) = (all("body"), all("signature"));
        Some(Self { bodies, signatures, ..ledger })
    }
    fn body(&self, seq: usize) -> &str {
        &self.bodies[seq - 1]
    }
    fn certify(&self, authority: &str, more: &[&str]) {
        let file = self.bench.at(authority);
        let file = if file.exists() { file } else { keys::file(authority) };
        self.bench.certify(&file.display().to_string(), "job", more);
    }
    /// What ssh-keygen signs.
    fn signed(&self, key: &str, body: &str, namespace: &str, more: &[&str]) -> String {
        let words = ["-Y", "sign", "-q", "-n", namespace, "-f", key];
        self.bench.ok("ssh-keygen", &[&words, more].concat(), body)
    }
    /// As [`Ledger::signed`], of rhea's entry with a part of its body replaced.
    fn of(&self, from: &str, to: &str) -> String {
        let body = self.body(RHEAS).replacen(from, to, 1);
        assert_ne!(body, self.body(RHEAS), "{from}");
        self.signed("keys/rhea-next", &body, NAMESPACE, &[])
    }
    /// What the job signs of ci's entry under a certificate by this authority.
    fn under(&self, authority: &str, more: &[&str]) -> String {
        self.certify(authority, more);
        self.signed("job-cert.pub", self.body(CIS), NAMESPACE, &[])
    }
    /// The ledger with this signature, as a file of SQLite and exported.
    fn with(&self, at: usize, signature: &str, whole: &[u8], name: &str) -> String {
        std::fs::write(self.desk.ledger(), whole).unwrap();
        unguarded(&self.desk.ledger(), |raw| {
            let seq = i64::try_from(at).unwrap();
            raw.execute("UPDATE entry SET signature = ?1 WHERE seq = ?2", (signature, seq)).unwrap();
            rehash(raw, seq);
        });
        self.desk.ok(&["ledger", "export", "--jsonl", "--out", name]);
        self.desk.folder().join(name).display().to_string()
    }
}

impl Ledger {
    /// Whether OpenSSH takes a signature for one of the actor's of that entry.
    fn good(&self, m: &Misuse, signers: &str) -> bool {
        let body: Value = serde_json::from_str(self.body(m.at)).unwrap();
        let text = |member: &str| body[member].as_str().unwrap();
        let when = format!("-Overify-time={}", text("at").replace(['-', 'T', ':'], ""));
        self.bench.put("misused", &m.signature);
        let words =
            ["-Y", "verify", "-f", signers, "-I", text("actor"), "-n", NAMESPACE, "-s", "misused", &when];
        self.bench.run("ssh-keygen", &words, self.body(m.at)).status.success()
    }
}

/// An hour in which this desk stands.
const HOUR: &str = "20261123090000Z:20261123120000Z";

#[test]
fn no_misused_signature_is_accepted() {
    let Some(l) = Ledger::new() else { return };
    let misuses: Vec<Misuse> =
        [texts(&l), purposes(&l), forged(&l), certificates(&l)].into_iter().flatten().collect();
    let whole = std::fs::read(l.desk.ledger()).unwrap();
    l.desk.ok(&["ledger", "export", "--folder", "sound"]);
    let mut wrong = Vec::new();
    let mut files = Vec::new();
    for (i, m) in misuses.iter().enumerate() {
        files.push(l.with(m.at, &m.signature, &whole, &format!("{i}.jsonl")));
        let answer = l.desk.run(&["ledger", "verify"]);
        let shown = answer.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        if answer.code != 10 || !shown.contains(&format!("entry {}: ", m.at)) || !shown.contains(m.said) {
            wrong.push(format!("{}: {}", m.what, answer.whole()));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), misuses.len(), wrong.join("\n"));
    let signers = l.desk.folder().join("sound/allowed_signers").display().to_string();
    for m in &misuses {
        if m.openssh_too && l.good(m, &signers) {
            wrong.push(format!("OpenSSH: {}", m.what));
        }
    }
    // The checkers ask OpenSSH about every entry; some of the misuses will do.
    let sound = l.desk.folder().join("sound/ledger.jsonl").display().to_string();
    let some: Vec<String> = files.into_iter().step_by(9).collect();
    for (judge, more) in exported::openssh_judges(&signers) {
        let accepted = exported::accepted(&judge, &more, &[&[sound.clone()][..], &some].concat());
        let Some((first, rest)) = accepted.as_deref().and_then(<[bool]>::split_first) else { return };
        assert!(first, "{} refuses what is sound", judge.display());
        for (m, accepted) in misuses.iter().step_by(9).zip(rest) {
            if m.openssh_too && *accepted {
                wrong.push(format!("{}: {}", judge.display(), m.what));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(misuses.len(), 93);
}
