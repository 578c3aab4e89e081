//! What an act is asked for with, drafted on, and answered with.

use crate::domain::{
    Digest, Event, Key, Login, NoticeId, PartyId, Release, ReleaseId, ReleaseNumber, Role, Step, Subject,
    Text, Time,
};
use crate::ledger::chain::Document;
use crate::ledger::{Body, Head};
use crate::service::signer::Signer;

use super::loader::Loaded;
use super::{Failure, paper};

/// What an act is to record, drafted on what was loaded.
pub struct Draft {
    /// The event.
    pub event: Event,
    /// Documents to be kept with it.
    pub documents: Vec<Document>,
    /// The role it must be made in, where that follows from the act: a retraction.
    pub role: Option<Role>,
}

impl Draft {
    /// An event that brings no documents.
    pub fn of(event: impl Into<Event>) -> Self {
        Self { event: event.into(), documents: Vec::new(), role: None }
    }
    /// An event with documents.
    pub fn with(event: impl Into<Event>, documents: Vec<Document>) -> Self {
        Self { event: event.into(), documents, role: None }
    }
}

/// What a draft is made on.
pub struct Scene<'a, 's> {
    /// What was loaded; a draft may load more.
    pub loaded: &'a mut Loaded<'s>,
    /// The release that was named.
    pub release: Option<ReleaseId>,
    /// The moment at which it will be recorded.
    pub at: Time,
    /// The head before it, for the foot of papers.
    pub head: Option<Head>,
    /// Who acts.
    pub actor: Login,
}

impl Scene<'_, '_> {
    /// The release.
    ///
    /// # Errors
    /// [`Failure::Usage`] if none was named.
    pub fn release(&self) -> Result<&Release, Failure> {
        let found = self.release.and_then(|id| self.loaded.world.releases.get(&id));
        found.ok_or_else(|| Failure::usage("this act is on a release, and none is named", "name the release"))
    }
    /// The role in which the actor changes what is this person's: for himself one that he holds, for others that of an
    /// administrator.
    pub fn own_or_administrator(&self, whose: &Login) -> Role {
        let actor = self.loaded.world.persons.get(&self.actor).filter(|_| *whose == self.actor);
        let held = actor.map(|p| p.roles(self.at)).unwrap_or_default();
        let own = held.first().copied().filter(|_| !held.contains(&Role::Administrator));
        own.unwrap_or(Role::Administrator)
    }
    /// The foot of papers drafted here.
    pub fn foot(&self) -> String {
        paper::foot(self.loaded, self.head.as_ref(), self.at)
    }
}

/// An intended act.
pub struct Request<'a> {
    /// The command as it is typed, without flags.
    pub command: &'static str,
    /// Who acts.
    pub actor: Login,
    /// In which role, if it was typed.
    pub role: Option<Role>,
    /// The idempotency key, if it was typed, and one made up for this run.
    pub key: Option<Text>,
    /// A key made up for this run, used where none was typed.
    pub made_up_key: Text,
    /// SHA-256 of the canonical command.
    pub intent: Digest,
    /// The clock, asked anew on every try.
    pub clock: &'a dyn Fn() -> Time,
    /// When it was done, if earlier, and why it is recorded late.
    pub effective: Option<(Time, Text)>,
    /// The release it is on.
    pub release: Option<ReleaseNumber>,
    /// The revision that the subject must have.
    pub expect_revision: Option<u64>,
    /// Other subjects to load before drafting.
    pub loads: Vec<Subject>,
    /// Judge only.
    pub dry_run: bool,
    /// The identity of a ledger that begins with this act.
    pub ledger: Option<uuid::Uuid>,
    /// The key that signs, in a signed ledger.
    pub signer: Option<&'a dyn Signer>,
    /// Makes the event.
    pub draft: &'a dyn Fn(&mut Scene<'_, '_>) -> Result<Draft, Failure>,
}

/// What was recorded, or would be.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// The body.
    pub body: Body,
    /// The head after it; `None` for a dry run.
    pub head: Option<Head>,
    /// Whether this was recorded before, under the same key.
    pub replayed: bool,
    /// The sign-offs that fell.
    pub fallen: Vec<(Step, Key)>,
    /// Who is told, and by which notice.
    pub told: Vec<(PartyId, NoticeId)>,
    /// What came of sending those notices, where that was tried at once.
    pub came: Vec<(NoticeId, &'static str)>,
    /// What the person should know besides.
    pub warnings: Vec<String>,
    /// The release as it stands afterwards.
    pub release: Option<Release>,
}
