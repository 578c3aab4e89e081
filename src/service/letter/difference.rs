//! Two revisions of a Release Letter, section by section. Called by `letter diff`.

use similar::{ChangeTag, TextDiff};

use super::paper::Chapter;
use super::parts::chapters;

/// How a section differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It is in the later revision alone.
    Added,
    /// It is in the earlier revision alone.
    Removed,
    /// Its text differs.
    Changed,
    /// It is the same.
    Same,
}

/// One section of both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionDifference {
    /// Its number and title.
    pub title: String,
    /// How it differs.
    pub how: How,
    /// Its lines: `-` those of the earlier, `+` those of the later, a blank what both have near them.
    pub lines: Vec<(char, String)>,
}

/// Lines around a change that are shown with it.
const AROUND: usize = 2;

/// Compares two texts, section by section, in the order of the later one; what it lacks stands at the end.
pub fn difference(earlier: &str, later: &str) -> Vec<SectionDifference> {
    let (before, after) = (chapters(earlier), chapters(later));
    let find =
        |all: &[Chapter], title: &str| all.iter().find(|c| c.title == title).map(|c| c.markdown.clone());
    let one = |title: &str| {
        let (old, new) = (find(&before, title), find(&after, title));
        let how = match (&old, &new) {
            (None, _) => How::Added,
            (_, None) => How::Removed,
            (Some(a), Some(b)) if a == b => How::Same,
            (Some(_), Some(_)) => How::Changed,
        };
        let lines = lines(&old.unwrap_or_default(), &new.unwrap_or_default());
        SectionDifference { title: title.to_owned(), how, lines }
    };
    let gone = before.iter().filter(|c| find(&after, &c.title).is_none());
    after.iter().chain(gone).map(|c| one(&c.title)).collect()
}

/// The lines that differ, with a few around them.
pub fn lines(earlier: &str, later: &str) -> Vec<(char, String)> {
    let diff = TextDiff::from_lines(earlier, later);
    let mut all = Vec::new();
    for (i, group) in diff.grouped_ops(AROUND).iter().enumerate() {
        if i > 0 {
            all.push((' ', "…".to_owned()));
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let sign = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            all.push((sign, change.value().trim_end_matches('\n').to_owned()));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_section_that_was_edited_is_the_one_that_differs() {
        let (a, b) =
            ("## 1. A\n\nx\ny\n\n## 2. B\n\nz\n", "## 1. A\n\nx\nY\n\n## 2. B\n\nz\n\n## 3. C\n\nw\n");
        let found = difference(a, b);
        let said: Vec<_> = found.iter().map(|s| (s.title.as_str(), s.how)).collect();
        assert_eq!(said, [("1. A", How::Changed), ("2. B", How::Same), ("3. C", How::Added)]);
        let changed = found.first().map(|s| s.lines.clone()).unwrap_or_default();
        assert_eq!(changed, [(' ', "x".to_owned()), ('-', "y".to_owned()), ('+', "Y".to_owned())]);
        assert_eq!(difference(b, a).last().map(|s| s.how), Some(How::Removed));
    }
}
