//! How far something long has come: a bar on stderr, after a second, where somebody looks at it.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What takes less is not worth a bar.
const LONG: Duration = Duration::from_secs(1);
/// Drawn so often in a second at most.
const OFTEN: u8 = 5;

/// A bar that is not there until it is needed, and is gone when it is dropped. Without a terminal it never is.
pub struct Progress {
    begun: Instant,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Begins to count the time.
    pub fn new() -> Self {
        Self { begun: Instant::now(), bar: None }
    }
    /// So many of so many are done.
    pub fn at(&mut self, what: &'static str, done: u64, of: u64) {
        if self.bar.is_none() && self.begun.elapsed() < LONG {
            return;
        }
        let bar = self.bar.get_or_insert_with(bar);
        bar.set_message(what);
        bar.set_length(of);
        bar.set_position(done);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.iter().for_each(ProgressBar::finish_and_clear);
    }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(OFTEN));
    // Fits 80 columns. A template of ours that could not be read would show the plain bar.
    let style =
        ProgressStyle::with_template("{bar:30} {percent:>3}% {human_pos} of {human_len} {msg}, {eta} left");
    style.map_or(bar.clone(), |style| bar.with_style(style))
}
