//! The file system that a ledger lies on. SQLite's locks, and what is synced, are promises of the file system: one that
//! several machines share often does not keep them. What must not live here: what to do about it.

use std::path::Path;

/// A file system behind which there is a network, or may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Far {
    /// Its name.
    pub name: &'static str,
    /// Whether there is one for sure.
    pub sure: bool,
}

impl std::fmt::Display for Far {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.sure {
            true => write!(f, "{}, a network file system", self.name),
            false => write!(f, "{}, behind which there may be a network (sshfs is one such)", self.name),
        }
    }
}

/// What Linux calls file systems that several machines can use at once, with the number that `statfs` gives for each.
const FAR: [(u32, &str); 19] = [
    (0x6969, "NFS"),
    (0x517B, "SMB"),
    (0xFF53_4D42, "CIFS"),
    (0xFE53_4D42, "SMB 2"),
    (0x0102_1997, "9p"),
    (0x5346_414F, "AFS"),
    (0x6B41_4653, "AFS"),
    (0x7375_7245, "Coda"),
    (0x564C, "NCP"),
    (0x00C3_6400, "Ceph"),
    (0x0116_1970, "GFS2"),
    (0x7461_636F, "OCFS2"),
    (0x0BD0_0BD0, "Lustre"),
    (0x4750_4653, "GPFS"),
    (0x1983_0326, "BeeGFS"),
    (0x2003_0528, "OrangeFS"),
    (0xAAD7_AAEA, "PanFS"),
    (0x786F_4256, "vboxsf"),
    (0xBACB_ACBC, "vmhgfs"),
];

/// The number of everything that a program in user space offers as a file system: of sshfs, and of a disk's driver.
const FUSE: u32 = 0x6573_5546;

impl Far {
    /// The file system of a number that `statfs` gives, if it is far.
    pub fn of(number: u32) -> Option<Self> {
        let sure = FAR.iter().find(|(n, _)| *n == number).map(|(_, name)| Self { name, sure: true });
        sure.or((number == FUSE).then_some(Self { name: "FUSE", sure: false }))
    }
}

/// The number of the file system that a file lies on, or is to be made on; `None` where there is no telling.
#[cfg(target_os = "linux")]
pub fn file_system(path: &Path) -> Option<u32> {
    use nix::sys::statfs::statfs;
    let found = statfs(path).or_else(|_| statfs(super::door::folder(path))).ok()?;
    // The numbers have 32 bits; the type that carries them differs between machines.
    Some(found.filesystem_type().0 as u32)
}

/// The number of the file system that a file lies on: only Linux gives one.
#[cfg(not(target_os = "linux"))]
pub fn file_system(_path: &Path) -> Option<u32> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn far_file_systems_are_told_from_near_ones() {
        for (number, name) in FAR {
            assert_eq!(Far::of(number), Some(Far { name, sure: true }));
        }
        assert_eq!(Far::of(FUSE), Some(Far { name: "FUSE", sure: false }));
        // ext4, XFS, Btrfs, ZFS, F2FS, tmpfs, overlayfs, FAT, proc.
        for near in [
            0xEF53,
            0x5846_5342,
            0x9123_683E,
            0x2FC1_2FC1,
            0xF2F5_2010,
            0x0102_1994,
            0x794C_7630,
            0x4D44,
            0x9FA0,
        ] {
            assert_eq!(Far::of(near), None, "{near:x}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_system_is_asked_for_the_file_or_for_its_folder() {
        // The one file system that is in its place on every Linux.
        assert_eq!(file_system(Path::new("/proc/self/status")), Some(0x9FA0));
        assert_eq!(file_system(Path::new("/proc/not-there")), Some(0x9FA0));
        assert_eq!(file_system(Path::new("/no/such/folder/ledger.db")), None);
        let folder = tempfile::tempdir().map(|f| f.path().to_owned()).unwrap_or_default();
        assert_eq!(file_system(&folder.join("ledger.db")).and_then(Far::of), None);
    }
}
