//! The Release Notes before they go out. As with all events, a released form is never renamed, re-meant or removed.

use serde::{Deserialize, Serialize};

use super::form;
use crate::domain::evidence::DocumentRef;
use crate::domain::text::Text;

form::forms! {
    /// The Release Notes of the current letter, as the Release Manager edited them.
    NotesEdited {
        /// What era-rm had made of the letter.
        generated: DocumentRef,
        /// The notes that go out; the generated ones again where the edit is given up.
        notes: DocumentRef,
        /// Why.
        #[serde(skip_serializing_if = "Option::is_none")] reason: Option<Text>,
    }
}
