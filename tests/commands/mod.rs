//! One file for each command. Each keeps its golden page, `tests/golden/commands/<noun>_<verb>.txt`.

mod build_record;
mod cq_confirm;
mod cq_resolve;
mod deploy_go;
mod deploy_no_go;
mod deploy_record;
mod init;
mod letter_complete;
mod letter_distribute;
mod letter_review;
mod letter_submit;
mod notice_by_hand;
mod ocr_amend;
mod ocr_defer;
mod ocr_receive;
mod ocr_return;
mod ocr_withdraw;
mod party_set;
mod person_add;
mod release_add;
mod release_cancel;
mod release_close;
mod release_concur;
mod release_coordinate;
mod release_drop;
mod release_hold;
mod release_input;
mod release_notify;
mod release_reopen;
mod release_reschedule;
mod release_resume;
mod release_schedule;
mod retract;
mod role_grant;
mod role_revoke;
mod setting_set;
mod test_coordinate;
mod test_dev;
mod test_record;
mod test_run;
mod test_waive;
mod verify_notify;
mod verify_record;

use std::path::Path;

use crate::support::desk::words;

/// Every command of the binary, as it is typed.
fn all() -> Vec<String> {
    let mut out = Vec::new();
    for noun in era_rm::cli::command_line().get_subcommands() {
        let verbs: Vec<_> = noun.get_subcommands().collect();
        if verbs.is_empty() {
            out.push(noun.get_name().to_owned());
        }
        out.extend(verbs.iter().map(|v| format!("{} {}", noun.get_name(), v.get_name())));
    }
    out
}

/// Commands that have no page yet.
const UNWRITTEN: [&str; 28] = [
    "status",
    "next",
    "log",
    "whoami",
    "ocr list",
    "ocr show",
    "release list",
    "release show",
    "build list",
    "build show",
    "test show",
    "letter template",
    "letter show",
    "cq show",
    "notice list",
    "notice show",
    "person list",
    "role list",
    "party list",
    "setting list",
    "document list",
    "document export",
    "sop show",
    "ledger verify",
    "ledger rebuild",
    "ledger info",
    "ledger export",
    "ledger backup",
];

#[test]
fn every_command_has_its_page() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/commands");
    let page = |c: &String| folder.join(format!("{}.txt", c.replace([' ', '-'], "_")));
    let lacking: Vec<String> = all().into_iter().filter(|c| !page(c).exists()).collect();
    let owed: Vec<&str> = UNWRITTEN.into_iter().filter(|c| lacking.iter().any(|l| l == c)).collect();
    assert_eq!(lacking, owed, "a command without its page, or a page that is owed no longer");
}

/// The long help of every command gives an example, and the example can be typed.
#[test]
fn every_example_can_be_typed() {
    let line = era_rm::cli::command_line();
    for command in all() {
        let mut found = &line;
        for word in command.split(' ') {
            found = found.find_subcommand(word).unwrap();
        }
        let help = found.get_long_about().map(ToString::to_string).unwrap_or_default();
        if UNWRITTEN.contains(&command.as_str()) {
            continue;
        }
        let examples: Vec<&str> = help.lines().filter_map(|l| l.strip_prefix("Example: ")).collect();
        assert!(!examples.is_empty(), "{command} has no example: {help}");
        for example in examples {
            let typed = words(&example.replace('"', "'"));
            let parsed = era_rm::cli::command_line().try_get_matches_from(&typed);
            assert!(parsed.is_ok(), "{example}\n{}", parsed.unwrap_err());
            assert!(example.contains(&command), "{example} is no example of {command}");
        }
    }
}
