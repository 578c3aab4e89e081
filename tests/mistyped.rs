//! A word that is nearly right is answered with the one that was meant, as text and as JSON.

use super::support::desk::{Desk, words};

/// What is typed, and what the hint must hold.
const SLIPS: [(&str, &str); 8] = [
    ("relase hold", "did you mean 'release'?"),
    ("release shedule", "did you mean 'reschedule', 'schedule'?"),
    ("test recrod 4.2.0 --pass", "did you mean 'record'?"),
    ("deploy go 4.2.0 --note notes.md", "did you mean '--notes'?"),
    ("release hold 4.2.0 --resaon audit", "did you mean '--reason'?"),
    ("release list --jsno", "did you mean '--json'?"),
    ("cq confirm --state Resolvd", "did you mean 'Resolved'?"),
    ("deploy go 4.2.0 --notes notes.md --yes", "--confirm (-y) records without asking"),
];

#[test]
fn a_slip_is_answered_with_what_was_meant() {
    let desk = Desk::empty();
    for (line, meant) in SLIPS {
        let words = words(line);
        let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
        let text = desk.run(&words);
        assert_eq!(text.code, 2, "era-rm {line}\n{}", text.whole());
        let hint = text.stderr.lines().find(|l| l.trim_start().starts_with("hint: ")).unwrap_or_default();
        assert!(hint.contains(meant), "era-rm {line}\n{}", text.whole());
        words.push("--json");
        let json = desk.run(&words).json();
        assert_eq!((&json["exit"], &json["error"]["code"]), (&2.into(), &"usage".into()));
        assert!(json["error"]["hint"].as_str().unwrap().contains(meant), "era-rm {line}: {json}");
    }
}
