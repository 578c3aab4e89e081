//! Colour, which never says anything alone: a word that is painted says it too. Texts carry marks that take no width;
//! `ui` turns them into styles where they are wanted and takes them out elsewhere. The styles are bold and the basic
//! colours that can be read on dark and on light.

use anstyle::{AnsiColor, Style};

/// How a word is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// A heading, or what is asked of somebody.
    Head,
    /// It stands, or is done.
    Good,
    /// It stops: a no, an error, a stop.
    Bad,
    /// It should be looked at: a warning, a hold.
    Care,
    /// Nothing special.
    Plain,
}

/// Unicode's deprecated format characters: they have no width, and nobody writes them.
const END: char = '\u{206F}';
/// Before and behind a paper, which is shown as it is kept.
const PAPER: char = '\u{206E}';
const TONES: [(char, Tone); 4] =
    [('\u{206A}', Tone::Head), ('\u{206B}', Tone::Good), ('\u{206C}', Tone::Bad), ('\u{206D}', Tone::Care)];

/// A text in a tone.
pub fn paint(tone: Tone, text: &str) -> String {
    match TONES.iter().find(|(_, t)| *t == tone) {
        Some((mark, _)) => format!("{mark}{text}{END}"),
        None => text.to_owned(),
    }
}

/// A paper that the ledger keeps, which is shown as it is: its times stay in UTC.
pub fn paper(text: &str) -> String {
    format!("{PAPER}{text}{PAPER}")
}
/// The parts of a text, and whether each is a paper.
pub fn parts(text: &str) -> impl Iterator<Item = (&str, bool)> {
    text.split(PAPER).zip([false, true].into_iter().cycle())
}

/// Whether a character is one of our marks.
pub fn is_mark(c: char) -> bool {
    matches!(c, END | PAPER) || TONES.iter().any(|(m, _)| *m == c)
}

/// A text with its marks as styles, or without them.
pub fn render(text: &str, color: bool) -> String {
    if !text.contains(is_mark) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let tone = TONES.iter().find(|(m, _)| *m == c).map(|(_, t)| style(*t));
        match tone {
            Some(style) if color => out.push_str(&style.render().to_string()),
            None if c == END && color => out.push_str(&anstyle::Reset.render().to_string()),
            Some(_) => {}
            None if is_mark(c) => {}
            None => out.push(c),
        }
    }
    // Text from elsewhere that holds a mark of ours never leaves the terminal painted.
    if color {
        out.push_str(&anstyle::Reset.render().to_string());
    }
    out
}

fn style(tone: Tone) -> Style {
    let color = |c: AnsiColor| Style::new().bold().fg_color(Some(c.into()));
    match tone {
        Tone::Head => Style::new().bold(),
        Tone::Good => Style::new().fg_color(Some(AnsiColor::Green.into())),
        Tone::Bad => color(AnsiColor::Red),
        Tone::Care => color(AnsiColor::Magenta),
        Tone::Plain => Style::new(),
    }
}
