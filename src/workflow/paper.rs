//! What every paper says at its foot: which ledger vouches for it, and how far that ledger reached.

use crate::domain::Time;
use crate::domain::event::Trust;
use crate::ledger::Head;

use super::loader::Loaded;

/// The foot of a notice, a worksheet, a letter: what an act brings with it.
#[must_use]
pub fn foot(loaded: &Loaded<'_>, head: Option<&Head>, at: Time) -> String {
    said(loaded, head, &format!("Recorded {at}"))
}
/// The foot of a report, which no entry records.
#[must_use]
pub fn foot_of_report(loaded: &Loaded<'_>, head: Option<&Head>, at: Time) -> String {
    said(loaded, head, &format!("Reported {at}"))
}

fn said(loaded: &Loaded<'_>, head: Option<&Head>, when: &str) -> String {
    let ledger = loaded.ledger.map_or_else(|| "new".to_owned(), |id| id.to_string());
    let (seq, digest) = head.map_or((0, String::new()), |h| (h.seq, h.digest.to_string()));
    let trust = match loaded.world.trust {
        Some(Trust::Declared) => "declared (persons are believed; for evaluation and training)",
        Some(Trust::Os) => "os (the operating-system account is the person)",
        Some(Trust::Signed) => "signed (every act carries the signature of a key of the person)",
        None => "none yet",
    };
    let mut foot = format!("--\nLedger {ledger}, entry {seq} {digest}\n{when}; trust mode {trust}\n");
    if loaded.world.trust.is_some() && !loaded.world.separation {
        foot.push_str("SEPARATION OF DUTIES IS OFF in this ledger: it is for training.\n");
    }
    foot
}
