//! What may have been meant by a name that there is not: the nearest among the open releases, the OCRs of the pool and of
//! open releases, the persons, the open notices. Read from views, a bounded number of rows; never the whole ledger.

use crate::domain::{Sought, Step};
use crate::ledger::view::{NoticeRow, OcrRow, PersonRow};
use crate::sop::settings;
use crate::store::Store;
use crate::workflow::Failure;

use super::context::{Context, open_releases, rows};

/// How many rows of a view are looked at.
const ROWS: usize = 500;
/// How many names are offered.
const OFFERED: usize = 3;

/// The names that may have been meant where a command failed; none where it failed otherwise, or none is near.
pub fn of(ctx: &Context, failure: &Failure) -> Vec<String> {
    let Some(sought) = failure.sought() else { return Vec::new() };
    match sought {
        Sought::Step(word) => steps(word),
        Sought::Party(word) => near(word, settings::PARTIES.iter().map(|(name, _)| (*name).to_owned())),
        Sought::Setting(word) => near(word, settings::SETTINGS.iter().map(|s| s.name.to_owned())),
        // A ledger that cannot be read has said so before.
        Sought::Release(_) | Sought::Ocr(_) | Sought::Person(_) | Sought::Notice(_) => {
            ctx.open_to_read().and_then(|store| kept(&store, sought)).unwrap_or_default()
        }
    }
}

fn kept(store: &dyn Store, sought: &Sought) -> Result<Vec<String>, Failure> {
    Ok(match sought {
        Sought::Release(word) => near(word, open_releases(store)?.into_iter().map(|r| r.number)),
        Sought::Ocr(word) => {
            let mut all: Vec<OcrRow> = rows(store, "ocr", "pool", ROWS)?;
            all.extend(rows::<OcrRow>(store, "ocr", "in-release", ROWS)?);
            near(word, all.into_iter().map(|o| o.ocr.to_string()))
        }
        Sought::Person(word) => {
            near(word, rows::<PersonRow>(store, "person", "all", ROWS)?.into_iter().map(|p| p.login))
        }
        Sought::Notice(word) => {
            near(word, rows::<NoticeRow>(store, "notice", "open", ROWS)?.into_iter().map(|n| n.notice))
        }
        Sought::Party(_) | Sought::Setting(_) | Sought::Step(_) => Vec::new(),
    })
}

/// The steps of the number that was typed: `7d` is meant to be one of 7a, 7b, 7c.
fn steps(word: &str) -> Vec<String> {
    let number: String = word.chars().take_while(char::is_ascii_digit).collect();
    let all = Step::ALL.into_iter().filter(|s| s.number().to_string() == number);
    all.map(|s| s.label().to_owned()).collect()
}

/// The names nearest to a word: two letters away at most, or holding it.
fn near(word: &str, names: impl Iterator<Item = String>) -> Vec<String> {
    let word = word.to_ascii_lowercase();
    let distance = |name: &String| {
        let name = name.to_ascii_lowercase();
        let away = strsim::damerau_levenshtein(&word, &name);
        let close = away <= 2 && 2 * away < word.len().max(name.len());
        (close || word.len() > 2 && name.contains(&word)).then_some(away)
    };
    let mut found: Vec<(usize, String)> = names.filter_map(|n| distance(&n).map(|d| (d, n))).collect();
    found.sort();
    found.dedup();
    found.into_iter().take(OFFERED).map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::{near, steps};

    fn of(word: &str, names: &[&str]) -> Vec<String> {
        near(word, names.iter().map(ToString::to_string))
    }

    #[test]
    fn the_nearest_come_first_and_the_far_not_at_all() {
        let numbers = ["4.2.0", "4.2.10", "4.3.0", "11.0.0"];
        assert_eq!(of("4.2.1", &numbers), ["4.2.0", "4.2.10", "4.3.0"]);
        assert_eq!(of("9.9.9", &numbers), [""; 0]);
        assert_eq!(of("0107", &["OCR-2026-0107", "OCR-2026-0112"]), ["OCR-2026-0107"]);
        assert_eq!(of("QUINTEN", &["quentin", "tess"]), ["quentin"]);
        assert_eq!(of("x", &["a", "b"]), [""; 0]);
    }

    #[test]
    fn a_step_is_meant_by_its_number() {
        assert_eq!(steps("7d"), ["7a", "7b", "7c"]);
        assert_eq!(steps("16"), [""; 0]);
    }
}
