//! Where the key is found that a certificate is of. What must not live here: what a certificate is worth (`ledger::sshsig`, and
//! the judge). The signer calls it.

use std::path::Path;

use super::agent::{self, Agent};
use super::file::{self, Held};
use super::{Ask, DEFAULT, Places, SignError, Signer};
use crate::ledger::sshsig::Certified;

/// The key that a certificate is of: where a file was named, in the one beside it, else behind ssh-agent; where none was,
/// behind ssh-agent, else in the user's default key.
pub(super) fn open(
    places: Places<'_>,
    certified: &Certified,
    ask: &mut Ask<'_>,
) -> Result<Box<dyn Signer>, SignError> {
    let default = places.home.map(|h| h.join(DEFAULT));
    let agents = places.named.is_none().then_some(places.agent).flatten();
    if let Some(agent) = agents.and_then(|socket| of_agent(socket, certified).ok()) {
        return Ok(agent);
    }
    let file = places.named.map(|n| file::without_certificate(n).unwrap_or_else(|| n.to_owned())).or(default);
    match file.as_deref().map(file::read) {
        Some(Ok(Held::Private(private))) if private.key() == certified.key() => Ok(private.opened(ask)?),
        // What keeps the key from being used matters more than that no agent has it.
        Some(Err(e)) if !matches!(e, SignError::NotFound { .. }) => Err(e),
        _ => {
            let fingerprint = certified.key().fingerprint();
            of_agent(places.agent.ok_or(SignError::NoAgent { fingerprint })?, certified)
        }
    }
}

/// The key that a certificate is of, as an agent holds it: with the certificate, or alone.
fn of_agent(socket: &Path, certified: &Certified) -> Result<Box<dyn Signer>, SignError> {
    let held = agent::held(socket)?;
    let held = held.iter().find(|c| c.key() == certified.key());
    let held = held.ok_or_else(|| SignError::AgentLacks { fingerprint: certified.key().fingerprint() })?;
    Ok(Box::new(Agent::new(socket, held)))
}
