//! What a mail server takes, puts off, refuses; and what is there when it is not.

use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

use super::*;

#[test]
fn what_is_sent_is_what_the_ledger_keeps_byte_for_byte() {
    let Some(server) = MailServer::start(&[]) else { return };
    let desk = desk_at(6);
    desk.act("rhea", "letter distribute 4.2.0");
    to_server(&desk, &server);
    let notice = owed_to(&desk, "security");
    let lines = sent(&desk, 0, &notice);
    assert_eq!(
        (&lines[0]["outcome"], &lines[0]["recipients"][0]),
        (&"sent".into(), &"security@nara.example".into())
    );
    let [message] = &server.taken()[..] else { panic!("one message") };
    assert_eq!(message.to, ["security@nara.example"]);
    assert_eq!(message.header("From"), "\"ERA Releases\" <releases@nara.example>");
    assert_eq!(message.header("Subject"), "Release 4.2.0: step 7a, Distribute letter");
    let parts = message.parts();
    let after = shown(&desk, &notice);
    assert_eq!(of_bytes(&parts[0].1).to_string(), after["digest"], "the text is the notice's document");
    assert_eq!(String::from_utf8_lossy(&parts[0].1), after["text"].as_str().unwrap());
    // The letter as it is approved, and as one page.
    let letter = desk.run(&["letter", "show", "4.2.0", "--json"]).json();
    let digests: Vec<String> = parts[1..].iter().map(|(_, bytes)| of_bytes(bytes).to_string()).collect();
    assert_eq!(digests.len(), 2, "{:?}", parts.iter().map(|p| &p.0).collect::<Vec<_>>());
    let said = letter.to_string();
    assert!(digests.iter().all(|d| said.contains(d)), "{digests:?} in {said:.300}");
    assert!(
        parts[1].0.contains("attachment") && parts[2].0.contains("text/html"),
        "{}{}",
        parts[1].0,
        parts[2].0
    );
    // What was handed over is told.
    assert!(!after["delivered"].is_null());
    assert!(after.to_string().contains("taken as 1"), "{after}");
    desk.verified();
}

#[test]
fn what_is_put_off_is_tried_again_when_its_time_has_come() {
    let Some(server) = MailServer::start(&["--later", "2"]) else { return };
    let desk = desk_at(4);
    to_server(&desk, &server);
    let notice = owed_to(&desk, "lmc");
    let lines = sent(&desk, 8, "--release 4.2.0");
    let line = lines.iter().find(|l| l["notice"] == *notice).unwrap();
    let first = lines.iter().find(|l| l["outcome"] == "again").unwrap();
    assert!(first["reply"].as_str().unwrap().contains("451 4.3.0 the disk is full"), "{first}");
    assert!(first["next_try"].is_string() && line["recorded"] == true);
    let put_off: Vec<String> = lines
        .iter()
        .filter(|l| l["outcome"] == "again")
        .map(|l| l["notice"].as_str().unwrap().into())
        .collect();
    assert_eq!(put_off.len(), 2);
    // Too early: it is left alone, and nothing is recorded.
    let before = desk.digest();
    assert!(sent(&desk, 8, "--release 4.2.0").iter().all(|l| l["outcome"] == "waits"));
    assert_eq!(desk.digest(), before);
    let before = server.taken().len();
    desk.wait(61);
    assert!(sent(&desk, 0, "--release 4.2.0").iter().all(|l| l["outcome"] == "sent"));
    assert_eq!(server.taken().len(), before + 2);
    assert!(waiting(&desk).is_empty());
    desk.verified();
}

#[test]
fn what_is_refused_for_good_is_told_and_left_until_it_is_named_or_its_address_is_another() {
    let Some(server) = MailServer::start(&["--only", "nara.example"]) else { return };
    let desk = desk_at(4);
    to_server(&desk, &server);
    desk.act("ada", "party set lmc --name LMC --address old@gone.example");
    let notice = owed_to(&desk, "lmc");
    let lines = sent(&desk, 6, &notice);
    assert!(lines[0]["reply"].as_str().unwrap().contains("550 5.1.1 nobody of that name"), "{}", lines[0]);
    assert!(desk.run(&["status"]).stdout.contains("1 refused"));
    let status = desk.run(&["status", "4.2.0"]).stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(status.contains("550 5.1.1 nobody of that name"), "{status}");
    desk.wait(90_000);
    let before = desk.digest();
    let again = sent(&desk, 6, "--release 4.2.0").into_iter().find(|l| l["notice"] == *notice).unwrap();
    assert_eq!((&again["outcome"], &again["recorded"]), (&"refused".into(), &false.into()));
    assert_ne!(desk.digest(), before, "the others went");
    assert_eq!(sent(&desk, 6, &notice)[0]["recorded"], true, "who is named is tried");
    desk.act("ada", "party set lmc --name LMC --address new@nara.example");
    let lines = sent(&desk, 0, "--release 4.2.0");
    assert_eq!(
        (&lines[0]["outcome"], &lines[0]["recipients"][0]),
        (&"sent".into(), &"new@nara.example".into())
    );
    desk.verified();
}

#[test]
fn where_there_is_no_server_the_act_stands_and_the_notice_waits() {
    let desk = desk_at(3);
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    configure(&desk, &format!("server = \"smtp://127.0.0.1:{port}\""));
    desk.act("ada", "setting set send-notices at-once");
    let answer = desk.act("rhea", "release notify 4.2.0");
    assert!(answer.stdout.starts_with("Recorded: 4 release notify"), "{}", answer.whole());
    assert!(answer.stderr.contains("notices wait"), "{}", answer.stderr);
    let notice = owed_to(&desk, "lmc");
    let lines = sent(&desk, 8, &notice);
    assert_eq!((&lines[0]["outcome"], &lines[0]["down"]), (&"again".into(), &true.into()));
    let after = shown(&desk, &notice);
    assert!(after["delivered"].is_null() && after.to_string().contains("onnection refused"), "{after}");
    desk.verified();
}

#[test]
fn who_is_killed_while_sending_loses_nothing_and_doubles_at_most_one() {
    let Some(slow) = MailServer::start(&["--stall"]) else { return };
    let Some(server) = MailServer::start(&[]) else { return };
    let desk = desk_at(4);
    let all = waiting(&desk);
    to_server(&desk, &slow);
    let mut sending = desk
        .command()
        .args(["--as", "rhea", "notice", "send", "--release", "4.2.0"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .unwrap();
    slow.has_taken(1);
    // SIGKILL: nothing is tidied up.
    sending.kill().unwrap();
    sending.wait().unwrap();
    assert_eq!(waiting(&desk), all, "what the server has not answered was not recorded");
    to_server(&desk, &server);
    sent(&desk, 0, "--release 4.2.0");
    assert!(waiting(&desk).is_empty());
    let id = |t: &super::super::support::mail_server::Taken| t.header("Message-ID");
    let (before, after) = (slow.taken(), server.taken());
    assert_eq!((before.len(), after.len()), (1, all.len()));
    assert_eq!(
        after.iter().filter(|t| id(t) == id(&before[0])).count(),
        1,
        "one went twice, under one identifier"
    );
    let same = after.iter().find(|t| id(t) == id(&before[0])).unwrap();
    assert!(same.bytes == before[0].bytes, "the same bytes at each try");
    let ids: std::collections::BTreeSet<String> = after.iter().map(id).collect();
    assert_eq!(ids.len(), all.len(), "no two notices have one identifier");
    desk.verified();
}

#[test]
fn who_watches_sends_what_comes_to_wait_and_ends_at_a_signal() {
    let Some(server) = MailServer::start(&[]) else { return };
    let desk = desk_at(3);
    to_server(&desk, &server);
    let before = waiting(&desk).len();
    let watching = desk
        .command()
        .args(["--as", "rhea", "notice", "send", "--watch", "--every", "1", "--json"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    server.has_taken(before);
    desk.act("rhea", "release notify 4.2.0");
    server.has_taken(before + 1);
    assert!(Command::new("kill").args(["-TERM", &watching.id().to_string()]).status().unwrap().success());
    let out = watching.wait_with_output().unwrap();
    let said: Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!((out.status.code(), &said["result"]["sent"]), (Some(0), &(before + 1).into()));
    assert!(waiting(&desk).is_empty());
    desk.verified();
}
