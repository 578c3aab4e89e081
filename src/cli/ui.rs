//! The only room that prints. Commands return an [`Answer`]; what is printed on stdout is the answer, as text or as one
//! JSON document, and everything else goes to stderr. Text from the ledger is shown with control characters escaped, its
//! times in the reader's zone (`zone`); words that say how something stands may be coloured (`paint`).

mod paint;
mod progress;
pub mod markdown;
pub mod prompt;
mod zone;

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{IsTerminal, Write};

use comfy_table::{ColumnConstraint, ContentArrangement, Table, presets};
use serde::Serialize;
use serde_json::{Value, json};
use unicode_width::UnicodeWidthChar;

use crate::domain::text::is_unsafe;
use crate::ledger::Head;
use crate::workflow::Failure;

pub use paint::{Tone, paint, paper};
pub use zone::day;

use super::context::Color;
use super::failure::{self, ErrorReport, Exit, NeedReport, WhoReport};

pub use progress::Progress;

/// Writes an answer that is too long to be held.
pub type Stream = Box<dyn Fn(&mut dyn Write) -> Result<(), Failure>>;

/// What a command answers.
pub struct Answer {
    /// The answer as JSON.
    pub result: Value,
    /// The same for people; it shows nothing that the JSON lacks.
    pub text: String,
    /// The head after an act; an answer that reads shows the head that the ledger had when it was opened.
    pub head: Option<Head>,
    /// Warnings, for stderr.
    pub warnings: Vec<String>,
    /// Whether the ledger is without an entry that this account has seen.
    pub behind: bool,
    /// The exit code.
    pub exit: Exit,
    /// Bytes that go out as they are: an export to stdout.
    pub raw: bool,
    /// What goes out instead of the text where no JSON is asked for.
    pub stream: Option<Stream>,
}

impl Answer {
    /// An answer that reads: a serializable report and its text.
    pub fn of(report: &impl Serialize, text: String) -> Self {
        let result = serde_json::to_value(report).unwrap_or(Value::Null);
        let (head, warnings, behind) = (None, Vec::new(), false);
        Self { result, text, head, warnings, behind, exit: Exit::Done, raw: false, stream: None }
    }
}

/// How to print.
#[derive(Debug, Clone, Copy)]
pub struct Ui {
    /// One JSON document instead of text.
    pub json: bool,
    /// Whether styles are allowed on stdout.
    pub color: bool,
    /// Whether styles are allowed on stderr.
    pub talk_color: bool,
}

impl Ui {
    /// As it was asked for: on a terminal styles are allowed, unless NO_COLOR or `--color` say otherwise.
    pub fn of(json: bool, choice: Color) -> Self {
        let (out, talk) = (std::io::stdout().is_terminal(), std::io::stderr().is_terminal());
        Self { json, color: wants_color(choice, out), talk_color: wants_color(choice, talk) }
    }
    /// Prints an answer, with the head after the act or else the one that was found. A closed stdout after an act is said
    /// on stderr, never a panic.
    pub fn answer(self, command: &str, answer: &Answer, found: Option<Head>) -> Exit {
        answer.warnings.iter().for_each(|w| self.warn(w));
        if let Some(stream) = answer.stream.as_ref().filter(|_| !self.json) {
            return match stream(&mut std::io::stdout().lock()) {
                Ok(()) => answer.exit,
                Err(e) => self.fail(command, failure::exit(&e), &ErrorReport::of(&e), answer.behind),
            };
        }
        let out = if self.json {
            let mut document = json!({
                "schema": "era-rm/1", "command": command, "ok": true, "exit": answer.exit.code(), "result": answer.result,
            });
            if let (Some(h), Some(map)) = (answer.head.or(found), document.as_object_mut()) {
                map.insert("head".into(), json!(h));
            }
            say_behind(&mut document, answer.behind);
            escape_json(&document)
        } else if answer.raw {
            answer.text.clone()
        } else {
            // No table is made: it knows how wide the terminal is, where stdout is one.
            shown(&answer.text, self.color, Table::new().width())
        };
        self.write(&out, answer.head.is_some());
        answer.exit
    }

    /// Prints a failure: JSON on stdout where that was asked for, else text on stderr.
    pub fn fail(self, command: &str, exit: Exit, error: &ErrorReport, behind: bool) -> Exit {
        if self.json {
            let mut document = json!({"schema": "era-rm/1", "command": command, "ok": false, "exit": exit.code(), "error": error});
            say_behind(&mut document, behind);
            self.write(&escape_json(&document), false);
        } else {
            self.talk(&refusal(error));
        }
        exit
    }

    /// Warns on stderr.
    pub fn warn(self, text: &str) {
        self.talk(&format!("{} {text}", paint(Tone::Care, "warning:")));
    }

    /// Says something on stderr; nobody listening is no fault.
    pub fn talk(self, text: &str) {
        // No table is made: it knows how wide the terminal is, where stderr is one.
        let terminal = Table::new().use_stderr().width();
        let text = shown(text.trim_end(), self.talk_color, terminal);
        let _ = writeln!(std::io::stderr(), "{}", text.trim_end());
    }

    fn write(self, text: &str, recorded: bool) {
        let mut out = std::io::stdout().lock();
        let done = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        if done.is_err() && recorded {
            self.talk("warning: the act is recorded, but the answer could not be written to stdout");
        }
    }
}

/// Says on stderr what a command that goes on has done meanwhile.
pub fn meanwhile(text: &str) {
    Ui::of(false, Color::Auto).talk(text);
}

fn wants_color(choice: Color, terminal: bool) -> bool {
    let unset = |name| std::env::var_os(name).is_none_or(|v| v.is_empty());
    let dumb = || std::env::var_os("TERM").is_some_and(|t| t == "dumb");
    match choice {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => terminal && unset("NO_COLOR") && !dumb(),
    }
}

/// A text as it goes out: times in the reader's zone and lines that the terminal holds, save in papers; nothing that could
/// mislead, marks as styles.
fn shown(text: &str, color: bool, terminal: Option<u16>) -> String {
    let part = |(text, paper)| match (paper, terminal) {
        (true, _) => Cow::Borrowed(text),
        (false, None) => zone::local(text),
        (false, Some(columns)) => Cow::Owned(fit(text, columns.into())),
    };
    let local: String = paint::parts(text).map(part).collect();
    paint::render(&escape(&local), color)
}

/// That the ledger is without an entry that this account has seen; where it is not, nothing.
fn say_behind(document: &mut Value, behind: bool) {
    if let Some(map) = document.as_object_mut().filter(|_| behind) {
        map.insert("behind".into(), true.into());
    }
}

/// Control and bidirectional characters as `\u{…}`, save newlines and tabs.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unsafe(c) && !matches!(c, '\n' | '\t') {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// How many columns a text takes when it is shown.
pub fn width(text: &str) -> usize {
    zone::local(text).chars().filter(|c| !paint::is_mark(*c)).map(|c| c.width().unwrap_or(1)).sum()
}

/// A line cut to so many columns, its times in the reader's zone.
pub fn cut(line: &str, max: usize) -> String {
    let line = zone::local(line);
    if self::width(&line) <= max {
        return line.into_owned();
    }
    let (mut out, mut taken) = (String::new(), 0);
    for c in line.chars() {
        taken += if paint::is_mark(c) { 0 } else { c.width().unwrap_or(1) };
        if taken < max || paint::is_mark(c) {
            out.push(c);
        }
    }
    out.push('…');
    out
}

/// Lines wider than a terminal wrapped at words; what follows the first row of a line stands a little to the right. A
/// command stays in one piece, to be copied: at the end of a long line it has a row of its own.
fn fit(text: &str, columns: usize) -> String {
    let mut out = String::new();
    for line in zone::local(text).split_inclusive('\n') {
        let said = line.trim_start_matches(' ');
        let indent = line.len() - said.len();
        match said.split_once(": era-rm ") {
            _ if width(line.trim_end()) <= columns || said.starts_with("era-rm ") => out.push_str(line),
            Some((before, command)) if !command.contains("; ") => {
                out.push_str(&hang(&format!("{before}:\n"), indent, columns));
                let _ = write!(out, "{}era-rm {command}", " ".repeat(indent + 2));
            }
            _ => out.push_str(&hang(said, indent, columns)),
        }
    }
    out
}
fn hang(said: &str, indent: usize, columns: usize) -> String {
    let mut rows = wrap_at(said, indent + 2, columns).split_off(2);
    rows.truncate(rows.trim_end().len());
    rows + if said.ends_with('\n') { "\n" } else { "" }
}

/// A JSON document on one line. Outside of its texts it holds nothing but ASCII, so what a terminal would obey is written as
/// JSON writes it.
fn escape_json(document: &Value) -> String {
    let mut out = String::new();
    for c in document.to_string().chars() {
        if is_unsafe(c) {
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out.push('\n');
    out
}

/// Text wrapped at 80 columns, every line indented; its own line breaks stay, save where a paragraph goes on whose lines
/// are longer than ours.
pub fn wrap(text: &str, indent: usize) -> String {
    wrap_at(text, indent, 80)
}
fn wrap_at(text: &str, indent: usize, columns: usize) -> String {
    let (text, pad, mut out) = (zone::local(text), " ".repeat(indent), String::new());
    let (mut width, mut wrapped) = (0, false);
    for (i, line) in text.trim_end().split('\n').enumerate() {
        if i > 0 && !(wrapped && line.starts_with(char::is_alphabetic)) {
            out.push('\n');
            (width, wrapped) = (0, false);
        }
        for word in line.split_whitespace() {
            let long = self::width(word);
            if width > 0 && width + 1 + long <= columns {
                out.push(' ');
                width += 1 + long;
            } else {
                wrapped |= width > 0;
                out.push_str(if width > 0 { "\n" } else { "" });
                out.push_str(&pad);
                width = indent + long;
            }
            out.push_str(word);
        }
    }
    out + "\n"
}

/// A table that follows the width of the terminal; plain when piped. Names and times are not broken, texts are.
pub fn table(header: &[&str], rows: Vec<Vec<String>>) -> String {
    /// The longest cell that is kept in one piece: a time with its offset.
    const WHOLE: usize = 25;
    if rows.is_empty() {
        return String::new();
    }
    let rows: Vec<Vec<String>> =
        rows.iter().map(|r| r.iter().map(|c| escape(&zone::local(c))).collect()).collect();
    let mut t = Table::new();
    t.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse::<u16>().ok()).filter(|c| *c >= 40);
    if let Some(width) = columns {
        t.set_width(width);
    } else if !std::io::stdout().is_terminal() {
        t.set_content_arrangement(ContentArrangement::Disabled);
    }
    t.set_header(header.iter().map(|h| h.to_uppercase()));
    let whole = |i: usize| {
        let mut cells = rows.iter().filter_map(|r| r.get(i));
        cells.all(|c| width(c) <= WHOLE && !c.contains(char::is_whitespace))
    };
    let kept: Vec<bool> = (0..header.len()).map(whole).collect();
    t.add_rows(rows);
    for (column, _) in t.column_iter_mut().zip(kept).filter(|(_, kept)| *kept) {
        column.set_constraint(ColumnConstraint::ContentWidth);
    }
    let mut out = String::new();
    t.lines().for_each(|l| {
        out.push_str(l.trim_end());
        out.push('\n');
    });
    out
}

fn names(w: &WhoReport) -> String {
    let title =
        w.role.parse::<crate::domain::Role>().map_or_else(|_| w.title.to_owned(), crate::domain::Role::the);
    if w.people.is_empty() {
        format!("{title} (nobody is eligible)")
    } else {
        format!("{title} ({})", w.people.join(", "))
    }
}
fn anyone(who: &[WhoReport]) -> String {
    who.iter().map(names).collect::<Vec<_>>().join(" or ")
}

/// A refusal as people read it: what is wrong, which rule says so, what is missing, who can mend it, what to type.
fn refusal(e: &ErrorReport) -> String {
    let error = paint(Tone::Bad, "error");
    let mut out = format!("{error} ({}): {}\n", e.code, e.message);
    let step = e.step.and_then(|label| label.parse::<crate::domain::Step>().ok());
    if let Some(says) = step.and_then(|s| crate::sop::table::SAYS.iter().find(|r| r.step == s.number())) {
        let _ = writeln!(out, "  SOP step {}: {}", says.step, says.activity);
    }
    for p in &e.problems {
        let _ = writeln!(out, "  - {p}");
    }
    if let Some(rule) = e.rule {
        let _ = writeln!(out, "  rule: {rule}");
    }
    for n in e.needs.chunk_by(|a, b| a.command == b.command) {
        let _ = writeln!(out, "  {} {}", paint(Tone::Head, "missing:"), need_line(n));
        n.iter().take(1).for_each(|n| out.push_str(&format!("    {}\n", n.command)));
    }
    if !e.who.is_empty() {
        let _ = writeln!(out, "  {} {}", paint(Tone::Head, "who may:"), anyone(&e.who));
    }
    if !e.did_you_mean.is_empty() {
        let _ = writeln!(out, "  {} {}?", paint(Tone::Head, "did you mean:"), e.did_you_mean.join(", "));
    }
    if let Some(hint) = &e.hint {
        let _ = writeln!(out, "  {} {hint}", paint(Tone::Head, "hint:"));
    }
    out
}
/// What is missing and is given by one command: by one, or by several areas each for itself.
fn need_line(needs: &[NeedReport]) -> String {
    let [n, more @ ..] = needs else { return String::new() };
    let since = needs.iter().filter_map(|n| n.since).min();
    let since = since.map(|t| format!(", waiting since {t}")).unwrap_or_default();
    let key = n.key.as_ref().filter(|_| more.is_empty()).map(|k| format!(" of {k}")).unwrap_or_default();
    let who = needs.iter().map(|n| anyone(&n.who)).collect::<Vec<_>>().join(", ");
    format!("{} {}{key}, by {who}{since}", n.step, n.name)
}
