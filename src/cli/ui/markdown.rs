//! Markdown as plain text for a terminal or a pager: headings underlined, paragraphs wrapped, tables drawn, lists marked.
//! What must not live here: what a paper says. Called by the commands that show papers.

use comfy_table::{ContentArrangement, Table, presets};
use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use crate::service::letter::html::events;

use super::width;

/// Columns where the terminal does not say how many it has.
const COLUMNS: u16 = 80;

/// Markdown as plain text.
pub fn plain(markdown: &str) -> String {
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse::<u16>().ok()).filter(|c| *c >= 40);
    let mut page = Page { columns: columns.unwrap_or(COLUMNS).min(120), ..Page::default() };
    events(markdown).for_each(|event| page.take(event));
    page.flush();
    page.out
}

#[derive(Default)]
struct Page {
    columns: u16,
    out: String,
    /// What is gathered for the paragraph, heading or cell that is open.
    line: String,
    /// The lists that are open: the next number, or none for bullets.
    lists: Vec<Option<u64>>,
    /// The mark of the list item that begins.
    mark: Option<String>,
    quotes: usize,
    code: bool,
    rows: Vec<Vec<String>>,
    links: Vec<String>,
}

impl Page {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.line.push_str(&text),
            Event::Code(text) => self.line.push_str(&text),
            Event::SoftBreak => self.line.push(' '),
            Event::HardBreak => self.line.push('\n'),
            Event::Rule => {
                self.flush();
                self.out.push_str(&format!("{}\n\n", "-".repeat(self.columns.into())));
            }
            Event::Html(_)
            | Event::InlineHtml(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_) => {}
        }
    }
    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::List(first) => {
                self.flush();
                self.lists.push(first);
            }
            Tag::Item => {
                let mark = match self.lists.last_mut() {
                    Some(Some(n)) => {
                        *n += 1;
                        format!("{}. ", *n - 1)
                    }
                    Some(None) | None => "- ".to_owned(),
                };
                self.mark = Some(mark);
            }
            Tag::BlockQuote(_) => self.quotes += 1,
            Tag::CodeBlock(_) => {
                self.flush();
                self.code = true;
            }
            Tag::TableHead | Tag::TableRow => self.rows.push(Vec::new()),
            Tag::Link { dest_url, .. } => self.links.push(dest_url.to_string()),
            _ => {}
        }
    }
    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(level) => self.heading(level),
            TagEnd::Paragraph => {
                self.flush();
                // A paragraph of a list item is followed by the next item.
                if self.lists.is_empty() {
                    self.out.push('\n');
                }
            }
            TagEnd::Item => self.flush(),
            TagEnd::List(_) => {
                self.flush();
                self.lists.pop();
                if self.lists.is_empty() {
                    self.out.push('\n');
                }
            }
            TagEnd::BlockQuote(_) => self.quotes = self.quotes.saturating_sub(1),
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.line);
                self.rows.last_mut().into_iter().for_each(|row| row.push(cell.clone()));
            }
            TagEnd::Table => self.end_table(),
            TagEnd::Link => {
                let url = self.links.pop().filter(|url| !self.line.ends_with(url.as_str()));
                url.into_iter().for_each(|url| self.line.push_str(&format!(" <{url}>")));
            }
            _ => {}
        }
    }
    fn indent(&self) -> usize {
        self.lists.len().saturating_sub(1) * 3 + self.quotes * 2
    }
    /// Writes what is gathered, wrapped.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.line);
        if text.trim().is_empty() {
            return;
        }
        let mark = self.mark.take();
        let pad = self.indent();
        let hang = pad + if self.lists.is_empty() { 0 } else { 3 };
        let first = mark.map_or_else(|| " ".repeat(hang), |m| format!("{}{m:<3}", " ".repeat(pad)));
        let (mut line, mut taken) = (first, hang);
        let mut begun = false;
        for (i, words) in text.split('\n').enumerate() {
            for (j, word) in words.split_whitespace().enumerate() {
                let long = width(word);
                let breaks = begun && (taken + 1 + long > self.columns.into() || (j == 0 && i > 0));
                if breaks {
                    self.out.push_str(line.trim_end());
                    self.out.push('\n');
                    (line, taken) = (" ".repeat(hang), hang);
                } else if begun {
                    line.push(' ');
                    taken += 1;
                }
                line.push_str(word);
                taken += long;
                begun = true;
            }
        }
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }
    fn heading(&mut self, level: HeadingLevel) {
        let text = std::mem::take(&mut self.line);
        let rule = match level {
            HeadingLevel::H1 => "=",
            HeadingLevel::H2 => "-",
            HeadingLevel::H3 | HeadingLevel::H4 | HeadingLevel::H5 | HeadingLevel::H6 => "",
        };
        let under = rule.repeat(width(&text).min(self.columns.into()));
        let under = if under.is_empty() { under } else { format!("{under}\n") };
        self.out.push_str(&format!("{text}\n{under}\n"));
    }
    fn end_code(&mut self) {
        let (text, pad) = (std::mem::take(&mut self.line), self.indent() + 4);
        text.lines().for_each(|l| self.out.push_str(&format!("{}{l}\n", " ".repeat(pad))));
        self.out.push('\n');
        self.code = false;
    }
    /// A table whose words fit is drawn; of another each row is told line by line, so that digests stay whole.
    fn end_table(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
        let longest = |column: usize| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells.flat_map(|cell| cell.split_whitespace()).map(width).max().unwrap_or_default()
        };
        let needed = (0..columns).map(|column| longest(column) + 3).sum::<usize>();
        if needed > self.columns.into() {
            return self.records(rows);
        }
        let mut table = Table::new();
        table.load_style(presets::ASCII_HORIZONTAL_ONLY);
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(self.columns);
        let mut rows = rows.into_iter();
        let header = rows.next().filter(|head| head.iter().any(|cell| !cell.is_empty()));
        if let Some(head) = header {
            table.set_header(head);
        }
        table.add_rows(rows);
        table.lines().for_each(|l| self.out.push_str(&format!("{}\n", l.trim_end())));
        self.out.push('\n');
    }
}

impl Page {
    /// The rows of a wide table, each as a list of what it holds.
    fn records(&mut self, rows: Vec<Vec<String>>) {
        let mut rows = rows.into_iter();
        let head = rows.next().unwrap_or_default();
        for row in rows {
            let named = head.iter().map(String::as_str).chain(std::iter::repeat(""));
            for (i, (name, cell)) in named.zip(row).enumerate().filter(|(_, (_, cell))| !cell.is_empty()) {
                let name = if name.is_empty() || i == 0 { String::new() } else { format!("{name}: ") };
                self.lists.push(None);
                self.mark = (i == 0).then(|| "- ".to_owned());
                self.line = format!("{name}{cell}");
                self.flush();
                self.lists.pop();
            }
        }
        self.out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_page_reads_as_plain_text() {
        let text = plain(
            "# A\n\n## B\n\nc *d* `e`\nf\n\n1. g\n2. h [i](https://i.example)\n   - j\n\n| K | L |\n|---|---|\n| m | n |\n\n```\no  p\n```\n",
        );
        let wanted = "A\n=\n\nB\n-\n\nc d e f\n\n1. g\n2. h i <https://i.example>\n   -  j\n\n";
        assert!(text.starts_with(wanted), "{text}");
        assert!(text.contains(" K") && text.ends_with("    o  p\n\n"), "{text}");
    }
}
