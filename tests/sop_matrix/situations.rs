//! The situations that a release can be in, each reached by lawful acts.

use era_rm::domain::Priority;
use era_rm::domain::event::*;

use crate::support::intent::{Deploy, Intent, Manifest, window};
use crate::support::law::{Law, dawn, name};

/// A situation that a release can be in.
pub type Situations = Vec<(String, Law)>;

fn windows() -> Vec<Window> {
    vec![window("federal", dawn(), 0, 6000), window("presidential", dawn(), 0, 6000)]
}
pub fn receive(ocr: &str, priority: Priority) -> Intent {
    Intent::Receive { ocr: name(ocr), priority, documents: true }
}
pub fn schedule() -> Intent {
    let ocrs = vec![name("OCR-1"), name("OCR-2")];
    Intent::Schedule { number: name("R1"), ocrs, windows: windows(), reason: false }
}
/// A deployment of now.
pub fn deploy(law: &Law, target: &str, outcome: Outcome) -> Intent {
    // `tries` moves the clock by ten minutes.
    let start = law.now.plus_seconds(300);
    let reason = outcome != Outcome::Deployed;
    Intent::Deploy(Deploy {
        target: name(target),
        outcome,
        start,
        end: start,
        deployer: name("sd1"),
        intact: true,
        backup: true,
        corrects: None,
        reason,
    })
}
pub fn review(approve: bool, class: Option<RejectClass>) -> Intent {
    Intent::Review { approve, class, comment: !approve }
}
fn go() -> Intent {
    Intent::Go { targets: vec![name("federal"), name("presidential")], reason: false }
}
fn hand_over(law: &mut Law) {
    let revision = law.release().unwrap().revision;
    law.does("rm1", &Intent::ByHand { revision });
}

/// From the first package to a live go, each situation on the way.
fn up_to_go(all: &mut Situations) -> Law {
    let mut law = Law::new(true);
    for ocr in ["OCR-1", "OCR-2", "OCR-3"] {
        law.does("rm1", &receive(ocr, Priority::Routine));
    }
    let mut stage = |law: &Law, title: &str| all.push((title.to_owned(), law.clone()));
    stage(&law, "1 received only");
    law.does("rm1", &schedule());
    stage(&law, "2a scheduled");
    law.does("sd1", &Intent::Input { yes: true, reason: false });
    stage(&law, "2b input given");
    law.does("rm1", &Intent::Coordinate);
    stage(&law, "3a coordinated");
    for who in ["qm1", "tt1", "cm1", "sec1"] {
        law.does(who, &Intent::Concur { yes: true, reason: false });
    }
    stage(&law, "3b concurred");
    law.does("rm1", &Intent::Notify);
    hand_over(&mut law);
    stage(&law, "4 notified");
    law.does("sd1", &Intent::Build { id: 1, builder: name("sd1"), reason: false });
    stage(&law, "5 built");
    law.does("sd1", &Intent::DevTest { cases: 12, failed: 1 });
    stage(&law, "6a dev-tested");
    law.does("sd1", &Intent::Letter { text: 1 });
    stage(&law, "6b letter submitted");
    law.does("rm1", &Intent::Distribute);
    stage(&law, "7a distributed");
    law.does("rm1", &Intent::CoordinateTests);
    stage(&law, "7b tests coordinated");
    for who in ["qm1", "tt1", "cm1", "sec1"] {
        law.does(who, &review(true, None));
    }
    stage(&law, "7c reviewed");
    let mut failed = law.clone();
    law.does("tt1", &Intent::Run { cases: 12, failed: 0, suites: Manifest::None });
    stage(&law, "8 tested");
    failed.does("tt1", &Intent::Run { cases: 12, failed: 1, suites: Manifest::None });
    stage(&failed, "8 tested, one case failed");
    failed.does("tt1", &Intent::Waive { case: 1 });
    stage(&failed, "8 tested, a waiver proposed");
    failed.does("rm1", &Intent::Accept { case: 1 });
    stage(&failed, "8 tested, a waiver accepted");
    let mut missing = law.clone();
    missing.does("tt1", &Intent::Run { cases: 12, failed: 0, suites: Manifest::Missing });
    stage(&missing, "8 tested, a suite is missing");
    law.does("tt1", &Intent::Record { pass: true, run: None, reason: false });
    stage(&law, "9 passed");
    let mut edited = law.clone();
    edited.does("rm1", &Intent::Notes { text: 1 });
    stage(&edited, "9 passed, the notes edited");
    edited.does("sd1", &Intent::Letter { text: 2 });
    edited.does("rm1", &Intent::Distribute);
    for who in ["qm1", "tt1", "cm1", "sec1"] {
        edited.does(who, &review(true, None));
    }
    stage(&edited, "9 passed, the notes edited on an earlier letter");
    law.does("rm1", &go());
    hand_over(&mut law);
    stage(&law, "10 go live");
    law
}

/// From a live go to the end.
fn up_to_close(all: &mut Situations, mut law: Law) -> Law {
    let mut stage = |law: &Law, title: &str| all.push((title.to_owned(), law.clone()));
    let i = deploy(&law, "federal", Outcome::Deployed);
    law.does("sd1", &i);
    stage(&law, "11a one of two targets deployed");
    let i = deploy(&law, "presidential", Outcome::Deployed);
    law.does("sd1", &i);
    stage(&law, "11a all deployed");
    law.does("sd1", &Intent::Complete);
    stage(&law, "11b letter completed");
    let ocrs = vec![name("OCR-1"), name("OCR-2")];
    law.does("rm1", &Intent::Resolve { ocrs: ocrs.clone() });
    stage(&law, "12a resolved");
    law.does("rm1", &Intent::Confirm { ocrs: ocrs.clone(), state: CqState::Resolved });
    stage(&law, "12b confirmed");
    let confirmed = law.clone();
    for ocr in ocrs {
        law.does("qm1", &Intent::Verify { ocr, pass: true });
    }
    stage(&law, "13 verified");
    law.does("qm1", &Intent::Report);
    stage(&law, "14 reported");
    law.does("rm1", &Intent::Close);
    stage(&law, "15 closing: its notice is not handed over");
    hand_over(&mut law);
    stage(&law, "15 closed");
    confirmed
}

/// Held, stopped, condemned.
fn aside(all: &mut Situations, confirmed: &Law) {
    let at = |all: &Situations, title: &str| all.iter().find(|(t, _)| t == title).unwrap().1.clone();
    let (passed, live) = (at(all, "9 passed"), at(all, "10 go live"));
    let (opened, distributed) = (at(all, "3a coordinated"), at(all, "7a distributed"));
    let (tested, closing) = (at(all, "8 tested"), at(all, "9 passed"));
    let one = at(all, "11a one of two targets deployed");
    let mut side = |title: &str, mut law: Law, who: &str, intent: Intent| {
        law.does(who, &intent);
        all.push((title.to_owned(), law.clone()));
        law
    };
    let failed = |law: &Law, target: &str| deploy(law, target, Outcome::Failed);
    side("held", passed, "rm1", Intent::Hold);
    side("held with a live go", live.clone(), "rm1", Intent::Hold);
    side("stopped by a no-go", live.clone(), "rm1", Intent::NoGo);
    let stopped = side("stopped by a failed deployment", live.clone(), "sd1", failed(&live, "federal"));
    let half = one.clone();
    side(
        "stopped by a failed deployment, the other target deployed",
        one.clone(),
        "sd1",
        failed(&one, "presidential"),
    );
    let fail = Intent::Verify { ocr: name("OCR-1"), pass: false };
    let bad = side("stopped by a failed verification", confirmed.clone(), "qm1", fail);
    let seen = Intent::Confirm { ocrs: vec![name("OCR-1")], state: CqState::Opened };
    let bad = side("stopped by a failed verification, its Reject confirmed", bad, "rm1", seen);
    side("reopened at 12", bad.clone(), "rm1", Intent::Reopen { at: 12, ocr: Some(name("OCR-1")) });
    side("reopened at 5 when deployed", bad.clone(), "rm1", Intent::Reopen { at: 5, ocr: None });
    side("an OCR deferred", bad, "rm1", Intent::Defer { ocr: name("OCR-1"), stays: true });
    side("reopened at 6", stopped, "rm1", Intent::Reopen { at: 6, ocr: None });
    let out = Intent::Withdraw { ocr: name("OCR-2") };
    side("an OCR withdrawn after deployment", half, "rm1", out);
    let mut late = live;
    late.wait(6000);
    let windows = vec![window("federal", late.now, 0, 6000), window("presidential", late.now, 0, 6000)];
    all.push(("the window ran out".into(), late.clone()));
    let mut side = |title: &str, mut law: Law, who: &str, intent: Intent| {
        law.does(who, &intent);
        all.push((title.to_owned(), law.clone()));
    };
    side("the window ran out, rescheduled", late, "rm1", Intent::Reschedule { windows });
    let no = Intent::Record { pass: false, run: None, reason: true };
    side("build condemned by a fail", tested, "tt1", no);
    let reject = |class| review(false, Some(class));
    side("build condemned by a review", distributed.clone(), "cm1", reject(RejectClass::Build));
    side("letter condemned", distributed.clone(), "cm1", reject(RejectClass::Document));
    side("scope condemned", distributed, "cm1", reject(RejectClass::Scope));
    side("plan condemned", opened, "cm1", Intent::Concur { yes: false, reason: true });
    side("cancelled", closing, "rm1", Intent::Cancel);
}

/// Every one, with its title.
pub fn situations() -> Situations {
    let mut all = Vec::new();
    let live = up_to_go(&mut all);
    let confirmed = up_to_close(&mut all, live);
    aside(&mut all, &confirmed);
    all
}

/// One of the situations, by its title.
pub fn situation(title: &str) -> Law {
    situations().into_iter().find(|(t, _)| t == title).unwrap_or_else(|| panic!("no situation {title}")).1
}
