//! Sixty attempts and more to act as another, on the compiled binary in a signed ledger. Each ends with its exit code and its words. Where
//! the key that signed is somebody's, the refusal is recorded under that name; else nothing is written, and in neither case
//! anything more.

use serde_json::Value;

use super::support::desk::{Desk, words};
use super::support::keys;
use super::support::openssh::{Agent, Bench};
use super::support::stage;

const HOLD: &str = "release hold 4.2.0 --reason late";
const BUILD: &str =
    "build record 4.2.0 --build b-1 --source 9f3c1aa --artifact examples/evidence/build-1/era-ingest.tar";

/// What is tried | the environment | what is typed | the exit code | under whose name it is recorded | what is said.
/// `FOLDER` is the desk's own, `<U+200b>` a letter; `HOLD` is an act of the Release Manager, rhea, `BUILD` one of a developer.
const ATTEMPTS: &str = r#"
# By the environment.
a name in the environment | ERA_RM_AS=rhea | --key keys/dev HOLD | 5 | dev | is dev's, so nobody acts as rhea with it
in capitals | ERA_RM_AS=RHEA | --key keys/dev HOLD | 5 | dev | so nobody acts as RHEA with it
with the role | ERA_RM_AS=rhea ERA_RM_ROLE=rm | --key keys/dev HOLD | 5 | dev | so nobody acts as rhea
key and name in the environment | ERA_RM_KEY=keys/dev ERA_RM_AS=rhea | HOLD | 5 | dev | so nobody acts as rhea
the other's name as a flag | ERA_RM_KEY=keys/dev | --as rhea HOLD | 5 | dev | so nobody acts as rhea
the role alone | ERA_RM_ROLE=rm ERA_RM_KEY=keys/dev | HOLD | 5 | dev | dev does not hold the role Release Manager
the account's name | USER=rhea LOGNAME=rhea | --key keys/dev HOLD | 5 | dev | dev acted as
the account's name alone | USER=rhea LOGNAME=rhea | HOLD | 5 | - | there is no key to sign with
one's own home | HOME=FOLDER/home-of-dev | --as rhea HOLD | 5 | dev | so nobody acts as rhea
a home with a stranger's key | HOME=FOLDER/home-of-mallory | --as rhea HOLD | 5 | - | is nobody's in this ledger
no home | HOME=/nonexistent | --as rhea HOLD | 5 | - | there is no key to sign with
another trust mode | ERA_RM_TRUST=declared | --as rhea HOLD | 5 | - | there is no key to sign with
an empty key | ERA_RM_KEY= | --as rhea HOLD | 5 | - | there is no key to sign with
# By an agent, which holds the key of dev.
the agent has another's key | SSH_AUTH_SOCK=FOLDER/agent | --as rhea HOLD | 5 | dev | so nobody acts as rhea
the public key of another | SSH_AUTH_SOCK=FOLDER/agent | --key keys/rhea.pub HOLD | 5 | - | ssh-agent does not hold the key
a stranger's key before the agent's | SSH_AUTH_SOCK=FOLDER/agent | --key keys/mallory --as dev HOLD | 5 | - | is nobody's in this ledger
no agent | SSH_AUTH_SOCK=FOLDER/nothing | --key keys/rhea.pub HOLD | 5 | - | does not answer
an agent that is a file | SSH_AUTH_SOCK=FOLDER/ledger.db | --key keys/rhea.pub HOLD | 5 | - | does not answer
no agent at all |  | --key keys/rhea.pub HOLD | 5 | - | SSH_AUTH_SOCK names none
# By flags.
a name |  | --as rhea --key keys/dev HOLD | 5 | dev | so nobody acts as rhea
a name, and the role |  | --as rhea --key keys/dev HOLD --role rm | 5 | dev | so nobody acts as rhea
a name alone |  | --as rhea HOLD | 5 | - | there is no key to sign with
a role that is not held |  | --key keys/dev HOLD --role rm | 5 | dev | dev does not hold the role Release Manager
the role of an administrator |  | --key keys/dev role grant dev2 rm --role administrator | 5 | dev | dev does not hold the role
a role that is for another act |  | --key keys/dev HOLD --role sd | 5 | dev | dev acted as
the role of an area |  | --key keys/dev release concur 4.2.0 --yes --role qm | 5 | dev | dev does not hold the role Quality Management
another ledger's trust |  | --key keys/dev init --trust declared --admin dev --name Dev | 7 | - | there is a file at
dry |  | --as rhea --key keys/dev HOLD --dry-run | 5 | - | so nobody acts as rhea
unsigned and dry |  | --as rhea HOLD --dry-run | 5 | - | there is no key to sign with
the other's idempotency key |  | --as rhea --key keys/dev release hold 4.2.0 --reason early --idempotency-key held | 5 | dev | so nobody acts as rhea
the other's idempotency key as oneself |  | --key keys/dev release hold 4.2.0 --reason early --idempotency-key held | 5 | dev | dev acted as
the other's idempotency key, unsigned |  | --as rhea release hold 4.2.0 --reason early --idempotency-key held | 5 | - | there is no key to sign with
# By names that look alike.
a Cyrillic letter |  | --as rh<U+435>a --key keys/dev HOLD | 2 | - | is not a valid name
full width |  | --as <U+ff52>hea --key keys/dev HOLD | 2 | - | is not a valid name
a letter of no width |  | --as rh<U+200b>ea --key keys/dev HOLD | 2 | - | is not a valid name
a combining mark |  | --as rhea<U+301> --key keys/dev HOLD | 2 | - | is not a valid name
a blank behind |  | --as 'rhea ' --key keys/dev HOLD | 2 | - | is not a valid name
turned around |  | --as <U+202e>aehr --key keys/dev HOLD | 2 | - | is not a valid name
a path |  | --as ../rhea --key keys/dev HOLD | 2 | - | is not a valid name
everybody |  | --as * --key keys/dev HOLD | 2 | - | is not a valid name
somebody who is not there |  | --as rhea3 --key keys/dev HOLD | 5 | dev | so nobody acts as rhea3
a person with another's name in capitals |  | --key keys/ada person add RHEA --name Rhea | 7 | - | there is a person
a person with a Cyrillic letter |  | --key keys/ada person add rh<U+435>a --name Rhea | 2 | - | is not a valid name
# By keys.
a stranger's key |  | --key keys/mallory HOLD | 5 | - | is nobody's in this ledger
a stranger's key and a name |  | --as rhea --key keys/mallory HOLD | 5 | - | is nobody's in this ledger
a key that ended |  | --key keys/sol2 release concur 4.2.0 --yes | 5 | - | ended at
a key that ended, and its name |  | --as sol2 --key keys/sol2 release concur 4.2.0 --yes | 5 | - | ended at
a key that ended, and another's name |  | --as rhea --key keys/sol2 HOLD | 5 | - | so nobody acts as rhea
a key that is added to somebody without |  | --as nina --key keys/nina HOLD | 5 | - | is nobody's in this ledger
one's own key under another's public name |  | --key disguised HOLD | 5 | dev | dev acted as
another's key that lies open |  | --key open HOLD | 5 | - | may be used by others
another's key with a passphrase |  | --key locked HOLD | 5 | - | is nobody's in this ledger
no key at all |  | --as rhea --key examples/first-release.sh HOLD | 5 | - | holds neither a private key nor a public key
a key that is not there |  | --as rhea --key keys/none HOLD | 3 | - | does not exist
an authority's key |  | --key keys/authority BUILD | 5 | - | is the key of an authority, which signs no acts
an authority's key and a name |  | --as rhea --key keys/authority HOLD | 5 | - | is ci's, so nobody acts as rhea with it
# By adding keys.
a key to another |  | --key keys/dev person key add rhea keys/mallory.pub | 5 | dev | dev does not hold the role Administrator
a key to a machine |  | --key keys/dev person key add ci keys/mallory.pub | 5 | dev | dev does not hold the role Administrator
an administrator, a second key to another |  | --key keys/ada person key add rhea keys/mallory.pub | 5 | ada | rhea has a key, and signs himself for another
an administrator, after the key that ended |  | --key keys/ada person key add sol2 keys/mallory.pub | 5 | ada | sol2 has a key
another's key to oneself |  | --key keys/dev person key add dev keys/rhea.pub | 7 | - | is or was one of rhea
a key that ended to oneself |  | --key keys/dev person key add dev keys/sol2.pub | 7 | - | is or was one of sol2
an authority for a person |  | --key keys/ada person key add rhea keys/mallory.pub --authority | 5 | ada | an authority vouches for machines alone
an authority for oneself |  | --key keys/dev person key add dev keys/mallory.pub --authority | 5 | dev | dev is no machine
the authority's key to oneself |  | --key keys/dev person key add dev keys/authority.pub | 7 | - | is or was one of ci
another's key ended |  | --key keys/dev person key end rhea keys/rhea.pub --reason lost | 5 | dev | dev does not hold the role Administrator
# By certificates.
for everybody's name |  | --key everybody BUILD | 5 | - | is for "*", and this authority vouches for ci
for a person |  | --key for-rhea HOLD | 5 | - | is for "rhea", and this authority vouches for ci
for a person, and the name |  | --as rhea --key for-rhea HOLD | 5 | - | and this authority vouches for ci
for the machine and a person |  | --as rhea --key for-both HOLD | 5 | ci | is ci's, so nobody acts as rhea with it
by one's own key |  | --key by-dev HOLD | 5 | - | is no key of an authority in this ledger
by one's own key for oneself |  | --key by-dev-for-dev BUILD | 5 | - | is no key of an authority
# By roles.
a role for oneself |  | --key keys/dev role grant dev rm | 5 | dev | is for the Administrator
an administrator for himself |  | --key keys/ada role grant ada rm | 5 | ada | nobody grants a role to himself
an administrator for himself in capitals |  | --key keys/ada role grant ADA rm | 5 | ada | nobody grants a role to himself
delegated to oneself |  | --key keys/dev role delegate dev rm --of rhea --until 2026-11-30T00:00:00Z | 5 | dev | dev does not hold the role Administrator
one's own, delegated to oneself |  | --key keys/rhea role delegate rhea rm --until 2026-11-30T00:00:00Z | 5 | rhea | nobody delegates a role to himself
an administrator, delegated to himself |  | --key keys/ada role delegate ada rm --of rhea --until 2026-11-30T00:00:00Z --reason away | 5 | ada | nobody delegates a role to himself
another's role, revoked |  | --key keys/dev role revoke rhea rm --reason no | 5 | dev | is for the Administrator
an administrator acts for the Release Manager |  | --key keys/ada HOLD | 5 | ada | ada acted as
# A machine.
a machine decides |  | --key for-both deploy go 4.2.0 --notes examples/letters/release-notes.md | 5 | ci | ci acted as
a machine decides in its role |  | --key for-both release input 4.2.0 --yes | 5 | ci | ci is a machine
a machine grants |  | --key for-both role grant ci rm --role administrator | 5 | ci | ci is a machine
a machine adds itself a key |  | --key for-both person key add ci keys/mallory.pub | 5 | ci | ci is a machine
a machine gets a person's role |  | --key keys/ada role grant ci rm | 5 | ada | ci is a machine, and may hold
a machine is delegated to |  | --key keys/rhea role delegate ci rm --until 2026-11-30T00:00:00Z | 5 | rhea | ci is a machine, to which no role is delegated
"#;

/// The ledger, the folder with all that the attempts use, and an agent with the key of dev.
fn prepared() -> Option<(Desk, Bench, Agent)> {
    let desk = stage::signed();
    let bench = Bench::on(desk.folder())?;
    for name in ["mallory", "nina", "sol2-next"] {
        keys::file(name);
    }
    desk.act("ada", "person add nina --name 'Nina, without a key'");
    desk.act("sol2", "person key add sol2 keys/sol2-next.pub");
    desk.act("sol2-next", "person key end sol2 keys/sol2.pub --reason 'new laptop'");
    desk.act("rhea", "release hold 4.2.0 --reason early --idempotency-key held");
    desk.act("rhea", "release resume 4.2.0");
    for (name, of) in [("home-of-dev", "dev"), ("home-of-mallory", "mallory")] {
        std::fs::create_dir_all(bench.at(name).join(".ssh")).unwrap();
        std::fs::copy(keys::file(of), bench.at(name).join(".ssh/id_ed25519")).unwrap();
    }
    std::fs::copy(keys::file("dev"), bench.at("disguised")).unwrap();
    std::fs::copy(keys::folder().join("rhea.pub"), bench.at("disguised.pub")).unwrap();
    bench.put("open", &std::fs::read_to_string(keys::file("rhea")).unwrap());
    bench.key("locked", "ed25519", &["-N", "sesame", "-a", "1"]);
    let own = |name: &str| keys::file(name).display().to_string();
    for (name, authority, principals) in [
        ("everybody", "authority", "*"),
        ("for-rhea", "authority", "rhea"),
        ("for-both", "authority", "ci,rhea"),
        ("by-dev", "dev", "rhea"),
        ("by-dev-for-dev", "dev", "dev"),
    ] {
        bench.key(name, "ed25519", &[]);
        bench.certify(&own(authority), name, &["-n", principals, "-V", "20261123090000Z:20261124090000Z"]);
    }
    let agent = bench.agent();
    bench.ok("ssh-add", &["-q", &own("dev")], "");
    Some((desk, bench, agent))
}

/// The bodies of the entries after a position.
fn after(desk: &Desk, seq: usize) -> Vec<Value> {
    let lines = desk.run(&["ledger", "export", "--jsonl"]).stdout;
    let body = |line: &str| {
        let line: Value = serde_json::from_str(line).unwrap();
        serde_json::from_str(line["body"].as_str().unwrap()).unwrap()
    };
    lines.lines().skip(seq).map(body).collect()
}

/// A text of the table, with what it stands for.
fn spelled(text: &str, folder: &str) -> String {
    let text = text.replace("FOLDER", folder).replace("HOLD", HOLD).replace("BUILD", BUILD);
    let mut parts = text.split("<U+");
    let mut out = parts.next().unwrap().to_owned();
    for part in parts {
        let (letter, rest) = part.split_once('>').unwrap();
        out.push(char::from_u32(u32::from_str_radix(letter, 16).unwrap()).unwrap());
        out.push_str(rest);
    }
    out
}

#[test]
fn nobody_acts_as_another() {
    let Some((desk, _bench, _agent)) = prepared() else { return };
    let folder = desk.folder().display().to_string();
    let rows: Vec<&str> = ATTEMPTS.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).collect();
    let mut wrong = Vec::new();
    let mut entries = after(&desk, 0).len();
    for row in &rows {
        let [_, environment, line, code, under, said] = row.split(" | ").collect::<Vec<_>>()[..] else {
            panic!("{row}")
        };
        let environment = spelled(environment, &folder);
        let environment: Vec<(&str, &str)> =
            environment.split_whitespace().map(|e| e.split_once('=').unwrap()).collect();
        let line = words(&spelled(line, &folder));
        let before = desk.digest();
        let answer = desk.run_with(&environment, &line.iter().map(String::as_str).collect::<Vec<_>>());
        let shown = answer.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        let written = desk.digest() != before;
        let new = after(&desk, entries);
        entries += new.len();
        let recorded: Vec<&str> = new.iter().map(|b| b["actor"].as_str().unwrap()).collect();
        let refusals = new.iter().all(|b| b["event"].get("Refused").is_some());
        let wanted: Vec<&str> = if under == "-" { Vec::new() } else { vec![under] };
        let as_wanted = answer.code.to_string() == code && shown.contains(said);
        if !as_wanted || recorded != wanted || !refusals || written == wanted.is_empty() {
            wrong.push(format!("{row}: {recorded:?}\n{}", answer.whole()));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
    assert_eq!(rows.len(), 86);
    desk.verified();
}
