//! What becomes of a notice after the act that owed it. As with all events, a released form is never renamed, re-meant or
//! removed.

use serde::{Deserialize, Serialize};

use super::form;
use crate::domain::id::NoticeId;
use crate::domain::text::Text;

form::forms! {
    /// Notices were handed over by hand.
    NoticesGivenByHand {
        /// To whom and how.
        how: Text,
        /// Which.
        notices: Vec<NoticeId>,
    }
}
