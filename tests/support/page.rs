//! The golden page of one command: its help, what it answers as text and as JSON, and how it refuses, each below the command
//! line that was typed. A reader who is no programmer should understand every refusal on it.

use std::fmt::Write;

use super::desk::{Answer, Desk, words};
use super::{golden, stage};

/// The page of a command.
pub struct Page {
    command: &'static str,
    desk: Desk,
    text: String,
    /// What differs from machine to machine, and what stands for it.
    plain: Vec<(String, &'static str)>,
}

impl Page {
    /// Begins a page with the command's short help.
    pub fn of(command: &'static str) -> Self {
        let mut page = Self { command, desk: Desk::empty(), text: String::new(), plain: Vec::new() };
        let help =
            page.desk.run(&words(&format!("{command} -h")).iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(help.code, 0, "{}", help.whole());
        page.show(&format!("{command} -h"), &help);
        page
    }
    /// From here on: a fresh desk with release 4.2.0 after a step.
    pub fn at(&mut self, step: u8) -> &mut Self {
        self.on(stage::at(step), &format!("release 4.2.0 after step {step}"))
    }
    /// From here on: another desk.
    pub fn on(&mut self, desk: Desk, what: &str) -> &mut Self {
        self.desk = desk;
        let _ = writeln!(self.text, "\n== {what}");
        self
    }
    /// The desk of now.
    pub fn desk(&self) -> &Desk {
        &self.desk
    }
    /// From here on `word` stands for what differs from machine to machine.
    pub fn plainly(&mut self, differs: String, word: &'static str) -> &mut Self {
        self.plain.push((differs, word));
        self
    }
    /// An act that comes before what is shown.
    pub fn given(&mut self, who: &str, line: &str) -> &mut Self {
        self.desk.act(who, line);
        let _ = writeln!(self.text, "   and: era-rm {}", self.named(who, line));
        self
    }
    /// A command that succeeds: its text, and on a second identical desk its JSON.
    pub fn done(&mut self, who: &str, line: &str) -> &mut Self {
        self.shown(0, who, line)
    }
    /// A command that is refused with this exit code: its text only. What JSON says of refusals is held in `exit_codes`.
    pub fn no(&mut self, code: i32, who: &str, line: &str) -> &mut Self {
        let line = self.named(who, line);
        let text = run(&self.desk, &line);
        assert_eq!(text.code, code, "era-rm {line}\n{}", text.whole());
        self.show(&line, &text);
        self
    }
    /// A command that answers: its text only, where its JSON is shown elsewhere on the page.
    pub fn told(&mut self, who: &str, line: &str) -> &mut Self {
        let line = self.named(who, line);
        let text = run(&self.desk, &line);
        assert_eq!(text.code, 0, "era-rm {line}\n{}", text.whole());
        self.show(&line, &text);
        self
    }
    /// A command that answers, with this exit code: its text, and on a second identical desk its JSON.
    pub fn shown(&mut self, code: i32, who: &str, line: &str) -> &mut Self {
        let (line, twin) = (self.named(who, line), self.desk.twin());
        self.both(code, &line, Some(&twin))
    }
    /// As [`Page::shown`], both on this desk: for what records nothing, and depends on what this desk has seen before.
    pub fn shown_here(&mut self, code: i32, who: &str, line: &str) -> &mut Self {
        let line = self.named(who, line);
        self.both(code, &line, None)
    }
    fn both(&mut self, code: i32, line: &str, twin: Option<&Desk>) -> &mut Self {
        let text = run(&self.desk, line);
        assert_eq!(text.code, code, "era-rm {line}\n{}", text.whole());
        self.show(line, &text);
        let line = format!("{line} --json");
        let mut json = run(twin.unwrap_or(&self.desk), &line);
        assert_eq!(json.code, code, "era-rm {line}\n{}", json.whole());
        json.stdout = pretty(&json);
        self.show(&line, &json);
        self
    }
    /// Compares the page with the one that is kept.
    pub fn keep(&self) {
        golden(&format!("commands/{}.txt", self.command.replace([' ', '-'], "_")), &self.text);
    }
    fn named(&self, who: &str, line: &str) -> String {
        if who.is_empty() { line.to_owned() } else { format!("{line} {}", self.desk.who(who).join(" ")) }
    }
    fn show(&mut self, line: &str, answer: &Answer) {
        let talk = answer.stderr.trim_end();
        let blank = if self.text.is_empty() { "" } else { "\n" };
        let _ = writeln!(self.text, "{blank}$ era-rm {line}");
        for part in [answer.stdout.trim_end(), talk].iter().filter(|p| !p.is_empty()) {
            let plain = self.plain.iter().fold(part.to_string(), |text, (from, to)| text.replace(from, to));
            let _ = writeln!(self.text, "{plain}");
        }
        if answer.code != 0 {
            let _ = writeln!(self.text, "(exit {})", answer.code);
        }
        assert!(!self.text.contains("panicked"), "{}", self.text);
    }
}

fn run(desk: &Desk, line: &str) -> Answer {
    let words = words(line);
    desk.run(&words.iter().map(String::as_str).collect::<Vec<_>>())
}
/// The document over several lines. The digest of the head is left out: it changes with every byte that any entry before
/// holds, and the ledger's own tests hold it.
fn pretty(answer: &Answer) -> String {
    let mut document = answer.json();
    if let Some(digest) = document.pointer_mut("/head/digest") {
        assert_eq!(digest.as_str().map(str::len), Some(64), "{digest}");
        *digest = "(64 hexadecimal digits)".into();
    }
    serde_json::to_string_pretty(&document).unwrap()
}
