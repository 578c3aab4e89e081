//! Acts as people intend them: what is typed, without the parts of an event that follow from the ledger. Domain words
//! only; `event` fills in what the workflow would.

use era_rm::domain::event::*;
use era_rm::domain::evidence::Part;
use era_rm::domain::ocr::{Approval, Change, Field};
use era_rm::domain::results::{Suite, Suites};
use era_rm::domain::{
    Artifact, BuildId, Digest, DocumentRef, Event, Login, NoticeId, OcrId, Package, Priority, Release,
    ReleaseNumber, Results, TargetId, TestResults, Text, Time,
};
use era_rm::ledger::chain::Document;
use era_rm::ledger::digest::of_bytes;
use era_rm::sop::{decide, notes};

use super::law::{Law, name};

/// What somebody wants to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Intent {
    Receive {
        ocr: OcrId,
        priority: Priority,
        documents: bool,
    },
    Return {
        ocr: OcrId,
    },
    Amend {
        ocr: OcrId,
        field: Field,
        reference: bool,
    },
    Withdraw {
        ocr: OcrId,
    },
    Defer {
        ocr: OcrId,
        stays: bool,
    },
    Schedule {
        number: ReleaseNumber,
        ocrs: Vec<OcrId>,
        windows: Vec<Window>,
        reason: bool,
    },
    Reschedule {
        windows: Vec<Window>,
    },
    Renumber {
        number: ReleaseNumber,
    },
    Input {
        yes: bool,
        reason: bool,
    },
    Coordinate,
    Concur {
        yes: bool,
        reason: bool,
    },
    Notify,
    Build {
        id: u64,
        builder: Login,
        reason: bool,
    },
    DevTest {
        cases: u64,
        failed: u64,
    },
    Letter {
        text: u64,
    },
    Distribute,
    CoordinateTests,
    Review {
        approve: bool,
        class: Option<RejectClass>,
        comment: bool,
    },
    Run {
        cases: u64,
        failed: u64,
        suites: Manifest,
    },
    Waive {
        case: u64,
    },
    Accept {
        case: u64,
    },
    Record {
        pass: bool,
        run: Option<(u64, u64)>,
        reason: bool,
    },
    /// Edited in these words; 0 gives the edit up.
    Notes {
        text: u64,
    },
    Go {
        targets: Vec<TargetId>,
        reason: bool,
    },
    NoGo,
    Deploy(Deploy),
    Complete,
    Resolve {
        ocrs: Vec<OcrId>,
    },
    Confirm {
        ocrs: Vec<OcrId>,
        state: CqState,
    },
    Verify {
        ocr: OcrId,
        pass: bool,
    },
    Report,
    Close,
    Add {
        ocrs: Vec<OcrId>,
    },
    DropOcrs {
        ocrs: Vec<OcrId>,
    },
    DropTarget {
        target: TargetId,
    },
    Hold,
    Resume,
    Reopen {
        at: u64,
        ocr: Option<OcrId>,
    },
    Cancel,
    /// Of that revision of the release.
    Retract {
        revision: u64,
    },
    /// The notices that this revision owed: those not handed over, or all if all are.
    ByHand {
        revision: u64,
    },
    /// The first notice that this revision owed and that was not handed over, or the first of all.
    Send {
        revision: u64,
    },
}

/// What a run says of the suites that had to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manifest {
    /// Nothing.
    None,
    /// All ran.
    Complete,
    /// One did not.
    Missing,
}

/// What somebody says of a deployment.
#[derive(Clone, Debug, PartialEq)]
pub struct Deploy {
    pub target: TargetId,
    pub outcome: Outcome,
    pub start: Time,
    pub end: Time,
    pub deployer: Login,
    /// The digests installed are the build's.
    pub intact: bool,
    pub backup: bool,
    pub corrects: Option<u64>,
    pub reason: bool,
}

/// A digest made of two numbers.
pub fn digest(kind: u8, n: u64) -> Digest {
    let mut bytes = [kind; 32];
    bytes[..8].copy_from_slice(&n.to_be_bytes());
    Digest(bytes)
}
/// A document whose bytes are its name.
fn document(kind: u8, n: u64) -> DocumentRef {
    let words = format!("{kind}-{n}.md");
    let digest = of_bytes(words.as_bytes());
    DocumentRef { name: name(&words), media: name("text/markdown"), size: words.len() as u64, digest }
}
/// The documents that an event names, with their bytes.
pub fn documents(event: &Event) -> Vec<Document> {
    fn collect(v: &serde_json::Value, all: &mut Vec<Document>) {
        if let (Some(serde_json::Value::String(words)), true) = (v.get("name"), v.get("media").is_some()) {
            let bytes = words.clone().into_bytes();
            all.push(Document { digest: of_bytes(&bytes), bytes });
        }
        let inside: Vec<&serde_json::Value> = match v {
            serde_json::Value::Array(a) => a.iter().collect(),
            serde_json::Value::Object(o) => o.values().collect(),
            _ => Vec::new(),
        };
        inside.into_iter().for_each(|x| collect(x, all));
    }
    let mut all = Vec::new();
    collect(&serde_json::to_value(event).unwrap(), &mut all);
    all
}
fn text() -> Text {
    name("because")
}
fn said(given: bool) -> Option<Text> {
    given.then(text)
}
fn case(n: u64) -> Text {
    name(&format!("case-{n}"))
}
fn results(cases: u64, failed: u64, manifest: Manifest) -> TestResults {
    let failed_cases = (1..=failed).map(case).collect();
    let file = Results {
        document: document(1, cases * 10 + failed),
        cases,
        failures: failed,
        errors: 0,
        skipped: 0,
        failed: failed_cases,
    };
    let suite = |n: u64, ran| Suite { name: name(&format!("suite-{n}")), least: 2, ran };
    let wanted = |last| vec![suite(1, 3), suite(2, last)];
    let suites = |last| Suites { manifest: document(8, 1), wanted: wanted(last) };
    let suites = match manifest {
        Manifest::None => None,
        Manifest::Complete => Some(suites(2)),
        Manifest::Missing => Some(suites(1)),
    };
    TestResults { files: vec![file], suites }
}
/// The id of the n-th build.
pub fn build_id(n: u64) -> BuildId {
    name(&format!("build-{n}"))
}
/// A window that opens and ends so many minutes from a moment.
pub fn window(target: &str, at: Time, opens: i64, ends: i64) -> Window {
    Window {
        target: name(target),
        not_before: at.plus_seconds(60 * opens),
        not_after: at.plus_seconds(60 * ends),
    }
}
fn sheets(all: &[(&OcrId, CqAction)]) -> Vec<Worksheet> {
    let sheet = |(ocr, action): &(&OcrId, CqAction)| Worksheet {
        ocr: (*ocr).clone(),
        action: *action,
        text: document(2, 1),
        json: document(2, 2),
    };
    all.iter().map(sheet).collect()
}
fn taken_back(r: Option<&Release>) -> Vec<Worksheet> {
    r.map(|r| sheets(&decide::cq_taken_back(r))).unwrap_or_default()
}
fn joined(law: &Law, ocrs: &[OcrId]) -> Vec<Joined> {
    let by = |o: &OcrId| law.world.ocrs.get(o).map_or_else(|| name("rm1"), |x| x.received_by.clone());
    ocrs.iter().map(|o| Joined { ocr: o.clone(), received_by: by(o) }).collect()
}
fn artifact(build: Option<&BuildId>, intact: bool) -> Artifact {
    let n = build.map_or(0, |b| b.as_str().bytes().fold(7, |a: u64, b| a.wrapping_mul(31) + u64::from(b)));
    Artifact { name: name("era.war"), digest: digest(3, n + u64::from(!intact)), size: Some(1000) }
}
fn amend(law: &Law, ocr: &OcrId, of: Field, reference: bool) -> Event {
    let held = law.world.ocrs.get(ocr);
    let old = held.and_then(|o| decide::field(o, of)).unwrap_or_else(text);
    let new: Text = match of {
        Field::Priority if old.as_str() == "urgent" => name("routine"),
        Field::Priority => name("urgent"),
        _ if old.as_str() == "other words" => name("these words"),
        _ => name("other words"),
    };
    let changes = vec![Change { field: of, old, new }];
    OcrAmended { ocr: ocr.clone(), changes, reference: said(reference) }.into()
}
fn record(r: Option<&Release>, pass: bool, run: Option<(u64, u64)>, reason: bool) -> Event {
    let results = |(cases, failed)| results(cases, failed, Manifest::None);
    let run = run.map(|counts| TestsRun2 { part: Part::Executed, results: results(counts) });
    let before = || r?.runs_of_build().next_back();
    let found = run.as_ref().map(|t| &t.results).or_else(before);
    let waived = found.filter(|_| pass).map(TestResults::failed).unwrap_or_default();
    TestRecorded2 { pass, waived, run, reason: said(reason) }.into()
}
fn deploy(r: Option<&Release>, d: &Deploy) -> Event {
    let installed = vec![artifact(r.and_then(Release::build).map(|b| &b.id), d.intact)];
    DeploymentRecorded2 {
        target: d.target.clone(),
        outcome: d.outcome,
        start: d.start,
        end: d.end,
        deployer: d.deployer.clone(),
        installed,
        backup: said(d.backup),
        corrects: d.corrects,
        reason: said(d.reason),
        withdraws: r.and_then(|r| notes::withdraws(r, &d.target, d.outcome, d.corrects)),
    }
    .into()
}
fn by_hand(r: Option<&Release>, revision: u64) -> Event {
    let owed = || r.into_iter().flat_map(|r| r.notices.iter()).filter(|n| n.revision == revision);
    let mut notices: Vec<NoticeId> = owed().filter(|n| n.delivered.is_none()).map(|n| n.id.clone()).collect();
    if notices.is_empty() {
        notices = owed().map(|n| n.id.clone()).collect();
    }
    NoticesGivenByHand { notices, how: text() }.into()
}
fn send(r: Option<&Release>, revision: u64) -> Event {
    let owed = || r.into_iter().flat_map(|r| r.notices.iter()).filter(|n| n.revision == revision);
    let first = owed().find(|n| n.delivered.is_none()).or(owed().next());
    let notice = first.map_or(name("R1/9999/lmc"), |n| n.id.clone());
    NoticeSent { message_id: text(), notice, recipients: vec![text()], reply: text(), via: Via::Smtp }.into()
}

/// The event that an intent becomes, with everything that follows from the ledger as it stands.
pub fn event(law: &Law, intent: &Intent) -> Event {
    let r = law.release();
    match intent.clone() {
        Intent::Receive { ocr, priority, documents } => {
            let package = Package {
                title: name(&format!("{ocr}: a change")),
                description: text(),
                approval: Approval { reference: name("OCCB 12"), date: name("2026-02-20") },
                priority,
                security: text(),
                cq_record: name("CQ-1"),
                documents: if documents { vec![document(4, 1)] } else { Vec::new() },
            };
            OcrReceived { ocr, package }.into()
        }
        Intent::Return { ocr } => {
            OcrReturned { ocr, reasons: text(), missing: Vec::new(), documents: Vec::new() }.into()
        }
        Intent::Amend { ocr, field, reference } => amend(law, &ocr, field, reference),
        Intent::Withdraw { ocr } => OcrWithdrawn { ocr, reference: name("OCCB 13"), reason: text() }.into(),
        Intent::Defer { ocr, stays } => {
            let completed = r.and_then(|r| r.completed.as_ref());
            let addendum = completed.map(|c| document(8, c.addenda.len() as u64));
            OcrDeferred2 { addendum, ocr, change_stays: stays, reason: text() }.into()
        }
        Intent::Schedule { number, ocrs, windows, reason } => {
            let release = uuid::Uuid::from_u64_pair(1, law.world.numbers.len() as u64 + 1);
            let passed_over = decide::passed_over(&law.world, ocrs.iter());
            let ocrs = joined(law, &ocrs);
            ReleaseScheduled { release, number, ocrs, windows, passed_over, reason: said(reason) }.into()
        }
        Intent::Reschedule { windows } => ReleaseRescheduled { windows, reason: text() }.into(),
        Intent::Renumber { number } => ReleaseRenumbered { number, reason: text() }.into(),
        Intent::Input { yes, reason } => InputGiven { feasible: yes, text: said(reason) }.into(),
        Intent::Coordinate => CoordinationOpened { note: None }.into(),
        Intent::Concur { yes, reason } => Concurred { yes, reason: said(reason) }.into(),
        Intent::Notify => LmcNotified { note: None }.into(),
        Intent::Build { id, builder, reason } => {
            let build = build_id(id);
            let artifacts = vec![artifact(Some(&build), true)];
            let reason = said(reason);
            BuildRecorded { build, source: name("r100"), builder, artifacts, environment: None, reason }
                .into()
        }
        Intent::DevTest { cases, failed } => {
            let results = results(cases, failed, Manifest::None);
            DeveloperTested2 { results, witnesses: Vec::new() }.into()
        }
        Intent::Letter { text } => LetterSubmitted2 {
            letter: document(5, text),
            page: document(9, text),
            source: document(10, text),
            templates: Vec::new(),
        }
        .into(),
        Intent::Distribute => LetterDistributed { note: None }.into(),
        Intent::CoordinateTests => {
            TestsCoordinated { place: name("lab"), when: law.now, who: name("the team") }.into()
        }
        Intent::Review { approve, class, comment } => {
            LetterReviewed { approved: approve, class, comment: said(comment) }.into()
        }
        Intent::Run { cases, failed, suites } => {
            TestsRun2 { part: Part::Observed, results: results(cases, failed, suites) }.into()
        }
        Intent::Waive { case: n } => WaiverProposed { case: case(n), reason: text() }.into(),
        Intent::Accept { case: n } => WaiverAccepted { case: case(n) }.into(),
        Intent::Record { pass, run, reason } => record(r, pass, run, reason),
        Intent::Notes { text } => {
            let generated = document(10, 0);
            let notes = document(10, text);
            NotesEdited { generated, notes, reason: None }.into()
        }
        Intent::Go { targets, reason } => {
            GoIssued { targets, notes: document(6, 1), reason: said(reason), worksheets: taken_back(r) }
                .into()
        }
        Intent::NoGo => NoGoIssued { reason: text() }.into(),
        Intent::Deploy(d) => deploy(r, &d),
        Intent::Complete => {
            let letter = r.and_then(Release::letter);
            let approved = letter.map_or(digest(5, 0), |l| l.document.digest);
            let records = r.and_then(|r| r.basis().deployment).unwrap_or_default();
            let of = records.iter().fold(letter.map_or(0, |l| l.revision), |a, d| a * 1000 + d.record);
            LetterCompleted2 {
                completion: document(7, of),
                approved,
                page: document(11, of),
                source: document(12, of),
            }
            .into()
        }
        Intent::Resolve { ocrs } => {
            let all: Vec<_> = ocrs.iter().map(|o| (o, CqAction::Resolve)).collect();
            CqResolved { worksheets: sheets(&all), assigned: name("qm1") }.into()
        }
        Intent::Confirm { ocrs, state } => {
            CqConfirmed { ocrs, state, deployed_release: None, assigned: None }.into()
        }
        Intent::Verify { ocr, pass } => {
            let worksheets = if pass { Vec::new() } else { sheets(&[(&ocr, CqAction::Reject)]) };
            Verified { ocr, pass, findings: text(), worksheets }.into()
        }
        Intent::Report => VerificationReported { note: None }.into(),
        Intent::Close => ReleaseClosed { results: r.map(decide::results).unwrap_or_default() }.into(),
        Intent::Add { ocrs } => OcrsAdded { ocrs: joined(law, &ocrs), reason: text() }.into(),
        Intent::DropOcrs { ocrs } => OcrsDropped { ocrs, reason: text() }.into(),
        Intent::DropTarget { target } => TargetDropped { target, reason: text() }.into(),
        Intent::Hold => ReleaseHeld { reason: text() }.into(),
        Intent::Resume => ReleaseResumed { reason: None }.into(),
        Intent::Reopen { at, ocr } => {
            let worksheets = if at == 12 { Vec::new() } else { taken_back(r) };
            ReleaseReopened { at, ocr, reason: text(), worksheets }.into()
        }
        Intent::Cancel => ReleaseCancelled { reason: text() }.into(),
        Intent::Retract { revision } => ActRetracted { revision, reason: text() }.into(),
        Intent::ByHand { revision } => by_hand(r, revision),
        Intent::Send { revision } => send(r, revision),
    }
}
