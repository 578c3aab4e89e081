//! `ledger info`.

use std::os::unix::fs::{MetadataExt, PermissionsExt};

use nix::unistd::{Gid, Group, Uid, User};

use crate::support::desk::Desk;
use crate::support::page::Page;

#[test]
fn ledger_info() {
    let mut page = Page::of("ledger info");
    page.on(Desk::new(), "a ledger with its first entry only");
    let file = std::fs::metadata(page.desk().ledger()).unwrap();
    let owner = User::from_uid(Uid::from_raw(file.uid())).unwrap().map_or(file.uid().to_string(), |u| u.name);
    let group =
        Group::from_gid(Gid::from_raw(file.gid())).unwrap().map_or(file.gid().to_string(), |g| g.name);
    page.plainly(format!("owner {owner}, group {group},"), "owner OWNER, group GROUP,");
    page.plainly(format!("\"owner\": \"{owner}\""), "\"owner\": \"OWNER\"");
    page.plainly(format!("\"group\": \"{group}\""), "\"group\": \"GROUP\"");
    page.done("", "ledger info");
    page.on(Desk::new(), "a ledger that everybody may write");
    for (path, mode) in [(page.desk().ledger(), 0o666), (page.desk().folder().to_owned(), 0o755)] {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }
    page.told("", "ledger info");
    page.keep();
}
