//! What may lie beside a ledger's file: a journal of one who may write the ledger, and nothing else that SQLite would
//! take for its own and play back, write over or wait for. Looked at, never opened. The door calls it.

use std::fs::{self, Metadata};
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use nix::unistd::{Gid, Group, Uid, User, geteuid};

use crate::store::StoreError;

use super::door;
use super::keeping::{ALL_WRITE, GROUP_WRITES, Owned, folder_of};

/// Refuses what was put beside a ledger and is not what a writer of it leaves there.
pub(super) fn check(path: &Path, ledger: &Metadata) -> Result<(), StoreError> {
    for ending in ["-wal", "-shm"] {
        let log = door::next_to(path, ending);
        if log.symlink_metadata().is_ok() {
            return Err(StoreError::Planted {
                path: log,
                why: "is of a write-ahead log, which no ledger keeps",
            });
        }
    }
    let journal = door::next_to(path, "-journal");
    let found = match fs::symlink_metadata(&journal) {
        Ok(found) => found,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(()),
        Err(e) => return Err(door::io(&journal, &e)),
    };
    let wrong = [
        (found.is_symlink(), "is a symbolic link"),
        (!found.is_file(), "is not a regular file"),
        // None at all is a journal that was removed just now.
        (found.nlink() > 1, "has more than one hard link"),
    ];
    if let Some((_, why)) = wrong.iter().find(|(is, _)| *is) {
        return Err(StoreError::Planted { path: journal, why });
    }
    let people = People { me: geteuid().as_raw(), open: folder_of(path)?.has(ALL_WRITE), member: &member };
    match people.wrong(Owned::of(&found), Owned::of(ledger)) {
        Some(why) => Err(StoreError::Planted { path: journal, why }),
        None => Ok(()),
    }
}

/// What is to be known of people to judge by whom a journal is.
struct People<'a> {
    /// Who asks.
    me: u32,
    /// Whether everybody may make files in the folder.
    open: bool,
    /// Whether a user is of a group.
    member: &'a dyn Fn(u32, u32) -> bool,
}

impl People<'_> {
    /// Why a journal is not one of those who may write the ledger.
    fn wrong(&self, journal: Owned, ledger: Owned) -> Option<&'static str> {
        let own = [0, self.me, ledger.owner].contains(&journal.owner) || ledger.has(ALL_WRITE);
        // Only who is of a group gives a file to it, save in a folder that gives its own group to what anybody makes.
        let given = journal.group == ledger.group && !self.open;
        let shared = ledger.has(GROUP_WRITES) && (given || (self.member)(journal.owner, ledger.group));
        if !own && !shared {
            return Some("is owned by somebody who may not write the ledger");
        }
        let more = journal.mode & !ledger.mode & (GROUP_WRITES | ALL_WRITE);
        (more != 0).then_some("may be written by others than may write the ledger")
    }
}

/// Whether the system says that a user is of a group.
fn member(user: u32, group: u32) -> bool {
    let Ok(Some(user)) = User::from_uid(Uid::from_raw(user)) else { return false };
    let group = Gid::from_raw(group);
    user.gid == group || Group::from_gid(group).ok().flatten().is_some_and(|g| g.mem.contains(&user.name))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::store::conformance::act;
    use crate::store::{SqliteStore, Store};

    const OWNER: u32 = 1000;
    const ME: u32 = 1001;
    const MATE: u32 = 1002;
    const STRANGER: u32 = 1003;
    const GROUP: u32 = 2000;
    const OTHER: u32 = 2001;

    /// Whether a journal of this owner, group and mode is taken, beside a ledger of this mode.
    fn taken(open: bool, ledger: u32, (owner, group, mode): (u32, u32, u32)) -> bool {
        let people = People { me: ME, open, member: &|user, group| user == MATE && group == GROUP };
        let wrong =
            people.wrong(Owned { mode, owner, group }, Owned { mode: ledger, owner: OWNER, group: GROUP });
        wrong.is_none()
    }

    #[test]
    fn a_journal_is_taken_of_those_who_may_write_the_ledger() {
        for open in [false, true] {
            for who in [0, OWNER, ME] {
                assert!(taken(open, 0o600, (who, OTHER, 0o600)), "{who}");
            }
            // A group that may not write the ledger does not count, and one that may does.
            for group in [GROUP, OTHER] {
                assert!(!taken(open, 0o600, (MATE, group, 0o600)));
                assert!(!taken(open, 0o640, (MATE, group, 0o600)));
                assert!(taken(open, 0o660, (MATE, group, 0o660)));
                assert!(taken(open, 0o666, (STRANGER, group, 0o666)));
            }
            assert!(!taken(open, 0o660, (STRANGER, OTHER, 0o660)));
            // A folder that everybody may write gives its group away.
            assert_eq!(taken(open, 0o660, (STRANGER, GROUP, 0o660)), !open);
        }
    }

    #[test]
    fn a_journal_that_more_people_may_write_is_not_taken() {
        for (ledger, journal, is) in [
            (0o600, 0o600, true),
            (0o600, 0o644, true),
            (0o600, 0o620, false),
            (0o600, 0o602, false),
            (0o660, 0o660, true),
            (0o660, 0o662, false),
            (0o666, 0o666, true),
        ] {
            assert_eq!(taken(false, ledger, (OWNER, GROUP, journal)), is, "{ledger:o} {journal:o}");
        }
    }

    #[test]
    fn the_system_knows_who_is_of_a_group() {
        let me = nix::unistd::getuid();
        let Ok(Some(user)) = User::from_uid(me) else { return };
        assert!(member(me.as_raw(), user.gid.as_raw()));
        assert!(!member(me.as_raw(), u32::MAX - 7) && !member(u32::MAX - 7, user.gid.as_raw()));
    }

    /// What the rules above rest on: whatever the umask, a journal has the permissions of its ledger.
    #[test]
    fn a_journal_has_the_permissions_of_its_ledger() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger");
        let mut store = SqliteStore::create(&path).unwrap();
        for (key, mode) in [("k1", 0o600), ("k2", 0o660), ("k3", 0o666)] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            store.commit = |writing| {
                let ledger = Path::new(writing.path().unwrap_or_default()).to_owned();
                let journal = fs::symlink_metadata(door::next_to(&ledger, "-journal")).map(|m| m.mode());
                assert_eq!(journal.unwrap(), fs::symlink_metadata(&ledger).unwrap().mode());
                check(&ledger, &fs::symlink_metadata(&ledger).unwrap()).unwrap();
                writing.commit()
            };
            store.append(&[act(&store, key, &["pool"])]).unwrap();
        }
    }
}
