//! The one integration test binary. Each module is a file; what they share lives in `support`.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

mod answers;
mod bad_input;
mod certificates;
mod checkpoints;
mod ci_pipeline;
mod clearquest;
mod commands;
mod completion;
mod docs;
mod event_forever;
mod example;
mod exit_codes;
mod exported;
mod faults;
mod first_desk;
mod floors;
mod hygiene;
mod idempotency;
mod keys_at_the_desk;
mod ledger_tamper;
mod letters;
mod marks;
mod mistyped;
mod misused_signatures;
mod newcomer;
mod nobody_acts_as_another;
mod notes;
mod old_forms;
mod os_trust;
mod reading;
mod refusals;
mod sop_cases;
mod sop_matrix;
mod sop_model;
mod sop_table;
mod sop_walk;
mod signing;
mod statements;
mod stories;
mod support;
mod terminal;
mod test_results;
mod time_stamps;
mod two_writers;
