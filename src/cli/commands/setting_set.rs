//! `setting set`: a setting gets a value.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn};
use crate::cli::ui::Answer;
use crate::domain::event::SettingSet;
use crate::domain::{SettingName, Text};
use crate::workflow::{Draft, Failure};

/// Set a setting
///
/// Example: era-rm setting set lmc-name "Archive Systems Contractor"
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    /// The setting, as `era-rm setting list` names it
    #[arg(value_name = "NAME")]
    name: SettingName,
    /// Its value
    #[arg(value_name = "VALUE")]
    value: Text,
    #[command(flatten)]
    #[serde(skip)]
    act: ActArgs,
}

/// Runs it.
///
/// # Errors
/// A refusal of the SOP, or evidence that cannot be read.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let draft: &DraftFn<'_> =
        &|_| Ok(Draft::of(SettingSet { name: args.name.clone(), value: args.value.clone() }));
    ctx.record(&Act::of("setting set", args, &args.act, draft))
}
