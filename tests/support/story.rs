//! A story: commands by several people on one desk, kept as a transcript that reads like a terminal. Passages that many
//! stories share are here; what a story is about stands in its own test.

use std::cell::RefCell;
use std::fmt::Write;

use era_rm::ledger::digest;
use era_rm::store::{SqliteStore, Store};

use super::desk::{Answer, Desk, STAFF, words};
use super::{golden, plain};

/// The release of every story.
pub const NUMBER: &str = "4.2.0";
/// The two OCRs of most stories: an emergency and an urgent one.
pub const OCRS: [&str; 2] = ["OCR-2026-0107", "OCR-2026-0112"];

/// A desk and what was said on it so far.
pub struct Story {
    pub desk: Desk,
    name: &'static str,
    text: RefCell<String>,
}

impl Story {
    /// A ledger with one person for each role. `about` opens the transcript.
    pub fn begin(name: &'static str, about: &str) -> Self {
        let desk = Desk::new();
        for (login, role) in STAFF {
            desk.act("ada", &format!("person add {login} --name '{login} of the archive'"));
            desk.act("ada", &format!("role grant {login} {role}"));
        }
        Self { desk, name, text: RefCell::new(format!("{about}\n")) }
    }

    /// A heading of the transcript.
    pub fn say(&self, heading: &str) {
        let _ = write!(self.text.borrow_mut(), "\n== {heading}\n");
    }
    /// Time passes.
    pub fn days(&self, n: i64) {
        self.desk.wait(n * 86400);
        let _ = write!(self.text.borrow_mut(), "\n-- it is {}\n", self.desk.now());
    }

    /// Runs a command line from the project's own folder, so that `examples/…` is found, and writes it down.
    fn typed(&self, login: &str, line: &str) -> Answer {
        let mut command = self.desk.command();
        command.args(words(line)).args(["--as", login]).current_dir(env!("CARGO_MANIFEST_DIR"));
        let out = command.output().unwrap();
        let text = |bytes: &[u8]| self.without_folder(&String::from_utf8_lossy(bytes));
        let code = out.status.code().unwrap_or(-1);
        let answer = Answer { stdout: text(&out.stdout), stderr: text(&out.stderr), code };
        let mut kept = self.text.borrow_mut();
        let _ = writeln!(kept, "$ era-rm {} --as {login}", self.without_folder(line));
        kept.push_str(&answer.stdout);
        kept.push_str(&answer.stderr);
        if code != 0 {
            let _ = writeln!(kept, "(exit {code})");
        }
        answer
    }
    fn without_folder(&self, text: &str) -> String {
        text.replace(&self.desk.folder().display().to_string(), "FOLDER")
    }
    /// A command that must succeed; the clock moves on by a minute.
    pub fn act(&self, login: &str, line: &str) -> Answer {
        let answer = self.typed(login, line);
        assert_eq!(answer.code, 0, "era-rm {line}\n{}", answer.whole());
        self.desk.wait(60);
        answer
    }
    /// A command that must be refused with this exit code.
    pub fn refused(&self, code: i32, login: &str, line: &str) -> Answer {
        let answer = self.typed(login, line);
        assert_eq!(answer.code, code, "era-rm {line}\n{}", answer.whole());
        answer
    }
    /// The JSON of a command that is left out of the transcript.
    pub fn json(&self, login: &str, line: &str) -> serde_json::Value {
        self.desk
            .by(login, &words(&format!("{line} --json")).iter().map(String::as_str).collect::<Vec<_>>())
            .json()
    }
    /// The latest event of a name, as the ledger holds it.
    pub fn last(&self, event: &str) -> serde_json::Value {
        let ledger = SqliteStore::open(&self.desk.ledger()).unwrap();
        let entries = ledger.scan(0, u64::MAX >> 1, usize::MAX >> 1).unwrap();
        let mut bodies =
            entries.iter().rev().map(|e| serde_json::from_str::<serde_json::Value>(&e.body).unwrap());
        bodies.find_map(|b| b["event"].get(event).cloned()).unwrap()
    }
    /// The notice that tells the Secretariat of the close.
    pub fn closing(&self) -> String {
        let all = self.json("rhea", "notice list --all --max 500")["result"].to_string();
        all.split('"').find(|word| word.ends_with("/occb-secretariat")).unwrap_or_default().to_owned()
    }
    /// A file beside the ledger, for evidence that only this story needs; its path.
    pub fn file(&self, name: &str, text: &str) -> String {
        let path = self.desk.folder().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }
    /// A window that began an hour ago and ends in so many days, for `--window`.
    pub fn window(&self, target: &str, days: i64) -> String {
        let (from, to) = (self.desk.now().plus_seconds(-3600), self.desk.now().plus_seconds(days * 86400));
        format!("--window {target}={from}/{to}")
    }

    /// Steps 1 and 2: two OCRs are received and scheduled on two targets, in windows of so many days.
    pub fn planned(&self, days: i64) {
        for ocr in OCRS {
            self.act("rhea", &format!("ocr receive examples/ocr-packages/{ocr}"));
        }
        let windows = [self.window("federal", days), self.window("presidential", days)].join(" ");
        let [a, b] = OCRS;
        self.act("rhea", &format!("release schedule {NUMBER} --ocr {a} --ocr {b} {windows}"));
    }
    /// Steps 2 to 4: the developer's input, the areas' concurrence, the notice to LMC.
    pub fn agreed(&self) {
        self.act("dev", "release input --yes");
        self.act("rhea", "release coordinate");
        for area in ["quentin", "tess", "cora", "sol"] {
            self.act(area, "release concur --yes");
        }
        self.act("rhea", "release notify");
    }
    /// Steps 5 and 6: a build of the files in a folder of `examples/evidence`, and the developer's tests.
    pub fn built(&self, id: &str, folder: &str, why: &str) {
        let reason = if why.is_empty() { String::new() } else { format!(" --reason '{why}'") };
        self.act("dev", &format!("build record --build {id} --source 9f3c1aa {}{reason}", artifacts(folder)));
        self.act("dev", "test dev --results examples/evidence/developer-tests.xml");
    }
    /// Steps 6 and 7: a letter is submitted and distributed.
    pub fn lettered(&self, letter: &str) {
        self.act("dev", &format!("letter submit {letter}"));
        self.act("rhea", "letter distribute");
    }
    /// Step 7: testing is coordinated with the Test Team.
    pub fn coordinated(&self) {
        let when = self.desk.now().plus_seconds(3600);
        self.act("rhea", &format!("test coordinate --place laboratory --when {when} --who tess"));
    }
    /// Step 7: all areas approve the letter.
    pub fn approved(&self) {
        for area in ["quentin", "tess", "cora", "sol"] {
            self.act(area, "letter review --approve");
        }
    }
    /// Steps 8 and 9: the Test Team passes the release.
    pub fn passed(&self) {
        self.act("tess", "test run --executed --results examples/evidence/test-team-passing.xml");
        self.act("tess", "test record --pass");
    }
    /// Steps 5 to 9 without a hitch, on the build of a folder.
    pub fn ready(&self, id: &str, folder: &str, why: &str) {
        self.built(id, folder, why);
        self.lettered("examples/letters/release-letter.md");
        self.coordinated();
        self.approved();
        self.passed();
    }
    /// Step 10: go, with a reason where there must be one.
    pub fn go(&self, why: &str) -> Answer {
        let reason = if why.is_empty() { String::new() } else { format!(" --reason '{why}'") };
        self.act("rhea", &format!("deploy go --notes examples/letters/release-notes.md{reason}"))
    }
    /// The command line that records the deployment of a folder's build to a target, ten minutes long and ending now.
    pub fn deployment(&self, target: &str, folder: &str, outcome: &str) -> String {
        let (start, end) = (self.desk.now(), self.desk.now().plus_seconds(600));
        self.desk.wait(600);
        let files = artifacts(folder);
        format!(
            "deploy record --target {target} --outcome {outcome} --start {start} --end {end} --backup snapshot-{target} {files}"
        )
    }
    /// Step 11: a target is deployed.
    pub fn deployed(&self, target: &str, folder: &str) -> Answer {
        self.act("dev", &self.deployment(target, folder, "deployed"))
    }
    /// Steps 11 and 12: the completed letter, and ClearQuest.
    pub fn resolved(&self) {
        self.act("dev", "letter complete examples/letters/completion.md");
        self.act("rhea", "cq resolve --assign quentin");
        self.act("rhea", "cq confirm --state Resolved");
    }
    /// Step 13: QM verifies one OCR.
    pub fn verified(&self, ocr: &str) {
        self.act("quentin", &format!("verify record --ocr {ocr} --pass --findings 'works as approved'"));
    }
    /// Steps 14 and 15: the report, and the close. Gives the answer of `release close`.
    pub fn closed(&self) -> Answer {
        self.act("quentin", "verify notify");
        self.act("rhea", &format!("notice by-hand --release {NUMBER} --how 'at the weekly meeting'"));
        let answer = self.act("rhea", "release close");
        self.act("rhea", &format!("notice by-hand --release {NUMBER} --how 'to the Secretariat'"));
        answer
    }
    /// Steps 11 to 15 without a hitch, on both targets.
    pub fn finished(&self, folder: &str) {
        self.deployed("federal", folder);
        self.deployed("presidential", folder);
        self.resolved();
        OCRS.iter().for_each(|ocr| self.verified(ocr));
        self.closed();
    }

    /// The end: the board, the notices, the history, the audit; then the transcript is compared with the one that is kept.
    /// Digests are left out of it, for they follow from every word of every notice.
    pub fn end(self) {
        self.say("Afterwards");
        self.act("rhea", &format!("status {NUMBER}"));
        self.act("rhea", "notice list --all");
        self.act("rhea", &format!("log {NUMBER} --max 1000"));
        self.act("rhea", "ledger verify");
        golden(&format!("stories/{}.txt", self.name), &plain(&self.text.borrow(), self.desk.folder()));
    }
}

/// `--artifact …` for the files of a folder of `examples/evidence`; for any other name, digests of that very name.
pub fn artifacts(folder: &str) -> String {
    ["era-ingest.tar", "era-search.tar"]
        .map(|file| {
            let path = format!("examples/evidence/{folder}/{file}");
            match std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(&path).exists() {
                true => format!("--artifact {path}"),
                false => {
                    let digest = digest::of_bytes(format!("{folder}/{file}").as_bytes());
                    format!("--artifact {file}=sha256:{digest}")
                }
            }
        })
        .join(" ")
}
