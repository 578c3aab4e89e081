//! A key in a file, as ssh-keygen writes it: a private key, or the public half or the certificate of one that ssh-agent holds.
//! What must not live here: where files are looked for. The signer calls it.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use ed25519_dalek::Signer as _;
use nix::fcntl::OFlag;
use nix::unistd::getuid;
use ssh_key::private::KeypairData;
use ssh_key::{Algorithm, Error, PrivateKey, Signature};
use zeroize::Zeroizing;

use super::{Ask, SignError, Signer};
use crate::domain::PublicKey;
use crate::domain::key::BadKey;
use crate::ledger::sshsig::Certified;
use crate::service::files::shown;

/// No key of the types that may sign comes near this.
const LARGEST: u64 = 64 * 1024;
/// How a private key of OpenSSH begins.
const PRIVATE: &str = "-----BEGIN OPENSSH PRIVATE KEY-----";

/// What a file holds.
pub(super) enum Held {
    /// A private key, perhaps encrypted.
    Private(Box<Private>),
    /// A public key: that of the file, or of a hardware key, which signs through ssh-agent alone.
    Public(PublicKey),
    /// The certificate of a key.
    Certified(Box<Certified>),
}

impl Held {
    /// The public key, which can be read of an encrypted file too.
    pub(super) fn key(&self) -> &PublicKey {
        match self {
            Self::Private(private) => &private.key,
            Self::Public(key) => key,
            Self::Certified(certified) => certified.key(),
        }
    }
}

/// How the file of a certificate ends; the key's own file is named as it is without.
const CERTIFICATE: &str = "-cert.pub";

/// The file of the private key whose certificate a file holds.
pub(super) fn without_certificate(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?.strip_suffix(CERTIFICATE)?;
    Some(path.with_file_name(name))
}

/// The certificate that lies beside the file of a key, as ssh looks for it; `None` where there is none.
pub(super) fn beside(path: &Path) -> Option<Result<Box<Certified>, SignError>> {
    let name = path.file_name()?.to_str()?;
    let key = name.strip_suffix(".pub").unwrap_or(name);
    match read(&path.with_file_name(format!("{key}{CERTIFICATE}"))) {
        Ok(Held::Certified(certified)) => Some(Ok(certified)),
        Ok(_) | Err(SignError::NotFound { .. }) => None,
        Err(e) => Some(Err(e)),
    }
}

/// A private key of a file.
pub(super) struct Private {
    path: String,
    key: PublicKey,
    private: PrivateKey,
}

/// Reads a file that holds a key.
pub(super) fn read(path: &Path) -> Result<Held, SignError> {
    let (text, meta) = contents(path)?;
    let path = shown(path);
    if text.split_whitespace().next().is_some_and(|first| Algorithm::new_certificate(first).is_ok()) {
        let certified = Certified::read(&text).map_err(|why| SignError::Certificate { path, why })?;
        return Ok(Held::Certified(Box::new(certified)));
    }
    if !text.starts_with(PRIVATE) {
        return match text.parse() {
            Ok(key) => Ok(Held::Public(key)),
            Err(why @ (BadKey::Algorithm(_) | BadKey::Options)) => Err(SignError::Key { path, why }),
            Err(_) => Err(SignError::NotAKey { path }),
        };
    }
    // As OpenSSH has it: what others own is theirs to keep.
    if meta.uid() == getuid().as_raw() && meta.mode() & 0o077 != 0 {
        return Err(SignError::Open { path, mode: meta.mode() & 0o7777 });
    }
    let private = PrivateKey::from_openssh(&*text).map_err(|e| match e {
        Error::AlgorithmUnknown => SignError::Key { path: path.clone(), why: BadKey::Unknown },
        _ => SignError::NotAKey { path: path.clone() },
    })?;
    let key = PublicKey::of(private.public_key().key_data());
    let key = key.map_err(|why| SignError::Key { path: path.clone(), why })?;
    if key.is_hardware() {
        Ok(Held::Public(key))
    } else {
        Ok(Held::Private(Box::new(Private { path, key, private })))
    }
}

/// The text of a file, which is wiped after use.
fn contents(path: &Path) -> Result<(Zeroizing<String>, std::fs::Metadata), SignError> {
    let said = |e: &std::io::Error| match e.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => SignError::NotFound { path: shown(path) },
        _ => SignError::Unreadable { path: shown(path), why: e.to_string() },
    };
    // Opening a pipe that nobody writes to must not hang. Links are followed: people keep their keys elsewhere.
    let file = File::options().read(true).custom_flags(OFlag::O_NONBLOCK.bits()).open(path);
    let file = file.map_err(|e| said(&e))?;
    let meta = file.metadata().map_err(|e| said(&e))?;
    if !meta.is_file() {
        return Err(SignError::Unreadable { path: shown(path), why: "it is not a regular file".into() });
    }
    if meta.len() > LARGEST {
        return Err(SignError::NotAKey { path: shown(path) });
    }
    let mut text = Zeroizing::new(String::with_capacity(usize::try_from(LARGEST).unwrap_or_default()));
    match file.take(LARGEST).read_to_string(&mut text) {
        Ok(_) => Ok((text, meta)),
        Err(e) if e.kind() == ErrorKind::InvalidData => Err(SignError::NotAKey { path: shown(path) }),
        Err(e) => Err(said(&e)),
    }
}

impl Private {
    /// The key ready to sign: its passphrase is asked for where it has one.
    pub(super) fn opened(mut self: Box<Self>, ask: &mut Ask<'_>) -> Result<Box<Self>, SignError> {
        if !self.private.is_encrypted() {
            return Ok(self);
        }
        let path = || self.path.clone();
        let typed = ask(&format!("Passphrase of the key {}", self.path)).map(Zeroizing::new);
        let typed = typed.ok_or_else(|| SignError::NoPassphrase { path: path() })?;
        let opened = self.private.decrypt(typed.as_bytes()).map_err(|e| match e {
            Error::Crypto => SignError::WrongPassphrase { path: path() },
            _ => SignError::NotAKey { path: path() },
        });
        self.private = opened?;
        Ok(self)
    }
}

impl Signer for Private {
    fn key(&self) -> &PublicKey {
        &self.key
    }
    fn make(&self, bytes: &[u8]) -> Result<Signature, SignError> {
        let KeypairData::Ed25519(pair) = self.private.key_data() else {
            return Err(SignError::NotAKey { path: self.path.clone() });
        };
        pair.try_sign(bytes).map_err(|_| SignError::NotAKey { path: self.path.clone() })
    }
}
