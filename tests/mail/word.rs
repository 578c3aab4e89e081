//! What goes with sending: who may, at once with an act, word that it has come, and reminders.

use super::*;

#[test]
fn who_sends_is_who_owes_it_or_the_release_manager_or_a_machine() {
    let desk = desk_at(6);
    desk.act("ada", "person add mailer --name 'Mail of the archive' --machine");
    desk.act("ada", "role grant mailer sd");
    let notice = owed_to(&desk, "lmc");
    let of = |who: &str| {
        let answer = desk.run(&["--as", who, "notice", "send", &notice, "--dry-run", "--json"]);
        answer.json()["result"]["notices"][0]["outcome"].as_str().unwrap().to_owned()
    };
    assert_eq!(
        ["rhea", "mailer", "quentin", "ada"].map(of),
        ["would-send", "would-send", "not-yours", "not-yours"]
    );
    // Who carries a message has not acted on the release: another role is still open to him.
    desk.act("ada", "role grant quentin2 rm");
    desk.act("quentin2", &format!("notice send {notice} --role rm"));
    desk.act("mailer", "notice send --release 4.2.0");
    assert!(waiting(&desk).is_empty());
    desk.act("rhea", "letter distribute 4.2.0");
    desk.act("quentin2", "letter review 4.2.0 --approve --role qm");
    desk.verified();
}

#[test]
fn addresses_are_the_partys_else_those_of_who_holds_its_role() {
    let desk = stage::at(4);
    let notice = owed_to(&desk, "test-team");
    assert_eq!(sent(&desk, 6, &notice)[0]["outcome"], "no-address");
    assert_eq!(says(&desk, "notice send --release 4.2.0").code, 0, "it waits, and cron is not troubled");
    desk.act("ada", "person add tilda --name Tilda --email tilda@nara.example");
    desk.act("ada", "role grant tilda tt");
    assert_eq!(sent(&desk, 0, &format!("{notice} --dry-run"))[0]["recipients"][0], "tilda@nara.example");
    desk.act("ada", "party set test-team --name 'Test Team' --address tests@nara.example");
    assert_eq!(sent(&desk, 0, &notice)[0]["recipients"][0], "tests@nara.example");
}

#[test]
fn at_once_an_act_ends_with_sending_what_it_owes() {
    let Some(server) = MailServer::start(&[]) else { return };
    let desk = desk_at(3);
    to_server(&desk, &server);
    desk.act("rhea", "release notify 4.2.0");
    assert!(server.taken().is_empty(), "only where the setting says so");
    desk.act("ada", "setting set send-notices at-once");
    desk.act("dev", "build record 4.2.0 --build b-1 --source 9f3c1aa --artifact era.tar=sha256:bcca3c6df2b021443f7f15ca31c67b6254770f5e0e4f5a6efb86625d8edd473a");
    assert_eq!(server.taken().len(), 1);
    assert_eq!(server.taken()[0].to, ["release-manager@nara.example"]);
    desk.verified();
}

#[test]
fn in_a_signed_ledger_what_became_of_a_notice_is_signed() {
    let desk = stage::signed();
    desk.act("ada", "party set lmc --name LMC --address lmc@partner.example");
    let notice = owed_to(&desk, "lmc");
    desk.act("rhea", &format!("notice send {notice}"));
    desk.act("rhea", &format!("notice ack {notice} --note 'their desk called'"));
    let report = desk.run(&["ledger", "verify", "--json"]).json();
    assert_eq!(report["result"]["signed"], report["result"]["entries"]);
}

#[test]
fn word_that_a_notice_has_come_is_recorded_once_by_who_was_told() {
    let desk = desk_at(4);
    let notice = owed_to(&desk, "quality-management");
    assert!(
        desk.refused(4, "quentin", &format!("notice ack {notice}"))
            .stderr
            .contains("was not handed over yet")
    );
    desk.act("rhea", &format!("notice send {notice}"));
    desk.refused(5, "tess", &format!("notice ack {notice}"));
    desk.act("quentin", &format!("notice ack {notice} --note 'on Monday'"));
    assert_eq!(shown(&desk, &notice)["acknowledged"]["by"], "quentin");
    desk.refused(7, "quentin2", &format!("notice ack {notice}"));
    // LMC has no login: who told it says what it answered.
    let lmc = owed_to(&desk, "lmc");
    desk.act("rhea", &format!("notice send {lmc}"));
    desk.refused(6, "rhea", &format!("notice ack {lmc}"));
    desk.act("rhea", &format!("notice ack {lmc} --note 'their duty officer called'"));
    desk.verified();
}

#[test]
fn who_is_waited_for_is_reminded_once_in_a_while_and_nothing_is_decided() {
    let desk = desk_at(2);
    desk.act("rhea", "release coordinate 4.2.0");
    let before = desk.digest();
    let quiet = says(&desk, "notice remind");
    assert_eq!((quiet.code, quiet.stdout.as_str()), (0, ""), "for cron: {}", quiet.whole());
    assert_eq!(desk.digest(), before);
    desk.wait(73 * 3600);
    let next = desk.run(&["next", "4.2.0", "--json"]).json()["result"].clone();
    let reminded = says(&desk, "notice remind --json").json()["result"]["reminded"][0].clone();
    let who: Vec<&str> =
        reminded["waited"].as_array().unwrap().iter().map(|w| w["party"].as_str().unwrap()).collect();
    assert_eq!(who, ["test-team", "quality-management", "configuration-management", "security"]);
    assert_eq!(
        desk.run(&["next", "4.2.0", "--json"]).json()["result"],
        next,
        "nothing is decided, nobody waits anew"
    );
    // Once in that time.
    desk.wait(3600);
    assert_eq!(says(&desk, "notice remind").stdout, "");
    desk.act("quentin", "release concur 4.2.0 --yes");
    desk.wait(73 * 3600);
    let again = says(&desk, "notice remind --json").json()["result"]["reminded"][0].clone();
    assert_eq!(again["waited"].as_array().unwrap().len(), 3, "who has answered is not reminded");
    let text = shown(&desk, reminded["notices"][0].as_str().unwrap())["text"].as_str().unwrap().to_owned();
    assert!(text.contains("era-rm release concur 4.2.0"), "{text}");
    desk.verified();
}

#[test]
fn a_notice_that_was_overtaken_is_not_sent() {
    let desk = desk_at(4);
    let notice = owed_to(&desk, "lmc");
    desk.act("rhea", "release reschedule 4.2.0 --window federal=2026-12-05T02:00:00Z/2026-12-05T06:00:00Z --window presidential=2026-12-06T02:00:00Z/2026-12-06T06:00:00Z --reason 'the hall is closed'");
    let lines = sent(&desk, 0, &notice);
    assert_eq!(lines[0]["outcome"], "superseded", "{}", lines[0]);
    assert!(desk.run(&["notice", "list", "4.2.0"]).stdout.contains("superseded"));
}
