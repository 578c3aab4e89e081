//! Why there is no signature, and what to type. What must not live here: whose key may sign. All of the signer says it.

use crate::domain::key::BadKey;
use crate::ledger::note::BadNote;
use crate::ledger::sshsig::{BadCertificate, BadSignature};

/// Why there is no signature.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    /// No key anywhere.
    #[error(
        "there is no key to sign with: none was named, ssh-agent holds none that may sign here, and {default} does not exist"
    )]
    NoKey {
        /// The default key's file.
        default: String,
    },
    /// The file is not there.
    #[error("the key {path} does not exist")]
    NotFound {
        /// The file.
        path: String,
    },
    /// The file cannot be read.
    #[error("the key {path} cannot be read: {why}")]
    Unreadable {
        /// The file.
        path: String,
        /// What the system said.
        why: String,
    },
    /// Others can read the private key.
    #[error("the private key {path} may be used by others (mode {mode:04o}), so it proves nothing")]
    Open {
        /// The file.
        path: String,
        /// Its permissions.
        mode: u32,
    },
    /// The file holds no key that OpenSSH writes.
    #[error("{path} holds neither a private key nor a public key of OpenSSH")]
    NotAKey {
        /// The file.
        path: String,
    },
    /// The file holds a key that may not sign.
    #[error("the key {path} cannot sign: {why}")]
    Key {
        /// The file.
        path: String,
        /// What is wrong with it.
        why: BadKey,
    },
    /// The file holds a certificate that is not accepted.
    #[error("the certificate {path} is not accepted: {why}")]
    Certificate {
        /// The file.
        path: String,
        /// What is wrong with it.
        why: BadCertificate,
    },
    /// The key is encrypted, and nobody gave the passphrase.
    #[error("the key {path} has a passphrase, and none was given")]
    NoPassphrase {
        /// The file.
        path: String,
    },
    /// The passphrase does not open the key.
    #[error("the passphrase does not open the key {path}")]
    WrongPassphrase {
        /// The file.
        path: String,
    },
    /// The default key is none of the person's.
    #[error("the key {path} ({fingerprint}) is none of those that may sign here")]
    NotYours {
        /// The file.
        path: String,
        /// The key's fingerprint.
        fingerprint: String,
    },
    /// No agent is named.
    #[error("the key {fingerprint} signs through ssh-agent, and SSH_AUTH_SOCK names none")]
    NoAgent {
        /// The key's fingerprint.
        fingerprint: String,
    },
    /// The agent cannot be reached, or does not answer as one.
    #[error("ssh-agent at {socket} does not answer: {why}")]
    Agent {
        /// The socket.
        socket: String,
        /// What went wrong.
        why: String,
    },
    /// The agent does not hold the key.
    #[error("ssh-agent does not hold the key {fingerprint}")]
    AgentLacks {
        /// The key's fingerprint.
        fingerprint: String,
    },
    /// The agent holds the key and does not sign.
    #[error("ssh-agent refused to sign with the key {fingerprint}")]
    AgentRefused {
        /// The key's fingerprint.
        fingerprint: String,
    },
    /// What was made is no good signature.
    #[error("the signature that was made is not good: {0}")]
    Bad(#[from] BadSignature),
    /// What was made is no good signature of a note.
    #[error("the signature that was made is not good: {0}")]
    BadNote(#[from] BadNote),
}

impl SignError {
    /// What to type.
    pub fn hint(&self) -> String {
        let make = "`ssh-keygen -t ed25519`";
        match self {
            Self::NoKey { .. } | Self::NotYours { .. } => {
                "name your key with `--key FILE`, or hand it to ssh-agent with `ssh-add FILE`".into()
            }
            Self::NotFound { .. } => format!("name the file of your key, or make a key with {make}"),
            Self::Unreadable { .. } => "name a file that you may read".into(),
            Self::Open { path, .. } => format!("make it yours alone: `chmod 600 {path}`"),
            Self::NotAKey { .. } => {
                format!("name a file that ssh-keygen made; {make} makes a new key")
            }
            Self::Key { .. } => format!("make a key that can sign with {make}"),
            Self::Certificate { why, .. } => why.hint(),
            Self::NoPassphrase { path } => {
                format!("hand it to ssh-agent with `ssh-add {path}`, and name `--key {path}.pub`")
            }
            Self::WrongPassphrase { .. } => "type the command again, with the key's own passphrase".into(),
            Self::NoAgent { .. } | Self::Agent { .. } => {
                "start one with `eval $(ssh-agent)`, and hand it the key with `ssh-add FILE`".into()
            }
            Self::AgentLacks { .. } => {
                "hand it the key with `ssh-add FILE`; `ssh-add -L` lists what it holds".into()
            }
            Self::AgentRefused { .. } => {
                "touch or confirm the key when it asks; `ssh-add -x` may have locked the agent".into()
            }
            Self::Bad(_) | Self::BadNote(_) => "try another key; if it happens again, report it".into(),
        }
    }
}
