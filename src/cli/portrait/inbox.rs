//! What waits on one person: the moves that his roles may make on each open release, and the notices they owe. Whose move
//! it is comes from `sop::moves`, who hands a notice over from `sop::owed`.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;

use crate::cli::receipt::MoveReport;
use crate::cli::ui::{Tone, paint, wrap};
use crate::domain::{Login, Release, Role, Subject, Time};
use crate::ledger::view::NoticeRow;
use crate::sop::{moves, owed, table};

use super::{act_at, age};

/// A person's inbox.
#[derive(Debug, Serialize)]
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
    /// Notices that acts in the person's roles owe, oldest first.
    pub notices: Vec<Owed>,
}

/// Something that can be done.
#[derive(Debug, Serialize)]
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
#[derive(Debug, Serialize)]
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
#[derive(Debug, Serialize)]
pub struct OwedNotice {
    /// Its identifier.
    pub notice: String,
    /// The party that is to be told.
    pub to: String,
    /// The command whose act owes it.
    pub of: &'static str,
    /// Since when it is owed.
    pub since: Time,
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

    /// The inbox at a moment, with the notices that nobody has handed over yet.
    pub fn inbox(&self, open: Vec<NoticeRow>, now: Time) -> InboxReport {
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
        let (login, roles) = (self.login.to_string(), self.roles.clone());
        InboxReport { login, roles, as_of: now, items, left_to_others, notices: self.notices(open) }
    }

    fn notices(&self, open: Vec<NoticeRow>) -> Vec<Owed> {
        let mut groups: BTreeMap<(Option<String>, Role), Vec<OwedNotice>> = BTreeMap::new();
        // The roles that may not hand over all that a release owes.
        let mut some: Vec<(Option<String>, Role)> = Vec::new();
        for row in open {
            let release = self.open.iter().find(|r| Subject::Release(r.id) == row.of);
            let act = table::act_of(&row.event);
            let owing = release.and_then(|r| {
                let notice = r.notices.iter().find(|n| n.id.as_str() == row.notice)?;
                act_at(r, notice.revision).map(|f| f.role)
            });
            // Of what is not open any more the act is known, and by whom it can have been made.
            let by = owing.map_or_else(|| act.roles.to_vec(), |role| vec![role]);
            let roles = release.map_or_else(|| self.roles.clone(), |r| self.free(r));
            let number = release.map(|r| r.number.to_string());
            let may = |role: &Role| by.iter().any(|b| owed::hands_over(*b).contains(role));
            some.extend(roles.iter().filter(|role| !may(role)).map(|role| (number.clone(), *role)));
            if let Some(role) = roles.iter().find(|role| by.contains(role)) {
                let notice = OwedNotice { notice: row.notice, to: row.to, of: act.command, since: row.at };
                groups.entry((number, *role)).or_default().push(notice);
            }
        }
        let group = |(of, notices): ((Option<String>, Role), _)| group(&of, some.contains(&of), notices);
        groups.into_iter().filter_map(group).collect()
    }
}

/// A group with its command: all that the release owes, where the role may hand it over, else one by one.
fn group(of: &(Option<String>, Role), some: bool, notices: Vec<OwedNotice>) -> Option<Owed> {
    let (release, role) = of.clone();
    let since = notices.iter().map(|n| n.since).min()?;
    let which = match &release {
        Some(number) if !some => format!("--release {number}"),
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
    }
    if r.items.is_empty() && r.notices.is_empty() {
        out.push_str("Nothing waits on you.\n");
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
