//! The permission law, printed for people to read: in every situation of a release, every act, by every role. And who,
//! having acted in one role, may still act in another.

mod situations;

use std::fmt::Write;

use era_rm::domain::event::*;
use era_rm::domain::ocr::Field;
use era_rm::domain::{Event, Key, Priority, RefusalKind, Release, Role, Step};
use era_rm::sop::decide::latest_act;

pub use situations::situations;
pub use situations::{deploy, situation};
use situations::{receive, review, schedule};

use super::support::golden;
use super::support::intent::{self, Deploy, Intent, Manifest, window};
use super::support::law::{Law, login_of, name, role_of};

/// Whatever comes next of what there are several of, complete with its evidence.
fn intents(law: &Law) -> Vec<(&'static str, Intent)> {
    let s = law.standing();
    let ocrs: Vec<_> = law.release().map_or(vec![name("OCR-1")], |r| r.scope.ocrs.clone());
    let open = |step: Step| {
        let waits = |o: &&era_rm::domain::OcrId| s.is_some_and(|s| !s.signed(step, &Key::Ocr((*o).clone())));
        ocrs.iter().find(waits).unwrap_or(&ocrs[0]).clone()
    };
    let targets: Vec<_> = law.release().map_or(vec![name("federal")], |r| r.targets().cloned().collect());
    let target = targets
        .iter()
        .find(|t| s.is_some_and(|s| !s.signed(Step::Deploy, &Key::Target((*t).clone()))))
        .unwrap_or(&targets[0])
        .as_str();
    let now = law.now;
    let again = vec![window("federal", now, 1, 6000), window("presidential", now, 1, 6000)];
    let pool = name("OCR-3");
    let owing = law.release().and_then(|r| r.notices.last()).map_or(1, |n| n.revision);
    let at_once = |outcome| match deploy(law, target, outcome) {
        Intent::Deploy(d) => Intent::Deploy(Deploy { start: now, end: now, deployer: name("sd9"), ..d }),
        other => other,
    };
    let amend = |field| Intent::Amend { ocr: ocrs[0].clone(), field, reference: true };
    let confirm = |state| Intent::Confirm { ocrs: vec![open(Step::Confirm)], state };
    let reopen = |at| Intent::Reopen { at, ocr: (at == 12).then(|| ocrs[0].clone()) };
    let new =
        Intent::Schedule { number: name("R2"), ocrs: vec![pool], windows: again.clone(), reason: false };
    let pool = || name("OCR-3");
    vec![
        ("ocr receive (a new one)", receive("OCR-9", Priority::Routine)),
        ("ocr return (from the pool)", Intent::Return { ocr: pool() }),
        ("ocr amend: title", amend(Field::Title)),
        ("ocr amend: security", amend(Field::Security)),
        ("ocr withdraw", Intent::Withdraw { ocr: ocrs[0].clone() }),
        ("ocr defer", Intent::Defer { ocr: ocrs[0].clone(), stays: true }),
        ("release schedule (another)", new),
        ("release reschedule", Intent::Reschedule { windows: again }),
        ("release renumber", Intent::Renumber { number: name("R3") }),
        ("release input: yes", Intent::Input { yes: true, reason: false }),
        ("release input: no", Intent::Input { yes: false, reason: true }),
        ("release coordinate", Intent::Coordinate),
        ("release concur: yes", Intent::Concur { yes: true, reason: false }),
        ("release concur: no", Intent::Concur { yes: false, reason: true }),
        ("release notify", Intent::Notify),
        ("build record", Intent::Build { id: 9, builder: name("sd9"), reason: true }),
        ("test dev", Intent::DevTest { cases: 12, failed: 0 }),
        ("letter submit (a new one)", Intent::Letter { text: 9 }),
        ("letter distribute", Intent::Distribute),
        ("test coordinate", Intent::CoordinateTests),
        ("letter review: approve", review(true, None)),
        ("letter review: document", review(false, Some(RejectClass::Document))),
        ("letter review: build", review(false, Some(RejectClass::Build))),
        ("letter review: scope", review(false, Some(RejectClass::Scope))),
        ("test run", Intent::Run { cases: 12, failed: 0, suites: Manifest::None }),
        ("test run --suites", Intent::Run { cases: 12, failed: 0, suites: Manifest::Complete }),
        ("test waive", Intent::Waive { case: 1 }),
        ("test waive --accept", Intent::Accept { case: 1 }),
        ("test record --pass", Intent::Record { pass: true, run: None, reason: false }),
        ("test record --pass with results", Intent::Record { pass: true, run: Some((12, 0)), reason: false }),
        ("test record --fail", Intent::Record { pass: false, run: None, reason: true }),
        ("notes edit", Intent::Notes { text: 9 }),
        ("notes edit --generated", Intent::Notes { text: 0 }),
        ("deploy go", Intent::Go { targets: targets.clone(), reason: true }),
        ("deploy no-go", Intent::NoGo),
        ("deploy record: deployed", at_once(Outcome::Deployed)),
        ("deploy record: failed", at_once(Outcome::Failed)),
        ("deploy record: backed-out", at_once(Outcome::BackedOut)),
        ("deploy record: irregular", at_once(Outcome::Irregular)),
        ("letter complete", Intent::Complete),
        ("cq resolve", Intent::Resolve { ocrs: vec![open(Step::Resolve)] }),
        ("cq confirm: Resolved", confirm(CqState::Resolved)),
        ("cq confirm: Opened", confirm(CqState::Opened)),
        ("cq confirm: Closed", confirm(CqState::Closed)),
        ("verify record --pass", Intent::Verify { ocr: open(Step::Verify), pass: true }),
        ("verify record --fail", Intent::Verify { ocr: open(Step::Verify), pass: false }),
        ("verify notify", Intent::Report),
        ("release close", Intent::Close),
        ("release add", Intent::Add { ocrs: vec![pool()] }),
        ("release drop", Intent::DropOcrs { ocrs: vec![ocrs[0].clone()] }),
        ("release drop --target", Intent::DropTarget { target: name(target) }),
        ("release hold", Intent::Hold),
        ("release resume", Intent::Resume),
        ("release reopen --at 2", reopen(2)),
        ("release reopen --at 5", reopen(5)),
        ("release reopen --at 6", reopen(6)),
        ("release reopen --at 12", reopen(12)),
        ("release cancel", Intent::Cancel),
        ("retract (another's)", Intent::Retract { revision: law.release().map_or(0, |r| r.revision) }),
        ("notice by-hand", Intent::ByHand { revision: owing }),
        ("notice send", Intent::Send { revision: owing }),
    ]
}

/// What else becomes of notices: of the latest that an act on the release owed.
fn words(law: &Law) -> Vec<(&'static str, Event)> {
    let latest = law.release().and_then(|r| r.notices.last());
    let notice = latest.map_or(name("R1/9999/lmc"), |n| n.id.clone());
    let fails = NoticeFailed {
        notice: notice.clone(),
        outcome: Failed::Again,
        recipients: vec![name("a@b.example")],
        reply: name("451 later"),
    };
    let acknowledges = NoticeAcknowledged { note: Some(name("has come")), notice };
    let waited = vec![Waited { party: name("test-team"), since: law.now, what: name("to be reviewed") }];
    vec![
        ("notice send (in vain)", fails.into()),
        ("notice ack", acknowledges.into()),
        ("notice remind", Reminded { waited }.into()),
    ]
}

/// Acts of an administrator, and the two that nobody types.
fn administration(law: &Law) -> Vec<(&'static str, Event)> {
    let profile = law.world.persons[&name("aud1")].profile.clone();
    let new = era_rm::domain::person::Profile { login: name("newcomer"), ..profile.clone() };
    let (login, role) = (name("aud1"), Role::Auditor);
    let begin =
        LedgerCreated2 { trust: Trust::Os, separation: true, administrator: profile, role: None, key: None };
    let grant = RoleGranted {
        login: name("aud1"),
        role: Role::TestTeam,
        from: name("2099-01-01T00:00:00Z"),
        until: None,
    };
    let (key, reason) = (super::support::keys::public("aud1"), || name("new laptop"));
    let add = KeyAdded { authority: false, key: key.clone(), login: name("aud1") };
    let end = KeyEnded {
        compromised_since: None,
        disputed: Vec::new(),
        key,
        login: name("aud1"),
        reason: reason(),
    };
    let propose =
        RoleProposed { from: grant.from, login: grant.login.clone(), role: grant.role, until: None };
    let delegate = RoleDelegated {
        from: law.now,
        login: name("aud1"),
        of: name("qm9"),
        reason: Some(reason()),
        role: Role::QualityManagement,
        until: law.now.plus_seconds(60),
    };
    let party = PartySet { party: name("lmc"), name: name("Lockheed"), addresses: Vec::new() };
    let setting = SettingSet { name: name("lmc-name"), value: name("Lockheed") };
    let erase = DocumentErased { digest: Default::default(), reason: name("it names a person") };
    let restore = RestoreAccepted { kept: 1, lost: 2, reason: name("x") };
    let refused = Refused { command: name("x"), code: name("y"), why: name("z"), release: None };
    vec![
        ("person add", PersonAdded { profile: new }.into()),
        ("person key add", add.into()),
        ("person key end", end.into()),
        ("role grant (the first of two)", propose.into()),
        ("role grant", grant.into()),
        ("role delegate (of qm9)", delegate.into()),
        ("role revoke", RoleRevoked { login, role, reason: name("left") }.into()),
        ("party set", party.into()),
        ("setting set", setting.into()),
        ("ledger accept-restore", restore.into()),
        ("document erase", erase.into()),
        ("init (again)", begin.into()),
        ("(a refusal)", refused.into()),
    ]
}

fn cell(law: &Law, who: &str, role: Role, event: Event) -> &'static str {
    match law.verdict(who, role, event).map_err(|r| r.kind) {
        Ok(()) => "ok",
        Err(RefusalKind::Role) => ".",
        Err(RefusalKind::Order) => "order",
        Err(RefusalKind::Evidence) => "evid",
        Err(RefusalKind::Conflict) => "confl",
        Err(RefusalKind::Separation) => "sep",
        Err(RefusalKind::NotFound) => "none",
        Err(RefusalKind::Identity) => "ident",
        Err(RefusalKind::Usage) => "usage",
    }
}

/// One's own latest act, by whoever of the role acted last.
fn retract_own(law: &Law, role: Role) -> &'static str {
    let last = |r: &Release| {
        let who = r.history.iter().rev().find(|f| f.role == role)?.actor.clone();
        let own = latest_act(r, &who)?.revision(&r.subject());
        Some((who, own))
    };
    match law.release().and_then(last) {
        None => "-",
        Some((who, own)) => {
            cell(law, who.as_str(), role, intent::event(law, &Intent::Retract { revision: own }))
        }
    }
}

#[test]
fn every_act_in_every_situation_by_every_role() {
    let mut text = String::from(
        "The permission matrix: in each situation of a release, each act (down), by a person of each role (across) who has\n\
         not acted on the release before. Everything that must come with the act comes with it.\n\n\
         ok     permitted\n\
         .      refused: not the role's act (SOP, Responsibility)\n\
         order  refused: it is not its time (an earlier step does not stand; held, stopped, frozen, ended)\n\
         evid   refused: what comes with it does not do\n\
         confl  refused: it is done already, or belongs to another\n\
         none   refused: there is nothing to do it on\n\
         -      nobody of the role has acted\n\n\
         Stands: the steps whose sign-offs all count at that moment.\n",
    );
    let mut tried = 0;
    let tables: Vec<(String, Law, Vec<String>)> =
        situations().into_iter().map(|(title, law)| (title, law.clone(), rows(&law, &mut tried))).collect();
    let heads = format!("{:<36}rm    sd    tt    qm    cm    sec   adm   aud", "");
    let alike = |row: &String| tables.iter().all(|(_, _, rows)| rows.contains(row));
    overview(&mut text, &tables);
    writeln!(text, "\n## in every situation alike\n{heads}").unwrap();
    tables[0].2.iter().filter(|row| alike(row)).for_each(|row| writeln!(text, "{row}").unwrap());
    for (title, law, rows) in &tables {
        writeln!(text, "\n## {title}").unwrap();
        if let Some(s) = law.standing() {
            let stands: Vec<_> = Step::ALL.into_iter().filter(|x| s.stands(*x)).map(Step::label).collect();
            writeln!(text, "stands: {}", stands.join(" ")).unwrap();
            s.stopped().iter().for_each(|c| writeln!(text, "stopped: {}", c.say()).unwrap());
        }
        writeln!(text, "{heads}").unwrap();
        rows.iter().filter(|row| !alike(row)).for_each(|row| writeln!(text, "{row}").unwrap());
    }
    writeln!(text, "\n{tried} cells").unwrap();
    golden("permission-matrix.txt", &text);
}

/// One page: acts down, situations across, the verdict for the role whose act it is.
fn overview(text: &mut String, tables: &[(String, Law, Vec<String>)]) {
    writeln!(text, "\n## overview: the verdict for whoever's act it is, in each situation").unwrap();
    writeln!(text, "+ ok   o order   e evid   c confl   n none   s sep   * not the same for each\n").unwrap();
    for (n, (title, _, _)) in tables.iter().enumerate() {
        writeln!(text, "{:>2} {title}", n + 1).unwrap();
    }
    let digits =
        |of: &dyn Fn(usize) -> usize| (1..=tables.len()).map(|n| of(n).to_string()).collect::<String>();
    writeln!(text, "\n{:36}{}\n{:36}{}", "", digits(&|n| n / 10), "", digits(&|n| n % 10)).unwrap();
    for (i, first) in tables[0].2.iter().enumerate() {
        let cells = tables.iter().map(|(_, _, rows)| {
            let mut own: Vec<&str> = rows[i][36..].split_whitespace().filter(|c| !".-".contains(c)).collect();
            own.dedup();
            match own.as_slice() {
                [] => '.',
                ["ok"] => '+',
                [one] => one.chars().next().unwrap(),
                _ => '*',
            }
        });
        writeln!(text, "{}{}", &first[..36], cells.collect::<String>().trim_end()).unwrap();
    }
}

/// A row for each act: its label, and the verdict for each role.
fn rows(law: &Law, tried: &mut usize) -> Vec<String> {
    let acts = intents(law).into_iter().map(|(label, i)| (label, intent::event(law, &i)));
    let mut rows: Vec<String> = acts
        .chain(words(law))
        .chain(administration(law))
        .map(|(label, event)| {
            let cells = Role::ALL.map(|role| {
                *tried += 1;
                format!("{:<6}", cell(law, &login_of(role, 9), role, event.clone()))
            });
            format!("{label:<36}{}", cells.concat().trim_end())
        })
        .collect();
    let own = Role::ALL.map(|role| format!("{:<6}", retract_own(law, role))).concat();
    rows.push(format!("{:<36}{}", "retract (one's own latest)", own.trim_end()));
    rows
}

#[test]
fn the_matrix_tries_every_act() {
    let (_, law) = situations().swap_remove(5);
    let acts = intents(&law).into_iter().map(|(_, i)| intent::event(&law, &i));
    let tried: std::collections::BTreeSet<&str> = acts
        .chain(words(&law).into_iter().chain(administration(&law)).map(|(_, e)| e))
        .map(|e| e.name())
        .collect();
    // What is recorded no more is judged as today's form is: `old_forms` holds that.
    let old: Vec<&str> = OLD.iter().map(|(old, _)| *old).collect();
    let all: std::collections::BTreeSet<&str> =
        Event::NAMES.iter().copied().filter(|n| !old.contains(n)).collect();
    assert_eq!(tried, all);
}

/// What `jack`, who holds all six roles, does in a role on a notified release; each is lawful for a newcomer.
fn doing(role: Role) -> Intent {
    match role {
        Role::ReleaseManager => Intent::Hold,
        Role::SoftwareDeveloper => Intent::Build { id: 1, builder: name("jack"), reason: false },
        _ => Intent::Concur { yes: false, reason: true },
    }
}
/// How `jack` came to act in a role on the release, and nothing else changed.
fn acting(law: &mut Law, role: Role) {
    let intent = match role {
        Role::ReleaseManager => Intent::Coordinate,
        Role::SoftwareDeveloper => Intent::Input { yes: true, reason: false },
        _ => Intent::Concur { yes: true, reason: false },
    };
    law.tries("jack", role, &intent).unwrap();
}

/// A notified release on which `jack` has acted in one role.
fn notified_with_jack(role: Option<Role>) -> Law {
    let mut law = Law::new(true);
    law.does("rm1", &receive("OCR-1", Priority::Routine));
    law.does("rm1", &receive("OCR-2", Priority::Routine));
    law.tries("jack", Role::ReleaseManager, &receive("OCR-3", Priority::Routine)).unwrap();
    law.does("rm1", &schedule());
    let mut by = |who: &str, intent: &Intent| {
        if role == Some(role_of(who)) {
            acting(&mut law, role_of(who));
        } else {
            law.does(who, intent);
        }
    };
    by("sd1", &Intent::Input { yes: true, reason: false });
    by("rm1", &Intent::Coordinate);
    for who in ["qm1", "tt1", "cm1", "sec1"] {
        by(who, &Intent::Concur { yes: true, reason: false });
    }
    law.does("rm1", &Intent::Notify);
    law
}

fn tries_all(law: &Law) -> String {
    let signing = Role::ALL.into_iter().filter(|r| r.signs());
    let cells =
        signing.map(|role| format!("{:<6}", cell(law, "jack", role, intent::event(law, &doing(role)))));
    cells.collect::<String>().trim_end().to_owned()
}

#[test]
fn one_person_one_role() {
    let mut text = String::from(
        "The separation matrix: `jack` holds all six roles. Down: what he has done on release R1. Across: the role in which he\n\
         acts next (RM holds, SD builds, an area answers).\n\n\
         ok   permitted\n\
         sep  refused: one person acts in one role per release\n\n",
    );
    writeln!(text, "{:<62}rm    sd    tt    qm    cm    sec", "").unwrap();
    let mut row = |what: &str, law: &Law| writeln!(text, "{what:<62}{}", tries_all(law)).unwrap();
    let fresh = notified_with_jack(None);
    row("nothing (he received OCR-3, which stayed in the pool)", &fresh);
    for role in Role::ALL.into_iter().filter(|r| r.signs()) {
        row(&format!("acted as {role}"), &notified_with_jack(Some(role)));
    }
    let mut law = fresh.clone();
    law.does("sd1", &Intent::Build { id: 7, builder: name("jack"), reason: false });
    row("was named builder by a Software Developer", &reason_given(law));
    let mut law = fresh.clone();
    law.does("rm1", &Intent::Build { id: 7, builder: name("jack"), reason: false });
    row("was named builder by a Release Manager", &reason_given(law));
    let mut law = fresh.clone();
    law.does("rm1", &Intent::Build { id: 7, builder: name("sd1"), reason: false });
    let Intent::Deploy(d) = deploy(&law, "federal", Outcome::Failed) else { panic!() };
    law.does("sd1", &Intent::Deploy(Deploy { deployer: name("jack"), ..d }));
    row("was named deployer by a Software Developer", &reason_given(law));
    let mut law = fresh.clone();
    law.does("rm1", &Intent::Add { ocrs: vec![name("OCR-3")] });
    row("received an OCR that joined the release", &law);
    let mut law = fresh.clone();
    law.tries(
        "jack",
        Role::ReleaseManager,
        &Intent::Amend { ocr: name("OCR-3"), field: Field::Title, reference: false },
    )
    .unwrap();
    row("amended an OCR in the pool", &law);
    let mut law = fresh.clone();
    law.tries(
        "jack",
        Role::ReleaseManager,
        &Intent::Amend { ocr: name("OCR-1"), field: Field::Title, reference: false },
    )
    .unwrap();
    row("amended an OCR of the release", &law);
    let mut law = notified_with_jack(Some(Role::TestTeam));
    law.tries("jack", Role::SoftwareDeveloper, &doing(Role::SoftwareDeveloper)).unwrap_err();
    row("acted as Test Team, and was refused as Software Developer", &law);
    let mut law = fresh.clone();
    law.tries("jack", Role::Security, &doing(Role::Security)).unwrap();
    let revision = law.release().unwrap().revision;
    law.tries("jack", Role::Security, &Intent::Retract { revision }).unwrap();
    row("acted as Security, and retracted it", &law);
    let mut law = fresh.clone();
    let notify = law.release().unwrap().revision;
    law.tries("jack", Role::ReleaseManager, &Intent::ByHand { revision: notify }).unwrap();
    row("handed over a notice as Release Manager", &law);
    let mut training = Law::new(false);
    training.does("rm1", &receive("OCR-1", Priority::Routine));
    training.does("rm1", &receive("OCR-2", Priority::Routine));
    training.does("rm1", &schedule());
    let input = Intent::Input { yes: true, reason: false };
    training.tries("jack", Role::SoftwareDeveloper, &input).unwrap();
    training.tries("jack", Role::ReleaseManager, &Intent::Coordinate).unwrap();
    for role in Role::AREAS {
        training.tries("jack", role, &Intent::Concur { yes: true, reason: false }).unwrap();
    }
    training.tries("jack", Role::ReleaseManager, &Intent::Notify).unwrap();
    row("acted in every role, with `init --separation off`", &training);
    golden("separation-matrix.txt", &text);
}

/// `doing` records a first build; a second one would need a reason, which is not what is asked here.
fn reason_given(mut law: Law) -> Law {
    let revision = law.release().unwrap().builds.len();
    assert_eq!(revision, 1);
    law.wait(1);
    law
}
