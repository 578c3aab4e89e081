//! Stretches of a ledger worked through on every core, and handed over in the ledger's order.
//! What must not live here: what is done with a stretch.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use crate::store::Inspect;
use crate::workflow::Failure;
use crate::workflow::gate::{Breath, Gate};

/// How many finished stretches a lane keeps ready.
const AHEAD: usize = 2;

/// Works on the entries `after + 1 ..= upto` of a reader.
pub type Work<'a, T> = dyn Fn(&dyn Inspect, u64, u64) -> Result<T, Failure> + Sync + 'a;

/// Works through entries 1 to `last` in stretches of `size`, as [`in_order_after`] does.
///
/// # Errors
/// Those of `work` and of `each`.
pub fn in_order<T: Send>(
    on: (&dyn Inspect, &Gate),
    (last, size): (u64, u64),
    work: &Work<'_, T>,
    each: &mut dyn FnMut(u64, T) -> Result<(), Failure>,
) -> Result<(), Failure> {
    in_order_after(on, (0, last, size), work, each)
}

/// Works through entries `after + 1` to `last` in stretches of `size`, each lane every so-many-eth stretch; `each` gets what
/// comes of them, with the last seq it takes in, in order. The first failure in that order ends it.
///
/// # Errors
/// Those of `work` and of `each`.
pub fn in_order_after<T: Send>(
    (shelf, gate): (&dyn Inspect, &Gate),
    (after, last, size): (u64, u64, u64),
    work: &Work<'_, T>,
    each: &mut dyn FnMut(u64, T) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let stretches = last.saturating_sub(after).div_ceil(size);
    let cores = thread::available_parallelism().map_or(1, |n| n.get() as u64).clamp(1, stretches.max(1));
    let of = |stretch: u64| (after + stretch * size, last.min(after + (stretch + 1) * size));
    let readers = (0..cores).map(|_| shelf.another()).collect::<Result<Vec<_>, _>>()?;
    thread::scope(|scope| {
        let mut lanes: Vec<Receiver<Result<T, Failure>>> = Vec::new();
        for (lane, reader) in (0..).zip(readers) {
            let (send, receive) = sync_channel(AHEAD);
            lanes.push(receive);
            scope.spawn(move || {
                let mine = (lane..stretches).step_by(usize::try_from(cores).unwrap_or(1));
                let work = |after, upto| gate.beside(|| work(&*reader, after, upto));
                run(mine.map(of), work, &send);
            });
        }
        let breath = Breath::of(gate);
        for (stretch, receive) in (0..stretches).zip(lanes.iter().cycle()) {
            breath.take();
            let gone = |_| Failure::Bug(anyhow::anyhow!("a reader of the ledger was lost"));
            each(of(stretch).1, receive.recv().map_err(gone)??)?;
        }
        Ok(())
    })
}

/// One lane: ends with its stretches, with a failure, or when nobody listens any more.
fn run<T>(
    stretches: impl Iterator<Item = (u64, u64)>,
    work: impl Fn(u64, u64) -> Result<T, Failure>,
    send: &SyncSender<Result<T, Failure>>,
) {
    for (after, upto) in stretches {
        let done = work(after, upto);
        let failed = done.is_err();
        if send.send(done).is_err() || failed {
            return;
        }
    }
}
