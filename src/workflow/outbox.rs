//! The outbox: which notices wait, to which addresses they go, and as which messages. Reads only: what became of a notice is
//! recorded by the desk, as every act is. What must not live here: how a message travels (`service::mail`).

use crate::domain::event::Event;
use crate::domain::person::PersonKind;
use crate::domain::{
    Digest, DocumentRef, Login, NoticeId, OcrId, PartyId, Release, Role, Sought, Subject, Text, Time,
};
use crate::ledger::view::{NoticeRow, ReleaseRow};
use crate::ledger::{Breach, digest};
use crate::service::mail::{self, Attachment, Letter, Parcel};
use crate::sop::world::Notice;
use crate::sop::{decide, owed, settings, table};
use crate::store::{Page, Store};

use super::{Failure, Loaded, audit, erase, people};

/// For how long a notice of a release that has ended, or of an OCR, waits to be sent by itself, in seconds.
const NINETY_DAYS: i64 = 90 * 86_400;
/// How many rows are read at a time.
const BLOCK: usize = 500;

/// The notices that wait to be handed over, oldest first: those of the last ninety days, and those of open releases.
///
/// # Errors
/// [`Failure::Store`]; [`Failure::Breach`] for a row that cannot be read.
pub fn waiting(store: &dyn Store, now: Time) -> Result<Vec<NoticeRow>, Failure> {
    let begin = now.plus_seconds(-NINETY_DAYS);
    let open: Vec<ReleaseRow> = rows(store, "release", None)?;
    // Whatever an open release owes was owed after the oldest of them was opened.
    let oldest = open.iter().map(|r| r.created).min().map_or(begin, |t| t.min(begin));
    let mut all: Vec<NoticeRow> = rows(store, "notice", Some(oldest))?;
    all.retain(|n| n.at >= begin || open.iter().any(|r| n.of == Subject::Release(r.release)));
    Ok(all)
}

fn rows<T: serde::de::DeserializeOwned>(
    store: &dyn Store,
    kind: &str,
    after: Option<Time>,
) -> Result<Vec<T>, Failure> {
    let mut after = after.map(|t| (t.to_string(), String::new()));
    let mut all = Vec::new();
    loop {
        let page = Page { kind: kind.into(), bucket: "open".into(), after, max: BLOCK };
        let found = store.rows(&page)?;
        for (subject, v) in &found {
            let row = serde_json::from_str(&v.row)
                .map_err(|_| Failure::Breach { seq: 0, breach: Breach::View(subject.clone()) })?;
            all.push(row);
        }
        after = found.last().filter(|_| found.len() == BLOCK).map(|(_, v)| (v.sort.clone(), v.id.clone()));
        if after.is_none() {
            return Ok(all);
        }
    }
}

/// A notice, and the release whose act owed it, loaded.
///
/// # Errors
/// [`Failure::NotFound`]; those of [`Loaded::load`].
pub fn load<'a>(
    loaded: &'a mut Loaded<'_>,
    id: &NoticeId,
) -> Result<(&'a Notice, Option<&'a Release>), Failure> {
    loaded.load(&[Subject::Notice(id.clone())])?;
    if let Some(Subject::Release(release)) = loaded.world.notices.get(id).map(|n| n.of.clone()) {
        loaded.release_by_id(release)?;
    }
    let notice = loaded.world.notices.get(id).ok_or_else(|| {
        Failure::no_such(Sought::Notice(id.to_string()), "era-rm notice list --all shows all")
    })?;
    let release = match &notice.of {
        Subject::Release(id) => loaded.world.releases.get(id),
        _ => None,
    };
    Ok((notice, release))
}

/// Whether a notice of step 4 or 10 has been overtaken before anybody handed it over.
pub fn superseded(release: Option<&Release>, id: &NoticeId, now: Time) -> bool {
    release.is_some_and(|r| r.notices.iter().any(|n| n.id == *id && decide::superseded(r, n, now)))
}

/// The role in which a person may hand a notice over: of those held, the one that sent it, or the Release Manager; a machine
/// sends in any of its own. `None` where it may not.
///
/// # Errors
/// Those of [`Loaded::load`].
pub fn sender(
    loaded: &mut Loaded<'_>,
    who: &Login,
    owed_by: Role,
    now: Time,
) -> Result<Option<Role>, Failure> {
    loaded.load(&[Subject::person(who)])?;
    let Some(person) = loaded.world.persons.get(who) else { return Ok(None) };
    let held = person.roles(now);
    let machine = person.profile.kind == PersonKind::Machine;
    let may = owed::hands_over(owed_by);
    let mine = may.iter().rev().find(|role| held.contains(role)).copied();
    Ok(mine.or_else(|| held.into_iter().find(|role| machine && role.signs())))
}

/// The addresses of a party: its own, else those of the people who hold its role.
///
/// # Errors
/// Those of [`Loaded::load`].
pub fn addresses(loaded: &mut Loaded<'_>, to: &PartyId, now: Time) -> Result<Vec<Text>, Failure> {
    loaded.load(&[Subject::Parties])?;
    if let Some(party) = loaded.world.parties.get(to).filter(|p| !p.addresses.is_empty()) {
        return Ok(party.addresses.clone());
    }
    let Some(role) = Role::ALL.into_iter().find(|r| r.signs() && settings::party_of(*r) == to.as_str())
    else {
        return Ok(Vec::new());
    };
    let holders = people::eligible(loaded.store(), None, role, now)?;
    loaded.load(&holders.iter().map(Subject::person).collect::<Vec<_>>())?;
    let mut all: Vec<Text> = Vec::new();
    let known = holders.iter().filter_map(|l| loaded.world.persons.get(l));
    for email in known.filter_map(|p| p.profile.email.clone()) {
        if !all.contains(&email) {
            all.push(email);
        }
    }
    Ok(all)
}

/// A notice as the message that carries it. Its name and addresses are checked: what cannot be said in a message is said.
///
/// # Errors
/// [`Failure::Breach`] for a document that is not what was recorded; those of [`Loaded::load`].
pub fn parcel(
    loaded: &mut Loaded<'_>,
    id: &NoticeId,
    from: &str,
    addresses: &[Text],
) -> Result<Result<Parcel, String>, Failure> {
    let store = loaded.store();
    let (notice, release) = load(loaded, id)?;
    let documents = attached(notice, release);
    let all = std::iter::once(notice.digest).chain(documents.iter().map(|d| d.digest));
    let erased = erase::erased(store, all)?;
    if let Some(gone) = erased.get(&notice.digest) {
        return Ok(Err(gone.said()));
    }
    let text = bytes(store, &notice.digest)?;
    let mut attachments = Vec::new();
    // What was erased does not go out.
    for document in documents.iter().filter(|d| !erased.contains_key(&d.digest)) {
        let (name, media) = (document.name.to_string(), document.media.to_string());
        attachments.push(Attachment { name, media, bytes: bytes(store, &document.digest)? });
    }
    let (subject, at) = (subject(notice, release), notice.owed.at);
    let ledger = loaded.ledger.unwrap_or_default();
    let composed = || {
        let from = mail::mailbox(from)?;
        let to = addresses.iter().map(|a| mail::mailbox(a.as_str())).collect::<Result<Vec<_>, _>>()?;
        mail::compose(Letter {
            ledger,
            notice: id,
            from: &from,
            to: &to,
            subject: &subject,
            at,
            text,
            attachments,
        })
    };
    Ok(composed())
}

/// What comes with a notice: the documents that came with the act, and where a letter is to be reviewed, that letter. The one
/// place that says it.
pub fn attached(notice: &Notice, release: Option<&Release>) -> Vec<DocumentRef> {
    let mut all = audit::named(&notice.owed.event);
    if let (Event::LetterDistributed(_), Some(r)) = (&notice.owed.event, release) {
        let letter = r.letters.iter().rev().find(|l| Some(l.document.digest) == notice.owed.basis.letter);
        all.extend(letter.into_iter().flat_map(|l| [l.document.clone(), l.page.clone()]));
        all.dedup_by_key(|d| d.digest);
    }
    all
}

/// A notice in a line: which release or OCR, and what of it.
fn subject(notice: &Notice, release: Option<&Release>) -> String {
    let event = &notice.owed.event;
    let act = table::act_of(event.name());
    let what = match (event, act.step) {
        (Event::Reminded(_), _) => "reminder".to_owned(),
        (_, Some(step)) => format!("step {}, {}", step.label(), table::means(step).name),
        (_, None) => act.command.to_owned(),
    };
    let of = match (release, event) {
        (Some(r), _) => format!("Release {}", r.number),
        (None, Event::OcrReturned(e)) => of_ocr(&e.ocr),
        (None, _) => notice.of.to_string(),
    };
    format!("{of}: {what}")
}
fn of_ocr(ocr: &OcrId) -> String {
    format!("OCR {ocr}")
}

/// A document's bytes, which are what their digest says.
fn bytes(store: &dyn Store, wanted: &Digest) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    if !store.document(wanted, &mut bytes)? || digest::of_bytes(&bytes) != *wanted {
        return Err(Failure::Breach { seq: 0, breach: Breach::Document(*wanted) });
    }
    Ok(bytes)
}
