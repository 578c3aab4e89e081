//! Release Letters on their way into the ledger and out of it: drafted with an act, or put together to be shown.
//! What must not live here: what they say (`service::letter`). Called by the commands of the letter, and `ocr defer`.

use crate::domain::event::{LetterCompleted2, LetterSubmitted2, OcrDeferred2};
use crate::domain::release::Letter;
use crate::domain::{Digest, DocumentRef, OcrId, Release, Subject, Text};
use crate::ledger::chain::Document;
use crate::ledger::digest;
use crate::service::letter::paper::{self, Acting, Paper, Sources, Texts};
use crate::service::letter::parts::{self, Deferral};
use crate::service::letter::{Held, Section, forms, id_of};
use crate::service::templates::Templates;
use crate::store::Store;
use crate::workflow::{Draft, Failure, Loaded, Scene};

use super::documents;
use super::evidence::ReadDocument;

const MARKDOWN: &str = "text/markdown";

/// A text as a document of the ledger.
fn document(name: String, media: &str, text: String) -> Result<(DocumentRef, Document), Failure> {
    let bytes = text.into_bytes();
    let (digest, size) = (digest::of_bytes(&bytes), bytes.len() as u64);
    let bug = |e: crate::domain::text::BadText| Failure::Bug(e.into());
    let (name, media) = (name.parse::<Text>().map_err(bug)?, media.parse::<Text>().map_err(bug)?);
    Ok((DocumentRef { digest, media, name, size }, Document { digest, bytes }))
}

/// Loads whom a letter names, and who acts.
fn with_people(scene: &mut Scene<'_, '_>) -> Result<(), Failure> {
    let mut people = paper::people(scene.release()?);
    people.push(Subject::person(&scene.actor));
    scene.loaded.load(&people)
}

/// The draft of `letter submit`: the body is written, and the page that goes to the areas.
///
/// # Errors
/// [`Failure::Evidence`] for a template that fails.
pub fn submitted(
    scene: &mut Scene<'_, '_>,
    templates: &Templates,
    source: &ReadDocument,
    sections: &[Section],
) -> Result<Draft, Failure> {
    with_people(scene)?;
    let foot = scene.foot();
    let release = scene.release()?;
    let Some(build) = release.build().map(|b| b.id.clone()) else {
        // The judge says in the SOP's words what it waits for.
        let whole = || source.named.clone();
        let event =
            LetterSubmitted2 { letter: whole(), page: whole(), source: whole(), templates: Vec::new() };
        return Ok(Draft::of(event));
    };
    let held = Held { world: &scene.loaded.world, release };
    let revision = release.letters.len() + 1;
    let id = id_of(release, revision);
    let body = parts::body(held, templates, &source.named, sections)?;
    let (letter, body_document) = document(format!("{id}.md"), MARKDOWN, body.clone())?;
    let mut kept = vec![body_document, source.document.clone()];
    let mut replaced = Vec::new();
    for (name, text) in templates.replaced() {
        let (named, document) = document(name.to_owned(), "text/plain", text.to_owned())?;
        replaced.push(named);
        kept.push(document);
    }
    let submitted = Letter {
        revision: release.revision + 1,
        document: letter.clone(),
        page: letter.clone(),
        source: source.named.clone(),
        templates: replaced.clone(),
        build,
    };
    let texts = Texts { body, ..Texts::default() };
    let acting = Acting { login: &scene.actor, meaning: "wrote it, and submitted it", at: scene.at };
    let sources = Sources { held, letter: &submitted, revision, texts, acting: Some(acting), foot: &foot };
    let page = forms::html(&paper::paper(sources), templates)?;
    let (page, page_document) = document(format!("{id}.html"), "text/html", page)?;
    kept.push(page_document);
    let source = source.named.clone();
    Ok(Draft::with(LetterSubmitted2 { letter, page, source, templates: replaced }, kept))
}

/// The draft of `letter complete`: the completion, and the Deployed Release Letter as one page.
///
/// # Errors
/// [`Failure::Evidence`] for a template that fails; [`Failure::Breach`] for a letter whose bytes are not what was recorded.
pub fn completed(
    scene: &mut Scene<'_, '_>,
    source: &ReadDocument,
    sections: &[Section],
) -> Result<Draft, Failure> {
    with_people(scene)?;
    let foot = scene.foot();
    let release = scene.release()?;
    let revision = release.letters.len();
    let Some(letter) = release.letter() else {
        let (completion, page) = (source.named.clone(), source.named.clone());
        let event =
            LetterCompleted2 { approved: Digest::default(), completion, page, source: source.named.clone() };
        return Ok(Draft::of(event));
    };
    let templates = templates_of(scene.loaded.store(), letter)?;
    let held = Held { world: &scene.loaded.world, release };
    let completion = parts::completion(held, &templates, letter, sections)?;
    let body = documents::text(scene.loaded.store(), &letter.document.digest)?;
    let id = id_of(release, revision);
    let (part, part_document) = document(format!("{id}-completion.md"), MARKDOWN, completion.clone())?;
    let texts = Texts { body, completion: Some(completion), ..Texts::default() };
    let acting = Acting { login: &scene.actor, meaning: "completed it after the deployment", at: scene.at };
    let approved = letter.document.digest;
    let sources = Sources { held, letter, revision, texts, acting: Some(acting), foot: &foot };
    let page = forms::html(&paper::paper(sources), &templates)?;
    let (page, page_document) = document(format!("{id}-deployed.html"), "text/html", page)?;
    let event = LetterCompleted2 { approved, completion: part, page, source: source.named.clone() };
    Ok(Draft::with(event, vec![part_document, page_document, source.document.clone()]))
}

/// A release without a letter.
pub fn no_letter(release: &Release) -> Failure {
    Failure::not_found(
        format!("release {} has no Release Letter yet", release.number),
        "era-rm letter template prints its headings (SOP step 6)",
    )
}

/// The draft of `ocr defer`: a completed letter gets an addendum.
///
/// # Errors
/// As [`completed`].
pub fn deferred(
    scene: &mut Scene<'_, '_>,
    ocr: &OcrId,
    change_stays: bool,
    reason: &Text,
) -> Result<Draft, Failure> {
    scene.loaded.load(&[Subject::person(&scene.actor)])?;
    let place = scene.loaded.world.ocrs.get(ocr).and_then(|o| o.place.release());
    let release = place.and_then(|id| scene.loaded.world.releases.get(&id));
    let event = |addendum| OcrDeferred2 { addendum, change_stays, ocr: ocr.clone(), reason: reason.clone() };
    let Some((release, letter)) = release.and_then(|r| r.letter().map(|l| (r, l))) else {
        return Ok(Draft::of(event(None)));
    };
    let templates = templates_of(scene.loaded.store(), letter)?;
    let held = Held { world: &scene.loaded.world, release };
    let why = Deferral { ocr, change_stays, reason, by: &scene.actor, at: scene.at };
    let Some(text) = parts::addendum(held, &templates, &why)? else { return Ok(Draft::of(event(None))) };
    let number = release.completed.as_ref().map_or(0, |c| c.addenda.len()) + 1;
    let name = format!("{}-addendum-{number}.md", id_of(release, release.letters.len()));
    let (named, document) = document(name, MARKDOWN, text)?;
    Ok(Draft::with(event(Some(named)), vec![document]))
}

/// The templates that were kept with a letter: it is shown with them for ever.
fn templates_of(store: &dyn Store, letter: &Letter) -> Result<Templates, Failure> {
    let mut all = Templates::default();
    for t in &letter.templates {
        let mut bytes = Vec::new();
        documents::copy(store, &t.digest, &mut bytes)?;
        all.replace(t.name.as_str(), &bytes)?;
    }
    Ok(all)
}

/// A letter of a release as a paper, with everything that the ledger says of it by now, and the templates it is shown with.
///
/// # Errors
/// As [`completed`].
pub fn shown(
    loaded: &mut Loaded<'_>,
    release: &Release,
    revision: usize,
    foot: &str,
) -> Result<(Paper, Templates), Failure> {
    loaded.load(&paper::people(release))?;
    let store = loaded.store();
    let letter = revision.checked_sub(1).and_then(|i| release.letters.get(i));
    let letter = letter.ok_or_else(|| no_letter(release))?;
    let templates = templates_of(store, letter)?;
    let held = Held { world: &loaded.world, release };
    let text = |d: &DocumentRef| documents::text(store, &d.digest);
    let done = release.completed.as_ref().filter(|c| c.approved == letter.document.digest);
    let completion = done.map(|c| text(&c.document)).transpose()?;
    let addenda = done.iter().flat_map(|c| &c.addenda).map(text).collect::<Result<_, _>>()?;
    let review = match completion {
        Some(_) => None,
        None => Some(parts::review(held, &templates, letter)?),
    };
    let texts = Texts { body: text(&letter.document)?, review, completion, addenda };
    Ok((paper::paper(Sources { held, letter, revision, texts, acting: None, foot }), templates))
}
