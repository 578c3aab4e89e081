//! Every no that the SOP says: what was refused, by which rule, what is missing, and who may supply it.

use std::fmt;

use super::role::Role;
use super::signoff::Key;
use super::step::Step;
use super::time::Time;

/// Why an act was refused. The desk gives each an exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalKind {
    /// The words typed cannot mean an act.
    Usage,
    /// No such OCR, release, person.
    NotFound,
    /// The SOP's order: an earlier step does not stand.
    Order,
    /// Nobody by that name, or not the person.
    Identity,
    /// The person does not hold a role that may do this.
    Role,
    /// One person, one role per release.
    Separation,
    /// Something that must come with the act is missing, empty, stale or does not match.
    Evidence,
    /// It exists already, or belongs to another.
    Conflict,
}

impl RefusalKind {
    /// The word that is recorded and printed.
    pub fn word(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::NotFound => "not-found",
            Self::Order => "not-yet",
            Self::Identity | Self::Role | Self::Separation => "not-permitted",
            Self::Evidence => "evidence",
            Self::Conflict => "conflict",
        }
    }
    /// Whether a refusal of this kind is recorded when the person is identified.
    pub fn is_recorded(self) -> bool {
        matches!(self, Self::Identity | Self::Role | Self::Separation)
    }
}

/// Something that was named and that there is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sought {
    /// A release, by its number.
    Release(String),
    /// An OCR.
    Ocr(String),
    /// A person, by the login.
    Person(String),
    /// A notice.
    Notice(String),
    /// A party.
    Party(String),
    /// A setting.
    Setting(String),
    /// A step of the SOP.
    Step(String),
}

impl fmt::Display for Sought {
    /// As it stands in a sentence: `release 4.2.0`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Release(w) => write!(f, "release {w}"),
            Self::Ocr(w) => write!(f, "OCR {w}"),
            Self::Person(w) => write!(f, "person {w}"),
            Self::Notice(w) => write!(f, "notice {w}"),
            Self::Party(w) => write!(f, "party {w}"),
            Self::Setting(w) => write!(f, "setting {w}"),
            Self::Step(w) => write!(f, "step {w}"),
        }
    }
}

/// A sign-off that is missing, and by whose hand it can come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The step.
    pub step: Step,
    /// For which area, target or OCR.
    pub key: Key,
    /// Who may sign.
    pub roles: Vec<Role>,
    /// What to type.
    pub command: String,
    /// Since when it has been waited for.
    pub since: Option<Time>,
}

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Why.
    pub kind: RefusalKind,
    /// The step that was asked for, where it is one.
    pub step: Option<Step>,
    /// What is wrong, in one sentence.
    pub message: String,
    /// The rule that says so.
    pub rule: &'static str,
    /// What is missing first.
    pub needs: Vec<Need>,
    /// The roles that may do what was refused, where the role was wrong.
    pub roles: Vec<Role>,
    /// What to do about it.
    pub hint: Option<Box<str>>,
    /// What was named and is not there, where that is why.
    pub sought: Option<Box<Sought>>,
}

impl Refusal {
    /// A refusal with a message and the rule behind it.
    pub fn new(kind: RefusalKind, rule: &'static str, message: impl Into<String>) -> Self {
        Self {
            kind,
            step: None,
            message: message.into(),
            rule,
            needs: Vec::new(),
            roles: Vec::new(),
            hint: None,
            sought: None,
        }
    }
    /// A refusal because there is no such thing.
    pub fn no_such(rule: &'static str, sought: Sought) -> Self {
        let refusal = Self::new(RefusalKind::NotFound, rule, format!("there is no {sought}"));
        refusal.sought(sought)
    }
    /// Says what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into().into_boxed_str());
        self
    }
    /// Says what was named and is not there.
    #[must_use]
    pub fn sought(mut self, sought: Sought) -> Self {
        self.sought = Some(Box::new(sought));
        self
    }
    /// Says what is missing.
    #[must_use]
    pub fn needs(mut self, needs: Vec<Need>) -> Self {
        self.needs = needs;
        self
    }
}
