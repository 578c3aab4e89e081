//! Forms that are recorded no more: judged, folded and told as today's form of the same fact is, for ever.

use std::path::Path;
use std::sync::Arc;

use era_rm::domain::event::*;
use era_rm::domain::evidence::{Mode, Part};
use era_rm::domain::{Event, Release, Role, Subject};
use era_rm::ledger::{Body, Entry, Head, chain};
use era_rm::sop::owed::is_no;
use era_rm::sop::permit::permit;
use era_rm::sop::table::act_of;
use era_rm::sop::world::World;

use super::sop_matrix::{deploy, situations};
use super::support::intent::{self, Intent, Manifest};
use super::support::law::{Law, login_of};

fn old_run(run: &TestsRun2) -> TestsRun {
    let mode = if run.part == Part::Assessed { Mode::Assessed } else { Mode::Executed };
    TestsRun { mode, results: run.results.files[0].clone() }
}
/// The form in which the same was recorded once.
fn old(event: &Event) -> Event {
    match event {
        Event::DeveloperTested2(e) => {
            DeveloperTested { results: e.results.files[0].clone(), witnesses: e.witnesses.clone() }.into()
        }
        Event::TestsRun2(e) => old_run(e).into(),
        Event::TestRecorded2(e) => {
            let run = e.run.as_ref().map(old_run);
            TestRecorded { pass: e.pass, waived: e.waived.clone(), run, reason: e.reason.clone() }.into()
        }
        Event::LetterSubmitted2(e) => LetterSubmitted { letter: e.letter.clone() }.into(),
        Event::LetterCompleted2(e) => {
            LetterCompleted { approved: e.approved, completion: e.completion.clone() }.into()
        }
        Event::DeploymentRecorded2(e) => {
            let (target, outcome, start, end) = (e.target.clone(), e.outcome, e.start, e.end);
            let (backup, corrects, deployer) = (e.backup.clone(), e.corrects, e.deployer.clone());
            let (installed, reason) = (e.installed.clone(), e.reason.clone());
            DeploymentRecorded { backup, corrects, deployer, end, installed, outcome, reason, start, target }
                .into()
        }
        other => panic!("{} has no old form", other.name()),
    }
}
/// Everything of a release that does not name the form of an event.
fn apart_from_names(law: &Law) -> Option<Release> {
    let mut release = law.release()?.clone();
    release.history.clear();
    release.notices.iter_mut().for_each(|n| n.event = "");
    Some(release)
}

#[test]
fn an_old_form_is_judged_and_folded_as_todays_is() {
    let suites = Manifest::None;
    let acts = [
        ("sd9", Intent::DevTest { cases: 12, failed: 1 }),
        ("sd9", Intent::DevTest { cases: 0, failed: 0 }),
        ("tt9", Intent::Run { cases: 12, failed: 1, suites }),
        ("tt9", Intent::Run { cases: 0, failed: 0, suites }),
        ("tt9", Intent::Record { pass: true, run: None, reason: false }),
        ("tt9", Intent::Record { pass: true, run: Some((12, 0)), reason: false }),
        ("tt9", Intent::Record { pass: true, run: Some((12, 1)), reason: false }),
        ("tt9", Intent::Record { pass: false, run: Some((12, 0)), reason: true }),
        ("tt9", Intent::Record { pass: false, run: None, reason: false }),
        ("sd9", Intent::Letter { text: 1 }),
        ("sd9", Intent::Letter { text: 7 }),
        ("sd9", Intent::Complete),
    ];
    let (mut lawful, mut refused) = (0, 0);
    for (title, law) in situations() {
        for (who, intent) in &acts {
            for role in [Role::SoftwareDeveloper, Role::TestTeam] {
                let mut today = intent::event(&law, intent);
                match &mut today {
                    Event::TestsRun2(e) => e.part = Part::Executed,
                    // One document was all of it.
                    Event::LetterSubmitted2(e) => (e.page, e.source) = (e.letter.clone(), e.letter.clone()),
                    Event::LetterCompleted2(e) => {
                        (e.page, e.source) = (e.completion.clone(), e.completion.clone());
                    }
                    _ => {}
                }
                let then = old(&today);
                assert_eq!(then.today().as_ref(), &today);
                assert_eq!(act_of(then.name()).command, act_of(today.name()).command);
                let (mut one, mut other) = (law.clone(), law.clone());
                let (as_old, as_new) = (one.act(who, role, then), other.act(who, role, today));
                match (as_old, as_new) {
                    (Ok(a), Ok(b)) => {
                        assert_eq!(a, b, "{title}: {intent:?} makes the same fall");
                        lawful += 1;
                    }
                    (Err(a), Err(b)) => {
                        assert_eq!((a.kind, a.message), (b.kind, b.message), "{title}: {intent:?}");
                        refused += 1;
                    }
                    (a, b) => panic!("{title}: {intent:?} by {who}: old {a:?}, today {b:?}"),
                }
                assert_eq!(apart_from_names(&one), apart_from_names(&other), "{title}: {intent:?}");
            }
        }
    }
    assert!(lawful > 40 && refused > 400, "{lawful} lawful, {refused} refused");
    assert_eq!(login_of(Role::TestTeam, 9), "tt9");
}

/// A deployment of the first form withdrew nothing: it is lawful still where today's asks the Help Desk to withdraw notes,
/// and tells nobody more than it told.
#[test]
fn an_old_deployment_is_judged_and_folded_as_todays_is() {
    let (mut same, mut withdrew) = (0, 0);
    for (title, law) in situations() {
        for outcome in [Outcome::Deployed, Outcome::Failed, Outcome::BackedOut, Outcome::Irregular] {
            let today = intent::event(&law, &deploy(&law, "federal", outcome));
            let Event::DeploymentRecorded2(e) = &today else { panic!("{today:?}") };
            let then = old(&today);
            let (mut one, mut other) = (law.clone(), law.clone());
            (one.now, other.now) = (law.now.plus_seconds(600), law.now.plus_seconds(600));
            let as_old = one.act("sd1", Role::SoftwareDeveloper, then.clone());
            let as_new = other.act("sd1", Role::SoftwareDeveloper, today.clone());
            assert_eq!(
                as_old.map_err(|r| (r.kind, r.message)),
                as_new.clone().map_err(|r| (r.kind, r.message))
            );
            let told = |law: &Law| {
                law.release().map_or(0, |r| r.notices.iter().filter(|n| n.to.as_str() == "help-desk").count())
            };
            if e.withdraws.is_none() {
                assert_eq!(then.today().as_ref(), &today);
                assert_eq!(apart_from_names(&one), apart_from_names(&other), "{title}: {outcome:?}");
                same += 1;
            } else if as_new.is_ok() {
                assert_eq!((told(&one), told(&other)), (told(&law), told(&law) + 1), "{title}: {outcome:?}");
                withdrew += 1;
            }
        }
    }
    assert!(same > 100 && withdrew > 10, "{same} the same, {withdrew} withdrew");
}

#[derive(serde::Deserialize)]
struct Line {
    seq: u64,
    prev: era_rm::domain::Digest,
    body: String,
    signature: String,
    digest: era_rm::domain::Digest,
}

/// A ledger of the first form of test results: a build with failed cases that were waived, and one that was not passed.
#[test]
fn a_ledger_of_old_forms_is_read_lawful_and_folds() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/ledgers/tests-in-one-file.jsonl");
    let (mut world, mut head): (World, Option<Head>) = (World::default(), None);
    let (mut names, mut noes) = (Vec::new(), 0);
    for raw in std::fs::read_to_string(path).unwrap().split_terminator('\n') {
        let line: Line = serde_json::from_str(raw).unwrap();
        let (seq, prev) = (line.seq, line.prev);
        let entry = Entry { seq, prev, body: line.body, signature: line.signature, digest: line.digest };
        head = Some(chain::check(head.as_ref(), &entry).unwrap());
        let body = Body::decode(&entry.body).unwrap();
        assert_eq!(body.canonical().unwrap(), entry.body);
        let fact = body.fact(seq);
        world.follows.extend(fact.subjects.iter().map(|(s, _)| s.clone()));
        permit(&world, &fact).unwrap_or_else(|r| panic!("entry {seq} was lawful: {}", r.message));
        world.apply(&Arc::new(fact.clone()));
        noes += u64::from(is_no(&fact));
        names.extend(OLD.iter().map(|(old, _)| *old).find(|old| *old == body.event.name()));
    }
    let every = [
        "LedgerCreated",
        "DeveloperTested",
        "LetterSubmitted",
        "TestsRun",
        "TestRecorded",
        "DeveloperTested",
        "LetterSubmitted",
        "TestRecorded",
    ];
    assert_eq!((names.as_slice(), noes), (&every[..], 1));
    let release = world.releases.values().next().unwrap();
    assert_eq!((release.developer_runs.len(), release.test_runs.len()), (2, 2));
    let run = &release.test_runs[1].results;
    let totals = (run.cases(), run.failures(), run.errors(), run.failed().len(), run.missing().count());
    assert_eq!(totals, (10, 2, 1, 3, 0));
    assert!(release.waivers.iter().all(|w| w.accepted_by.is_some()) && release.waivers.len() == 3);
    assert_eq!(release.condemned.len(), 1, "the second build was not passed");
    // A view row names the form that was recorded, so the rows of an old ledger stay as they are.
    let owed: Vec<&str> = release.notices.iter().map(|n| n.event).filter(|n| every.contains(n)).collect();
    assert_eq!(owed.len(), 8, "{owed:?}");
    assert!(world.releases.keys().all(|id| world.follows.contains(&Subject::Release(*id))));
}
