//! `release drop`: unwritten.

use clap::Args as ClapArgs;

use crate::cli::context::Context;
use crate::cli::ui::Answer;
use crate::workflow::Failure;

/// release drop
#[derive(Debug, ClapArgs)]
pub struct Args {}

/// Runs it.
///
/// # Errors
/// Always.
pub fn run(_ctx: &Context, _args: &Args) -> Result<Answer, Failure> {
    Err(Failure::Bug(anyhow::anyhow!("unwritten")))
}
