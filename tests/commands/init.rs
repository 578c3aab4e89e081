//! `init`.

use crate::support::desk::Desk;
use crate::support::page::Page;

#[test]
fn init() {
    let mut page = Page::of("init");
    page.on(Desk::empty(), "a folder without a ledger");
    page.no(5, "", "init --trust signed --admin ada --name 'Ada Okafor'");
    page.no(3, "", "init --trust signed --admin ada --name 'Ada Okafor' --key no-such-key");
    page.no(2, "", "init --trust hearsay --admin ada --name 'Ada Okafor'");
    page.no(2, "", "init --trust declared --name 'Ada Okafor'");
    page.no(2, "", "init --trust declared --admin ada");
    page.no(
        2,
        "",
        "init --trust declared --admin ada --name 'Ada Okafor' --ledger postgres://archive/ledger",
    );
    page.no(8, "", "init --trust declared --admin ada --name 'Ada Okafor' --ledger no-such-folder/ledger.db");
    page.no(7, "", "init --trust declared --admin ada --name 'Ada Okafor' --role auditor");
    page.no(3, "", "init --trust declared --admin ada --name 'Ada Okafor' --group no-such-group");
    page.no(2, "", "init --trust declared --admin ada --name 'Ada Okafor' --group daemon");
    page.done("", "init --trust declared --admin ada --name 'Ada Okafor'");
    page.no(7, "", "init --trust declared --admin ada --name 'Ada Okafor'");
    page.on(Desk::empty(), "for training");
    page.done("", "init --trust declared --admin ada --name 'Ada Okafor' --role rm --separation off");
    crate::support::keys::file("ada");
    page.on(Desk::empty(), "where acts are signed");
    page.done("", "init --trust signed --admin ada --name 'Ada Okafor' --key keys/ada");
    page.keep();
}
