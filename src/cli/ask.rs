//! A missing word is asked for, at a terminal: the flag's own help is the question, what can be named is picked, anything
//! else is typed and judged by the flag's own parser. Then the line is parsed anew. Without a terminal nothing is asked.
//! What must not live here: how a question looks (`ui::prompt`). `cli::run` calls it.

use std::ffi::OsString;
use std::path::Path;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, Command};

use crate::service::windows;
use crate::workflow::Failure;

use super::choices::{self, Line};
use super::ui::prompt::{self, Choice};

/// How a line could not be parsed.
pub enum Wrong {
    /// What clap says.
    Clap(clap::Error),
    /// The person stopped instead of answering.
    Stopped(Failure),
}

/// Parses words, and asks for those that are missing where `asks` says so. Gives the words with what was answered.
///
/// # Errors
/// [`Wrong`], if a line is wrong, or incomplete where nobody is asked.
pub fn parse<T>(
    top: &dyn Fn() -> Command,
    mut words: Vec<OsString>,
    asks: bool,
    parse: &dyn Fn(&[OsString]) -> Result<T, clap::Error>,
) -> Result<(T, Vec<OsString>), Wrong> {
    let mut asked = Vec::new();
    loop {
        let error = match parse(&words) {
            Ok(_) if asks && !asked.contains(&WHY.to_owned()) => {
                match why(top, &words).map_err(Wrong::Stopped)? {
                    Some(longer) => {
                        words = longer;
                        asked.push(WHY.to_owned());
                        continue;
                    }
                    None => return parse(&words).map(|parsed| (parsed, words)).map_err(Wrong::Clap),
                }
            }
            Ok(parsed) => return Ok((parsed, words)),
            Err(error) => error,
        };
        let missing = first_missing(&error).filter(|name| asks && !asked.contains(name));
        let Some(missing) = missing else { return Err(Wrong::Clap(error)) };
        let mut top = top();
        top.build();
        let line = Line::of(&top, &words);
        match (Question { top: &top, line: &line, words: &words }).answer(&missing).map_err(Wrong::Stopped)? {
            Some(longer) => words = longer,
            None => return Err(Wrong::Clap(error)),
        }
        asked.push(missing);
    }
}

/// The flag that says why.
const WHY: &str = "reason";

/// The words with the reason of a no, where they say no and not why: that is complete as a line, and the SOP refuses it.
fn why(top: &dyn Fn() -> Command, words: &[OsString]) -> Result<Option<Vec<OsString>>, Failure> {
    let mut top = top();
    top.build();
    let Ok(matches) = top.clone().try_get_matches_from(words) else { return Ok(None) };
    let mut typed = &matches;
    while let Some((_, below)) = typed.subcommand() {
        typed = below;
    }
    let is_typed = |id: &str| {
        typed.try_contains_id(id).is_ok() && typed.value_source(id) == Some(ValueSource::CommandLine)
    };
    let line = Line::of(&top, words);
    let says_why = |a: &&Arg| {
        a.get_long() == Some(WHY) || a.get_visible_aliases().is_some_and(|names| names.contains(&WHY))
    };
    let arg = line.command.get_arguments().find(says_why).filter(|a| !is_typed(a.get_id().as_str()));
    match arg.filter(|_| ["no", "fail", "reject"].into_iter().any(is_typed)) {
        Some(arg) => (Question { top: &top, line: &line, words }).values(arg).map(Some),
        None => Ok(None),
    }
}

/// What is missing and is asked for first, as clap writes it: words that have no flag, then what is said (one of several
/// flags), then what is said about it.
fn first_missing(error: &clap::Error) -> Option<String> {
    if error.kind() != ErrorKind::MissingRequiredArgument {
        return None;
    }
    match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::Strings(all)) => {
            let word = all.iter().find(|name| name.starts_with('<') && !name.starts_with("<-"));
            let said = || all.iter().find(|name| name.starts_with("<-"));
            word.or_else(said).or(all.first()).cloned()
        }
        Some(ContextValue::String(one)) => Some(one.clone()),
        _ => None,
    }
}

/// Words as a line to be typed in a shell.
pub fn line(words: &[OsString]) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:=@,+".contains(c);
    let quoted = |word: &OsString| match word.to_string_lossy() {
        w if !w.is_empty() && w.chars().all(plain) => w.into_owned(),
        w => format!("'{}'", w.replace('\'', r"'\''")),
    };
    let own = std::iter::once("era-rm".to_owned());
    own.chain(words.iter().skip(1).map(quoted)).collect::<Vec<_>>().join(" ")
}

/// A line that lacks something.
struct Question<'a> {
    top: &'a Command,
    line: &'a Line<'a>,
    words: &'a [OsString],
}

impl Question<'_> {
    /// The words with what was missing; `None` if it is nothing that can be asked for.
    fn answer(&self, missing: &str) -> Result<Option<Vec<OsString>>, Failure> {
        if let Some(arg) = self.arg(missing) {
            return self.values(arg).map(Some);
        }
        let all = self.group(missing);
        if all.is_empty() {
            return Ok(None);
        }
        let choice = |a: &&Arg| Choice::of(a.to_string(), about(a));
        let list: Vec<Choice> = all.iter().map(choice).collect();
        let place = prompt::pick("One of these is needed:", "", &list)?;
        let Some(arg) = all.get(place) else { return Ok(None) };
        if arg.get_action().takes_values() {
            return self.values(arg).map(Some);
        }
        Ok(Some(with(self.words, arg, None)))
    }

    /// The flag that clap writes so.
    fn arg(&self, missing: &str) -> Option<&Arg> {
        // What is required only beside other flags is missing in pointed brackets, and described in square ones.
        let pointed = |a: &Arg| match a.to_string().strip_prefix('[').and_then(|w| w.rsplit_once(']')) {
            Some((words, rest)) if a.is_positional() => format!("<{words}>{rest}"),
            _ => a.to_string(),
        };
        self.line.command.get_arguments().find(|a| a.to_string() == missing || pointed(a) == missing)
    }
    /// The flags of the group that clap writes so.
    fn group(&self, missing: &str) -> Vec<&Arg> {
        let command = self.line.command;
        let args = |group: &clap::ArgGroup| -> Vec<&Arg> {
            group.get_args().filter_map(|id| command.get_arguments().find(|a| a.get_id() == id)).collect()
        };
        let written =
            |all: &[&Arg]| format!("<{}>", all.iter().map(|a| bare(a)).collect::<Vec<_>>().join("|"));
        command.get_groups().map(args).find(|all| written(all) == missing).unwrap_or_default()
    }

    /// The words with the value or the values of a flag.
    fn values(&self, arg: &Arg) -> Result<Vec<OsString>, Failure> {
        let several = matches!(arg.get_action(), ArgAction::Append);
        let known = self.known(arg);
        let (about, name) = (about(arg), arg.to_string());
        let mut words = self.words.to_vec();
        if !known.is_empty() {
            let places = match several {
                true => prompt::pick_some(&about, &name, &known)?,
                false => vec![prompt::pick(&about, &name, &known)?],
            };
            for choice in places.iter().filter_map(|p| known.get(*p)) {
                words = with(&words, arg, Some(&choice.word));
            }
            return Ok(words);
        }
        let mut asked = 0;
        loop {
            let wrong = |typed: &str| self.wrong(arg, &words, typed);
            let question = if asked == 0 { about.as_str() } else { "Another? Enter ends." };
            let typed = prompt::word(question, &name, asked > 0, &wrong)?;
            if typed.is_empty() {
                return Ok(words);
            }
            words = with(&words, arg, Some(&typed));
            asked += 1;
            if !several || arg.is_positional() {
                return Ok(words);
            }
        }
    }

    /// What can be named: the flag's own list, else what the ledger has and the flag takes.
    fn known(&self, arg: &Arg) -> Vec<Choice> {
        let own = arg.get_possible_values();
        if !own.is_empty() {
            let help =
                |v: &clap::builder::PossibleValue| v.get_help().map(ToString::to_string).unwrap_or_default();
            return own.iter().map(|v| Choice::of(v.get_name(), help(v))).collect();
        }
        // A file is a word that nobody can list.
        if arg.get_value_names().is_some_and(|n| n.iter().any(|n| n.contains("FILE") || n.contains("FOLDER")))
        {
            return Vec::new();
        }
        let kind = choices::kind(&self.line.path, arg);
        kind.map(|kind| self.line.choices(kind, "")).unwrap_or_default()
    }

    /// What is wrong with a value: what the flag's own parser says, or what the command would say later.
    fn wrong(&self, arg: &Arg, words: &[OsString], typed: &str) -> Option<String> {
        let file = Path::new(typed);
        let later = match arg.get_value_names() {
            Some([name]) if name == "TARGET=START/END" => windows::parse(typed).err().map(|e| e.to_string()),
            Some([name]) if name.ends_with("FILE") && !file.is_file() => {
                Some(format!("there is no file {typed}"))
            }
            Some([name]) if name == "FOLDER" && !file.is_dir() => Some(format!("there is no folder {typed}")),
            _ => None,
        };
        if later.is_some() {
            return later;
        }
        let error = self.top.clone().try_get_matches_from(with(words, arg, Some(typed))).err()?;
        match error.kind() {
            ErrorKind::ValueValidation | ErrorKind::InvalidValue | ErrorKind::InvalidUtf8 => {
                let said = error.render().to_string();
                let first = said.split("\n\n").next().unwrap_or_default();
                let first =
                    first.trim_start_matches("error: ").split_whitespace().collect::<Vec<_>>().join(" ");
                // The word stands in the row above, and its flag too.
                Some(
                    first.split_once(&format!(" for '{arg}': ")).map_or(first.clone(), |(_, why)| why.into()),
                )
            }
            _ => None,
        }
    }
}

/// A flag as clap writes it in a list of several: without the brackets around a word that has no flag.
fn bare(arg: &Arg) -> String {
    match arg.get_value_names() {
        Some([name]) if arg.is_positional() => name.to_string(),
        _ => arg.to_string(),
    }
}

/// What a flag is for, in the words of its help.
fn about(arg: &Arg) -> String {
    let said = arg.get_help().map(ToString::to_string).unwrap_or_default();
    said.split(" [env:").next().unwrap_or_default().to_owned()
}

/// The words with one more: flags before a `--` that was typed, words that have no flag at the end.
fn with(words: &[OsString], arg: &Arg, value: Option<&str>) -> Vec<OsString> {
    let mut words = words.to_vec();
    let dashes = words.iter().position(|w| w == "--");
    let Some(long) = arg.get_long() else {
        let value = value.unwrap_or_default();
        if value.starts_with('-') && dashes.is_none() {
            words.push("--".into());
        }
        words.push(value.into());
        return words;
    };
    let new: Vec<OsString> = match value {
        None => vec![format!("--{long}").into()],
        Some(value) if value.starts_with('-') => vec![format!("--{long}={value}").into()],
        Some(value) => vec![format!("--{long}").into(), value.into()],
    };
    let at = dashes.unwrap_or(words.len());
    words.splice(at..at, new);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn below(command: &Command, path: &[&str], out: &mut Vec<Vec<OsString>>) {
        if !command.has_subcommands() {
            out.push(path.iter().map(OsString::from).collect());
        }
        for c in command.get_subcommands() {
            below(c, &[path, &[c.get_name()]].concat(), out);
        }
    }

    /// Whatever clap finds missing in a bare command is something that can be asked for.
    #[test]
    fn everything_that_is_required_can_be_asked_for() {
        let mut top = crate::cli::command_line();
        top.build();
        let (mut lines, mut tried) = (Vec::new(), 0);
        below(&top, &["era-rm"], &mut lines);
        for words in lines {
            let Err(error) = top.clone().try_get_matches_from(&words) else { continue };
            let Some(ContextValue::Strings(all)) = error.get(ContextKind::InvalidArg) else { continue };
            let line = Line::of(&top, &words);
            let question = Question { top: &top, line: &line, words: &words };
            for missing in all {
                let found = question.arg(missing).is_some() || !question.group(missing).is_empty();
                assert!(found, "{words:?}: {missing} of {}", line.path);
                tried += 1;
            }
        }
        assert!(tried > 50, "{tried}");
    }
}
