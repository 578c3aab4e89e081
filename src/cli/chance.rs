//! The clock and the dice: the only places where a command asks what the time is and for a new identity. A debug build
//! lets tests set both, and asks here how long to wait and whether to stumble; a release build does not look.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use uuid::Uuid;

use crate::domain::Time;
use crate::workflow::Failure;

/// What the time is.
pub fn now() -> Time {
    #[cfg(debug_assertions)]
    if let Some(t) = std::env::var("ERA_RM_TEST_CLOCK").ok().and_then(|t| t.parse().ok()) {
        return t;
    }
    Time::of(chrono::Utc::now())
}

/// A new identity. `purpose` tells apart what a test's seed makes; nothing else asks for it.
pub fn identity(purpose: impl FnOnce() -> String) -> Uuid {
    #[cfg(debug_assertions)]
    if let Ok(seed) = std::env::var("ERA_RM_TEST_SEED") {
        let digest = crate::ledger::digest::of_bytes(format!("{seed}/{}", purpose()).as_bytes());
        let mut bytes = [0_u8; 16];
        bytes.iter_mut().zip(digest.0).for_each(|(b, d)| *b = d);
        return uuid::Builder::from_random_bytes(bytes).into_uuid();
    }
    // A release build makes every identity by chance, and is not interested in what for.
    drop(purpose);
    Uuid::new_v4()
}

/// How long a lock is waited for, where a test has less patience than the ledger.
pub fn patience() -> Option<Duration> {
    #[cfg(debug_assertions)]
    if let Some(waits) = std::env::var("ERA_RM_TEST_PATIENCE").ok().and_then(|ms| ms.parse().ok()) {
        return Some(Duration::from_millis(waits));
    }
    None
}

/// The number of the file system that the ledger lies on, where a test says it.
pub fn file_system() -> Option<u32> {
    #[cfg(debug_assertions)]
    if let Some(number) = std::env::var("ERA_RM_TEST_FILE_SYSTEM").ok().and_then(|n| n.parse().ok()) {
        return Some(number);
    }
    None
}

/// A fault of the program, where a test asks for one.
///
/// # Errors
/// [`Failure::Bug`] in a debug build that a test has asked for it.
pub fn stumble() -> Result<(), Failure> {
    #[cfg(debug_assertions)]
    if std::env::var_os("ERA_RM_TEST_FAULT").is_some_and(|v| !v.is_empty()) {
        return Err(Failure::Bug(anyhow::anyhow!("a test asked for this fault")));
    }
    Ok(())
}

/// Sleeps, and wakes soon after it is over.
pub fn sleep(pause: Duration, over: &AtomicBool) {
    let end = Instant::now() + pause;
    while !over.load(Ordering::Relaxed) && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(100).min(end.saturating_duration_since(Instant::now())));
    }
}
