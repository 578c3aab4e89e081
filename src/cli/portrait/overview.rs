//! Every open release in a few lines each, so that the board of twenty fits a terminal of 80 columns and 24 rows. The whole
//! of each is in its JSON, and in `status RELEASE`.

use crate::cli::failure::WhoReport;
use crate::cli::ui::{Tone, cut, paint, width};
use crate::domain::Time;

use super::age;
use super::board::BoardReport;
use super::steps::NextReport;

/// Rows for all releases together.
const ROWS: usize = 18;
const COLUMNS: usize = 80;

/// The releases, each with what it is and whose move it is.
pub fn text(boards: &[BoardReport], now: Time) -> String {
    let each = (ROWS / boards.len().max(1)).clamp(1, 7);
    let mut out = String::new();
    for b in boards {
        let (moves, room) = (moves(b, now), each - 1);
        let mut rows = vec![head(b, moves.first().filter(|_| room == 0), now)];
        let below: Vec<String> = reasons(b).chain(moves).chain(notes(b)).collect();
        let shown = if below.len() > room { room.saturating_sub(1) } else { room };
        rows.extend(below.iter().take(shown).map(|m| format!("  {m}")));
        if room > 0 && below.len() > shown {
            rows.push(format!("  and {} more: era-rm status {}", below.len() - shown, b.release));
        }
        for row in rows {
            // A reason may have lines of its own; here it has one.
            out.push_str(&cut(&row.replace(['\n', '\t'], " "), COLUMNS));
            out.push('\n');
        }
    }
    out
}

/// Why a no was said.
fn reasons(b: &BoardReport) -> impl Iterator<Item = String> {
    let said = b.condemned.iter().filter(|c| !c.reason.is_empty());
    said.map(|c| format!("{} condemned: {}", c.what, c.reason))
}
fn notes(b: &BoardReport) -> impl Iterator<Item = String> {
    b.deficits.iter().map(|d| format!("Note: {d}"))
}

/// What a release is; where there is one row alone, also what is to be done first.
fn head(b: &BoardReport, first: Option<&String>, now: Time) -> String {
    let mut said = vec![state(b, now)];
    match first {
        Some(m) => said.push(m.clone()),
        None => said.extend(scope(b)),
    }
    if b.notices_open > 0 {
        let many = if b.notices_open == 1 { "notice" } else { "notices" };
        let refused = b.notices_stuck.iter().filter(|s| s.became.state == "refused").count();
        let refused = if refused > 0 { format!(", {refused} refused") } else { String::new() };
        said.insert(1, format!("{} {many} owed{refused}", b.notices_open));
    }
    format!("{}  {}", paint(Tone::Head, &b.release), said.join("; "))
}

fn scope(b: &BoardReport) -> Option<String> {
    let ocrs = if b.ocrs.len() == 1 { "1 OCR".to_owned() } else { format!("{} OCRs", b.ocrs.len()) };
    let priority = b.ocrs.iter().map(|o| o.priority).find(|p| !p.is_empty());
    let targets = b.windows.iter().map(|w| w.target.as_str()).collect::<Vec<_>>().join(", ");
    Some(format!("{ocrs}{}; {targets}", priority.map(|p| format!(" ({p})")).unwrap_or_default()))
}

fn state(b: &BoardReport, now: Time) -> String {
    if let Some(h) = &b.held {
        return format!("{} since {}: {}", paint(Tone::Care, "HELD"), age(now, h.since), h.reason);
    }
    if let Some(why) = &b.stopped {
        return format!("{}: {why}", paint(Tone::Bad, "STOPPED"));
    }
    if let Some(until) = b.go_live_until {
        return format!("{} until {until}", paint(Tone::Good, "GO"));
    }
    if let Some(c) = b.condemned.iter().min_by_key(|c| c.back_to) {
        let no = c.step.map_or_else(|| "REOPENED".into(), |s| format!("NO at {s}"));
        let since = age(now, c.at);
        return format!(
            "{} by {} ({}) {since} ago: back to step {}",
            paint(Tone::Bad, &no),
            c.by,
            c.role,
            c.back_to
        );
    }
    let open = b.steps.iter().find(|s| s.state == "open" || s.state == "no");
    match open {
        Some(s) => format!("at step {}", s.step),
        None => b.state.to_owned(),
    }
}

/// Whose move it is: one row for each step, its areas, targets or OCRs together.
fn moves(b: &BoardReport, now: Time) -> Vec<String> {
    let mut groups: Vec<Vec<&NextReport>> = Vec::new();
    for n in &b.next {
        match groups.last_mut().filter(|g| g[0].what.step.is_some() && g[0].what.step == n.what.step) {
            Some(group) => group.push(n),
            None => groups.push(vec![n]),
        }
    }
    groups.iter().map(|g| row(g, now)).collect()
}

fn row(group: &[&NextReport], now: Time) -> String {
    let Some(first) = group.first() else { return String::new() };
    let since = group.iter().filter_map(|n| n.what.since).min();
    let since = since.map(|t| format!(", since {}", age(now, t))).unwrap_or_default();
    let many = if group.len() > 1 { format!(" ({})", group.len()) } else { String::new() };
    let row = |word: fn(&WhoReport) -> &str| {
        let mut who: Vec<String> = Vec::new();
        for n in group {
            let names = n.who.iter().map(|w| names(w, word(w))).collect::<Vec<_>>().join(" or ");
            if !who.contains(&names) {
                who.push(names);
            }
        }
        format!("{}{many}{since}: {}", first.what.what, who.join(", "))
    };
    // The roles by their short names where their titles leave no room for the people.
    let whole = row(|w| w.title);
    if width(&whole) + 2 <= COLUMNS { whole } else { row(|w| w.role) }
}

fn names(w: &WhoReport, role: &str) -> String {
    match w.people.as_slice() {
        [] => format!("{role} (nobody is eligible)"),
        people => format!("{role} ({})", people.join(", ")),
    }
}
