//! Questions at a terminal: one word, one of several, yes or no. They are asked on stderr and answered on stdin.
//! What must not live here: what is asked and when (`ask`, `sure`). Called by those alone.

use std::borrow::Cow;
use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use dialoguer::console::{Key, Term};
use dialoguer::{Confirm, Input, MultiSelect, Select};
use nix::sys::signal::Signal;
use nix::sys::termios::{SetArg, Termios, cfmakeraw, tcgetattr, tcsetattr};

use crate::workflow::Failure;

use super::{Tone, Ui, escape, paint, wrap};
use crate::cli::context::Color;
use crate::cli::environment::env;

/// Something that can be picked: the word, and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is typed.
    pub word: String,
    /// What it is, in a few words; may be empty.
    pub about: String,
}

impl Choice {
    /// A word that says what it is.
    pub fn of(word: impl Into<String>, about: impl Into<String>) -> Self {
        Self { word: word.into(), about: about.into() }
    }
}

/// Whether somebody is there to be asked: stdin and stderr are terminals, and of a kind that a question can be drawn on.
pub fn at_a_terminal() -> bool {
    let dumb = env("TERM").is_some_and(|t| t == "dumb");
    !dumb && std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// What a person is told who stopped instead of answering.
pub fn stopped() -> Failure {
    Failure::usage("you stopped; nothing was recorded", "type it again, or with --help to see what it takes")
}

fn talk(text: &str) {
    Ui::of(false, Color::Auto).talk(text);
}

/// Says what the words are that were typed and answered, in one piece, to be copied.
pub fn whole(line: &str) {
    talk(&format!("That is:\n  {line}"));
}

/// Says something above a question.
fn say(text: &str) {
    talk(&wrap(text, 0));
}

/// One word, typed. `wrong` says what is wrong with it; it is asked for again then.
///
/// # Errors
/// [`Failure::Usage`] if the person stops.
pub fn word(
    about: &str,
    name: &str,
    optional: bool,
    wrong: &dyn Fn(&str) -> Option<String>,
) -> Result<String, Failure> {
    say(about);
    loop {
        let input = Input::<String>::new().with_prompt(name).allow_empty(optional).report(false);
        let typed = asked(|term| {
            let typed = input.interact_text_on(term)?;
            // A word may have taken several rows; what it was is said below, in one piece.
            let rows = (name.chars().count() + 2 + typed.chars().count()) / usize::from(term.size().1).max(1);
            term.clear_last_lines(rows)?;
            Ok(Some(typed))
        })?;
        talk(format!("{name}: {typed}").trim_end());
        match wrong(&typed).filter(|_| !typed.is_empty()) {
            Some(why) => talk(&format!("{} {why}", paint(Tone::Bad, "error:"))),
            None => return Ok(typed),
        }
    }
}

/// One of several; its place in the list.
///
/// # Errors
/// [`Failure::Usage`] if the person stops.
pub fn pick(about: &str, name: &str, choices: &[Choice]) -> Result<usize, Failure> {
    say(about);
    let place = asked(|term| Select::new().items(lines(term, choices)).default(0).interact_on_opt(term))?;
    kept(name, choices, &[place]);
    Ok(place)
}

/// Some of several, at least one; their places in the list.
///
/// # Errors
/// [`Failure::Usage`] if the person stops.
pub fn pick_some(about: &str, name: &str, choices: &[Choice]) -> Result<Vec<usize>, Failure> {
    say(&format!("{about} (space marks, Enter ends)"));
    loop {
        let places = asked(|term| MultiSelect::new().items(lines(term, choices)).interact_on_opt(term))?;
        if !places.is_empty() {
            kept(name, choices, &places);
            return Ok(places);
        }
        talk("Nothing is marked: the space bar marks the line that > is at.");
    }
}

/// Says what was picked, where the list stood.
fn kept(name: &str, choices: &[Choice], places: &[usize]) {
    let words: Vec<&str> = places.iter().filter_map(|p| choices.get(*p)).map(|c| c.word.as_str()).collect();
    talk(&[name, &words.join(", ")].map(str::trim).join(if name.is_empty() { "" } else { ": " }));
}

/// Whether what is shown shall be recorded. Nothing typed but Enter is a no.
///
/// # Errors
/// [`Failure::Usage`] if the person says no or stops.
pub fn confirm(shown: &str, question: &str) -> Result<(), Failure> {
    talk(shown);
    if asked(|term| Confirm::new().with_prompt(escape(question)).default(false).interact_on_opt(term))? {
        return Ok(());
    }
    Err(Failure::usage("you said no; nothing was recorded", "--dry-run shows an act without asking"))
}

/// A word that is not shown. `None` if the person stops or types nothing. Key by key, as every question is asked here: a whole
/// line would be read with Ctrl-C left for later.
pub fn secret(question: &str) -> Option<String> {
    let typed = asked(|term| {
        term.write_str(&escape(&format!("{question}: ")))?;
        let mut typed = String::new();
        loop {
            match term.read_key()? {
                Key::Enter => break,
                Key::Char(c) => typed.push(c),
                Key::Backspace => drop(typed.pop()),
                Key::Escape => return Ok(None),
                _ => {}
            }
        }
        term.write_line("")?;
        Ok(Some(typed))
    });
    typed.ok().filter(|t| !t.is_empty())
}

/// A choice as one line that the terminal can hold.
fn lines(term: &Term, choices: &[Choice]) -> Vec<String> {
    let longest = choices.iter().map(|c| c.word.chars().count()).max().unwrap_or_default();
    // The marks before a line, and one column so that no terminal begins a new one.
    let width = usize::from(term.size().1).saturating_sub(8).max(16);
    let line = |c: &Choice| {
        let whole = match c.about.is_empty() {
            true => Cow::Borrowed(c.word.as_str()),
            false => Cow::Owned(format!("{:longest$}  {}", c.word, c.about)),
        };
        let whole = escape(&whole.replace(['\n', '\t'], " "));
        match whole.chars().count() > width {
            true => whole.chars().take(width - 1).chain(['…']).collect(),
            false => whole,
        }
    };
    choices.iter().map(line).collect()
}

/// While a question is open Ctrl-C answers it; at any other time it ends the process, as ever.
static ENDS: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// Takes keys as they are typed, for as long as the question is open: between two keys too, Ctrl-C is an answer and nothing
/// is echoed twice. Gives what the terminal was like before.
fn keys_alone() -> Option<Termios> {
    let before = tcgetattr(std::io::stdin()).ok()?;
    let mut raw = before.clone();
    cfmakeraw(&mut raw);
    raw.output_flags = before.output_flags;
    tcsetattr(std::io::stdin(), SetArg::TCSADRAIN, &raw).ok()?;
    Some(before)
}

/// Asks, and leaves the terminal as it was.
fn asked<T>(ask: impl FnOnce(&Term) -> dialoguer::Result<Option<T>>) -> Result<T, Failure> {
    let ends = ENDS.get_or_init(|| {
        let ends = Arc::new(AtomicBool::new(true));
        // If it cannot be heeded Ctrl-C ends the process, and nothing is recorded either.
        let _ = signal_hook::flag::register_conditional_default(Signal::SIGINT as i32, Arc::clone(&ends));
        ends
    });
    let term = Term::stderr();
    ends.store(false, Ordering::SeqCst);
    let before = keys_alone();
    let answer = ask(&term);
    if let Some(before) = before {
        // A terminal that is gone needs no restoring.
        let _ = tcsetattr(std::io::stdin(), SetArg::TCSADRAIN, &before);
    }
    ends.store(true, Ordering::SeqCst);
    match answer {
        Ok(Some(answer)) => Ok(answer),
        Ok(None) | Err(_) => {
            // The question hid the cursor and left its line open. A terminal that is gone has neither.
            let _ = term.show_cursor().and_then(|()| term.write_line(""));
            Err(stopped())
        }
    }
}
