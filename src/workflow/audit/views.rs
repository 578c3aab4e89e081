//! The view rows of subjects that have come to rest, compared with those that are kept, or rewritten; in a thread of its
//! own, some at a time.

use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use crate::domain::Subject;
use crate::store::{Inspect, RowsAt};
use crate::workflow::Failure;
use crate::workflow::gate::Gate;

/// How many subjects are compared at a time.
const BATCH: usize = 100;

/// Where the rows of subjects at rest are handed in.
pub struct Desk {
    send: SyncSender<Vec<RowsAt>>,
    batch: Vec<RowsAt>,
}

impl Desk {
    /// Takes the rows of a subject.
    pub fn take(&mut self, rows: RowsAt) {
        self.batch.push(rows);
        if self.batch.len() == BATCH {
            self.hand_on();
        }
    }
    fn hand_on(&mut self) {
        // Nobody listens any more after a fault of the shelf, which is told at the end.
        let _ = self.send.send(std::mem::take(&mut self.batch));
    }
}

/// Runs a walk that hands in rows. Gives what comes of the walk, and the subjects whose rows differed from those kept; with
/// `write` they are rewritten.
///
/// # Errors
/// Those of the walk; [`Failure::Store`].
pub fn handed_in<T>(
    shelf: &mut dyn Inspect,
    gate: &Gate,
    write: bool,
    walk: impl FnOnce(&mut Desk) -> Result<T, Failure>,
) -> Result<(T, Vec<Subject>), Failure> {
    thread::scope(|scope| {
        let (send, receive) = sync_channel::<Vec<RowsAt>>(4);
        let compared = scope.spawn(move || {
            let mut differ = Vec::new();
            for batch in receive {
                // Who writes in this process waits for its readers too.
                let rows = || shelf.rebuild(&batch, write);
                differ.extend(if write { gate.alone(rows) } else { gate.beside(rows) }?);
            }
            Ok::<_, Failure>(differ)
        });
        let mut desk = Desk { send, batch: Vec::new() };
        let walked = walk(&mut desk);
        desk.hand_on();
        drop(desk);
        let lost = |_| Failure::Bug(anyhow::anyhow!("who compares the views was lost"));
        let differ = compared.join().map_err(lost)?;
        Ok((walked?, differ?))
    })
}
