//! Time stamps beside checkpoints: an authority of OpenSSL's own, behind a server of our own. What we keep `openssl ts`
//! accepts, and whatever is altered, stripped, or signed by another it does not, and neither do we.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use era_rm::domain::Time;
use era_rm::service::stamp::{BadStamp, Trusted, check};

use super::support::desk::{Answer, Desk};
use super::support::stage;

/// How an authority is set up: its kind of key, and what its certificate is for.
const CONFIG: &str = r"
oid_section = oids
[oids]
ours = 1.2.3.4.1
[req]
distinguished_name = dn
[dn]
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[tsa]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[plain]
basicConstraints = critical,CA:FALSE
extendedKeyUsage = timeStamping
[two]
basicConstraints = critical,CA:FALSE
extendedKeyUsage = critical,timeStamping,serverAuth
[server]
basicConstraints = critical,CA:FALSE
extendedKeyUsage = critical,serverAuth
[https]
basicConstraints = critical,CA:FALSE
subjectAltName = DNS:localhost
[tsa_config]
serial = serial
default_policy = ours
digests = sha256
accuracy = secs:1, millisecs:500
ordering = yes
clock_precision_digits = 3
signer_digest = sha256
ess_cert_id_alg = sha256
[old_config]
serial = serial
default_policy = ours
digests = sha256
signer_digest = sha256
ess_cert_id_alg = sha1
";

/// An authority for time stamps in the folder of a desk.
struct Authority {
    folder: PathBuf,
    name: String,
}

/// None where openssl is not at hand, which is a failed test in CI.
pub fn openssl() -> Option<()> {
    if Command::new("openssl").arg("version").stdin(Stdio::null()).output().is_ok_and(|o| o.status.success())
    {
        return Some(());
    }
    let needs = "time stamps are tried with the program openssl; install it";
    assert!(std::env::var_os("CI").is_none(), "{needs}");
    // Past the test harness, which would swallow it.
    let _ = writeln!(std::io::stderr(), "skipped: {needs}");
    None
}

impl Authority {
    /// A new root, and a certificate that it gives for a purpose; of a kind of key, as `openssl genpkey` knows it.
    fn new(desk: &Desk, name: &str, key: &[&str], purpose: &str) -> Self {
        let own = Self { folder: desk.folder().to_owned(), name: name.to_owned() };
        fs::write(own.folder.join("openssl.cnf"), CONFIG).unwrap();
        fs::write(own.folder.join("serial"), "01").unwrap();
        let (root, leaf) = (format!("{name}-ca"), name.to_owned());
        for one in [&root, &leaf] {
            own.ok(&[&["genpkey", "-out", &format!("{one}.key")], key].concat());
        }
        let new = ["req", "-new", "-config", "openssl.cnf", "-key"];
        let to = format!("/CN=Root of {name}");
        let words = ["-x509", "-days", "3650", "-extensions", "ca", "-subj", &to, "-out"];
        own.ok(&[&new[..], &[&format!("{root}.key")], &words, &[&format!("{root}.pem")]].concat());
        let to = format!("/O=Time of {name}/CN=Stamps");
        own.ok(&[&new[..], &[&format!("{leaf}.key"), "-subj", &to, "-out", &format!("{leaf}.csr")]].concat());
        own.ok(&[
            "x509",
            "-req",
            "-in",
            &format!("{leaf}.csr"),
            "-CA",
            &format!("{root}.pem"),
            "-CAkey",
            &format!("{root}.key"),
            "-CAcreateserial",
            "-days",
            "3650",
            "-extfile",
            "openssl.cnf",
            "-extensions",
            purpose,
            "-out",
            &format!("{leaf}.pem"),
        ]);
        own
    }
    fn run(&self, words: &[&str]) -> Output {
        Command::new("openssl").args(words).current_dir(&self.folder).stdin(Stdio::null()).output().unwrap()
    }
    fn ok(&self, words: &[&str]) {
        let out = self.run(words);
        assert!(out.status.success(), "openssl {words:?}: {}", String::from_utf8_lossy(&out.stderr));
    }
    fn ca(&self) -> String {
        self.folder.join(format!("{}-ca.pem", self.name)).display().to_string()
    }
    /// The answer of this authority to a request, with more words for `openssl ts`.
    fn answer(&self, request: &[u8], more: &[&str]) -> Vec<u8> {
        fs::write(self.folder.join("request.tsq"), request).unwrap();
        let (key, signer, chain) =
            (format!("{}.key", self.name), format!("{}.pem", self.name), format!("{}-ca.pem", self.name));
        let words = [
            "ts",
            "-reply",
            "-config",
            "openssl.cnf",
            "-section",
            "tsa_config",
            "-queryfile",
            "request.tsq",
            "-inkey",
            &key,
            "-signer",
            &signer,
            "-chain",
            &chain,
            "-out",
            "answer.tsr",
        ];
        self.ok(&[&words[..], more].concat());
        fs::read(self.folder.join("answer.tsr")).unwrap()
    }
    /// Whether `openssl ts` accepts what lies beside a file.
    fn accepts(&self, file: &str) -> bool {
        let stamp = format!("{file}.tsr");
        self.run(&["ts", "-verify", "-in", &stamp, "-data", file, "-CAfile", &self.ca()]).status.success()
    }
    /// Has a checkpoint stamped, by whatever answers to the request.
    fn checkpoint(
        desk: &Desk,
        name: &str,
        more: &[&str],
        answer: impl Fn(&[u8]) -> Vec<u8> + Sync,
    ) -> Answer {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        std::thread::scope(|scope| {
            scope.spawn(|| served(listener.accept().unwrap().0, &answer));
            let file = desk.folder().join(name).display().to_string();
            desk.run(&[&["ledger", "checkpoint", "--out", &file, "--tsa", &url], more].concat())
        })
    }
}

/// One request over HTTP, and the answer to it; an empty one is told as a fault of the server.
fn served(stream: TcpStream, answer: &dyn Fn(&[u8]) -> Vec<u8>) {
    let mut from = BufReader::new(stream);
    let (mut length, mut kind) = (0, String::new());
    loop {
        let mut line = String::new();
        from.read_line(&mut line).unwrap();
        let line = line.trim().to_ascii_lowercase();
        match line.split_once(": ") {
            Some(("content-length", n)) => length = n.parse().unwrap(),
            Some(("content-type", k)) => kind = k.to_owned(),
            _ if line.is_empty() => break,
            _ => {}
        }
    }
    assert_eq!(kind, "application/timestamp-query");
    let mut request = vec![0; length];
    from.read_exact(&mut request).unwrap();
    let answer = answer(&request);
    let status = if answer.is_empty() { "500 Not Today" } else { "200 OK" };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/timestamp-reply\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        answer.len()
    );
    let mut to = from.into_inner();
    to.write_all(head.as_bytes()).and_then(|()| to.write_all(&answer)).unwrap();
}

const RSA: [&str; 4] = ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"];
const P256: [&str; 4] = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"];
const P384: [&str; 4] = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"];

fn verified(desk: &Desk, name: &str, more: &[&str]) -> Answer {
    let file = desk.folder().join(name).display().to_string();
    desk.run(&[&["ledger", "verify", "--checkpoint", &file], more].concat())
}

#[test]
fn stamps_by_keys_of_every_kind_are_had_kept_and_checked_later() {
    let Some(()) = openssl() else { return };
    let kinds: [(&[&str], &[&str]); 6] = [
        (&RSA, &["-sha256"]),
        (&RSA, &["-sha384"]),
        (&RSA, &["-sha512"]),
        (&P256, &["-sha256"]),
        (&P384, &["-sha384"]),
        // The certificate named by its SHA-1, as it once was.
        (&P256, &["-section", "old_config"]),
    ];
    for (key, hash) in kinds {
        let desk = stage::at(3);
        let tsa = Authority::new(&desk, "tsa", key, "tsa");
        let other = Authority::new(&desk, "other", &P256, "tsa");
        let asked =
            Authority::checkpoint(&desk, "then.note", &["--tsa-ca", &tsa.ca()], |r| tsa.answer(r, hash));
        assert_eq!(asked.code, 0, "{key:?} {hash:?}\n{}", asked.whole());
        assert!(asked.stdout.contains(" by CN=Stamps,O=Time of tsa\n"), "{}", asked.whole());
        assert!(tsa.accepts("then.note") && !other.accepts("then.note"));
        let later = verified(&desk, "then.note", &["--tsa-ca", &tsa.ca(), "--json"]);
        assert_eq!(later.code, 0, "{}", later.whole());
        let stamp = &later.json()["result"]["checkpoints"][0]["stamp"];
        assert_eq!((&stamp["vouched"], &stamp["by"]), (&true.into(), &"CN=Stamps,O=Time of tsa".into()));
        assert!(stamp["time"].as_str().unwrap().parse::<Time>().is_ok());
        let unknown = verified(&desk, "then.note", &[]);
        assert!(unknown.stdout.contains("not checked: who that is"), "{}", unknown.whole());
        assert_eq!(unknown.code, 0);
        let stranger = verified(&desk, "then.note", &["--tsa-ca", &other.ca()]);
        assert_eq!(stranger.code, 6, "{}", stranger.whole());
        assert!(
            stranger.stderr.contains("none of the authorities that were given vouches"),
            "{}",
            stranger.whole()
        );
    }
}

/// A good stamp of some bytes, its authority, and a desk to go with them.
fn stamped() -> Option<(Desk, Authority, Vec<u8>, Vec<u8>)> {
    openssl()?;
    let desk = stage::at(3);
    let tsa = Authority::new(&desk, "tsa", &P256, "tsa");
    let asked = Authority::checkpoint(&desk, "then.note", &[], |r| tsa.answer(r, &[]));
    assert_eq!(asked.code, 0, "{}", asked.whole());
    let read = |name: &str| fs::read(desk.folder().join(name)).unwrap();
    let (note, stamp) = (read("then.note"), read("then.note.tsr"));
    Some((desk, tsa, note, stamp))
}

#[test]
fn no_byte_of_a_stamp_can_be_another() {
    let Some((_desk, tsa, note, good)) = stamped() else { return };
    let trusted = Trusted::read(&fs::read(tsa.ca()).unwrap()).unwrap();
    let sound = check(&good, &note, Some(&trusted)).unwrap();
    let mut harmless = Vec::new();
    for bit in 0..good.len() * 8 {
        let mut other = good.clone();
        other[bit / 8] ^= 1 << (bit % 8);
        if let Ok(found) = check(&other, &note, Some(&trusted)) {
            assert_eq!(found, sound, "bit {bit}");
            harmless.push(bit / 8);
        }
    }
    harmless.dedup();
    // What nobody signs: the status, versions, and the root that came with it and is not asked.
    assert!(harmless.len() < good.len() / 2, "{} of {}", harmless.len(), good.len());
    for cut in 0..good.len() {
        check(&good[..cut], &note, Some(&trusted)).unwrap_err();
    }
    check(&[&good[..], b"\0"].concat(), &note, None).unwrap_err();
    for other in [&note[..note.len() - 1], b"", &[&note[..], b"\n"].concat()] {
        assert_eq!(check(&good, other, None), Err(BadStamp::Imprint));
    }
}

#[test]
fn a_stamp_that_is_stripped_or_exchanged_is_missed() {
    let Some((desk, tsa, _, good)) = stamped() else { return };
    let file = desk.folder().join("then.note.tsr");
    let ca = tsa.ca();
    desk.wait(60);
    let again = Authority::checkpoint(&desk, "later.note", &["--tsa-ca", &ca], |r| tsa.answer(r, &[]));
    assert_eq!(again.code, 0, "{}", again.whole());
    fs::copy(desk.folder().join("later.note.tsr"), &file).unwrap();
    let exchanged = verified(&desk, "then.note", &[]);
    assert_eq!(exchanged.code, 6);
    assert!(exchanged.stderr.contains("it is of something else"), "{}", exchanged.whole());
    fs::remove_file(&file).unwrap();
    assert_eq!(verified(&desk, "then.note", &[]).code, 0, "nobody asked for it");
    let stripped = verified(&desk, "then.note", &["--tsa-ca", &ca]);
    assert_eq!(stripped.code, 6, "{}", stripped.whole());
    fs::write(&file, good).unwrap();
    assert_eq!(verified(&desk, "then.note", &["--tsa-ca", &ca]).code, 0);
    let no_pem = verified(&desk, "then.note", &["--tsa-ca", &file.display().to_string()]);
    assert_eq!(no_pem.code, 2, "{}", no_pem.whole());
}

/// Whatever is answered that is no good stamp: nothing is kept then, neither the note nor the stamp.
#[test]
fn a_bad_answer_leaves_nothing_behind() {
    let Some((desk, tsa, note, good)) = stamped() else { return };
    let ca = tsa.ca();
    let refused = |answer: &(dyn Fn(&[u8]) -> Vec<u8> + Sync), why: &str| {
        let asked = Authority::checkpoint(&desk, "new.note", &["--tsa-ca", &ca], answer);
        assert_eq!(asked.code, 6, "{why}\n{}", asked.whole());
        assert!(asked.stderr.contains(why), "{why}\n{}", asked.whole());
        for name in ["new.note", "new.note.tsr"] {
            assert!(!desk.folder().join(name).exists(), "{name}");
        }
    };
    refused(&|_| Vec::new(), "gave no time stamp");
    refused(&|_| b"<html>".to_vec(), "it is not the answer of an authority");
    refused(&|_| vec![0x30, 5, 0x30, 3, 2, 1, 2], "the authority gave none");
    // A request that OpenSSL itself refuses, in its own words.
    refused(&|_| tsa.answer(b"no request", &[]), "the authority gave none");
    // An answer to an earlier request for the same bytes: the nonce is another.
    let asked = Authority::checkpoint(&desk, "new.note", &[], |_| {
        fs::write(tsa.folder.join("same"), &note).unwrap();
        let query = tsa.folder.join("other.tsq");
        tsa.ok(&["ts", "-query", "-data", "same", "-sha256", "-cert", "-out", "other.tsq"]);
        tsa.answer(&fs::read(query).unwrap(), &[])
    });
    assert!(asked.stderr.contains("it does not answer this request"), "{}", asked.whole());
    desk.wait(60);
    refused(&|_| good.clone(), "it is of something else");
    // No server at all, and an address that is none.
    for (url, code) in [("http://127.0.0.1:1/", 6), ("http://", 6), ("ftp://127.0.0.1/", 2), ("nonsense", 2)]
    {
        let file = desk.folder().join("new.note").display().to_string();
        let asked = desk.run(&["ledger", "checkpoint", "--out", &file, "--tsa", url]);
        assert_eq!(asked.code, code, "{url}: {}", asked.whole());
    }
    let other = Authority::new(&desk, "other", &P256, "tsa");
    refused(&|r| other.answer(r, &[]), "none of the authorities that were given vouches");
}

/// A DER value of a tag.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    [&[tag, 0x82], &length[..], content].concat()
}

/// What an authority signs of a note, and an answer made of it by any key at all, through OpenSSL's own CMS.
fn forged(by: &Authority, info: &[u8], more: &[&str]) -> Vec<u8> {
    fs::write(by.folder.join("info"), info).unwrap();
    let (key, signer) = (format!("{}.key", by.name), format!("{}.pem", by.name));
    let kind = "1.2.840.113549.1.9.16.1.4";
    let words = [
        "cms",
        "-sign",
        "-binary",
        "-nodetach",
        "-in",
        "info",
        "-inkey",
        &key,
        "-signer",
        &signer,
        "-outform",
        "DER",
        "-out",
        "token",
    ];
    let usual = ["-cades", "-econtent_type", kind, "-md", "sha256"];
    by.ok(&[&words[..], if more.is_empty() { &usual } else { more }].concat());
    let token = fs::read(by.folder.join("token")).unwrap();
    der(0x30, &[vec![0x30, 3, 2, 1, 0], token].concat())
}

/// Certificates that may not stamp, and signatures that do not say whose they are. OpenSSL's `ts` makes none of them.
#[test]
fn who_may_not_stamp_does_not() {
    let Some((desk, tsa, note, _)) = stamped() else { return };
    for words in [
        &["ts", "-reply", "-in", "then.note.tsr", "-token_out", "-out", "good"][..],
        &["cms", "-verify", "-noverify", "-inform", "DER", "-in", "good", "-out", "info"],
    ] {
        tsa.ok(words);
    }
    let info = fs::read(tsa.folder.join("info")).unwrap();
    let said = |by: &Authority, answer: &[u8]| {
        check(answer, &note, Some(&Trusted::read(&fs::read(by.ca()).unwrap()).unwrap()))
    };
    // The judge accepts what is made in this way by one who may.
    said(&tsa, &forged(&tsa, &info, &[])).unwrap();
    for purpose in ["plain", "two", "server"] {
        let other = Authority::new(&desk, purpose, &P256, purpose);
        let why = said(&other, &forged(&other, &info, &[]));
        assert!(matches!(why, Err(BadStamp::Certificate(_))), "{purpose}: {why:?}");
    }
    let kind = "1.2.840.113549.1.9.16.1.4";
    for more in [
        // No name of the certificate in what is signed; another kind of content; a hash that is not accepted.
        &["-econtent_type", kind, "-md", "sha256"][..],
        &["-cades", "-md", "sha256"],
        &["-cades", "-econtent_type", kind, "-md", "sha1"],
        &["-cades", "-econtent_type", kind, "-md", "sha256", "-nocerts"],
        &["-econtent_type", kind, "-md", "sha256", "-noattr"],
    ] {
        said(&tsa, &forged(&tsa, &info, more)).unwrap_err();
    }
    // Two who sign.
    let second = ["-signer", "two.pem", "-inkey", "two.key"];
    let usual = ["-cades", "-econtent_type", kind, "-md", "sha256"];
    said(&tsa, &forged(&tsa, &info, &[&usual[..], &second].concat())).unwrap_err();
}

/// A server for https, in Python; it says its port, and answers once as an authority of OpenSSL's own.
const HTTPS: &str = r#"
import http.server, ssl, subprocess, sys
class Answer(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        open("request.tsq", "wb").write(self.rfile.read(int(self.headers["Content-Length"])))
        words = "ts -reply -config openssl.cnf -section tsa_config -queryfile request.tsq -inkey tsa.key -signer tsa.pem"
        answer = subprocess.run(["openssl"] + words.split(), check=True, capture_output=True).stdout
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)
    def log_message(self, *words): pass
server = http.server.HTTPServer(("127.0.0.1", 0), Answer)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("web.pem", "web.key")
server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_port, flush=True)
server.serve_forever()
"#;

#[test]
fn an_authority_is_asked_over_https_by_those_who_know_its_server() {
    let Some(()) = openssl() else { return };
    let desk = stage::at(3);
    let tsa = Authority::new(&desk, "tsa", &P256, "tsa");
    let web = Authority::new(&desk, "web", &P256, "https");
    let mut python = Command::new("python3");
    python.args(["-c", HTTPS]).current_dir(desk.folder()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut python = python.spawn().unwrap();
    let mut port = String::new();
    BufReader::new(python.stdout.take().unwrap()).read_line(&mut port).unwrap();
    let url = format!("https://localhost:{}/", port.trim());
    let file = desk.folder().join("then.note").display().to_string();
    let words = ["ledger", "checkpoint", "--out", &file, "--tsa", &url];
    let [stranger, known] = [tsa.ca(), web.ca()].map(|ca| desk.run_with(&[("SSL_CERT_FILE", &ca)], &words));
    python.kill().and_then(|()| python.wait()).unwrap();
    assert_eq!(stranger.code, 6, "{}", stranger.whole());
    assert!(stranger.stderr.contains("gave no time stamp"), "{}", stranger.whole());
    assert_eq!(known.code, 0, "{}", known.whole());
    assert!(tsa.accepts("then.note"));
}
