//! What is missing before a step can be signed: the sign-offs that could be given now, by whom, since when.
//! What must not live here: whether a sign-off counts, which `standing` says.

use crate::domain::{Key, Need, Step, Time};
use crate::sop::table::{self, After};

use super::Standing;

impl Standing<'_> {
    /// What is missing before a step can be signed for a key: the sign-offs that could be given now.
    pub fn missing(&self, step: Step, key: &Key) -> Vec<Need> {
        let mut needs = Vec::new();
        for a in table::means(step).after {
            match a {
                // Without a single OCR, as when each was withdrawn, nothing that is signed for OCRs stands.
                After::All(p) if self.keys(*p).is_empty() => needs.push(self.need(*p, &Key::Release)),
                After::All(p) => self.keys(*p).iter().for_each(|k| self.missing_of(*p, k, &mut needs)),
                After::Same(p) => self.missing_of(*p, key, &mut needs),
                After::LetterOfBuild if self.distributed().is_some() => {}
                After::LetterOfBuild => self.missing_of(Step::Distribute, &Key::Release, &mut needs),
                After::LiveGo => {
                    if !matches!(key, Key::Target(t) if self.go_live_for(t)) {
                        let before = self.missing(Step::Go, &Key::Release);
                        needs.extend(if before.is_empty() {
                            vec![self.need(Step::Go, &Key::Release)]
                        } else {
                            before
                        });
                    }
                }
            }
        }
        let mut seen = Vec::new();
        needs.retain(|n| {
            let new = !seen.contains(&(n.step, n.key.clone()));
            seen.push((n.step, n.key.clone()));
            new
        });
        needs
    }
    fn missing_of(&self, step: Step, key: &Key, needs: &mut Vec<Need>) {
        if self.signed(step, key) {
            return;
        }
        let before = self.missing(step, key);
        if before.is_empty() {
            needs.push(self.need(step, key));
        } else {
            needs.extend(before);
        }
    }
    /// The need for one sign-off: who may give it, since when it waits, what to type.
    pub fn need(&self, step: Step, key: &Key) -> Need {
        let roles = match key {
            Key::Area(role) => vec![*role],
            Key::Release | Key::Target(_) | Key::Ocr(_) => table::roles_of(step).to_vec(),
        };
        Need { step, key: key.clone(), roles, command: self.command(step, key), since: self.since(step, key) }
    }
    fn command(&self, step: Step, key: &Key) -> String {
        let r = self.release;
        let verb = match step {
            Step::Schedule => "release reschedule",
            Step::Close if r.end.is_some() => "notice by-hand --release",
            other => table::means(other).command,
        };
        let more = match key {
            Key::Target(t) => format!(" --target {t}"),
            Key::Ocr(o) => format!(" --ocr {o}"),
            Key::Release | Key::Area(_) => String::new(),
        };
        let words = if r.end.is_some() { " --how TEXT" } else { table::words(step) };
        let why = if step == Step::Build && !r.builds.is_empty() { " --reason TEXT" } else { "" };
        format!("era-rm {verb} {}{more}{words}{why}", r.number)
    }
    /// Since when a sign-off could have been given: when the last one before it was recorded, or a no fell.
    fn since(&self, step: Step, key: &Key) -> Option<Time> {
        let r = self.release;
        let before = self.before(step, key).into_iter().map(|s| s.at);
        let other = table::means(step).after.iter().filter_map(|a| match a {
            After::LiveGo => self.go_live().map(|go| go.at),
            After::LetterOfBuild => self.distributed().map(|s| s.at),
            After::All(_) | After::Same(_) => None,
        });
        let noes = self.all_condemned().map(|c| c.at);
        before.chain(other).chain(noes).max().or(Some(r.created))
    }
}
