//! Templates of the papers that era-rm writes: the built-in ones, and files of the same names in a folder that replace them.
//! What they are filled with is escaped for the form at hand, so that no text of the ledger becomes markup; a template
//! reads no file and cannot run for ever. What must not live here: what a paper says. Called by `letter` and `notes`.

mod markdown;

use std::collections::BTreeMap;
use std::path::Path;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Error, Output, State, UndefinedBehavior};
use serde::Serialize;

use super::evidence::{EvidenceError, utf8};
use super::files;
pub use markdown::{code, escape};

/// The most bytes of a template.
pub const MAX: u64 = 256 * 1024;
/// How many instructions a template may run: 2,000 artifacts take about 60,000.
const FUEL: u64 = 20_000_000;

/// Sections 1 to 15 of the Release Letter, which are approved.
pub const BODY: &str = "letter-body.md";
/// Sections 16 to 18, which follow what the areas and the Test Team say.
pub const REVIEW: &str = "letter-review.md";
/// Sections 16 to 20, which complete the letter.
pub const COMPLETION: &str = "letter-completion.md";
/// What is added to a completed letter.
pub const ADDENDUM: &str = "letter-addendum.md";
/// The whole letter as Markdown.
pub const LETTER_MARKDOWN: &str = "letter.md";
/// The whole letter as HTML.
pub const LETTER_HTML: &str = "letter.html";
/// The Release Notes.
pub const NOTES: &str = "release-notes.md";

/// The built-in templates by their names.
pub const BUILT_IN: [(&str, &str); 7] = [
    (BODY, include_str!("templates/letter-body.md")),
    (REVIEW, include_str!("templates/letter-review.md")),
    (COMPLETION, include_str!("templates/letter-completion.md")),
    (ADDENDUM, include_str!("templates/letter-addendum.md")),
    (LETTER_MARKDOWN, include_str!("templates/letter.md")),
    (LETTER_HTML, include_str!("templates/letter.html")),
    (NOTES, include_str!("templates/release-notes.md")),
];

/// Text that is Markdown or HTML already: it goes into a paper as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Markup(pub String);

impl Serialize for Markup {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        Value::from_safe_string(self.0.clone()).serialize(to)
    }
}

/// The templates in use: those that replace built-in ones, by their names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Templates {
    replaced: BTreeMap<&'static str, String>,
}

impl Templates {
    /// Those that lie in a folder. Files of other names are no concern of ours.
    ///
    /// # Errors
    /// [`EvidenceError`] for a folder that is not there, and for a template that does not parse: by line and column.
    pub fn of_folder(folder: &Path) -> Result<Self, EvidenceError> {
        let shown = folder.display().to_string();
        if !folder.is_dir() {
            return Err(EvidenceError::NotFound { path: shown });
        }
        let mut all = Self::default();
        for (name, _) in BUILT_IN {
            let path = folder.join(name);
            if path.symlink_metadata().is_ok() {
                let (_, bytes) = files::read_document(&path, None, MAX)?;
                all.replace(name, &bytes)?;
            }
        }
        Ok(all)
    }
    /// Replaces a built-in template; another name is passed over.
    ///
    /// # Errors
    /// [`EvidenceError::Broken`] where it does not parse.
    pub fn replace(&mut self, name: &str, bytes: &[u8]) -> Result<(), EvidenceError> {
        let Some((name, _)) = BUILT_IN.iter().find(|(n, _)| *n == name) else { return Ok(()) };
        let text = utf8(name, bytes)?;
        self.replaced.insert(name, text.to_owned());
        self.environment().map(|_| ())
    }
    /// Those that replace built-in ones.
    pub fn replaced(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.replaced.iter().map(|(name, text)| (*name, text.as_str()))
    }
    /// Fills a template.
    ///
    /// # Errors
    /// [`EvidenceError::Broken`], by line and column, where a template asks for what there is not.
    pub fn render(&self, name: &'static str, with: impl Serialize) -> Result<String, EvidenceError> {
        let environment = self.environment()?;
        let template = environment.get_template(name).map_err(|e| self.broken(name, &e))?;
        template.render(Serde(with)).map_err(|e| self.broken(name, &e))
    }

    fn source(&self, name: &str) -> &str {
        let built_in = || BUILT_IN.iter().find(|(n, _)| *n == name).map_or("", |(_, text)| *text);
        self.replaced.get(name).map_or_else(built_in, String::as_str)
    }
    fn environment(&self) -> Result<Environment<'_>, EvidenceError> {
        let mut e = Environment::new();
        e.set_undefined_behavior(UndefinedBehavior::Strict);
        e.set_fuel(Some(FUEL));
        e.set_debug(true);
        let mut syntax = SyntaxConfig::builder();
        syntax.trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true);
        e.set_syntax(syntax.build().map_err(|why| self.broken(NOTES, &why))?);
        e.set_auto_escape_callback(|name| match name.rsplit('.').next() {
            Some("html") => AutoEscape::Html,
            _ => AutoEscape::Custom("markdown".into()),
        });
        e.set_formatter(write);
        e.add_filter("code", |text: String| Value::from_safe_string(code(&text)));
        for (name, _) in BUILT_IN {
            e.add_template(name, self.source(name)).map_err(|why| self.broken(name, &why))?;
        }
        Ok(e)
    }
    /// What is wrong with a template, and where.
    fn broken(&self, name: &str, error: &Error) -> EvidenceError {
        let name = error.name().unwrap_or(name);
        let line = error.line().unwrap_or(1);
        let start = error.range().map_or(0, |r| r.start);
        let before = self.source(name).get(..start).unwrap_or_default();
        let column = before.rsplit('\n').next().map_or(1, |l| l.chars().count() + 1);
        let why =
            error.detail().map_or_else(|| error.kind().to_string(), |d| format!("{}: {d}", error.kind()));
        EvidenceError::Broken { of: format!("the template {name}"), line, column, why }
    }
}

/// Writes a value into a paper, escaped for its form.
fn write(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let escaped = matches!(state.auto_escape(), AutoEscape::Custom(_));
    if !escaped || value.is_safe() {
        return minijinja::escape_formatter(out, state, value);
    }
    if value.is_undefined() {
        return Err(Error::from(minijinja::ErrorKind::UndefinedError));
    }
    let text = if value.is_none() { String::new() } else { escape(&value.to_string()) };
    out.write_str(&text).map_err(Error::from)
}

#[cfg(test)]
mod tests;
