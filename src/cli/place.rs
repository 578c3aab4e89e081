//! Where the ledger is, and what the user's `era-rm.toml` pins of it: its identity, and the key that signed its first entry.
//! A pin only refuses, so every file that is found is heeded, however the ledger is named.
//! What must not live here: opening it (`context`).

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use etcetera::{BaseStrategy, choose_base_strategy};
use serde::Deserialize;
use uuid::Uuid;

use crate::domain::PublicKey;
use crate::ledger::Breach;
use crate::service::templates::Templates;
use crate::store::Store;
use crate::workflow::Failure;
use crate::workflow::seen::{First, first};

use super::context::{Context, env};

const FORM: &str = "era-rm.toml holds: ledger = \"PATH\", and what is pinned: id = \"UUID\", first-key = \"ssh-ed25519 …\"; network = true where a ledger may lie on a network file system; templates = \"FOLDER\" with those that replace the built-in ones; and [mail] with server, from, credentials, ca, folder, plain, which says how notices are sent";

/// What such a file says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Config {
    ledger: Option<PathBuf>,
    /// Whether a ledger may lie on a network file system.
    pub network: Option<bool>,
    id: Option<Uuid>,
    first_key: Option<String>,
    /// The folder of the templates that replace built-in ones.
    templates: Option<PathBuf>,
    /// How notices are sent.
    pub mail: Option<Mail>,
}

/// How notices are sent, as such a file says it. Its paths are taken from where the file is.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Mail {
    pub server: Option<String>,
    pub from: Option<String>,
    pub credentials: Option<PathBuf>,
    pub ca: Option<PathBuf>,
    pub folder: Option<PathBuf>,
    /// Whether messages may go to another machine in clear.
    pub plain: Option<bool>,
}

/// A key that is pinned: itself, or its fingerprint.
enum PinnedKey {
    Key(PublicKey),
    Fingerprint(String),
}

impl PinnedKey {
    fn read(word: &str) -> Result<Self, String> {
        if word.starts_with("SHA256:") {
            return Ok(Self::Fingerprint(word.to_owned()));
        }
        word.parse().map(Self::Key).map_err(|e: crate::domain::key::BadKey| e.to_string())
    }
    fn is(&self, key: &PublicKey) -> bool {
        match self {
            Self::Key(pinned) => pinned == key,
            Self::Fingerprint(pinned) => *pinned == key.fingerprint(),
        }
    }
    fn fingerprint(&self) -> String {
        match self {
            Self::Key(key) => key.fingerprint(),
            Self::Fingerprint(pinned) => pinned.clone(),
        }
    }
}

impl Context {
    /// Where the ledger is: `--ledger`, `ERA_RM_LEDGER`, `era-rm.toml`, the user's data folder.
    ///
    /// # Errors
    /// [`Failure::Usage`] for a configuration that cannot be read.
    pub fn location(&self) -> Result<PathBuf, Failure> {
        let typed = self.global.ledger.clone().or_else(|| env("ERA_RM_LEDGER"));
        if let Some(path) = typed {
            if path.is_empty() {
                return Err(Failure::usage("--ledger names no file", "give the path of a file"));
            }
            if path.contains("://") {
                return Err(Failure::usage(
                    format!("{path}: only SQLite ledgers are offered by this version"),
                    "give the path of a file",
                ));
            }
            return Ok(PathBuf::from(path));
        }
        let base = choose_base_strategy().map_err(|e| Failure::usage(e.to_string(), "give --ledger PATH"))?;
        for file in files() {
            if let Some(ledger) = configured(&file)?.and_then(|c| c.ledger) {
                return Ok(file.parent().unwrap_or(Path::new(".")).join(ledger));
            }
        }
        Ok(base.data_dir().join("era-rm").join("ledger.db"))
    }

    /// The templates of papers: those in the folder that `ERA_RM_TEMPLATES` or an `era-rm.toml` names replace built-in ones.
    ///
    /// # Errors
    /// [`Failure::Usage`] for a configuration that cannot be read; [`Failure::Evidence`] for a template that does not parse.
    pub fn templates(&self) -> Result<Templates, Failure> {
        if let Some(folder) = env("ERA_RM_TEMPLATES") {
            return Ok(Templates::of_folder(Path::new(&folder))?);
        }
        for file in files() {
            if let Some(folder) = configured(&file)?.and_then(|c| c.templates) {
                return Ok(Templates::of_folder(&file.parent().unwrap_or(Path::new(".")).join(folder))?);
            }
        }
        Ok(Templates::default())
    }

    /// Whether a ledger is the one that is pinned.
    ///
    /// # Errors
    /// [`Failure::Breach`] if it is another; [`Failure::Usage`] for a configuration that cannot be read.
    pub fn pinned(store: &dyn Store) -> Result<(), Failure> {
        for file in files() {
            let Some(Config { id, first_key, .. }) = configured(&file)? else { continue };
            if id.is_none() && first_key.is_none() {
                continue;
            }
            let first = first(store)?;
            let breach = |why: String| {
                let why = format!("{} pins {why}", file.display());
                Failure::Breach { seq: 0, breach: Breach::Pinned(why) }
            };
            let found = first.as_ref().map(|f| f.ledger);
            if let Some(id) = id.filter(|id| found != Some(*id)) {
                let found = found.map_or("none that can be read".to_owned(), |f| f.to_string());
                return Err(breach(format!("the id {id}, and its id is {found}")));
            }
            if let Some(word) = first_key {
                let bad = |why| Failure::usage(format!("{}: first-key: {why}", file.display()), FORM);
                signed_by(first.as_ref(), &PinnedKey::read(&word).map_err(bad)?).map_err(breach)?;
            }
        }
        Ok(())
    }
}

/// Whether the first entry carries a good signature by the key that is pinned.
fn signed_by(first: Option<&First>, pinned: &PinnedKey) -> Result<(), String> {
    let wanted = format!("the first key {}", pinned.fingerprint());
    let Some(first) = first else { return Err(format!("{wanted}, and its first entry cannot be read")) };
    let Some(key) = &first.key else { return Err(format!("{wanted}, and this ledger is not signed")) };
    if !pinned.is(key) {
        return Err(format!("{wanted}, and its first key is {}", key.fingerprint()));
    }
    first
        .signed_by(key)
        .map_err(|why| format!("{wanted}, and the signature of its first entry is none: {why}"))
}

/// Where an `era-rm.toml` may be, the nearest first.
pub(super) fn files() -> Vec<PathBuf> {
    let here = std::env::current_dir().unwrap_or_default();
    let own = choose_base_strategy().ok().map(|base| base.config_dir().join("era-rm"));
    here.ancestors().map(Path::to_owned).chain(own).map(|folder| folder.join("era-rm.toml")).collect()
}

/// What a file says; none if it is not there.
pub(super) fn configured(file: &Path) -> Result<Option<Config>, Failure> {
    let bad = |why: &str| Failure::usage(format!("{}: {why}", file.display()), FORM);
    match std::fs::read_to_string(file) {
        Ok(text) => toml::from_str(&text).map(Some).map_err(|e| bad(e.message())),
        Err(e) if e.kind() == ErrorKind::InvalidData => Err(bad("it is not a text")),
        Err(_) => Ok(None),
    }
}
