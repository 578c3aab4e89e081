//! What becomes of a notice after the act that owed it, and reminders. As with all events, a released form is never renamed,
//! re-meant or removed.

use serde::{Deserialize, Serialize};

use super::{Event, form};
use crate::domain::id::{NoticeId, PartyId};
use crate::domain::text::Text;
use crate::domain::time::Time;

/// How a notice was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Via {
    /// Written to a folder.
    Folder,
    /// Taken by a mail server.
    Smtp,
}

/// What is to become of a notice that did not go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Failed {
    /// It is tried again.
    Again,
    /// It was refused for good: not tried again by itself while the addresses stay the same.
    Refused,
}

/// A party whose move a release waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waited {
    /// Which party.
    pub party: PartyId,
    /// Since when the oldest of its moves could have been made.
    pub since: Time,
    /// What it is that could be done, with the command to type.
    pub what: Text,
}

form::forms! {
    /// Notices were handed over by hand.
    NoticesGivenByHand {
        /// To whom and how.
        how: Text,
        /// Which.
        notices: Vec<NoticeId>,
    }
    /// A notice was handed over to a mail server, or written to a folder.
    NoticeSent {
        /// The identifier of the message.
        message_id: Text,
        /// Which.
        notice: NoticeId,
        /// To which addresses.
        recipients: Vec<Text>,
        /// What the server answered, or the name of the file.
        reply: Text,
        /// How.
        via: Via,
    }
    /// A notice did not go.
    NoticeFailed {
        /// Which.
        notice: NoticeId,
        /// Whether it is tried again.
        outcome: Failed,
        /// To which addresses.
        recipients: Vec<Text>,
        /// The server's words, or what was in the way.
        reply: Text,
    }
    /// Who was told says that the notice has come.
    NoticeAcknowledged {
        /// Anything to add.
        #[serde(skip_serializing_if = "Option::is_none")] note: Option<Text>,
        /// Which.
        notice: NoticeId,
    }
    /// Those whose move it is are reminded. It decides nothing.
    Reminded {
        /// Who is reminded, of what.
        waited: Vec<Waited>,
    }
}

impl Event {
    /// The notices that it tells something of, where it only does that.
    pub fn about_notices(&self) -> Option<&[NoticeId]> {
        match self {
            Self::NoticesGivenByHand(e) => Some(&e.notices),
            Self::NoticeSent(e) => Some(std::slice::from_ref(&e.notice)),
            Self::NoticeFailed(e) => Some(std::slice::from_ref(&e.notice)),
            Self::NoticeAcknowledged(e) => Some(std::slice::from_ref(&e.notice)),
            _ => None,
        }
    }
    /// The notices that were handed over by it.
    pub fn handed_over(&self) -> Option<&[NoticeId]> {
        match self {
            Self::NoticesGivenByHand(_) | Self::NoticeSent(_) => self.about_notices(),
            _ => None,
        }
    }
    /// Whether it only carries word of what others did: nothing stands on it, and it is not taken back.
    pub fn is_word(&self) -> bool {
        matches!(self, Self::Reminded(_)) || self.about_notices().is_some()
    }
    /// Whether it is word that a machine could carry as well: who does so has not acted on the release. Handing over by hand
    /// has always counted as an act.
    pub fn is_errand(&self) -> bool {
        self.is_word() && !matches!(self, Self::NoticesGivenByHand(_))
    }
}
