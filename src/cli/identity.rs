//! Who acts: who is named, whose account it is, or whose key signs, as the ledger's trust mode has it. Commands go through the
//! context, which asks here. What must not live here: whether a key may sign (`sop::permit` says that).

mod owner;

use std::path::{Path, PathBuf};

use crate::domain::event::Trust;
use crate::domain::{Login, Person, PublicKey, Refusal, RefusalKind, Sought, Subject};
use crate::ledger::sshsig::Credential;
use crate::service::signer::{self, Later, Places, SignError};
use crate::sop::permit::SIGNED;
use crate::store::Store;
use crate::workflow::{Failure, Loaded};

use super::context::Context;
use super::environment::{env, typed_or};
use super::ui::prompt;
use owner::{Owned, nobodys, owners};

/// Who makes an act.
pub struct Caller {
    /// The person.
    pub login: Login,
    /// The refusal of who says he is somebody else.
    pub pretence: Option<Refusal>,
    /// The key that signs, in a signed ledger.
    pub signer: Option<Later<'static>>,
}

/// Where keys may be, with the paths of their own that the environment gives.
struct Whereabouts {
    named: Option<PathBuf>,
    agent: Option<PathBuf>,
    home: Option<PathBuf>,
}

impl Whereabouts {
    fn places(&self) -> Places<'_> {
        Places { named: self.named.as_deref(), agent: self.agent.as_deref(), home: self.home.as_deref() }
    }
}

impl Context {
    /// Whom `--as` or its variable names.
    fn claimed(&self) -> Result<Option<Login>, Failure> {
        typed_or(self.global.actor.clone(), "ERA_RM_AS")
    }

    /// Who makes an act, and with which key.
    ///
    /// # Errors
    /// [`Failure::Usage`] if nobody is named; [`Failure::Unsigned`] or [`Failure::Refused`] where a key is needed and none is
    /// to be had.
    pub fn acting(&self, store: &dyn Store) -> Result<Caller, Failure> {
        let trust = Loaded::trust(store)?;
        let claimed = self.claimed()?;
        match trust {
            Some(Trust::Signed) => self.by_key(store, claimed),
            Some(Trust::Os) => {
                let login = account()?;
                let pretence = claimed.filter(|c| *c != login).map(|c| not_the_account(&login, &c));
                Ok(Caller { login, pretence, signer: None })
            }
            Some(Trust::Declared) | None => {
                Ok(Caller { login: self.declared(claimed)?, pretence: None, signer: None })
            }
        }
    }

    /// Who reads, as the ledger knows the person. A name is believed: what is read is the same for all.
    ///
    /// # Errors
    /// Those of [`Context::acting`]; [`Failure::NotFound`] if the ledger does not know the person.
    pub fn caller(&self, loaded: &mut Loaded<'_>) -> Result<Person, Failure> {
        let claimed = self.claimed()?;
        let login = match (loaded.world.trust, claimed) {
            (Some(Trust::Os), _) => account()?,
            (Some(Trust::Signed), None) => self.by_key(loaded.store(), None)?.login,
            (Some(Trust::Signed), Some(login)) => login,
            (Some(Trust::Declared) | None, claimed) => self.declared(claimed)?,
        };
        loaded.load(&[Subject::person(&login)])?;
        loaded.world.persons.get(&login).cloned().ok_or_else(|| {
            let hint =
                "era-rm person list shows who is known; an administrator adds people by era-rm person add";
            Failure::no_such(Sought::Person(login.to_string()), hint)
        })
    }

    fn declared(&self, claimed: Option<Login>) -> Result<Login, Failure> {
        match claimed {
            Some(login) => Ok(login),
            None if self.asks() => asked_who(),
            None => Err(Failure::usage(
                "this ledger believes who you say you are, and you have not said it",
                "say who acts: --as LOGIN, or ERA_RM_AS=LOGIN",
            )),
        }
    }

    /// Whose key signs, of those that could.
    fn by_key(&self, store: &dyn Store, claimed: Option<Login>) -> Result<Caller, Failure> {
        let places = self.whereabouts()?;
        let offer = signer::offered(places.places())?;
        let named = places.named.is_some();
        let found = owners(store, &offer, named)?;
        let chosen = match &claimed {
            Some(login) => {
                found.iter().find(|o| o.whose == *login && o.live).or(found.iter().find(|o| o.live))
            }
            None => the_one(&found)?,
        };
        // A key that is named is taken as it is, ended or not: who signs by it is told what is wrong.
        let chosen = chosen.or_else(|| found.first().filter(|_| named));
        let Some(Owned { whose, by, .. }) = chosen else { return Err(nobodys(store, offer)?) };
        let pretence = claimed.filter(|c| c != whose).map(|c| not_the_key(whose, by, &c));
        let signer = self.signer(by.clone(), places);
        Ok(Caller { login: whose.clone(), pretence, signer: Some(signer) })
    }

    /// Who begins a ledger, where nobody is named: in trust mode declared whom `--as` names, else the account.
    ///
    /// # Errors
    /// [`Failure::Usage`] if that is nobody.
    pub fn founder(&self, trust: Trust) -> Result<Login, Failure> {
        match trust {
            Trust::Declared => self.declared(self.claimed()?),
            Trust::Os | Trust::Signed => account(),
        }
    }

    /// The key that begins a signed ledger: the first of those that could sign.
    ///
    /// # Errors
    /// [`Failure::Unsigned`] if there is none.
    pub fn first_key(&self) -> Result<(PublicKey, Later<'static>), Failure> {
        let places = self.whereabouts()?;
        let offered = signer::offered(places.places())?.credentials;
        let key = offered.into_iter().find(|c| matches!(c, Credential::Key(_)));
        let key = key.ok_or(SignError::NoKey { default: "~/.ssh/id_ed25519".into() })?;
        Ok((key.key().clone(), self.signer(key, places)))
    }

    /// The key that is named, if one is: what is no act may be signed in any ledger.
    ///
    /// # Errors
    /// [`Failure::Unsigned`] if it is not to be had.
    pub fn named_key(&self) -> Result<Option<Later<'static>>, Failure> {
        match self.whereabouts()?.named {
            Some(_) => Ok(Some(self.first_key()?.1)),
            None => Ok(None),
        }
    }

    /// Where keys may be, as flags and variables say.
    fn whereabouts(&self) -> Result<Whereabouts, Failure> {
        Ok(Whereabouts {
            named: typed_or(self.global.key.clone(), "ERA_RM_KEY")?,
            agent: env("SSH_AUTH_SOCK").map(PathBuf::from),
            home: etcetera::home_dir().ok(),
        })
    }

    fn signer(&self, chosen: Credential, places: Whereabouts) -> Later<'static> {
        let asks = self.asks();
        let wanted = chosen.clone();
        Later::of(chosen, move || {
            let mut ask = |question: &str| if asks { prompt::secret(question) } else { None };
            signer::open_chosen(places.places(), &wanted, &mut ask)
        })
    }
}

/// The public key in a file that was handed over.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Usage`] if the file holds no key that may sign.
pub fn handed_over(file: &Path) -> Result<PublicKey, Failure> {
    signer::public_key(file).map_err(|e| match e {
        SignError::NotFound { .. } => Failure::not_found(e.to_string(), e.hint()),
        _ => Failure::usage(e.to_string(), e.hint()),
    })
}

/// The one person whose keys are here.
fn the_one(found: &[Owned]) -> Result<Option<&Owned>, Failure> {
    let mut live = found.iter().filter(|o| o.live);
    let first = live.next();
    match live.find(|o| first.is_some_and(|f| f.whose != o.whose)).zip(first) {
        None => Ok(first),
        Some((other, first)) => Err(Failure::usage(
            format!("ssh-agent holds keys of {} and of {}", first.whose, other.whose),
            "say who acts: --as LOGIN, or name the key: --key FILE",
        )),
    }
}

fn not_the_account(account: &Login, who: &Login) -> Refusal {
    let message = format!("the operating-system account is {account}, so nobody acts as {who} here");
    Refusal::new(RefusalKind::Identity, "in trust mode `os` the account is the person", message)
}
fn not_the_key(whose: &Login, by: &Credential, who: &Login) -> Refusal {
    let what = match by {
        Credential::Key(key) => format!("the key {} is {whose}'s", key.fingerprint()),
        Credential::Certified(c) => {
            format!("the certificate by {} is {whose}'s", c.authority().fingerprint())
        }
    };
    let message = format!("{what}, so nobody acts as {who} with it");
    Refusal::new(RefusalKind::Identity, SIGNED, message)
        .hint("leave --as out, or sign with a key of that person")
}

/// Who acts, where the ledger believes what is said and nothing was.
fn asked_who() -> Result<Login, Failure> {
    let wrong = |typed: &str| typed.parse::<Login>().err().map(|e| e.to_string());
    let login =
        prompt::word("Who acts? This ledger believes who you say you are.", "--as LOGIN", false, &wrong)?;
    login.parse().map_err(|_| prompt::stopped())
}

/// The account of the operating system.
fn account() -> Result<Login, Failure> {
    let uid = nix::unistd::getuid();
    let user = nix::unistd::User::from_uid(uid).ok().flatten();
    let name = user.map_or_else(|| format!("uid-{uid}"), |u| u.name);
    name.parse().map_err(|e| {
        Failure::usage(format!("the operating-system account cannot be a login: {e}"), "use another account")
    })
}
