//! How the desk sends notices: the server or folder that is configured, one try of one notice, and what became of it
//! recorded. What must not live here: how mail travels (`service::mail`), which notices wait (`workflow::outbox`).

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::domain::event::{Event, Failed, NoticeFailed, NoticeSent};
use crate::domain::{NoticeId, Role, Text, Time};
use crate::service::mail::{self, Came, Parcel, Post, Secrecy, Server};
use crate::sop::settings;
use crate::store::SqliteStore;
use crate::workflow::{Draft, Failure, Loaded, Receipt, outbox};

use super::act::{Act, ActArgs, DraftFn};
use super::chance;
use super::context::{Context, env};
use super::identity::Caller;
use super::place::{Mail, configured, files};

const HINT: &str = "docs/notices.md tells how mail is set up: [mail] in era-rm.toml, or variables such as ERA_RM_MAIL_SERVER";

/// Where notices are handed over, and from whom.
pub struct Office {
    /// Where.
    pub post: Post,
    from: String,
}

/// How one notice is to be sent.
#[derive(Debug, Clone, Copy, Default)]
pub struct Manner {
    /// The role to act in, if it was typed.
    pub role: Option<Role>,
    /// Whether it was asked for by name: then it is tried though its time has not come, or it was refused before.
    pub asked: bool,
    /// Look only.
    pub dry_run: bool,
}

/// What came of one notice.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Sending {
    /// The notice.
    pub notice: String,
    /// The party that is to be told.
    pub to: String,
    /// `sent`, `would-send`; `again`, `waits` (tried again later); `refused`, `unusable` (an address is none); `no-address`,
    /// `superseded`, `delivered` (before), `not-yours`.
    pub outcome: &'static str,
    /// To which addresses.
    pub recipients: Vec<String>,
    /// The server's words, the name of the file, or what was in the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply: Option<String>,
    /// When it is tried again by itself, at the earliest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_try: Option<Time>,
    /// Whether it was tried now, and what became of it recorded.
    pub recorded: bool,
    /// Whether nothing can be handed over now.
    pub down: bool,
}

impl Sending {
    /// As people read it.
    pub fn text(&self) -> String {
        let to = if self.recipients.is_empty() { self.to.clone() } else { self.recipients.join(", ") };
        let reply = self.reply.as_ref().map(|r| format!(": {r}")).unwrap_or_default();
        let next = self.next_try.map(|t| format!("; next try at {t}")).unwrap_or_default();
        format!("{} to {to}: {}{reply}{next}", self.notice, self.outcome)
    }
}

fn wrong(why: impl Into<String>) -> Failure {
    Failure::usage(why, HINT)
}

impl Context {
    /// Where notices are handed over: a folder that was typed, else what variables say, else the nearest `era-rm.toml` that
    /// says anything of mail; else a folder beside the ledger.
    ///
    /// # Errors
    /// [`Failure::Usage`] for settings that are wrong.
    pub fn office(&self, folder: Option<&Path>) -> Result<Office, Failure> {
        let mail = mail_of_file()?;
        let path =
            |name: &str, of_file: &Option<PathBuf>| env(name).map(PathBuf::from).or_else(|| of_file.clone());
        let from = env("ERA_RM_MAIL_FROM").or_else(|| mail.from.clone());
        if let Some(from) = &from {
            mail::mailbox(from).map_err(|why| wrong(format!("from: {why}")))?;
        }
        let here = env("ERA_RM_MAIL_FOLDER").map(PathBuf::from);
        let named = env("ERA_RM_MAIL_SERVER");
        // What variables say comes before what a file says.
        let server = named.clone().or_else(|| mail.server.clone().filter(|_| here.is_none()));
        let Some(address) = server.filter(|_| folder.is_none()) else {
            let folder = folder.map(Path::to_owned).or(here).or(mail.folder);
            let folder = match folder {
                Some(folder) => folder,
                None => self.place()?.parent().unwrap_or(Path::new(".")).join("outbox"),
            };
            let from = from.unwrap_or_else(|| "era-rm <era-rm@localhost>".to_owned());
            return Ok(Office { post: Post::Folder(folder), from });
        };
        let mut server = Server::named(&address).map_err(|why| wrong(format!("mail server: {why}")))?;
        let from =
            from.ok_or_else(|| wrong("a mail server is named, and no address that notices come from"))?;
        if let Some(file) = path("ERA_RM_MAIL_CREDENTIALS", &mail.credentials) {
            server.credentials =
                Some(mail::credentials(&file).map_err(|why| wrong(format!("credentials: {why}")))?);
        }
        if let Some(file) = path("ERA_RM_MAIL_CA", &mail.ca) {
            server.root = Some(mail::root(&file).map_err(|why| wrong(format!("ca: {why}")))?);
        }
        in_clear(&server, mail.plain.unwrap_or(false))?;
        Ok(Office { post: Post::Server(Box::new(server)), from })
    }

    /// Tries one notice and records what became of it, directly after it.
    ///
    /// # Errors
    /// Those of an act; then it is not recorded that the message went, and it may go once more, under the same identifier.
    pub fn send(
        &self,
        store: &mut SqliteStore,
        caller: &Caller,
        office: &Office,
        id: &NoticeId,
        manner: Manner,
    ) -> Result<(Sending, Option<Receipt>), Failure> {
        let (mut line, parcel, role) = match look(store, caller, office, id, manner)? {
            Looked::Left(line) => return Ok((line, None)),
            Looked::Ready(line, parcel, role) => (line, parcel, role),
        };
        let recipients: Vec<Text> = line.recipients.iter().filter_map(|a| a.parse().ok()).collect();
        let sent = |reply: Text| -> Event {
            let (message_id, via) = (parcel.id.clone(), office.post.via());
            NoticeSent { message_id, notice: id.clone(), recipients: recipients.clone(), reply, via }.into()
        };
        // Whoever may not record that it went does not send it.
        let would = sent(Text::nothing_said());
        match self.told(store, caller, would, Manner { role, dry_run: true, ..manner }) {
            Err(refused @ Failure::Refused(..)) => {
                let reply = Some(refused.to_string());
                return Ok((Sending { outcome: "not-yours", reply, ..line }, None));
            }
            Err(other) => return Err(other),
            Ok(_) if manner.dry_run => return Ok((Sending { outcome: "would-send", ..line }, None)),
            Ok(_) => {}
        }
        let came = office.post.hand_over(&parcel);
        let failed = |outcome: Failed, reply: &Text| -> Event {
            NoticeFailed { notice: id.clone(), outcome, recipients: recipients.clone(), reply: reply.clone() }
                .into()
        };
        let (outcome, reply, event) = match &came {
            Came::Sent(reply) => ("sent", reply, sent(reply.clone())),
            Came::Refused(reply) => ("refused", reply, failed(Failed::Refused, reply)),
            Came::Again(reply) | Came::Down(reply) => ("again", reply, failed(Failed::Again, reply)),
        };
        let receipt = self.told(store, caller, event, Manner { role, dry_run: false, ..manner })?;
        if outcome == "again" {
            let mut loaded = Loaded::begin(&*store)?;
            let (notice, _) = outbox::load(&mut loaded, id)?;
            line.next_try = notice.tried.as_ref().and_then(|t| t.next());
        }
        line.recorded = true;
        line.down = matches!(came, Came::Down(_));
        Ok((Sending { outcome, reply: Some(reply.to_string()), ..line }, Some(receipt)))
    }

    /// Records what became of a notice.
    fn told(
        &self,
        store: &mut SqliteStore,
        caller: &Caller,
        event: Event,
        manner: Manner,
    ) -> Result<Receipt, Failure> {
        let draft: &DraftFn<'_> = &|_| Ok(Draft { role: manner.role, ..Draft::of(event.clone()) });
        let flags = ActArgs::of_part(None, manner.dry_run);
        let mut receipt =
            self.act_as(store, caller, &Act::of("notice send", &event, &flags, draft).within())?;
        self.has_recorded(&mut receipt);
        Ok(receipt)
    }

    /// Where the settings ask for it, one try of the notices that an act owes. The act is recorded, whatever comes of this.
    pub(super) fn sent_at_once(&self, store: &mut SqliteStore, caller: &Caller, receipt: &mut Receipt) {
        if receipt.head.is_none() || receipt.replayed || receipt.told.is_empty() {
            return;
        }
        let asked = Loaded::begin(&*store).map(|l| l.world.setting(&settings::SEND_NOTICES) == "at-once");
        if !asked.unwrap_or(false) {
            return;
        }
        let waits = |why: String| format!("notices wait, and `era-rm notice send` sends them: {why}");
        let office = match self.office(None) {
            Ok(office) => office,
            Err(e) => return receipt.warnings.push(waits(e.to_string())),
        };
        for (_, id) in receipt.told.clone() {
            match self.send(store, caller, &office, &id, Manner::default()) {
                Ok((line, after)) => {
                    receipt.came.push((id, line.outcome));
                    if line.outcome != "sent" {
                        receipt.warnings.push(waits(line.text()));
                    }
                    if let Some(after) = after.and_then(|r| r.release) {
                        receipt.release = Some(after);
                    }
                    if line.down {
                        return;
                    }
                }
                Err(e) => return receipt.warnings.push(waits(e.to_string())),
            }
        }
    }
}

/// What a look at a notice has shown.
enum Looked {
    /// It is left as it is.
    Left(Sending),
    /// It can go, by whom acts in this role.
    Ready(Sending, Box<Parcel>, Option<Role>),
}

fn look(
    store: &SqliteStore,
    caller: &Caller,
    office: &Office,
    id: &NoticeId,
    manner: Manner,
) -> Result<Looked, Failure> {
    let now = chance::now();
    let mut loaded = Loaded::begin(store)?;
    let (notice, release) = outbox::load(&mut loaded, id)?;
    let superseded = outbox::superseded(release, id, now);
    let notice = notice.clone();
    let (notice_id, to) = (id.to_string(), notice.to.to_string());
    let (outcome, recipients) = ("delivered", Vec::new());
    let mut line = Sending {
        notice: notice_id,
        to,
        outcome,
        recipients,
        reply: None,
        next_try: None,
        recorded: false,
        down: false,
    };
    if notice.delivered.is_some() {
        return Ok(Looked::Left(line));
    }
    let role = match manner.role {
        Some(role) => Some(role),
        None => outbox::sender(&mut loaded, &caller.login, notice.owed.role, now)?,
    };
    let addresses = outbox::addresses(&mut loaded, &notice.to, now)?;
    line.recipients = addresses.iter().map(ToString::to_string).collect();
    let tried = notice.tried.filter(|t| !manner.asked && t.rests(now, &addresses));
    let left = |outcome, reply| Ok(Looked::Left(Sending { outcome, reply, ..line.clone() }));
    match (role, tried) {
        (None, _) => return left("not-yours", Some(format!("it is sent by the {}", notice.owed.role))),
        _ if superseded => return left("superseded", Some("its basis is no longer current".into())),
        _ if addresses.is_empty() => return left("no-address", Some(no_address(&notice.to))),
        (_, Some(t)) => {
            let outcome = if t.next().is_some() { "waits" } else { "refused" };
            line.next_try = t.next();
            return Ok(Looked::Left(Sending { outcome, reply: Some(t.reply.to_string()), ..line }));
        }
        (Some(_), None) => {}
    }
    match outbox::parcel(&mut loaded, id, &office.from, &addresses)? {
        Ok(parcel) => Ok(Looked::Ready(line, Box::new(parcel), role)),
        Err(why) => left("unusable", Some(why)),
    }
}

fn no_address(to: &crate::domain::PartyId) -> String {
    format!("an administrator gives one: era-rm party set {to} --name NAME --address ADDRESS")
}

/// Messages go in clear to this machine only, unless the file says otherwise; a password never does.
fn in_clear(server: &Server, allowed: bool) -> Result<(), Failure> {
    if server.secrecy != Secrecy::Plain || server.is_here() {
        return Ok(());
    }
    if !allowed {
        return Err(wrong(format!(
            "{server}: in clear messages go to this machine only; use smtps:// or smtp+starttls://, or write plain = true in era-rm.toml"
        )));
    }
    if server.credentials.is_some() {
        return Err(wrong(format!("{server}: a password does not go in clear to another machine")));
    }
    Ok(())
}

/// What the nearest file says that says anything of mail, its paths taken from where it is.
fn mail_of_file() -> Result<Mail, Failure> {
    for file in files() {
        if let Some(mail) = configured(&file)?.and_then(|c| c.mail) {
            let folder = file.parent().unwrap_or(Path::new("."));
            let at = |path: Option<PathBuf>| path.map(|p| folder.join(p));
            return Ok(Mail {
                credentials: at(mail.credentials),
                ca: at(mail.ca),
                folder: at(mail.folder),
                ..mail
            });
        }
    }
    Ok(Mail::default())
}
