//! `completions`: the script by which a shell completes our words.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::complete::{self, SHELLS};
use crate::cli::context::Context;
use crate::cli::ui::Answer;
use crate::workflow::Failure;

/// Print the script that makes bash, zsh or fish complete commands, flags, and what the ledger holds
///
/// Release numbers (those of closed releases where no open one begins so), OCRs, people, roles, builds and targets come
/// from the ledger, at every key. Add one of these to the file that your shell starts with:
///
/// bash, ~/.bashrc: source <(era-rm completions bash)
///
/// zsh, ~/.zshrc, after compinit: source <(era-rm completions zsh)
///
/// fish, ~/.config/fish/config.fish: era-rm completions fish | source
///
/// Example: era-rm completions bash
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The shell
    #[arg(value_name = "SHELL", value_parser = SHELLS)]
    shell: String,
}

#[derive(Serialize, schemars::JsonSchema)]
pub struct Report {
    shell: String,
    script: String,
}

/// Runs it.
///
/// # Errors
/// [`Failure::Usage`] for a shell that we do not know.
pub fn run(_ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let script = complete::script(&args.shell)
        .ok_or_else(|| Failure::usage(format!("there is no script for {}", args.shell), SHELLS.join(", ")))?;
    let report = Report { shell: args.shell.clone(), script: script.clone() };
    Ok(Answer { raw: true, ..Answer::of(&report, script) })
}
