//! What is done to the papers and the name of a release, and changes nothing that stands. As with all events, a released
//! form is never renamed, re-meant or removed.

use serde::{Deserialize, Serialize};

use super::form;
use crate::domain::id::ReleaseNumber;
use crate::domain::text::Text;

form::forms! {
    /// `release renumber`: the release has another number from here on. What it is stays; so do its old numbers its own.
    ReleaseRenumbered {
        /// The new number, probable until a go.
        number: ReleaseNumber,
        /// Why.
        reason: Text,
    }
}
