//! The real OpenSSH programs: keys, certificates and signatures that they make, and an agent of a test's own.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use era_rm::domain::PublicKey;
use era_rm::ledger::sshsig::NAMESPACE;
use tempfile::TempDir;

/// A folder with keys of its own, and the real programs beside it.
pub struct Bench {
    pub folder: PathBuf,
    /// Where the folder is its own.
    _own: Option<TempDir>,
}

impl Bench {
    /// None where the programs are not at hand, which is a failed test in CI.
    pub fn new() -> Option<Self> {
        let own = tempfile::tempdir().unwrap();
        Some(Self { folder: own.path().to_owned(), _own: Some(own) }).filter(|_| at_hand())
    }
    /// In a folder that is there.
    pub fn on(folder: &Path) -> Option<Self> {
        Some(Self { folder: folder.to_owned(), _own: None }).filter(|_| at_hand())
    }
    pub fn at(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
    pub fn put(&self, name: &str, text: &str) -> PathBuf {
        fs::write(self.at(name), text).unwrap();
        self.at(name)
    }
    /// Runs a program in the folder, with nobody to ask and no agent but the one that is given.
    pub fn run(&self, program: &str, words: &[&str], input: &str) -> Output {
        let mut command = Command::new(program);
        command.args(words).current_dir(&self.folder).env("HOME", &self.folder);
        command.env("SSH_AUTH_SOCK", self.at("agent")).env_remove("DISPLAY");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // It may refuse before it has read.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap()
    }
    pub fn ok(&self, program: &str, words: &[&str], input: &str) -> String {
        let out = self.run(program, words, input);
        assert!(out.status.success(), "{program} {words:?}: {}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8(out.stdout).unwrap()
    }
    /// Makes a key, and gives the file of its private half.
    pub fn key(&self, name: &str, kind: &str, more: &[&str]) -> PathBuf {
        let words = ["-q", "-t", kind, "-C", "ada at her desk", "-f", name];
        let free = if more.contains(&"-N") { &[][..] } else { &["-N", ""] };
        self.ok("ssh-keygen", &[&words, free, more].concat(), "");
        self.at(name)
    }
    pub fn public(&self, name: &str) -> String {
        fs::read_to_string(self.at(&format!("{name}.pub"))).unwrap()
    }
    /// What ssh-keygen signs with a key.
    pub fn signed(&self, name: &str, body: &str, more: &[&str]) -> String {
        self.ok("ssh-keygen", &[&["-Y", "sign", "-q", "-n", NAMESPACE, "-f", name], more].concat(), body)
    }
    /// Whether ssh-keygen accepts a signature of a body by a key, and what it says.
    pub fn judged(&self, key: &PublicKey, body: &str, signature: &str) -> (bool, String) {
        self.put("allowed", &format!("ada namespaces=\"{NAMESPACE}\" {key}\n"));
        self.put("signature", signature);
        let words = ["-Y", "verify", "-f", "allowed", "-I", "ada", "-n", NAMESPACE, "-s", "signature"];
        let out = self.run("ssh-keygen", &words, body);
        (out.status.success(), String::from_utf8_lossy(&out.stderr).into_owned())
    }
    /// Has an authority certify a key: `NAME-cert.pub` is written.
    pub fn certify(&self, authority: &str, name: &str, more: &[&str]) {
        self.ok(
            "ssh-keygen",
            &[&["-q", "-s", authority, "-I", "job"], more, &[&format!("{name}.pub")]].concat(),
            "",
        );
    }
    /// An agent of its own, without keys, which ends with the test.
    pub fn agent(&self) -> Agent {
        let mut child = Command::new("ssh-agent");
        // What one before it has left.
        let _ = fs::remove_file(self.at("agent"));
        child.args(["-D", "-a"]).arg(self.at("agent")).stdout(Stdio::null()).stderr(Stdio::null());
        // What it asks to confirm a use with: nobody confirms.
        child.env("SSH_ASKPASS", "/bin/false").env("SSH_ASKPASS_REQUIRE", "force").env("DISPLAY", "none");
        let agent = Agent(child.spawn().unwrap());
        while !self.at("agent").exists() {
            std::thread::yield_now();
        }
        agent
    }
}

/// A real ssh-agent, which ends with the test.
pub struct Agent(Child);

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Whether the programs are at hand; that they are not is a failed test in CI.
fn at_hand() -> bool {
    let there = |program: &str| {
        let tried = Command::new(program).arg("-?").stdin(Stdio::null()).output();
        tried.is_ok()
    };
    if ["ssh-keygen", "ssh-agent", "ssh-add"].into_iter().all(there) {
        return true;
    }
    let needs =
        "signatures are tried with OpenSSH's ssh-keygen, ssh-agent and ssh-add; install openssh-client";
    assert!(std::env::var_os("CI").is_none(), "{needs}");
    // Past the test harness, which would swallow it.
    let _ = writeln!(std::io::stderr(), "skipped: {needs}");
    false
}
