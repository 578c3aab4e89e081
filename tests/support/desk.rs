//! The compiled binary on a ledger of its own: own folder, own HOME, a clock and a seed that the test sets. One snapshot
//! holds the whole answer: stdout, stderr, exit code.

use std::cell::{Cell, RefCell};
use std::fmt::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use era_rm::domain::Time;

use super::{keys, schema};

/// What a command answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub stdout: String,
    pub stderr: String,
    pub code: i32,
}

impl Answer {
    /// The whole answer as one text.
    pub fn whole(&self) -> String {
        let mut out = format!("exit {}\n", self.code);
        for (name, text) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !text.is_empty() {
                let _ = writeln!(out, "-- {name}\n{}", text.trim_end());
            }
        }
        out
    }
    /// The answer of `--json`.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|e| panic!("{e}: {}", self.whole()))
    }
}

/// A desk: a folder with a ledger, and the binary.
pub struct Desk {
    folder: tempfile::TempDir,
    clock: Cell<Time>,
    /// Whether people sign, each by the key of the login; else `--as` is believed.
    signed: bool,
    /// The ledger's file after each act that had to succeed, where that is wanted.
    copies: Option<RefCell<Vec<Vec<u8>>>>,
}

/// Who is who on a desk that [`Desk::staffed`] made: login and role.
pub const STAFF: [(&str, &str); 6] =
    [("rhea", "rm"), ("dev", "sd"), ("tess", "tt"), ("quentin", "qm"), ("cora", "cm"), ("sol", "sec")];

/// A file of `examples/`.
pub fn example(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name).display().to_string()
}

impl Desk {
    /// A folder with `examples/` and no ledger; the clock stands at 2026-11-23T09:00:00Z.
    pub fn empty() -> Self {
        // In memory where that can be had: what a disk costs at each act is not what these tests are about.
        let memory = Path::new("/dev/shm");
        let place = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        // As if there were no umask, for `ledger info` tells of permissions.
        let alone = std::fs::Permissions::from_mode(0o700);
        let folder = tempfile::Builder::new().permissions(alone).tempdir_in(place).unwrap();
        std::os::unix::fs::symlink(example(""), folder.path().join("examples")).unwrap();
        std::fs::create_dir_all(keys::folder()).unwrap();
        std::os::unix::fs::symlink(keys::folder(), folder.path().join("keys")).unwrap();
        Self {
            folder,
            clock: Cell::new("2026-11-23T09:00:00Z".parse().unwrap()),
            signed: false,
            copies: None,
        }
    }
    /// As [`Desk::empty`]; it keeps a copy of the ledger after each act that must succeed.
    pub fn with_copies() -> Self {
        Self { copies: Some(RefCell::default()), ..Self::empty() }
    }
    /// Those copies.
    pub fn copies(&self) -> Vec<Vec<u8>> {
        self.copies.as_ref().map(|c| c.borrow().clone()).unwrap_or_default()
    }
    /// A ledger with its first administrator, `ada`.
    pub fn new() -> Self {
        let desk = Self::empty();
        desk.ok(&["init", "--trust", "declared", "--admin", "ada", "--name", "Ada Okafor"]);
        desk
    }
    /// A signed ledger with its first administrator, `ada`, who has added these people with their keys.
    pub fn signed(people: &[&str]) -> Self {
        Self::empty().begun_signed(people)
    }
    fn begun_signed(self, people: &[&str]) -> Self {
        let desk = Self { signed: true, ..self };
        desk.act("ada", "init --trust signed --admin ada --name 'Ada Okafor'");
        for login in people {
            keys::file(login);
            desk.act("ada", &format!("person add {login} --name '{login} of the archive'"));
            desk.act("ada", &format!("person key add {login} keys/{login}.pub"));
        }
        desk
    }
    /// As [`Desk::staffed`], in a signed ledger.
    pub fn staffed_signed() -> Self {
        Self::empty().begun_staffed_signed()
    }
    /// As [`Desk::staffed_signed`], on an empty desk.
    pub fn begun_staffed_signed(self) -> Self {
        let all: Vec<String> = STAFF.iter().flat_map(|(l, _)| [(*l).to_owned(), format!("{l}2")]).collect();
        let desk = self.begun_signed(&all.iter().map(String::as_str).collect::<Vec<_>>());
        for (login, role) in STAFF {
            desk.act("ada", &format!("role grant {login} {role}"));
            desk.act("ada", &format!("role grant {login}2 {role}"));
        }
        desk
    }
    /// A ledger with one person for each role ([`STAFF`]), and a second of each, `<login>2`.
    pub fn staffed() -> Self {
        let desk = Self::new();
        for (login, role) in STAFF {
            for login in [login.to_owned(), format!("{login}2")] {
                desk.ok(&[
                    "--as",
                    "ada",
                    "person",
                    "add",
                    &login,
                    "--name",
                    &format!("{login} of the archive"),
                ]);
                desk.ok(&["--as", "ada", "role", "grant", &login, role]);
            }
        }
        desk
    }
    /// A desk with a ledger that was kept before, at the time at which it was kept.
    pub fn of(ledger: &[u8], now: Time) -> Self {
        let desk = Self::empty();
        std::fs::write(desk.ledger(), ledger).unwrap();
        std::fs::set_permissions(desk.ledger(), std::fs::Permissions::from_mode(0o600)).unwrap();
        desk.clock.set(now);
        desk
    }
    /// As [`Desk::of`], a signed one.
    pub fn signed_of(ledger: &[u8], now: Time) -> Self {
        Self { signed: true, ..Self::of(ledger, now) }
    }
    /// Another desk with the same ledger and the same time.
    pub fn twin(&self) -> Self {
        match std::fs::read(self.ledger()) {
            Ok(ledger) => Self { signed: self.signed, ..Self::of(&ledger, self.now()) },
            Err(_) => Self::empty(),
        }
    }
    /// From here on its account has seen nothing of any ledger.
    pub fn forget(&self) {
        std::fs::remove_dir_all(self.folder.path().join("state")).unwrap_or_default();
    }
    /// The ledger's file.
    pub fn ledger(&self) -> PathBuf {
        self.folder.path().join("ledger.db")
    }
    /// The folder of the desk.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
    /// What the clock says.
    pub fn now(&self) -> Time {
        self.clock.get()
    }
    /// Moves the clock.
    pub fn wait(&self, seconds: i64) {
        self.clock.set(self.clock.get().plus_seconds(seconds));
    }
    /// The ledger verifies.
    pub fn verified(&self) {
        let answer = self.run(&["ledger", "verify"]);
        assert_eq!(answer.code, 0, "{}", answer.whole());
    }
    /// SHA-256 of the ledger's file.
    pub fn digest(&self) -> String {
        era_rm::ledger::digest::of_bytes(&std::fs::read(self.ledger()).unwrap()).to_string()
    }
    /// The binary with everything that makes it repeatable; the caller adds words.
    pub fn command(&self) -> Command {
        let mut c = Command::new(env!("CARGO_BIN_EXE_era-rm"));
        c.env_clear()
            .env("HOME", self.folder.path())
            .env("XDG_CONFIG_HOME", self.folder.path().join("config"))
            .env("XDG_DATA_HOME", self.folder.path().join("data"))
            .env("XDG_STATE_HOME", self.folder.path().join("state"))
            .env("NO_COLOR", "1")
            .env("COLUMNS", "80")
            .env("ERA_RM_LEDGER", self.ledger())
            .env("ERA_RM_TEST_CLOCK", self.now().to_string())
            .env("ERA_RM_TEST_SEED", "desk")
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        c
    }
    /// Runs a command and gives its answer, with the folder's own name taken out.
    pub fn run(&self, words: &[&str]) -> Answer {
        self.run_with(&[], words)
    }
    /// As [`Desk::run`], with more in the environment.
    pub fn run_with(&self, environment: &[(&str, &str)], words: &[&str]) -> Answer {
        let out = self.command().envs(environment.iter().copied()).args(words).output().unwrap();
        let folder = self.folder.path().display().to_string();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(&folder, "FOLDER");
        let answer = Answer {
            stdout: text(&out.stdout),
            stderr: text(&out.stderr),
            code: out.status.code().unwrap_or(-1),
        };
        if words.contains(&"--json") {
            schema::check(&answer.stdout);
        }
        answer
    }
    /// Runs a command as a person.
    pub fn by(&self, login: &str, words: &[&str]) -> Answer {
        let who = self.who(login);
        self.run(&[&who.each_ref().map(String::as_str)[..], words].concat())
    }
    /// Runs a command that must succeed; the clock moves on by a minute.
    pub fn ok(&self, words: &[&str]) -> Answer {
        let answer = self.run(words);
        assert_eq!(answer.code, 0, "era-rm {}\n{}", words.join(" "), answer.whole());
        self.wait(60);
        if let Some(copies) = &self.copies {
            copies.borrow_mut().push(std::fs::read(self.ledger()).unwrap());
        }
        answer
    }
    /// Runs a command line, its words divided by spaces, `'…'` kept together, as a person; it must succeed.
    pub fn act(&self, login: &str, line: &str) -> Answer {
        let words = words(line);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let who = self.who(login);
        self.ok(&[&who.each_ref().map(String::as_str)[..], &words].concat())
    }
    /// How a person says who he is.
    pub fn who(&self, login: &str) -> [String; 2] {
        if !self.signed {
            return ["--as".into(), login.into()];
        }
        keys::file(login);
        ["--key".into(), format!("keys/{login}")]
    }
    /// Runs a command line that must be refused with this exit code.
    pub fn refused(&self, code: i32, login: &str, line: &str) -> Answer {
        let words = words(line);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let answer = self.by(login, &words);
        assert_eq!(answer.code, code, "era-rm {line}\n{}", answer.whole());
        answer
    }
    /// Takes a release on targets `federal` and `presidential` with two OCRs up to and with a step, 1 to 15. The window is
    /// open for three days.
    pub fn release_at(&self, number: &str, step: u8) {
        (1..=step).for_each(|s| self.release_through(number, s));
    }
    /// Takes such a release through one step.
    pub fn release_through(&self, number: &str, step: u8) {
        let window = format!("{}/{}", self.now().plus_seconds(-3600), self.now().plus_seconds(3 * 86400));
        let (dev_tests, letter) =
            (example("evidence/developer-tests.xml"), example("letters/release-letter.md"));
        let (passing, notes) =
            (example("evidence/test-team-passing.xml"), example("letters/release-notes.md"));
        let artifacts = format!(
            "--artifact {} --artifact {}",
            example("evidence/build-1/era-ingest.tar"),
            example("evidence/build-1/era-search.tar")
        );
        let lines: Vec<(u8, &str, String)> = vec![
            (1, "rhea", format!("ocr receive {}", example("ocr-packages/OCR-2026-0107"))),
            (1, "rhea", format!("ocr receive {}", example("ocr-packages/OCR-2026-0112"))),
            (
                2,
                "rhea",
                format!(
                    "release schedule {number} --ocr OCR-2026-0107 --ocr OCR-2026-0112 --window federal={window} --window presidential={window}"
                ),
            ),
            (2, "dev", format!("release input {number} --yes")),
            (3, "rhea", format!("release coordinate {number}")),
            (3, "quentin", format!("release concur {number} --yes")),
            (3, "tess", format!("release concur {number} --yes")),
            (3, "cora", format!("release concur {number} --yes")),
            (3, "sol", format!("release concur {number} --yes")),
            (4, "rhea", format!("release notify {number}")),
            (5, "dev", format!("build record {number} --build b-1 --source 9f3c1aa {artifacts}")),
            (6, "dev", format!("test dev {number} --results {dev_tests}")),
            (6, "dev", format!("letter submit {number} {letter}")),
            (7, "rhea", format!("letter distribute {number}")),
            (
                7,
                "rhea",
                format!("test coordinate {number} --place laboratory --when {} --who tess", self.now()),
            ),
            (7, "quentin", format!("letter review {number} --approve")),
            (7, "tess", format!("letter review {number} --approve")),
            (7, "cora", format!("letter review {number} --approve")),
            (7, "sol", format!("letter review {number} --approve")),
            (8, "tess", format!("test run {number} --executed --results {passing}")),
            (9, "tess", format!("test record {number} --pass")),
            (10, "rhea", format!("deploy go {number} --notes {notes}")),
        ];
        for (_, who, line) in lines.iter().filter(|(s, ..)| *s == step) {
            self.act(who, line);
        }
        if step == 11 {
            self.deploy(number, "federal");
            self.deploy(number, "presidential");
            self.act("dev", &format!("letter complete {number} {}", example("letters/completion.md")));
        }
        if step == 12 {
            self.act("rhea", &format!("cq resolve {number} --assign quentin"));
            self.act("rhea", &format!("cq confirm {number} --state Resolved"));
        }
        if step == 13 {
            self.act(
                "quentin",
                &format!("verify record {number} --ocr OCR-2026-0107 --pass --findings 'as approved'"),
            );
            self.act(
                "quentin",
                &format!("verify record {number} --ocr OCR-2026-0112 --pass --findings 'as approved'"),
            );
        }
        if step == 14 {
            self.act("quentin", &format!("verify notify {number}"));
        }
        if step == 15 {
            self.act("rhea", &format!("notice by-hand --release {number} --how 'at the weekly meeting'"));
            self.act("rhea", &format!("release close {number}"));
            self.act("rhea", &format!("notice by-hand --release {number} --how 'to the Secretariat'"));
        }
    }
    /// Deploys build 1 of the examples to a target, as the go allows.
    pub fn deploy(&self, number: &str, target: &str) -> Answer {
        let (start, end) = (self.now(), self.now().plus_seconds(600));
        self.wait(900);
        let artifacts = format!(
            "--artifact {} --artifact {}",
            example("evidence/build-1/era-ingest.tar"),
            example("evidence/build-1/era-search.tar")
        );
        self.act("dev", &format!("deploy record {number} --target {target} --outcome deployed --start {start} --end {end} --backup snapshot-1 {artifacts}"))
    }
}

/// The words of a command line: divided by spaces, `'…'` kept together.
pub fn words(line: &str) -> Vec<String> {
    let mut out = Vec::new();
    for (i, part) in line.split('\'').enumerate() {
        if i % 2 == 1 {
            out.push(part.to_owned());
        } else {
            out.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    out
}
