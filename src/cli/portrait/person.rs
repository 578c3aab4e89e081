//! What a person holds, as lists and reports tell it: roles and keys. What must not live here: whose they are.

use std::fmt::Write;

use serde::Serialize;

use crate::domain::Time;
use crate::domain::person::{Grant, HeldKey};

/// A role of a person.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct GrantReport {
    /// Its code.
    pub role: &'static str,
    /// Its title.
    pub title: &'static str,
    /// Held at the moment that is told of.
    pub held: bool,
    /// First moment at which it is held.
    pub from: Time,
    /// First moment at which it is held no longer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Time>,
    /// Who granted or delegated it.
    pub granted_by: String,
    /// Whose role it is, where it is delegated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
}

impl GrantReport {
    /// A grant, as it is at a moment.
    pub fn of(g: &Grant, at: Time) -> Self {
        Self {
            role: g.role.code(),
            title: g.role.title(),
            held: g.covers(at),
            from: g.from,
            until: g.until,
            granted_by: g.by.to_string(),
            of: g.of.as_ref().map(ToString::to_string),
        }
    }
}

/// For whom a role is held, as people read it: nothing, where it is the person's own.
pub fn stands_in(of: Option<&String>) -> String {
    of.map(|of| format!(" for {of}")).unwrap_or_default()
}

/// A key of a person.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct KeyReport {
    /// As `ssh-keygen -l` shows it.
    pub fingerprint: String,
    /// The public key.
    pub key: String,
    /// It lies in a hardware key.
    pub hardware: bool,
    /// It signs nothing itself: what it certifies does.
    pub authority: bool,
    /// The entry that added it.
    pub added: PlaceReport,
    /// Absent while the key signs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<EndReport>,
}
/// Where a key begins.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct PlaceReport {
    /// Position in the ledger.
    pub seq: u64,
    /// When it was recorded.
    pub at: Time,
    /// Who did it.
    pub by: String,
}
/// Where and how a key ends.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct EndReport {
    /// Position in the ledger.
    pub seq: u64,
    /// When it was recorded.
    pub at: Time,
    /// Who did it.
    pub by: String,
    /// Why.
    pub reason: String,
    /// What it signed since is disputed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compromised_since: Option<Time>,
}

impl KeyReport {
    /// A key.
    pub fn of(held: &HeldKey) -> Self {
        let ended = held.end.as_ref().map(|e| EndReport {
            seq: e.ended.0,
            at: e.ended.1,
            by: e.by.to_string(),
            reason: e.reason.to_string(),
            compromised_since: e.compromised_since,
        });
        Self {
            fingerprint: held.key.fingerprint(),
            key: held.key.to_string(),
            hardware: held.key.is_hardware(),
            authority: held.authority,
            added: PlaceReport { seq: held.added.0, at: held.added.1, by: held.by.to_string() },
            ended,
        }
    }
    /// Its name and kind, as people read them.
    pub fn name(&self) -> String {
        let kind = match (self.authority, self.hardware) {
            (true, _) => "authority",
            (false, true) => "hardware key",
            (false, false) => "key",
        };
        format!("{} ({kind})", self.fingerprint)
    }
    /// Where it begins and ends, in lines for people.
    pub fn places(&self) -> String {
        let mut out = String::new();
        // Writing to a String does not fail.
        let _ = writeln!(out, "  from entry {}, {}, by {}", self.added.seq, self.added.at, self.added.by);
        if let Some(e) = &self.ended {
            let _ = writeln!(out, "  ended by entry {}, {}, by {}: {}", e.seq, e.at, e.by, e.reason);
            if let Some(since) = e.compromised_since {
                let _ = writeln!(out, "  compromised since {since}: what it signed since is disputed");
            }
        }
        out
    }
}
