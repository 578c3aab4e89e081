//! A fault of the program ends as every other no does: an exit code, one message, JSON where that was asked for. What must
//! not live here: what any command does. `cli::run` calls it.

use std::panic::{self, AssertUnwindSafe};
use std::sync::Mutex;

use crate::workflow::Failure;

/// What went wrong and where, as the first fault said it.
static SAID: Mutex<Option<String>> = Mutex::new(None);

/// Runs something; where it panics, that is a [`Failure::Bug`] and nothing is printed on the way.
///
/// # Errors
/// [`Failure::Bug`] with the message and the place of a panic.
pub fn caught<T>(run: impl FnOnce() -> T) -> Result<T, Failure> {
    panic::set_hook(Box::new(|fault| {
        let payload = fault.payload();
        let text = payload.downcast_ref::<&str>().copied();
        let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
        let message = text.unwrap_or("it does not say why");
        let place = fault.location().map(|l| format!(", at {}:{}", l.file(), l.line())).unwrap_or_default();
        if let Ok(mut said) = SAID.lock() {
            said.get_or_insert_with(|| format!("{message}{place}"));
        }
    }));
    // Nothing is used after a panic but what it said; an act that was cut short was not recorded, for SQLite undoes it.
    panic::catch_unwind(AssertUnwindSafe(run)).map_err(|_| {
        let said = SAID.lock().ok().and_then(|mut said| said.take());
        Failure::Bug(anyhow::anyhow!(said.unwrap_or_else(|| "it does not say why".to_owned())))
    })
}
