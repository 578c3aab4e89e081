//! The same key and content is recorded once, and answers as the first time did; a subject that moved on is noticed.

use super::support::desk::Desk;
use super::support::stage;

const HOLD: &str = "release hold 4.2.0 --reason 'audit this week' --idempotency-key k-1";

#[test]
fn the_same_again_is_answered_as_the_first_time() {
    let desk = stage::at(5);
    let first = desk.act("rhea", &format!("{HOLD} --json")).json();
    let before = desk.digest();
    desk.wait(3600);
    let again = desk.act("rhea", &format!("{HOLD} --json")).json();
    assert_eq!((&first["result"]["replayed"], &again["result"]["replayed"]), (&false.into(), &true.into()));
    assert_eq!(first["head"], again["head"]);
    for part in ["seq", "event", "recorded", "revision", "at", "actor", "key", "told"] {
        assert_eq!(first["result"][part], again["result"][part], "{part}");
    }
    assert_eq!(desk.digest(), before, "a replay writes nothing");
    let text = desk.act("rhea", HOLD);
    assert!(text.stdout.starts_with("Recorded before: "), "{}", text.whole());
}

#[test]
fn other_content_under_the_key_is_a_conflict() {
    let desk = stage::at(5);
    desk.act("rhea", HOLD);
    let before = desk.digest();
    for line in [
        "release hold 4.2.0 --reason 'another reason' --idempotency-key k-1",
        "release resume 4.2.0 --reason 'audit this week' --idempotency-key k-1",
        "release hold 4.2.0 --reason 'audit this week' --role rm --idempotency-key k-1",
    ] {
        let answer = desk.refused(7, "rhea", line);
        assert!(
            answer.stderr.contains("the idempotency key was used for another command, in entry 37"),
            "{}",
            answer.whole()
        );
    }
    assert_eq!(desk.digest(), before);
}

/// Evidence counts by its content, and an artifact by its name too.
#[test]
fn other_evidence_under_the_key_is_a_conflict() {
    let desk = stage::at(4);
    let digest = "a".repeat(64);
    let line = |name: &str| {
        format!(
            "build record 4.2.0 --build b-1 --source 9f3c1aa --artifact {name}=sha256:{digest} --idempotency-key k-1"
        )
    };
    desk.act("dev", &line("ingest.tar"));
    desk.act("dev", &line("ingest.tar"));
    desk.refused(7, "dev", &line("search.tar"));

    let desk = stage::at(5);
    let results = |file: &str| format!("test dev 4.2.0 --results {file} --idempotency-key k-1");
    desk.act("dev", &results("examples/evidence/developer-tests.xml"));
    std::fs::copy("examples/evidence/developer-tests.xml", desk.folder().join("copy.xml")).unwrap();
    let copy = desk.act("dev", &results("copy.xml"));
    assert!(copy.stdout.starts_with("Recorded before"), "the same bytes elsewhere: {}", copy.whole());
    desk.refused(7, "dev", &results("examples/evidence/test-team-passing.xml"));
}

/// A key is looked up before anything is inferred or judged: the release may be closed to the act by then.
#[test]
fn a_key_is_looked_up_before_anything_else() {
    let desk = stage::at(3);
    let line = "release notify --idempotency-key k-1";
    desk.act("rhea", line);
    desk.act("rhea", "release cancel 4.2.0 --reason 'the contract ended'");
    let again = desk.act("rhea", line);
    assert!(
        again.stdout.starts_with("Recorded before: 4 release notify of release 4.2.0"),
        "{}",
        again.whole()
    );
}

#[test]
fn each_person_has_keys_of_his_own() {
    let desk = stage::at(2);
    desk.act("rhea", "release coordinate 4.2.0 --idempotency-key k-1");
    for who in ["quentin", "tess", "cora", "sol"] {
        let answer = desk.act(who, "release concur 4.2.0 --yes --idempotency-key k-1");
        assert!(answer.stdout.starts_with("Recorded: "), "{}", answer.whole());
    }
}

#[test]
fn the_key_may_come_from_the_environment() {
    let desk = stage::at(5);
    let run = |reason: &str, key: &str| {
        let words = ["--as", "rhea", "release", "hold", "4.2.0", "--reason", reason];
        let out = desk.command().env("ERA_RM_IDEMPOTENCY_KEY", key).args(words).output().unwrap();
        (out.status.code(), String::from_utf8(out.stdout).unwrap())
    };
    assert_eq!(run("audit", "k-1").0, Some(0));
    assert!(run("audit", "k-1").1.starts_with("Recorded before"));
    assert_eq!(run("other", "k-1").0, Some(7));
    assert_eq!(run("audit", "").0, Some(4), "an empty variable is an unset one");
}

/// A release that the environment names is one that was named: under the same key it must be the same.
#[test]
fn a_release_that_the_environment_names_is_content() {
    let desk = stage::at(5);
    let run = |release: &str, typed: &[&str]| {
        let words = ["--as", "rhea", "release", "hold", "--reason", "audit", "--idempotency-key", "k-1"];
        let out = desk.command().env("ERA_RM_RELEASE", release).args(words).args(typed).output().unwrap();
        (out.status.code(), String::from_utf8(out.stdout).unwrap())
    };
    assert!(run("4.2.0", &[]).1.starts_with("Recorded: "));
    assert!(run("4.2.0", &[]).1.starts_with("Recorded before"));
    assert!(
        run("", &["4.2.0"]).1.starts_with("Recorded before"),
        "typed or named by the environment, it is the same"
    );
    assert_eq!(run("4.3.0", &[]).0, Some(7));
    assert_eq!(run("4.2.0", &["4.3.0"]).0, Some(7));
}

/// A refusal uses no key up: the act may be made under it when its time has come.
#[test]
fn a_refused_act_leaves_its_key_free() {
    let desk = stage::at(3);
    desk.refused(5, "dev", "release notify 4.2.0 --idempotency-key k-1");
    desk.refused(6, "dev", "release input 4.2.0 --no --idempotency-key k-1");
    desk.act("dev", "release input 4.2.0 --no --text 'the builder is away' --idempotency-key k-1");
}

#[test]
fn a_dry_run_uses_no_key_up_and_sees_a_used_one() {
    let desk = stage::at(5);
    desk.act("rhea", &format!("{HOLD} --dry-run"));
    desk.act("rhea", HOLD);
    let dry = desk.act("rhea", &format!("{HOLD} --dry-run"));
    assert!(dry.stdout.starts_with("Recorded before"), "{}", dry.whole());
    desk.refused(7, "rhea", "release hold 4.2.0 --reason other --idempotency-key k-1 --dry-run");
}

#[test]
fn a_subject_that_moved_on_is_a_conflict() {
    let revision = |desk: &Desk| {
        desk.run(&["release", "show", "4.2.0", "--json"]).json()["result"]["revision"].as_u64().unwrap()
    };
    let desk = stage::at(5);
    let seen = revision(&desk);
    let hold = |n: u64| format!("release hold 4.2.0 --reason 'audit this week' --expect-revision {n}");
    let before = desk.digest();
    let late = desk.refused(7, "rhea", &hold(seen - 1));
    assert!(late.stderr.contains(&format!("is at revision {seen}, not {}", seen - 1)), "{}", late.whole());
    desk.refused(7, "rhea", &hold(seen + 1));
    desk.refused(7, "rhea", &format!("{} --dry-run", hold(seen - 1)));
    assert_eq!(desk.digest(), before);
    desk.act("rhea", &hold(seen));
    desk.refused(7, "rhea", &hold(seen));
}

/// The revision may be said by the environment: it can only refuse. What is typed goes before it.
#[test]
fn the_expected_revision_may_come_from_the_environment() {
    let desk = stage::at(5);
    let revision =
        desk.run(&["release", "show", "4.2.0", "--json"]).json()["result"]["revision"].as_u64().unwrap();
    let run = |value: &str, typed: &[&str]| {
        let words = ["--as", "rhea", "release", "hold", "4.2.0", "--reason", "audit"];
        let out =
            desk.command().env("ERA_RM_EXPECT_REVISION", value).args(words).args(typed).output().unwrap();
        out.status.code()
    };
    let (is, was) = (revision.to_string(), (revision - 1).to_string());
    assert_eq!(run(&was, &[]), Some(7));
    assert_eq!(run(&is, &["--expect-revision", &was]), Some(7));
    assert_eq!(run("soon", &[]), Some(2));
    assert_eq!(run(&was, &["--expect-revision", &is, "--dry-run"]), Some(0));
    assert_eq!(run("", &["--dry-run"]), Some(0), "an empty variable is an unset one");
    assert_eq!(run(&is, &[]), Some(0));
}
