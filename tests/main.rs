//! The one integration test binary. Each module is a file; what they share lives in `support`.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

mod bad_input;
mod commands;
mod exit_codes;
mod first_desk;
mod idempotency;
mod os_trust;
mod refusals;
mod sop_cases;
mod sop_matrix;
mod sop_model;
mod sop_table;
mod sop_walk;
mod stories;
mod support;
