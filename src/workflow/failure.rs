//! Every way in which a command can fail, by who said no: the SOP, the book, the shelf, the evidence, or we ourselves.
//! The desk gives each an exit code.

use crate::domain::{Login, Refusal, Sought};
use crate::ledger::Breach;
use crate::service::evidence::EvidenceError;
use crate::service::signer::SignError;
use crate::store::StoreError;

/// Who may supply what is missing: a role's holders who are eligible on the release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidates {
    /// The role.
    pub role: crate::domain::Role,
    /// Its holders, without those who have acted in another role on the release.
    pub people: Vec<Login>,
}

/// A failure.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The SOP says no.
    #[error("{}", .0.message)]
    Refused(Box<Refusal>, Vec<Candidates>),
    /// The book is not sound.
    #[error("{}{breach}", place(*seq))]
    Breach {
        /// The first entry that is not; 0 where it is not an entry that is unsound.
        seq: u64,
        /// What is wrong with it.
        breach: Breach,
    },
    /// The shelf failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The evidence cannot be read.
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
    /// The words typed are wrong or incomplete.
    #[error("{message}")]
    Usage {
        /// What is wrong.
        message: String,
        /// What to type.
        hint: String,
    },
    /// No such thing.
    #[error("{message}")]
    NotFound {
        /// What there is not.
        message: String,
        /// Where to look.
        hint: String,
        /// What was named, where something of its kind may have been meant.
        sought: Option<Sought>,
    },
    /// The subject moved on, or a key was reused.
    #[error("{message}")]
    Conflict {
        /// What is in the way.
        message: String,
        /// What to do.
        hint: String,
        /// Whether the same command may succeed later.
        retryable: bool,
    },
    /// What was waited for did not come in time. What is missing is said as a refusal says it.
    #[error("{}", .0.message)]
    TimedOut(Box<Refusal>, Vec<Candidates>),
    /// Whether the act was recorded is not known.
    #[error("whether the act was recorded is not known: {0}")]
    Unknown(String, String),
    /// There is no signature to be had.
    #[error(transparent)]
    Unsigned(#[from] SignError),
    /// A fault of the program.
    #[error("{0:#}")]
    Bug(anyhow::Error),
}

/// Names an entry before what is wrong with it.
fn place(seq: u64) -> String {
    if seq == 0 { String::new() } else { format!("entry {seq}: ") }
}

impl From<Refusal> for Failure {
    fn from(r: Refusal) -> Self {
        Self::Refused(Box::new(r), Vec::new())
    }
}
impl From<anyhow::Error> for Failure {
    fn from(e: anyhow::Error) -> Self {
        Self::Bug(e)
    }
}

impl Failure {
    /// Wrong or incomplete words.
    pub fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), hint: hint.into() }
    }
    /// No such thing.
    pub fn not_found(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::NotFound { message: message.into(), hint: hint.into(), sought: None }
    }
    /// No such thing, where another of its kind may have been meant.
    pub fn no_such(sought: Sought, hint: impl Into<String>) -> Self {
        Self::NotFound { message: format!("there is no {sought}"), hint: hint.into(), sought: Some(sought) }
    }
    /// What was named and is not there, where that is why it failed.
    pub fn sought(&self) -> Option<&Sought> {
        match self {
            Self::Refused(r, _) | Self::TimedOut(r, _) => r.sought.as_deref(),
            Self::NotFound { sought, .. } => sought.as_ref(),
            Self::Breach { .. }
            | Self::Store(_)
            | Self::Evidence(_)
            | Self::Usage { .. }
            | Self::Conflict { .. }
            | Self::Unknown(..)
            | Self::Unsigned(_)
            | Self::Bug(_) => None,
        }
    }
}
