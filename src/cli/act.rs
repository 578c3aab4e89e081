//! An act as a command hands it over: its flags, what was typed, what is drafted. `context` makes it.

use clap::{ArgMatches, Args, Command, FromArgMatches};
use serde::Serialize;

use crate::domain::{Digest, Login, ReleaseNumber, Role, Subject, Text, Time};
use crate::ledger::digest;
use crate::workflow::{Draft, Failure, Scene};

/// Flags that every act takes. They are described for the one command that is typed: describing them for all of them is
/// a fifth of the work that parsing a line takes.
#[derive(Debug, Clone, Default)]
pub struct ActArgs(ActFlags);

impl Args for ActArgs {
    fn augment_args(command: Command) -> Command {
        command.defer(ActFlags::augment_args)
    }
    fn augment_args_for_update(command: Command) -> Command {
        command.defer(ActFlags::augment_args_for_update)
    }
}
impl FromArgMatches for ActArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        ActFlags::from_arg_matches(matches).map(Self)
    }
    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.0.update_from_arg_matches(matches)
    }
}
impl std::ops::Deref for ActArgs {
    type Target = ActFlags;
    fn deref(&self) -> &ActFlags {
        &self.0
    }
}

impl ActArgs {
    /// The flags of one of several acts of a command. None is asked about: the command was typed for all of them.
    pub fn of_part(role: Option<Role>, dry_run: bool) -> Self {
        Self(ActFlags { role, dry_run, confirm: true, ..ActFlags::default() })
    }
}

// The flags themselves. A doc comment would become the help of the commands that have them.
#[derive(Debug, Clone, Args, Default)]
#[command(next_help_heading = "Every act")]
pub struct ActFlags {
    /// The role to act in, where you hold several that may do this [env: ERA_RM_ROLE]
    #[arg(long, value_name = "ROLE")]
    pub role: Option<Role>,
    /// Judge and show what would be recorded, told and made to fall; write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// The same key and content again answers as the first time did [env: ERA_RM_IDEMPOTENCY_KEY]
    #[arg(long, value_name = "KEY")]
    pub idempotency_key: Option<Text>,
    /// Refuse if the subject is no longer at this revision [env: ERA_RM_EXPECT_REVISION]
    #[arg(long, value_name = "N")]
    pub expect_revision: Option<u64>,
    /// When it was done, if it is recorded late
    #[arg(long, value_name = "TIME", requires = "why_late")]
    pub at: Option<Time>,
    /// Why it is recorded late
    #[arg(long, value_name = "TEXT", requires = "at")]
    pub why_late: Option<Text>,
    /// Exit with 9 if this records a no
    #[arg(long)]
    pub verdict_exit: bool,
    /// Record without being asked, where a terminal would ask whether you are sure
    #[arg(long, short = 'y')]
    pub confirm: bool,
}

/// `RELEASE`, which may be left out where exactly one release is open.
#[derive(Debug, Clone, Args, Default, Serialize)]
pub struct ReleaseArg {
    /// The release's number; may be left out where exactly one release is open [env: ERA_RM_RELEASE]
    #[arg(value_name = "RELEASE")]
    pub release: Option<ReleaseNumber>,
}

/// What is drafted for an act.
pub type DraftFn<'a> = dyn Fn(&mut Scene<'_, '_>) -> Result<Draft, Failure> + 'a;

/// An act as a command hands it over.
pub struct Act<'a> {
    /// The command as it is typed, without flags.
    pub command: &'static str,
    /// What was typed, for the intent.
    pub args: &'a dyn erased::Json,
    /// The digests of the files that were handed over.
    pub evidence: Vec<Digest>,
    /// The act's flags.
    pub flags: &'a ActArgs,
    /// On which release; `None` for an act that is on none.
    pub release: Option<&'a ReleaseArg>,
    /// Other subjects that the draft needs.
    pub loads: Vec<Subject>,
    /// Whether it may be made on a ledger without an entry that this account has seen.
    pub mends: bool,
    /// Whether it is one of several acts of a command: a key or revision that the environment names is for none of them.
    pub part: bool,
    /// Makes the event.
    pub draft: &'a DraftFn<'a>,
}

impl<'a> Act<'a> {
    /// An act on no release, without files, whose draft needs nothing that is not loaded for every act.
    pub fn of(
        command: &'static str,
        args: &'a dyn erased::Json,
        flags: &'a ActArgs,
        draft: &'a DraftFn<'a>,
    ) -> Self {
        Self {
            command,
            args,
            evidence: Vec::new(),
            flags,
            release: None,
            loads: Vec::new(),
            mends: false,
            part: false,
            draft,
        }
    }
    /// On a release.
    #[must_use]
    pub fn on(self, release: &'a ReleaseArg) -> Self {
        Self { release: Some(release), ..self }
    }
    /// Made on a ledger that is behind what was seen, to accept that.
    #[must_use]
    pub fn mending(self) -> Self {
        Self { mends: true, ..self }
    }
    /// One of several acts of a command.
    #[must_use]
    pub fn within(self) -> Self {
        Self { part: true, ..self }
    }
    /// With files of these digests.
    #[must_use]
    pub fn with(self, evidence: Vec<Digest>) -> Self {
        Self { evidence, ..self }
    }
    /// With other subjects to load before drafting.
    #[must_use]
    pub fn loading(self, loads: Vec<Subject>) -> Self {
        Self { loads, ..self }
    }
}

/// Arguments as a JSON value.
pub mod erased {
    /// What can be written as JSON.
    pub trait Json {
        /// The JSON value.
        fn json(&self) -> serde_json::Value;
    }
    impl<T: serde::Serialize> Json for T {
        fn json(&self) -> serde_json::Value {
            serde_json::to_value(self).unwrap_or(serde_json::Value::Null)
        }
    }
}

/// SHA-256 of the canonical command: command, arguments, evidence, actor, role. A release that the environment names is one
/// that was named.
pub fn intent(
    act: &Act<'_>,
    named: Option<&ReleaseNumber>,
    actor: &Login,
    role: Option<Role>,
) -> Result<Digest, Failure> {
    let mut args = act.args.json();
    // The release stands beside the other words, or in a part of its own.
    let part = args.get("release").is_some_and(serde_json::Value::is_object).then_some("/release");
    let words = args.pointer_mut(part.unwrap_or_default()).and_then(serde_json::Value::as_object_mut);
    if let (Some(number), Some(words)) = (named, words) {
        words.insert("release".into(), number.as_str().into());
    }
    let whole = serde_json::json!({
        "command": act.command, "args": args, "evidence": act.evidence,
        "actor": actor.key().as_str(), "role": role.map(Role::code), "at": act.flags.at, "why_late": act.flags.why_late,
    });
    let text = serde_json_canonicalizer::to_vec(&whole).map_err(|e| Failure::Bug(e.into()))?;
    Ok(digest::of_bytes(&text))
}
