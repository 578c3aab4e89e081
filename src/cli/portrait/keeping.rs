//! Whose a ledger's file is, and who else may do something to it, as `ledger info` tells it. What must not live here: what
//! is to be doubted of it (the store).

use std::fmt::Write;
use std::path::Path;

use nix::unistd::{Gid, Group, Uid, User};
use serde::Serialize;

use crate::cli::ground::far;
use crate::store::Keeping;

/// Whose the file is, and who else may do something to it.
#[derive(Serialize, schemars::JsonSchema)]
pub struct FileReport {
    owner: String,
    group: String,
    /// Its permissions, in octal digits.
    mode: String,
    /// Those of its folder.
    folder: String,
    /// The file system that it lies on, where that is one of a network, or may be.
    #[serde(skip_serializing_if = "Option::is_none")]
    network: Option<&'static str>,
    /// What others may do that they perhaps should not.
    warnings: Vec<&'static str>,
}

impl FileReport {
    /// Of the file at a path. Who has no name on this system is told by number.
    pub fn of(path: &Path, keeping: Keeping) -> Self {
        let Keeping { file, folder } = keeping;
        let owner = User::from_uid(Uid::from_raw(file.owner)).ok().flatten();
        let group = Group::from_gid(Gid::from_raw(file.group)).ok().flatten();
        Self {
            owner: owner.map_or_else(|| file.owner.to_string(), |u| u.name),
            group: group.map_or_else(|| file.group.to_string(), |g| g.name),
            mode: format!("{:04o}", file.mode),
            folder: format!("{:04o}", folder.mode),
            network: far(path).map(|far| far.name),
            warnings: keeping.doubts(),
        }
    }

    /// For people.
    pub fn lines(&self) -> String {
        let Self { owner, group, mode, folder, network, warnings } = self;
        let mut out = format!("  owner {owner}, group {group}, permissions {mode}, folder {folder}\n");
        // Writing to a String does not fail.
        if let Some(name) = network {
            let _ = writeln!(out, "  on a network file system, or what may be one: {name}");
        }
        for warning in warnings {
            let _ = writeln!(out, "  warning: {warning}");
        }
        out
    }
}
