//! `setting list`: the settings there are.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::ui::Answer;
use crate::sop::settings;
use crate::workflow::{Failure, Loaded};

/// The settings there are, with their values and defaults
///
/// Example: era-rm setting list
#[derive(Debug, ClapArgs)]
pub struct Args {}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    settings: Vec<SettingReport>,
}
#[derive(Serialize, schemars::JsonSchema)]
struct SettingReport {
    name: &'static str,
    value: String,
    default: &'static str,
    /// Whether `setting set` has given the value.
    set: bool,
    about: &'static str,
}

/// Runs it.
///
/// # Errors
/// [`Failure::Store`].
pub fn run(ctx: &Context, _args: &Args) -> Result<Answer, Failure> {
    let store = ctx.open_to_read()?;
    let loaded = Loaded::begin(&store)?;
    let report = |s: &settings::Setting| SettingReport {
        name: s.name,
        value: loaded.world.setting(s),
        default: s.default,
        set: loaded.world.settings.contains_key(s.name),
        about: s.about,
    };
    let report = Report { settings: settings::SETTINGS.iter().map(report).collect() };
    let lines = |s: &SettingReport| {
        let origin =
            if s.set { format!("set; its default is {:?}", s.default) } else { "its default".into() };
        format!("{} = {:?} ({origin})\n    {}\n", s.name, s.value, s.about)
    };
    Ok(Answer::of(&report, report.settings.iter().map(lines).collect()))
}
