//! Where the key of an act comes from, on the compiled binary with OpenSSH's own keys and agent: a file, with a passphrase or without,
//! ssh-agent, the default key, a certificate.

use super::support::desk::{Answer, Desk, words};
use super::support::keys;
use super::support::openssh::Bench;
use super::support::tty::{ENTER, Ended, Tty};

/// An act that ada alone may make; each time another person is added.
fn add(n: u32) -> String {
    format!("person add p{n} --name 'Person {n}'")
}

/// A signed ledger of ada, an administrator, who has a key with the passphrase `sesame` too, `locked`; tess, who has none of the roles,
/// and the key `strange`, which is nobody's.
fn desk() -> Option<(Desk, Bench)> {
    let desk = Desk::signed(&["tess"]);
    let bench = Bench::on(desk.folder())?;
    bench.key("locked", "ed25519", &["-N", "sesame", "-a", "1"]);
    bench.key("strange", "ed25519", &[]);
    desk.act("ada", "person key add ada locked.pub");
    Some((desk, bench))
}

/// Runs a command line with an agent at hand, and nobody to ask.
fn typed(desk: &Desk, bench: &Bench, line: &str) -> Answer {
    let socket = bench.at("agent").display().to_string();
    let words = words(line);
    desk.run_with(&[("SSH_AUTH_SOCK", &socket)], &words.iter().map(String::as_str).collect::<Vec<_>>())
}

/// It ends with this code and says this; what is refused is not recorded.
fn ends(desk: &Desk, bench: &Bench, line: &str, code: i32, said: &[&str]) {
    let before = desk.digest();
    let answer = typed(desk, bench, line);
    let shown = answer.whole().split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(answer.code, code, "{line}: {}", answer.whole());
    said.iter().for_each(|s| assert!(shown.contains(s), "{line}: {s:?} is not in\n{}", answer.whole()));
    assert_eq!(desk.digest() != before, code == 0, "{line}");
}

/// A person types a command line at a terminal, with an agent at hand.
fn at_terminal(desk: &Desk, bench: &Bench, line: &str) -> Tty {
    let mut command = desk.command();
    command.env("SSH_AUTH_SOCK", bench.at("agent")).args(words(line));
    Tty::start(command)
}

fn ended(tty: Tty, code: i32, said: &str) -> Ended {
    let ended = tty.end();
    let screen = ended.screen.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(ended.code, code, "{screen}");
    assert!(screen.contains(said), "{said:?} is not in\n{screen}");
    assert!(ended.restored && ended.cursor, "the terminal is as it was");
    assert!(!String::from_utf8_lossy(&ended.raw).contains("sesame"), "the passphrase is not shown");
    ended
}

fn hand_over(bench: &Bench, name: &str) {
    let file = keys::file(name).display().to_string();
    bench.ok("ssh-add", &["-q", &file], "");
}

#[test]
fn the_agent_signs_for_whom_it_has_a_key() {
    let Some((desk, bench)) = desk() else { return };
    let none = "there is no key to sign with";
    ends(&desk, &bench, &add(1), 5, &[none, "ssh-add FILE"]);
    let agent = bench.agent();
    ends(&desk, &bench, &add(1), 5, &[none]);
    bench.ok("ssh-add", &["-q", "strange"], "");
    ends(&desk, &bench, &add(1), 5, &["is nobody's in this ledger"]);
    hand_over(&bench, "ada");
    // Alone among strangers' keys.
    ends(&desk, &bench, &add(1), 0, &["by ada as Administrator"]);
    ends(&desk, &bench, &format!("--as ada {}", add(2)), 0, &["by ada as Administrator"]);
    // Of two persons.
    hand_over(&bench, "tess");
    let two =
        ["ssh-agent holds keys of ada and of tess", "say who acts: --as LOGIN, or name the key: --key FILE"];
    ends(&desk, &bench, &add(3), 2, &two);
    ends(&desk, &bench, &format!("--as ada {}", add(3)), 0, &["by ada as Administrator"]);
    ends(&desk, &bench, &format!("--key keys/ada.pub {}", add(4)), 0, &["by ada as Administrator"]);
    let who = |flags: &str| {
        let said = typed(&desk, &bench, &format!("{flags} whoami --json"));
        said.json()["result"]["login"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!((who("--as tess"), who("--key keys/tess.pub")), ("tess".into(), "tess".into()));
    // One that it does not hold.
    ends(&desk, &bench, &format!("--key locked.pub {}", add(5)), 5, &["ssh-agent does not hold the key"]);
    // Locked, it holds nothing.
    let ask = bench.put("ask", "#!/bin/sh\necho locked-up\n");
    std::fs::set_permissions(&ask, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    let mut lock = std::process::Command::new("ssh-add");
    lock.arg("-x").env("SSH_AUTH_SOCK", bench.at("agent")).env("SSH_ASKPASS", &ask);
    let locked = lock.env("SSH_ASKPASS_REQUIRE", "force").env("DISPLAY", "none").output().unwrap();
    assert!(locked.status.success(), "{}", String::from_utf8_lossy(&locked.stderr));
    ends(&desk, &bench, &add(5), 5, &[none]);
    ends(
        &desk,
        &bench,
        &format!("--key keys/ada.pub {}", add(5)),
        5,
        &["ssh-agent does not hold the key", "ssh-add -L"],
    );
    // Gone; its socket is still there.
    drop(agent);
    assert!(bench.at("agent").exists());
    ends(&desk, &bench, &add(5), 5, &[none]);
    ends(&desk, &bench, &format!("--key keys/ada.pub {}", add(5)), 5, &["does not answer", "ssh-agent"]);
    ends(&desk, &bench, &format!("--key keys/ada {}", add(5)), 0, &["by ada as Administrator"]);
    desk.verified();
}

#[test]
fn without_an_agent_the_default_key_signs() {
    let Some((desk, bench)) = desk() else { return };
    let home = bench.at(".ssh");
    std::fs::create_dir(&home).unwrap();
    std::fs::copy(keys::file("ada"), home.join("id_ed25519")).unwrap();
    ends(&desk, &bench, &add(1), 0, &["by ada as Administrator"]);
    // The agent's comes before it, where that is somebody's.
    let _agent = bench.agent();
    bench.ok("ssh-add", &["-q", "strange"], "");
    ends(&desk, &bench, &add(2), 0, &["by ada as Administrator"]);
    hand_over(&bench, "tess");
    ends(&desk, &bench, &add(3), 2, &["ssh-agent holds keys of tess and of ada"]);
    std::fs::set_permissions(home.join("id_ed25519"), std::os::unix::fs::PermissionsExt::from_mode(0o644))
        .unwrap();
    // What lies open is as none; the agent's key is that of tess, who is told so.
    let refused = typed(&desk, &bench, &format!("--as ada {}", add(3)));
    assert_eq!(refused.code, 5, "{}", refused.whole());
    assert!(refused.stderr.contains("is tess's, so nobody acts as ada with it"), "{}", refused.whole());
    desk.verified();
}

#[test]
fn a_hardware_key_signs_through_the_agent_alone() {
    let Some((desk, bench)) = desk() else { return };
    // Its public half, as ssh-keygen writes it: the number of tess's key, in a hardware key.
    let number = keys::private("hardware").public_key().key_data().ed25519().unwrap().0;
    let number = ssh_key::public::Ed25519PublicKey(number);
    let key = ssh_key::public::KeyData::SkEd25519(ssh_key::public::SkEd25519::new(number, "ssh:"));
    let line = ssh_key::PublicKey::from(key).to_openssh().unwrap();
    bench.put("id_sk.pub", &format!("{line} ada\n"));
    let listed = bench.ok("ssh-keygen", &["-l", "-f", "id_sk.pub"], "");
    assert!(listed.contains("(ED25519-SK)"), "{listed}");
    desk.act("ada", "person key add ada id_sk.pub");
    let alone = format!("--key id_sk.pub {}", add(1));
    let answer = desk.run(&words(&alone).iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(answer.code, 5, "{}", answer.whole());
    assert!(answer.stderr.contains("signs through ssh-agent"), "{}", answer.whole());
    ends(&desk, &bench, &alone, 5, &["does not answer"]);
    let _agent = bench.agent();
    ends(&desk, &bench, &alone, 5, &["ssh-agent does not hold the key"]);
}

#[test]
fn a_passphrase_is_asked_for_at_a_terminal() {
    let Some((desk, bench)) = desk() else { return };
    let question = "Passphrase of the key locked";
    let act = |n: u32| format!("--key locked {}", add(n));
    let before = desk.digest();
    // Nobody is there, or nobody may be asked.
    ends(&desk, &bench, &act(1), 5, &["has a passphrase, and none was given", "`ssh-add locked`"]);
    let silent = at_terminal(&desk, &bench, &format!("--no-input {}", act(1)));
    ended(silent, 5, "has a passphrase, and none was given");
    for wrong in ["Sesame", "sesame ", "open"] {
        let mut tty = at_terminal(&desk, &bench, &act(1));
        tty.answer(question, &format!("{wrong}{ENTER}"));
        ended(tty, 5, "the passphrase does not open the key locked");
    }
    let mut tty = at_terminal(&desk, &bench, &act(1));
    tty.answer(question, ENTER);
    ended(tty, 5, "has a passphrase, and none was given");
    assert_eq!(desk.digest(), before, "nothing is recorded");
    let mut tty = at_terminal(&desk, &bench, &act(1));
    tty.answer(question, &format!("sesame{ENTER}"));
    ended(tty, 0, "by ada as Administrator");
    // What is refused for another reason needs none.
    let refused = at_terminal(&desk, &bench, &act(1));
    assert!(!ended(refused, 7, "there is a person p1 already").screen.contains(question));
    let dry = at_terminal(&desk, &bench, &format!("{} --dry-run", act(2)));
    assert!(!ended(dry, 0, "Would record: person add of p2").screen.contains(question));
    desk.verified();
}

#[test]
fn a_certificate_may_be_of_a_key_with_a_passphrase() {
    let Some((desk, bench)) = desk() else { return };
    bench.key("job", "ed25519", &["-N", "sesame", "-a", "1"]);
    let authority = keys::file("authority").display().to_string();
    desk.act("ada", "person add ci --name 'CI of the archive' --machine");
    desk.act("ada", "role grant ci sd");
    desk.act("ada", "person key add ci keys/authority.pub --authority");
    bench.certify(&authority, "job", &["-n", "ci", "-V", "20261123090000Z:20261123100000Z"]);
    // The only act of the machine's here is one that is refused under its name: that takes a signature.
    let act = "role grant ci rm";
    for flags in ["--key job", "--key job-cert.pub"] {
        let before = desk.digest();
        ends(&desk, &bench, &format!("{flags} {act}"), 5, &["ci acted as Software Developer"]);
        assert_eq!(desk.digest(), before);
        let mut tty = at_terminal(&desk, &bench, &format!("{flags} {act}"));
        tty.answer("Passphrase of the key", &format!("sesame{ENTER}"));
        ended(tty, 5, "ci acted as Software Developer");
        assert_ne!(desk.digest(), before, "{flags}: it is recorded");
    }
    // An agent that has the key and its certificate: ssh-add asks for the passphrase, we do not.
    let _agent = bench.agent();
    bench.ok("ssh-keygen", &["-q", "-p", "-P", "sesame", "-N", "", "-f", "job"], "");
    bench.ok("ssh-add", &["-q", "job"], "");
    std::fs::remove_file(bench.at("job")).unwrap();
    for flags in ["", "--as ci", "--key job.pub", "--key job-cert.pub"] {
        let before = desk.digest();
        let refused = typed(&desk, &bench, &format!("{flags} {act}"));
        assert_eq!(refused.code, 5, "{}", refused.whole());
        assert_ne!(desk.digest(), before, "{flags}: it is recorded");
    }
    desk.verified();
}
