//! `docs/cli-reference.md`, from the command line itself.

use std::fmt::Write;

use clap::{Arg, Command};
use era_rm::cli::command_line;

/// Flags that every act has, told once.
const ACT: [&str; 7] =
    ["role", "dry-run", "idempotency-key", "expect-revision", "at", "why-late", "verdict-exit"];

/// The whole reference.
pub fn render() -> String {
    let mut top = command_line();
    top.build();
    let mut out = String::from(
        "# Command reference\n\n\
         Generated from the command line itself; `UPDATE_GOLDEN=1 cargo test docs` writes it anew. What the words mean is in\n\
         the [glossary](glossary.md), what the codes mean in [exit codes](exit-codes.md), and what comes when in\n\
         [the SOP](sop.md).\n\n",
    );
    let mut leaves = Vec::new();
    collect(&top, "era-rm", &mut leaves);
    for (name, _) in &leaves {
        let _ = writeln!(out, "- [`{name}`](#{})", name.replace(' ', "-"));
    }
    out.push_str("\n## Flags of every command\n\n");
    table(&mut out, top.get_arguments().filter(|a| a.is_global_set()));
    let act = leaves.iter().map(|(_, c)| *c).find(|c| is_act(c)).unwrap();
    out.push_str("\n## Flags of every act\n\nAn act is a command that records something. `init` has none of these.\n\n");
    table(&mut out, act.get_arguments().filter(|a| is_of_act(a)));
    for (name, command) in &leaves {
        leaf(&mut out, name, command);
    }
    out
}

fn collect<'a>(command: &'a Command, name: &str, out: &mut Vec<(String, &'a Command)>) {
    let below: Vec<&Command> = command.get_subcommands().filter(|c| !c.is_hide_set()).collect();
    if below.is_empty() {
        out.push((name.to_owned(), command));
    }
    below.into_iter().for_each(|c| collect(c, &format!("{name} {}", c.get_name()), out));
}

fn is_of_act(arg: &Arg) -> bool {
    arg.get_long().is_some_and(|l| ACT.contains(&l))
}
fn is_act(command: &Command) -> bool {
    ACT.iter().all(|l| command.get_arguments().any(|a| a.get_long() == Some(l)))
}

fn leaf(out: &mut String, name: &str, command: &Command) {
    let _ = write!(out, "\n## {name}\n\n");
    let about = command.get_long_about().or(command.get_about()).map(ToString::to_string).unwrap_or_default();
    for paragraph in about.split("\n\n") {
        match paragraph.trim().strip_prefix("Example: ") {
            Some(example) => {
                let _ = write!(out, "```sh\n{example}\n```\n\n");
            }
            None => {
                let _ = write!(out, "{}\n\n", escape(paragraph.trim()));
            }
        }
    }
    let usage = command.clone().render_usage().to_string();
    let _ = write!(out, "```text\n{}\n```\n\n", usage.trim_start_matches("Usage: ").trim());
    let act = is_act(command);
    let own = |a: &&Arg| !a.is_global_set() && a.get_id() != "help" && !(act && is_of_act(a));
    if command.get_arguments().any(|a| own(&a)) {
        table(out, command.get_arguments().filter(own));
    }
    if act {
        out.push_str("\nAn act: it has the [flags of every act](#flags-of-every-act).\n");
    }
}

fn table<'a>(out: &mut String, args: impl Iterator<Item = &'a Arg>) {
    out.push_str("| Word | What it is |\n|---|---|\n");
    for a in args.filter(|a| !a.is_hide_set()) {
        let _ = writeln!(out, "| {} | {} |", word(a), about(a));
    }
}

fn word(a: &Arg) -> String {
    let takes = a.get_action().takes_values();
    let values: Vec<String> =
        a.get_value_names().unwrap_or_default().iter().map(ToString::to_string).collect();
    let value = values.join(" ").replace('|', "\\|");
    match a.get_long() {
        Some(long) if takes => format!("`--{long} {value}`"),
        Some(long) => format!("`--{long}`"),
        None => format!("`{value}`"),
    }
}

fn about(a: &Arg) -> String {
    let mut said = escape(&a.get_long_help().or(a.get_help()).map(ToString::to_string).unwrap_or_default());
    let values: Vec<String> = a.get_possible_values().iter().map(|v| format!("`{}`", v.get_name())).collect();
    if a.get_action().takes_values() && !values.is_empty() {
        let _ = write!(said, " ({})", values.join(", "));
    }
    let defaults: Vec<_> = a.get_default_values().iter().map(|d| d.to_string_lossy().into_owned()).collect();
    if a.get_action().takes_values() && !defaults.is_empty() {
        let _ = write!(said, " [default: `{}`]", defaults.join(" "));
    }
    if a.is_required_set() {
        said.push_str(" (required)");
    }
    said
}

fn escape(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "\\<").replace('\n', " ")
}
