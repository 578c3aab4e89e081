//! Single cases of the law, each found by a walk or in the matrix.

use era_rm::domain::event::*;
use era_rm::domain::ocr::Field;
use era_rm::domain::{OcrId, RefusalKind, Role, Step};

use super::sop_matrix::{deploy, situation};
use super::support::intent::{Intent, window};
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
