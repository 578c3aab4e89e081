//! The text of a notice: plain, complete without the tool, and the same for the same act. What must not live here: to
//! whom a notice is owed (`sop::owed`) and how it travels.

mod withdrawn;

use std::fmt::Write;

use crate::domain::event::{Event, Outcome, Worksheet};
use crate::domain::release::Waiver;
use crate::domain::{Login, NoticeId, OcrId, PartyId, Release, TestResults, Time};
use crate::sop::owed::party_name;
use crate::sop::settings::HELP_DESK;
use crate::sop::table;
use crate::sop::world::World;

/// What stands around the text of a notice.
#[derive(Clone, Copy)]
pub struct Letterhead<'a> {
    /// What names and titles are taken from.
    pub world: &'a World,
    /// The notice.
    pub id: &'a NoticeId,
    /// To whom.
    pub to: &'a PartyId,
    /// Who acts.
    pub from: &'a Login,
    /// When.
    pub at: Time,
    /// The foot: which ledger vouches for it.
    pub foot: &'a str,
}

/// What was waived on the way of a release: failed test cases of its build, and the order of priorities.
fn waivers(r: &Release) -> Vec<String> {
    let build = r.build().map(|b| &b.id);
    let accepted = |w: &&Waiver| Some(&w.build) == build && w.accepted_by.is_some();
    let case = |w: &Waiver| {
        let by = w.accepted_by.as_ref().map(ToString::to_string).unwrap_or_default();
        format!("Waived by {} and {by}: {}: {}", w.proposed_by, w.case, w.reason)
    };
    let mut out: Vec<String> = r.waivers.iter().filter(accepted).map(case).collect();
    for fact in &r.history {
        if let (Event::ReleaseScheduled(e), by) = (&fact.event, &fact.actor) {
            let why = e.reason.as_ref().map(ToString::to_string).unwrap_or_default();
            let left = |o: &OcrId| format!("Priority order waived by {by}: {o} stayed in the pool: {why}");
            out.extend(e.passed_over.iter().map(left));
        }
    }
    out
}

/// The text of the notice that an act owes to a party.
pub fn render(head: &Letterhead<'_>, event: &Event, release: Option<&Release>) -> String {
    let act = table::act_of(event.name());
    let mut out = String::new();
    let to = party_name(head.world, head.to);
    let addresses = head.world.parties.get(head.to).map(|p| p.addresses.as_slice()).unwrap_or_default();
    let addresses: Vec<&str> = addresses.iter().map(|a| a.as_str()).collect();
    let number = match (release, event) {
        (Some(r), _) => Some(r.number.to_string()),
        (None, Event::ReleaseScheduled(e)) => Some(e.number.to_string()),
        (None, _) => None,
    };
    line(&mut out, "Notice", head.id.as_str());
    line(&mut out, "To", &with_addresses(&to, &addresses));
    line(&mut out, "From", &name_of(head.world, head.from));
    line(&mut out, "Date", &head.at.to_string());
    if let Some(n) = &number {
        line(&mut out, "Release", n);
    }
    let says = act.step.and_then(|s| table::SAYS.iter().find(|r| r.step == s.number()));
    if let Some(row) = says {
        line(&mut out, &format!("SOP step {}", row.step), row.activity);
    }
    out.push('\n');
    out.push_str(&message(head, event, release));
    out.push('\n');
    if let Some(r) = release {
        context(&mut out, head.world, r);
    }
    out.push_str(head.foot);
    out
}

fn line(out: &mut String, label: &str, value: &str) {
    // Writing to a String does not fail.
    let _ = writeln!(out, "{label}: {value}");
}
fn with_addresses(name: &str, addresses: &[&str]) -> String {
    if addresses.is_empty() { name.to_owned() } else { format!("{name} <{}>", addresses.join(", ")) }
}
fn name_of(world: &World, login: &Login) -> String {
    world.persons.get(login).map_or_else(|| login.to_string(), |p| format!("{} ({login})", p.profile.name))
}

/// What the release is about: its OCRs and windows.
fn context(out: &mut String, world: &World, r: &Release) {
    out.push('\n');
    for ocr in &r.scope.ocrs {
        line(out, "OCR", &describe(world, ocr));
    }
    for w in &r.plan.windows {
        line(out, "Window", &format!("{} from {} to {}", w.target, w.not_before, w.not_after));
    }
    if let Some(b) = r.build() {
        line(out, "Build", &format!("{} of {}", b.id, b.source));
    }
    if let Some(l) = r.letter() {
        line(out, "Release Letter", &format!("{} SHA-256 {}", l.document.name, l.document.digest));
    }
}
fn describe(world: &World, ocr: &OcrId) -> String {
    match world.ocrs.get(ocr).and_then(|o| o.package.as_ref()) {
        Some(p) => format!("{ocr} ({}) {}; CQ record {}", p.priority, p.title, p.cq_record),
        None => ocr.to_string(),
    }
}

fn because(reason: Option<&crate::domain::Text>) -> String {
    reason.map(|r| format!("\nReason: {r}")).unwrap_or_default()
}
fn note(n: Option<&crate::domain::Text>) -> String {
    n.map(|n| format!("\n{n}")).unwrap_or_default()
}
fn list<T: std::fmt::Display>(items: impl IntoIterator<Item = T>) -> String {
    items.into_iter().map(|i| i.to_string()).collect::<Vec<_>>().join(", ")
}
/// The suites that had to run and did not.
fn incomplete(results: &TestResults) -> String {
    results.missing().fold(String::new(), |mut all, s| {
        let _ = write!(all, "\nIncomplete, for this suite did not run: {}", s.said());
        all
    })
}
fn sheets(worksheets: &[Worksheet]) -> String {
    worksheets.iter().fold(String::new(), |mut all, w| {
        let _ = write!(all, "\nClearQuest: {:?} {}; worksheet SHA-256 {}", w.action, w.ocr, w.text.digest);
        all
    })
}

fn message(head: &Letterhead<'_>, event: &Event, release: Option<&Release>) -> String {
    let n = release.map(|r| r.number.to_string()).unwrap_or_default();
    match &*event.today() {
        Event::OcrReturned(e) => {
            let missing =
                if e.missing.is_empty() { String::new() } else { format!("\nMissing: {}", list(&e.missing)) };
            format!("The package of {} is returned.\nReasons: {}{missing}", e.ocr, e.reasons)
        }
        Event::ReleaseScheduled(e) => {
            let ocrs: Vec<String> = e.ocrs.iter().map(|j| describe(head.world, &j.ocr)).collect();
            let windows =
                e.windows.iter().map(|w| format!("{} from {} to {}", w.target, w.not_before, w.not_after));
            format!(
                "Release {} (probable number) is scheduled. The Software Developer's input is asked for.\nOCRs: {}\nWindows: {}{}",
                e.number,
                ocrs.join("; "),
                windows.collect::<Vec<_>>().join("; "),
                because(e.reason.as_ref())
            )
        }
        Event::ReleaseRescheduled(e) => {
            format!("Release {n} has a new plan. Concurrence is asked for anew.\nReason: {}", e.reason)
        }
        Event::ReleaseRenumbered(e) => format!(
            "Release {n} is now release {} (probable number). It is the same release: nothing else changes, and {n} stays its own.\nReason: {}",
            e.number, e.reason
        ),
        Event::InputGiven(e) => format!(
            "The Software Developer cannot meet the schedule of release {n}.{}",
            because(e.text.as_ref())
        ),
        Event::CoordinationOpened(e) => format!(
            "Can your area support release {n} in its windows? Answer: era-rm release concur {n} --yes, or --no --reason TEXT{}",
            note(e.note.as_ref())
        ),
        Event::Concurred(e) => format!(
            "{} {} the schedule of release {n}.{}",
            name_of(head.world, head.from),
            if e.yes { "concurs with" } else { "does not concur with" },
            because(e.reason.as_ref())
        ),
        Event::LmcNotified(e) => format!(
            "The OCRs of release {n} are approved and scheduled; the build may begin.{}",
            note(e.note.as_ref())
        ),
        Event::BuildRecorded(e) => format!(
            "Build {} of {} was made by {}.{}",
            e.build,
            e.source,
            e.builder,
            because(e.reason.as_ref())
        ),
        Event::DeveloperTested2(e) => {
            let (r, missing) = (&e.results, incomplete(&e.results));
            format!(
                "Developer testing of release {n}: {} cases, {} failed, {} errors, {} skipped.{missing}",
                r.cases(),
                r.failures(),
                r.errors(),
                r.skipped()
            )
        }
        Event::LetterSubmitted2(e) => format!(
            "The Release Letter of release {n} is submitted: {} SHA-256 {}",
            e.letter.name, e.letter.digest
        ),
        Event::LetterDistributed(e) => format!(
            "Please review the Release Letter of release {n}. Answer: era-rm letter review {n} --approve, or --reject --class CLASS --reason TEXT{}",
            note(e.note.as_ref())
        ),
        Event::TestsCoordinated(e) => {
            format!("Testing of release {n}: {} at {}, {}.", e.place, e.when, e.who)
        }
        Event::LetterReviewed(e) => {
            let said = if e.approved {
                "approves".to_owned()
            } else {
                format!("rejects ({})", e.class.map(|c| format!("{c:?}").to_uppercase()).unwrap_or_default())
            };
            format!(
                "{} {said} the Release Letter of release {n}.{}",
                name_of(head.world, head.from),
                because(e.comment.as_ref())
            )
        }
        Event::WaiverProposed(e) => {
            format!("A waiver of the failed case {} is proposed.\nReason: {}", e.case, e.reason)
        }
        Event::WaiverAccepted(e) => format!("The waiver of the failed case {} is accepted.", e.case),
        Event::TestRecorded2(e) => {
            let before = || release.and_then(|r| r.runs_of_build().next_back());
            let missing =
                e.run.as_ref().map(|t| &t.results).or_else(before).map(incomplete).unwrap_or_default();
            let waived =
                if e.waived.is_empty() { String::new() } else { format!("\nWaived: {}", list(&e.waived)) };
            format!(
                "The Test Team {} release {n}.{}{waived}{missing}",
                if e.pass { "passes" } else { "does not pass" },
                because(e.reason.as_ref())
            )
        }
        Event::GoIssued(e) => format!(
            "GO for release {n} on {}. The Release Notes ({}, SHA-256 {}) come with it.{}{}",
            list(&e.targets),
            e.notes.name,
            e.notes.digest,
            because(e.reason.as_ref()),
            sheets(&e.worksheets)
        ),
        Event::NoGoIssued(e) => {
            let withdrawn = release.map(withdrawn::of_no_go).unwrap_or_default();
            format!("NO GO for release {n}. It is not to be deployed.\nReason: {}{withdrawn}", e.reason)
        }
        Event::DeploymentRecorded2(e) => {
            if let (HELP_DESK, Some(r)) = (head.to.as_str(), release) {
                return withdrawn::to_help_desk(e, r);
            }
            let what = match e.outcome {
                Outcome::Deployed => "was deployed to",
                Outcome::Failed => "could not be deployed to",
                Outcome::BackedOut => "was backed out of",
                Outcome::Irregular => "was deployed IRREGULARLY to",
            };
            let asked = e.withdraws.map(|_| "\nThe Help Desk is asked to withdraw the Release Notes for this target.");
            format!(
                "Release {n} {what} {} from {} to {} by {}.{}{}",
                e.target,
                e.start,
                e.end,
                e.deployer,
                because(e.reason.as_ref()),
                asked.unwrap_or_default()
            )
        }
        Event::LetterCompleted2(e) => format!(
            "The Release Letter of release {n} is complete: {} SHA-256 {}",
            e.completion.name, e.completion.digest
        ),
        Event::CqResolved(e) => {
            format!("OK to verify release {n}. Assigned: {}.{}", e.assigned, sheets(&e.worksheets))
        }
        Event::Verified(e) => format!(
            "{} of release {n} {} verification.\nFindings: {}{}",
            e.ocr,
            if e.pass { "passed" } else { "FAILED" },
            e.findings,
            sheets(&e.worksheets)
        ),
        Event::VerificationReported(e) => {
            format!("Verification of release {n} passed.{}", note(e.note.as_ref()))
        }
        Event::ReleaseClosed(e) => {
            let results = e.results.iter().map(|r| format!("{}: {}", r.ocr, r.result));
            let lines: Vec<String> = results.chain(release.into_iter().flat_map(waivers)).collect();
            format!("Deployment of release {n} is verified.\n{}", lines.join("\n"))
        }
        Event::OcrAmended(e) => {
            format!("{} was amended: {}", e.ocr, list(e.changes.iter().map(|c| c.field.word())))
        }
        Event::OcrWithdrawn(e) => format!(
            "The OCCB has withdrawn {} ({}) from release {n}: its scope is new.\nReason: {}",
            e.ocr, e.reference, e.reason
        ),
        Event::OcrDeferred2(e) => format!(
            "{} is deferred from release {n}; the change {}.\nReason: {}",
            e.ocr,
            if e.change_stays { "stays on the targets" } else { "was backed out" },
            e.reason
        ),
        Event::OcrsAdded(e) => format!(
            "{} joined release {n}: its scope is new.\nReason: {}",
            list(e.ocrs.iter().map(|j| &j.ocr)),
            e.reason
        ),
        Event::OcrsDropped(e) => {
            format!("{} left release {n}: its scope is new.\nReason: {}", list(&e.ocrs), e.reason)
        }
        Event::TargetDropped(e) => format!("Target {} left release {n}.\nReason: {}", e.target, e.reason),
        Event::ReleaseHeld(e) => format!("Release {n} is held.\nReason: {}", e.reason),
        Event::ReleaseResumed(e) => format!("Release {n} is resumed.{}", because(e.reason.as_ref())),
        Event::ReleaseReopened(e) => format!(
            "Release {n} is reopened at step {}.\nReason: {}{}",
            e.at,
            e.reason,
            sheets(&e.worksheets)
        ),
        Event::ReleaseCancelled(e) => {
            format!("Release {n} is cancelled; its OCRs are back in the pool.\nReason: {}", e.reason)
        }
        Event::ActRetracted(e) => format!(
            "Revision {} of release {n}, of which you were told, is retracted.\nReason: {}",
            e.revision, e.reason
        ),
        Event::Reminded(e) => {
            let mine = e.waited.iter().filter(|w| w.party == *head.to);
            let waits = mine.map(|w| format!("Since {}: {}", w.since, w.what)).collect::<Vec<_>>().join("\n");
            format!("A reminder: release {n} waits on you.\n{waits}")
        }
        Event::LedgerCreated2(_)
        | Event::PersonAdded(_)
        | Event::KeyAdded(_)
        | Event::KeyEnded(_)
        | Event::RoleProposed(_)
        | Event::RoleGranted(_)
        | Event::RoleDelegated(_)
        | Event::RoleRevoked(_)
        | Event::PartySet(_)
        | Event::SettingSet(_)
        | Event::RestoreAccepted(_)
        | Event::DocumentErased(_)
        | Event::Refused(_)
        | Event::OcrReceived(_)
        | Event::TestsRun2(_)
        // Told in today's form.
        | Event::LedgerCreated(_)
        | Event::DeveloperTested(_)
        | Event::TestsRun(_)
        | Event::TestRecorded(_)
        | Event::LetterSubmitted(_)
        | Event::LetterCompleted(_)
        | Event::OcrDeferred(_)
        | Event::DeploymentRecorded(_)
        | Event::NotesEdited(_)
        | Event::CqConfirmed(_)
        | Event::NoticesGivenByHand(_)
        | Event::NoticeSent(_)
        | Event::NoticeFailed(_)
        | Event::NoticeAcknowledged(_) => String::new(),
    }
}
