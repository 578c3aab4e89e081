//! Text of the ledger as it stands in Markdown: what would be markup is escaped, and it keeps to one line.

/// Characters that begin something in Markdown, wherever they stand.
const MARKS: [char; 13] = ['\\', '`', '*', '_', '[', ']', '<', '>', '|', '&', '~', '#', '!'];

/// A text that Markdown shows as it is, on one line: headings, tables and lists are not left by it.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut breaks = false;
    for c in text.trim().chars() {
        if c.is_whitespace() {
            breaks = true;
            continue;
        }
        if std::mem::take(&mut breaks) {
            out.push(' ');
        }
        // A list or a rule begins with these, where a line begins with the text.
        let begins = out.is_empty() && matches!(c, '-' | '+' | '=');
        if MARKS.contains(&c) || begins {
            out.push('\\');
        }
        out.push(c);
    }
    // So it does with `1. ` or `1) `.
    let digits = out.len() - out.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let mut rest = out.get(digits..).unwrap_or_default().chars();
    let dot = matches!(rest.next(), Some('.' | ')')) && matches!(rest.next(), None | Some(' '));
    if digits > 0 && dot {
        out.insert(digits, '\\');
    }
    out
}

/// A name or a digest as code; one that holds a backtick or a bar is escaped instead, for code in tables ends with either.
pub fn code(text: &str) -> String {
    let plain = !text.is_empty() && !text.contains(['`', '|', '\\']) && !text.contains(char::is_whitespace);
    if plain { format!("`{text}`") } else { escape(text) }
}
