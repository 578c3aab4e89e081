//! The chain: sealing an entry to the one before it, and telling what is wrong with one that does not fit.

use crate::domain::{Digest, Event, Login, Text, Time};

use super::body::{Body, Link, Standing};
use super::checkpoint::Lost;
use super::mark::Gap;
use super::view::ViewRow;
use super::{BadSignature, Entry, Head, digest};

/// The longest body, in bytes.
pub const MAX_BODY: usize = 4 * 1024 * 1024;

/// A fault of the book itself: exit code 10, or 12 where a newer program wrote it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Breach {
    /// Written by a newer program.
    #[error("it was written by a newer era-rm ({0})")]
    Newer(String),
    /// Not RFC 8785 canonical form.
    #[error("its body is not in canonical form: {0}")]
    NotCanonical(String),
    /// Not a body at all.
    #[error("its body cannot be read: {0}")]
    Undecodable(String),
    /// The position is not the next.
    #[error("its seq is {found}, {wanted} expected")]
    Seq {
        /// The position that was expected.
        wanted: u64,
        /// The position that was found.
        found: u64,
    },
    /// The link does not hold.
    #[error("its prev is not the digest of the entry before")]
    Link,
    /// The digest is not that of the content.
    #[error("its digest does not match its content")]
    Digest,
    /// A document that the entry erases is still there, or was never kept.
    #[error("it erases document {0}, whose bytes or whose place are not as an erasure leaves them")]
    Erased(Digest),
    /// Belongs to another ledger.
    #[error("it belongs to another ledger")]
    Ledger,
    /// A subject's revisions do not run 1, 2, 3 …
    #[error("{subject}: revision {found} after {before}")]
    Revision {
        /// Whose history.
        subject: String,
        /// The revision before.
        before: u64,
        /// The revision found.
        found: u64,
    },
    /// The parent is not the digest of the subject's previous body.
    #[error("{0}: parent is not the digest of its previous body")]
    Parent(String),
    /// It was judged on a revision that was not current.
    #[error("it was judged on {0}, which was not current")]
    Read(String),
    /// It does not say on which revision of a subject it was judged.
    #[error("it does not name {0}, on which such an act is judged")]
    Unread(String),
    /// Recorded before the entry it follows.
    #[error("it was recorded before the act it follows in {0}")]
    Backwards(String),
    /// Its signature is not good.
    #[error("its signature is not good: {0}")]
    Signature(#[from] BadSignature),
    /// The judge would not have allowed it.
    #[error("it was not lawful: {0}")]
    Unlawful(String),
    /// An index beside the entries does not agree with them.
    #[error("{0}")]
    Index(String),
    /// It is without an entry that this account has seen.
    #[error("{0}")]
    Behind(Box<Gap>),
    /// It is not the ledger that is pinned.
    #[error("another ledger stands in the place of the one that is pinned: {0}")]
    Pinned(String),
    /// A view row differs from what the entries say.
    #[error("the view of {0} differs from its history; `era-rm ledger rebuild` rewrites it")]
    View(String),
    /// The ledger does not extend a checkpoint.
    #[error("the checkpoint {file} does not hold: {lost}")]
    Checkpoint {
        /// Where the checkpoint is kept.
        file: String,
        /// What became of the ledger.
        lost: Lost,
    },
    /// A document that an entry relies on is missing or altered.
    #[error("document {0} is missing or altered")]
    Document(Digest),
}

impl Breach {
    /// Tells a body that a newer program wrote from one that is damaged.
    pub(super) fn why_undecodable(text: &str, error: &serde_json::Error) -> Self {
        #[derive(serde::Deserialize)]
        struct Outline {
            v: u64,
            event: serde_json::Map<String, serde_json::Value>,
        }
        match serde_json::from_str::<Outline>(text) {
            Ok(o) if o.v != super::body::VERSION => Self::Newer(format!("body version {}", o.v)),
            Ok(o) => match o.event.keys().find(|k| !Event::NAMES.contains(&k.as_str())) {
                Some(name) => Self::Newer(format!("event {}", name.escape_default())),
                None => Self::Undecodable(error.to_string()),
            },
            Err(_) => Self::Undecodable(error.to_string()),
        }
    }
    /// Whether a newer program is the cause.
    pub fn is_newer(&self) -> bool {
        matches!(self, Self::Newer(_))
    }
}

/// A document to be stored with an entry, by its digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// SHA-256 of the bytes.
    pub digest: Digest,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// A judged act, ready for the store to seal. The store checks and links it; it never reads the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealable {
    /// The canonical body.
    pub body: String,
    /// SSHSIG over the body, or empty.
    pub signature: String,
    /// The subjects it changes, each with the revision it must take and its parent; the act's own subject first.
    pub links: Vec<Link>,
    /// The subjects it was judged on.
    pub reads: Vec<Standing>,
    /// Who acts: the idempotency key is scoped to him.
    pub actor: Login,
    /// The idempotency key.
    pub key: Text,
    /// SHA-256 of the canonical command.
    pub intent: Digest,
    /// The recorded time.
    pub at: Time,
    /// The view rows of each subject it changes, as they are afterwards.
    pub views: Vec<(String, Vec<ViewRow>)>,
    /// Documents to be stored.
    pub documents: Vec<Document>,
    /// Documents whose bytes are to be erased.
    pub erases: Vec<Digest>,
}

/// The documents that an act erases.
fn erases(event: &Event) -> Vec<Digest> {
    match event {
        Event::DocumentErased(e) => vec![e.digest],
        _ => Vec::new(),
    }
}

/// Links a body to the head and computes its digest.
pub fn seal(head: Option<&Head>, body: String, signature: String) -> Entry {
    let (seq, prev) = head.map_or((1, Digest::default()), |h| (h.seq + 1, h.digest));
    let digest = digest::of_entry(&prev, seq, &body, &signature);
    Entry { seq, prev, body, signature, digest }
}

/// Checks that an entry follows the head before it.
///
/// # Errors
/// The first of [`Breach::Seq`], [`Breach::Link`], [`Breach::Digest`] that it shows.
pub fn check(before: Option<&Head>, entry: &Entry) -> Result<Head, Breach> {
    let (wanted, prev) = before.map_or((1, Digest::default()), |h| (h.seq + 1, h.digest));
    if entry.seq != wanted {
        return Err(Breach::Seq { wanted, found: entry.seq });
    }
    if entry.prev != prev {
        return Err(Breach::Link);
    }
    if entry.digest != digest::of_entry(&entry.prev, entry.seq, &entry.body, &entry.signature) {
        return Err(Breach::Digest);
    }
    Ok(Head { seq: entry.seq, digest: entry.digest })
}

impl Sealable {
    /// Makes a judged body ready: canonical text, links and reads as the body itself says them.
    ///
    /// # Errors
    /// [`Breach::NotCanonical`] if the body cannot be written or is longer than [`MAX_BODY`].
    pub fn of(
        body: &Body,
        views: Vec<(String, Vec<ViewRow>)>,
        documents: Vec<Document>,
    ) -> Result<Self, Breach> {
        let text = body.canonical()?;
        if text.len() > MAX_BODY {
            return Err(Breach::NotCanonical(format!("{} bytes are more than {MAX_BODY}", text.len())));
        }
        Ok(Self {
            body: text,
            signature: String::new(),
            links: body
                .links()
                .map(|(subject, revision, parent)| Link { subject: subject.clone(), revision, parent })
                .collect(),
            reads: body.reads.clone().unwrap_or_default(),
            actor: body.actor.clone(),
            key: body.key.clone(),
            intent: body.intent,
            at: body.at,
            views,
            documents,
            erases: erases(&body.event),
        })
    }
}
