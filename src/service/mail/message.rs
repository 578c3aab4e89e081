//! A notice as a message of RFC 5322: the same bytes each time it is tried. Its text and what is attached are the bytes that
//! the ledger keeps, so they travel as base64.

use std::time::{Duration, SystemTime};

use lettre::Message;
use lettre::address::Envelope;
use lettre::message::header::{ContentDisposition, ContentTransferEncoding, ContentType};
use lettre::message::{Body, Mailbox, MultiPart, SinglePart};

use crate::domain::text::is_unsafe;
use crate::domain::{Digest, NoticeId, Text, Time};
use crate::ledger::digest;

/// What comes with a notice.
pub struct Attachment {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What a message is made of.
pub struct Letter<'a> {
    /// The ledger that vouches for it.
    pub ledger: uuid::Uuid,
    /// The notice.
    pub notice: &'a NoticeId,
    /// From whom.
    pub from: &'a Mailbox,
    /// To whom.
    pub to: &'a [Mailbox],
    /// Of what.
    pub subject: &'a str,
    /// When the act was recorded that owes it.
    pub at: Time,
    /// The text.
    pub text: Vec<u8>,
    /// What comes with it.
    pub attachments: Vec<Attachment>,
}

/// A message that is ready to go.
pub struct Parcel {
    /// Its identifier, the same each time.
    pub id: Text,
    /// The name of its file, where it is put into a folder.
    pub file: String,
    /// From whom and to whom.
    pub envelope: Envelope,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// An address, with the name before it if there is one.
///
/// # Errors
/// In words, why it is none.
pub fn mailbox(word: &str) -> Result<Mailbox, String> {
    // A line break in an address or name would begin a header of its own.
    if word.contains(|c: char| c.is_control() || is_unsafe(c)) {
        return Err(format!("{word:?} holds a line break or another control character"));
    }
    let found: Mailbox = word.parse().map_err(|e| format!("{word:?} is no e-mail address: {e}"))?;
    let name = found.name.as_deref().unwrap_or_default();
    if name.contains(|c: char| c.is_control() || is_unsafe(c)) {
        return Err(format!("{word:?} holds a control character in its name"));
    }
    Ok(found)
}

/// Writes a message.
///
/// # Errors
/// In words, what cannot be said in a message.
pub fn compose(letter: Letter<'_>) -> Result<Parcel, String> {
    let unlike = digest::of_bytes(format!("{}/{}", letter.ledger, letter.notice).as_bytes());
    let unlike = short(&unlike);
    let id = format!("<{unlike}@{}.era-rm>", letter.ledger);
    if letter.subject.contains(|c: char| c.is_control() || is_unsafe(c)) {
        return Err("its subject holds a control character".into());
    }
    let mut message = Message::builder()
        .from(letter.from.clone())
        .subject(letter.subject)
        .date(SystemTime::UNIX_EPOCH + Duration::from_secs(letter.at.unix()))
        .message_id(Some(id.clone()));
    for to in letter.to {
        message = message.to(to.clone());
    }
    let mut parts = MultiPart::mixed().boundary(format!("=_{unlike}")).singlepart(part(
        "text/plain; charset=utf-8",
        ContentDisposition::inline(),
        letter.text,
    )?);
    for a in letter.attachments {
        parts = parts.singlepart(part(&a.media, ContentDisposition::attachment(&tame(&a.name)), a.bytes)?);
    }
    let message = message.multipart(parts).map_err(|e| e.to_string())?;
    let file = format!("{}.eml", letter.notice.as_str().replace('/', "-"));
    let id = id.parse().map_err(|e: crate::domain::text::BadText| e.to_string())?;
    Ok(Parcel { id, file, envelope: message.envelope().clone(), bytes: message.formatted() })
}

fn short(digest: &Digest) -> String {
    digest.0.iter().take(16).map(|b| format!("{b:02x}")).collect()
}

fn part(media: &str, place: ContentDisposition, bytes: Vec<u8>) -> Result<SinglePart, String> {
    // What is made of parts itself may not travel as base64.
    let whole = |m: &&str| !["multipart/", "message/"].iter().any(|p| m.to_ascii_lowercase().starts_with(p));
    let kind = Some(media).filter(whole).and_then(|m| ContentType::parse(m).ok());
    let kind = match kind {
        Some(kind) => kind,
        None => ContentType::parse("application/octet-stream").map_err(|e| e.to_string())?,
    };
    let body = Body::new_with_encoding(bytes, ContentTransferEncoding::Base64);
    let body = body.map_err(|_| "its bytes cannot be written as base64".to_owned())?;
    Ok(SinglePart::builder().header(kind).header(place).body(body))
}

/// A file's name without what a reader's system could take for something else.
fn tame(name: &str) -> String {
    name.chars().map(|c| if is_unsafe(c) || matches!(c, '/' | '\\' | '"') { '_' } else { c }).collect()
}
