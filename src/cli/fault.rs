//! A fault of the program ends as every other no does: an exit code, one message, JSON where that was asked for. What must
//! not live here: what any command does. `cli::run` calls it.

use std::panic::{self, AssertUnwindSafe};
use std::sync::Mutex;

use crate::workflow::Failure;

/// What went wrong and where, as the first fault said it.
static SAID: Mutex<Option<String>> = Mutex::new(None);

/// Runs something; where it panics, that is a [`Failure::Bug`] and nothing is printed on the way. Whoever heard of panics
/// before hears of those that come after.
///
/// # Errors
/// [`Failure::Bug`] with the message and the place of a panic.
pub fn caught<T>(run: impl FnOnce() -> T) -> Result<T, Failure> {
    let before = panic::take_hook();
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
    let ended = panic::catch_unwind(AssertUnwindSafe(run));
    panic::set_hook(before);
    ended.map_err(|_| {
        let said = SAID.lock().ok().and_then(|mut said| said.take());
        Failure::Bug(anyhow::anyhow!(said.unwrap_or_else(|| "it does not say why".to_owned())))
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::panic, clippy::unwrap_used, reason = "how a panic ends is tested")]

    use std::sync::Arc;

    use super::*;
    use crate::cli::failure::{ErrorReport, Exit, exit};

    /// One test, for a hook is the whole process's.
    #[test]
    fn a_panic_ends_as_any_fault_of_the_program_and_leaves_the_hook_as_it_was() {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let (ears, before) = (Arc::clone(&heard), panic::take_hook());
        panic::set_hook(Box::new(move |fault| {
            ears.lock().unwrap().extend(fault.payload().downcast_ref::<&str>().copied());
        }));
        let sixteen = 16;
        let faults = [
            caught(|| panic!("there is no step 16")),
            caught(|| panic!("there is no step {sixteen}")),
            caught(|| panic::panic_any(16)),
        ];
        let after = panic::catch_unwind(|| panic!("after it"));
        panic::set_hook(before);
        assert!(after.is_err() && caught(|| 15).is_ok_and(|steps| steps == 15));
        let heard = heard.lock().unwrap();
        assert!(heard.contains(&"after it") && !heard.contains(&"there is no step 16"), "{heard:?}");
        for (fault, said) in
            faults.into_iter().zip(["there is no step 16", "there is no step 16", "it does not say why"])
        {
            let failure = fault.map(|()| 0).unwrap_err();
            let told = failure.to_string();
            assert!(told.starts_with(&format!("{said}, at src/cli/fault.rs:")), "{told}");
            let report = |f: &Failure| serde_json::to_value(ErrorReport::of(f)).unwrap();
            let any = Failure::Bug(anyhow::anyhow!(told));
            assert_eq!((exit(&failure), report(&failure)), (Exit::Bug, report(&any)));
        }
    }
}
