//! A key behind ssh-agent: the two messages of its protocol (draft-ietf-sshm-ssh-agent) that a signer needs.
//! What must not live here: which of its keys is wanted. The signer calls it.

use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ssh_key::encoding::{self, Decode, Encode, Reader};
use ssh_key::public::KeyData;
use ssh_key::{Error, Signature};

use super::{SignError, Signer};
use crate::domain::PublicKey;
use crate::ledger::sshsig::{Certified, Credential};
use crate::service::files::shown;

const REQUEST_IDENTITIES: u8 = 11;
const IDENTITIES_ANSWER: u8 = 12;
const SIGN_REQUEST: u8 = 13;
const SIGN_RESPONSE: u8 = 14;
/// What an agent answers that will not.
const FAILURE: u8 = 5;
/// The longest answer, as OpenSSH has it.
const LONGEST: u32 = 256 * 1024;
/// How long an answer may take: somebody may have to find the hardware key and touch it.
const PATIENCE: Duration = Duration::from_secs(120);

/// A key that an agent holds.
pub(super) struct Agent {
    socket: PathBuf,
    key: PublicKey,
    /// Under what the agent holds it: itself, or its certificate.
    held: KeyData,
}

impl Agent {
    pub(super) fn new(socket: &Path, held: &Credential) -> Self {
        Self { socket: socket.to_owned(), key: held.key().clone(), held: held.data() }
    }
}

impl Signer for Agent {
    fn key(&self) -> &PublicKey {
        &self.key
    }
    fn make(&self, bytes: &[u8]) -> Result<Signature, SignError> {
        let request = sign_request(&self.held, bytes).map_err(|_| strange(&self.socket))?;
        let answer = ask(&self.socket, &request)?;
        let made = read(&answer, SIGN_RESPONSE, |from| {
            let blob = Vec::<u8>::decode(from)?;
            let mut rest = blob.as_slice();
            let signature = Signature::decode(&mut rest)?;
            Ok(rest.finish(signature)?)
        });
        let refused = || SignError::AgentRefused { fingerprint: self.key.fingerprint() };
        made.map_err(|_| strange(&self.socket))?.ok_or_else(refused)
    }
}

/// The keys and certificates that an agent holds, as far as they may sign.
pub(super) fn held(socket: &Path) -> Result<Vec<Credential>, SignError> {
    let answer = ask(socket, &[REQUEST_IDENTITIES])?;
    let held = read(&answer, IDENTITIES_ANSWER, |from| {
        // Not reserved beforehand: the number is the agent's word alone.
        let mut held = Vec::new();
        for _ in 0..u32::decode(from)? {
            let (blob, _comment) = (Vec::<u8>::decode(from)?, Vec::<u8>::decode(from)?);
            held.extend(credential(&blob));
        }
        Ok(held)
    });
    held.map(Option::unwrap_or_default).map_err(|_| strange(socket))
}

/// What a key of the agent's is for us. Those of other types are others' affair.
fn credential(blob: &[u8]) -> Option<Credential> {
    match ssh_key::PublicKey::from_bytes(blob).ok()?.key_data() {
        KeyData::Certificate(it) => Certified::of(it).ok().map(|c| Credential::Certified(Box::new(c))),
        key => PublicKey::of(key).ok().map(Credential::Key),
    }
}

fn sign_request(key: &KeyData, bytes: &[u8]) -> encoding::Result<Vec<u8>> {
    let mut message = vec![SIGN_REQUEST];
    key.encode_prefixed(&mut message)?;
    bytes.encode(&mut message)?;
    // No flags: they choose among the hashes of RSA.
    0_u32.encode(&mut message)?;
    Ok(message)
}

/// What an answer of a kind holds, whole; `None` where the agent will not.
fn read<T>(
    answer: &[u8],
    wanted: u8,
    of: impl FnOnce(&mut &[u8]) -> Result<T, Error>,
) -> Result<Option<T>, Error> {
    match answer.split_first() {
        Some((&FAILURE, _)) => Ok(None),
        Some((kind, mut rest)) if *kind == wanted => {
            let value = of(&mut rest)?;
            Ok(Some(rest.finish(value)?))
        }
        _ => Err(Error::FormatEncoding),
    }
}

/// Sends one message and gives the answer to it.
fn ask(socket: &Path, message: &[u8]) -> Result<Vec<u8>, SignError> {
    let talk = || -> io::Result<Vec<u8>> {
        let mut stream = UnixStream::connect(socket)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let length = u32::try_from(message.len()).map_err(|_| ErrorKind::InvalidInput)?;
        stream.write_all(&[&length.to_be_bytes(), message].concat())?;
        let mut length = [0; 4];
        stream.read_exact(&mut length)?;
        let length = u32::from_be_bytes(length);
        if length > LONGEST {
            return Err(ErrorKind::InvalidData.into());
        }
        let mut answer = vec![0; usize::try_from(length).map_err(|_| ErrorKind::InvalidData)?];
        stream.read_exact(&mut answer)?;
        Ok(answer)
    };
    talk().map_err(|e| match e.kind() {
        ErrorKind::InvalidData | ErrorKind::UnexpectedEof => strange(socket),
        ErrorKind::WouldBlock | ErrorKind::TimedOut => {
            SignError::Agent { socket: shown(socket), why: "it took too long".into() }
        }
        _ => SignError::Agent { socket: shown(socket), why: e.to_string() },
    })
}

/// An answer that no agent gives.
fn strange(socket: &Path) -> SignError {
    SignError::Agent { socket: shown(socket), why: "its answer is not that of an agent".into() }
}
