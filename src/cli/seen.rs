//! What this account has seen of the ledger: where that is kept, and what it says when one is opened and when an act was
//! recorded. What must not live here: what a mark says of a ledger (`workflow::seen`). `context` calls it.

use std::path::{Path, PathBuf};

use etcetera::{BaseStrategy, choose_base_strategy};

use crate::ledger::{Breach, Head};
use crate::service::marks::Marks;
use crate::store::Store;
use crate::workflow::seen::{Seen, first};
use crate::workflow::{Failure, Receipt};

use super::chance;
use super::context::{Context, env};
use super::ui::Answer;

/// Who mends it.
pub const MEND: &str = "an administrator puts the true file back, or records that the ledger goes on without what is lost: \
                        era-rm ledger accept-restore --reason TEXT";

/// Where an account keeps what it has seen; none where it has no home.
fn state() -> Option<PathBuf> {
    let base = choose_base_strategy().ok()?;
    // A home that is not there is not made: an account without one is not meant to keep anything.
    let home = env("XDG_STATE_HOME").is_some() || base.home_dir().is_dir();
    base.state_dir().filter(|_| home)
}

/// The marks of a ledger that lies here.
fn marks(store: &dyn Store, path: &Path) -> Result<Option<Marks>, Failure> {
    let Some(state) = state() else { return Ok(None) };
    let place = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    Ok(first(store)?.map(|first| Marks::of(&state, first.ledger, &place)))
}

impl Context {
    /// Looks at a ledger that was opened; gives its head.
    ///
    /// # Errors
    /// [`Failure::Breach`] if it is not the one that is pinned; [`Failure::Store`].
    pub(super) fn look(&self, store: &dyn Store, path: &Path) -> Result<Option<Head>, Failure> {
        Self::pinned(store)?;
        let mut now = Seen::look(store, marks(store, path)?)?;
        let head = now.head;
        if let Ok(mut seen) = self.seen.lock() {
            // Who looks again and again is told once.
            now.warnings.retain(|w| !seen.warnings.contains(w));
            now.warnings.splice(0..0, std::mem::take(&mut seen.warnings));
            *seen = now;
        }
        Ok(head)
    }

    /// Looks at a ledger that this very command has made.
    ///
    /// # Errors
    /// Those of [`Context::look`].
    pub fn begun_with(&self, store: &dyn Store, path: &Path, receipt: &mut Receipt) -> Result<(), Failure> {
        self.look(store, path)?;
        self.has_recorded(receipt);
        Ok(())
    }

    /// What was seen of the ledger, and what is there.
    pub fn seen(&self) -> Seen {
        self.seen.lock().map(|seen| seen.clone()).unwrap_or_default()
    }

    /// What the person should know besides of what is answered; each thing once.
    pub fn say(&self, warning: String) {
        if let Ok(mut seen) = self.seen.lock()
            && !seen.warnings.contains(&warning)
        {
            seen.warnings.push(warning);
        }
    }

    /// Keeps what a read has seen. Where it cannot be kept nothing is said: a read keeps nothing else either.
    pub(super) fn has_read(&self) {
        let _ = self.seen().keep(chance::now());
    }

    /// Keeps what an act has recorded, at whose end `path` is the ledger. The act is recorded, whatever comes of this.
    pub fn has_recorded(&self, receipt: &mut Receipt) {
        let recorded = receipt.head.filter(|_| !receipt.replayed);
        let (Some(head), Ok(mut seen)) = (recorded, self.seen.lock()) else { return };
        let said = match (seen.record(head, chance::now()), seen.folder()) {
            (Ok(()), Some(_)) => return,
            (Err(e), Some(folder)) => format!("{}: {e}", folder.display()),
            (_, None) => "it has no home".to_owned(),
        };
        receipt.warnings.push(format!(
            "what this account has seen of the ledger cannot be kept ({said}): should the file be cut or replaced, nobody tells \
             you; XDG_STATE_HOME names another folder"
        ));
    }

    /// What the person should know of the ledger, save what a failure says itself.
    pub(super) fn warnings(&self, failure: Option<&Failure>) -> Vec<String> {
        let Seen { gap, mut warnings, .. } = self.seen();
        let said = matches!(failure, Some(Failure::Breach { breach: Breach::Behind(_), .. }));
        if let Some(gap) = gap.filter(|_| !said) {
            warnings.push(format!("{gap}; what is read here lacks what was recorded there; {MEND}"));
        }
        warnings
    }

    /// What a command answers, with what the person should know of the ledger it was read from.
    pub(super) fn with_what_was_seen(&self, mut answer: Answer) -> Answer {
        answer.warnings.splice(0..0, self.warnings(None));
        Answer { behind: self.seen().gap.is_some(), ..answer }
    }
}
