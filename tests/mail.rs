//! Notices that travel: to a real mail server, and into a folder; what is recorded of each, whatever comes of it. Where there
//! is a server the message is held against what it kept, not against what we think we sent.

mod server;
mod ways;
mod word;

use era_rm::ledger::digest::of_bytes;
use serde_json::Value;

use super::support::desk::{Answer, Desk, words};
use super::support::mail_server::MailServer;
use super::support::stage;

/// The parties of the SOP, each with an address.
const PARTIES: [&str; 9] = [
    "release-manager",
    "software-developer",
    "test-team",
    "quality-management",
    "configuration-management",
    "security",
    "lmc",
    "help-desk",
    "occb-secretariat",
];

/// A desk after a step whose parties all have an address.
fn desk_at(step: u8) -> Desk {
    let desk = stage::at(step);
    for party in PARTIES {
        desk.act("ada", &format!("party set {party} --name '{party}' --address {party}@nara.example"));
    }
    desk
}

/// Says in era-rm.toml how mail goes.
fn configure(desk: &Desk, lines: &str) {
    let text = format!("[mail]\nfrom = \"ERA Releases <releases@nara.example>\"\n{lines}\n");
    std::fs::write(desk.folder().join("era-rm.toml"), text).unwrap();
}
fn to_server(desk: &Desk, server: &MailServer) {
    configure(desk, &format!("server = \"{}\"", server.address("smtp")));
}

/// A command line as the Release Manager, whatever comes of it.
fn says(desk: &Desk, line: &str) -> Answer {
    let words = words(line);
    desk.by("rhea", &words.iter().map(String::as_str).collect::<Vec<_>>())
}
/// What `notice send` says of each, as JSON, and that it ends so.
fn sent(desk: &Desk, code: i32, line: &str) -> Vec<Value> {
    let answer = says(desk, &format!("notice send --json {line}"));
    assert_eq!(answer.code, code, "{}", answer.whole());
    answer.json()["result"]["notices"].as_array().unwrap().clone()
}
fn shown(desk: &Desk, notice: &str) -> Value {
    desk.run(&["notice", "show", notice, "--json"]).json()["result"].clone()
}
/// The notices of the release that wait to be handed over.
fn waiting(desk: &Desk) -> Vec<String> {
    let rows = desk.run(&["notice", "list", "4.2.0", "--json"]).json();
    let rows = rows["result"]["rows"].as_array().unwrap().clone();
    rows.iter().map(|n| n["notice"].as_str().unwrap().to_owned()).collect()
}
/// The notice that a party waits for.
fn owed_to(desk: &Desk, party: &str) -> String {
    waiting(desk).into_iter().rfind(|n| n.ends_with(&format!("/{party}"))).unwrap()
}
