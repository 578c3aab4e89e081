//! What every command is handed: where the ledger is, who asks, how to answer. Commands go through here to the workflow.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use clap::{Args, ValueEnum};

use crate::domain::{Login, Release, ReleaseId, ReleaseNumber, Sought, Text};
use crate::ledger::Head;
use crate::ledger::view::ReleaseRow;
use crate::service::signer::Signer;
use crate::store::{Page, SqliteStore, Store, StoreError};
use crate::workflow::{self, Failure, Loaded, Receipt, Request, Scene, Seen};

pub use super::act::{Act, ActArgs, DraftFn, ReleaseArg};
pub use super::environment::{env, typed_or};

use super::act::intent;
use super::identity::Caller;
use super::sure::{self, Dry};
use super::ui::Answer;
use super::ui::prompt::{self, Choice};
use super::{chance, checkpoint, receipt};

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Default)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Flags that every command takes.
#[derive(Debug, Clone, Args, Default)]
#[command(next_help_heading = "Every command")]
pub struct Global {
    /// The ledger's file [env: ERA_RM_LEDGER; else era-rm.toml here or above; else the user's data folder]
    #[arg(long, global = true, value_name = "PATH")]
    pub ledger: Option<String>,
    /// Who acts, in a ledger of trust mode `declared` [env: ERA_RM_AS]
    #[arg(long = "as", global = true, value_name = "LOGIN")]
    pub actor: Option<Login>,
    /// The key that signs, in a ledger of trust mode `signed`: a private key, or a public one that ssh-agent holds [env: ERA_RM_KEY; else ssh-agent; else ~/.ssh/id_ed25519]
    #[arg(long, global = true, value_name = "FILE")]
    pub key: Option<PathBuf>,
    /// Only if the ledger still extends this checkpoint, else end with 10 [env: ERA_RM_EXPECT_CHECKPOINT]
    // So long a flag would stretch the short help of every command.
    #[arg(long, global = true, value_name = "FILE", hide_short_help = true)]
    pub expect_checkpoint: Option<PathBuf>,
    /// Answer with one JSON document on stdout
    #[arg(long, global = true)]
    pub json: bool,
    /// Ask nothing, and record what is typed as it is typed; so too without a terminal [env: ERA_RM_NO_INPUT, CI]
    #[arg(long, global = true)]
    pub no_input: bool,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
}

/// What a command is handed.
#[derive(Clone)]
pub struct Context {
    /// The flags that every command takes.
    pub global: Global,
    /// What this account has seen of the ledger, and what was there when it was opened, by this context or a copy of it.
    pub(super) seen: Arc<Mutex<Seen>>,
}

impl Global {
    /// Whether the person may be asked: there is a terminal, and nothing says that nobody sits at it.
    pub fn asks(&self) -> bool {
        let quiet = self.json || self.no_input || env("ERA_RM_NO_INPUT").is_some() || env("CI").is_some();
        !quiet && prompt::at_a_terminal()
    }
}

impl Context {
    /// Whether the person may be asked.
    pub fn asks(&self) -> bool {
        self.global.asks()
    }
    /// With nothing opened yet.
    pub fn of(global: Global) -> Self {
        Self { global, seen: Arc::default() }
    }
    /// The head of the ledger as it stood when the command opened it; none if it opened none.
    pub fn head(&self) -> Option<Head> {
        self.seen().head
    }

    /// Opens the ledger.
    ///
    /// # Errors
    /// [`Failure::Store`].
    pub fn open(&self) -> Result<SqliteStore, Failure> {
        self.begun(SqliteStore::open(&self.place()?)?)
    }
    /// Opens the ledger to read it: those who may only read the file can do that. What a writer that was cut short left
    /// behind is repaired first, by who may write.
    ///
    /// # Errors
    /// [`Failure::Store`].
    pub fn open_to_read(&self) -> Result<SqliteStore, Failure> {
        let path = self.place()?;
        let store = match SqliteStore::open_read_only(&path) {
            Err(StoreError::Io(_)) => self.begun(SqliteStore::open(&path)?),
            other => self.begun(other?),
        }?;
        self.has_read();
        Ok(store)
    }
    /// A file whose `init` was cut short before the first entry is no ledger yet.
    fn begun(&self, store: SqliteStore) -> Result<SqliteStore, Failure> {
        chance::stumble()?;
        let store = match chance::patience() {
            Some(waits) => store.with_busy_timeout(waits)?,
            None => store,
        };
        if self.look(&store, store.path())?.is_some() {
            checkpoint::met(&self.global, &store)?;
            return Ok(store);
        }
        let why =
            "it has no entry, for its `init` was cut short; remove it and run `era-rm init` again".into();
        Err(StoreError::Foreign { path: store.path().to_owned(), why }.into())
    }

    /// The release that was typed, or named by the environment.
    ///
    /// # Errors
    /// [`Failure::Usage`] for a variable that names none.
    pub fn named(&self, typed: &ReleaseArg) -> Result<Option<ReleaseNumber>, Failure> {
        typed_or(typed.release.clone(), "ERA_RM_RELEASE")
    }

    /// The release that was named, or the only one that is open, or at a terminal the one that is picked.
    ///
    /// # Errors
    /// [`Failure::Usage`] with the open releases if it cannot be told which is meant.
    pub fn release(&self, store: &dyn Store, typed: &ReleaseArg) -> Result<ReleaseNumber, Failure> {
        if let Some(n) = self.named(typed)? {
            return Ok(n);
        }
        let open = open_releases(store)?;
        match open.as_slice() {
            [only] => parse_number(&only.number),
            [] => Err(Failure::usage("no release is open", "era-rm release schedule opens one")),
            several if self.asks() => {
                let choice = |r: &ReleaseRow| Choice::of(&r.number, format!("last act {}", r.touched));
                sure::picked(&several.iter().map(choice).collect::<Vec<_>>())
            }
            several => {
                let names = several.iter().map(|r| r.number.as_str()).collect::<Vec<_>>().join(", ");
                Err(Failure::usage(format!("several releases are open: {names}"), "name the release"))
            }
        }
    }

    /// Loads a release by what was typed.
    ///
    /// # Errors
    /// As [`Context::release`], or [`Failure::NotFound`].
    pub fn load_release<'s>(
        &self,
        store: &'s dyn Store,
        typed: &ReleaseArg,
    ) -> Result<(Loaded<'s>, Release), Failure> {
        let number = self.release(store, typed)?;
        let mut loaded = Loaded::begin(store)?;
        let id: Option<ReleaseId> = loaded.release(&number)?;
        let release = id.and_then(|id| loaded.world.releases.get(&id)).cloned();
        let release = release.ok_or_else(|| {
            Failure::no_such(Sought::Release(number.to_string()), "era-rm release list --all shows all")
        })?;
        workflow::renamed(&number, &release).into_iter().for_each(|said| self.say(said));
        Ok((loaded, release))
    }

    /// Makes an act and answers with its receipt.
    ///
    /// # Errors
    /// Those of [`Context::act`].
    pub fn record(&self, act: &Act<'_>) -> Result<Answer, Failure> {
        Ok(receipt::answer(&self.act(act)?, act.flags))
    }

    /// Makes an act.
    ///
    /// # Errors
    /// Those of [`workflow::perform`].
    pub fn act(&self, act: &Act<'_>) -> Result<Receipt, Failure> {
        let mut store = self.open()?;
        if !act.mends {
            self.seen().whole()?;
        }
        let caller = self.acting(&store)?;
        let mut receipt = self.act_as(&mut store, &caller, act)?;
        self.sent_at_once(&mut store, &caller, &mut receipt);
        Ok(receipt)
    }

    /// Makes an act of somebody who is known, on a ledger that is open.
    ///
    /// # Errors
    /// Those of [`workflow::perform`].
    pub(super) fn act_as(
        &self,
        store: &mut SqliteStore,
        caller: &Caller,
        act: &Act<'_>,
    ) -> Result<Receipt, Failure> {
        let actor = caller.login.clone();
        let flags = act.flags;
        let role = typed_or(flags.role, "ERA_RM_ROLE")?;
        let (mut key, mut expected) = (None, None);
        if !act.part {
            key = typed_or(flags.idempotency_key.clone(), "ERA_RM_IDEMPOTENCY_KEY")?;
            expected = typed_or(flags.expect_revision, "ERA_RM_EXPECT_REVISION")?;
        }
        let named = act.release.map_or(Ok(None), |typed| self.named(typed))?;
        let intent = intent(act, named.as_ref(), &actor, role)?;
        let replayed = match &key {
            Some(k) => store.find(&actor, k)?.is_some(),
            None => false,
        };
        let head = || store.head().ok().flatten().map_or(0, |h| h.seq);
        let made_up_key = chance::identity(|| format!("key {} {intent}", head())).to_string();
        let made_up_key: Text = made_up_key.parse().map_err(|e| Failure::Bug(anyhow::Error::new(e)))?;
        let guarded = |scene: &mut Scene<'_, '_>| match &caller.pretence {
            Some(refusal) => Err(refusal.clone().into()),
            None => (act.draft)(scene),
        };
        let request = |release, expect_revision, dry_run| Request {
            command: act.command,
            actor: actor.clone(),
            role,
            key: key.clone(),
            made_up_key: made_up_key.clone(),
            intent,
            clock: &chance::now,
            effective: flags.at.zip(flags.why_late.clone()),
            release,
            expect_revision,
            loads: act.loads.clone(),
            dry_run,
            ledger: None,
            signer: caller.signer.as_ref().map(|s| s as &dyn Signer),
            draft: &guarded,
        };
        let dry: &Dry<'_> = &|store, release| workflow::perform(store, &request(release, expected, true));
        // Where entries are missing nothing is recorded but that this is accepted; no refusal either.
        if act.mends && self.seen().whole().is_err() {
            dry(store, None)?;
        }
        // A key is looked up before anything is inferred: its release may no longer be the only one open.
        let release = match act.release {
            Some(typed) if !replayed => Some(self.release_of_act(store, typed, dry)?),
            Some(_) | None => None,
        };
        let seen = self.confirmed(store, act, release.clone(), dry)?;
        let mut receipt = workflow::perform(store, &request(release, expected.or(seen), flags.dry_run))?;
        self.has_recorded(&mut receipt);
        Ok(receipt)
    }
}

/// A release number from a view row.
///
/// # Errors
/// [`Failure::Bug`]: the view holds numbers that were checked.
pub fn parse_number(n: &str) -> Result<ReleaseNumber, Failure> {
    n.parse().map_err(|e: crate::domain::id::BadName| Failure::Bug(e.into()))
}

/// The open releases, oldest first.
///
/// # Errors
/// [`Failure::Store`].
pub fn open_releases(store: &dyn Store) -> Result<Vec<ReleaseRow>, Failure> {
    rows(store, "release", "open", 1000)
}

/// Rows of a view, decoded.
///
/// # Errors
/// [`Failure::Store`]; [`Failure::Breach`] for a row that cannot be read.
pub fn rows<T: serde::de::DeserializeOwned>(
    store: &dyn Store,
    kind: &str,
    bucket: &str,
    max: usize,
) -> Result<Vec<T>, Failure> {
    rows_after(store, kind, bucket, None, max)
}

/// Rows of a view after a place, decoded.
///
/// # Errors
/// Those of [`rows`].
pub fn rows_after<T: serde::de::DeserializeOwned>(
    store: &dyn Store,
    kind: &str,
    bucket: &str,
    after: Option<(String, String)>,
    max: usize,
) -> Result<Vec<T>, Failure> {
    let page = Page { kind: kind.into(), bucket: bucket.into(), after, max };
    let rows = store.rows(&page)?;
    let decode = |(subject, v): &(String, crate::ledger::ViewRow)| {
        serde_json::from_str(&v.row)
            .map_err(|_| Failure::Breach { seq: 0, breach: crate::ledger::Breach::View(subject.clone()) })
    };
    rows.iter().map(decode).collect()
}
