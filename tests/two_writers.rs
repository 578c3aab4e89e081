//! Several processes at once on one ledger: what is answered as recorded is there, the chain is whole, and of two that
//! want the same thing exactly one has it.

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::Barrier;

use era_rm::store::{SqliteStore, Store};

use super::support::desk::{Answer, Desk, words};
use super::support::package;

/// A command of a writer that begins with everybody else: no seed, so that every process makes up its own identities.
fn command(desk: &Desk, login: &str, line: &str) -> Command {
    let mut command = desk.command();
    command.env_remove("ERA_RM_TEST_SEED").args(["--as", login]).args(words(line));
    command
}

fn run(mut command: Command) -> Answer {
    let out = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Answer { stdout: text(&out.stdout), stderr: text(&out.stderr), code: out.status.code().unwrap_or(-1) }
}

/// Runs commands at the same moment.
fn at_once(commands: Vec<Command>) -> Vec<Answer> {
    let barrier = Barrier::new(commands.len());
    std::thread::scope(|scope| {
        let start = |c: Command| {
            let barrier = &barrier;
            scope.spawn(move || {
                barrier.wait();
                run(c)
            })
        };
        let all: Vec<_> = commands.into_iter().map(start).collect();
        all.into_iter().map(|t| t.join().unwrap()).collect()
    })
}

/// How many entries there are.
fn entries(desk: &Desk) -> u64 {
    SqliteStore::open(&desk.ledger()).unwrap().head().unwrap().map_or(0, |h| h.seq)
}

/// Of two answers the one that was refused, which must say that the thing is gone: exit 7, and not for want of tries.
fn loser(answers: &[Answer]) -> &Answer {
    let codes: BTreeSet<i32> = answers.iter().map(|a| a.code).collect();
    let whole: Vec<String> = answers.iter().map(Answer::whole).collect();
    assert_eq!(codes, BTreeSet::from([0, 7]), "{whole:?}");
    let lost = answers.iter().find(|a| a.code == 7).unwrap();
    assert!(!lost.stderr.contains("others were faster"), "{}", lost.whole());
    lost
}

#[test]
fn eight_writers_of_twenty_five_acts() {
    const ACTS: usize = 25;
    let desk = Desk::staffed();
    for n in 3..=4 {
        desk.act("ada", &format!("person add rhea{n} --name 'Release Manager {n}'"));
        desk.act("ada", &format!("role grant rhea{n} rm"));
    }
    let before = entries(&desk);
    // Four receive OCRs, so that all of them change the pool; three add persons; one changes what everybody reads.
    let line = |writer: usize, n: usize| match writer {
        0..4 => {
            let folder = package::make(desk.folder(), &format!("OCR-{writer}-{n}"), "routine");
            (["rhea", "rhea2", "rhea3", "rhea4"][writer], format!("ocr receive {folder}"))
        }
        4..7 => ("ada", format!("person add p{writer}-{n} --name 'Person {n} of writer {writer}'")),
        _ => ("ada", format!("setting set lmc-name 'LMC {n}'")),
    };
    let writers: Vec<Vec<(String, String)>> = (0..8)
        .map(|w| (0..ACTS).map(|n| line(w, n)).map(|(who, line)| (who.to_owned(), line)).collect())
        .collect();
    let ready: Vec<Vec<Vec<Command>>> = writers
        .iter()
        .map(|acts| {
            let again = |(who, line): &(String, String)| (0..20).map(|_| command(&desk, who, line)).collect();
            acts.iter().map(again).collect()
        })
        .collect();
    let barrier = Barrier::new(ready.len());
    let retried: usize = std::thread::scope(|scope| {
        let write = |acts: Vec<Vec<Command>>| {
            let barrier = &barrier;
            scope.spawn(move || {
                barrier.wait();
                acts.into_iter().map(persist).sum::<usize>()
            })
        };
        let all: Vec<_> = ready.into_iter().map(write).collect();
        all.into_iter().map(|t| t.join().unwrap()).sum()
    });
    let found = entries(&desk) - before;
    assert_eq!(found, 8 * ACTS as u64, "every act is an entry, and only once; {retried} were typed again");
    desk.verified();
}

/// Types a command until it is recorded, as a script does that is told that it may try again; how often it was refused.
fn persist(tries: Vec<Command>) -> usize {
    for (refused, command) in tries.into_iter().enumerate() {
        let answer = run(command);
        assert!(!answer.stderr.contains("locked") && !answer.stderr.contains("busy"), "{}", answer.whole());
        match answer.code {
            0 => return refused,
            7 => assert!(answer.stderr.contains("others were faster"), "{}", answer.whole()),
            _ => panic!("{}", answer.whole()),
        }
    }
    panic!("twenty times others were faster");
}

#[test]
fn one_ocr_is_received_once() {
    let desk = Desk::staffed();
    for round in 0..10 {
        let folder = package::make(desk.folder(), &format!("OCR-{round}"), "routine");
        let line = format!("ocr receive {folder}");
        let answers = at_once(["rhea", "rhea2"].map(|who| command(&desk, who, &line)).into());
        let lost = loser(&answers);
        assert!(lost.stderr.contains("was received by rhea"), "{}", lost.whole());
    }
    desk.verified();
}

#[test]
fn one_ocr_goes_into_one_release() {
    let desk = Desk::staffed();
    for round in 0..10 {
        let folder = package::make(desk.folder(), &format!("OCR-{round}"), "routine");
        desk.act("rhea", &format!("ocr receive {folder}"));
        let line = |number: &str| {
            format!(
                "release schedule {number}.{round} --ocr OCR-{round} --window federal=2026-11-23T00:00:00Z/2026-12-24T00:00:00Z"
            )
        };
        let two = vec![command(&desk, "rhea", &line("4")), command(&desk, "rhea2", &line("5"))];
        let answers = at_once(two);
        let lost = loser(&answers);
        assert!(lost.stderr.contains(&format!("OCR-{round} is in release ")), "{}", lost.whole());
    }
    desk.verified();
}

#[test]
fn one_number_belongs_to_one_release() {
    let desk = Desk::staffed();
    for round in 0..10 {
        for n in 1..=2 {
            let folder = package::make(desk.folder(), &format!("OCR-{round}-{n}"), "routine");
            desk.act("rhea", &format!("ocr receive {folder}"));
        }
        let line = |n: usize| {
            format!(
                "release schedule 4.{round} --ocr OCR-{round}-{n} --window federal=2026-11-23T00:00:00Z/2026-12-24T00:00:00Z"
            )
        };
        let answers = at_once(vec![command(&desk, "rhea", &line(1)), command(&desk, "rhea2", &line(2))]);
        let lost = loser(&answers);
        assert!(lost.stderr.contains(&format!("release number 4.{round} is taken")), "{}", lost.whole());
    }
    desk.verified();
}
