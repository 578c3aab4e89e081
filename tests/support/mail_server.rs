//! A real mail server for the tests: `mail_server.py`, which keeps what it takes, byte for byte.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64ct::{Base64, Encoding};

use super::python;

/// A mail server that runs until it is dropped.
pub struct MailServer {
    running: Child,
    folder: tempfile::TempDir,
    /// The port that it listens at, on 127.0.0.1.
    pub port: u16,
}

/// A message as it was taken.
pub struct Taken {
    /// The bytes of DATA.
    pub bytes: Vec<u8>,
    /// The recipients of the envelope.
    pub to: Vec<String>,
}

impl MailServer {
    /// Starts one; None where there is no Python for it.
    pub fn start(words: &[&str]) -> Option<Self> {
        let python = python::with("aiosmtpd")?;
        let folder = tempfile::tempdir().unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/mail_server.py");
        let mut running = Command::new(python)
            .arg(script)
            .arg(folder.path())
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(running.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().parse().unwrap();
        Some(Self { running, folder, port })
    }
    /// Its address, in one of the forms of `[mail] server`.
    pub fn address(&self, form: &str) -> String {
        format!("{form}://127.0.0.1:{}", self.port)
    }
    /// Every message that it has taken, in order.
    pub fn taken(&self) -> Vec<Taken> {
        let place = |n: u32, ending: &str| -> PathBuf { self.folder.path().join(format!("{n}.{ending}")) };
        let there = (1..).take_while(|n| place(*n, "eml").exists());
        there
            .map(|n| Taken {
                bytes: std::fs::read(place(n, "eml")).unwrap(),
                to: std::fs::read_to_string(place(n, "to")).unwrap().lines().map(str::to_owned).collect(),
            })
            .collect()
    }
    /// Waits until it has taken so many.
    pub fn has_taken(&self, wanted: usize) {
        let patience = Instant::now() + Duration::from_secs(60);
        while self.taken().len() < wanted {
            assert!(Instant::now() < patience, "{} messages came, not {wanted}", self.taken().len());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.running.kill();
        let _ = self.running.wait();
    }
}

impl Taken {
    /// The headers, unfolded.
    pub fn head(&self) -> String {
        let text = String::from_utf8_lossy(&self.bytes).into_owned();
        text.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ")
    }
    /// A header's value.
    pub fn header(&self, name: &str) -> String {
        let head = self.head();
        let found = head.lines().find_map(|l| l.strip_prefix(&format!("{name}: ")));
        found.unwrap_or_else(|| panic!("no {name} in {head}")).to_owned()
    }
    /// The parts: headers and decoded bytes of each.
    pub fn parts(&self) -> Vec<(String, Vec<u8>)> {
        let text = String::from_utf8(self.bytes.clone()).unwrap();
        let boundary =
            self.header("Content-Type").split("boundary=").nth(1).unwrap().trim_matches('"').to_owned();
        text.split(&format!("--{boundary}"))
            .skip(1)
            .filter(|part| !part.starts_with("--"))
            .map(|part| {
                let (head, body) = part.trim_start().split_once("\r\n\r\n").unwrap();
                assert!(head.contains("Content-Transfer-Encoding: base64"), "{head}");
                let packed: String = body.split_whitespace().collect();
                // By another hand than the one that wrote it.
                (head.replace("\r\n ", " "), Base64::decode_vec(&packed).unwrap())
            })
            .collect()
    }
}
