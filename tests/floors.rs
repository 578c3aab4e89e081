//! The house holds: who may use whom, where the outside world is touched, how long a file may be, which dependencies
//! there may not be. Read from the text of `src`, so that a wrong `use` fails here and not in a review.

use std::path::Path;

use super::support::forms::sources;

/// The floors from the ground up. Each uses those below it; the shelf needs the book and the words alone.
const FLOORS: [&str; 7] = ["domain", "sop", "ledger", "store", "service", "workflow", "cli"];
const LONGEST: usize = 400;
const LONGEST_COMMAND: usize = 200;

/// A source file: its path from `src`, and its lines without comments.
struct Source {
    path: String,
    text: String,
}

impl Source {
    fn floor(&self) -> Option<usize> {
        let room = self.path.split('/').next()?.trim_end_matches(".rs");
        FLOORS.iter().position(|f| *f == room)
    }
    fn is_in(&self, floor: &str) -> bool {
        self.floor() == FLOORS.iter().position(|f| *f == floor)
    }
    /// Lines of code with their numbers.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.text.lines()).filter(|(_, l)| !l.trim_start().starts_with("//"))
    }
}

fn all() -> Vec<Source> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let read = |p: &std::path::PathBuf| Source {
        path: p.strip_prefix(&src).unwrap().display().to_string(),
        text: std::fs::read_to_string(p).unwrap(),
    };
    sources(&src).iter().map(read).collect()
}

/// Fails with every line that breaks a rule.
fn none(rule: &str, broken: &[String]) {
    assert!(broken.is_empty(), "{rule}:\n  {}", broken.join("\n  "));
}

/// The names that follow a prefix in a line: `crate::` in `use crate::domain::Step;` gives `domain`.
fn after<'a>(line: &'a str, prefix: &str) -> Vec<&'a str> {
    let name =
        |rest: &'a str| rest.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or_default();
    line.split(prefix).skip(1).map(name).collect()
}

/// Whether a line names something: as a word, not as part of another.
fn names(line: &str, word: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(i, _)| {
        let before = line[..i].chars().next_back();
        let behind = line[i + word.len()..].chars().next();
        !before.is_some_and(inside) && !behind.is_some_and(inside)
    })
}

/// The lines that name one of some words, in files that may not.
fn named(words: &[&str], may: impl Fn(&Source) -> bool) -> Vec<String> {
    let mut broken = Vec::new();
    for s in all().iter().filter(|s| !may(s)) {
        for (number, line) in s.code() {
            if let Some(w) = words.iter().find(|w| names(line, w)) {
                broken.push(format!("src/{}:{number} names {w}", s.path));
            }
        }
    }
    broken
}

#[test]
fn a_floor_uses_those_below_it() {
    let mut broken = Vec::new();
    for s in &all() {
        let Some(own) = s.floor() else { continue };
        for (number, line) in s.code() {
            for used in after(line, "crate::") {
                let Some(floor) = FLOORS.iter().position(|f| *f == used) else {
                    broken.push(format!("src/{}:{number} uses crate::{used}, which is no floor", s.path));
                    continue;
                };
                let shelf = FLOORS[own] == "store" && !matches!(used, "domain" | "ledger" | "store");
                if floor > own || shelf {
                    broken.push(format!("src/{}:{number} uses {used} from {}", s.path, FLOORS[own]));
                }
            }
        }
    }
    none("one floor, looking down", &broken);
}

#[test]
fn every_room_is_on_a_floor() {
    let strays: Vec<String> = all().iter().filter(|s| s.floor().is_none()).map(|s| s.path.clone()).collect();
    assert_eq!(strays, ["lib.rs", "main.rs"]);
}

#[test]
fn services_do_not_use_each_other() {
    // What all of them stand on: what can be wrong with evidence, reading a file, filling in a template.
    let ground = ["evidence", "files", "templates"];
    let rooms: Vec<String> = all()
        .iter()
        .filter_map(|s| s.path.strip_prefix("service/"))
        .map(|p| p.split('/').next().unwrap().trim_end_matches(".rs").to_owned())
        .filter(|r| r != "mod" && !ground.contains(&r.as_str()))
        .collect();
    let mut broken = Vec::new();
    for s in all().iter().filter(|s| s.is_in("service")) {
        let own = s.path.split('/').nth(1).unwrap_or_default().trim_end_matches(".rs");
        for (number, line) in s.code() {
            let used = after(line, "super::").into_iter().chain(after(line, "crate::service::"));
            broken.extend(
                used.filter(|u| own != "mod" && *u != own && rooms.iter().any(|r| r == u))
                    .map(|u| format!("src/{}:{number} uses {u}", s.path)),
            );
        }
    }
    none("no service uses another", &broken);
}

#[test]
fn the_outside_world_is_touched_in_its_rooms() {
    let shelf = |s: &Source| s.path.starts_with("store/sqlite");
    none("rusqlite is the SQLite shelf's", &named(&["rusqlite"], shelf));
    let desk = [
        "clap",
        "comfy_table",
        "dialoguer",
        "indicatif",
        "clap_complete",
        "clap_mangen",
        "anstyle",
        "strsim",
    ];
    none("the desk's crates are the desk's", &named(&desk, |s| s.is_in("cli")));
    none("only ui asks", &named(&["dialoguer"], |s| s.path.starts_with("cli/ui/")));
    let keys = ["domain/key", "ledger/sshsig", "ledger/note", "service/signer"];
    let of_keys = |s: &Source| keys.iter().any(|k| s.path.starts_with(k));
    none("keys are of their rooms", &named(&["ssh_key", "ed25519_dalek", "zeroize"], of_keys));
    none("mail is of its room", &named(&["lettre"], |s| s.path.starts_with("service/mail")));
    let stamps = ["ureq", "rustls", "rustls_native_certs", "webpki", "ring", "cms", "der", "x509_cert"];
    let of_stamps = |s: &Source| s.path.starts_with("service/stamp");
    none("the net and its certificates are of time stamps alone", &named(&stamps, of_stamps));
    let high = |s: &Source| ["service", "workflow", "cli"].iter().any(|f| s.is_in(f));
    none("anyhow is for the upper floors", &named(&["anyhow"], high));
    let speaks = ["print", "println", "eprint", "eprintln", "dbg", "stdout", "stderr"];
    let calls: Vec<String> = all()
        .iter()
        .filter(|s| s.path != "cli/ui.rs" && !s.path.starts_with("cli/ui/"))
        .flat_map(|s| s.code().map(|(n, l)| (s.path.clone(), n, l.to_owned())).collect::<Vec<_>>())
        .filter(|(_, _, l)| {
            speaks.iter().any(|w| l.contains(&format!("{w}!(")) || l.contains(&format!("{w}()")))
        })
        .filter(|(_, _, l)| speaks.iter().any(|w| names(l, w)))
        .map(|(path, number, line)| format!("src/{path}:{number} {}", line.trim()))
        .collect();
    none("only ui.rs prints", &calls);
}

#[test]
fn the_ground_is_pure() {
    let ground = |s: &Source| !["domain", "sop", "ledger"].iter().any(|f| s.is_in(f));
    let world = [
        "std::env",
        "std::fs",
        "std::net",
        "std::process",
        "std::thread",
        "std::time",
        "Instant",
        "SystemTime",
        "Utc::now",
        "Local",
        "new_v4",
        "now_v7",
        "f32",
        "f64",
        "HashMap",
        "HashSet",
    ];
    none("no clock, environment, dice, files, fractions or maps of random order", &named(&world, ground));
}

/// A line that reads a switch of the tests stands right below the line that leaves it out of a release build.
#[test]
fn a_release_build_knows_no_switch_of_the_tests() {
    let (mut broken, mut found) = (Vec::new(), 0);
    for s in &all() {
        let lines: Vec<(usize, &str)> = s.code().collect();
        for (i, (number, _)) in lines.iter().enumerate().filter(|(_, (_, l))| l.contains("ERA_RM_TEST")) {
            found += 1;
            if i == 0 || lines[i - 1].1.trim() != "#[cfg(debug_assertions)]" {
                broken.push(format!("src/{}:{number}", s.path));
            }
        }
    }
    assert!(found >= 4, "only {found} were found");
    none("a switch of the tests is in debug builds only", &broken);
}

#[test]
fn there_is_one_writer() {
    let mut broken = Vec::new();
    for s in all().iter().filter(|s| !s.is_in("store") && s.path != "workflow/act.rs") {
        let lines = s.code().filter(|(_, l)| l.contains(".append("));
        broken.extend(lines.map(|(n, _)| format!("src/{}:{n}", s.path)));
    }
    none("only workflow/act.rs appends", &broken);
}

#[test]
fn a_file_is_read_in_one_sitting() {
    let mut broken = Vec::new();
    for s in all() {
        let lines = s.text.lines().count();
        let list = ["cli/commands/mod.rs", "cli/commands/command.rs"].contains(&s.path.as_str());
        let command = s.path.starts_with("cli/commands/") && !list;
        let most = if command { LONGEST_COMMAND } else { LONGEST };
        if lines > most {
            broken.push(format!("src/{} has {lines} lines; {most} are the most", s.path));
        }
        if !s.text.starts_with("//!") {
            broken.push(format!("src/{} does not open with what lives in it (//!)", s.path));
        }
    }
    none("a file is read in one sitting", &broken);
}

#[test]
fn no_dependency_is_banned() {
    let read =
        |name: &str| std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap();
    let deny: toml::Table = read("deny.toml").parse().unwrap();
    let lock: toml::Table = read("Cargo.lock").parse().unwrap();
    let word = |v: &toml::Value, key: &str| v.get(key).and_then(|x| x.as_str()).map(str::to_owned);
    let banned: Vec<String> =
        deny["bans"]["deny"].as_array().unwrap().iter().filter_map(|b| word(b, "crate")).collect();
    assert!(banned.contains(&"openssl".to_owned()));
    let mut broken = Vec::new();
    for p in lock["package"].as_array().unwrap() {
        let name = word(p, "name").unwrap();
        let registry = word(p, "source");
        if banned.contains(&name) {
            broken.push(format!("{name} is banned"));
        }
        if registry.is_some_and(|s| s != "registry+https://github.com/rust-lang/crates.io-index") {
            broken.push(format!("{name} is not from crates.io"));
        }
    }
    none("deny.toml", &broken);
}
