//! The developer's Markdown on its way to users: its headings below ours, the part that speaks of an outage, and nothing in
//! it that a browser would act on. Called by `notes` alone.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag};

/// How often a text is read again, where what was taken out of it uncovered something else.
const AGAIN: usize = 8;
/// The words by which a paragraph speaks of an outage.
const OUTAGE: [&str; 4] = ["outage", "out of service", "downtime", "unavailable"];

fn events(text: &str) -> impl Iterator<Item = (Event<'_>, Range<usize>)> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    Parser::new_ext(text, options).into_offset_iter()
}

/// A text below a heading of ours: its topmost heading gets this level, tags and doubtful links become words.
pub(super) fn below(text: &str, level: usize) -> String {
    let mut text = text.trim().to_owned();
    for _ in 0..AGAIN {
        let Some(inert) = once(&text) else { return lowered(&text, level) };
        text = inert;
    }
    lowered(&text.replace('<', "&lt;"), level)
}

/// A text with a backslash before everything that is active; none where nothing is.
fn once(text: &str) -> Option<String> {
    let mut marks: Vec<usize> = Vec::new();
    let tags = |range: &Range<usize>| -> Vec<usize> {
        let part = text.get(range.clone()).unwrap_or_default();
        part.match_indices('<').map(|(at, _)| range.start + at).collect()
    };
    for (event, range) in events(text) {
        match event {
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => marks.extend(tags(&range)),
            Event::Start(Tag::Image { .. }) => marks.push(range.start),
            Event::Start(Tag::Link { dest_url, .. }) if !leads_out(&dest_url) => marks.push(range.start),
            Event::Start(Tag::Heading { .. }) => marks.extend(underline(text, &range)),
            _ => {}
        }
    }
    marks.sort_unstable();
    marks.dedup();
    if marks.is_empty() {
        return None;
    }
    let mut out = text.to_owned();
    marks.into_iter().rev().for_each(|at| out.insert(at, '\\'));
    Some(out)
}

/// Where the line begins that makes a heading of the text above it.
fn underline(text: &str, heading: &Range<usize>) -> Option<usize> {
    let part = text.get(heading.clone())?.trim_end();
    if part.starts_with('#') {
        return None;
    }
    let last = part.rfind('\n').map_or(0, |at| at + 1);
    let rule = part.get(last..)?.find(['=', '-'])?;
    Some(heading.start + last + rule)
}

/// Whether a link leads to the web or to a mailbox.
fn leads_out(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    let open = ["https://", "http://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme));
    open && !url.contains(|c: char| c.is_control() || c.is_whitespace())
}

/// A text whose topmost heading has this level, and the others as far below it as they were.
fn lowered(text: &str, level: usize) -> String {
    let headings: Vec<(usize, usize)> = events(text)
        .filter_map(|(event, range)| match event {
            Event::Start(Tag::Heading { level, .. }) => Some((range.start, level as usize)),
            _ => None,
        })
        .collect();
    let top = headings.iter().map(|(_, level)| *level).min().unwrap_or(level);
    let mut out = text.to_owned();
    for (at, old) in headings.into_iter().rev() {
        let new = (old + level).saturating_sub(top).min(6);
        if text.get(at..at + old).is_some_and(|marks| marks.chars().all(|c| c == '#')) {
            out.replace_range(at..at + old, &"#".repeat(new));
        }
    }
    out
}

/// A block at the top of a text.
enum Block {
    /// A heading with its level and its words.
    Heading(usize, String),
    /// A paragraph.
    Paragraph,
    /// A list, a table, code.
    Other,
}

/// What section 12 says of an outage: the part below a heading of this name, else the paragraphs that speak of one.
pub(super) fn outage(text: &str) -> String {
    let blocks = blocks(text);
    let named = blocks.iter().position(
        |(b, _)| matches!(b, Block::Heading(_, words) if words.trim().eq_ignore_ascii_case("outage")),
    );
    if let Some((at, (Block::Heading(level, _), heading))) = named.and_then(|at| Some((at, blocks.get(at)?)))
    {
        let ends = |(b, range): &(Block, Range<usize>)| match b {
            Block::Heading(l, _) if l <= level => Some(range.start),
            _ => None,
        };
        let end = blocks.iter().skip(at + 1).find_map(ends).unwrap_or(text.len());
        return text.get(heading.end..end).unwrap_or_default().trim().to_owned();
    }
    let speaks = |range: &Range<usize>| {
        let part = text.get(range.clone()).unwrap_or_default();
        let lower = part.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        OUTAGE.iter().any(|word| lower.contains(word)).then(|| part.trim().to_owned())
    };
    let paragraphs = blocks.iter().filter(|(b, _)| matches!(b, Block::Paragraph));
    paragraphs.filter_map(|(_, range)| speaks(range)).collect::<Vec<_>>().join("\n\n")
}

/// The blocks at the top of a text, each with where it stands.
fn blocks(text: &str) -> Vec<(Block, Range<usize>)> {
    let (mut out, mut depth): (Vec<(Block, Range<usize>)>, usize) = (Vec::new(), 0);
    for (event, range) in events(text) {
        match event {
            Event::Start(tag) => {
                if depth == 0 {
                    let block = match tag {
                        Tag::Heading { level, .. } => Block::Heading(level as usize, String::new()),
                        Tag::Paragraph => Block::Paragraph,
                        _ => Block::Other,
                    };
                    out.push((block, range));
                }
                depth += 1;
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Text(words) | Event::Code(words) => {
                if let Some((Block::Heading(_, all), _)) = out.last_mut().filter(|_| depth > 0) {
                    all.push_str(&words);
                }
            }
            _ => {}
        }
    }
    out
}

/// The lines that hold something which a reader's program would act on: tags, and links that run something.
pub(super) fn active(text: &str) -> Vec<String> {
    let mut found: BTreeMap<usize, &'static str> = BTreeMap::new();
    for (event, range) in events(text) {
        let why = match &event {
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => "raw HTML; write Markdown instead",
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. })
                if dest_url.contains(':') && !leads_out(dest_url) =>
            {
                "a link that is none to the web or to a mailbox; write https, http or mailto"
            }
            _ => continue,
        };
        let line = text.get(..range.start).unwrap_or_default().matches('\n').count() + 1;
        found.entry(line).or_insert(why);
    }
    found.into_iter().take(20).map(|(line, why)| format!("line {line}: {why}")).collect()
}
