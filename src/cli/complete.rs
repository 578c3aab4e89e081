//! Completions: the script that a shell is given once, and the words that it asks for at every key. They come from the
//! command line itself and, through `choices`, from the ledger. What cannot be read completes nothing and says nothing.

use std::ffi::{OsStr, OsString};
use std::sync::Arc;

use clap::builder::StyledStr;
use clap::{Arg, Command};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter};
use clap_complete::env::{Bash, EnvCompleter, Fish, Zsh};

use super::choices::{self, Kind, Line};
use super::environment::{COMPLETE, env};
use super::ui::escape;

/// The shells, in the order in which they are named.
pub const SHELLS: [&str; 3] = ["bash", "zsh", "fish"];

fn shell(name: &str) -> Option<&'static dyn EnvCompleter> {
    const ALL: [&dyn EnvCompleter; 3] = [&Bash, &Zsh, &Fish];
    ALL.into_iter().find(|s| s.name() == name)
}

/// The script that makes a shell complete our words; none for a shell that we do not know.
pub fn script(name: &str) -> Option<String> {
    let mut out = Vec::new();
    shell(name)?.write_registration(COMPLETE, "era-rm", "era-rm", "era-rm", &mut out).ok()?;
    String::from_utf8(out).ok()
}

/// The words that a shell asks for, if it is a shell that asks. It takes both the variable and a first word that no command
/// begins with, so that a stray variable turns no act into this.
pub fn asked(top: &dyn Fn() -> Command, words: &[OsString]) -> Option<String> {
    let name = env(COMPLETE)?;
    let line = words.get(2..).filter(|line| words.get(1).is_some_and(|w| w == "--") && !line.is_empty())?;
    let said = |shell: &dyn EnvCompleter| {
        let (mut command, mut out) = (with_ledger(top(), line), Vec::new());
        let here = std::env::current_dir().ok();
        shell.write_complete(&mut command, line.to_vec(), here.as_deref(), &mut out).ok()?;
        String::from_utf8(out).ok()
    };
    Some(shell(&name).and_then(said).unwrap_or_default())
}

/// The command line, each word of which knows what can be named there.
fn with_ledger(mut top: Command, line: &[OsString]) -> Command {
    top.build();
    let line: Arc<[OsString]> = line.into();
    below(top, "", &line)
}

fn below(command: Command, path: &str, line: &Arc<[OsString]>) -> Command {
    let known = |arg: Arg| match completer(path, &arg, line) {
        Some(completer) => arg.add(completer),
        None => arg,
    };
    command.mut_args(known).mut_subcommands(|c| {
        let path = format!("{path} {}", c.get_name()).trim().to_owned();
        below(c, &path, line)
    })
}

fn completer(path: &str, arg: &Arg, line: &Arc<[OsString]>) -> Option<ArgValueCompleter> {
    let file = ["FILE", "FOLDER", "PATH"];
    let names = arg.get_value_names().unwrap_or_default();
    let file = names.iter().any(|n| file.iter().any(|f| n.contains(f)));
    let kind = choices::kind(path, arg);
    if kind.is_none() && !file {
        return None;
    }
    let line = Arc::clone(line);
    Some(ArgValueCompleter::new(move |begun: &OsStr| {
        let mut all = kind.map(|kind| candidates(kind, &line, begun)).unwrap_or_default();
        if file {
            all.extend(PathCompleter::any().complete(begun));
        }
        all
    }))
}

/// What can be named and begins so, in the order of `choices`.
fn candidates(kind: Kind, words: &[OsString], begun: &OsStr) -> Vec<CompletionCandidate> {
    let mut top = super::command_line();
    top.build();
    let all = Line::of(&top, words).choices(kind, &begun.to_string_lossy());
    let about = |about: String| Some(about).filter(|a| !a.is_empty()).map(|a| StyledStr::from(escape(&a)));
    all.into_iter().map(|c| CompletionCandidate::new(c.word).help(about(c.about))).collect()
}
