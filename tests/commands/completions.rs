//! `completions`. What the shells then ask for is in `tests/completion.rs`.

use crate::support::page::Page;

#[test]
fn completions() {
    let mut page = Page::of("completions");
    page.done("", "completions fish");
    page.no(2, "", "completions tcsh");
    page.no(2, "", "completions");
    page.keep();
}
