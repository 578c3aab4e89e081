//! A Release Letter as a paper: change-control sheet, signature page, its parts, its foot; everything that its forms show.
//! What must not live here: any one form (`forms`; PDF in `service::pdf`). Called by who submits, completes or shows one.

use serde::Serialize;

use crate::domain::event::{Event, RejectClass, Trust};
use crate::domain::release::Letter;
use crate::domain::signoff::Doomed;
use crate::domain::{Digest, Fact, Login, Release, Role, SignedBy, Subject, Time, key};
use crate::ledger::digest;
use crate::service::templates::Markup;

use super::content::{Held, id_of};
use super::html::{html, words};
use super::parts::chapters;

/// A Release Letter as it is read and signed.
#[derive(Debug, Clone, Serialize)]
pub struct Paper {
    /// Its title.
    pub title: String,
    /// Its id: the release's number, and which of its letters it is.
    pub id: String,
    /// Which letter of the release it is, from 1.
    pub revision: usize,
    /// What became of it, in a few words.
    pub status: String,
    /// What every reader must know first: claimed identity, separation off.
    pub marks: Vec<String>,
    /// The change-control sheet.
    pub control: Vec<Control>,
    /// The letters of the release up to this one.
    pub history: Vec<Change>,
    /// The signature page.
    pub signatures: Vec<Signature>,
    /// Body, review, completion, addenda; each byte for byte as its digest has it.
    pub parts: Vec<Part>,
    /// The sections of all parts, in order.
    pub sections: Vec<Chapter>,
    /// Which ledger vouches for it, line by line.
    pub foot: Vec<String>,
}

/// A line of the change-control sheet.
#[derive(Debug, Clone, Serialize)]
pub struct Control {
    /// What it is.
    pub label: String,
    /// Its value.
    pub value: String,
    /// Whether that is a digest.
    pub digest: bool,
}

/// A line of the letter's history.
#[derive(Debug, Clone, Serialize)]
pub struct Change {
    /// Which letter.
    pub revision: usize,
    /// When.
    pub at: Time,
    /// Who.
    pub name: String,
    /// What happened.
    pub what: String,
}

/// A line of the signature page.
#[derive(Debug, Clone, Serialize)]
pub struct Signature {
    /// Who.
    pub name: String,
    /// In which role.
    pub role: String,
    /// What is said by it.
    pub meaning: String,
    /// When, in UTC.
    pub at: Time,
    /// The SHA-256 of what it is said of; empty where that is no paper.
    pub digest: String,
    /// How the ledger knows who it was.
    pub how: String,
}

/// A part of the letter.
#[derive(Debug, Clone, Serialize)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// Its Markdown, byte for byte.
    pub markdown: Markup,
    /// The same for a browser.
    pub html: Markup,
}

/// A section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chapter {
    /// Its number and title; empty for text before the first.
    pub title: String,
    /// Where it is in a page.
    pub anchor: String,
    /// Its text, as Markdown, without its heading.
    pub markdown: String,
}

/// The texts of a letter's parts.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    /// Sections 1 to 15.
    pub body: String,
    /// Sections 16 to 18, where the letter is not completed.
    pub review: Option<String>,
    /// Sections 16 to 20.
    pub completion: Option<String>,
    /// What was added to the completed letter.
    pub addenda: Vec<String>,
}

/// An act that is about to be recorded with the paper: it signs it too.
pub struct Acting<'a> {
    /// Who.
    pub login: &'a Login,
    /// What is said by it.
    pub meaning: &'static str,
    /// When.
    pub at: Time,
}

/// What a paper is made of.
pub struct Sources<'a> {
    /// Where names, reviews and decisions come from.
    pub held: Held<'a>,
    /// The letter.
    pub letter: &'a Letter,
    /// Which letter of the release it is, from 1.
    pub revision: usize,
    /// Its parts.
    pub texts: Texts,
    /// The act that records this very paper.
    pub acting: Option<Acting<'a>>,
    /// Which ledger vouches for it.
    pub foot: &'a str,
}

/// The persons whom a letter of a release names.
pub fn people(r: &Release) -> Vec<Subject> {
    let mut all: Vec<&Login> = r.facts().map(|f| &f.actor).collect();
    all.extend(r.builds.iter().map(|b| &b.builder));
    all.extend(r.deployments.iter().map(|d| &d.deployer));
    all.sort();
    all.dedup();
    all.into_iter().map(Subject::person).collect()
}

/// Makes the paper.
pub fn paper(s: Sources<'_>) -> Paper {
    let id = id_of(s.held.release, s.revision);
    let status = status(&s);
    let mut named = vec![("Sections 1 to 15".to_owned(), &s.texts.body)];
    named.extend(
        s.texts.review.iter().map(|t| ("Sections 16 to 18, as the ledger has them now".to_owned(), t)),
    );
    named.extend(s.texts.completion.iter().map(|t| ("Completion: sections 16 to 20".to_owned(), t)));
    named.extend(s.texts.addenda.iter().enumerate().map(|(i, t)| (format!("Addendum {}", i + 1), t)));
    let mut parts = Vec::new();
    let mut sections: Vec<Chapter> = Vec::new();
    for (name, text) in named {
        let inside = chapters(text);
        let page = inside.iter().map(page).collect::<String>();
        sections.extend(inside);
        parts.push(Part { name, markdown: Markup(text.clone()), html: Markup(page) });
    }
    Paper {
        title: format!("Release Letter {}", s.held.release.number),
        control: control(&s, &id, &status),
        history: history(&s),
        signatures: signatures(&s),
        marks: marks(s.held),
        foot: s.foot.lines().filter(|l| *l != "--").map(str::to_owned).collect(),
        revision: s.revision,
        id,
        status,
        parts,
        sections,
    }
}

fn page(c: &Chapter) -> String {
    let heading = if c.title.is_empty() {
        String::new()
    } else {
        format!("<h2 id=\"{}\">{}</h2>\n", c.anchor, words(&c.title))
    };
    format!("{heading}{}", html(&c.markdown))
}

fn marks(held: Held<'_>) -> Vec<String> {
    let mut all = Vec::new();
    match held.world.trust {
        Some(Trust::Signed) => {}
        Some(Trust::Os) => all.push("Claimed identity: this ledger is not signed; the operating-system account is taken for the person."),
        Some(Trust::Declared) | None => all.push("Claimed identity: this ledger is not signed; persons are believed. It is for evaluation and training."),
    }
    if held.world.trust.is_some() && !held.world.separation {
        all.push("Separation of duties is off in this ledger: it is for training.");
    }
    all.into_iter().map(str::to_owned).collect()
}

fn status(s: &Sources<'_>) -> String {
    let r = s.held.release;
    if let Some(n) = s.texts.completion.as_ref().map(|_| s.texts.addenda.len()) {
        return match n {
            0 => "completed".to_owned(),
            1 => "completed, with one addendum".to_owned(),
            n => format!("completed, with {n} addenda"),
        };
    }
    if r.condemned.iter().any(|c| c.what == Doomed::Letter(s.letter.revision)) {
        return "rejected".to_owned();
    }
    if r.letter().is_some_and(|l| l.revision > s.letter.revision) {
        return "superseded".to_owned();
    }
    let approved = |area: &Role| {
        let by = |f: &&Fact| f.role == *area && matches!(&f.event, Event::LetterReviewed(e) if e.approved);
        s.held.on(s.letter).find(by).is_some()
    };
    if Role::AREAS.iter().all(approved) {
        return "approved by all functional areas".to_owned();
    }
    let distributed = s.held.on(s.letter).any(|f| matches!(f.event, Event::LetterDistributed(_)));
    if distributed {
        "in functional area review"
    } else {
        "submitted for functional area review and approval"
    }
    .to_owned()
}

fn control(s: &Sources<'_>, id: &str, status: &str) -> Vec<Control> {
    let r = s.held.release;
    let mut all = Vec::new();
    let mut add = |label: String, value: String, digest: bool| all.push(Control { label, value, digest });
    add("Letter".into(), format!("{id}, revision {}", s.revision), false);
    add("Status".into(), status.to_owned(), false);
    let kind = if s.held.probable() { "probable number" } else { "number" };
    add("Release".into(), format!("{} ({kind}), {}", r.number, r.id), false);
    add("Build".into(), s.letter.build.to_string(), false);
    let of = |text: &str| digest::of_bytes(text.as_bytes()).to_string();
    add("SHA-256 of sections 1 to 15, which is what is approved".into(), of(&s.texts.body), true);
    if let Some(text) = &s.texts.completion {
        add("SHA-256 of the completion, sections 16 to 20".into(), of(text), true);
    }
    for (i, text) in s.texts.addenda.iter().enumerate() {
        add(format!("SHA-256 of addendum {}", i + 1), of(text), true);
    }
    add("SHA-256 of what the Software Developer wrote".into(), s.letter.source.digest.to_string(), true);
    for t in &s.letter.templates {
        add(format!("SHA-256 of the template {}", t.name), t.digest.to_string(), true);
    }
    all
}

fn history(s: &Sources<'_>) -> Vec<Change> {
    let r = s.held.release;
    let subject = r.subject();
    let act = |revision: u64| r.facts().find(|f| f.revision(&subject) == revision);
    let mut all: Vec<Change> = Vec::new();
    for (i, l) in r.letters.iter().enumerate().take(s.revision) {
        let Some(f) = act(l.revision) else { continue };
        let mut what = format!("submitted, of build {}", l.build);
        if let Some(c) = r.condemned.iter().find(|c| c.what == Doomed::Letter(l.revision)) {
            what.push_str(&format!("; rejected by {}: {}", c.role, c.reason));
        }
        all.push(Change { revision: i + 1, at: f.at, name: s.held.name(&f.actor), what });
    }
    let done = s.held.on(s.letter).filter_map(|f| match &*f.event.today() {
        Event::LetterCompleted2(_) => Some((f, "completed after the deployment".to_owned())),
        Event::OcrDeferred2(e) if e.addendum.is_some() => {
            Some((f, format!("addendum: {} is deferred", e.ocr)))
        }
        _ => None,
    });
    all.extend(done.map(|(f, what)| Change {
        revision: s.revision,
        at: f.at,
        name: s.held.name(&f.actor),
        what,
    }));
    if let Some(a) = &s.acting {
        let what = a.meaning.to_owned();
        all.push(Change { revision: s.revision, at: a.at, name: s.held.name(a.login), what });
    }
    all
}

fn signatures(s: &Sources<'_>) -> Vec<Signature> {
    let approved = s.letter.document.digest;
    let subject = s.held.release.subject();
    let mut all: Vec<Signature> = s
        .held
        .on(s.letter)
        .filter_map(|f| {
            let (meaning, of) = meaning(&f.event.today(), approved)?;
            let disputed = s.held.release.disputed.contains(&f.revision(&subject));
            Some(Signature {
                name: s.held.name(&f.actor),
                role: f.role.title().to_owned(),
                meaning,
                at: f.at,
                digest: of.to_string(),
                how: if disputed {
                    "disputed: the key was compromised".to_owned()
                } else {
                    how(f.signed.as_ref())
                },
            })
        })
        .collect();
    if let Some(a) = &s.acting {
        let of = s.texts.completion.as_ref().unwrap_or(&s.texts.body);
        let signed = s.held.world.trust == Some(Trust::Signed);
        all.push(Signature {
            name: s.held.name(a.login),
            role: Role::SoftwareDeveloper.title().to_owned(),
            meaning: a.meaning.to_owned(),
            at: a.at,
            digest: digest::of_bytes(of.as_bytes()).to_string(),
            how: if signed { "signed with the entry that records this paper".to_owned() } else { how(None) },
        });
    }
    all
}

/// What an act says of a letter, and the digest it says it of.
fn meaning(event: &Event, approved: Digest) -> Option<(String, Digest)> {
    let class = |c: Option<RejectClass>| match c {
        Some(RejectClass::Build) => "BUILD",
        Some(RejectClass::Scope) => "SCOPE",
        Some(RejectClass::Document) | None => "DOCUMENT",
    };
    Some(match event {
        Event::LetterSubmitted2(_) => ("wrote it, and submitted it".to_owned(), approved),
        Event::LetterDistributed(_) => ("distributed it for review and approval".to_owned(), approved),
        Event::LetterReviewed(e) if e.approved => ("approved".to_owned(), approved),
        Event::LetterReviewed(e) => (format!("rejected as {}", class(e.class)), approved),
        Event::GoIssued(_) => ("go for deployment".to_owned(), approved),
        Event::NoGoIssued(_) => ("no-go".to_owned(), approved),
        Event::LetterCompleted2(e) => ("completed it after the deployment".to_owned(), e.completion.digest),
        Event::OcrDeferred2(e) => (format!("added that {} is deferred", e.ocr), e.addendum.as_ref()?.digest),
        _ => return None,
    })
}

/// How the ledger knows who acted.
fn how(signed: Option<&SignedBy>) -> String {
    match signed {
        None => "claimed identity".to_owned(),
        Some(by) if by.certificate.is_some() => {
            format!("signed under the authority {}", key::fingerprint_of(&by.key))
        }
        Some(by) => format!("signed with {}", key::fingerprint_of(&by.key)),
    }
}
