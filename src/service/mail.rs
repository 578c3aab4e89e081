//! How a notice travels as mail: as a message, to a server or into a folder. What must not live here: what waits and who may
//! send it (`workflow::outbox`), and where the settings of the desk come from (`cli::post`).

mod folder;
mod message;
mod server;
mod smtp;

use std::path::PathBuf;

pub use message::{Attachment, Letter, Parcel, compose, mailbox};
pub use server::{Secrecy, Server, credentials, root};

use crate::domain::Text;
use crate::domain::event::Via;
use crate::domain::text::is_unsafe;

/// Where messages are handed over.
pub enum Post {
    /// To a mail server.
    Server(Box<Server>),
    /// In a folder, each a file.
    Folder(PathBuf),
}

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Came {
    /// It was handed over; with the server's words, or the name of the file.
    Sent(Text),
    /// It was refused for good, in these words.
    Refused(Text),
    /// It was not taken now, for these reasons.
    Again(Text),
    /// Nothing can be handed over now: there is no server, or it does not trust us, or we not it.
    Down(Text),
}

impl Post {
    /// How it is handed over.
    pub fn via(&self) -> Via {
        match self {
            Self::Server(_) => Via::Smtp,
            Self::Folder(_) => Via::Folder,
        }
    }
    /// Hands a message over.
    pub fn hand_over(&self, parcel: &Parcel) -> Came {
        match self {
            Self::Server(server) => smtp::send(server, parcel),
            Self::Folder(folder) => folder::write(folder, parcel),
        }
    }
}

impl std::fmt::Display for Post {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Server(server) => write!(f, "{server}"),
            Self::Folder(folder) => write!(f, "{}", folder.display()),
        }
    }
}

/// The words of others as the ledger takes them: on one line, nothing that could mislead a reader, not too long.
fn words(said: &str) -> Text {
    const LONGEST: usize = 500;
    let plain = said.chars().map(|c| if is_unsafe(c) { ' ' } else { c }).take(LONGEST).collect::<String>();
    let line = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    line.parse().unwrap_or_else(|_| Text::nothing_said())
}
