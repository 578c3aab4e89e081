//! Readers of one process share their lock on a file: while one of them reads, the lock stays, and who writes in another
//! process waits for all of them. So they let go together, now and then.
//! What must not live here: what is read.

use std::cell::Cell;
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};

/// How long readers go on before they let go together.
const BREATH: Duration = Duration::from_millis(50);

/// What every reader of a process passes.
#[derive(Default)]
pub struct Gate(RwLock<()>);

impl Gate {
    /// Reads beside others.
    pub fn beside<T>(&self, read: impl FnOnce() -> T) -> T {
        let _open = self.0.read().unwrap_or_else(PoisonError::into_inner);
        read()
    }
    /// Does something while nobody reads.
    pub fn alone<T>(&self, work: impl FnOnce() -> T) -> T {
        let _shut = self.0.write().unwrap_or_else(PoisonError::into_inner);
        work()
    }
}

/// Makes the readers let go together, when it is time. Whoever waits to write then has its turn before them: SQLite lets no
/// new reader in.
pub struct Breath<'g>(&'g Gate, Cell<Instant>);

impl<'g> Breath<'g> {
    /// Begins to count the time.
    pub fn of(gate: &'g Gate) -> Self {
        Self(gate, Cell::new(Instant::now()))
    }
    /// Lets go, if it is time. Not to be called while reading.
    pub fn take(&self) {
        if self.1.get().elapsed() >= BREATH {
            self.0.alone(|| {});
            self.1.set(Instant::now());
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::mpsc::channel;
    use std::thread;

    use super::*;

    #[test]
    fn nobody_reads_while_they_let_go() {
        let (gate, done) = (Gate::default(), AtomicBool::new(false));
        let (begun, begins) = channel();
        thread::scope(|scope| {
            scope.spawn(|| {
                gate.beside(|| {
                    begun.send(()).unwrap();
                    thread::yield_now();
                    done.store(true, Ordering::SeqCst);
                });
            });
            begins.recv().unwrap();
            gate.alone(|| assert!(done.load(Ordering::SeqCst), "it let go before the reader had ended"));
        });
    }
}
