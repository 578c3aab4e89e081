//! What could sign: keys and certificates, without asking for a passphrase. What must not live here: whose they are, and which is
//! chosen. The desk asks, to find the person.

use std::path::Path;

use super::file::{self, Held};
use super::{DEFAULT, Places, SignError, agent};
use crate::ledger::sshsig::Credential;

/// What could sign here.
#[derive(Debug, Default)]
pub struct Offer {
    /// Keys and certificates, those before that are asked first.
    pub credentials: Vec<Credential>,
    /// What is wrong with the certificate beside a key.
    pub flaw: Option<SignError>,
}

impl Offer {
    /// A key of a file, with the certificate beside it.
    fn add(&mut self, path: &Path, held: &Held) {
        let key = match held {
            Held::Certified(certified) => Credential::Certified(certified.clone()),
            Held::Private(_) | Held::Public(_) => Credential::Key(held.key().clone()),
        };
        let mut found = vec![key];
        if let (Some(Credential::Key(key)), Some(beside)) = (found.first(), file::beside(path)) {
            match beside {
                Ok(certified) if certified.key() == key => found.push(Credential::Certified(certified)),
                // Of another key, as after a new one was made: it is as none.
                Ok(_) => {}
                Err(flaw) => self.flaw = Some(flaw),
            }
        }
        found.retain(|c| !self.credentials.contains(c));
        self.credentials.extend(found);
    }
}

/// What could sign here: the file that is named, alone; else what ssh-agent holds, then the user's default key. With the file of
/// a key goes the certificate beside it. No passphrase is asked for.
///
/// # Errors
/// [`SignError`] where the file that is named cannot be read, or none is to be had.
pub fn offered(places: Places<'_>) -> Result<Offer, SignError> {
    let mut offer = Offer::default();
    if let Some(path) = places.named {
        offer.add(path, &file::read(path)?);
        return Ok(offer);
    }
    offer.credentials = places.agent.and_then(|socket| agent::held(socket).ok()).unwrap_or_default();
    let default = places.home.map(|h| h.join(DEFAULT));
    match default.as_deref().map(|path| (path, file::read(path))) {
        Some((path, Ok(held))) => offer.add(path, &held),
        // What is wrong with the default key matters where there is no other.
        Some((_, Err(e))) if offer.credentials.is_empty() && !matches!(e, SignError::NotFound { .. }) => {
            return Err(e);
        }
        _ => {}
    }
    if offer.credentials.is_empty() {
        let default = default.map_or_else(|| format!("~/{DEFAULT}"), |d| d.display().to_string());
        return Err(SignError::NoKey { default });
    }
    Ok(offer)
}
