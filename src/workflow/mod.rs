//! Floor 5: the only writer, and the auditor who reads through the same loader.

pub mod access;
pub mod act;
pub mod audit;
pub mod checkpoint;
pub mod erase;
pub mod export;
pub mod failure;
mod gate;
mod lanes;
pub mod loader;
pub mod outbox;
pub mod paper;
pub mod people;
mod plan;
mod refused;
pub mod request;
pub mod seen;
pub mod signers;

pub use act::perform;
pub use failure::Failure;
pub use loader::Loaded;
pub use refused::renamed;
pub use request::{Draft, Receipt, Request, Scene};
pub use seen::Seen;
