//! Floor 6, the front desk: parse, ask, show. Commands return; `ui` prints; `failure` gives exit codes.

mod act;
mod ask;
mod chance;
mod checkpoint;
mod choices;
mod commands;
mod complete;
mod context;
mod documents;
pub mod environment;
mod evidence;
mod fault;
pub mod failure;
mod ground;
mod handoff;
mod identity;
mod nearest;
mod notes;
mod page;
mod papers;
mod place;
mod portrait;
mod post;
mod receipt;
mod results;
mod schema;
mod seen;
mod sure;
mod ui;

use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, Parser};
use nix::sys::signal::Signal;

use ask::Wrong;
use context::{Color, Context, Global};
use failure::{ErrorReport, Exit};
use ui::{Answer, Ui};

use crate::domain::Step;
use crate::sop::table;
use crate::store::StoreError;
use crate::workflow::Failure;

/// Carries a software release through the fifteen steps of the Release Management SOP.
///
/// Every command is checked against the SOP's order, the caller's role and separation of duties, and recorded in an
/// append-only, hash-linked ledger.
///
/// Alone it shows the board, as `era-rm status` does. Start with `era-rm init`, or read `era-rm sop show`.
#[derive(Debug, Parser)]
#[command(name = "era-rm", version, disable_help_subcommand = true, max_term_width = 100, after_long_help = way())]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Option<commands::Command>,
}

/// The way of a release: its steps in order, each with the command that signs it and whose it is.
fn way() -> String {
    let mut out = "The steps in order, the command that signs each, and whose it is:\n".to_owned();
    for step in Step::ALL {
        let whose = match table::roles_of(step) {
            [one] => one.title().to_owned(),
            some => some.iter().map(|r| r.code()).collect::<Vec<_>>().join(", "),
        };
        let (m, label) = (table::means(step), step.label());
        out.push_str(&format!("  {label:3} {:18} {:18} {whose}\n", m.name, m.command));
    }
    out + "A page at a time: era-rm --help | less. Of one: era-rm release schedule --help"
}

/// The whole command line, for the generated reference.
pub fn command_line() -> clap::Command {
    Cli::command()
}

/// What each command answers to `--json`, and `error` for every failure, as JSON Schema with the name of its file.
pub fn schemas() -> Vec<(String, String, serde_json::Value)> {
    commands::schemas().into_iter().map(|(name, s)| (schema::file_name(&name), name, s)).collect()
}

/// Parses the words typed, runs the command, prints its answer, and gives the exit code.
pub fn run(words: impl IntoIterator<Item = OsString>) -> u8 {
    stay_at_full_disks();
    let words: Vec<OsString> = words.into_iter().collect();
    let exit = fault::caught(|| answered(&words));
    exit.unwrap_or_else(|failure| fail(plainly(&words), "", &failure)).code()
}

fn answered(words: &[OsString]) -> Exit {
    if let Some(text) = complete::asked(&command_line, words) {
        let plain = Ui::of(false, Color::Never);
        return plain.answer("", &Answer { raw: true, ..Answer::of(&"", text) }, None);
    }
    match ask::parse(&command_line, words.to_vec(), may_ask(words), &|w| Cli::try_parse_from(w)) {
        Ok((cli, whole)) => {
            if whole != words {
                ui::prompt::whole(&ask::line(&whole));
            }
            let json = cli.global.json || context::env("ERA_RM_JSON").is_some();
            let global = Global { json, ..cli.global };
            let ui = Ui::of(json, global.color);
            let alone = cli.command.is_none();
            let command = cli.command.unwrap_or_else(commands::Command::board);
            let ctx = Context::of(global);
            let (name, answer) = commands::run(&ctx, &command);
            match answer {
                Ok(answer) => ui.answer(name, &ctx.with_what_was_seen(answer), ctx.head()),
                Err(Failure::Store(StoreError::Missing(path))) if alone && !ui.json => {
                    ui.talk(&welcome(&path));
                    failure::exit(&Failure::Store(StoreError::Missing(path)))
                }
                Err(failure) => {
                    let did_you_mean = nearest::of(&ctx, &failure);
                    let report = ErrorReport { did_you_mean, ..ErrorReport::of(&failure) };
                    ctx.warnings(Some(&failure)).iter().for_each(|w| ui.warn(w));
                    ui.fail(name, failure::exit(&failure), &report, ctx.seen().gap.is_some())
                }
            }
        }
        Err(Wrong::Clap(error)) => parse_error(words, &error),
        Err(Wrong::Stopped(failure)) => fail(Ui::of(false, Color::Auto), "", &failure),
    }
}

/// How to print where the words could not be parsed: as JSON if that was asked for.
fn plainly(words: &[OsString]) -> Ui {
    Ui::of(wants_json(words), Color::Auto)
}

/// Whether a flag stands among words that may not be complete.
fn typed(words: &[OsString], flag: &str) -> bool {
    words.iter().take_while(|w| *w != "--").any(|w| w == flag)
}
/// Whether JSON is wanted of a line that may not be complete.
fn wants_json(words: &[OsString]) -> bool {
    typed(words, "--json") || context::env("ERA_RM_JSON").is_some()
}
/// Whether whoever typed a line that is not complete may be asked for the rest of it.
fn may_ask(words: &[OsString]) -> bool {
    Global { json: wants_json(words), no_input: typed(words, "--no-input"), ..Global::default() }.asks()
}

/// What `era-rm` alone says where there is no ledger. It ends as `status` does then, for there is no board to show.
fn welcome(path: &Path) -> String {
    format!(
        "era-rm carries a software release through the fifteen steps of the SOP.\n\n\
         There is no ledger at {} yet. To begin:\n\
         \x20 era-rm init --trust declared --admin LOGIN --name NAME   creates one\n\
         \x20 era-rm sop show                                          shows the steps\n\
         \x20 era-rm --help                                            lists the commands\n\n\
         A ledger elsewhere is named by --ledger PATH, ERA_RM_LEDGER or era-rm.toml.",
        path.display()
    )
}

/// A write beyond the limit of file sizes shall fail and be told; unheeded, the signal for it ends the process instead.
fn stay_at_full_disks() {
    let heard = Arc::new(AtomicBool::new(false));
    // If it cannot be heeded the process ends as others do, and the ledger stays as it was before the act.
    let _ = signal_hook::flag::register(Signal::SIGXFSZ as i32, heard);
}

fn fail(ui: Ui, command: &str, failure: &Failure) -> Exit {
    ui.fail(command, failure::exit(failure), &ErrorReport::of(failure), false)
}

/// Help and version are answers; everything else that clap says is a usage failure.
fn parse_error(words: &[OsString], error: &clap::Error) -> Exit {
    let ui = plainly(words);
    let styled = error.render();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let text = if ui.color { styled.ansi().to_string() } else { styled.to_string() };
            let plain = Ui { json: false, ..ui };
            plain.answer("help", &Answer { raw: true, ..Answer::of(&"", text) }, None)
        }
        // Nothing was asked for yet: the help is the hint.
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand if !ui.json => {
            ui.talk(&styled.to_string());
            Exit::Usage
        }
        _ => {
            let (message, mut hint) = said(&styled.to_string());
            // Elsewhere that is the word; here it is what an area answers.
            let yes = error.get(ContextKind::InvalidArg) == Some(&ContextValue::String("--yes".into()));
            if yes && error.kind() == ErrorKind::UnknownArgument {
                hint = format!("--confirm (-y) records without asking; {hint}");
            }
            fail(ui, "", &Failure::usage(message, hint))
        }
    }
}

/// What clap says, as a sentence and a hint: what may have been meant, else how the command is typed, else where that is
/// told.
fn said(text: &str) -> (String, String) {
    let mut parts = text.trim().split("\n\n");
    let one_line = |part: &str| part.split_whitespace().map(short).collect::<Vec<_>>().join(" ");
    let mut message = one_line(parts.next().unwrap_or_default().trim_start_matches("error: "));
    if let Some((before, why)) = message.rsplit_once(": ") {
        message = format!("{before}: {}", environment::in_our_words(why));
    }
    let (mut meant, mut typed) = (Vec::new(), "--help tells how this is typed".to_owned());
    for line in parts.flat_map(str::lines).map(str::trim) {
        let word =
            |tip: &str| tip.split_once(" exists: ").or(tip.split_once(" exist: ")).map(|(_, w)| one_line(w));
        if let Some(word) = line.strip_prefix("tip: ").and_then(word) {
            meant.push(format!("did you mean {word}?"));
        } else if let Some(usage) = line.strip_prefix("Usage: ") {
            typed = one_line(usage);
        }
    }
    (message, if meant.is_empty() { typed } else { meant.join("; ") })
}

/// A word as it is repeated in a message: its beginning, where it is very long.
fn short(word: &str) -> String {
    failure::short(word, 120)
}
