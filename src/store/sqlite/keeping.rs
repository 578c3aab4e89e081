//! Who may do what to a ledger's file, by its permissions and those of its folder: what to doubt, and whether a folder
//! suits a ledger of a group. Access lists are not looked at. What must not live here: opening a file, or a refusal to.

use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use nix::unistd::Group;

use crate::store::StoreError;

use super::SqliteStore;
use super::door;

/// Everybody may write.
pub(super) const ALL_WRITE: u32 = 0o002;
/// The group may write.
pub(super) const GROUP_WRITES: u32 = 0o020;
const ALL_READ: u32 = 0o004;
/// In a folder: everybody may reach what is in it.
const ALL_REACH: u32 = 0o001;
/// In a folder: what is made there is of the folder's group.
const SETGID: u32 = 0o2000;
/// In a folder: who may write there may not rename or remove what is another's.
const STICKY: u32 = 0o1000;
/// In a folder: its group may make and remove files there.
const GROUP_WORKS: u32 = 0o030;

/// The owner, group and permissions of a file or folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owned {
    /// Permissions, with the bits for setgid and sticky.
    pub mode: u32,
    /// The owner's number.
    pub owner: u32,
    /// The group's number.
    pub group: u32,
}

impl Owned {
    pub(super) fn of(found: &Metadata) -> Self {
        Self { mode: found.mode() & 0o7777, owner: found.uid(), group: found.gid() }
    }
    /// Whether it has all these permissions.
    pub(super) fn has(self, bits: u32) -> bool {
        self.mode & bits == bits
    }
}

/// A ledger's file and its folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keeping {
    /// The file.
    pub file: Owned,
    /// The folder that it lies in.
    pub folder: Owned,
}

impl Keeping {
    /// What others may do that they perhaps should not, or what a group may not that it should.
    pub fn doubts(&self) -> Vec<&'static str> {
        let Self { file, folder } = *self;
        let shared = file.has(GROUP_WRITES);
        let same = file.group == folder.group;
        let theirs = shared && same;
        let (reached, sticky) = (folder.has(ALL_REACH), folder.has(STICKY));
        let open = reached && folder.has(ALL_WRITE);
        let works = same && folder.has(GROUP_WORKS);
        [
            (reached && file.has(ALL_WRITE), "everybody may write the file"),
            (reached && file.has(ALL_READ), "everybody may read the file"),
            (open && !sticky, "everybody may put another file in the place of this one"),
            (open && sticky, "everybody may put files beside this one"),
            (
                folder.has(GROUP_WRITES) && !theirs && !open && !sticky,
                "the folder's group may put another file in the place of this one",
            ),
            (
                folder.owner != file.owner && folder.owner != 0,
                "the folder's owner, who is not the file's, may put another file in the place of this one",
            ),
            (shared && !works, "the file's group may write the file, and may not make the journal beside it that an act needs"),
            (
                shared && works && !folder.has(SETGID),
                "what a crash leaves beside the file may be of another group, and then the file's group cannot repair it (chmod g+s on the folder mends that)",
            ),
        ]
        .into_iter()
        .filter_map(|(is, doubt)| is.then_some(doubt))
        .collect()
    }
}

impl SqliteStore {
    /// Who owns the file and its folder, and their permissions.
    ///
    /// # Errors
    /// [`StoreError::Io`] if they cannot be looked at.
    pub fn keeping(&self) -> Result<Keeping, StoreError> {
        // Looked at, not opened: closing a handle would drop our locks.
        let file = fs::symlink_metadata(&self.path).map_err(|e| door::io(&self.path, &e))?;
        Ok(Keeping { file: Owned::of(&file), folder: folder_of(&self.path)? })
    }
}

/// The permissions of the folder that a file lies in.
pub(super) fn folder_of(path: &Path) -> Result<Owned, StoreError> {
    let folder = door::folder(path);
    fs::metadata(folder).map(|m| Owned::of(&m)).map_err(|e| door::io(folder, &e))
}

/// Whether those of a group, and nobody else, can work on a ledger in the folder of this path.
pub(super) fn suits(path: &Path, group: &Group) -> Result<(), StoreError> {
    let folder = folder_of(path)?;
    let wrong = [
        (folder.group != group.gid.as_raw(), "it is of another group"),
        (!folder.has(GROUP_WORKS), "its group may not make files in it"),
        (!folder.has(SETGID), "what is made in it is not of its group"),
        (folder.has(ALL_WRITE), "everybody may make files in it"),
    ];
    match wrong.iter().find(|(is, _)| *is) {
        Some((_, why)) => {
            let path = door::folder(path).to_owned();
            Err(StoreError::Unfit { path, group: group.name.clone(), why })
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWNER: u32 = 1000;
    const GROUP: u32 = 2000;

    fn owned(mode: u32) -> Owned {
        Owned { mode, owner: OWNER, group: GROUP }
    }
    fn doubts(file: Owned, folder: Owned) -> String {
        Keeping { file, folder }.doubts().join("; ")
    }

    #[test]
    fn what_is_its_owners_alone_or_a_groups_is_not_doubted() {
        for (file, folder) in
            [(0o600, 0o700), (0o606, 0o700), (0o600, 0o755), (0o640, 0o750), (0o660, 0o2770), (0o660, 0o2775)]
        {
            assert_eq!(doubts(owned(file), owned(folder)), "", "{file:o} {folder:o}");
        }
        assert_eq!(
            doubts(owned(0o600), Owned { owner: 0, ..owned(0o755) }),
            "",
            "root may do everything anyway"
        );
    }

    #[test]
    fn each_doubt_is_told() {
        let told = |file, folder, words: &str| {
            let said = doubts(owned(file), owned(folder));
            assert!(said.starts_with(words) && !said.contains("; "), "{file:o} {folder:o}: {said}");
        };
        told(0o602, 0o755, "everybody may write the file");
        told(0o604, 0o711, "everybody may read the file");
        told(0o600, 0o777, "everybody may put another file");
        told(0o600, 0o1777, "everybody may put files beside");
        told(0o600, 0o770, "the folder's group may put another file");
        told(0o660, 0o700, "the file's group may write the file, and may not");
        told(0o660, 0o750, "the file's group may write the file, and may not");
        told(0o660, 0o770, "what a crash leaves beside");
        let others = doubts(owned(0o600), Owned { owner: OWNER + 1, ..owned(0o755) });
        assert!(others.starts_with("the folder's owner, who is not the file's"), "{others}");
        let two = doubts(owned(0o660), Owned { group: GROUP + 1, ..owned(0o2770) });
        assert!(
            two.contains("the folder's group may put") && two.contains("may not make the journal"),
            "{two}"
        );
    }
}
