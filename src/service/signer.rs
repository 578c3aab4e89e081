//! The keys that sign for the person who acts: where one is looked for, and what it makes of a body. A key lies in a file
//! or behind ssh-agent. What must not live here: whose key may sign what (the ledger says that), and asking for a
//! passphrase (the desk brings the question). The desk opens a signer, the writer signs with it, outside the write lock.

mod agent;
mod file;

use std::cell::OnceCell;
use std::path::Path;

use ssh_key::Signature;

use crate::domain::key::BadKey;
use crate::domain::{PublicKey, SignedBy};
use crate::ledger::note::{self, BadNote};
use crate::ledger::sshsig::{self, BadSignature};

use agent::Agent;
use file::Held;

/// A key that signs.
pub trait Signer {
    /// The public key by which its signatures are checked.
    fn key(&self) -> &PublicKey;
    /// By what its signatures will be made, as the ledger knows it.
    fn signed_by(&self) -> SignedBy {
        SignedBy { key: self.key().id(), certificate: None }
    }
    /// Signs a body: the text of an SSHSIG, which is found good before it is given.
    ///
    /// # Errors
    /// [`SignError`] where the key is not to be had, or will not sign.
    fn sign(&self, body: &str) -> Result<String, SignError>;
    /// Signs the text of a note under a name: its signature line, which is found good before it is given.
    ///
    /// # Errors
    /// [`SignError`] where the key is not to be had, or will not sign.
    fn sign_note(&self, text: &str, name: &str) -> Result<note::Line, SignError>;
}

/// What a key makes of bytes, wherever it lies.
trait Make {
    fn public(&self) -> &PublicKey;
    fn make(&self, bytes: &[u8]) -> Result<Signature, SignError>;
}

impl<M: Make> Signer for M {
    fn key(&self) -> &PublicKey {
        self.public()
    }
    fn sign(&self, body: &str) -> Result<String, SignError> {
        let made = self.make(&sshsig::to_sign(body)?)?;
        Ok(sshsig::seal(body, made, self.public())?)
    }
    fn sign_note(&self, text: &str, name: &str) -> Result<note::Line, SignError> {
        let key = self.public();
        // A hardware key signs no bytes as they are: it wraps them, which OpenSSH's form can say and a plain one cannot.
        let signature = match key.is_hardware() {
            true => sshsig::bytes(&self.sign(text)?)?,
            false => self.make(text.as_bytes())?.as_bytes().to_vec(),
        };
        Ok(note::sealed(text, name, signature, key)?)
    }
}

/// Asks for a passphrase with the words given; `None` where nobody answers.
pub type Ask<'a> = dyn FnMut(&str) -> Option<String> + 'a;

/// Where keys may be.
#[derive(Debug, Clone, Copy, Default)]
pub struct Places<'a> {
    /// The file that was named: a private key, or the public half of one that ssh-agent holds.
    pub named: Option<&'a Path>,
    /// The socket of ssh-agent, as `SSH_AUTH_SOCK` names it.
    pub agent: Option<&'a Path>,
    /// The user's home, in which the default key is.
    pub home: Option<&'a Path>,
}

/// The user's default key, in his home.
const DEFAULT: &str = ".ssh/id_ed25519";

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

/// Opens the key that is named, else one of `wanted` that ssh-agent holds, else the user's default key. The one that is
/// named is opened whether it is wanted or not: who acts by a key that is not his has to be told so by the ledger.
/// An empty `wanted` is no wish, and then ssh-agent is not asked.
///
/// # Errors
/// [`SignError`] where no key is to be had.
pub fn open(
    places: Places<'_>,
    wanted: &[PublicKey],
    ask: &mut Ask<'_>,
) -> Result<Box<dyn Signer>, SignError> {
    if let Some(path) = places.named {
        return of_file(file::read(path)?, places.agent, ask);
    }
    // An agent that is gone is no reason not to use the default key.
    if let Some(held) = places.agent.filter(|_| !wanted.is_empty()).and_then(|s| agent::keys(s).ok())
        && let Some(key) = wanted.iter().find(|k| held.contains(k))
        && let Some(socket) = places.agent
    {
        return Ok(Box::new(Agent::new(socket, key.clone())));
    }
    let Some(default) = places.home.map(|h| h.join(DEFAULT)) else {
        return Err(SignError::NoKey { default: format!("~/{DEFAULT}") });
    };
    let held = match file::read(&default) {
        Err(SignError::NotFound { path }) => return Err(SignError::NoKey { default: path }),
        other => other?,
    };
    if !wanted.is_empty() && !wanted.contains(held.key()) {
        let path = default.display().to_string();
        return Err(SignError::NotYours { path, fingerprint: held.key().fingerprint() });
    }
    of_file(held, places.agent, ask)
}

/// The keys that could sign here: the one that is named, alone; else those of ssh-agent, then the user's default key. No
/// passphrase is asked for.
///
/// # Errors
/// [`SignError`] where the key that is named cannot be read, or none is to be had.
pub fn offered(places: Places<'_>) -> Result<Vec<PublicKey>, SignError> {
    if let Some(path) = places.named {
        return Ok(vec![file::read(path)?.key().clone()]);
    }
    let mut keys = places.agent.and_then(|socket| agent::keys(socket).ok()).unwrap_or_default();
    let default = places.home.map(|h| h.join(DEFAULT));
    let held = default.as_deref().map(file::read);
    match held {
        Some(Ok(held)) if !keys.contains(held.key()) => keys.push(held.key().clone()),
        // What is wrong with the default key matters where there is no other.
        Some(Err(e)) if keys.is_empty() && !matches!(e, SignError::NotFound { .. }) => return Err(e),
        _ => {}
    }
    if keys.is_empty() {
        let default = default.map_or_else(|| format!("~/{DEFAULT}"), |d| d.display().to_string());
        return Err(SignError::NoKey { default });
    }
    Ok(keys)
}

/// The public key that a file holds; of a private key, its public half.
///
/// # Errors
/// [`SignError`] where the file cannot be read or holds no key that may sign.
pub fn public_key(path: &Path) -> Result<PublicKey, SignError> {
    Ok(file::read(path)?.key().clone())
}

/// A key that is opened when it has to sign, and not before: nobody types a passphrase for an act that is refused.
pub struct Later<'a> {
    key: PublicKey,
    open: Box<dyn Fn() -> Result<Box<dyn Signer>, SignError> + 'a>,
    opened: OnceCell<Box<dyn Signer>>,
}

impl<'a> Later<'a> {
    /// A key, and how it is opened.
    pub fn of(key: PublicKey, open: impl Fn() -> Result<Box<dyn Signer>, SignError> + 'a) -> Self {
        Self { key, open: Box::new(open), opened: OnceCell::new() }
    }
    fn opened(&self) -> Result<&dyn Signer, SignError> {
        let signer = match self.opened.get() {
            Some(signer) => signer,
            None => {
                let opened = (self.open)()?;
                self.opened.get_or_init(|| opened)
            }
        };
        Ok(&**signer)
    }
}

impl Signer for Later<'_> {
    fn key(&self) -> &PublicKey {
        &self.key
    }
    fn sign(&self, body: &str) -> Result<String, SignError> {
        self.opened()?.sign(body)
    }
    fn sign_note(&self, text: &str, name: &str) -> Result<note::Line, SignError> {
        self.opened()?.sign_note(text, name)
    }
}

/// The signer of what a file holds.
fn of_file(held: Held, agent: Option<&Path>, ask: &mut Ask<'_>) -> Result<Box<dyn Signer>, SignError> {
    match held {
        Held::Private(private) => Ok(private.opened(ask)?),
        Held::Public(key) => {
            let fingerprint = key.fingerprint();
            let socket = agent.ok_or_else(|| SignError::NoAgent { fingerprint: fingerprint.clone() })?;
            if !agent::keys(socket)?.contains(&key) {
                return Err(SignError::AgentLacks { fingerprint });
            }
            Ok(Box::new(Agent::new(socket, key)))
        }
    }
}

#[cfg(test)]
mod tests;
