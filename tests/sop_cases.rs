//! Single cases of the law, each found by a walk or in the matrix.

use era_rm::domain::event::*;
use era_rm::domain::ocr::Field;
use era_rm::domain::results::Suite;
use era_rm::domain::{Key, OcrId, RefusalKind, Role, Step};

use super::sop_matrix::{deploy, situation};
use super::support::intent::{self, Deploy, Intent, Manifest, window};
use super::support::law::{Law, name};

fn stands(law: &Law, step: Step) -> bool {
    law.standing().unwrap().stands(step)
}
fn ocr(id: &str) -> OcrId {
    name(id)
}
fn refused(law: &mut Law, who: &str, role: Role, intent: &Intent) -> RefusalKind {
    law.tries(who, role, intent).unwrap_err().kind
}
const RM: Role = Role::ReleaseManager;

#[test]
fn a_verdict_that_brings_its_run_signs_8_and_9() {
    let mut law = situation("7c reviewed");
    law.does("tt1", &Intent::Record { pass: true, run: Some((5, 0)), reason: false });
    assert!(stands(&law, Step::TestRun) && stands(&law, Step::Verdict));
    let mut early = situation("7a distributed");
    let with_run = Intent::Record { pass: true, run: Some((5, 0)), reason: false };
    assert_eq!(refused(&mut early, "tt1", Role::TestTeam, &with_run), RefusalKind::Order, "7b is missing");
}

#[test]
fn a_run_in_which_a_suite_is_missing_is_never_passed() {
    let tt = Role::TestTeam;
    let (run, pass) = (
        |suites| Intent::Run { cases: 5, failed: 0, suites },
        Intent::Record { pass: true, run: None, reason: false },
    );
    let mut law = situation("8 tested, a suite is missing");
    let no = law.tries("tt1", tt, &pass).unwrap_err();
    assert_eq!(no.kind, RefusalKind::Evidence);
    assert!(no.message.contains("suite-2 (cases that ran: 1, that had to: 2)"), "{}", no.message);
    // Leaving the manifest out does not make it complete, with or without a verdict.
    let with_run = Intent::Record { pass: true, run: Some((5, 0)), reason: false };
    assert_eq!(refused(&mut law, "tt1", tt, &run(Manifest::None)), RefusalKind::Evidence);
    assert_eq!(refused(&mut law, "tt1", tt, &with_run), RefusalKind::Evidence);
    let mut failed = law.clone();
    failed.does("tt1", &Intent::Record { pass: false, run: None, reason: true });
    law.does("tt1", &run(Manifest::Complete));
    law.does("tt1", &pass);
    assert!(stands(&law, Step::Verdict));
    // Another build has what had to run named anew, or not at all.
    failed.does("sd1", &Intent::Build { id: 2, builder: name("sd1"), reason: true });
    failed.does("sd1", &Intent::DevTest { cases: 5, failed: 0 });
    failed.does("sd1", &Intent::Letter { text: 2 });
    failed.does("rm1", &Intent::Distribute);
    failed.does("rm1", &Intent::CoordinateTests);
    failed.does("tt1", &run(Manifest::None));
}

#[test]
fn results_that_count_twice_or_name_no_suite_are_refused() {
    let law = situation("7c reviewed");
    let good = intent::event(&law, &Intent::Run { cases: 5, failed: 0, suites: Manifest::Complete });
    let Event::TestsRun2(good) = good else { panic!("{good:?}") };
    let refused = |change: &dyn Fn(&mut TestsRun2)| {
        let mut event = good.clone();
        change(&mut event);
        law.verdict("tt1", Role::TestTeam, event.into()).map_err(|r| r.kind)
    };
    assert_eq!(refused(&|_| {}), Ok(()));
    let no = Err(RefusalKind::Evidence);
    assert_eq!(refused(&|e| e.results.files.clear()), no);
    assert_eq!(refused(&|e| e.results.files.push(e.results.files[0].clone())), no);
    let suites = |e: &mut TestsRun2| e.results.suites.take().unwrap();
    let wanted = |change: &dyn Fn(&mut Vec<Suite>)| {
        refused(&|e| {
            let mut all = suites(e);
            change(&mut all.wanted);
            e.results.suites = Some(all);
        })
    };
    assert_eq!(wanted(&|_| {}), Ok(()));
    assert_eq!(wanted(&Vec::clear), no);
    assert_eq!(wanted(&|all| all.push(all[1].clone())), no);
    assert_eq!(wanted(&|all| all.reverse()), no);
    assert_eq!(wanted(&|all| all[0].least = 0), no);
}

#[test]
fn a_deployment_waits_since_its_go_and_not_since_the_plan() {
    let law = situation("10 go live");
    let since = |step, key: &Key| law.standing().unwrap().need(step, key).since.unwrap();
    let go = law.release().unwrap().gos.last().unwrap().at;
    assert!(since(Step::Go, &Key::Release) < go);
    assert_eq!(since(Step::Deploy, &Key::Target(name("federal"))), go);
}

#[test]
fn after_reopening_at_12_the_ocr_is_resolved_and_verified_again() {
    let mut law = situation("reopened at 12");
    law.does("rm1", &Intent::Resolve { ocrs: vec![ocr("OCR-1")] });
    law.does("rm1", &Intent::Confirm { ocrs: vec![ocr("OCR-1")], state: CqState::Resolved });
    for id in ["OCR-1", "OCR-2"] {
        law.does("qm1", &Intent::Verify { ocr: ocr(id), pass: true });
    }
    assert!(stands(&law, Step::Verify));
}

#[test]
fn an_amendment_that_is_no_new_scope_makes_nothing_fall_at_any_time() {
    let mut law = situation("14 reported");
    let amend = |field| Intent::Amend { ocr: ocr("OCR-1"), field, reference: true };
    assert_eq!(law.does("rm1", &amend(Field::Title)), []);
    assert_eq!(refused(&mut law, "rm1", RM, &amend(Field::Security)), RefusalKind::Order);
}

#[test]
fn a_new_build_after_a_deployment_can_be_failed_and_its_letter_rejected() {
    let mut law = situation("reopened at 5 when deployed");
    law.does("rm1", &Intent::Build { id: 2, builder: name("sd1"), reason: true });
    law.does("sd1", &Intent::DevTest { cases: 5, failed: 0 });
    law.does("sd1", &Intent::Letter { text: 2 });
    law.does("rm1", &Intent::Distribute);
    law.does("rm1", &Intent::CoordinateTests);
    let mut failed = law.clone();
    failed.does("tt1", &Intent::Record { pass: false, run: Some((5, 1)), reason: true });
    law.does("cm1", &Intent::Review { approve: false, class: Some(RejectClass::Document), comment: true });
    assert!(!stands(&law, Step::Letter) && !stands(&failed, Step::Build));
}

#[test]
fn once_deployed_the_plan_is_not_said_no_to() {
    let no = Intent::Concur { yes: false, reason: true };
    let input = Intent::Input { yes: false, reason: true };
    let mut law = situation("11a all deployed");
    assert_eq!(refused(&mut law, "cm2", Role::ConfigurationManagement, &no), RefusalKind::Order);
    assert_eq!(refused(&mut law, "sd2", Role::SoftwareDeveloper, &input), RefusalKind::Order);
    let mut stopped = situation("stopped by a failed deployment, the other target deployed");
    assert_eq!(refused(&mut stopped, "cm2", Role::ConfigurationManagement, &no), RefusalKind::Order);
    let windows = vec![window("federal", stopped.now, 0, 6000), window("presidential", stopped.now, 9, 6000)];
    stopped.does("rm1", &Intent::Reschedule { windows });
    stopped.does("sd2", &input);
    let mut live = situation("10 go live");
    live.does("cm2", &no);
    assert!(live.standing().unwrap().stopped().is_some(), "it ends the go");
}

#[test]
fn a_stop_by_a_failed_verification_is_left_by_a_go_for_the_same_targets() {
    let mut law = situation("stopped by a failed verification");
    law.does("rm1", &Intent::Go { targets: vec![name("federal"), name("presidential")], reason: true });
    let s = law.standing().unwrap();
    assert!(s.stopped().is_none() && s.stands(Step::Go));
    assert!(!s.stands(Step::Deploy), "a later go names the targets");
}

#[test]
fn the_same_letter_for_another_build_is_approved_anew() {
    let mut law = situation("9 passed");
    law.does("rm1", &Intent::Build { id: 2, builder: name("sd1"), reason: true });
    law.does("sd1", &Intent::DevTest { cases: 5, failed: 0 });
    law.does("sd1", &Intent::Letter { text: 1 });
    assert!(stands(&law, Step::Letter) && !stands(&law, Step::Distribute), "it was another letter then");
    law.does("rm1", &Intent::Distribute);
    assert!(!stands(&law, Step::Review), "the old build's approvals are worthless");
}

#[test]
fn the_same_letter_for_other_targets_is_approved_anew() {
    let mut law = situation("9 passed");
    let windows = vec![window("federal", law.now, 0, 6000)];
    law.does("rm1", &Intent::Reschedule { windows });
    law.does("sd1", &Intent::Input { yes: true, reason: false });
    law.does("rm1", &Intent::Coordinate);
    for who in ["qm1", "tt1", "cm1", "sec1"] {
        law.does(who, &Intent::Concur { yes: true, reason: false });
    }
    law.does("rm1", &Intent::Notify);
    assert!(stands(&law, Step::Verdict) && !stands(&law, Step::Letter));
    law.does("sd1", &Intent::Letter { text: 1 });
    law.does("rm1", &Intent::Distribute);
    assert!(!stands(&law, Step::Review));
}

#[test]
fn a_letter_completed_anew_is_resolved_anew_once_cq_is_seen_opened() {
    let mut law = situation("12b confirmed");
    let r = law.release().unwrap();
    let record = r.deployment(&name("federal")).unwrap();
    let (start, corrects) = (record.start, Some(record.revision));
    let Intent::Deploy(d) = deploy(&law, "federal", Outcome::Deployed) else { panic!() };
    law.does("sd1", &Intent::Deploy(Deploy { start, corrects, reason: true, ..d }));
    law.does("sd1", &Intent::Complete);
    let ocrs = vec![ocr("OCR-1"), ocr("OCR-2")];
    assert_eq!(refused(&mut law, "rm1", RM, &Intent::Resolve { ocrs: ocrs.clone() }), RefusalKind::Order);
    law.does("rm1", &Intent::Confirm { ocrs: ocrs.clone(), state: CqState::Opened });
    law.does("rm1", &Intent::Resolve { ocrs: ocrs.clone() });
    let opened = Intent::Confirm { ocrs: ocrs.clone(), state: CqState::Opened };
    assert_eq!(refused(&mut law, "rm1", RM, &opened), RefusalKind::Evidence, "it asked for Resolved");
    law.does("rm1", &Intent::Confirm { ocrs, state: CqState::Resolved });
    assert!(stands(&law, Step::Confirm));
}

#[test]
fn a_fail_at_13_is_not_retracted_once_cq_has_taken_its_reject() {
    let mut law = situation("stopped by a failed verification");
    let revision = law.release().unwrap().revision;
    let mut early = law.clone();
    early.does("qm1", &Intent::Retract { revision });
    assert!(early.standing().unwrap().signed(Step::Confirm, &Key::Ocr(ocr("OCR-1"))));
    law.does("rm1", &Intent::Confirm { ocrs: vec![ocr("OCR-1")], state: CqState::Opened });
    let retract = Intent::Retract { revision };
    assert_eq!(refused(&mut law, "qm1", Role::QualityManagement, &retract), RefusalKind::Order);
}

#[test]
fn nothing_is_reported_of_a_release_without_an_ocr() {
    let mut law = situation("3b concurred");
    law.does("rm1", &Intent::Withdraw { ocr: ocr("OCR-1") });
    law.does("rm1", &Intent::Withdraw { ocr: ocr("OCR-2") });
    assert_eq!(refused(&mut law, "qm1", Role::QualityManagement, &Intent::Report), RefusalKind::Order);
    law.does("rm1", &Intent::Cancel);
}

#[test]
fn the_artifacts_of_a_condemned_build_are_not_recorded_under_another_id() {
    let desk = super::support::desk::Desk::staffed();
    desk.release_at("4.2.0", 8);
    desk.act("tess", "test record --fail --reason 'loses parts'");
    let again = |folder: &str, id: &str| {
        let folder = super::support::desk::example(&format!("evidence/{folder}"));
        format!(
            "build record --build {id} --source 51d0be7 --artifact {folder}/era-ingest.tar --artifact {folder}/era-search.tar --reason again"
        )
    };
    let answer = desk.refused(6, "dev", &again("build-1", "b-2"));
    assert!(answer.stderr.contains("the very artifacts of build b-1"), "{}", answer.whole());
    desk.act("dev", &again("build-2", "b-2"));
}

#[test]
fn a_number_once_used_belongs_to_its_release_for_ever() {
    let mut law = situation("9 passed");
    let (own, rm) = (|n: &str| Intent::Renumber { number: name(n) }, Role::ReleaseManager);
    let stood = |law: &Law| Step::ALL.map(|s| law.standing().unwrap().stands(s));
    let before = stood(&law);
    for n in ["R2", "R1", "r2", "R3"] {
        assert!(law.does("rm1", &own(n)).is_empty(), "nothing falls");
        assert_eq!(stood(&law), before);
    }
    assert_eq!(refused(&mut law, "rm1", rm, &own("r3")), RefusalKind::Conflict);
    law.does("rm1", &Intent::Cancel);
    let schedule = |n: &str| {
        let windows = vec![window("federal", law.now, 0, 600)];
        Intent::Schedule { number: name(n), ocrs: vec![ocr("OCR-3")], windows, reason: true }
    };
    let (taken, free) = (["R1", "R2", "R3"].map(schedule), schedule("R4"));
    for another in taken {
        assert_eq!(refused(&mut law, "rm1", rm, &another), RefusalKind::Conflict);
    }
    law.does("rm1", &free);
    for n in ["R1", "r2", "R3", "R4"] {
        assert_eq!(refused(&mut law, "rm1", rm, &own(n)), RefusalKind::Conflict, "{n}");
    }
    law.does("rm1", &own("R5"));
    law.does("rm1", &own("R4"));
}

#[test]
fn a_number_is_probable_until_a_go_that_names_it() {
    let mut law = situation("10 go live");
    let said = |law: &Law| {
        let r = law.release().unwrap();
        (0..r.numbers.len()).map(|place| r.is_probable(place)).collect::<Vec<_>>()
    };
    assert_eq!(said(&law), [false]);
    let renumber = Intent::Renumber { number: name("R2") };
    assert_eq!(refused(&mut law, "rm1", Role::ReleaseManager, &renumber), RefusalKind::Order);
    law.does("rm1", &Intent::NoGo);
    law.does("rm1", &renumber);
    assert_eq!(said(&law), [false, true]);
    law.does("rm1", &Intent::Go { targets: vec![name("federal"), name("presidential")], reason: true });
    assert_eq!(said(&law), [false, false]);
}
