//! The Release Letter and what is added to it. As with all events, a released form is never renamed, re-meant or removed.

use serde::{Deserialize, Serialize};

use super::form;
use crate::domain::evidence::{Digest, DocumentRef};
use crate::domain::id::OcrId;
use crate::domain::text::Text;

form::forms! {
    /// SOP step 6: the Release Letter.
    LetterSubmitted2 {
        /// Sections 1 to 15, as Markdown: what the areas approve is this, by its digest.
        letter: DocumentRef,
        /// The letter as one page of HTML, as it goes to the areas.
        page: DocumentRef,
        /// What the Software Developer wrote.
        source: DocumentRef,
        /// The templates that replaced built-in ones; the letter is shown with them for ever.
        templates: Vec<DocumentRef>,
    }
    /// SOP step 11: the completed Release Letter.
    LetterCompleted2 {
        /// The approved letter that it completes.
        approved: Digest,
        /// Sections 16 to 20, as Markdown: a part of its own.
        completion: DocumentRef,
        /// The Deployed Release Letter as one page of HTML: what step 12 attaches in ClearQuest.
        page: DocumentRef,
        /// What the Software Developer wrote.
        source: DocumentRef,
    }
    /// After a fail at 13 the OCR is taken out of what 14 and 15 wait for.
    OcrDeferred2 {
        /// What is added to the completed letter, as Markdown; none where no letter was completed.
        #[serde(skip_serializing_if = "Option::is_none")] addendum: Option<DocumentRef>,
        /// True where the change stays on the targets, false where it was backed out.
        change_stays: bool,
        /// Which OCR.
        ocr: OcrId,
        /// Why.
        reason: Text,
    }
}
