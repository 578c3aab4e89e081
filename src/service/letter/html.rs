//! Markdown as HTML that a browser may show: raw HTML becomes text, links lead to the web or to a mailbox alone, images
//! become their words, and headings keep their place in the page. Called by `paper`.

use pulldown_cmark::{Alignment, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// What a reader of letters understands besides CommonMark: tables and struck text.
fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH
}

/// The events of a Markdown text, with everything that a browser would act on taken out.
pub fn events(markdown: &str) -> impl Iterator<Item = Event<'_>> {
    let mut dead = Vec::new();
    Parser::new_ext(markdown, options()).filter_map(move |event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Some(Event::Text(raw)),
        Event::Start(Tag::HtmlBlock) => Some(Event::Start(Tag::Paragraph)),
        Event::End(TagEnd::HtmlBlock) => Some(Event::End(TagEnd::Paragraph)),
        Event::Start(Tag::Link { ref dest_url, .. }) => {
            let safe = is_safe(dest_url);
            dead.push(!safe);
            safe.then_some(event)
        }
        Event::End(TagEnd::Link) => (!dead.pop().unwrap_or(true)).then_some(event),
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        other => Some(other),
    })
}

/// Whether a link leads to the web or to a mailbox.
fn is_safe(url: &CowStr<'_>) -> bool {
    let url = url.to_ascii_lowercase();
    let open = ["https://", "http://", "mailto:"].iter().any(|scheme| url.starts_with(scheme));
    open && !url.contains(|c: char| c.is_control() || c.is_whitespace())
}

/// Markdown as HTML, below a heading of the second level.
pub fn html(markdown: &str) -> String {
    let events = events(markdown).map(|event| match event {
        Event::Start(Tag::Heading { level, .. }) => Event::Start(Tag::Heading {
            level: below(level),
            id: None,
            classes: Vec::new(),
            attrs: Vec::new(),
        }),
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(below(level))),
        // Alignment would be a style of each cell.
        Event::Start(Tag::Table(columns)) => Event::Start(Tag::Table(vec![Alignment::None; columns.len()])),
        Event::Start(Tag::Link { link_type, dest_url, .. }) => {
            Event::Start(Tag::Link { link_type, dest_url, title: "".into(), id: "".into() })
        }
        other => other,
    });
    let mut out = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut out, events);
    // Text has no tags left in it: these are the table heads.
    out.replace("<th>", "<th scope=\"col\">")
}

/// A text that is no Markdown as HTML.
pub fn words(text: &str) -> String {
    let mut out = String::new();
    html::push_html(&mut out, std::iter::once(Event::Text(text.into())));
    out
}

fn below(level: HeadingLevel) -> HeadingLevel {
    level.max(HeadingLevel::H3)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::html;

    #[test]
    fn nothing_that_a_browser_would_act_on_is_left() {
        let hostile = "<script>alert(1)</script>\n\na <b onclick=x>b</b> [c](javascript:alert(1)) [d](https://e.example/ \"t\")\n\n![f](http://g/h.png) <https://i.example>\n\n[j](data:text/html,x) [k](file:///etc/passwd)\n";
        let out = html(hostile);
        assert!(!out.contains("<script") && !out.contains("<b") && !out.contains("<img"), "{out}");
        for gone in ["javascript:", "data:text", "file:", "g/h.png"] {
            assert!(!out.contains(&format!("\"{gone}")), "{out}");
        }
        assert!(out.contains("<a href=\"https://e.example/\">d</a>"), "{out}");
        assert!(out.contains("<a href=\"https://i.example\">"), "{out}");
        assert_eq!(out.matches("<a ").count(), out.matches("</a>").count());
    }

    #[test]
    fn headings_stand_below_those_of_the_page_and_tables_name_their_columns() {
        let out = html("# A\n\n### B\n\n| C | D |\n|--:|---|\n| 1 | <th> |\n");
        assert!(out.contains("<h3>A</h3>") && out.contains("<h3>B</h3>"), "{out}");
        assert!(out.contains("<th scope=\"col\">C</th>") && out.contains("&lt;th&gt;"), "{out}");
        assert!(!out.contains("style="), "{out}");
        out.find("<table>").unwrap();
    }
}
