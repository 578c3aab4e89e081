//! What waits on one person: the moves that his roles may make on each open release, and the notices they owe. Whose move
//! it is comes from `sop::moves`, who hands a notice over from `sop::owed`.

use std::fmt::Write;

use serde::Serialize;

use crate::cli::receipt::MoveReport;
use crate::cli::ui::{Tone, paint, wrap};
use crate::domain::{Fact, Login, Release, Role, Subject, Time};
use crate::ledger::view::NoticeRow;
use crate::sop::world::Tried;
use crate::sop::{moves, owed, table};

use super::{act_at, age, notice};

/// A person's inbox.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct InboxReport {
    /// Whose.
    pub login: String,
    /// The roles that are looked at.
    pub roles: Vec<Role>,
    /// The moment for which this is told.
    pub as_of: Time,
    /// What can be done now.
    pub items: Vec<Item>,
    /// What a role of the person may do, but not the person, who has acted in another role on the release.
    pub left_to_others: Vec<Item>,
    /// Notices that acts in the person's roles owe; of OCRs and of releases that have ended, those of the last ninety days.
    pub notices: Vec<Owed>,
}

/// Something that can be done.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct Item {
    /// The release's number.
    pub release: String,
    /// The role to act in.
    pub role: Role,
    /// What, since when, by which command.
    #[serde(flatten)]
    pub what: MoveReport,
}

/// The notices of one release, or of none, that are to be handed over.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct Owed {
    /// The release's number; absent for notices of OCRs, and of releases that have ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    /// The role that owes them.
    pub role: Role,
    /// Since when the oldest is owed.
    pub since: Time,
    /// What to type.
    pub command: String,
    /// Which.
    pub notices: Vec<OwedNotice>,
}

/// A notice that is owed.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct OwedNotice {
    /// Its identifier.
    pub notice: String,
    /// The party that is to be told.
    pub to: String,
    /// The command whose act owes it.
    pub of: &'static str,
    /// Since when it is owed.
    pub since: Time,
    /// The last time that it was tried in vain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tried: Option<Tried>,
    /// When it is tried again, at the earliest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_try: Option<Time>,
}

/// Whose inbox it is, and what it is made of.
pub struct Reader<'a> {
    /// The person.
    pub login: &'a Login,
    /// The roles that are looked at.
    pub roles: Vec<Role>,
    /// Whether one person acts in one role per release.
    pub separation: bool,
    /// Every open release.
    pub open: Vec<&'a Release>,
}

impl Reader<'_> {
    /// The roles in which the person may still act on a release.
    fn free(&self, r: &Release) -> Vec<Role> {
        let other = |role: &Role| r.acted.iter().any(|a| a.login == *self.login && a.role != *role);
        self.roles.iter().filter(|role| !self.separation || !other(role)).copied().collect()
    }

    /// The inbox at a moment, with the notices of OCRs and of releases that have ended, which nobody has handed over yet.
    pub fn inbox(&self, others: &[NoticeRow], now: Time) -> InboxReport {
        let (mut items, mut left_to_others) = (Vec::new(), Vec::new());
        for r in &self.open {
            let free = self.free(r);
            for m in moves::moves(r, now) {
                let first = |roles: &[Role]| m.roles.iter().find(|x| roles.contains(x)).copied();
                let item = |role| Item { release: r.number.to_string(), role, what: MoveReport::of(&m) };
                match (first(&free), first(&self.roles)) {
                    (Some(role), _) => items.push(item(role)),
                    (None, Some(role)) => left_to_others.push(item(role)),
                    (None, None) => {}
                }
            }
        }
        let mut notices: Vec<Owed> = self.open.iter().flat_map(|r| self.of_release(r, others, now)).collect();
        notices.extend(self.of_others(others));
        let (login, roles) = (self.login.to_string(), self.roles.clone());
        InboxReport { login, roles, as_of: now, items, left_to_others, notices }
    }

    /// What a release owes and nobody has handed over, by the roles that owe it.
    fn of_release(&self, r: &Release, rows: &[NoticeRow], now: Time) -> Vec<Owed> {
        let open: Vec<(Role, OwedNotice)> = notice::open(r, now)
            .filter_map(|n| {
                let (of, to) = (table::act_of(n.event).command, n.to.to_string());
                let tried = rows.iter().find(|x| x.notice == n.id.as_str()).and_then(|x| x.tried.clone());
                let next_try = tried.as_ref().and_then(|t| t.next());
                let notice =
                    |f: &Fact| OwedNotice { notice: n.id.to_string(), to, of, since: f.at, tried, next_try };
                act_at(r, n.revision).map(|f| (f.role, notice(f)))
            })
            .collect();
        let group = |role: Role| {
            let mine = open.iter().filter(|(by, _)| *by == role).map(|(_, n)| n.clone()).collect();
            let all = open.iter().all(|(by, _)| owed::hands_over(*by).contains(&role));
            group(Some(r.number.to_string()), role, all, mine)
        };
        self.free(r).into_iter().filter_map(group).collect()
    }
    /// What OCRs owe, and releases that are no longer open: the act is known, and by whom it can have been made.
    fn of_others(&self, rows: &[NoticeRow]) -> Vec<Owed> {
        let ended = |n: &&NoticeRow| !self.open.iter().any(|r| Subject::Release(r.id) == n.of);
        let first = |n: &NoticeRow| {
            let by = table::act_of(&n.event).roles;
            self.roles.iter().find(|role| by.contains(role)).copied()
        };
        let notice = |n: &NoticeRow| OwedNotice {
            notice: n.notice.clone(),
            to: n.to.clone(),
            of: table::act_of(&n.event).command,
            since: n.at,
            next_try: n.tried.as_ref().and_then(|t| t.next()),
            tried: n.tried.clone(),
        };
        let of = |role: Role| {
            let mine = rows.iter().filter(ended).filter(|n| first(n) == Some(role)).map(notice).collect();
            group(None, role, false, mine)
        };
        self.roles.iter().copied().filter_map(of).collect()
    }
}

/// A group with its command: all that the release owes, where the role may hand it over, else one by one.
fn group(release: Option<String>, role: Role, all: bool, notices: Vec<OwedNotice>) -> Option<Owed> {
    let since = notices.iter().map(|n| n.since).min()?;
    let which = match &release {
        Some(number) if all => format!("--release {number}"),
        Some(_) | None => notices.iter().map(|n| n.notice.as_str()).collect::<Vec<_>>().join(" "),
    };
    Some(Owed { release, role, since, command: format!("era-rm notice by-hand {which} --how TEXT"), notices })
}

/// The inbox as people read it.
pub fn text(r: &InboxReport) -> String {
    let roles = r.roles.iter().map(|x| x.title()).collect::<Vec<_>>().join(", ");
    let roles = if roles.is_empty() { "no role".to_owned() } else { roles };
    let mut out = wrap(&format!("Inbox of {} ({roles})", paint(Tone::Head, &r.login)), 0);
    for i in &r.items {
        out.push_str(&wrap(&item(i, r.as_of), 0));
        // Writing to a String does not fail. The command stays in one piece, to be copied.
        let _ = writeln!(out, "    {}", i.what.command);
    }
    for o in &r.notices {
        let of = o.release.as_ref().map(|n| format!("{}: ", paint(Tone::Head, n))).unwrap_or_default();
        let many = if o.notices.len() == 1 { "notice" } else { "notices" };
        let since = format!("since {} ({})", age(r.as_of, o.since), o.since);
        out.push_str(&wrap(&format!("{of}{} {many} to be handed over, {since}", o.notices.len()), 0));
        let _ = writeln!(out, "    {}", o.command);
        for n in &o.notices {
            if let Some(t) = &n.tried {
                let next = n.next_try.map_or("refused".to_owned(), |t| format!("next try at {t}"));
                out.push_str(&wrap(&format!("{}: {}; {next}", n.notice, t.reply), 4));
            }
        }
    }
    if r.items.is_empty() && r.notices.is_empty() {
        out.push_str("Nothing waits on you on an open release. The board: era-rm status\n");
    }
    for i in &r.left_to_others {
        let why = format!("left to others: you have acted there, but not as {}", i.role.the());
        out.push_str(&wrap(&format!("{}; {why}", item(i, r.as_of)), 0));
    }
    out
}

fn item(i: &Item, now: Time) -> String {
    let key = i.what.key.as_ref().map(|k| format!(" ({k})")).unwrap_or_default();
    let since = i.what.since.map(|t| format!(", since {} ({t})", age(now, t))).unwrap_or_default();
    format!("{}: {}{key}{since}", paint(Tone::Head, &i.release), i.what.what)
}
