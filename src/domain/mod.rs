//! Floor 0, the words: identifiers, roles, steps, basis, sign-offs, events, refusals.
//! Types only: no clock, no I/O, no randomness. Every floor above speaks in these words.

pub mod basis;
pub mod event;
pub mod evidence;
pub mod fact;
pub mod id;
pub mod key;
pub mod ocr;
pub mod person;
pub mod refusal;
pub mod release;
pub mod results;
pub mod role;
pub mod signoff;
pub(crate) mod spelling;
pub mod step;
pub mod text;
pub mod time;

pub use basis::{Basis, Thing};
pub use event::Event;
pub use evidence::{Artifact, Digest, DocumentRef, Results};
pub use fact::{Fact, SignedBy, Tell};
pub use id::{
    BuildId, Login, NoticeId, OcrId, PartyId, ReleaseId, ReleaseNumber, SettingName, Subject, TargetId,
};
pub use key::PublicKey;
pub use ocr::{Ocr, Package, Priority};
pub use person::Person;
pub use refusal::{Need, Refusal, RefusalKind, Sought};
pub use release::Release;
pub use results::TestResults;
pub use role::Role;
pub use signoff::{Key, SignOff};
pub use step::Step;
pub use text::Text;
pub use time::Time;
