//! Thousands of command lines, variables and files that are not as they should be, each before the compiled binary: an exit
//! code that is published, no control character out, no panic, no end that never comes, and the ledger as it was.
//!
//! A share is tried by default; `ERA_RM_MALFORMED=10000 cargo test --test main -- malformed --nocapture` tries so many.

use std::collections::BTreeMap;
use std::fs::File;
use std::process::{Command, Stdio};
use std::sync::Mutex;

use super::super::ledger_tamper::content::{told, verify};
use super::super::ledger_tamper::each;
use super::super::support::desk::Desk;
use super::super::support::stage;
use super::super::support::tell;
use super::hostile::{Case, Grammar};

const SHARE: usize = 2000;
/// So long may a command take that meets a file of megabytes on a busy machine; a hang takes longer.
const SECONDS: &str = "60";

/// A desk where each case begins anew.
struct Booth {
    desk: Desk,
    step: u8,
    ledger: Vec<u8>,
}

impl Booth {
    fn new() -> Self {
        Self { desk: Desk::empty(), step: u8::MAX, ledger: Vec::new() }
    }
    /// A fresh folder with the ledger at the case's step, its file, and the odd places.
    fn prepare(&mut self, case: &Case) {
        if self.step != case.step {
            let staged = stage::at(case.step);
            (self.step, self.ledger) = (case.step, std::fs::read(staged.ledger()).unwrap());
        }
        self.desk = Desk::of(&self.ledger, stage::at(case.step).now());
        let folder = self.desk.folder();
        nix::unistd::mkfifo(&folder.join("pipe"), nix::sys::stat::Mode::S_IRWXU).unwrap();
        std::os::unix::fs::symlink("loop", folder.join("loop")).unwrap();
        std::fs::create_dir(folder.join("folder")).unwrap();
        File::create(folder.join("huge")).unwrap().set_len(1 << 36).unwrap();
        if let Some(paper) = &case.paper {
            std::fs::create_dir(folder.join("package")).unwrap();
            std::fs::write(folder.join("package/approval.md"), "The Board approved it.\n").unwrap();
            // A configuration that cannot be read ends every command: some are enough where the ledger is named otherwise.
            let unnamed = case.variables.iter().any(|(name, _)| *name == "ERA_RM_LEDGER");
            let configured = unnamed || paper.len() % 8 == 0;
            for name in ["paper", "package/ocr.toml"].into_iter().chain(configured.then_some("era-rm.toml")) {
                std::fs::write(folder.join(name), paper).unwrap();
            }
        }
        std::fs::write(folder.join("stdin"), &case.stdin).unwrap();
    }
    fn command(&self, case: &Case) -> Command {
        let like = self.desk.command();
        let mut command = Command::new("timeout");
        command.args(["--signal=KILL", SECONDS]).arg(like.get_program()).args(&case.words).env_clear();
        command.envs(like.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.envs(case.variables.iter().map(|(name, value)| (name, value)));
        command.current_dir(self.desk.folder());
        command.stdin(Stdio::from(File::open(self.desk.folder().join("stdin")).unwrap()));
        command
    }
    /// Runs a case; its exit code, and what is wrong with how it ended.
    fn run(&mut self, case: &Case) -> (Option<i32>, Vec<String>) {
        self.prepare(case);
        let out = self.command(case).output().unwrap();
        let mut wrong = Vec::new();
        let code = out.status.code();
        if !code.is_some_and(|c| (0..=12).contains(&c) && c != 1) {
            wrong.push(format!("it ended in {code:?} ({})", out.status));
        }
        for (name, bytes) in [("stdout", &out.stdout), ("stderr", &out.stderr)] {
            match String::from_utf8(bytes.clone()) {
                Err(_) => wrong.push(format!("{name} is no text")),
                Ok(text) => {
                    if let Some(c) = text.chars().find(|c| raw(*c)) {
                        wrong.push(format!("{name} holds {}", c.escape_unicode()));
                    }
                    for word in ["panicked", "RUST_BACKTRACE", ".rs:"] {
                        wrong.extend(text.contains(word).then(|| format!("{name} says {word}")));
                    }
                }
            }
        }
        if out.stderr.len() > 40_000 {
            wrong.push(format!("{} bytes on stderr", out.stderr.len()));
        }
        wrong.extend(self.changed(code));
        if !wrong.is_empty() {
            wrong.push(String::from_utf8_lossy(&out.stderr).chars().take(600).collect());
        }
        (code, wrong)
    }
    /// What an act changed that may not have: one that was recorded, or refused for who asked, adds entries that verify.
    fn changed(&self, code: Option<i32>) -> Option<String> {
        let path = self.desk.ledger();
        if self.desk.folder().join("ledger.db-journal").exists() {
            return Some("a journal was left behind".into());
        }
        let same = std::fs::read(&path).is_ok_and(|now| now == self.ledger);
        match code {
            _ if same => None,
            Some(0 | 5 | 9) => {
                verify(&path).err().map(|failure| format!("the ledger is not sound: {:?}", told(&failure)))
            }
            Some(_) | None => Some("the ledger was changed".into()),
        }
    }
}

/// A character that a terminal would obey, or that turns the direction of writing.
fn raw(c: char) -> bool {
    let control = matches!(c, '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}') && !matches!(c, '\n' | '\t');
    control
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[test]
fn thousands_of_malformed_inputs_do_no_harm() {
    let count = std::env::var("ERA_RM_MALFORMED").map_or(SHARE, |n| n.parse().unwrap());
    let grammar = Grammar::new();
    drop(stage::at(0));
    let (codes, wrong) = (Mutex::new(BTreeMap::new()), Mutex::new(Vec::new()));
    each(count, |_| {
        let (mut booth, grammar, codes, wrong) = (Booth::new(), &grammar, &codes, &wrong);
        move |number| {
            let case = grammar.case(number);
            let (code, found) = booth.run(&case);
            *codes.lock().unwrap().entry(code).or_insert(0) += 1;
            if !found.is_empty() {
                let line: Vec<String> =
                    case.words.iter().map(|w| format!("{w:?}").chars().take(80).collect()).collect();
                let line = line.join(" ");
                let set: String = format!("{:?}", case.variables).chars().take(200).collect();
                wrong.lock().unwrap().push(format!(
                    "case {number}, step {}: {line} {set}\n  {}",
                    case.step,
                    found.join("\n  ")
                ));
            }
        }
    });
    let (codes, wrong) = (codes.into_inner().unwrap(), wrong.into_inner().unwrap());
    tell(&format!("{count} inputs, exit codes and how often: {codes:?}"));
    // Inputs that all end alike try little.
    assert!([2, 3, 4, 5, 6].iter().all(|code| codes.contains_key(&Some(*code))), "{codes:?}");
    let some = wrong.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
    assert!(wrong.is_empty(), "{} of {count}:\n{some}", wrong.len());
}
