//! The outline of a Markdown text: its lines with comments cut out, and which of them are headings. As CommonMark reads
//! it, where a heading could be hidden or forged: comments, fenced code, indented code, underlined headings.
//! What must not live here: which headings a letter has. Called by `letter` alone.

/// What a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line {
    /// A heading with its level, 1 to 6, and its text.
    Heading(usize, String),
    /// Anything else.
    Text(String),
}

/// An outline, and what is wrong with it.
pub(super) struct Outline {
    /// Each line, with its number.
    pub lines: Vec<(usize, Line)>,
    /// What would make readers see other headings than these.
    pub problems: Vec<String>,
}

struct Fence {
    mark: char,
    length: usize,
    line: usize,
}

impl Fence {
    fn is_closed_by(&self, line: &str) -> bool {
        fence_of(line).is_some_and(|(mark, length, rest)| {
            mark == self.mark && length >= self.length && rest.trim().is_empty()
        })
    }
}

/// Reads the outline of a text whose lines end in `\n`.
pub(super) fn read(text: &str) -> Outline {
    let mut out = Outline { lines: Vec::new(), problems: Vec::new() };
    let (mut fence, mut comment): (Option<Fence>, Option<usize>) = (None, None);
    for (number, raw) in (1..).zip(text.lines()) {
        if let Some(open) = &fence {
            if open.is_closed_by(raw) {
                fence = None;
            }
            out.lines.push((number, Line::Text(raw.to_owned())));
            continue;
        }
        let inside = comment.is_some();
        let (line, bad) = without_comments(raw, number, &mut comment);
        if let Some((mark, length, _)) = fence_of(&line) {
            fence = Some(Fence { mark, length, line: number });
        }
        let bad = bad.or_else(|| is_html(&line).then_some("raw HTML; write Markdown instead"));
        let bad = bad.or_else(|| {
            let underlined = !inside && underlines(&line, out.lines.last());
            underlined
                .then_some("an underlined heading; write headings with #, and leave a line free above a rule")
        });
        out.problems.extend(bad.map(|why| format!("line {number}: {why}")));
        let heading = heading_of(&line).map(|(level, title)| Line::Heading(level, title));
        out.lines.push((number, heading.unwrap_or(Line::Text(line))));
    }
    let comment = comment.map(|line| (line, "a comment"));
    let fence = fence.map(|open| (open.line, "a code block"));
    let open = comment.into_iter().chain(fence);
    out.problems.extend(open.map(|(line, what)| format!("line {line}: {what} that is never closed")));
    out
}

/// Cuts comments out of a line; `open` is the line on which a comment that is still open began. A comment over several
/// lines has them to itself, and so has one that begins a line: readers drop such lines as a whole.
fn without_comments(line: &str, number: usize, open: &mut Option<usize>) -> (String, Option<&'static str>) {
    let whole = open.is_some() || at_margin(line).is_some_and(|l| l.starts_with("<!--"));
    let (mut kept, mut rest) = (String::new(), line);
    loop {
        let closing = open.is_some();
        let (mark, width) = if closing { ("-->", 3) } else { ("<!--", 2) };
        let Some(at) = rest.find(mark) else {
            if !closing {
                kept.push_str(rest);
            }
            let stray = if whole { !kept.trim().is_empty() } else { closing };
            return (
                kept,
                stray.then_some("a comment and text on one line; give the comment lines of its own"),
            );
        };
        if closing {
            *open = None;
        } else {
            kept.push_str(rest.get(..at).unwrap_or_default());
            *open = Some(number);
        }
        // After `<!` comes `--`, which may be the `--` of `-->` already, as in `<!-->`.
        rest = rest.get(at + width..).unwrap_or_default();
    }
}

/// Whether a line begins with a tag, a declaration or an instruction.
fn is_html(line: &str) -> bool {
    let Some(rest) = at_margin(line).and_then(|l| l.strip_prefix('<')) else { return false };
    let name = rest.strip_prefix('/').unwrap_or(rest);
    let after = name.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '-');
    let tag = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && (after.is_empty() || after.starts_with([' ', '\t', '>', '/']));
    tag || rest.starts_with(['?', '!'])
}

/// A line without its indent of up to three spaces; none if it is indented further.
fn at_margin(line: &str) -> Option<&str> {
    let trimmed = line.trim_start_matches(' ');
    (line.len() - trimmed.len() <= 3).then_some(trimmed)
}

fn fence_of(line: &str) -> Option<(char, usize, &str)> {
    let line = at_margin(line)?;
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let rest = line.trim_start_matches(mark);
    let length = line.len() - rest.len();
    (length >= 3 && !(mark == '`' && rest.contains('`'))).then_some((mark, length, rest))
}

fn heading_of(line: &str) -> Option<(usize, String)> {
    let line = at_margin(line)?;
    let rest = line.trim_start_matches('#');
    let level = line.len() - rest.len();
    if !(1..=6).contains(&level) || !(rest.is_empty() || rest.starts_with([' ', '\t'])) {
        return None;
    }
    let title = rest.trim();
    let bare = title.trim_end_matches('#');
    let closed = bare.len() < title.len() && (bare.is_empty() || bare.ends_with([' ', '\t']));
    Some((level, if closed { bare.trim_end() } else { title }.to_owned()))
}

/// Whether a line of `=` or `-` makes a heading of the text above it.
fn underlines(line: &str, above: Option<&(usize, Line)>) -> bool {
    let Some(mark) = at_margin(line).map(str::trim_end).filter(|l| !l.is_empty()) else { return false };
    let rule = mark.chars().all(|c| c == '=') || mark.chars().all(|c| c == '-');
    rule && matches!(above, Some((_, Line::Text(text))) if !text.trim().is_empty() && fence_of(text).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headings(text: &str) -> Vec<String> {
        let lines = read(text).lines.into_iter();
        lines
            .filter_map(
                |(n, l)| if let Line::Heading(v, t) = l { Some(format!("{n}:{v}:{t}")) } else { None },
            )
            .collect()
    }

    #[test]
    fn headings_are_seen_as_readers_see_them() {
        assert_eq!(
            headings("# A\n##  B  ##\n   ### C#\n#### \n##### # #"),
            ["1:1:A", "2:2:B", "3:3:C#", "4:4:", "5:5:#"]
        );
        assert_eq!(headings("#A\n    # B\n####### C\ntext # D"), Vec::<String>::new());
    }

    #[test]
    fn what_is_in_code_or_comments_is_no_heading() {
        assert_eq!(headings("```sh\n# A\n~~~\n```\n# B"), ["5:1:B"]);
        assert_eq!(headings("~~~\n# A\n~~~~ \n# B"), ["4:1:B"]);
        assert_eq!(headings("````\n```\n# A\n````\n# B\n``` a`b\n# C"), ["5:1:B", "7:1:C"]);
        assert_eq!(headings("<!--\n\n# A\n-->\n# B <!-- c --> d"), ["5:1:B  d"]);
        assert_eq!(headings("```\n<!--\n```\n# A"), ["4:1:A"]);
    }

    #[test]
    fn what_hides_or_forges_a_heading_is_told() {
        let problems = |text: &str| read(text).problems;
        assert_eq!(problems("a <!-- b --> c"), Vec::<String>::new());
        assert_eq!(problems("<!-- a -->  <!-- b -->\n<!--\nb\n-->\n---"), Vec::<String>::new());
        assert_eq!(problems("<!-- a").len(), 1);
        for mixed in ["a <!--\n\n# B -->", "<!-- a --> # B", "<!--\n--> b", "<!--> # B -->"] {
            assert!(problems(mixed)[0].contains("a comment and text on one line"), "{mixed}");
        }
        for html in ["<h2>16. Reviews</h2>", "  <div", "</div>", "<?php", "<!DOCTYPE html>", "<br/>"] {
            assert_eq!(problems(html), ["line 1: raw HTML; write Markdown instead"]);
        }
        assert_eq!(problems("<https://archives.example/x> and a < b\n<5 minutes"), Vec::<String>::new());
        assert_eq!(problems("a\n\n```\nb"), ["line 3: a code block that is never closed"]);
        assert_eq!(problems("16. Reviews\n---").len(), 1);
        assert_eq!(problems("Approved by all\n==="), problems("Approved by all\n="));
        assert_eq!(
            problems("a\n\n---\nb\n\n| x | y |\n|---|---|\n- c\n```\nd\n---\n```\n---"),
            Vec::<String>::new()
        );
    }
}
