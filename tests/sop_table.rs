//! The table held against the SOP's own words and against itself.

use std::collections::BTreeSet;

use era_rm::domain::event::OLD;
use era_rm::domain::{Event, Role, Step};
use era_rm::sop::table::{ACTS, After, MEANS, Per, SAYS, Tell, act_of, is_final, means, roles_of};

/// The SOP's fifteen rows, word for word: step, activity, responsibility.
const SOP: &str = "\
1 | Receive an approved OCR package from the OCCB Secretariat. | Release Manager (RM)
2 | Using the implementation priority set by the OCCB, and with input from the Software Developer, schedule the OCR for a release. Assign probable release number. | RM
3 | Coordinate the proposed release schedule with the ERA Quality Management (QM), Testing, Configuration Management (CM), and Security functional areas such that each area can support the release within the timeframe allotted. | RM
4 | Notify LMC of approved OCRs. | RM
5 | Software Developer creates build. | RM
6 | Software Developer testing activities and development of Release Letter. Note: NARA test personnel participation is optional. | Software Developer
7 | Receives and distributes Release Letter for functional area review and approval. Coordinate testing activities with PMO Test Team. | RM
8 | ERA Test Team executes test cases or assesses Software Developer test results. | Test Team
9 | ERA Test Team passes Release? Yes – go to step 10; No – go to step 5 | Test Team
10 | Issue go/no go deployment notification; forward Release Notes to Help Desk for subsequent distribution to users. | RM
11 | Perform deployment/installation. Complete Release Letter. Notify RM of deployment status. | Software Developer
12 | Notify QM OK to verify by changing the state into CQ: Change state from “Opened” to “Resolved”; Attach the Deployed Release letter to the Attachment tab in CQ; Under Resolution Tab in CQ update the following Fields: “Deployed Release Field” (Deployed Release letter) and “Assigned Field” (Assign QM Personnel) | RM
13 | QM Verification Process | QM
14 | QM notifies RM that verification passed. | QM
15 | RM notifies OCCB Secretariat of verification of deployment | RM
";

#[test]
fn the_sop_is_said_word_for_word() {
    let said: String =
        SAYS.iter().map(|s| format!("{} | {} | {}\n", s.step, s.activity, s.responsibility)).collect();
    assert_eq!(said, SOP);
}

#[test]
fn every_sign_off_has_its_row_in_order() {
    assert_eq!(MEANS.iter().map(|m| m.step).collect::<Vec<_>>(), Step::ALL);
    assert!(Step::ALL.iter().enumerate().all(|(i, s)| *s as usize == i), "declared in the same order");
    let numbers: BTreeSet<u8> = Step::ALL.iter().map(|s| s.number()).collect();
    assert_eq!(numbers, (1..=15).collect(), "each row of the SOP is signed");
    for m in &MEANS {
        assert!(!m.name.is_empty() && !m.command.is_empty(), "{} has a name and a command", m.step);
        assert_eq!(means(m.step).name, m.name);
        let label: Step = m.step.label().parse().unwrap();
        assert_eq!(label, m.step);
    }
    let names: BTreeSet<_> = MEANS.iter().map(|m| m.name).collect();
    let commands: BTreeSet<_> = MEANS.iter().map(|m| m.command).collect();
    assert_eq!((names.len(), commands.len()), (22, 22), "no two rows have the same name or command");
}

#[test]
fn a_step_comes_after_earlier_steps_only() {
    for m in &MEANS {
        for after in m.after {
            match after {
                After::All(p) => assert!(*p < m.step, "{} after {p}", m.step),
                After::Same(p) => {
                    assert!(*p < m.step, "{} after {p}", m.step);
                    assert_eq!(means(*p).per, m.per, "{} is signed for the same as {p}", m.step);
                }
                After::LetterOfBuild => assert!(Step::Distribute < m.step),
                After::LiveGo => assert_eq!(m.per, Per::Target, "a go names targets"),
            }
        }
        assert_eq!(m.after.is_empty(), m.step == Step::Receive, "{} has something before it", m.step);
        assert_eq!(m.falls.is_empty(), m.step == Step::Receive, "{} falls when something changes", m.step);
        assert_eq!(m.falls.iter().collect::<BTreeSet<_>>().len(), m.falls.len());
    }
    // The SOP's last step rests on every other.
    let mut rests: BTreeSet<Step> = BTreeSet::new();
    let mut open = vec![Step::Close];
    while let Some(step) = open.pop() {
        if !rests.insert(step) {
            continue;
        }
        open.extend(means(step).after.iter().flat_map(|a| match a {
            After::All(p) | After::Same(p) => vec![*p],
            After::LetterOfBuild => vec![Step::Distribute],
            After::LiveGo => vec![Step::Go],
        }));
    }
    assert_eq!(rests.into_iter().collect::<Vec<_>>(), Step::ALL);
}

#[test]
fn every_event_has_one_act() {
    let of_acts: BTreeSet<&str> = ACTS.iter().map(|a| a.event).collect();
    let today = |name: &str| !OLD.iter().any(|(old, _)| *old == name);
    let of_events: BTreeSet<&str> = Event::NAMES.iter().copied().filter(|n| today(n)).collect();
    assert_eq!(of_acts, of_events);
    for (old, today) in OLD {
        assert_eq!(act_of(old).event, *today, "an old form is judged by the row of today's");
    }
    assert_eq!(of_acts.len(), ACTS.len(), "no event has two rows");
    let commands: BTreeSet<&str> = ACTS.iter().map(|a| a.command).collect();
    // A role is proposed and granted by the same words: of two administrators each types what he knows. And who sends a
    // notice does not know whether it will go.
    assert_eq!(commands.len(), ACTS.len() - 2, "no two other acts have the same command");
    for a in ACTS {
        assert_eq!(act_of(a.event).command, a.command);
        assert!(!a.roles.is_empty(), "{} is somebody's", a.event);
        assert_eq!(a.roles.iter().collect::<BTreeSet<_>>().len(), a.roles.len());
        let told: BTreeSet<String> = a.tells.iter().map(|t| format!("{t:?}")).collect();
        assert_eq!(told.len(), a.tells.len(), "{} tells each once", a.event);
        assert!(!a.tells.iter().any(|t| matches!(t, Tell::Role(r) if !r.signs())));
    }
    assert_eq!(ACTS.last().unwrap().event, "Refused", "an unknown event finds the row that allows nothing");
}

#[test]
fn every_step_is_signed_by_an_act_of_its_command_and_roles() {
    for m in &MEANS {
        let acts: Vec<_> = ACTS.iter().filter(|a| a.step == Some(m.step)).collect();
        assert_eq!(acts.first().map(|a| a.command), Some(m.command), "{}", m.step);
        assert!(acts.iter().all(|a| a.roles == roles_of(m.step)), "{}: one signer", m.step);
        assert!(roles_of(m.step).iter().all(|r| r.signs()), "an administrator signs no step");
        assert_eq!(m.per == Per::Area, roles_of(m.step) == Role::AREAS, "{}: areas sign for areas", m.step);
    }
    // The Responsibility column: whoever the SOP names signs, or the one who performs what the RM answers for.
    for s in &SAYS {
        let role = match s.responsibility {
            "Release Manager (RM)" | "RM" => Role::ReleaseManager,
            "Software Developer" => Role::SoftwareDeveloper,
            "Test Team" => Role::TestTeam,
            "QM" => Role::QualityManagement,
            other => panic!("the SOP has no {other}"),
        };
        let signs = Step::ALL.iter().filter(|x| x.number() == s.step).any(|x| roles_of(*x).contains(&role));
        assert!(signs, "step {} is signed by the {role}", s.step);
    }
}

#[test]
fn what_is_lawful_while_held_is_the_closed_list() {
    let held: Vec<&str> = ACTS.iter().filter(|a| a.held).map(|a| a.command).collect();
    let lawful = [
        "deploy record",
        "ocr withdraw",
        "release resume",
        "release cancel",
        "retract",
        "notice by-hand",
        "notice send",
        "notice send",
        "notice ack",
        "notice remind",
    ];
    assert_eq!(held, lawful);
    for a in ACTS.iter().filter(|a| a.retractable) {
        assert!(!matches!(a.event, "GoIssued" | "DeploymentRecorded2"), "no go, no deployment");
    }
    let refused: Vec<&str> =
        ACTS.iter().filter(|a| a.tells.len() > 1 && !a.frozen).map(|a| a.command).collect();
    assert_eq!(
        refused,
        ["release reschedule", "release renumber", "release add", "release drop", "release drop --target"]
    );
}

/// What a terminal asks about before it is recorded: what no retraction takes back, and nobody but an administrator does
/// again; that entries are lost, and that a document is erased.
#[test]
fn what_is_final_cannot_be_retracted() {
    let all: Vec<&str> = ACTS.iter().map(|a| a.event).filter(|e| is_final(e)).collect();
    let wanted = "OcrReceived ReleaseScheduled ReleaseRescheduled ReleaseRenumbered GoIssued DeploymentRecorded2 ReleaseClosed OcrReturned \
                  OcrAmended OcrWithdrawn OcrDeferred2 OcrsAdded OcrsDropped TargetDropped ReleaseHeld ReleaseResumed \
                  ReleaseReopened ReleaseCancelled ActRetracted NoticesGivenByHand NoticeSent NoticeFailed NoticeAcknowledged Reminded KeyEnded RestoreAccepted DocumentErased Refused";
    assert_eq!(all, wanted.split_whitespace().collect::<Vec<_>>());
    assert!(all.iter().all(|e| !act_of(e).retractable));
}
