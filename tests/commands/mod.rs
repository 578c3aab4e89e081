//! One file for each command. Each keeps its golden page, `tests/golden/commands/<noun>_<verb>.txt`.

mod build_list;
mod build_record;
mod build_show;
mod completions;
mod cq_check;
mod cq_confirm;
mod cq_resolve;
mod cq_show;
mod deploy_go;
mod deploy_no_go;
mod deploy_record;
mod document_erase;
mod document_export;
mod document_list;
mod explain;
mod inbox;
mod init;
mod ledger_accept_restore;
mod ledger_backup;
mod ledger_checkpoint;
mod ledger_export;
mod ledger_info;
mod ledger_rebuild;
mod ledger_upgrade;
mod ledger_verify;
mod letter_complete;
mod letter_diff;
mod letter_distribute;
mod letter_review;
mod letter_show;
mod letter_submit;
mod letter_template;
mod log;
mod man;
mod next;
mod notes_edit;
mod notes_show;
mod notice_ack;
mod notice_by_hand;
mod notice_list;
mod notice_remind;
mod notice_send;
mod notice_show;
mod ocr_amend;
mod ocr_defer;
mod ocr_list;
mod ocr_receive;
mod ocr_return;
mod ocr_show;
mod ocr_withdraw;
mod party_list;
mod party_set;
mod person_add;
mod person_key_add;
mod person_key_end;
mod person_key_list;
mod person_list;
mod release_add;
mod release_cancel;
mod release_close;
mod release_concur;
mod release_coordinate;
mod release_drop;
mod release_hold;
mod release_input;
mod release_list;
mod release_notify;
mod release_renumber;
mod release_reopen;
mod release_reschedule;
mod release_resume;
mod release_schedule;
mod release_show;
mod report_access;
mod retract;
mod role_delegate;
mod role_grant;
mod role_list;
mod role_revoke;
mod setting_list;
mod setting_set;
mod sop_show;
mod status;
mod test_coordinate;
mod test_dev;
mod test_record;
mod test_run;
mod test_show;
mod test_waive;
mod verify_notify;
mod verify_record;
mod wait;
mod whoami;

use std::path::Path;

use crate::support::desk::words;

/// Every command of the binary, as it is typed.
fn all() -> Vec<String> {
    fn below(command: &clap::Command, name: &str, out: &mut Vec<String>) {
        let words = [name, command.get_name()].join(" ").trim().to_owned();
        match command.get_subcommands().next() {
            None => out.push(words),
            Some(_) => command.get_subcommands().for_each(|c| below(c, &words, out)),
        }
    }
    let mut out = Vec::new();
    era_rm::cli::command_line().get_subcommands().for_each(|c| below(c, "", &mut out));
    out
}

#[test]
fn every_command_has_its_page() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/commands");
    let page = |c: &String| folder.join(format!("{}.txt", c.replace([' ', '-'], "_")));
    let lacking: Vec<String> = all().into_iter().filter(|c| !page(c).exists()).collect();
    assert_eq!(lacking, Vec::<String>::new(), "a command without its page");
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
        let examples: Vec<&str> = help.lines().filter_map(|l| l.strip_prefix("Example: ")).collect();
        assert!(!examples.is_empty(), "{command} has no example: {help}");
        for example in examples {
            let example = example.split_once(" > ").map_or(example, |(typed, _)| typed);
            let typed = words(&example.replace('"', "'"));
            let parsed = era_rm::cli::command_line().try_get_matches_from(&typed);
            assert!(parsed.is_ok(), "{example}\n{}", parsed.unwrap_err());
            assert!(example.contains(&command), "{example} is no example of {command}");
        }
    }
}

/// What a refusal or a board says is to be typed can be typed, once the words in capitals are filled in.
#[test]
fn every_command_to_type_can_be_typed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/commands");
    let mut seen = std::collections::BTreeSet::new();
    for page in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(page.unwrap().path()).unwrap();
        let lines =
            text.lines().map(|l| l.trim().trim_start_matches("\"command\": \"").trim_end_matches("\","));
        seen.extend(lines.filter(|l| l.starts_with("era-rm ")).map(str::to_owned));
    }
    seen.retain(|l| !l.contains(" shows ") && !l.contains(" prints "));
    assert!(seen.len() > 15, "{seen:?}");
    for line in seen {
        let fill = |word: &str| match word.split('|').next().unwrap_or_default() {
            "TIME" => "2026-11-23T09:00:00Z".to_owned(),
            "STEP" => "5".to_owned(),
            first => first.to_owned(),
        };
        let typed: Vec<String> = words(&line).iter().map(|w| fill(w)).collect();
        let parsed = era_rm::cli::command_line().try_get_matches_from(&typed);
        assert!(parsed.is_ok(), "{line}\n{}", parsed.unwrap_err());
    }
}
