//! `man`: the manual pages, made from the command line itself.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args as ClapArgs, Command};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::documents;
use crate::cli::environment::VARIABLES;
use crate::cli::failure::Exit;
use crate::cli::ui::Answer;
use crate::workflow::Failure;

/// Write the manual pages, one for each command
///
/// Nothing is overwritten. In a folder of the manual, such as /usr/local/share/man/man1, `man era-rm-deploy-go` finds them.
///
/// Example: era-rm man .
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The folder
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

#[derive(Serialize, schemars::JsonSchema)]
pub struct Report {
    folder: String,
    /// The files that were written.
    pages: Vec<String>,
}

/// Runs it.
///
/// # Errors
/// [`Failure::NotFound`] for a folder that there is not; [`Failure::Conflict`] if a page is there already.
pub fn run(_ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut top = crate::cli::command_line();
    top.build();
    let mut pages = Vec::new();
    collect(&top, "", &mut pages);
    let path = |name: &str| args.folder.join(name);
    if let Some((name, _)) = pages.iter().find(|(name, _)| path(name).symlink_metadata().is_ok()) {
        return Err(documents::there_already(&path(name)));
    }
    for (name, text) in &pages {
        written(&path(name), text)?;
    }
    let report =
        Report { folder: args.folder.display().to_string(), pages: pages.into_iter().map(|p| p.0).collect() };
    let folder = &report.folder;
    let text =
        format!("Wrote one manual page for each command to {folder}\n  to read one: man {folder}/era-rm.1\n");
    Ok(Answer::of(&report, text))
}

fn written(path: &Path, text: &[u8]) -> Result<(), Failure> {
    documents::write_new_for_all(path, |out| out.write_all(text).map_err(|e| Failure::Bug(e.into())))
}

/// The pages of a command and of all below it: file and text.
fn collect(command: &Command, above: &str, out: &mut Vec<(String, Vec<u8>)>) {
    let name =
        [above, command.get_name()].iter().filter(|n| !n.is_empty()).copied().collect::<Vec<_>>().join("-");
    out.push((format!("{name}.1"), page(command, &name, above)));
    command.get_subcommands().for_each(|c| collect(c, &name, out));
}

fn page(command: &Command, name: &str, above: &str) -> Vec<u8> {
    let version = env!("CARGO_PKG_VERSION");
    let man = Man::new(command.clone().display_name(name.to_owned()))
        .title(name.to_uppercase())
        .source(format!("era-rm {version}"))
        .manual("era-rm");
    let mut out = Vec::new();
    let parts = [
        Man::render_title,
        Man::render_name_section,
        Man::render_synopsis_section,
        Man::render_description_section,
        Man::render_options_section,
    ];
    // Writing to a vector does not fail.
    parts.iter().for_each(|part| drop(part(&man, &mut out)));
    if command.has_subcommands() {
        drop(man.render_subcommands_section(&mut out));
    }
    drop(out.write_all(&foot(command, name, above)));
    out
}

/// What every page ends with: exit codes, variables, and the pages beside it.
fn foot(command: &Command, name: &str, above: &str) -> Vec<u8> {
    let mut roff = Roff::new();
    roff.control("SH", ["EXIT STATUS"]);
    for exit in Exit::ALL {
        roff.control("TP", []);
        roff.text([bold(exit.code().to_string())]).text([roman(format!(
            "{}: {}",
            exit.name(),
            exit.about()
        ))]);
    }
    roff.control("SH", ["ENVIRONMENT"]).text([roman("An empty variable is an unset one.")]);
    for variable in VARIABLES {
        roff.control("TP", []).text([bold(variable.name)]).text([roman(variable.about)]);
    }
    let below = command.get_subcommands().map(|c| format!("{name}-{}", c.get_name()));
    let above = Some(above.to_owned()).filter(|a| !a.is_empty());
    let first = (above.as_deref() != Some("era-rm") && above.is_some()).then(|| "era-rm".to_owned());
    let others: Vec<String> =
        first.into_iter().chain(above).chain(below).map(|n| format!("{n}(1)")).collect();
    roff.control("SH", ["SEE ALSO"]).text([roman(others.join(", "))]);
    let mut out = Vec::new();
    drop(roff.to_writer(&mut out));
    out
}
