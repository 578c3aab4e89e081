//! The Release Notes of a release as they stand: what era-rm makes of the current letter, and what goes out. What must not
//! live here: what they say (`service::notes`), and whether an edit still holds (`sop::notes`).

use std::path::Path;

use crate::domain::release::Letter;
use crate::domain::{DocumentRef, Release, Text, Time};
use crate::ledger::chain::Document;
use crate::ledger::digest;
use crate::service::letter::{self, Due};
use crate::service::notes::{self, Of, Written};
use crate::service::templates::{NOTES, Templates};
use crate::service::{files, notes::MAX};
use crate::workflow::{Failure, Loaded};

use super::documents;
use super::evidence::ReadDocument;
use super::portrait::act_at;

/// What the Software Developer wrote of a letter.
fn source(letter: &Letter) -> &DocumentRef {
    &letter.source
}

/// The Release Notes that era-rm makes of the current letter. Where there is no letter they have no words of it, and the
/// judge refuses what they come with.
///
/// # Errors
/// [`Failure::Evidence`] for a letter or a template that cannot be read; those of [`documents::copy`].
pub fn generated(loaded: &Loaded<'_>, r: &Release, templates: &Templates) -> Result<ReadDocument, Failure> {
    let (written, submitted) = match r.letter() {
        None => (Written::default(), r.touched),
        Some(letter) => (written(loaded, letter)?, submitted(r, letter)),
    };
    let of = Of {
        letter: r.letters.len(),
        submitted: notes::utc(submitted),
        ledger: loaded.ledger.map(|id| id.to_string()).unwrap_or_default(),
    };
    let bytes = notes::generate(templates, &loaded.world, r, &written, &of)?.into_bytes();
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let word = |word: &str| word.parse::<Text>().map_err(|e| Failure::Bug(e.into()));
    let digest = digest::of_bytes(&bytes);
    let named = DocumentRef { name: word(NOTES)?, media: word("text/markdown")?, size, digest };
    Ok(ReadDocument { named, document: Document { digest, bytes } })
}

fn submitted(r: &Release, letter: &Letter) -> Time {
    act_at(r, letter.revision).map_or(r.touched, |f| f.at)
}

fn written(loaded: &Loaded<'_>, letter: &Letter) -> Result<Written, Failure> {
    let mut bytes = Vec::new();
    documents::copy(loaded.store(), &source(letter).digest, &mut bytes)?;
    let sections = letter::check(&bytes, Due::Submission)?;
    let section = |number| {
        let found = sections.iter().find(|s| s.number == number);
        found.map(|s| s.text.clone()).unwrap_or_default()
    };
    Ok(Written { effects: section(8), installation: section(12), known_problems: section(14) })
}

/// Reads edited notes.
///
/// # Errors
/// [`Failure::Evidence`] for a file that cannot be read, or that must not go to users as it is.
pub fn read(path: &Path) -> Result<ReadDocument, Failure> {
    let (named, bytes) = files::read_document(path, Some("text/markdown"), MAX)?;
    notes::check(named.name.as_str(), &bytes)?;
    Ok(ReadDocument { document: Document { digest: named.digest, bytes }, named })
}
