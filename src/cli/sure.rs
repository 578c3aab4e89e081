//! Being sure before an act, at a terminal: on which release it is meant, and that it is meant at all. An act that says no
//! or is final is shown first, as a dry run shows it, and confirmed by name. Without a terminal nothing here asks.
//! What must not live here: which acts are final (`sop::table`). `Context::act` calls it.

use crate::domain::ReleaseNumber;
use crate::sop::{owed, table};
use crate::store::Store;
use crate::workflow::{Failure, Receipt};

use super::act::{Act, ReleaseArg};
use super::context::{Context, open_releases, parse_number};
use super::receipt;
use super::ui::prompt::{self, Choice};

/// Judges an act on a release and records nothing.
pub type Dry<'a> = dyn Fn(&mut dyn Store, Option<ReleaseNumber>) -> Result<Receipt, Failure> + 'a;

/// How many open releases an act is tried on before they are listed: more are listed untried.
const TRIED: usize = 20;

impl Context {
    /// The release on which an act is meant: as typed, the only one that is open, or at a terminal the only one on which it
    /// is lawful for the caller, else the one that is picked.
    ///
    /// # Errors
    /// [`Failure::Usage`] if it cannot be told which is meant.
    pub fn release_of_act(
        &self,
        store: &mut dyn Store,
        typed: &ReleaseArg,
        dry: &Dry<'_>,
    ) -> Result<ReleaseNumber, Failure> {
        let open = match self.named(typed)? {
            Some(number) => return Ok(number),
            None if self.asks() => open_releases(store)?,
            None => Vec::new(),
        };
        if open.len() < 2 || open.len() > TRIED {
            return self.release(store, typed);
        }
        let (mut lawful, mut others) = (Vec::new(), Vec::new());
        for row in &open {
            let number = parse_number(&row.number)?;
            match dry(store, Some(number)) {
                Ok(_) => lawful.push(Choice::of(&row.number, "")),
                Err(refusal) => others.push(Choice::of(&row.number, format!("refused: {refusal}"))),
            }
        }
        if let ([only], false) = (lawful.as_slice(), others.is_empty()) {
            return parse_number(&only.word);
        }
        lawful.extend(others);
        picked(&lawful)
    }

    /// Asks whether an act is meant, if it says no or is final. Gives the revision that its subject had when it was shown:
    /// what is recorded is what was confirmed.
    ///
    /// # Errors
    /// [`Failure::Usage`] if the person says no or stops.
    pub fn confirmed(
        &self,
        store: &mut dyn Store,
        act: &Act<'_>,
        release: Option<ReleaseNumber>,
        dry: &Dry<'_>,
    ) -> Result<Option<u64>, Failure> {
        if !self.asks() || act.flags.confirm || act.flags.dry_run {
            return Ok(None);
        }
        // What is refused is refused without being asked for; what was recorded before is only answered again.
        let Ok(receipt) = dry(store, release) else { return Ok(None) };
        let body = &receipt.body;
        let no = owed::is_no(&body.fact(0));
        if receipt.replayed || !(no || table::is_final(body.event.name())) {
            return Ok(None);
        }
        let on = match &receipt.release {
            Some(r) => format!("release {}", r.number),
            None => receipt::named(&serde_json::to_value(&body.event).unwrap_or_default())
                .unwrap_or_else(|| body.subject.to_string()),
        };
        let said = if no { ", a no," } else { "" };
        let last = if table::is_final(body.event.name()) { "It cannot be taken back. " } else { "" };
        let question = format!("{last}Record `{}`{said} on {on}?", act.command);
        prompt::confirm(&receipt::answer(&receipt, act.flags).text, &question)?;
        Ok(Some(body.revision - 1))
    }
}

/// The release that a person picks.
///
/// # Errors
/// [`Failure::Usage`] if the person stops.
pub fn picked(open: &[Choice]) -> Result<ReleaseNumber, Failure> {
    let place = prompt::pick("Several releases are open: on which one?", "RELEASE", open)?;
    open.get(place).map_or_else(|| Err(prompt::stopped()), |c| parse_number(&c.word))
}
