//! The keys that sign for the person who acts: where one is looked for, and what it makes of a body. A key lies in a file
//! or behind ssh-agent. What must not live here: whose key may sign what (the ledger says that), and asking for a
//! passphrase (the desk brings the question). The desk opens a signer, the writer signs with it, outside the write lock.

mod agent;
mod certified;
mod file;
mod offer;
mod why;

use std::cell::OnceCell;
use std::path::Path;

use ssh_key::Signature;

use crate::domain::key::BadKey;
use crate::domain::{PublicKey, SignedBy};
use crate::ledger::note;
use crate::ledger::sshsig::{self, Credential};

use agent::Agent;
use file::Held;
pub use offer::{Offer, offered};
pub use why::SignError;

/// A key that signs.
pub trait Signer {
    /// The public key by which its signatures are checked.
    fn key(&self) -> &PublicKey;
    /// By what its signatures will be made, as the ledger knows it.
    fn signed_by(&self) -> SignedBy {
        SignedBy { key: self.key().id(), certificate: None }
    }
    /// What the key makes of bytes.
    ///
    /// # Errors
    /// [`SignError`] where the key is not to be had, or will not sign.
    fn make(&self, bytes: &[u8]) -> Result<Signature, SignError>;
    /// Signs a body: the text of an SSHSIG, which is found good before it is given.
    ///
    /// # Errors
    /// Those of [`Signer::make`].
    fn sign(&self, body: &str) -> Result<String, SignError> {
        sealed(self, body, &Credential::Key(self.key().clone()))
    }
    /// Signs the text of a note under a name: its signature line, which is found good before it is given.
    ///
    /// # Errors
    /// Those of [`Signer::make`].
    fn sign_note(&self, text: &str, name: &str) -> Result<note::Line, SignError> {
        let key = self.key();
        // A hardware key signs no bytes as they are: it wraps them, which OpenSSH's form can say and a plain one cannot.
        let signature = match key.is_hardware() {
            true => sshsig::bytes(&sealed(self, text, &Credential::Key(key.clone()))?)?,
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
    /// The file that was named: a private key, or the public half or the certificate of one that ssh-agent holds.
    pub named: Option<&'a Path>,
    /// The socket of ssh-agent, as `SSH_AUTH_SOCK` names it.
    pub agent: Option<&'a Path>,
    /// The user's home, in which the default key is.
    pub home: Option<&'a Path>,
}

/// The user's default key, in his home.
const DEFAULT: &str = ".ssh/id_ed25519";

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
        return of_file(file::read(path)?, places, ask);
    }
    // An agent that is gone is no reason not to use the default key.
    if let Some(held) = places.agent.filter(|_| !wanted.is_empty()).and_then(|s| agent::held(s).ok())
        && let Some(key) = wanted.iter().map(|k| Credential::Key(k.clone())).find(|k| held.contains(k))
        && let Some(socket) = places.agent
    {
        return Ok(Box::new(Agent::new(socket, &key)));
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
    of_file(held, places, ask)
}

/// Opens what was offered and chosen.
///
/// # Errors
/// Those of [`open`].
pub fn open_chosen(
    places: Places<'_>,
    chosen: &Credential,
    ask: &mut Ask<'_>,
) -> Result<Box<dyn Signer>, SignError> {
    match chosen {
        Credential::Key(key) => open(places, std::slice::from_ref(key), ask),
        Credential::Certified(certified) => certified::open(places, certified, ask),
    }
}

/// The public key that a file holds; of a private key, its public half.
///
/// # Errors
/// [`SignError`] where the file cannot be read or holds no key that may sign.
pub fn public_key(path: &Path) -> Result<PublicKey, SignError> {
    match file::read(path)? {
        Held::Certified(c) => {
            let why = BadKey::Certificate(c.key().data().algorithm().to_certificate_type());
            Err(SignError::Key { path: path.display().to_string(), why })
        }
        held @ (Held::Private(_) | Held::Public(_)) => Ok(held.key().clone()),
    }
}

/// A key that is opened when it has to sign, and not before: nobody types a passphrase for an act that is refused.
pub struct Later<'a> {
    chosen: Credential,
    open: Box<dyn Fn() -> Result<Box<dyn Signer>, SignError> + 'a>,
    opened: OnceCell<Box<dyn Signer>>,
}

impl<'a> Later<'a> {
    /// What was chosen, and how it is opened.
    pub fn of(chosen: Credential, open: impl Fn() -> Result<Box<dyn Signer>, SignError> + 'a) -> Self {
        Self { chosen, open: Box::new(open), opened: OnceCell::new() }
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
        self.chosen.key()
    }
    fn signed_by(&self) -> SignedBy {
        self.chosen.signed_by()
    }
    fn make(&self, bytes: &[u8]) -> Result<Signature, SignError> {
        self.opened()?.make(bytes)
    }
    fn sign(&self, body: &str) -> Result<String, SignError> {
        sealed(self, body, &self.chosen)
    }
}

/// The signer of what a file holds.
fn of_file(held: Held, places: Places<'_>, ask: &mut Ask<'_>) -> Result<Box<dyn Signer>, SignError> {
    match held {
        Held::Private(private) => Ok(private.opened(ask)?),
        Held::Public(key) => {
            let fingerprint = key.fingerprint();
            let socket =
                places.agent.ok_or_else(|| SignError::NoAgent { fingerprint: fingerprint.clone() })?;
            let key = Credential::Key(key);
            if !agent::held(socket)?.contains(&key) {
                return Err(SignError::AgentLacks { fingerprint });
            }
            Ok(Box::new(Agent::new(socket, &key)))
        }
        Held::Certified(certified) => certified::open(places, &certified, ask),
    }
}

/// The text of a signature of a body, by what names the key in it.
fn sealed<S: Signer + ?Sized>(signer: &S, body: &str, named: &Credential) -> Result<String, SignError> {
    let made = signer.make(&sshsig::to_sign(body)?)?;
    Ok(sshsig::seal(body, made, named)?)
}

#[cfg(test)]
mod tests;
