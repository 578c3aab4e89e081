//! Failure to exit code: a published table (`docs/exit-codes.md`). Adding a code is a minor change, altering one is major.

use serde::Serialize;

use crate::domain::{Key, Need, RefusalKind};
use crate::ledger::Breach;
use crate::service::evidence::Kind;
use crate::service::signer::SignError;
use crate::sop::permit::SIGNED;
use crate::store::StoreError;
use crate::workflow::Failure;
use crate::workflow::failure::Candidates;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Recorded, or answered.
    Done = 0,
    /// A fault of the program.
    Bug = 1,
    /// The words typed are wrong or incomplete.
    Usage = 2,
    /// No such OCR, release, person, file.
    NotFound = 3,
    /// The SOP's order: an earlier step does not stand.
    NotYet = 4,
    /// Identity, role, or separation of duties.
    NotPermitted = 5,
    /// Something that must come with the act is missing, empty, stale or does not match.
    Evidence = 6,
    /// The subject moved on, it exists already, or a key was reused.
    Conflict = 7,
    /// The store is locked or unreachable; try again.
    Busy = 8,
    /// `wait` ended in a no, or an act with `--verdict-exit` recorded one.
    AnsweredNo = 9,
    /// The ledger does not verify.
    Breach = 10,
    /// `wait` ran out of time.
    Timeout = 11,
    /// The ledger is newer than this program, or its file older than what is asked needs.
    Version = 12,
}

impl Exit {
    /// Every exit code, in order.
    pub const ALL: [Self; 13] = [
        Self::Done,
        Self::Bug,
        Self::Usage,
        Self::NotFound,
        Self::NotYet,
        Self::NotPermitted,
        Self::Evidence,
        Self::Conflict,
        Self::Busy,
        Self::AnsweredNo,
        Self::Breach,
        Self::Timeout,
        Self::Version,
    ];
    /// The name that JSON carries.
    pub fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Bug => "bug",
            Self::Usage => "usage",
            Self::NotFound => "not-found",
            Self::NotYet => "not-yet",
            Self::NotPermitted => "not-permitted",
            Self::Evidence => "evidence",
            Self::Conflict => "conflict",
            Self::Busy => "busy",
            Self::AnsweredNo => "answered-no",
            Self::Breach => "breach",
            Self::Timeout => "timeout",
            Self::Version => "version",
        }
    }
    /// What it means, in one sentence.
    pub fn about(self) -> &'static str {
        match self {
            Self::Done => "recorded, or answered",
            Self::Bug => "a fault of the program",
            Self::Usage => "the words typed are wrong or incomplete",
            Self::NotFound => "no such OCR, release, person, file",
            Self::NotYet => "the SOP's order: an earlier step does not stand",
            Self::NotPermitted => "identity, role, or separation of duties",
            Self::Evidence => {
                "something that must come with the act is missing, empty, stale or does not match"
            }
            Self::Conflict => "the subject moved on, it exists already, or a key was used for other content",
            Self::Busy => "the ledger is locked or unreachable; try again",
            Self::AnsweredNo => "a wait ended in a no, or an act with --verdict-exit recorded one",
            Self::Breach => "the ledger does not verify",
            Self::Timeout => "waiting ran out of time",
            Self::Version => "the ledger is newer than this program",
        }
    }
    /// The number.
    pub fn code(self) -> u8 {
        self as u8
    }
}

/// The exit code of a failure.
pub fn exit(failure: &Failure) -> Exit {
    match failure {
        Failure::Refused(r, _) => match r.kind {
            RefusalKind::Usage => Exit::Usage,
            RefusalKind::NotFound => Exit::NotFound,
            RefusalKind::Order => Exit::NotYet,
            RefusalKind::Identity | RefusalKind::Role | RefusalKind::Separation => Exit::NotPermitted,
            RefusalKind::Evidence => Exit::Evidence,
            RefusalKind::Conflict => Exit::Conflict,
        },
        Failure::Breach { breach, .. } if breach.is_newer() => Exit::Version,
        Failure::Breach { .. } => Exit::Breach,
        Failure::Store(e) => match e {
            StoreError::Missing(_) => Exit::NotFound,
            StoreError::Exists(_) => Exit::Conflict,
            StoreError::Foreign { .. } | StoreError::Planted { .. } | StoreError::Damaged(_) => Exit::Breach,
            StoreError::Newer { .. } | StoreError::Older { .. } => Exit::Version,
            StoreError::Busy(_)
            | StoreError::Io(_)
            | StoreError::Settings(_)
            | StoreError::Network { .. } => Exit::Busy,
            StoreError::Unfit { .. } => Exit::Usage,
        },
        Failure::Evidence(e) => match e.kind() {
            Kind::NotFound => Exit::NotFound,
            Kind::Usage => Exit::Usage,
            Kind::Incomplete => Exit::Evidence,
        },
        Failure::Usage { .. } => Exit::Usage,
        Failure::NotFound { .. } => Exit::NotFound,
        Failure::Conflict { .. } => Exit::Conflict,
        Failure::TimedOut(..) => Exit::Timeout,
        Failure::Unknown(..) => Exit::Busy,
        Failure::Unsigned(SignError::NotFound { .. }) => Exit::NotFound,
        Failure::Unsigned(_) => Exit::NotPermitted,
        Failure::Bug(_) => Exit::Bug,
    }
}

/// A failure as JSON carries it and as text shows it.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct ErrorReport {
    /// The exit code's name.
    #[schemars(extend("enum" = Exit::ALL.iter().skip(1).map(|e| e.name()).collect::<Vec<_>>()))]
    pub code: &'static str,
    /// What is wrong, in one sentence.
    pub message: String,
    /// Everything that is wrong with a document, one by one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<String>,
    /// The SOP step that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<&'static str>,
    /// The rule that says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<&'static str>,
    /// What is missing first.
    pub needs: Vec<NeedReport>,
    /// Who may do what was refused.
    pub who: Vec<WhoReport>,
    /// What may have been meant, the nearest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub did_you_mean: Vec<String>,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// Whether the very same command may succeed later.
    pub retryable: bool,
}

/// Something that is missing.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct NeedReport {
    /// The step.
    pub step: &'static str,
    /// Its name.
    pub name: &'static str,
    /// For which area, target or OCR.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Who may supply it.
    pub who: Vec<WhoReport>,
    /// Since when it has been waited for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<crate::domain::Time>,
    /// What to type.
    pub command: String,
}

/// The eligible holders of a role.
#[derive(Debug, Serialize, schemars::JsonSchema, Clone)]
pub struct WhoReport {
    /// The role.
    pub role: &'static str,
    /// Its title.
    pub title: &'static str,
    /// Its holders who could act.
    pub people: Vec<String>,
}

fn who(roles: &[crate::domain::Role], candidates: &[Candidates]) -> Vec<WhoReport> {
    let people =
        |role| candidates.iter().find(|c| c.role == role).map(|c| c.people.as_slice()).unwrap_or_default();
    let report = |role: &crate::domain::Role| WhoReport {
        role: role.code(),
        title: role.title(),
        people: people(*role).iter().map(ToString::to_string).collect(),
    };
    roles.iter().map(report).collect()
}
fn need(n: &Need, candidates: &[Candidates]) -> NeedReport {
    NeedReport {
        step: n.step.label(),
        name: crate::sop::table::means(n.step).name,
        key: match &n.key {
            Key::Release => None,
            key @ (Key::Area(_) | Key::Target(_) | Key::Ocr(_)) => Some(key.to_string()),
        },
        who: who(&n.roles, candidates),
        since: n.since,
        command: n.command.clone(),
    }
}

/// A text's beginning, where it is longer than so many characters.
pub(super) fn short(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

impl ErrorReport {
    /// What a failure says. What was typed or handed over may be of any length; what is said of it is not.
    pub fn of(failure: &Failure) -> Self {
        const LONGEST: usize = 1000;
        const PROBLEM: usize = 300;
        const PROBLEMS: usize = 30;
        let whole = Self::whole(failure);
        let mut problems: Vec<String> =
            whole.problems.iter().take(PROBLEMS).map(|p| short(p, PROBLEM)).collect();
        if let more @ 1.. = whole.problems.len() - problems.len() {
            problems.push(format!("and {more} more"));
        }
        let hint = whole.hint.map(|h| short(&h, LONGEST));
        Self { message: short(&whole.message, LONGEST), problems, hint, ..whole }
    }

    fn whole(failure: &Failure) -> Self {
        let code = exit(failure).name();
        let plain = |message: String, hint: Option<String>, retryable| Self {
            code,
            message,
            problems: Vec::new(),
            step: None,
            rule: None,
            needs: Vec::new(),
            who: Vec::new(),
            did_you_mean: Vec::new(),
            hint,
            retryable,
        };
        match failure {
            Failure::Refused(r, candidates) | Failure::TimedOut(r, candidates) => Self {
                step: r.step.map(crate::domain::Step::label),
                rule: Some(r.rule),
                needs: r.needs.iter().map(|n| need(n, candidates)).collect(),
                who: who(&r.roles, candidates),
                ..plain(r.message.clone(), r.hint.clone().map(String::from), matches!(r.kind, RefusalKind::Order) && (r.hint.is_some() || !r.needs.is_empty()))
            },
            Failure::Usage { message, hint } | Failure::NotFound { message, hint, .. } => {
                plain(message.clone(), Some(hint.clone()), false)
            }
            Failure::Conflict { message, hint, retryable } => plain(message.clone(), Some(hint.clone()), *retryable),
            Failure::Unknown(_, key) => {
                let hint = format!("run the same command again with --idempotency-key '{key}': it is recorded once at most");
                plain(failure.to_string(), Some(hint), true)
            }
            Failure::Breach { breach, .. } if breach.is_newer() => {
                plain(failure.to_string(), Some("use the newer era-rm that wrote this ledger".into()), false)
            }
            Failure::Breach { breach: Breach::Behind(_), .. } => plain(failure.to_string(), Some(super::seen::MEND.into()), false),
            Failure::Breach { breach: Breach::Pinned(_), .. } => plain(failure.to_string(), Some("put the true file back; if the pin is wrong, set it right in that era-rm.toml".into()), false),
            Failure::Breach { breach: Breach::Checkpoint { .. }, .. } => plain(failure.to_string(), Some("keep the file as it is; look for a copy that the checkpoint holds for, and check --ledger, ERA_RM_LEDGER and era-rm.toml".into()), false),
            Failure::Breach { .. } => plain(failure.to_string(), Some("era-rm ledger verify names the first bad entry; keep the file as it is and restore a backup beside it".into()), false),
            Failure::Store(e) => plain(e.to_string(), store_hint(e), matches!(e, StoreError::Busy(_))),
            Failure::Evidence(e) => {
                let problems = e.problems().to_vec();
                Self { problems, ..plain(e.headline(), e.hint().map(str::to_owned), false) }
            }
            Failure::Unsigned(e) => Self { rule: Some(SIGNED), ..plain(e.to_string(), Some(e.hint()), true) },
            Failure::Bug(_) => plain(failure.to_string(), Some("this is a fault of era-rm: please report it with the command and this message".into()), false),
        }
    }
}

fn store_hint(e: &StoreError) -> Option<String> {
    Some(match e {
        StoreError::Missing(_) => {
            "era-rm init creates a ledger; --ledger PATH, ERA_RM_LEDGER or era-rm.toml says where it is"
                .into()
        }
        StoreError::Exists(_) => "give another path with --ledger".into(),
        StoreError::Foreign { .. } => "check --ledger, ERA_RM_LEDGER and era-rm.toml".into(),
        StoreError::Planted { .. } => {
            "find out who put it there, move it elsewhere (its folder's owner can), and run era-rm ledger verify".into()
        }
        StoreError::Network { .. } => {
            "keep the ledger on a disk of the host that acts are made on; who knows that locks hold there writes network = true in era-rm.toml".into()
        }
        StoreError::Unfit { path, group, .. } => {
            let folder = path.display();
            format!("the folder's owner types: chgrp {group} {folder} && chmod 2770 {folder}")
        }
        StoreError::Newer { .. } => "use the newer era-rm that wrote this ledger".into(),
        StoreError::Older { .. } => {
            "era-rm ledger upgrade brings the file to it, and keeps a copy; what is recorded stays as it is".into()
        }
        StoreError::Busy(_) => "try again".into(),
        StoreError::Damaged(_) => "keep the file as it is, and restore a backup beside it".into(),
        StoreError::Io(_) | StoreError::Settings(_) => {
            "check the disk, the folder and its permissions; then try again".into()
        }
    })
}
