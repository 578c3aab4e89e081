//! `report access`.

use serde_json::Value;

use crate::support::desk::{Desk, words};
use crate::support::keys;
use crate::support::page::Page;

/// A signed ledger in which access was given, lent, refused, stolen and taken away.
fn busy() -> Desk {
    let desk = Desk::signed(&["rhea", "dev", "tess", "grace", "milo"]);
    desk.act("ada", "role grant rhea rm");
    desk.act("ada", "role grant dev sd");
    desk.act("ada", "role grant tess tt");
    desk.act("ada", "role grant grace administrator");
    desk.act("ada", "setting set lmc-name Prime");
    desk.act("ada", "setting set two-administrators on");
    desk.act("ada", "role grant milo qm");
    desk.act("grace", "role grant milo qm");
    desk.act("grace", "role grant milo cm --until 2027-01-01T00:00:00Z");
    desk.refused(5, "milo", "role grant milo sec");
    desk.act("dev", "role delegate rhea sd --until 2026-12-01T00:00:00Z");
    desk
}

#[test]
fn report_access() {
    let mut page = Page::of("report access");
    page.on(busy(), "a signed ledger in which access was given, lent and refused");
    page.done("", "report access --from 2026-11-23T09:15:00Z");
    page.told("", "report access --person milo --until 2026-11-23T09:20:00Z");
    page.told("", "report access --max 2");
    page.told("", "report access --max 2 --after 2 --after-person dev");
    page.no(2, "", "report access --until 2027-01-01T00:00:00Z");
    page.no(2, "", "report access --from 2026-11-23T09:15:00Z --until 2026-11-23T09:15:00Z");
    page.no(3, "", "report access --person mallory");
    page.no(2, "", "report access --person milo --after-person milo");
    keys::file("tess-next");
    let desk = Desk::staffed_signed();
    desk.release_at("4.2.0", 9);
    desk.act("tess", "person key add tess keys/tess-next.pub");
    let stolen = "--compromised-since 2026-11-23T00:00:00Z --reason 'seen on a bus'";
    desk.act("ada", &format!("person key end tess keys/tess.pub {stolen}"));
    page.on(desk, "a signed ledger in which a key was stolen");
    page.done("", "report access --person tess");
    page.keep();
}

fn report(desk: &Desk, more: &str) -> Value {
    let line = format!("report access {more} --json");
    let words = words(&line);
    let answer = desk.run(&words.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(answer.code, 0, "{line}\n{}", answer.whole());
    answer.json()["result"].clone()
}
fn seqs(report: &Value) -> Vec<u64> {
    let entries = report["entries"].as_array().unwrap();
    entries.iter().map(|e| e["seq"].as_u64().unwrap()).collect()
}

/// What stood at a moment is the same whether it is asked then or later; `busy` once more, asked after each act.
#[test]
fn what_stood_is_not_altered_by_what_came_after() {
    let desk = Desk::signed(&["rhea", "dev", "milo"]);
    keys::file("dev-next");
    let acts = [
        ("ada", "role grant rhea rm"),
        ("ada", "role grant dev sd"),
        ("ada", "role grant milo administrator"),
        ("dev", "role delegate rhea sd --until 2026-11-23T09:14:00Z"),
        ("dev", "person key add dev keys/dev-next.pub"),
        ("ada", "setting set two-administrators on"),
        ("ada", "role grant dev cm"),
        ("milo", "role revoke dev cm --reason 'not needed'"),
        ("milo", "role grant dev cm --from 2026-11-24T00:00:00Z"),
        ("ada", "role grant dev cm"),
        ("ada", "person key end dev keys/dev.pub --compromised-since 2026-11-23T09:00:00Z --reason lost"),
        ("ada", "role revoke dev sd --reason left"),
    ];
    let mut then = Vec::new();
    for (who, line) in acts {
        desk.act(who, line);
        then.push((desk.now(), report(&desk, "")));
    }
    for (at, was) in &then {
        let mut is = report(&desk, &format!("--until {at}"));
        let mut was = was.clone();
        // The foot names the head of the day it was asked on. That a key was in other hands is learnt with its end.
        for report in [&mut is, &mut was] {
            report["foot"].take();
        }
        assert_eq!(is, was, "{at}");
    }
    assert_ne!(then[10].1["persons"], then[11].1["persons"]);
    let last = &then[11].1;
    let marked = last["entries"].as_array().unwrap().iter().filter(|e| e["compromised"] == true);
    assert_eq!(marked.count(), 2, "what dev's lost key has delegated and added: {last:#}");
}

#[test]
fn pages_make_up_the_whole() {
    let desk = busy();
    let whole = report(&desk, "");
    assert!(whole["next_after"].is_null() && seqs(&whole).len() == 21, "{whole:#}");
    let (mut entries, mut persons, mut more) = (Vec::new(), Vec::new(), String::new());
    loop {
        let page = report(&desk, &format!("--max 4 {more}"));
        assert!(seqs(&page).len() <= 4);
        entries.extend(page["entries"].as_array().unwrap().clone());
        persons.extend(page["persons"].as_array().unwrap().clone());
        let person = page["next_after_person"].as_str().unwrap_or("zz");
        let Some(after) = page["next_after"].as_u64() else { break };
        more = format!("--after {after} --after-person {person}");
    }
    assert_eq!((&whole["entries"], &whole["persons"]), (&Value::Array(entries), &Value::Array(persons)));
}

/// Refusals are looked for from the period's first on.
#[test]
fn of_the_refusals_those_of_the_period_are_told() {
    let desk = Desk::staffed();
    let mut at = Vec::new();
    for day in 0..9 {
        for login in ["dev", "tess"] {
            desk.refused(5, login, "role grant milo sec");
            desk.wait(60);
        }
        at.push(desk.now());
        // Others come between them.
        desk.act("ada", &format!("person add p{day} --name P{day}"));
        desk.wait(86_400);
    }
    let all = seqs(&report(&desk, ""));
    let refused = |more: &str| {
        let found = report(&desk, more);
        let entries = found["entries"].as_array().unwrap().iter();
        entries.filter(|e| e["event"] == "Refused").map(|e| e["seq"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    let every = refused("");
    assert_eq!(every.len(), 18);
    assert_eq!(all.len(), 25 + 27);
    for day in 0..9 {
        assert_eq!(refused(&format!("--until {}", at[day])), every[..2 * day + 2]);
        assert_eq!(refused(&format!("--from {}", at[day])), every[2 * day + 2..]);
        assert_eq!(refused(&format!("--after {}", every[day])), every[day + 1..]);
    }
    assert_eq!(refused(&format!("--from {} --until {}", at[3], at[5])), every[8..12]);
    assert_eq!(refused(&format!("--from {} --max 3", at[3])), every[8..10], "the next person lies between");
    assert_eq!(refused("--person dev").len(), 9);
}

#[test]
fn disputed_acts_are_marked() {
    let desk = Desk::staffed_signed();
    desk.release_at("4.2.0", 4);
    desk.act(
        "ada",
        "person key end tess keys/tess.pub --compromised-since 2026-11-23T00:00:00Z --reason lost",
    );
    let shown = desk.run(&["release", "show", "4.2.0"]);
    assert!(shown.stdout.contains("fell (disputed)"), "{}", shown.whole());
    assert!(shown.stdout.contains("Revision 5 (release concur, by tess) is disputed"), "{}", shown.whole());
    let shown = desk.run(&["release", "show", "4.2.0", "--json"]).json();
    assert_eq!(shown["result"]["disputed"][0]["revision"], 5);
    let log = desk.run(&["log", "4.2.0"]);
    assert_eq!(log.stdout.matches("(disputed)").count(), 1, "{}", log.whole());
    let log = desk.run(&["log", "4.2.0", "--json"]).json();
    let entries = log["result"]["entries"].as_array().unwrap();
    let marked: Vec<&Value> = entries.iter().filter(|e| e["disputed"] == true).collect();
    let told = report(&desk, "--person tess");
    let disputed = told["persons"][0]["disputed"].as_array().unwrap();
    assert_eq!((marked.len(), disputed.len()), (1, 1));
    assert_eq!((&marked[0]["seq"], &marked[0]["revision"]), (&disputed[0]["seq"], &disputed[0]["revision"]));
}
