//! Whose the keys and certificates are that could sign, as the ledger knows them. What must not live here: which of them is
//! chosen. Identity asks.

use std::collections::BTreeMap;

use crate::domain::{Digest, Login, PublicKey, Refusal, RefusalKind, Subject};
use crate::ledger::sshsig::{Certified, Credential};
use crate::service::signer::Offer;
use crate::sop::permit::SIGNED;
use crate::sop::world::KeyUse;
use crate::store::Store;
use crate::workflow::{Failure, Loaded};

/// What could sign, and for whom.
pub(super) struct Owned {
    pub by: Credential,
    pub whose: Login,
    /// Whether the key has not ended.
    pub live: bool,
}

/// Whom the ledger knows by each key that is offered, or by that of its authority.
struct Known(BTreeMap<Digest, KeyUse>);

impl Known {
    fn of(loaded: &mut Loaded<'_>, offer: &Offer) -> Result<Self, Failure> {
        let ids = offer.credentials.iter().flat_map(|c| [c.key().id(), c.signed_by().key]);
        loaded.load(&ids.map(Subject::Key).collect::<Vec<_>>())?;
        let known = loaded.world.keys.clone();
        let all: Vec<Subject> = known.values().flat_map(|k| &k.of).map(Subject::person).collect();
        loaded.load(&all)?;
        Ok(Self(known))
    }
    /// Whose a key is; of an authority, for whom it vouches.
    fn by(&self, id: &Digest) -> &[Login] {
        self.0.get(id).map_or(&[], |k| k.of.as_slice())
    }
    fn is_authority(&self, id: &Digest) -> bool {
        self.0.get(id).is_some_and(|k| k.authority)
    }
}

/// Those that are somebody's. A certificate counts where its key itself is nobody's, or where it is what was named; and for
/// the machines among its principals for which its authority vouches.
pub(super) fn owners(store: &dyn Store, offer: &Offer, named: bool) -> Result<Vec<Owned>, Failure> {
    let mut loaded = Loaded::with(store, &[])?;
    let known = Known::of(&mut loaded, offer)?;
    let alone = named && matches!(offer.credentials.as_slice(), [Credential::Certified(_)]);
    let mut found = Vec::new();
    for by in &offer.credentials {
        let logins = known.by(&by.signed_by().key).iter();
        let (logins, authority): (Vec<&Login>, bool) = match by {
            Credential::Key(_) => (logins.take(1).collect(), false),
            Credential::Certified(c) if alone || known.by(&c.key().id()).is_empty() => {
                (logins.filter(|l| is_principal(c, l)).collect(), true)
            }
            Credential::Certified(_) => continue,
        };
        for person in logins.into_iter().filter_map(|l| loaded.world.persons.get(l)) {
            let mut keys = person.live_keys().filter(|k| k.authority == authority);
            let live = keys.any(|k| k.key.id() == by.signed_by().key);
            // Spelled as when the person was added: so OpenSSH is told of one name.
            found.push(Owned { by: by.clone(), whose: person.profile.login.clone(), live });
        }
    }
    Ok(found)
}

fn is_principal(certified: &Certified, login: &Login) -> bool {
    certified.said().principals.iter().any(|p| p.parse().is_ok_and(|p: Login| p == *login))
}

/// Why none of what is offered is anybody's.
pub(super) fn nobodys(store: &dyn Store, offer: Offer) -> Result<Failure, Failure> {
    let known = Known::of(&mut Loaded::with(store, &[])?, &offer)?;
    let mut keys: Vec<&PublicKey> = Vec::new();
    let mut said = Vec::new();
    for by in &offer.credentials {
        match by {
            Credential::Key(key) => keys.push(key),
            Credential::Certified(c) => said.push(foreign(c, &known)),
        }
    }
    // A certificate that is not accepted would have been the answer.
    if let (Some(flaw), true) = (offer.flaw, said.is_empty()) {
        return Ok(flaw.into());
    }
    let (mut message, mut hint) = (String::new(), String::new());
    if !keys.is_empty() {
        message = strange(&keys);
        hint =
            "an administrator adds it: era-rm person key add LOGIN FILE; or name another: --key FILE".into();
    }
    if let Some((why, what)) = said.into_iter().next() {
        message = if message.is_empty() { why } else { format!("{message}; and {why}") };
        hint = what;
    }
    Ok(Refusal::new(RefusalKind::Identity, SIGNED, message).hint(hint).into())
}

/// Why a certificate is for nobody, and what to type.
fn foreign(certified: &Certified, known: &Known) -> (String, String) {
    let (authority, id) = (certified.authority().fingerprint(), certified.authority().id());
    let vouched = known.by(&id);
    if !known.is_authority(&id) {
        let what = if vouched.is_empty() { "nobody's" } else { "no key of an authority" };
        let message = format!("the certificate is by {authority}, which is {what} in this ledger");
        let hint = "an administrator names the authority of a machine: era-rm person key add LOGIN CA.pub --authority";
        return (message, hint.into());
    }
    let of = certified.said().principals.join(", ");
    let known = vouched.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let message =
        format!("the certificate by {authority} is for {of:?}, and this authority vouches for {known}");
    (message, "have one made for the machine's login: ssh-keygen -s CA -I ID -n LOGIN -V +1h KEY.pub".into())
}

fn strange(keys: &[&PublicKey]) -> String {
    let shown = keys.iter().take(3).map(|k| k.fingerprint()).collect::<Vec<_>>().join(", ");
    match keys.len() {
        1 => format!("the key {shown} is nobody's in this ledger"),
        n => format!(
            "none of the {n} keys here is anybody's in this ledger: {shown}{}",
            if n > 3 { " …" } else { "" }
        ),
    }
}
