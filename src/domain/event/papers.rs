//! What is done to documents and to the number of a release, and changes nothing that stands. As with all events, a released
//! form is never renamed, re-meant or removed.

use serde::{Deserialize, Serialize};

use super::form;
use crate::domain::evidence::Digest;
use crate::domain::id::ReleaseNumber;
use crate::domain::text::Text;

form::forms! {
    /// `document erase`: the bytes of a document are gone. Its digest, and whatever was signed on it, stays.
    DocumentErased {
        /// Which document.
        digest: Digest,
        /// Why.
        reason: Text,
    }
    /// `release renumber`: the release has another number from here on. What it is stays; so do its old numbers its own.
    ReleaseRenumbered {
        /// The new number, probable until a go.
        number: ReleaseNumber,
        /// Why.
        reason: Text,
    }
}
