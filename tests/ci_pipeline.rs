//! `examples/ci-pipeline.sh` as a CI job runs it, while others play the people it waits for; and the pipelines of
//! `docs/ci.md`, which must be YAML and name only what there is.

use std::process::{Command, Output, Stdio};

use era_rm::domain::Time;
use yaml_rust2::{Yaml, YamlLoader};

use super::support::desk::{Desk, example, words};

const NUMBER: &str = "4.2.0";

/// A desk at real time: the script looks at the machine's clock, and so do all who act beside it.
fn desk_after_step_4() -> Desk {
    let desk = Desk::empty();
    let real: Time = Time::of(std::time::SystemTime::now().into());
    // The walk up to here takes its time on the desk's clock, and must be over by now.
    desk.wait(real.seconds_since(desk.now()) - 7200);
    desk.ok(&["init", "--trust", "declared", "--admin", "ada", "--name", "Ada"]);
    for (login, role) in super::support::desk::STAFF {
        desk.act("ada", &format!("person add {login} --name {login}"));
        desk.act("ada", &format!("role grant {login} {role}"));
    }
    desk.release_at(NUMBER, 4);
    desk
}
fn now(desk: &Desk) -> Command {
    let mut command = desk.command();
    command.env_remove("ERA_RM_TEST_CLOCK").env_remove("ERA_RM_TEST_SEED");
    command
}
/// Somebody acts, in a process of his own and at real time.
fn plays(desk: &Desk, who: &str, line: &str) {
    let out = now(desk).args(["--as", who]).args(words(line)).output().unwrap();
    assert!(out.status.success(), "{line}\n{}", String::from_utf8_lossy(&out.stderr));
}
/// The script, as a CI job starts it.
fn job(desk: &Desk) -> Command {
    let mut bash = Command::new("bash");
    bash.env_clear().envs(now(desk).get_envs().filter_map(|(k, v)| Some((k, v?))));
    let artifacts =
        ["era-ingest.tar", "era-search.tar"].map(|a| example(&format!("evidence/build-1/{a}"))).join(" ");
    bash.env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("ERA_RM_BIN", env!("CARGO_BIN_EXE_era-rm"))
        .envs([
            ("ERA_RM_AS", "dev"),
            ("CI", "true"),
            ("CI_PIPELINE_ID", "1841"),
            ("BUILD", "b-1"),
            ("SOURCE", "9f3c1aa"),
        ])
        .envs([("ARTIFACTS", artifacts), ("RESULTS", example("evidence/developer-tests.xml"))])
        .envs([
            ("LETTER", example("letters/release-letter.md")),
            ("DEPLOY", "echo deployed >>deploys".to_owned()),
        ])
        .envs([("TARGET", "federal"), ("BACKUP", "snapshot-1"), ("PATIENCE", "120"), ("INTERVAL", "1")])
        .arg(example("ci-pipeline.sh"))
        .arg(NUMBER)
        .current_dir(desk.folder());
    bash
}
fn ended(out: &Output, code: i32, says: &[&str]) {
    let said = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert_eq!(out.status.code(), Some(code), "{said}");
    says.iter().for_each(|s| assert!(said.contains(s), "{s:?} is not in\n{said}"));
}
/// The people whom the job waits for: they begin when the letter is there.
fn people(desk: &Desk, verdict: &str) {
    plays(desk, "rhea", &format!("wait {NUMBER} --until 6b --timeout 120 --interval 1"));
    plays(desk, "rhea", &format!("letter distribute {NUMBER}"));
    plays(
        desk,
        "rhea",
        &format!("test coordinate {NUMBER} --place laboratory --when 2026-11-25T14:00:00Z --who tess"),
    );
    for area in ["quentin", "tess", "cora", "sol"] {
        plays(desk, area, &format!("letter review {NUMBER} --approve"));
    }
    let results = example("evidence/test-team-passing.xml");
    plays(desk, "tess", &format!("test run {NUMBER} --executed --results {results}"));
    plays(desk, "tess", &format!("test record {NUMBER} {verdict}"));
}

#[test]
fn a_job_carries_a_release_from_build_to_deployment() {
    let desk = desk_after_step_4();
    let mut command = job(&desk);
    let running = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    people(&desk, "--pass");
    plays(&desk, "rhea", &format!("deploy go {NUMBER} --notes {}", example("letters/release-notes.md")));
    let out = running.wait_with_output().unwrap();
    ended(
        &out,
        0,
        &[
            "build: would be recorded",
            "build: recorded",
            "letter: recorded",
            "the go: yes",
            "deployment: recorded",
        ],
    );
    assert!(desk.run(&["release", "show", NUMBER]).stdout.contains("b-1"));
    // The same job once more: it deploys nothing, and records nothing.
    let before = desk.digest();
    let again = job(&desk).output().unwrap();
    ended(
        &again,
        0,
        &["build: recorded before", "developer test: recorded before", "deployment: recorded before"],
    );
    assert_eq!(desk.digest(), before);
    assert_eq!(std::fs::read_to_string(desk.folder().join("deploys")).unwrap(), "deployed\n");
    // Every answer was kept, each on its line.
    let kept = std::fs::read_to_string(desk.folder().join("era-rm.jsonl")).unwrap();
    let answers: Vec<serde_json::Value> = kept.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(answers.len(), 14);
    assert!(answers.iter().all(|a| a["ok"] == true), "{kept}");
    // Other content under the same pipeline's id.
    ended(&job(&desk).env("SOURCE", "51d0be7").output().unwrap(), 7, &["does not fit"]);
}

#[test]
fn a_no_of_the_test_team_ends_the_job() {
    let desk = desk_after_step_4();
    let running = job(&desk).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    people(&desk, "--fail --reason 'a case fails'");
    ended(&running.wait_with_output().unwrap(), 9, &["the Test Team's pass: no"]);
    assert!(!desk.folder().join("deploys").exists());
}

#[test]
fn what_may_not_be_recorded_ends_the_job_at_the_dry_run() {
    let desk = desk_after_step_4();
    let before = desk.digest();
    ended(&job(&desk).env("ERA_RM_AS", "tess").output().unwrap(), 5, &["build is not for this job"]);
    assert_eq!(desk.digest(), before, "the dry run was refused, and nothing is recorded of it");
    desk.act("rhea", &format!("release hold {NUMBER} --reason audit"));
    ended(&job(&desk).output().unwrap(), 4, &["build must wait", "held"]);
    ended(&job(&desk).env("ERA_RM_LEDGER", "nowhere.db").output().unwrap(), 3, &["there is no ledger"]);
}

#[test]
fn nobody_answers_in_time() {
    let desk = desk_after_step_4();
    ended(
        &job(&desk).env("PATIENCE", "0").output().unwrap(),
        11,
        &["the Test Team's pass did not come in time"],
    );
}

/// The texts of a YAML document that a shell runs.
fn scripts(yaml: &Yaml, out: &mut Vec<String>) {
    match yaml {
        Yaml::Hash(map) => {
            for (key, value) in map {
                match (key.as_str(), value) {
                    (Some("run"), Yaml::String(text)) => out.push(text.clone()),
                    (Some("script"), Yaml::Array(lines)) => {
                        out.extend(lines.iter().filter_map(|l| l.as_str()).map(str::to_owned));
                    }
                    _ => scripts(value, out),
                }
            }
        }
        Yaml::Array(all) => all.iter().for_each(|y| scripts(y, out)),
        _ => {}
    }
}

#[test]
fn the_pipelines_are_yaml_and_name_what_there_is() {
    let document = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/ci.md")).unwrap();
    let blocks: Vec<&str> =
        document.split("```yaml\n").skip(1).map(|rest| rest.split("\n```").next().unwrap()).collect();
    assert_eq!(blocks.len(), 2, "GitLab and GitHub");
    for block in blocks {
        let yaml = YamlLoader::load_from_str(block).unwrap_or_else(|e| panic!("{e}\n{block}"));
        assert_eq!(yaml.len(), 1);
        let mut lines = Vec::new();
        scripts(&yaml[0], &mut lines);
        assert!(lines.iter().any(|l| l.starts_with("examples/ci-pipeline.sh ")), "{lines:?}");
        let typed: Vec<&str> =
            lines.iter().flat_map(|l| l.lines()).filter(|l| l.starts_with("era-rm ")).collect();
        assert!(!typed.is_empty(), "{lines:?}");
        for line in typed {
            let parsed = era_rm::cli::command_line()
                .try_get_matches_from(words(&line.replace("\"$RELEASE\"", NUMBER)));
            assert!(parsed.is_ok(), "{line}\n{}", parsed.unwrap_err());
        }
        // What the script asks for is set, and nothing else of its kind.
        let script = std::fs::read_to_string(example("ci-pipeline.sh")).unwrap();
        for name in
            ["BUILD", "SOURCE", "ARTIFACTS", "RESULTS", "LETTER", "TARGET", "BACKUP", "DEPLOY", "PATIENCE"]
        {
            assert!(block.contains(&format!("{name}: ")) && script.contains(name), "{name}");
        }
    }
}
